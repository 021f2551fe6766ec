"""Scans by real processes that are killed on the way, and by two at once, on both databases."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, Table, func, select

from builders import a_project, a_site, an_issue
from cadence.adapters.db.engine import reading
from cadence.adapters.db.likeness_tables import likenesses
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.patterns import SqlPatterns
from cadence.adapters.db.scan_tables import bug_cases
from cadence.adapters.db.tables import jobs
from cadence.mirror.model import Standing
from cadence.patterns.model.pattern import Step

pytestmark = pytest.mark.timeout(240)

PATIENCE = 90.0
BUGS = 1_620
"""Several pages."""
SCAN = "from cadence.cli import main; main()"


@pytest.fixture
def copy(database: Engine) -> Engine:
    """Thirty bugs a week for a year, and sixty more in the last ten days."""
    now = datetime.now(UTC)
    usual = [now - timedelta(hours=15 + 5.6 * n) for n in range(BUGS - 60)]
    storm = [now - timedelta(hours=4 * n) for n in range(1, 61)]
    SqlMirrorStore(database).keep(
        [
            an_issue(
                f"PAY-{n}",
                summary=" ".join(f"{word}{n}" for word in ("left", "turn", "stop")),
                created_at=at,
                updated_at=at,
                read_at=now - timedelta(minutes=1),
            )
            for n, at in enumerate(sorted([*usual, *storm]), start=1)
        ],
        {},
    )
    SqlMirrorStore(database).stand(
        [Standing(project="PAY", begun_at=now, as_of=now)], a_site(projects=(a_project("PAY"),))
    )
    return database


def scanning(engine: Engine) -> subprocess.Popen[bytes]:
    url = engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", SCAN, "patterns", "scan", "--json"],
        env=os.environ | {"DATABASE_URL": url, "CADENCE_CONFIG": os.devnull},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def rows(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
        return found


def killed_once_it_kept_some(engine: Engine, table: Table) -> None:
    before, process = rows(engine, table), scanning(engine)
    end = monotonic() + PATIENCE
    while rows(engine, table) == before and process.poll() is None and monotonic() < end:
        sleep(0.01)
    process.kill()
    process.communicate()


def test_a_scan_that_is_killed_and_two_at_once_find_and_tell_everything_once(copy: Engine) -> None:
    for table in (likenesses, bug_cases):
        killed_once_it_kept_some(copy, table)
        assert rows(copy, table) > 0
    both = [scanning(copy), scanning(copy)]
    said = [(each.communicate(timeout=PATIENCE), each.returncode) for each in both]
    assert [code for _, code in said] == [0, 0], said
    assert (rows(copy, likenesses), rows(copy, bug_cases)) == (BUGS, BUGS)
    (found,) = SqlPatterns(copy).all()
    assert [each.step for each in SqlPatterns(copy).ledger(found.number)] == [Step.FOUND]
    assert rows(copy, jobs) == 1
