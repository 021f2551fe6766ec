"""What stands in a cell. Each raises ValueError, which says in plain words what is wrong."""

import re
from datetime import date
from decimal import Decimal

from cadence.core.plain import clean
from cadence.revenue.model.level import HOME
from cadence.revenue.model.money import LARGEST
from cadence.revenue.model.month import FIRST_YEAR, LAST_YEAR

LONGEST = 200
"""Characters of an account's name, or of a segment's."""

_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")


def name(text: str, what: str) -> str:
    """An account, or a segment."""
    said = text.strip()
    if not said:
        raise ValueError(f"it names no {what}")
    if len(said) > LONGEST:
        raise ValueError(f"the {what} is longer than {LONGEST} characters")
    if clean(said) != said or "\n" in said:
        raise ValueError(f"the {what} holds characters that can't be shown")
    return said


def amount(text: str, *, decimal: str = ".") -> Decimal:
    """With thousands grouped or not; "," is the decimal mark where `decimal` says so."""
    said = text.strip()
    written = said.translate(_SWAPPED) if decimal == "," else said
    if not (_PLAIN.fullmatch(written) or _GROUPED.fullmatch(written)):
        hint = "" if decimal == "," or "," not in said else "; is the comma its decimal mark?"
        raise ValueError(f"{said!r:.40} is no amount{hint}" if said else "it has no amount")
    value = Decimal(written.replace(",", ""))
    if abs(value) > LARGEST:
        raise ValueError(f"{said!r:.40} is more than any account pays")
    return value


def currency(text: str) -> str:
    said = text.strip().upper()
    if said and not _CURRENCY.fullmatch(said):
        raise ValueError(f"{text!r:.20} is no currency, such as EUR")
    return said or HOME


def day(text: str) -> date:
    """As ISO 8601 writes it, a time after it or not."""
    found = _day(text.strip())
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{found} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def last_day(text: str) -> date | None:
    """The same of an end; None where there is none, which databases also write as 9999-12-31."""
    said = text.strip()
    if not said or _day(said).year > LAST_YEAR:
        return None
    return day(said)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise ValueError(f"{said!r:.40} is no date, such as 2026-11-30") from None
