"""How amounts, shares and months are written."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cadence.revenue.model.month import Month

NOT_KNOWN = "n/a"
_TENTH = Decimal("0.1")
_WHOLE = Decimal(1)


def money(amount: Decimal, currency: str) -> str:
    """To the cent, so that what is added up by hand comes out."""
    return f"{currency} {amount:,.2f}".strip()


def movement(amount: Decimal, currency: str) -> str:
    """With its sign; nothing has none."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + money(abs(amount), currency)


def whole(amount: Decimal) -> str:
    """Without cents, for pictures."""
    rounded = amount.quantize(_WHOLE, ROUND_HALF_EVEN)
    return f"{rounded:,f}".replace("-", "−")


def percent(share: Decimal | None) -> str:
    """Of what is in percent already."""
    return NOT_KNOWN if share is None else f"{share.quantize(_TENTH, ROUND_HALF_EVEN)} %"


def points(change: Decimal) -> str:
    rounded = change.quantize(_TENTH, ROUND_HALF_EVEN)
    return f"{rounded:+} points".replace("-", "−")


def share(part: Decimal) -> str:
    """Of 0 to 1, in whole percent."""
    return f"{(100 * part).quantize(_WHOLE, ROUND_HALF_EVEN)} %"


def month_name(month: Month) -> str:
    return f"{date(month.year, month.number, 1):%B %Y}"


def short_month(month: Month) -> str:
    return f"{date(month.year, month.number, 1):%b %y}"


def day_name(on: date) -> str:
    return f"{on.day} {on:%B}"
