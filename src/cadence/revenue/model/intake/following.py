"""What accounts pay, as it follows from dated movements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadence.revenue.model.figures import Kind
from cadence.revenue.model.intake.reading import Change
from cadence.revenue.model.intake.sheet import Rejected
from cadence.revenue.model.level import Level, Segments, Stated
from cadence.revenue.model.month import Month, months_between

Paid = Mapping[tuple[str, str], tuple[Decimal, Segments]]
"""By account and currency, what was paid in a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    levels: tuple[Level, ...]
    """Of every month from the first movement's to the last one asked for."""
    rejected: tuple[Rejected, ...]


def followed(changes: Sequence[Change], *, before: Paid, until: Month) -> Followed:
    """Running sums, from what was paid in the month before the first movement. `changes` are in the order of time."""
    paid = {key: amount for key, (amount, _) in before.items()}
    segments = {key: held for key, (_, held) in before.items()}
    months: dict[Month, list[Change]] = defaultdict(list)
    for each in changes:
        months[Month.of(each.on)].append(each)
    levels: list[Level] = []
    rejected: list[Rejected] = []
    for month in months_between(min(months), until):
        for change in months.get(month, ()):
            key = (change.account, change.currency)
            was = paid.get(key, Decimal(0))
            if wrong := _wrong(change, was):
                rejected.append(Rejected(line=change.line, reason=wrong))
                continue
            paid[key] = was + change.change
            segments[key] = change.segments or segments.get(key, ())
        levels += [
            Level(
                account=account,
                month=month,
                mrr=amount,
                currency=currency,
                segments=segments.get((account, currency), ()),
            )
            for (account, currency), amount in paid.items()
            if amount
        ]
    return Followed(levels=tuple(levels), rejected=tuple(rejected))


def _wrong(change: Change, was: Decimal) -> str | None:
    """What a movement can't be, by what the account paid until then."""
    now = was + change.change
    who = change.account
    if now < 0:
        return f"{who} paid {was:,.2f} until then, so it can't pay {-change.change:,.2f} less"
    if change.kind in {Kind.NEW, Kind.REACTIVATION} and was:
        return f"it is called {change.kind}, but {who} paid {was:,.2f} already"
    if change.kind is Kind.CHURN and now:
        return f"it is called churn, but {who} still pays {now:,.2f} after it"
    if change.kind in {Kind.EXPANSION, Kind.CONTRACTION} and not (was and now):
        return (
            f"it is called {change.kind}, but {who} paid {was:,.2f} before and {now:,.2f} after it"
        )
    return None


def stated_in(changes: Sequence[Change]) -> tuple[Stated, ...]:
    """Summed by account, month and currency."""
    sums: dict[tuple[Month, str, str], Decimal] = defaultdict(Decimal)
    for each in changes:
        sums[Month.of(each.on), each.account, each.currency] += each.change
    return tuple(
        Stated(account=account, month=month, change=change, currency=currency)
        for (month, account, currency), change in sorted(sums.items())
    )
