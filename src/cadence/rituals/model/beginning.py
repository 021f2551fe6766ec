"""What becomes of what is due: opened, or left out with the reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cadence.rituals.model.due import Due, closes_at
from cadence.rituals.model.occurrence import Occurrence, Stage
from cadence.rituals.model.ritual import Ritual, Version

OVERTAKEN = "the next one was due before this one could open"


def begun(version: Version, dues: Sequence[Due], now: datetime) -> tuple[Occurrence, ...]:
    """Each as it is to be stored. Of those that may still open, the last one does: two check-ins of one ritual at the
    same time would ask everybody twice."""
    last = max((each.at for each in dues if _may_open(version.ritual, each, now)), default=None)
    return tuple(_begun(version, each, now, is_last=each.at == last) for each in dues)


def is_too_late(ritual: Ritual, due_at: datetime, now: datetime) -> bool:
    return now > due_at + ritual.grace


def too_late(ritual: Ritual) -> str:
    return f"it could not be opened within {_in_words(ritual.grace)} of its time"


def _begun(version: Version, due: Due, now: datetime, *, is_last: bool) -> Occurrence:
    stage, why = _stage(version.ritual, due, now, is_last=is_last)
    return Occurrence(
        ritual=version.ritual.key,
        on=due.on,
        version=version.number,
        due_at=due.at,
        stage=stage,
        why=why,
        closes_at=closes_at(version.ritual, due.at),
        channel=version.ritual.channel,
    )


def _stage(ritual: Ritual, due: Due, now: datetime, *, is_last: bool) -> tuple[Stage, str]:
    if due.pause is not None:
        return Stage.PAUSED, due.pause.why
    if due.off is not None:
        return Stage.SKIPPED, due.off
    if is_last:
        return Stage.DUE, ""
    late = is_too_late(ritual, due.at, now)
    return Stage.SKIPPED, too_late(ritual) if late else OVERTAKEN


def _may_open(ritual: Ritual, due: Due, now: datetime) -> bool:
    return due.is_held and not is_too_late(ritual, due.at, now)


def _in_words(stretch: timedelta) -> str:
    hours, minutes = divmod(stretch // timedelta(minutes=1), 60)
    if not hours or minutes:
        return "a minute" if (hours, minutes) == (0, 1) else f"{hours * 60 + minutes} minutes"
    return "an hour" if hours == 1 else f"{hours} hours"
