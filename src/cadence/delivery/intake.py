"""How what comes in becomes durable: kept under its key before it is acknowledged."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cadence.delivery.job import JobStore, NewJob


@dataclass(frozen=True, slots=True)
class Intake:
    """Keeps jobs that a listener made.

    Raises StoreUnavailable: then nothing is acknowledged, and Slack sends it again.
    """

    store: JobStore
    count: Callable[[str, bool], None] = field(default=lambda _kind, _fresh: None)
    """Told of each delivery: its kind, and whether it was new."""

    def take(self, job: NewJob) -> None:
        (fresh,) = self.store.enqueue(job)
        self.count(job.kind, fresh)
