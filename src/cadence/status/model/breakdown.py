"""Issues counted by what they hold in one dimension."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cadence.core.issue import Issue
from cadence.core.query import Field, names
from cadence.status.model.answer import Count
from cadence.status.model.question import Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every row, none left out: their sum is the total, unless they overlap."""

    rows: tuple[Count, ...]
    total: int
    """Issues, each counted once."""
    overlapping: bool
    """Whether an issue stands in several rows, so that they add up to more than the total."""


_FIELDS = {
    Dimension.COMPONENT: Field.COMPONENT,
    Dimension.PRIORITY: Field.PRIORITY,
    Dimension.STATUS: Field.STATUS,
    Dimension.VERSION: Field.FIX_VERSION,
    Dimension.AFFECTED_VERSION: Field.AFFECTED_VERSION,
    Dimension.TYPE: Field.TYPE,
    Dimension.LABEL: Field.LABEL,
    Dimension.PROJECT: Field.PROJECT,
    Dimension.RESOLUTION: Field.RESOLUTION,
}
AGES = (
    ("under a week", timedelta(weeks=1)),
    ("1–4 weeks", timedelta(weeks=4)),
    ("1–3 months", timedelta(days=91)),
    ("3–12 months", timedelta(days=365)),
)
OVER_A_YEAR = "over a year"
_IN_TIME = (Dimension.AGE, Dimension.CREATED_WEEK, Dimension.CREATED_MONTH)


def breakdown(
    issues: Iterable[Issue],
    *,
    by: Dimension,
    now: datetime,
    zone: ZoneInfo | None = None,
    ranked: Sequence[str] = (),
) -> Table:
    """The largest row first, those that hold nothing last; ages, weeks and months in the order of time.

    Names in `ranked` come first and in that order: priorities, the most important first.

    Weeks begin on Monday; weeks and months are those of `zone` (UTC where none is given), and those without an issue
    between the first and the last are there with 0.
    """
    counts: Counter[str | None] = Counter()
    total = standing = 0
    for issue in issues:
        buckets = _buckets(issue, by, now, zone or ZoneInfo("UTC"))
        counts.update(buckets)
        total, standing = total + 1, standing + len(buckets)
    rows = _in_time(counts, by) if by in _IN_TIME else _by_size(counts, ranked)
    return Table(rows=rows, total=total, overlapping=standing > total)


def _buckets(issue: Issue, by: Dimension, now: datetime, zone: ZoneInfo) -> tuple[str | None, ...]:
    if by is Dimension.AGE:
        return (_age(now - issue.created_at),)
    created = issue.created_at.astimezone(zone).date()
    if by is Dimension.CREATED_MONTH:
        return (f"{created:%Y-%m}",)
    if by is Dimension.CREATED_WEEK:
        return (_monday(created).isoformat(),)
    return tuple(dict.fromkeys(names(issue, _FIELDS[by]))) or (None,)


def _age(age: timedelta) -> str:
    return next((name for name, below in AGES if age < below), OVER_A_YEAR)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_size(counts: Counter[str | None], ranked: Sequence[str]) -> tuple[Count, ...]:
    def place(item: tuple[str | None, int]) -> tuple[bool, int, int, str]:
        name, count = item
        rank = ranked.index(name) if name in ranked else len(ranked)
        return name is None, rank, -count, (name or "").casefold()

    return tuple(Count(name=name, count=count) for name, count in sorted(counts.items(), key=place))


def _in_time(counts: Counter[str | None], by: Dimension) -> tuple[Count, ...]:
    if by is Dimension.AGE:
        every: list[str] = [*(name for name, _ in AGES), OVER_A_YEAR]
    else:
        held = sorted(name for name in counts if name is not None)
        every = _steps(held[0], held[-1], by) if held else []
    return tuple(Count(name=name, count=counts[name]) for name in every)


def _steps(first: str, last: str, by: Dimension) -> list[str]:
    """Every week or month from the first to the last."""
    out = [first]
    while out[-1] < last:
        if by is Dimension.CREATED_WEEK:
            out.append((date.fromisoformat(out[-1]) + timedelta(weeks=1)).isoformat())
        else:
            after = date.fromisoformat(f"{out[-1]}-28") + timedelta(days=4)
            out.append(f"{after:%Y-%m}")
    return out
