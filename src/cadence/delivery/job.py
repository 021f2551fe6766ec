"""A piece of durable work, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from cadence.core.ports import Change

Args = Mapping[str, Any]
"""What JSON can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """Work to be done once: of two with the same kind and key, the second is dropped."""

    kind: str
    key: str
    args: Args = field(default_factory=dict)
    lane: str | None = None
    """Jobs of one lane run in the order they were enqueued, one at a time."""
    gap: timedelta = timedelta(0)
    """At least this long after the lane's previous job was done."""
    due_at: datetime | None = None
    """None is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that this worker has claimed."""

    id: int
    kind: str
    key: str
    args: Args
    lane: str | None
    step: str
    """Where a job of several steps stands; "" at first."""
    tries: int
    """How often it was claimed before: 0 the first time. A put-back that doesn't count leaves it as it was."""
    enqueued_at: datetime
    claim: str
    """The token that proves the lease."""

    @property
    def reference(self) -> str:
        """A short id that a person can be shown and an operator can look up: it stands in the logs."""
        return f"C-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The job isn't done: run it again at `due_at`, from `step`, with these arguments (the old ones when None)."""

    due_at: datetime
    step: str = ""
    args: Args | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What comes of a job, stored in one transaction, or not at all."""

    changes: tuple[Change, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    """What follows, messages to be said among them."""
    again: Again | None = None
    """None: the job is done."""


DONE = Settlement()


class Wait(Exception):
    """Raised by a handler: not now, but after `delay`. Counts as no try."""

    def __init__(self, delay: timedelta, why: str) -> None:
        super().__init__(why)
        self.delay = delay


class GiveUp(Exception):
    """Raised by a handler: this will never work, so it is not tried again. The message says why, in plain words."""


def _nothing(job: Job, why: str) -> Settlement:  # noqa: ARG001 - the shape of Handler.give_up
    return DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """How jobs of one kind are done.

    `run` reads whatever it needs with no transaction open, may run more than once for one job, and says by its
    Settlement what is to be stored. An error puts the job back, later each time, until `tries` are spent or the error
    is GiveUp; then `give_up` says what follows (the person is told), and the job is set aside with its error.
    """

    run: Callable[[Job], Settlement]
    give_up: Callable[[Job, str], Settlement] = _nothing
    """Called with the job and the error in plain words."""
    tries: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A job that was set aside, as an operator sees it: never what it held."""

    id: int
    kind: str
    key: str
    enqueued_at: datetime
    at: datetime
    """When it was set aside."""
    error: str
    is_emptied: bool
    """Whether what it held is gone, so that it can't be tried again."""

    @property
    def reference(self) -> str:
        return f"C-{self.id}"


class JobStore(Protocol):
    """Where jobs are kept. Raises StoreUnavailable throughout."""

    def enqueue(self, *jobs: NewJob) -> tuple[bool, ...]:
        """Keep these in one transaction; False where kind and key were there already."""

    def claim(self, *, worker: str, lease: timedelta, kinds: frozenset[str]) -> Job | None:
        """The job that has been due longest and whose lane is free, held for `lease`; None when there is none."""

    def beat(self, job: Job, *, lease: timedelta) -> bool:
        """Hold it for another lease from now. False: it is held by someone else."""

    def settle(self, job: Job, settlement: Settlement) -> None:
        """All of it in one transaction. Raises LeaseLost, and nothing was stored."""

    def put_back(self, job: Job, *, delay: timedelta, error: str | None, counts: bool) -> None:
        """Free it, to be claimed again after `delay`. Raises LeaseLost."""

    def set_aside(self, job: Job, *, error: str, settlement: Settlement) -> None:
        """It is over without being done: kept with its error, with what follows of it. Raises LeaseLost."""

    def next_due(self, *, kinds: frozenset[str]) -> datetime | None:
        """When the next claimable job is due, or its lane's gap ends; None when nothing waits."""

    def release(self) -> int:
        """Free every lease: only for a database that one process alone uses, at its start."""

    def forget_done(self, *, before: datetime) -> int:
        """Delete what was done before then: the end of its idempotency. Set-aside jobs stay."""

    def empty_set_aside(self, *, before: datetime) -> int:
        """Take from what was set aside before then what it held, which may be people's words; how many that were. Kind,
        key and error stay, and it can't be tried again."""

    def backlog(self) -> Mapping[str, int]:
        """How many jobs of each kind are undone, and under "set aside" how many are set aside: for metrics."""
