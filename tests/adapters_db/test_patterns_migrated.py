"""A database with a copy of the tracker from before patterns: brought forward, back, and forward again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from builders import a_project, a_site, an_issue
from cadence import config
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.assembly.scans import scans
from cadence.mirror.model import Standing
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
BEFORE = "0010"
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["empty_sqlite_url", "empty_postgres_url"])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = make_engine(request.getfixturevalue(request.param))
    yield engine
    engine.dispose()


def migrated(engine: Engine, to: Callable[[Config, str], None], revision: str) -> None:
    alembic = Config()
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    with writing(engine) as connection:
        alembic.attributes["connection"] = connection
        to(alembic, revision)


def scanned(engine: Engine) -> list[str]:
    parts = scans(config.read({}), engine, FakeClock(NOW))
    done = parts.scanning.scanned(key="night")
    with writing(engine) as connection:
        for change in done.settlement.changes:
            change(connection)
    return [each.label for each in parts.patterns.all()]


def test_what_was_copied_before_is_scanned_and_what_was_found_is_found_again(empty: Engine) -> None:
    migrated(empty, command.upgrade, BEFORE)
    usual = [NOW - timedelta(days=7 * week) for week in range(1, 60)]
    storm = [NOW - timedelta(hours=11 * n) for n in range(1, 21)]
    store = SqlMirrorStore(empty)
    store.keep(
        [
            an_issue(
                f"PAY-{n}", summary=f"turn{n} left{n}", created_at=at, updated_at=at, read_at=NOW
            )
            for n, at in enumerate(sorted([*usual, *storm]), start=1)
        ],
        {},
    )
    standing = Standing(project="PAY", begun_at=NOW, as_of=NOW)
    store.stand([standing], a_site(projects=(a_project("PAY"),)))
    migrated(empty, command.upgrade, "head")
    assert scanned(empty) == ["P-1"]
    migrated(empty, command.downgrade, BEFORE)
    migrated(empty, command.upgrade, "head")
    assert scanned(empty) == ["P-1"]
