"""Dates as JQL writes them, in the zone of whoever asks."""

import re
from calendar import monthrange
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_ABSOLUTE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?\Z", re.ASCII)
_PERIOD = re.compile(r"[+-]?\d+[wdhm](?:\s*\d+[wdhm])*\Z", re.ASCII)
_PART = re.compile(r"(\d+)([wdhm])", re.ASCII)
_INCREMENT = re.compile(r"([+-]?)(\d+)([yMwdhm]?)\Z", re.ASCII)
_SPAN = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_END = timedelta(milliseconds=1)


def read(text: str, *, now: datetime, zone: ZoneInfo, number: bool = False) -> datetime | None:
    """An absolute date, a period from now ("-7d", "4w 2d"), or milliseconds since 1970; None when it is none of them.

    A date without a time is the day's first instant.
    """
    text = text.strip()
    if number and text.lstrip("-").isdigit():
        return _since_1970(int(text))
    if found := _ABSOLUTE.match(text):
        year, _, month, day, hour, minute = found.groups()
        try:
            local = datetime(
                int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=zone
            )
            return local.astimezone(ZoneInfo("UTC"))
        except (ValueError, OverflowError):
            return None
    if _PERIOD.match(text):
        return _moved(now, text)
    return None


def _since_1970(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, ZoneInfo("UTC"))
    except (OverflowError, OSError, ValueError):
        return None


def _moved(now: datetime, period: str) -> datetime | None:
    sign = -1 if period.startswith("-") else 1
    try:
        span = sum(
            (timedelta(**{_SPAN[unit]: int(n)}) for n, unit in _PART.findall(period)), timedelta()
        )
        return now + sign * span
    except OverflowError:
        return None


UNITS = {"day": "d", "week": "w", "month": "M", "year": "y"}


def edge(
    name: str, increment: str, *, now: datetime, zone: ZoneInfo, first_weekday: int
) -> datetime | None:
    """startOfDay … endOfYear. `name` is in small letters; None for an increment that can't be read.

    The increment is applied first ("-1" is one of the function's own unit), then the edge is found, all in local time.
    """
    end = name.startswith("endof")
    unit = name.removeprefix("startof").removeprefix("endof")
    local = now.astimezone(zone).replace(tzinfo=None)
    if increment:
        found = _INCREMENT.match(increment.strip())
        if not found:
            return None
        sign, number, given = found.groups()
        try:
            local = _add(local, int(number) * (-1 if sign == "-" else 1), given or UNITS[unit])
        except (OverflowError, ValueError):
            return None
    start = _start(local, unit, first_weekday)
    at = _add(start, 1, UNITS[unit]) - _END if end else start
    return at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _start(local: datetime, unit: str, first_weekday: int) -> datetime:
    day = datetime.combine(local.date(), time.min)
    if unit == "week":
        return day - timedelta(days=(day.weekday() - first_weekday) % 7)
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _add(local: datetime, number: int, unit: str) -> datetime:
    if unit in _SPAN:
        return local + timedelta(**{_SPAN[unit]: number})
    months = local.year * 12 + local.month - 1 + number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return local.replace(year=year, month=month + 1, day=min(local.day, last))
