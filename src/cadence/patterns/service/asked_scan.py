"""A scan that somebody asked for: that it begins, how far it is where it takes long, and once how it went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from cadence.core.errors import ArchiveEmpty
from cadence.core.message import Message, Place, Posted
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.between import also
from cadence.delivery.job import DONE, Again, Handler, Job, NewJob, Settlement
from cadence.delivery.post import amend, patiently, say
from cadence.patterns.messages import asked_scan as messages
from cadence.patterns.model.pattern import Step
from cadence.patterns.model.scan import Progress, Scan
from cadence.patterns.service.seeing import Seeing

NOW = "patterns scan now"
PROGRESS = "patterns scan progress"
"""Kinds of jobs."""
LANE = "patterns scan"
"""One scan at a time, whoever asked for it."""

LONG = timedelta(seconds=20)
"""What takes no longer is not told of before it is over."""
STEP = timedelta(seconds=15)
FORGOTTEN = timedelta(hours=6)
"""After so long nobody waits for it any more."""

_TOLD = "told"
_NEWS = frozenset({Step.FOUND, Step.WORSE, Step.AGAIN})


class Done(Protocol):
    @property
    def settlement(self) -> Settlement: ...

    @property
    def scan(self) -> Scan: ...


class Scans(Protocol):
    def scanned(self, *, key: str) -> Done:
        """Everything that a scan finds, and what follows of it. Raises ArchiveEmpty, StoreUnavailable and
        MessengerError."""

    def progress(self) -> Progress | None:
        """Where the scan stands that goes on now, in whichever process; None: none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedScan:
    scans: Scans
    seeing: Seeing
    is_copied: bool
    """Whether any project is copied from the tracker: nothing else can be scanned."""
    clock: Clock

    def begun(self, key: str, user: str, team: str) -> tuple[Message, tuple[NewJob, ...]]:
        """What is said at once, and the jobs that do it and tell of it."""
        if not self.is_copied:
            return replying.short(messages.NOT_COPIED), ()
        asked = {"user": user, "team": team, "at": self.clock.now().isoformat()}
        jobs = (
            NewJob(kind=NOW, key=key, lane=LANE, args=asked),
            NewJob(kind=PROGRESS, key=key, args=asked, due_at=self.clock.now() + LONG),
        )
        return messages.begun(self.scans.progress()), jobs

    def handlers(self) -> Mapping[str, Handler]:
        return {
            NOW: Handler(run=self.run, give_up=self.gave_up),
            PROGRESS: Handler(run=self.told_on),
        }

    # --- the scan ------------------------------------------------------------------------------------

    def run(self, job: Job) -> Settlement:
        """First the scan, then what came of it: it is told of what is stored. One that was stored since it was asked
        for is as good."""
        if job.step == _TOLD:
            with patiently():
                return self._said(job, self._outcome(job))
        last = self.seeing.patterns.scanned_at()
        if last is not None and last >= _asked_at(job):
            return self._over(job, last)
        try:
            done = self.scans.scanned(key=f"asked:{job.key}")
        except ArchiveEmpty:
            return self._said(job, replying.short(messages.NO_COPY_YET))
        over = self._over(job, done.scan.at)
        return Settlement(
            changes=done.settlement.changes, jobs=done.settlement.jobs, again=over.again
        )

    def gave_up(self, job: Job, why: str) -> Settlement:  # noqa: ARG002 - the reason is in the log
        return self._said(job, replying.short(messages.failed(job.reference)))

    def _over(self, job: Job, scanned_at: datetime) -> Settlement:
        args = {**job.args, "scanned": scanned_at.isoformat()}
        return Settlement(again=Again(due_at=self.clock.now(), step=_TOLD, args=args))

    def _outcome(self, job: Job) -> Message:
        """As far as whoever asked may see it."""
        audience = self.seeing.alone(job.args["user"])
        looked = self.seeing.looked(audience) if audience else None
        if audience is None or looked is None:
            return replying.short(messages.failed(job.reference))
        scanned = datetime.fromisoformat(job.args["scanned"])
        steps = {
            each.pattern: each.step
            for each in self.seeing.patterns.since(scanned)
            if each.step in _NEWS
        }
        news = [
            (pattern, steps[pattern.number])
            for pattern in self.seeing.all(audience)
            if pattern.number in steps
        ]
        return messages.over(looked, news, self.clock.now())

    def _said(self, job: Job, message: Message) -> Settlement:
        return Settlement(jobs=(say(_place(job.args), message, key=f"scanned:{job.key}"),))

    # --- on the way ------------------------------------------------------------------------------------

    def told_on(self, job: Job) -> Settlement:
        """One message, which is amended until the scan is over."""
        standing, ts = self.scans.progress(), job.args.get("ts")
        now = self.clock.now()
        is_over = self._is_over(job) or now - _asked_at(job) > FORGOTTEN
        if is_over:
            return self._amended(job, messages.through()) if ts else DONE
        words = messages.on_the_way(standing)
        if ts is None:
            about = {"patterns scan": dict(job.args), "key": job.key}
            said = say(_place(job.args), words, key=f"scanning:{job.key}", about=about)
            return Settlement(jobs=(said,))
        again = Again(
            due_at=now + STEP,
            args={**job.args, "told": words.summary, "turn": job.args.get("turn", 0) + 1},
        )
        amended = self._amended(job, words) if job.args.get("told") != words.summary else DONE
        return Settlement(jobs=amended.jobs, again=again)

    def on_posted(self, job: Job, posted: Posted) -> Settlement:
        """Of the message that tells how far it is: from then on it is amended."""
        asked: Mapping[str, Any] | None = job.args["about"].get("patterns scan")
        if asked is None or posted.ts is None:
            return DONE
        args = {**asked, "channel": posted.channel, "ts": posted.ts}
        key = job.args["about"]["key"]
        due = self.clock.now() + STEP
        return also(DONE, NewJob(kind=PROGRESS, key=f"{key}:on", args=args, due_at=due))

    def _is_over(self, job: Job) -> bool:
        last = self.seeing.patterns.scanned_at()
        return last is not None and last >= _asked_at(job)

    def _amended(self, job: Job, message: Message) -> Settlement:
        place = Place(channel=job.args["channel"], team=job.args["team"])
        turn = job.args.get("turn", 0)
        return Settlement(
            jobs=(amend(place, job.args["ts"], message, key=f"scanning:{job.key}:{turn}"),)
        )


def _place(args: Mapping[str, Any]) -> Place:
    return Place(channel=args["user"], team=args["team"])


def _asked_at(job: Job) -> datetime:
    return datetime.fromisoformat(job.args["at"]).astimezone(UTC)
