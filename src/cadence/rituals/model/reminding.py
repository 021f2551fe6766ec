"""When somebody is reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime
from cadence.rituals.model.ritual import MOST_REMINDERS


def reminders(
    before: Sequence[timedelta],
    *,
    opened_at: datetime,
    closes_at: datetime,
    zone: ZoneInfo,
    working: WorkingTime,
) -> tuple[datetime, ...]:
    """So long before closing, each moved to when this person next works; left out is one that then is not after the
    opening and before the closing, or is at the same moment as another. At most two, the last ones."""
    moved = {working.first_moment(closes_at - each, zone) for each in before}
    fit = sorted(moment for moment in moved if opened_at < moment < closes_at)
    return tuple(fit[-MOST_REMINDERS:])
