"""What docs/revenue.md shows of the command line is what it prints."""

import json
import re
from pathlib import Path

import pytest
from cli_terminal import Terminal

PAGE = (Path(__file__).parents[2] / "docs" / "revenue.md").read_text("utf-8")


def shown(kind: str, beginning: str) -> str:
    """The block of that kind which begins so."""
    blocks: list[tuple[str, str]] = re.findall(
        r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE
    )
    return next(text for its, text in blocks if its == kind and text.startswith(beginning))


@pytest.fixture
def filled(bare: Terminal, tmp_path: Path) -> Terminal:
    bare.configure('[revenue]\ncurrency = "EUR"\n')
    for verb, header in (("import", "account,month,mrr"), ("rates", "currency,month")):
        file = tmp_path / f"{verb}.csv"
        file.write_text(shown("csv", header), encoding="utf-8")
        done = bare.run("revenue", verb, str(file))
        assert done.exit_code == 0, done.output
    return bare


def test_the_report_of_the_page_is_that_of_its_file(filled: Terminal) -> None:
    assert filled.run("revenue", "report").output.startswith(shown("", "2026-09 to 2026-10"))


def test_the_object_of_the_page_is_that_of_its_file(filled: Terminal) -> None:
    told = filled.run("revenue", "report", "--json", "--segment", "plan=Pro").output
    assert json.loads(told) == json.loads(shown("json", "{"))


def test_a_moment_is_read_as_a_report_writes_it(filled: Terminal) -> None:
    for since in ("2199-11-01T09:00", "2199-11-01 09:00", "2199-11-01"):
        assert filled.run("revenue", "restated", "--since", since).exit_code == 0
