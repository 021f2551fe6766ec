"""Earlier bugs like one, on a terminal, from the copy."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cli_terminal import Terminal
from sqlalchemy import Engine

from builders import a_project, a_site, an_issue
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.core.issue import Comment, Issue
from cadence.mirror.model import Standing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TITLES = (
    "Receipts print without a tax number", "Login page flickers on Safari", "Search ignores umlauts",
    "Payment retry charges the card twice", "Kitchen screen shows closed orders", "Dark theme hides the footer",
)  # fmt: skip
ISSUES = (
    *(
        an_issue(f"PAY-{number}", summary=title, created_at=NOW - timedelta(days=60 - number))
        for number, title in enumerate(TITLES, start=1)
    ),
    an_issue("PAY-20", type="Task", summary="Charge of the card comes twice on a payment retry"),
    an_issue(
        "PAY-30",
        summary="Card charged twice when the payment is retried",
        description="Hannah Weiss saw two charges.",
        comments=(Comment(author="Hannah Weiss", at=NOW, text="Duplicate of PAY-4"),),
        created_at=NOW,
    ),
    an_issue("PAY-8", level="Board", summary="Card charged twice when the payment is retried"),
)


@pytest.fixture
def copied(bare: Terminal, sqlite_url: str) -> Iterator[Engine]:
    bare.environment["DATABASE_URL"] = sqlite_url
    engine = make_engine(sqlite_url)
    keep(engine, *ISSUES)
    yield engine
    engine.dispose()


def keep(engine: Engine, *issues: Issue) -> None:
    SqlMirrorStore(engine).keep(issues, {})
    standing = Standing(project="PAY", begun_at=NOW, as_of=NOW)
    SqlMirrorStore(engine).stand([standing], a_site(projects=(a_project("PAY"),)))


def told(terminal: Terminal, *arguments: str) -> str:
    done = terminal.run("patterns", "similar", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("copied")
def test_the_nearest_come_first_with_how_they_stand(bare: Terminal) -> None:
    lines = told(bare, "pay-30", "--limit", "2").splitlines()
    assert lines[0] == "2 earlier issues most like PAY-30:"
    assert {line.split()[1] for line in lines[1:]} == {"PAY-4", "PAY-20"}
    assert "open" in lines[1]


@pytest.mark.usefixtures("copied")
def test_as_json_keys_and_scores(bare: Terminal) -> None:
    found = json.loads(told(bare, "PAY-30", "--json"))
    assert found["key"] == "PAY-30"
    assert [set(each) for each in found["similar"]] == [{"key", "score"}] * len(found["similar"])
    scores = [each["score"] for each in found["similar"]]
    assert scores == sorted(scores, reverse=True)
    assert "PAY-8" not in {each["key"] for each in found["similar"]}


@pytest.mark.usefixtures("copied")
def test_a_file_of_keys_is_answered_line_by_line_whatever_is_unknown(bare: Terminal) -> None:
    file = bare.folder / "keys.txt"
    file.write_bytes(b"\xef\xbb\xbfPAY-30\r\n\r\nPAY-999\r\nPAY-8\r\n pay-1")
    done = bare.run("patterns", "similar", "--file", str(file), "--limit", "1")
    assert done.exit_code == 1
    first, unknown, hidden, alone = map(json.loads, done.stdout.splitlines())
    assert first["similar"][0]["key"] in {"PAY-4", "PAY-20"}
    assert (unknown["key"], "error" in unknown) == ("PAY-999", True)
    assert hidden["error"] == unknown["error"]
    assert len(alone["similar"]) == 1


@pytest.mark.usefixtures("copied")
def test_a_file_that_is_no_text_is_refused(bare: Terminal) -> None:
    file = bare.folder / "keys.txt"
    file.write_bytes(b"\xff\xfeP\x00")
    done = bare.run("patterns", "similar", "--file", str(file))
    assert (done.exit_code, "no text in UTF-8" in done.output) == (2, True)
    assert done.stdout == ""


def test_what_changed_in_the_copy_is_compared_first(bare: Terminal, copied: Engine) -> None:
    assert told(bare, "PAY-30", "--json")
    later = NOW + timedelta(days=1)
    new = an_issue("PAY-31", summary=ISSUES[-2].summary, created_at=later, read_at=later)
    keep(copied, new)
    assert json.loads(told(bare, "PAY-31", "--json"))["similar"][0]["key"] == "PAY-30"


def test_without_a_copy_it_says_what_makes_one(bare: Terminal, sqlite_url: str) -> None:
    bare.environment["DATABASE_URL"] = sqlite_url
    done = bare.run("patterns", "similar", "PAY-1")
    assert done.exit_code == 1
    assert "cadence sync" in str(done.exception)


@pytest.mark.usefixtures("copied")
def test_an_unknown_issue_is_said_and_one_of_two_ways_is_wanted(bare: Terminal) -> None:
    done = bare.run("patterns", "similar", "PAY-999")
    assert done.exit_code == 1
    assert "PAY-999" in str(done.exception)
    assert "--file" in bare.run("patterns", "similar").output
