"""Months, by which revenue is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ][0-9:.+Z-]*)?)?", re.ASCII)


FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Outside of them no revenue is kept: what is written there is a slip, or a database's "never"."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int
    """1 is January."""

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise ValueError(f"there is no month {self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """YYYY-MM, or the month of a date or of an instant as ISO 8601 writes it. Raises ValueError."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r:.40} is neither a month (2026-11) nor a date (2026-11-30)")
        year, number, day = found.groups()
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise ValueError(f"{text!r:.40} is not between {FIRST_YEAR} and {LAST_YEAR}")
        try:
            return cls.of(date(int(year), int(number), int(day or 1)))
        except ValueError:
            raise ValueError(f"there is no {text!r:.40} in the calendar") from None

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        return cls(ordinal // 12, ordinal % 12 + 1)

    @property
    def ordinal(self) -> int:
        """Months since the year 0: the difference of two is how far they are apart."""
        return self.year * 12 + self.number - 1

    @property
    def quarter(self) -> str:
        return f"{self.year:04d}-Q{(self.number + 2) // 3}"

    def plus(self, months: int) -> "Month":
        return Month.from_ordinal(self.ordinal + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """From the first to the last, both included; none where the last is before the first."""
    return map(Month.from_ordinal, range(first.ordinal, last.ordinal + 1))
