"""The warehouse, asked again and again."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from cadence.core.ports import Clock
from cadence.delivery.clock import every, rounds
from cadence.delivery.job import DONE, Handler, Job, Settlement
from cadence.revenue.service.importing import Imported

log = structlog.get_logger(__name__)

PULL = "revenue pull"
"""The kind of the one job for ever (see `delivery.clock.recurring`)."""


def handlers(
    pull: Callable[[], Imported], *, clock: Clock, pull_every: timedelta
) -> Mapping[str, Handler]:
    """An import is stored by itself and again changes nothing, so a round that is lost on the way is only repeated.

    A warehouse that is away is asked again, ever later. Rows that can't be understood wait for the next round: what
    was there stays, and `cadence revenue pull` tells them one by one.
    """

    def round_(_job: Job) -> Settlement:
        done = pull()
        if done.rejections:
            first = done.rejected[0].line if done.rejected else None
            log.warning(
                "the warehouse's rows were rejected, and nothing of them was stored",
                rows=done.rows,
                rejected=done.rejections,
                first=first,
            )
        elif done.taken is not None:
            log.info(
                "the warehouse was read",
                rows=done.rows,
                added=done.taken.added,
                changed=done.taken.changed,
                removed=done.taken.removed,
            )
        return DONE

    return {PULL: rounds(round_, after=every(pull_every), clock=clock)}
