"""In which groups of accounts revenue moved, and what had been seen of those who left."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadence.revenue.model import risk
from cadence.revenue.model.customer import Customer
from cadence.revenue.model.figures import LOSSES, Kind
from cadence.revenue.model.report import Moved, Report, Segment

HALF = Decimal("0.5")
TELLING = Decimal("1.5")
SHOWN = 2
"""Groups of one kind of movement: a third one rarely says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts of one segment, and what they hold of a movement."""

    kind: Kind
    segment: Segment
    amount: Decimal
    share: Decimal
    """Of all movements of this kind, 0 to 1."""
    weight: Decimal
    """Of the opening's revenue, or, of what was not there at the opening, of the closing's; 0 to 1."""


def telling(report: Report, segments: Sequence[Segment]) -> tuple[Group, ...]:
    """Of each kind of movement, the two groups that tell most: which hold at least half of it, and at least one and a
    half times as much of it as of revenue. Where a movement is spread as revenue is, no group tells anything.

    `segments` are those of the report that may be told.
    """
    found = []
    for kind in Kind:
        groups = [group for each in segments if (group := _group(report, each, kind))]
        groups.sort(key=lambda each: (each.weight / each.share, -each.amount))
        found.extend(_distinct(groups)[:SHOWN])
    return tuple(found)


def _distinct(groups: Iterable[Group]) -> list[Group]:
    """Two dimensions may cut the same accounts alike, such as plan and size: the first that says it will do."""
    by_figures = {(each.segment.accounts, each.segment.figures): each for each in [*groups][::-1]}
    return [*by_figures.values()][::-1]


def _group(report: Report, segment: Segment, kind: Kind) -> Group | None:
    whole, amount = report.figures.of(kind), segment.figures.of(kind)
    is_fresh = kind in (Kind.NEW, Kind.REACTIVATION)
    all_of_it = report.figures.closing if is_fresh else report.figures.opening
    mine = segment.figures.closing if is_fresh else segment.figures.opening
    if not whole or not all_of_it or amount < whole * HALF:
        return None
    group = Group(
        kind=kind, segment=segment, amount=amount, share=amount / whole, weight=mine / all_of_it
    )
    return group if group.share >= group.weight * TELLING else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What had been seen, at the opening, of accounts that then paid less or left."""

    key: str
    """Of the rule."""
    accounts: int
    """That had shown it."""
    lost: int
    """That paid less or left, and whose use had been read."""


def lost(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    return tuple(each for each in moved if each.kind in LOSSES)


def signs(customers: Iterable[Customer], on: date) -> tuple[Sign, ...]:
    """Of the customers that were lost, as they stood at the opening; the most frequent sign first. Those whose use was
    not read count for nothing."""
    read = [each for each in customers if each.usage]
    seen = Counter(reason.key for each in read for reason in risk.reasons(each, on))
    return tuple(
        Sign(key=key, accounts=count, lost=len(read))
        for key, count in sorted(seen.items(), key=lambda each: (-each[1], each[0]))
    )
