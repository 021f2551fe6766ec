"""Days ahead, in words: "in three months", "by 15 January", "in Q1", "next Monday"."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from cadence.decisions.model.drafting.text import LONGEST

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH_OF = (
    {name: at for at, name in enumerate(_MONTHS, 1)}
    | {name[:3]: at for at, name in enumerate(_MONTHS, 1)}
    | {"sept": 9}
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "a couple of": 2, "a few": 3, "half a": 0,
}  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>20\d\d)"

Reading = Callable[[re.Match[str], date], date | None]


def _coming(month: int, day: int, today: date, year: str | None) -> date | None:
    """In the year that is named, or the next such day from tomorrow on."""
    if year:
        return date(int(year), month, day)
    for at in range(today.year, today.year + 9):
        if day <= monthrange(at, month)[1] and date(at, month, day) > today:
            return date(at, month, day)
    return None


def _months_on(today: date, count: int) -> date:
    """The same day of a later month, or its last."""
    years, month = divmod(today.month - 1 + count, 12)
    last = monthrange(today.year + years, month + 1)[1]
    return date(today.year + years, month + 1, min(today.day, last))


def _iso(found: re.Match[str], _: date) -> date | None:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _dotted(found: re.Match[str], today: date) -> date | None:
    return _coming(int(found[2]), int(found[1]), today, found[3])


def _day_of_month(found: re.Match[str], today: date) -> date | None:
    return _coming(_MONTH_OF[found["month"]], int(found["day"]), today, found["year"])


def _month(found: re.Match[str], today: date) -> date | None:
    return _coming(_MONTH_OF[found["month"]], 1, today, found["year"])


def _end_of_month(found: re.Match[str], today: date) -> date | None:
    return _period(_MONTH_OF[found["month"]], 1, today, found["year"], to_its_end=True)


def _quarter(found: re.Match[str], today: date) -> date | None:
    first = int(found["quarter"]) * 3 - 2
    return _period(first, 3, today, found["year"], to_its_end=bool(found["end"]))


def _period(
    month: int, months: int, today: date, year: str | None, *, to_its_end: bool
) -> date | None:
    """The first day of some months, or with `to_its_end` their last."""
    if not to_its_end:
        return _coming(month, 1, today, year)
    for at in [int(year)] if year else (today.year, today.year + 1):
        last = _months_on(date(at, month, 1), months) - timedelta(days=1)
        if last > today:
            return last
    return None


def _half(found: re.Match[str], today: date) -> date | None:
    return _coming(1 if found["half"] == "1" else 7, 1, today, found["year"])


def _ahead(found: re.Match[str], today: date) -> date | None:
    said, unit = found["count"], found["unit"]
    count = int(said) if said.isdigit() else _NUMBERS[said]
    if count > 600:
        return None
    if said == "half a":
        return _months_on(today, 6) if unit == "year" else None
    if unit in ("day", "week", "sprint"):
        return today + timedelta(days=count * {"day": 1, "week": 7, "sprint": 14}[unit])
    return _months_on(today, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _next(found: re.Match[str], today: date) -> date | None:
    unit = found["unit"]
    if unit == "week":
        return today + timedelta(days=7 - today.weekday())
    if unit == "month":
        return _months_on(today.replace(day=1), 1)
    if unit == "quarter":
        return _next_quarter(today)
    return date(today.year + 1, 1, 1)


def _weekday(found: re.Match[str], today: date) -> date | None:
    """The coming one; "next" only stresses it, as most people say it, except for one in the same week."""
    ahead = (_WEEKDAYS.index(found["weekday"]) - today.weekday()) % 7 or 7
    in_this_week = ahead < 7 - today.weekday()
    return today + timedelta(days=ahead + (7 if found["next"] and in_this_week else 0))


def _named(found: re.Match[str], today: date) -> date | None:
    said = found[0]
    if said == "tomorrow":
        return today + timedelta(days=1)
    if "month" in said:
        return date(today.year, today.month, monthrange(today.year, today.month)[1])
    if "quarter" in said:
        return _next_quarter(today) - timedelta(days=1)
    return date(today.year, 12, 31)


def _next_quarter(today: date) -> date:
    return _months_on(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3)


_COUNT = r"(?P<count>\d{1,3}|a couple of|a few|half a|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_UNIT = r"(?P<unit>day|week|sprint|month|quarter|year)s?\b"
_END = r"(?P<end>(?:the )?end of )?"
_WITHIN = r"\b(?:in|by|until|till|from|before|this|next|early|mid|late|beginning of|start of|of)"
_READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = (
    (re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b"), _iso),
    (re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)?(?!\d)"), _dotted),
    (re.compile(rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?"), _day_of_month),
    (re.compile(rf"\b{_MONTH} {_DAY}\b(?!\d| ?%)(?:,? {_YEAR})?"), _day_of_month),
    (re.compile(rf"\b{_END}q(?P<quarter>[1-4])\b(?:[ /-]?{_YEAR})?"), _quarter),
    (re.compile(rf"\bh(?P<half>[12])\b(?:[ /-]?{_YEAR})?"), _half),
    (re.compile(rf"\b(?:in|after|within|every) (?:about |around |roughly )?{_COUNT} {_UNIT}"), _ahead),
    (re.compile(rf"\b{_COUNT} {_UNIT} from (?:now|today)\b"), _ahead),
    (re.compile(r"\bnext (?P<unit>week|month|quarter|year)\b"), _next),
    (re.compile(rf"\bend of {_MONTH}(?: {_YEAR})?"), _end_of_month),
    (re.compile(rf"{_WITHIN} {_MONTH}(?: {_YEAR})?"), _month),
    (re.compile(rf"\b(?P<next>next )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b"), _weekday),
    (re.compile(r"\btomorrow\b|\b(?:end of|later) (?:the|this) (?:month|quarter|year)\b"), _named),
)  # fmt: skip


def day_ahead(text: str, *, today: date) -> date | None:
    """The first day that the text names and that lies ahead; of a period the day on which it begins.

    None where it names none, or one that is past or isn't in the calendar.
    """
    low = text[:LONGEST].lower()
    found: list[tuple[int, date]] = []
    for pattern, reading in _READINGS:
        for match in pattern.finditer(low):
            day = _read(reading, match, today)
            if day is not None and day > today:
                found.append((match.start(), day))
                break
    return min(found)[1] if found else None


def _read(reading: Reading, match: re.Match[str], today: date) -> date | None:
    """None for what lies beyond the calendar."""
    try:
        return reading(match, today)
    except (ValueError, OverflowError):
        return None
