"""The mirror's durable work: one job that is never done."""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from cadence.core.ports import Clock
from cadence.delivery.clock import every, rounds
from cadence.delivery.job import DONE, Handler, Job, Settlement
from cadence.mirror.service import Mirror

log = structlog.get_logger(__name__)

MIRROR = "mirror"
"""The kind of the one job for ever (see `delivery.clock.recurring`); its lane keeps two syncs apart."""


def handlers(mirror: Mirror, *, clock: Clock, sync_every: timedelta) -> Mapping[str, Handler]:
    """A sync that breaks off is tried again soon, and goes on from where it was."""

    def sync(_job: Job) -> Settlement:
        report = mirror.sync()
        log.info(
            "the copy was brought up to date",
            as_of=report.as_of.isoformat() if report.as_of else None,
            kept=report.kept,
            removed=report.removed,
            reconciled=report.reconciled,
            unseen=report.unseen,
        )
        return DONE

    return {MIRROR: rounds(sync, after=every(sync_every), clock=clock)}
