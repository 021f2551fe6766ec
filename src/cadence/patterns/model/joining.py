"""Which bugs belong together, as people say: patterns become one, or apart again. Refuses as `life` does."""

from collections.abc import Collection, Sequence
from datetime import datetime

from cadence.patterns.model.keys import projects_of, together
from cadence.patterns.model.pattern import LIVE, Pattern, State
from cadence.patterns.model.version import Refusal, following, only


def merged(pattern: Pattern, into: Pattern, *, at: datetime) -> tuple[Pattern, Pattern]:
    """Both as they are then: the one is part of the other, which has its evidence and decisions."""
    if pattern.number == into.number:
        raise Refusal(f"{pattern.label} can't be merged into itself.")
    only(pattern, LIVE)
    only(into, LIVE)
    part = following(pattern, at, state=State.MERGED, merged_into=into.number, ownership=None)
    keys = together(into.keys, pattern.keys)
    whole = following(
        into,
        at,
        keys=keys,
        projects=projects_of(keys),
        decisions=tuple(dict.fromkeys((*into.decisions, *pattern.decisions))),
    )
    return part, whole


def unmerged(
    pattern: Pattern, whole: Pattern, *, took: Collection[str], at: datetime
) -> tuple[Pattern, Pattern]:
    """Both as they are then: the part is open again, and the whole is without the evidence that it took from it."""
    if pattern.state is not State.MERGED:
        raise Refusal(f"{pattern.label} is merged into none.")
    part = following(pattern, at, state=State.OPEN, merged_into=None)
    left = tuple(key for key in whole.keys if key not in took) or whole.keys
    return part, following(whole, at, keys=left, projects=projects_of(left))


def split(pattern: Pattern, keys: Sequence[str], *, at: datetime) -> Pattern:
    """What is left of it: these bugs are something else. Its figures are those of the last scan until the next."""
    only(pattern, LIVE)
    gone = frozenset(keys)
    strange = gone.difference(pattern.keys)
    if strange:
        raise Refusal(f"{', '.join(sorted(strange))} is no bug of {pattern.label}.")
    left = tuple(key for key in pattern.keys if key not in gone)
    if not gone or not left:
        raise Refusal(f"Some bugs of {pattern.label} have to go and some to stay.")
    return following(pattern, at, keys=left, projects=projects_of(left))
