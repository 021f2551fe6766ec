"""Periods named in words: a day, a week, a month, a quarter, … in the asker's own calendar.

Weeks begin on Monday. A weekday, and a day or month without its year, is the most recent one that is not in the
future; today counts. "Last Monday" is the one before today.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cadence.core.calendar import midnight

from .tokens import Form, Token

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SHORT = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
UNITS = {
    "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute", "hour": "hour", "hours": "hour",
    "hr": "hour", "hrs": "hour", "h": "hour", "day": "day", "days": "day", "d": "day", "week": "week",
    "weeks": "week", "wk": "week", "wks": "week", "fortnight": "fortnight", "fortnights": "fortnight",
    "month": "month", "months": "month", "mo": "month", "quarter": "quarter", "quarters": "quarter",
    "year": "year", "years": "year", "yr": "year", "yrs": "year",
}  # fmt: skip
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class Impossible(Exception):
    """Words for a time that name no time, or more than one. The message says which, for the asker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` up to but not including `end`, with its wording."""

    start: datetime
    end: datetime
    label: str
    """As it follows a verb: "last week (9–15 Nov)", "on Tue 17 Nov", "in March 2014"."""
    name: str
    """The same without a preposition, as it follows "since"."""
    vague: bool = False
    """Whether it stands for a day only beside "since" or "before": "three weeks ago" alone may be that week."""
    given_year: bool = True
    """Whether the words fixed the year; where not, it may be moved to make sense of a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    now: datetime
    zone: ZoneInfo

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local_now.date()

    def day(self, day: date) -> str:
        return f"{_DAY_NAMES[day.weekday()]} {self.short(day)}"

    def short(self, day: date) -> str:
        year = "" if day.year == self.today.year else f" {day.year}"
        return f"{day.day} {_SHORT[day.month]}{year}"

    def range(self, first: date, last: date) -> str:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.short(last)}"
        return f"{self.short(first)} – {self.short(last)}"

    def period(
        self, first: date, last: date, label: str, name: str | None = None, *, year: bool = True
    ) -> Period:
        return Period(
            start=midnight(first, self.zone),
            end=midnight(last + timedelta(days=1), self.zone),
            label=label,
            name=name or label,
            given_year=year,
        )

    def one_day(self, day: date, *, year: bool = True) -> Period:
        return self.period(day, day, f"on {self.day(day)}", self.day(day), year=year)

    def back(self, count: int, unit: str) -> datetime:
        """This moment so many units ago. Days and longer keep the clock's time; a shorter month cuts the day."""
        if unit in ("minute", "hour"):
            step = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
            return self.now - step
        local = self.local_now.replace(tzinfo=None)
        try:
            earlier = datetime.combine(minus(local.date(), count, unit), local.time())
        except (OverflowError, ValueError) as error:
            raise Impossible(f"{count} {unit}s ago is before any record") from error
        return earlier.replace(tzinfo=self.zone).astimezone(UTC)

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)


def minus(day: date, count: int, unit: str) -> date:
    match unit:
        case "day":
            return day - timedelta(days=count)
        case "week":
            return day - timedelta(weeks=count)
        case "fortnight":
            return day - timedelta(weeks=2 * count)
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def number(token: Token) -> int | None:
    if token.form is Form.NUMBER:
        return int(token.text) if len(token.text) <= 5 else None
    return NUMBERS.get(token.low)


def ordinal(token: Token) -> int | None:
    """The day in "3", "3rd" or "21st"."""
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", token.low)
    return int(found.group(1)) if found else None


def year(token: Token | None) -> int | None:
    if token is None:
        return None
    found = re.fullmatch(r"(?:fy|cy)?(\d{4})", token.low)
    value = int(found.group(1)) if found else 0
    return value if EARLIEST_YEAR <= value <= LATEST_YEAR else None


def whole(unit: str, day: date) -> tuple[date, date]:
    """First and last day of the calendar week, month, quarter or year around a day."""
    match unit:
        case "day":
            return day, day
        case "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        case "month":
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        case "quarter":
            month = (day.month - 1) // 3 * 3 + 1
            first = date(day.year, month, 1)
            return first, minus(first, -1, "quarter") - timedelta(days=1)
        case "half":
            first = date(day.year, 1 if day.month <= 6 else 7, 1)
            return first, minus(first, -2, "quarter") - timedelta(days=1)
        case _:
            return date(day.year, 1, 1), date(day.year, 12, 31)


def period_at(
    words: Sequence[Token], at: int, calendar: Calendar, *, after_preposition: bool
) -> tuple[int, Period] | None:
    """The period that is named from this place on, and how many words it takes.

    `after_preposition` says that a preposition of time stands before: "in 2014" is a year and "2014" alone is not.
    Raises Impossible for a date that does not exist or may be read in two ways.
    """
    for rule in (
        _relative,
        _so_far,
        _edge,
        _week_of,
        _numeric,
        _written,
        _part_of_year,
        _weekday,
        _month,
    ):
        found = rule(words, at, calendar)
        if found is not None:
            return found
    return _year(words, at, calendar) if after_preposition else None


def _get(words: Sequence[Token], at: int) -> Token | None:
    return words[at] if 0 <= at < len(words) else None


def _low(words: Sequence[Token], at: int) -> str:
    token = _get(words, at)
    return token.low if token else ""


def _skip(words: Sequence[Token], at: int, *which: str) -> int:
    return 1 if _low(words, at) in which else 0


def _relative(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    today = calendar.today
    simple = {"today": 0, "yesterday": 1, "yday": 1, "tonight": 0, "tomorrow": -1}
    low = _low(words, at)
    if low in simple:
        day = today - timedelta(days=simple[low])
        name = "today" if low == "tonight" else "yesterday" if low == "yday" else low
        length = 1
        part = _low(words, at + 1)
        if part in _PARTS:
            return 2, _part_of_day(calendar, day, part, f"{name} {part}")
        return length, calendar.period(day, day, f"{name} ({calendar.day(day)})")
    if low == "last" and _low(words, at + 1) == "night":
        return 2, Period(
            start=calendar.at(today - timedelta(days=1), time(18)),
            end=calendar.at(today, time(6)),
            label="last night (18:00–6:00)",
            name="last night",
        )
    if low == "this" and _low(words, at + 1) in _PARTS:
        part = _low(words, at + 1)
        return 2, _part_of_day(calendar, today, part, f"this {part}")
    return _ago(words, at, calendar) or _named_unit(words, at, calendar)


_PARTS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}


def _part_of_day(calendar: Calendar, day: date, part: str, label: str) -> Period:
    first, last = _PARTS[part]
    end = (
        midnight(day + timedelta(days=1), calendar.zone)
        if last == 24
        else calendar.at(day, time(last))
    )
    return Period(start=calendar.at(day, time(first)), end=end, label=label, name=label)


def _ago(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    counted = count_at(words, at)
    if counted is None or _low(words, at + counted[0]) not in ("ago", "back", "earlier"):
        return None
    length, count, unit = counted
    said = f"{count} {unit}{'s' if count != 1 else ''} ago"
    if unit in ("minute", "hour"):
        moment = calendar.back(count, unit)
        return length + 1, Period(
            start=moment, end=moment + timedelta(seconds=1), label=said, name=said
        )
    day = calendar.back(count, unit).astimezone(calendar.zone).date()
    shown = f"{said} ({calendar.day(day)})"
    found = calendar.period(day, day, f"on {calendar.day(day)}, {said}", shown)
    return length + 1, replace(found, vague=unit != "day")


def count_at(words: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """ "3 weeks", "a couple of days", "half a year", "14d": how many words, how many, of what."""
    token = _get(words, at)
    if token is None:
        return None
    glued = re.fullmatch(
        r"(\d{1,4})(d|days?|h|hrs?|hours?|w|wks?|weeks?|mo|months?|y|yrs?|years?)", token.low
    )
    if glued:
        unit = {"w": "week", "y": "year"}.get(glued.group(2)) or UNITS[glued.group(2)]
        return 1, int(glued.group(1)), unit
    if token.low == "couple" or (token.low == "a" and _low(words, at + 1) == "couple"):
        place = at + (1 if token.low == "couple" else 2)
        place += _skip(words, place, "of")
        unit = UNITS.get(_low(words, place), "")
        return (place + 1 - at, 2, unit) if unit else None
    if token.low == "half" and _low(words, at + 1) in ("a", "an") and _low(words, at + 2) == "year":
        return 3, 6, "month"
    count = number(token)
    unit = UNITS.get(_low(words, at + 1), "")
    if count is not None and unit:
        return 2, count, unit
    return None


def _named_unit(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "this week", "last month", "the previous quarter", "next year": whole calendar units."""
    start = at + _skip(words, at, "the")
    which = _low(words, start)
    if which == "current":
        which = "this"
    if which in ("previous", "prior"):
        which = "last"
    if which == "the" or which not in ("this", "last", "next"):
        return None
    unit = {
        "week": "week",
        "month": "month",
        "quarter": "quarter",
        "year": "year",
        "wk": "week",
    }.get(_low(words, start + 1))
    if _low(words, start + 1) == "weekend":
        return start + 2 - at, _weekend(calendar, which)
    if unit is None:
        return None
    steps = {"this": 0, "last": 1, "next": -1}[which]
    first, _ = whole(unit, calendar.today)
    first, last = whole(unit, minus(first, steps, unit))
    return start + 2 - at, calendar.period(
        first, last, f"{which} {unit} ({calendar.range(first, last)})"
    )


def _weekend(calendar: Calendar, which: str) -> Period:
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    saturday = monday + timedelta(days=5)
    if which == "next":
        saturday += timedelta(days=7)
    if which == "last":
        saturday -= timedelta(days=7)
    sunday = saturday + timedelta(days=1)
    return calendar.period(
        saturday, sunday, f"{which} weekend ({calendar.range(saturday, sunday)})"
    )


def _so_far(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "so far this year", "YTD", "month to date": from the start of the unit until now."""
    short = {"ytd": "year", "mtd": "month", "qtd": "quarter", "wtd": "week"}
    low = _low(words, at)
    if low in short:
        return 1, _until_now(calendar, short[low])
    if low in UNITS and _low(words, at + 1) == "to" and _low(words, at + 2) == "date":
        return 3, _until_now(calendar, UNITS[low])
    if low == "so" and _low(words, at + 1) == "far" and _low(words, at + 2) in ("this", "in"):
        place = at + 3 + _skip(words, at + 3, "the", "this")
        unit = UNITS.get(_low(words, place), "")
        if unit in ("week", "month", "quarter", "year"):
            return place + 1 - at, _until_now(calendar, unit)
    return None


def _until_now(calendar: Calendar, unit: str) -> Period:
    first, _ = whole(unit, calendar.today)
    name = f"this {unit} so far (since {calendar.day(first)})"
    return Period(start=midnight(first, calendar.zone), end=calendar.now, label=name, name=name)


def _edge(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "the start of the year", "the end of last month", "the beginning of 2014": one day."""
    place = at + _skip(words, at, "the")
    edge = {"start": "first", "beginning": "first", "end": "last"}.get(_low(words, place))
    if edge is None or _low(words, place + 1) != "of":
        return None
    place += 2
    inner: tuple[int, Period] | None = None
    if _low(words, place) in ("the", "this") and _low(words, place + 1) in (
        "week",
        "month",
        "quarter",
        "year",
    ):
        first, last = whole(_low(words, place + 1), calendar.today)
        inner = 2, calendar.period(first, last, f"this {_low(words, place + 1)}")
    else:
        inner = period_at(words, place, calendar, after_preposition=True)
    if inner is None:
        return None
    length, around = inner
    moment = around.start if edge == "first" else around.end - timedelta(seconds=1)
    return place + length - at, calendar.one_day(moment.astimezone(calendar.zone).date())


def _week_of(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    place = at + _skip(words, at, "the")
    if _low(words, place) not in ("week", "month", "quarter", "year"):
        return None
    if _low(words, at - 1) in ("each", "every", "per", "by"):
        return None
    unit = _low(words, place)
    if unit == "week" and (numbered := _numbered_week(words, place, calendar)):
        return numbered[0] + place - at, numbered[1]
    if _low(words, place + 1) not in ("of", "starting", "beginning", "commencing"):
        return None
    after = place + 2 + _skip(words, place + 2, "on", "the")
    inner = period_at(words, after, calendar, after_preposition=True)
    if inner is None:
        return None
    if unit in ("month", "year"):
        return after + inner[0] - at, inner[1]
    first, last = whole(unit, inner[1].start.astimezone(calendar.zone).date())
    return after + inner[0] - at, calendar.period(
        first, last, f"in the {unit} of {inner[1].name} ({calendar.range(first, last)})"
    )


def _numbered_week(
    words: Sequence[Token], at: int, calendar: Calendar
) -> tuple[int, Period] | None:
    count = number(words[at + 1]) if _get(words, at + 1) else None
    if count is None or not words[at + 1].text.isdecimal():
        return None
    length = 2 + _skip(words, at + 2, "of", "in")
    chosen = year(_get(words, at + length))
    length = length + 1 if chosen else 2
    if not 1 <= count <= 53:
        raise Impossible(f"there is no week {count}")
    in_year = chosen or calendar.today.year
    try:
        first = date.fromisocalendar(in_year, count, 1)
        if not chosen and first > calendar.today:
            first = date.fromisocalendar(in_year - 1, count, 1)
    except ValueError as error:
        raise Impossible(f"{in_year} has no week {count}") from error
    last = first + timedelta(days=6)
    return length, calendar.period(
        first, last, f"in week {count} ({calendar.range(first, last)})", f"week {count}"
    )


def _numeric(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    token = _get(words, at)
    if token is None or token.form is not Form.DATE:
        return None
    figures = re.split(r"[-/.]", token.text)
    parts = [int(part) for part in figures]
    if len(figures[0]) == 4:
        return 1, calendar.one_day(_date(parts[0], parts[1], parts[2], token.text))
    one, two, in_year = parts
    if "." in token.text:
        return 1, calendar.one_day(_date(in_year, two, one, token.text))
    if in_year < 100:
        in_year += 2000
    if one > 12 and two > 12:
        raise Impossible(f"there is no such day as {token.text}")
    if one != two and one <= 12 and two <= 12:
        either = f"{one} {_LONG[two]} or {_LONG[one]} {two}"
        raise Impossible(f"{token.text} may be {either}; please write it as {in_year}-MM-DD")
    day, month = (one, two) if two <= 12 else (two, one)
    return 1, calendar.one_day(_date(in_year, month, day, token.text))


def _date(in_year: int, month: int, day: int, said: str) -> date:
    try:
        return date(in_year, month, day)
    except ValueError as error:
        raise Impossible(f"there is no such day as {said}") from error


def _written(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "3 Nov", "3rd of November 2013", "Nov 3, 2013", "the 3rd of November", "Tuesday 3 November"."""
    if _low(words, at) in WEEKDAYS:
        inner = _written(words, at + 1 + _skip(words, at + 1, "the"), calendar)
        skipped = 1 + _skip(words, at + 1, "the")
        return (skipped + inner[0], inner[1]) if inner and inner[0] > 1 else None
    place = at + _skip(words, at, "the")
    token, after = _get(words, place), _get(words, place + 1)
    if token is None or after is None:
        return None
    day = ordinal(token)
    if day is not None:
        of = _skip(words, place + 1, "of")
        month = MONTHS.get(_low(words, place + 1 + of))
        end = place + 2 + of
    else:
        month = MONTHS.get(token.low)
        skipped = _skip(words, place + 1, "the")
        following = _get(words, place + 1 + skipped)
        day = ordinal(following) if following else None
        end = place + 2 + skipped
    if month is None or day is None:
        return None
    chosen = year(_get(words, end + _skip(words, end, "of")))
    end += 1 + _skip(words, end, "of") if chosen else 0
    said = f"{day} {_LONG[month]}"
    if chosen:
        return end - at, calendar.one_day(_date(chosen, month, day, f"{said} {chosen}"))
    found = _most_recent(calendar, month, day, said)
    return end - at, calendar.one_day(found, year=False)


def _most_recent(calendar: Calendar, month: int, day: int, said: str) -> date:
    _date(2024, month, day, said)  # a leap year: 29 February is a day, 30 February is none
    for back in range(9):
        try:
            found = date(calendar.today.year - back, month, day)
        except ValueError:
            continue
        if found <= calendar.today:
            return found
    raise Impossible(f"there is no such day as {said}")


_PART = re.compile(r"(?:(\d{4})[-/]?)?([qh])([1-9])(?:['/-]?(\d{4}|\d{2}))?")


def _part_of_year(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "Q3", "Q3 2025", "2014 Q3", "H1 2014", "the third quarter of 2014", "the first half of the year"."""
    place = at + _skip(words, at, "the")
    before = year(_get(words, place)) if _low(words, place + 1)[:1] in ("q", "h") else None
    if before:
        place += 1
    found = _PART.fullmatch(_low(words, place))
    if found:
        letter, count = found.group(2), int(found.group(3))
        chosen = before or int(found.group(1) or 0) or _century(found.group(4))
        end = place + 1
    elif _low(words, place) in _ORDINALS and _low(words, place + 1) in ("quarter", "half"):
        letter, count = _low(words, place + 1)[0], _ORDINALS[_low(words, place)]
        chosen, end = None, place + 2
    else:
        return None
    letter = "h" if letter == "h" else "q"
    if count > (2 if letter == "h" else 4):
        raise Impossible(f"a year has no {letter.upper()}{count}")
    if not chosen:
        of = _skip(words, end, "of", "in")
        chosen = year(_get(words, end + of))
        end += 1 + of if chosen else 0
        if not chosen and of and _low(words, end + 1) in ("the", "this", "last"):
            chosen = calendar.today.year - (_low(words, end + 1) == "last")
            end += 3
    return end - at, _part_period(calendar, letter, count, chosen)


def _century(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def _part_period(calendar: Calendar, letter: str, count: int, chosen: int | None) -> Period:
    months = 6 if letter == "h" else 3
    unit = "half" if letter == "h" else "quarter"
    in_year = chosen or calendar.today.year
    month = (count - 1) * months + 1
    if not chosen and date(in_year, month, 1) > calendar.today:
        in_year -= 1
    first, last = whole(unit, date(in_year, month, 1))
    name = f"{letter.upper()}{count} {in_year}"
    return calendar.period(first, last, f"in {name}", name, year=bool(chosen))


def _weekday(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    which = _low(words, at) if _low(words, at) in ("last", "this", "next", "past") else ""
    place = at + (1 if which else 0)
    weekday = WEEKDAYS.get(_low(words, place))
    if weekday is None:
        return None
    if _low(words, place) in ("sun", "sat", "mon", "wed", "fri", "tue", "thu") and _get(
        words, place + 1
    ):
        following = _get(words, place + 1)
        if following is not None and ordinal(following):
            return None
    today = calendar.today
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    if which in ("last", "past") and day == today:
        day -= timedelta(days=7)
    if which == "next":
        day += timedelta(days=7)
    length = place + 1 - at
    part = _low(words, place + 1)
    if part in _PARTS:
        return length + 1, _part_of_day(calendar, day, part, f"on {calendar.day(day)}, {part}")
    if _low(words, place + 1) == "last" and _low(words, place + 2) == "week":
        monday = today - timedelta(days=today.weekday() + 7)
        return length + 2, calendar.one_day(monday + timedelta(days=weekday))
    return length, calendar.one_day(day, year=False)


def _month(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    which = _low(words, at) if _low(words, at) in ("last", "this", "early", "late", "mid") else ""
    if which in ("early", "late", "mid"):
        if _low(words, at + 1) in MONTHS:
            raise Impossible(f"“{which} {words[at + 1].text}” has no clear first and last day")
        return None
    place = at + (1 if which else 0)
    month = MONTHS.get(_low(words, place))
    if month is None:
        return None
    if _low(words, place) in ("may", "mar", "march") and not _is_month(words, place):
        return None
    of = _skip(words, place + 1, "of")
    chosen = year(_get(words, place + 1 + of))
    if not chosen:
        short_year = re.fullmatch(r"(\d{2})", _low(words, place + 1))
        if short_year and "'" in words[place + 1].gap:
            chosen, of = 2000 + int(short_year.group(1)), 0
    end = place + 1 + (of + 1 if chosen else 0)
    if (
        not chosen
        and of
        and _low(words, place + 2) in ("this", "last")
        and _low(words, place + 3) == "year"
    ):
        chosen = calendar.today.year - (_low(words, place + 2) == "last")
        end = place + 4
    if (
        not chosen
        and _low(words, place + 1) in ("this", "last")
        and _low(words, place + 2) == "year"
    ):
        chosen = calendar.today.year - (_low(words, place + 1) == "last")
        end = place + 3
    in_year = chosen or calendar.today.year
    if not chosen and date(in_year, month, 1) > calendar.today:
        in_year -= 1
    if (
        which == "last"
        and not chosen
        and (in_year, month) == (calendar.today.year, calendar.today.month)
    ):
        in_year -= 1
    first, last = whole("month", date(in_year, month, 1))
    name = f"{_LONG[month]} {in_year}"
    return end - at, calendar.period(first, last, f"in {name}", name, year=bool(chosen))


def _is_month(words: Sequence[Token], at: int) -> bool:
    """Whether "may" or "march" is the month: it is capitalised, or a year follows, or a word of time precedes."""
    before = _low(words, at - 1)
    following = _get(words, at + 1)
    return (
        words[at].text[:1].isupper()
        or year(following) is not None
        or before
        in (
            "in",
            "since",
            "during",
            "last",
            "this",
            "of",
            "until",
            "before",
            "after",
            "and",
            "to",
            "from",
            "by",
            "between",
            "for",
            "till",
            "through",
        )
    )


def _year(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    place = at + _skip(words, at, "the")
    place += _skip(words, place, "year")
    chosen = year(_get(words, place))
    if chosen is None:
        return None
    first, last = date(chosen, 1, 1), date(chosen, 12, 31)
    return place + 1 - at, calendar.period(first, last, f"in {chosen}", str(chosen))
