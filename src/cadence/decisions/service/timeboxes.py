"""What conflicts wait for no longer than was agreed: an arbiter's day, and a choice that nobody makes."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from cadence.core.ports import Clock
from cadence.decisions.service.conflicts import Conflicts
from cadence.decisions.service.disputes import Disputes
from cadence.delivery.clock import every, rounds
from cadence.delivery.job import Handler, Settlement
from cadence.delivery.post import patiently

DISPUTES, PENDING = "decision disputes", "decision conflicts pending"
RECURRING = (DISPUTES, PENDING)
"""Enqueued at each start, and never done."""


def handlers(
    conflicts: Conflicts, disputes: Disputes, *, clock: Clock, look_every: timedelta
) -> Mapping[str, Handler]:
    return {
        DISPUTES: _round(disputes.look, clock, look_every),
        PENDING: _round(conflicts.forget, clock, look_every),
    }


def _round(do: Callable[[], Settlement], clock: Clock, look_every: timedelta) -> Handler:
    def run() -> Settlement:
        with patiently():
            return do()

    return rounds(lambda _job: run(), after=every(look_every), clock=clock)
