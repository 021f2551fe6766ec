"""The day that somebody names when they say until when they are away."""

import re
from datetime import date, datetime, time, timedelta

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta

from cadence.core.calendar import day_written

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_AMBIGUOUS = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?")
"""01/02 is another day in another country."""
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_YEAR = re.compile(r"\b\d{4}\b")


def day_named(words: str, *, today: date) -> date | None:
    """ "2026-12-01", "tomorrow", "Friday", "1 December", "Dec 1 2026"; None for what names no day. A weekday is the
    next one after today, a day without a year the next one there is."""
    words = words.strip().rstrip(".!")
    if words.casefold() == "tomorrow":
        return today + timedelta(days=1)
    if _ISO.fullmatch(words):
        return day_written(words)
    if _AMBIGUOUS.search(words) or not _LETTERS.search(words):
        return None
    try:
        # From tomorrow on, so that a weekday is never today.
        start = datetime.combine(today + timedelta(days=1), time.min)
        named = parse(words, default=start, ignoretz=True).date()
    except (ParserError, OverflowError, ValueError):
        return None
    return named + relativedelta(years=1) if named <= today and not _YEAR.search(words) else named
