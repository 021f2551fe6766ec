"""What comes in: what accounts pay in a month, and movements that somebody else has stated."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cadence.revenue.model.month import Month

Segments = tuple[tuple[str, str], ...]
"""By dimension, in the order of their names: (("plan", "Pro"), ("region", "EMEA"))."""

HOME = ""
"""The currency of what names none: the company's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The monthly recurring revenue of an account in one month and currency."""

    account: str
    month: Month
    mrr: Decimal
    """To the cent, and not below 0."""
    currency: str = HOME
    """Three capital letters, or HOME."""
    segments: Segments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """By how much the source says that an account's revenue changed in a month: the sum of its dated movements."""

    account: str
    month: Month
    change: Decimal
    """Above 0 for more revenue, below 0 for less."""
    currency: str = HOME


MERGES, RATES = "merges", "rates"
"""Sources of what is imported beside the amounts."""


class Form(StrEnum):
    """What a row of a source is."""

    LEVELS = "levels"
    """What an account pays in a month."""
    MOVEMENTS = "movements"
    """By how much it changed on a date."""
    PERIODS = "periods"
    """What a subscription costs from a date to a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One time that something was taken in. What stood after it can be read again for ever."""

    id: int
    """1, 2, 3 …"""
    at: datetime
    source: str
    """The file's name, "warehouse", MERGES, RATES."""
    note: str = ""
    """Why the figures of earlier months changed, where somebody said so."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    """Account-months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that one source has to say, checked; it is stored as a whole or not at all.

    Of movements, `levels` are what follows from them.
    """

    source: str
    form: Form
    levels: tuple[Level, ...] = ()
    """One an account, month and currency."""
    stated: tuple[Stated, ...] = ()
    """One an account, month and currency."""
    stated_months: tuple[Month, ...] = ()
    """The months whose movements these are: in them, an account that is not stated did not move."""
    whole: tuple[Month, ...] = ()
    """The months of which it holds every account: in them, one that it does not hold pays nothing."""
    note: str = ""
    follows: int | None = None
    """The import that it was made from, where it was: whatever came after that one would not be in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import changed. Where nothing was to be changed there is no new `id`."""

    id: int | None
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0
    """Stored account-months of the same months that the source did not hold, and that were left as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of a currency costs in the company's own, for a month."""

    currency: str
    month: Month
    rate: Decimal
