"""`cadence ask --file`: what a line is, and a file that is not there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cadence.cli.ask import ask, questions_in


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (b"", 0),
        (b"open bugs", 1),
        (b"open bugs\n", 1),
        (b"open bugs\r\nopen bugs in iOS\r\n", 2),
        (b"open bugs\n\nopen bugs in iOS\n", 3),
        (b"open\x0bbugs\x0cin\x1ciOS\x85\rnow\n", 1),
        ("open\u2028bugs\n".encode(), 1),
        (b"\xff\xfe\x00\nopen bugs\n", 2),
    ],
)
def test_a_question_a_line_feed(tmp_path: Path, raw: bytes, count: int) -> None:
    file = tmp_path / "questions.txt"
    file.write_bytes(raw)

    assert len(questions_in(file)) == count


def test_a_file_that_is_not_there_is_a_failure_and_not_asked_back(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        ask,
        ["--file", str(tmp_path / "nowhere.txt"), "--json"],
        env={"JIRA_URL": "https://jira.test", "JIRA_PAT": "secret"},
    )

    assert done.exit_code == 1
    assert "nowhere.txt" in done.output
