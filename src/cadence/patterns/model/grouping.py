"""Which group of similar bugs a new one joins. Pure: from scores between 0 and 1."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(days=90)
"""Two that came further apart are nothing that comes back: they are not compared. It is also what the scores' threshold
was measured for (`similarity.likeness.JOINS`)."""
NEAREST = 3
"""Of how many of its bugs, the likest, a group's score is the mean. One bug between two subjects would else tie them
together (chaining: Everitt et al., Cluster Analysis, 5th ed. 2011, 4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A bug of an area that is there already."""

    id: str
    key: str
    created_at: datetime
    group: int | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What a new bug joins: a group, or a bug that was alone."""

    group: int | None = None
    alone: str | None = None
    """The id of the bug with which it opens a group."""


def joined(
    scores: Iterable[tuple[float, str]],
    groups: Mapping[str, int | None],
    sizes: Mapping[int, int],
    *,
    least: float,
) -> Joined | None:
    """What a new bug joins, from its scores against those that came within WITHIN of it, by their ids; None: nothing is
    alike enough.

    A group is as alike as the mean of its NEAREST likest bugs, or of all where it has fewer (`sizes`); one without a
    score counts as nothing alike. A bug that is alone is as its own score says. The likest joins, where it reaches
    `least`; between equals the group.
    """
    by_group: dict[int, list[float]] = {}
    alone: tuple[float, str] | None = None
    for score, id_ in sorted(scores, key=lambda each: (-each[0], each[1])):
        group = groups.get(id_)
        if group is not None:
            by_group.setdefault(group, []).append(score)
        elif alone is None:
            alone = (score, id_)
    best = max(
        (
            (sum(of[:NEAREST]) / min(NEAREST, max(sizes[group], len(of))), -group)
            for group, of in by_group.items()
        ),
        default=(0.0, 0),
    )
    if best[0] >= least and (alone is None or best[0] >= alone[0]):
        return Joined(group=-best[1])
    return Joined(alone=alone[1]) if alone is not None and alone[0] >= least else None


def runs(moments: Sequence[datetime]) -> tuple[range, ...]:
    """Places of moments, oldest first, in runs of at most WITHIN: what one run is compared with is not far from it."""
    found: list[range] = []
    first = 0
    for place in range(1, len(moments) + 1):
        if place == len(moments) or moments[place] - moments[first] > WITHIN:
            found.append(range(first, place))
            first = place
    return tuple(found) if moments else ()
