"""The night's scan: due once a night, wherever and however often it is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cadence.core.errors import ArchiveEmpty
from cadence.core.ports import Clock
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement, Wait
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.asked_scan import LANE, Scans

SCAN = "patterns scan"
"""The kind of job; its key names the night."""

NO_COPY = timedelta(seconds=30)
"""How long to wait for the first copy of the tracker: who asks for a scan waits behind it."""

TRIES = 50
"""A first scan of very many bugs outlives some restarts: each attempt goes on where the last one was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    scans: Scans
    policy: Policy
    is_copied: bool
    """Whether any project is copied from the tracker."""
    clock: Clock

    def beat(self, now: datetime) -> Iterator[NewJob]:
        """The latest night's, however late: of several that were missed one is made up for."""
        if self.is_copied:
            yield NewJob(kind=SCAN, key=_key(latest_night(self.policy, now)), lane=LANE)

    def handlers(self) -> Mapping[str, Handler]:
        return {SCAN: Handler(run=self.run, tries=TRIES)}

    def run(self, job: Job) -> Settlement:
        """Nothing where it waited until the next night was due, which looks at the same."""
        if job.key != _key(latest_night(self.policy, self.clock.now())):
            return DONE
        try:
            return self.scans.scanned(key=job.key).settlement
        except ArchiveEmpty as error:
            raise Wait(NO_COPY, str(error)) from error


def _key(night: date) -> str:
    return f"night:{night}"


def latest_night(policy: Policy, now: datetime) -> date:
    """The local date of the last scan that was due. Where clocks skip that time, it is as much later."""
    zone = ZoneInfo(policy.zone)
    today = now.astimezone(zone).date()
    is_due = datetime.combine(today, policy.at, tzinfo=zone) <= now
    return today if is_due else today - timedelta(days=1)
