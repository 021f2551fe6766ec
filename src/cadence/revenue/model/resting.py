"""Calls that were answered, and so rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

QUIET = timedelta(days=28)
"""How long nobody is asked again what was answered with "no change" or a decision: time for it to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Until that day, exclusive, the call is not raised again, unless what raised it has become another."""

    call: str
    """Its key."""
    mark: str
    """Its title when it was answered: while it is the same, the answer holds."""
    until: date
    at: datetime


def rests(call: str, mark: str, resting: Mapping[str, Rest], on: date) -> bool:
    rest = resting.get(call)
    return rest is not None and rest.mark == mark and on < rest.until
