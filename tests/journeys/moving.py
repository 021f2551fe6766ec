"""Time in a journey: it goes on as time does, and as far ahead as it is moved."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cadence.adapters.db.engine import reading
from cadence.adapters.db.tables import jobs
from cadence.patterns.service.nightly import SCAN
from cadence.sandbox.jira.clock import SandboxClock
from journeys.house import House, until

PUT_BACK = timedelta(seconds=20)
"""Slack may not have answered in time on a machine that is busy; then a job waits, and is done after all."""


class ShiftedClock(SandboxClock):
    """The local Jira's too, where it is given to it."""

    def go_to(self, moment: datetime) -> None:
        self.jump(moment)


def forward(home: House, clock: ShiftedClock, moment: datetime) -> None:
    """To this moment, once everything is done that was due before; and on, until all that is due by then is done."""
    at_rest(home, clock)
    clock.go_to(moment)
    home.cadence.heartbeat.tick()
    at_rest(home, clock)


def at_rest(home: House, clock: ShiftedClock) -> None:
    """Waits until no job is due, or was put back for a little while, but for those that are never done."""
    ever = {*home.cadence._kinds(), *(() if home.copied else (SCAN,))}

    def undone() -> list[str]:
        due = jobs.c.claim.is_not(None) | (jobs.c.due_at <= clock.now() + PUT_BACK)
        waiting = select(jobs.c.kind, jobs.c.key, jobs.c.claim, jobs.c.due_at, jobs.c.error).where(
            jobs.c.done_at.is_(None), due, jobs.c.kind.not_in(ever)
        )
        with reading(home.cadence.engine) as connection:
            return [str(each) for each in connection.execute(waiting)]

    until(lambda: not undone(), otherwise=lambda: f"undone at {clock.now()}: {undone()}")


def next_monday(today: date) -> date:
    """The first one that is ahead."""
    return today + timedelta(days=7 - today.weekday())


def local(day: date, at: str, zone: str = "Europe/Berlin") -> datetime:
    """ "09:00" of this date, as an instant."""
    found = datetime.combine(day, time.fromisoformat(at), tzinfo=ZoneInfo(zone))
    return found.astimezone(UTC)
