"""Lengths of time as people write them."""

import re
from datetime import timedelta
from typing import Any

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"(?P<count>[0-9]+)\s*(?P<unit>[smhd])")


def duration(value: Any) -> Any:
    """Seconds as a number, or "90s", "5m", "2h", "1d". Raises ValueError, in plain words."""
    if isinstance(value, timedelta):
        return value
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if written:
            return timedelta(**{_UNITS[written["unit"]]: int(written["count"])})
        if isinstance(value, int | float) and not isinstance(value, bool):
            return timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise ValueError("is longer than any time that can be waited for") from None
    raise ValueError('must be a number of seconds, or such as "90s", "5m", "2h", "1d"')


def as_written(length: timedelta) -> str:
    """In the largest unit that holds it whole: "4h", "90m"; for whole seconds."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
