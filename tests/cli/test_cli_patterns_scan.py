"""Scans and backtests on a terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cli_terminal import Terminal
from sqlalchemy import Engine, func, select

from builders import a_project, a_site, an_issue
from cadence.adapters.db.engine import make_engine, reading
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.patterns import SqlPatterns
from cadence.adapters.db.tables import jobs
from cadence.mirror.model import Standing

FIELDS = (
    "id", "kind", "area", "sentence", "keys", "rate", "baseline", "window_days", "p_value", "q_value", "since", "state",
)  # fmt: skip


@pytest.fixture
def engine(bare: Terminal, sqlite_url: str) -> Iterator[Engine]:
    """A copy in which one bug came a week, and twenty in the last ten days."""
    bare.environment["DATABASE_URL"] = sqlite_url
    engine, now = make_engine(sqlite_url), datetime.now(UTC)
    usual = [now - timedelta(days=7 * week - week % 5) for week in range(2, 60)]
    storm = [now - timedelta(hours=11 * n) for n in range(1, 21)]
    SqlMirrorStore(engine).keep(
        [
            an_issue(
                f"PAY-{n}",
                summary=" ".join(f"{word}{n}" for word in ("left", "turn", "stop")),
                reporter="Hannah Weiss",
                description="says Hannah Weiss",
                created_at=at,
                updated_at=at,
                read_at=now,
            )
            for n, at in enumerate(sorted([*usual, *storm]), start=1)
        ],
        {},
    )
    SqlMirrorStore(engine).stand(
        [Standing(project="PAY", begun_at=now, as_of=now)],
        a_site(projects=(a_project("PAY"),)),
    )
    yield engine
    engine.dispose()


def told(terminal: Terminal, *arguments: str) -> Any:
    done = terminal.run("patterns", *arguments)
    assert done.exit_code == 0, done.output
    return done


def waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        found: int = connection.execute(select(func.count()).select_from(jobs)).scalar_one()
        return found


def test_a_mere_look_stores_nothing_and_tells_nobody(bare: Terminal, engine: Engine) -> None:
    (found,) = json.loads(told(bare, "scan", "--look", "--json").stdout)
    assert tuple(found) == FIELDS
    assert (found["id"], found["area"], found["state"]) == (None, "PAY", "new")
    assert SqlPatterns(engine).scanned_at() is None
    assert waiting(engine) == 0


def test_a_scan_gives_a_number_and_leaves_a_job_that_tells_it(
    bare: Terminal, engine: Engine
) -> None:
    (found,) = json.loads(told(bare, "scan", "--json").stdout)
    assert (found["id"], found["state"]) == ("P-1", "open")
    assert waiting(engine) == 1
    assert "No [areas] are set, so nobody is told" in told(bare, "scan").stdout
    again = json.loads(told(bare, "scan", "--json").stdout)
    assert [each["id"] for each in again] == ["P-1"]


def test_in_words_it_says_what_is_found_and_of_when_that_is(bare: Terminal, engine: Engine) -> None:
    shown = told(bare, "scan", "--look").stdout
    assert "PAY: 2" in shown
    assert "asked of 1 area as of" in shown
    assert "the copy of Jira is complete up to" in shown


def test_a_scan_as_of_before_the_last_one_only_looks_and_says_so(
    bare: Terminal, engine: Engine
) -> None:
    told(bare, "scan")
    last = SqlPatterns(engine).scanned_at()
    early = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    done = told(bare, "scan", "--at", early, "--json")
    assert json.loads(done.stdout) == []
    assert "this one only looks" in done.stderr
    assert SqlPatterns(engine).scanned_at() == last


def test_a_moment_that_is_none_is_refused(bare: Terminal, engine: Engine) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for moment in ("yesterday", "0001-01-01T00:00+14:00", "0001-01-01", ahead):
        done = bare.run("patterns", "scan", "--at", moment)
        assert (done.exit_code, "--at" in done.output) == (2, True)
    assert SqlPatterns(engine).scanned_at() is None
    for first, last in (("soon", "2026-01"), ("0001-01", "2026-01"), ("2026-01", "9999-12")):
        assert bare.run("patterns", "backtest", "--from", first, "--to", last).exit_code == 2


def test_without_a_copy_it_is_said_how_one_is_made(bare: Terminal, sqlite_url: str) -> None:
    bare.environment["DATABASE_URL"] = sqlite_url
    done = bare.run("patterns", "scan", "--look")
    assert done.exit_code == 1
    assert "cadence sync" in str(done.exception)


def test_a_backtest_tells_month_by_month_and_stores_nothing(bare: Terminal, engine: Engine) -> None:
    now = datetime.now(UTC)
    first = (now - timedelta(days=62)).strftime("%Y-%m")
    last = (now + timedelta(days=8)).strftime("%Y-%m")
    months = [
        json.loads(line)
        for line in told(
            bare, "backtest", "--from", first, "--to", last, "--json"
        ).stdout.splitlines()
    ]
    sent = [each for month in months for each in month["sent"]]
    assert {each["step"] for each in sent} <= {"found", "worse"}
    assert [each["area"] for each in sent if each["step"] == "found"] == ["PAY"]
    assert SqlPatterns(engine).all() == ()
    assert waiting(engine) == 0
