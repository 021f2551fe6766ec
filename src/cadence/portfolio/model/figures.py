"""Figures and days as people read them."""

from datetime import date
from decimal import Decimal


def figure(value: Decimal, unit: str = "") -> str:
    """ "1,250", "0.5 %", "12 days": no zeros behind the last digit that counts."""
    whole, point, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    number = f"{whole}{point}{rest}" if rest else whole
    number = "0" if number == "-0" else number
    return f"{number} {unit}" if unit else number


def percent(value: Decimal) -> str:
    return figure(value, "%")


def points(value: Decimal) -> str:
    return figure(value, "point" if value == 1 else "points")


def difference(value: Decimal, unit: str = "") -> str:
    """Between two percentages are points."""
    return points(value) if unit == "%" else figure(value, unit)


def day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
