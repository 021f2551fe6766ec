"""Levels against the movements that the source itself has stated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from cadence.revenue.model.book import Book, Ledger
from cadence.revenue.model.level import Stated
from cadence.revenue.model.money import money
from cadence.revenue.model.month import Month
from cadence.revenue.model.refused import Unexplained

Key = tuple[str, str]
"""Account and currency."""


def unexplained(
    book: Book,
    stated: Iterable[Stated],
    covered: frozenset[Month],
    *,
    merges: Mapping[str, str],
) -> tuple[Unexplained, ...]:
    """Accounts whose revenue changed by something else than their movements of the month come to, the greatest
    difference first. Months that no movements were imported for are left out, and the book's first, whose month before
    is not in it. An account that went into another brings its movements along."""
    sums: dict[Month, dict[Key, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in stated:
        sums[each.month][merges.get(each.account, each.account), each.currency] += each.change
    found = [
        each
        for at, (before, now) in enumerate(pairwise(book.ledgers), start=1)
        if (month := book.first.plus(at)) in covered
        for each in _in_month(month, before, now, sums[month])
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.difference), each.account, each.month)))


def _in_month(
    month: Month, before: Ledger, now: Ledger, sums: Mapping[Key, Decimal]
) -> Iterator[Unexplained]:
    keys = {
        (account, currency)
        for ledger in (before, now)
        for currency, lines in ledger.paid.items()
        for account in lines
    }
    for account, currency in sorted(keys | sums.keys()):
        was, paid = (each.paid.get(currency, {}).get(account, 0) for each in (before, now))
        moved, said = money(paid - was), sums.get((account, currency), Decimal(0))
        if moved != said:
            yield Unexplained(
                account=account, month=month, currency=currency, moved=moved, stated=said
            )
