"""Money: a Decimal wherever it is seen, a whole number of cents where it is summed, so that nothing is lost."""

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")

LARGEST = Decimal(10) ** 13
"""Of one amount: what is greater is a slip, and a million of them still fit a database's integer."""


def cents(amount: Decimal) -> int:
    """To the nearest cent; halves go to the even one, so that many of them don't drift."""
    return int(amount.quantize(CENT, ROUND_HALF_EVEN).scaleb(2))


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def converted(cents: int, rate: Decimal) -> int:
    """In the other currency's cents; `rate` is what one unit costs in it."""
    return int((cents * rate).quantize(Decimal(1), ROUND_HALF_EVEN))
