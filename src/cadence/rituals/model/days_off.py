"""Days on which nobody works: a country's holidays, a company's own, and weekends."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from cadence.rituals.model.schedule import Schedule

OWN = "a day off"
"""What a date of `days_off` is called."""

LONGEST = timedelta(days=31)
"""How far a working day is looked for, and so how far a holiday moves anything."""


def day_off(schedule: Schedule, day: date) -> str | None:
    """The name of the holiday, in English where the library has it; None on every other day, weekends too."""
    if day in schedule.days_off:
        return OWN
    named = (_holidays(code, day.year).get(day) for code in schedule.holidays)
    return next((name for name in named if name), None)


def is_worked_on(schedule: Schedule, day: date) -> bool:
    return day.weekday() in schedule.weekdays and day_off(schedule, day) is None


def working_day(schedule: Schedule, day: date, *, step: int) -> date | None:
    """The nearest working day after (`step` 1) or before (-1) this one; None where none is within LONGEST."""
    for distance in range(1, LONGEST.days + 1):
        near = day + timedelta(days=step * distance)
        if is_worked_on(schedule, near):
            return near
    return None


def is_known(code: str) -> bool:
    """Whether "DE" or "DE-BE" names holidays that the library knows."""
    try:
        _holidays(code, 2026)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1024)
def _holidays(code: str, year: int) -> Mapping[date, str]:
    """Raises NotImplementedError for a country or subdivision that the library doesn't know."""
    import holidays  # noqa: PLC0415 - takes a while, and most of what is started needs none

    country, _, subdivision = code.partition("-")
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language="en_US"
    )
    return dict(found.items())
