"""A scan, whole: what is new is taken in, every area is looked at, and what follows is one settlement."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from cadence.core.errors import ArchiveEmpty
from cadence.core.ports import Clock
from cadence.delivery.job import Settlement
from cadence.patterns.model.scan import Progress, Scan, Watcher, nobody
from cadence.patterns.service.intake import Intake, Taken
from cadence.patterns.service.keeping import Keeping, Kept
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.looking import Looking
from cadence.patterns.service.spreading import Spreading
from cadence.patterns.store.cases import Cases

log = structlog.get_logger(__name__)

STEP = timedelta(seconds=2)
"""How often it is said how far a scan is."""
LOST = timedelta(minutes=5)
"""A scan that said nothing for so long was killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    settlement: Settlement
    scan: Scan
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    likening: Likening
    intake: Intake
    looking: Looking
    keeping: Keeping
    spreading: Spreading
    cases: Cases
    clock: Clock

    def scanned(
        self, *, key: str, at: datetime | None = None, watcher: Watcher = nobody
    ) -> Scanned:
        """As of a moment, or now: everything that a scan finds, and what is to be stored and said of it. Of what is new
        in the copy it stores what it takes in; all else waits for the settlement.

        Raises ArchiveEmpty, StoreUnavailable, and Overtaken from the settlement where another scan was stored first.
        """
        telling = _Telling(cases=self.cases, clock=self.clock, watcher=watcher)
        at = at or self.clock.now()
        try:
            taken = self.taken_in(telling)
            scan = self.looking.looked(at, telling)
        except ArchiveEmpty:
            self.cases.stand(None, at=self.clock.now())
            raise
        kept = self.keeping.kept(scan)
        told = tuple(self.spreading.escalated(kept.news, kept.patterns, at=at))
        jobs = (*told, *self.spreading.outdated(kept.outdated, at=at))
        self.cases.stand(None, at=self.clock.now())
        log.info(
            "looked for patterns",
            key=key,
            changed=taken.changed,
            gone=taken.gone,
            areas=scan.areas,
            tested=scan.tested,
            found=len(scan.findings),
            told=len(told),
        )
        return Scanned(settlement=Settlement(changes=kept.changes, jobs=jobs), scan=scan, kept=kept)

    def taken_in(self, watcher: Watcher = nobody) -> Taken:
        """What is new in the copy is compared, grouped and kept, and nothing is said of it."""
        self.likening.catch_up(watcher)
        return self.intake.take_in(watcher)

    def progress(self) -> Progress | None:
        """Where the scan stands that goes on now, in whichever process; None: none does."""
        said = self.cases.progress()
        if said is None or self.clock.now() - said[1] > LOST:
            return None
        return said[0]


@dataclass(slots=True, kw_only=True)
class _Telling:
    """Keeps how far a scan is, for whoever looks from elsewhere; not at every step, since each is a write."""

    cases: Cases
    clock: Clock
    watcher: Watcher
    told_at: datetime | None = None

    def __call__(self, progress: Progress) -> None:
        self.watcher(progress)
        now = self.clock.now()
        if self.told_at is None or now - self.told_at >= STEP:
            self.cases.stand(progress, at=now)
            self.told_at = now
