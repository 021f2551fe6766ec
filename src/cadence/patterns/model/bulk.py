"""What came with many at once: imports, and sweeps by which many bugs are changed together.

Nobody reports bugs at the pace of a machine, so that is how a machine is known. Pure: from instants alone.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil

from cadence.core.calendar import Span
from cadence.patterns.model.chance import more

WINDOW = timedelta(minutes=10)
LEAST = 15
"""In a WINDOW, of one project. In ten years of a tracker with up to 20 new bugs a day, people never made more than 12;
the imports there made 17 to 552."""
SURE = 1e-9
"""The odds of so many in a WINDOW at the project's busiest usual pace, below which it was a machine."""
BUSIEST = 3 / 48
"""The part of a day's bugs that a WINDOW has at the busiest usual pace: three times its part of an eight-hour day."""
SEASON = timedelta(days=45)
"""On either side: the days that say what is usual."""
RIM = LEAST / 3
"""An import goes on while a WINDOW has so many, at its ends too."""

DAY = 86_400.0


def imports(created: Iterable[datetime]) -> tuple[Span, ...]:
    """The spans in which a project's bugs were created by an import: at least LEAST within WINDOW, and more than people
    at their busiest make (Poisson, below SURE), together with what came right before and after at a third of that pace.

    Half-open, oldest first, of all creation instants of one project in any order.
    """
    moments = sorted(each.timestamp() for each in created)
    width = WINDOW.total_seconds()
    inside = [False] * len(moments)
    least: dict[int, int] = {}
    for first in range(len(moments)):
        last = bisect_right(moments, moments[first] + width) - 1
        if last - first + 1 < LEAST:
            continue
        day = int(moments[first] // DAY)
        if day not in least:
            least[day] = _least(moments, day)
        if last - first + 1 >= least[day]:
            for at in range(first, last + 1):
                inside[at] = True
    return _spans(moments, inside, width)


sweeps = imports
"""The same for changes of one kind (reopened, resolved, moved to another component) in one project: re-triage."""


def within(spans: Sequence[Span], moment: datetime) -> bool:
    """Whether it falls into one of them; spans oldest first and apart, as `imports` makes them."""
    at = bisect_right(spans, moment, key=lambda each: each.start or moment)
    return at > 0 and moment in spans[at - 1]


def _least(moments: Sequence[float], day: int) -> int:
    """How many in a WINDOW of that day are a machine's."""
    around = SEASON.total_seconds()
    start, end = bisect_left(moments, day * DAY - around), bisect_right(moments, day * DAY + around)
    by_day = Counter(int(each // DAY) for each in moments[start:end])
    busiest = sorted(by_day.values())[len(by_day) // 2] * BUSIEST
    least = LEAST
    while more(least, mean=busiest, variance=busiest) > SURE:
        least += ceil(least / 10)
    return least


def _spans(moments: Sequence[float], inside: Sequence[bool], width: float) -> tuple[Span, ...]:
    spans: list[tuple[float, float]] = []
    for first, last in _runs(moments, inside, width):
        low, high = first, last
        while low > 0 and _pace(moments, low, -1, width):
            low -= 1
        while high + 1 < len(moments) and _pace(moments, high, 1, width):
            high += 1
        if spans and moments[low] <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], moments[high]))
        else:
            spans.append((moments[low], moments[high]))
    return tuple(
        Span(start=_instant(start), end=_instant(end) + timedelta(microseconds=1))
        for start, end in spans
    )


def _runs(
    moments: Sequence[float], inside: Sequence[bool], width: float
) -> Iterable[tuple[int, int]]:
    held = [at for at, each in enumerate(inside) if each]
    first = held[:1]
    for at, after in pairwise([*held, len(moments)]):
        if after != at + 1 or after == len(moments) or moments[after] - moments[at] > width:
            yield first[0], at
            first = [after]


def _pace(moments: Sequence[float], edge: int, step: int, width: float) -> bool:
    """Whether what is next beyond the edge still comes at an import's pace."""
    beyond = edge + step
    if step > 0:
        count = bisect_right(moments, moments[beyond]) - bisect_left(
            moments, moments[beyond] - width
        )
    else:
        count = bisect_right(moments, moments[beyond] + width) - bisect_left(
            moments, moments[beyond]
        )
    return count >= RIM


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
