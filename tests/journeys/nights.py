"""Nights in a journey: the copy of Jira is read, and then the scan looks at it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import reading
from cadence.adapters.db.tables import jobs
from cadence.core.errors import ArchiveEmpty
from cadence.mirror.jobs import MIRROR
from cadence.sandbox.company.onward import Onward
from journeys.house import House, until
from journeys.moving import ShiftedClock, at_rest, forward, local

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def copied(home: House, clock: ShiftedClock) -> None:
    """Waits until the copy is as of now, and nobody reads it any more."""
    asked = clock.now() - timedelta(seconds=1)
    until(lambda: _as_of(home, clock) >= asked and not _is_read(home))


def night(home: House, clock: ShiftedClock, day: date, onward: Onward | None = None) -> None:
    """The early morning of this day: what happened in Jira until then is copied, scanned and told."""
    evening = local(day, "01:30")
    if onward:
        onward.to(evening)
    _to(home, clock, evening)
    forward(home, clock, local(day, "02:05"))


def _to(home: House, clock: ShiftedClock, moment: datetime) -> None:
    at_rest(home, clock)
    until(lambda: not _is_read(home))
    clock.go_to(moment)
    home.cadence.heartbeat.tick()
    copied(home, clock)
    at_rest(home, clock)


def _as_of(home: House, clock: ShiftedClock) -> datetime:
    try:
        return SqlArchive(home.cadence.engine, clock=clock).as_of()
    except ArchiveEmpty:
        return NEVER


def _is_read(home: House) -> bool:
    held = select(func.count()).where(jobs.c.kind == MIRROR, jobs.c.claim.is_not(None))
    with reading(home.cadence.engine) as connection:
        return bool(connection.execute(held).scalar_one())
