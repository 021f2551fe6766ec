"""Patterns on a terminal."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cli_terminal import Terminal

from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.adapters.db.patterns import SqlPatterns
from cadence.patterns.model import life
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Pattern, State, Step
from cadence.patterns.model.scan import Unlooked
from cadence.sandbox.company.model import Company
from pattern_builders import NIGHT, a_finding, a_pattern, a_scan, an_entry

OTHER = a_pattern(
    2, finding=a_finding(area="PAY / Mobile \x1b[31m"), name="Login", sentence="Login: 9"
)


class Kept:
    """A database with patterns, and the command line that reads it."""

    def __init__(self, terminal: Terminal, url: str) -> None:
        self.terminal, self.engine = terminal, make_engine(url)
        self.store = SqlPatterns(self.engine)

    def put(self, *patterns: Pattern) -> None:
        for each in patterns:
            number = self.store.number_for(each.area, each.kind, each.subject)
            assert number == each.number
            entry = an_entry(each.number, says=f"{each.label} was found")
            with writing(self.engine) as connection:
                self.store.put(each, entry)(connection)

    def scanned(self, **fields: Any) -> None:
        with writing(self.engine) as connection:
            self.store.scanned(a_scan(**fields).looked)(connection)

    def told(self, *arguments: str) -> str:
        done = self.terminal.run("patterns", *arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.told(*arguments, "--json"))


@pytest.fixture
def kept(bare: Terminal, sqlite_url: str) -> Iterator[Kept]:
    bare.environment["DATABASE_URL"] = sqlite_url
    made = Kept(bare, sqlite_url)
    yield made
    made.engine.dispose()


def test_without_a_database_it_is_told_how_one_is_made(bare: Terminal) -> None:
    for verb in (("list",), ("show", "P-1"), ("ledger", "P-1")):
        done = bare.run("patterns", *verb)
        assert done.exit_code == 1
        assert "cadence db upgrade" in str(done.exception)


def test_never_scanned_is_not_nothing_found(kept: Kept) -> None:
    assert "There are no patterns yet. A scan runs every night" in kept.told("list")
    assert kept.json("list") == {"patterns": [], "scanned": None}
    kept.scanned(unlooked=(Unlooked(area="Mobile", why="only 3 weeks of history"),))
    text = kept.told("list")
    assert "No live pattern: nothing that was tested stands out" in text
    assert "from the copy of Jira as of 23 Nov 2026, 02:00 UTC" in text
    assert "Mobile: only 3 weeks of history" in text
    assert kept.json("list")["scanned"] == {
        "at": "2026-11-23T02:00:00+00:00",
        "as_of": "2026-11-23T02:00:00+00:00",
        "areas": 1,
        "tested": 12,
        "findings": 0,
        "untested": [{"area": "Mobile", "why": "only 3 weeks of history"}],
        "not_yet_tested": [],
    }


def test_patterns_are_listed_by_state_and_area(kept: Kept) -> None:
    kept.put(a_pattern(1), OTHER)
    with writing(kept.engine) as connection:
        kept.store.put(life.closed(OTHER, at=NIGHT))(connection)
    assert "P-1  open" in " ".join(kept.told("list").split("\n")).replace("    ", "  ")
    assert "P-2" not in kept.told("list")
    assert "P-2" in kept.told("list", "--all")
    assert [each["id"] for each in kept.json("list", "--all")["patterns"]] == ["P-1", "P-2"]
    done = kept.terminal.run("patterns", "list", "--area", "Search")
    assert "There is no area “Search”. There are: Checkout and PAY / Mobile" in done.output
    assert "\x1b" not in done.output
    assert [each["id"] for each in kept.json("list", "--area", "check")["patterns"]] == ["P-1"]
    assert "\x1b" not in kept.told("list", "--all")


def test_a_listed_pattern_has_its_figures(kept: Kept) -> None:
    kept.put(a_pattern(1))
    (told,) = kept.json("list")["patterns"]
    figures = {
        name: told[name] for name in ("id", "kind", "area", "rate", "baseline", "window_days")
    }
    assert figures == {
        "id": "P-1",
        "kind": "recurrence",
        "area": "Checkout",
        "rate": 9,
        "baseline": 1.4,
        "window_days": 42,
    }
    assert told["state"] == State.OPEN.value
    assert told["since"] == "2026-10-19T02:00:00+00:00"
    assert (told["p_value"], told["q_value"]) == (0.00002, 0.001)
    assert told["keys"][0] == "PAY-109"


def test_the_ledger_tells_line_by_line(kept: Kept) -> None:
    kept.put(a_pattern(1))
    with writing(kept.engine) as connection:
        kept.store.noted(an_entry(1, step=Step.TOLD, says="Lena was told"))(connection)
    assert "P-1 was found" in kept.told("ledger", "P-1")
    told = kept.json("ledger", "payment")
    assert [each["step"] for each in told["entries"]] == ["found", "told"]
    assert (told["id"], told["complete"]) == ("P-1", True)
    says = " ".join(f"reason{n}" for n in range(40))
    with writing(kept.engine) as connection:
        kept.store.noted(an_entry(1, step=Step.NOT_TOLD, says=says))(connection)
    assert says in " ".join(kept.told("ledger", "P-1").split())
    assert "The latest 1; --limit shows more." in kept.told("ledger", "1", "--limit", "1")


def test_what_is_not_there_is_told_with_what_is(kept: Kept) -> None:
    done = kept.terminal.run("patterns", "show", "P-9")
    assert "There are no patterns yet" in done.output
    kept.put(a_pattern(1), OTHER)
    done = kept.terminal.run("patterns", "ledger", "P-9")
    assert done.exit_code == 1
    assert "There is no pattern “P-9”. There are:\n  P-1" in done.output


def test_without_a_copy_the_bugs_can_t_be_shown(kept: Kept) -> None:
    kept.put(a_pattern(1))
    done = kept.terminal.run("patterns", "show", "P-1")
    assert done.exit_code == 1
    assert "Its bugs can't be shown" in done.output


def test_one_is_shown_with_its_bugs_and_its_chart(terminal: Terminal) -> None:
    terminal.configure('[mirror]\nprojects = ["PAY"]\n')
    assert terminal.run("sync").exit_code == 0
    kept = Kept(terminal, str(terminal.environment["DATABASE_URL"]))
    try:
        page = SqlFeed(kept.engine).changed(None, limit=3)
        keys = tuple(each.key for each in page.bugs)
        found = a_finding(rate=3, keys=keys, area="PAY", kind=Kind.SPIKE)
        kept.put(a_pattern(1, finding=found))
        picture = terminal.folder / "chart.png"
        text = kept.told("show", "P-1", "--picture", str(picture))
        assert "P-1 · PAY" in text
        assert all(key in text for key in keys)
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert "I own it" not in text, "nothing can be pressed on a terminal"
        told = kept.json("show", "P-1")
        assert {each["key"] for each in told["bugs"] if each["counted"]} == set(keys)
        assert not {"assignee", "reporter", "author"} & set(told["bugs"][0])
    finally:
        kept.engine.dispose()


SHAPE = {
    "id",
    "kind",
    "area",
    "sentence",
    "keys",
    "rate",
    "baseline",
    "window_days",
    "p_value",
    "q_value",
    "since",
    "state",
}


def scan(terminal: Terminal, *arguments: str) -> Any:
    done = terminal.run("patterns", "scan", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_scan_is_looked_at_first_and_stored_then(terminal: Terminal, company: Company) -> None:
    areas = company.settings.partition("[areas")[1:]
    only = "".join(areas).partition("[[access")[0]
    terminal.configure(f'[mirror]\nprojects = ["PAY"]\n\n{only}')
    assert terminal.run("sync").exit_code == 0
    seen = scan(terminal, "--look")
    assert seen
    assert all(set(each) == SHAPE for each in seen)
    assert {(each["id"], each["state"]) for each in seen} == {(None, "new")}
    listed = ("patterns", "list", "--json")
    assert json.loads(terminal.run(*listed).stdout) == {"patterns": [], "scanned": None}

    stored = scan(terminal)
    assert [each["sentence"] for each in stored] == [each["sentence"] for each in seen]
    assert all(each["state"] == "open" for each in stored)
    kept = json.loads(terminal.run(*listed).stdout)
    assert {each["id"] for each in kept["patterns"]} == {each["id"] for each in stored}
    assert kept["scanned"]["findings"] == len(stored)
    again = scan(terminal)
    assert [each["id"] for each in again] == [each["id"] for each in stored]
