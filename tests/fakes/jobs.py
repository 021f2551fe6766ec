import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cadence.core.errors import LeaseLost, StoreUnavailable
from cadence.core.ports import Clock
from cadence.delivery.job import Job, NewJob, Settlement


@dataclass(frozen=True)
class KeptJob:
    id: int
    kind: str
    key: str
    args: Mapping[str, Any]
    lane: str | None
    gap: timedelta
    due_at: datetime
    enqueued_at: datetime
    step: str = ""
    claim: str | None = None
    tries: int = 0
    done_at: datetime | None = None
    set_aside: bool = False
    error: str | None = None


@dataclass
class FakeJobStore:
    """Jobs in memory. While it `is_down`, every call raises StoreUnavailable.

    A settlement's changes are called with None: they are made by other fakes, which keep what they are told in memory.
    """

    clock: Clock
    is_down: bool = False
    kept: dict[int, KeptJob] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: count(1))
    _known: set[tuple[str, str]] = field(default_factory=set)
    _open: dict[int, None] = field(default_factory=dict)
    """Of what is kept: so that a simulated year does not go through a month of done jobs again and again."""
    _last: dict[str, datetime] = field(default_factory=dict)
    """When a job of each lane was done last."""

    def enqueue(self, *jobs: NewJob) -> tuple[bool, ...]:
        self._reach()
        return tuple(self._insert(job) for job in jobs)

    def claim(self, *, worker: str, lease: timedelta, kinds: frozenset[str]) -> Job | None:
        self._reach()
        now = self.clock.now()
        due = [job for job in self._undone(kinds) if self._free_at(job) <= now]
        if not due:
            return None
        job = min(due, key=lambda each: (each.due_at, each.id))
        claim = f"{worker}/{next(self._ids)}"
        self.kept[job.id] = replace(job, claim=claim, due_at=now + lease, tries=job.tries + 1)
        return Job(
            id=job.id,
            kind=job.kind,
            key=job.key,
            args=job.args,
            lane=job.lane,
            step=job.step,
            tries=job.tries,
            enqueued_at=job.enqueued_at,
            claim=claim,
        )

    def beat(self, job: Job, *, lease: timedelta) -> bool:
        self._reach()
        if not self._holds(job):
            return False
        self._change(job, due_at=self.clock.now() + lease)
        return True

    def settle(self, job: Job, settlement: Settlement) -> None:
        self._end(job, settlement, **self._settled(settlement))

    def put_back(self, job: Job, *, delay: timedelta, error: str | None, counts: bool) -> None:
        self._reach()
        if not self._holds(job):
            raise LeaseLost(job.reference)
        due_at = self.clock.now() + delay
        self._change(job, claim=None, due_at=due_at, tries=job.tries + counts, error=error)

    def set_aside(self, job: Job, *, error: str, settlement: Settlement) -> None:
        self._end(
            job, settlement, claim=None, done_at=self.clock.now(), set_aside=True, error=error
        )

    def next_due(self, *, kinds: frozenset[str]) -> datetime | None:
        self._reach()
        return min((self._free_at(job) for job in self._undone(kinds)), default=None)

    def release(self) -> int:
        self._reach()
        held = [job for job in self.kept.values() if job.claim and not job.done_at]
        for job in held:
            self.kept[job.id] = replace(job, claim=None, due_at=self.clock.now())
        return len(held)

    def forget_done(self, *, before: datetime) -> int:
        self._reach()
        old = [
            job.id
            for job in self.kept.values()
            if job.done_at and job.done_at < before and not job.set_aside
        ]
        for each in old:
            self.lose(each)
        return len(old)

    def empty_set_aside(self, *, before: datetime) -> int:
        self._reach()
        old = [
            job
            for job in self.kept.values()
            if job.set_aside and job.step != "emptied" and job.done_at and job.done_at < before
        ]
        for each in old:
            self.kept[each.id] = replace(each, args={}, step="emptied")
        return len(old)

    def backlog(self) -> Mapping[str, int]:
        self._reach()
        return Counter(
            "set aside" if job.set_aside else job.kind
            for job in self.kept.values()
            if job.set_aside or not job.done_at
        )

    # --- for tests ---------------------------------------------------------------------------------

    def of(self, kind: str) -> tuple[KeptJob, ...]:
        """All jobs of a kind, done or not, in the order they came."""
        return tuple(job for job in self.kept.values() if job.kind == kind)

    def lose(self, job: int) -> None:
        """As if it had never been."""
        gone = self.kept.pop(job)
        self._known.discard((gone.kind, gone.key))
        self._open.pop(job, None)

    # --- inside ------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer: it is switched off")

    def _insert(self, job: NewJob) -> bool:
        if (job.kind, job.key) in self._known:
            return False
        now = self.clock.now()
        kept = KeptJob(
            id=next(self._ids),
            kind=job.kind,
            key=job.key,
            args=_through_json(job.args),
            lane=job.lane,
            gap=job.gap,
            due_at=job.due_at or now,
            enqueued_at=now,
        )
        self.kept[kept.id] = kept
        self._known.add((kept.kind, kept.key))
        self._open[kept.id] = None
        return True

    def _undone(self, kinds: frozenset[str]) -> list[KeptJob]:
        """Those that are first in their lane."""
        jobs = [self.kept[each] for each in self._open]  # by their ids
        first: dict[str, int] = {}
        for job in jobs:
            if job.lane is not None:
                first.setdefault(job.lane, job.id)
        return [
            job
            for job in jobs
            if job.kind in kinds and (job.lane is None or first[job.lane] == job.id)
        ]

    def _free_at(self, job: KeptJob) -> datetime:
        last = self._last.get(job.lane) if job.lane is not None else None
        return max(job.due_at, last + job.gap) if last else job.due_at

    def _holds(self, job: Job) -> bool:
        kept = self.kept.get(job.id)
        return kept is not None and kept.claim == job.claim and not kept.done_at

    def _change(self, job: Job, **values: Any) -> None:
        changed = self.kept[job.id] = replace(self.kept[job.id], **values)
        if changed.done_at:
            del self._open[job.id]
            if changed.lane is not None:
                self._last[changed.lane] = changed.done_at

    def _settled(self, settlement: Settlement) -> dict[str, Any]:
        again = settlement.again
        if again is None:
            return {"claim": None, "done_at": self.clock.now(), "error": None, "args": {}}
        values = {
            "claim": None,
            "due_at": again.due_at,
            "step": again.step,
            "tries": 0,
            "error": None,
        }
        return values if again.args is None else {**values, "args": _through_json(again.args)}

    def _end(self, job: Job, settlement: Settlement, **values: Any) -> None:
        self._reach()
        if not self._holds(job):
            raise LeaseLost(job.reference)
        for change in settlement.changes:
            change(None)
        self._change(job, **values)
        for new in settlement.jobs:
            self._insert(new)


def _through_json(args: Mapping[str, Any]) -> Mapping[str, Any]:
    return json.loads(json.dumps(dict(args), allow_nan=False))
