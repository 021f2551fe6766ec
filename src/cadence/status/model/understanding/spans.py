"""Words for a span of time, with what ties them to the question: since, before, between … and …, in the past …

A range includes its last day: "between 1 and 5 March" ends when 5 March does. "Before" and "until" stop where the day
begins; "after" starts where it ends. "Last week" is the calendar's; "the past week", "the last 7 days" and "in the
last week" count back from now.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cadence.core.calendar import Span

from .periods import (
    UNITS,
    Calendar,
    Impossible,
    Period,
    count_at,
    minus,
    number,
    ordinal,
    period_at,
)
from .tokens import Form, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A span that was read, and how many words it took."""

    length: int
    span: Span
    label: str
    """As it follows a verb: "since Mon 16 Nov"."""
    trouble: str | None = None
    """Why the words name no span; `span` is without bounds then."""
    prefix: str = ""
    """What tied it to the question: "since", "before", "in", …; "" where nothing did."""


_SINCE = ("since", "starting", "beginning", "post")
_BEFORE = ("before", "until", "till", "til", "pre")
_IN = (
    "in",
    "on",
    "during",
    "of",
    "for",
    "from",
    "at",
    "within",
    "over",
    "through",
    "throughout",
    "around",
    "by",
    "per",
)


def span_at(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    """The span that is said from this place on; None where these words are not about time."""
    try:
        return _span(words, at, calendar)
    except Impossible as error:
        length = _length_of_trouble(words, at)
        return Said(length=length, span=Span(), label="", trouble=str(error))


def _low(words: Sequence[Token], at: int) -> str:
    return words[at].low if 0 <= at < len(words) else ""


def _span(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    for rule in (_between, _rolling, _bounded, _spread):
        found = rule(words, at, calendar)
        if found is not None:
            return found
    return None


def _between(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    """ "between X and Y", "from X to Y", "X to Y", "1–5 March"."""
    opening = _low(words, at)
    start = at + 1 if opening in ("between", "from") else at
    start += 1 if _low(words, start) == "the" else 0
    joins = (
        ("and", "to") if opening == "between" else ("to", "until", "till", "through", "thru", "til")
    )
    first = _first_of_range(words, start, joins, calendar)
    if first is None:
        return None
    length, begin = first
    join = start + length
    dash = join < len(words) and words[join].gap.strip() in ("-", "–", "—")
    if not dash and _low(words, join) not in joins:
        return None
    second = join if dash else join + 1
    second += 1 if _low(words, second) == "the" and not dash else 0
    if _low(words, second) in ("now", "date"):
        return _range(second + 1 - at, begin, _now(calendar), calendar)
    last = period_at(words, second, calendar, after_preposition=True)
    if last is None:
        return None
    return _range(second + last[0] - at, begin, last[1], calendar)


def _first_of_range(
    words: Sequence[Token], at: int, joins: tuple[str, ...], calendar: Calendar
) -> tuple[int, Period] | None:
    found = period_at(words, at, calendar, after_preposition=True)
    if found is not None:
        return found
    day = ordinal(words[at]) if at < len(words) else None
    dash = at + 1 < len(words) and words[at + 1].gap.strip() in ("-", "–", "—")
    if day is None or not (_low(words, at + 1) in joins or dash):
        return None
    other = period_at(words, at + (1 if dash else 2), calendar, after_preposition=False)
    if other is None or other[1].end - other[1].start > timedelta(hours=25):
        return None
    last = other[1].start.astimezone(calendar.zone).date()
    try:
        first = last.replace(day=day)
    except ValueError as error:
        raise Impossible(f"there is no such day as {day} in that month") from error
    return 1, calendar.one_day(first)


def _now(calendar: Calendar) -> Period:
    return Period(start=calendar.now, end=calendar.now, label="now", name="now")


def _range(length: int, first: Period, last: Period, calendar: Calendar) -> Said:
    start, end = first.start, last.end
    if start >= end and not first.given_year:
        start = _years_back(start, 1, calendar)
    if last.given_year and not first.given_year:
        start = _with_year(start, end, calendar)
    if start >= end:
        raise Impossible(f"{first.name} is after {last.name}")
    begin = start.astimezone(calendar.zone).date()
    final = (end - timedelta(seconds=1)).astimezone(calendar.zone).date()
    label = f"from {calendar.short(begin)} to {calendar.short(final)}"
    return Said(length=length, span=Span(start=start, end=end), label=label, prefix="between")


def _years_back(moment: datetime, years: int, calendar: Calendar) -> datetime:
    local = moment.astimezone(calendar.zone)
    return calendar.at(minus(local.date(), years, "year"), local.time())


def _with_year(start: datetime, end: datetime, calendar: Calendar) -> datetime:
    """The latest start of that day and month that lies before the end."""
    while start >= end:
        start = _years_back(start, 1, calendar)
    while _years_back(start, -1, calendar) < end:
        start = _years_back(start, -1, calendar)
    return start


_LASTING = ("last", "past", "previous", "preceding", "recent", "trailing")


def _rolling(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    """ "(in) the past 14 days", "the last two weeks", "over the past month", "the last 24 hours"."""
    place = at
    opened = _low(words, place) in (
        "in",
        "over",
        "during",
        "within",
        "for",
        "since",
        "from",
        "throughout",
    )
    place += 1 if opened else 0
    the = _low(words, place) == "the"
    place += 1 if the else 0
    which = _low(words, place)
    if which not in _LASTING:
        if _low(words, at) == "within":
            _refuse_within(words, at)
        return None
    if _low(words, place + 1) in ("few", "several"):
        if _low(words, place + 2) in UNITS:
            raise Impossible(
                f"“{which} {_low(words, place + 1)} {_low(words, place + 2)}” has no exact length"
            )
        return None
    counted = count_at(words, place + 1)
    if counted is not None:
        length, count, unit = counted
        if count == 0:
            raise Impossible(f"the last 0 {unit}s hold nothing")
        return _back(place + 1 + length - at, count, unit, calendar)
    unit = UNITS.get(_low(words, place + 1), "")
    rolls = which in ("past", "trailing") or (
        which == "last" and the and opened and _low(words, at) != "since"
    )
    if rolls and unit and unit != "quarter":
        return _back(place + 2 - at, 1, unit, calendar)
    if rolls and unit == "quarter" and which == "past":
        return _back(place + 2 - at, 3, "month", calendar)
    if unit in ("hour", "day", "minute", "fortnight"):
        return _back(place + 2 - at, 1, unit, calendar)
    return None


def _refuse_within(words: Sequence[Token], at: int) -> None:
    """ "Resolved within 5 days" may be how long it took, or the past five days."""
    counted = count_at(words, at + 1)
    if counted is not None:
        said = " ".join(word.text for word in words[at : at + 1 + counted[0]])
        raise Impossible(
            f"“{said}” may be the past {said.removeprefix('within ')}, or how long it took"
        )


def _back(length: int, count: int, unit: str, calendar: Calendar) -> Said:
    start = calendar.back(count, unit)
    many = f"{count} {unit}s" if count != 1 else unit
    return Said(length=length, span=Span(start=start), label=f"in the past {many}", prefix="past")


def _bounded(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    """ "since X", "after X", "before X", "until X", "from X on", "on or after X"."""
    relation, place = _relation(words, at)
    if relation is None:
        return None
    place += (
        1
        if _low(words, place) in ("about", "around", "the") and not _edge_next(words, place)
        else 0
    )
    clock = _clock(words, place, calendar)
    found = clock or period_at(words, place, calendar, after_preposition=True)
    if found is None:
        return None
    length, period = found
    end = place + length
    onwards = _low(words, end) in ("on", "onward", "onwards", "forward") and _low(words, end + 1) not in (
        "the", "a", "component", "project",
    )  # fmt: skip
    if relation == "from":
        if not onwards:
            return None
        relation = "since"
    end += 1 if onwards else 0
    end += 2 if _low(words, end) == "until" and _low(words, end + 1) == "now" else 0
    return _one_sided(relation, end - at, period)


def _edge_next(words: Sequence[Token], at: int) -> bool:
    return _low(words, at) == "the"


def _relation(words: Sequence[Token], at: int) -> tuple[str | None, int]:
    three = tuple(_low(words, at + k) for k in range(3))
    if three in (("on", "or", "after"), ("on", "and", "after")):
        return "since", at + 3
    if three in (("on", "or", "before"), ("no", "later", "than"), ("not", "later", "than")):
        return "through", at + 3
    two = three[:2]
    if two in (("prior", "to"), ("earlier", "than"), ("up", "to"), ("ahead", "of")):
        return "before", at + 2
    if two in (("later", "than"), ("newer", "than")):
        return "after", at + 2
    if three[0] in _SINCE:
        place = at + 1 + (1 if _low(words, at + 1) in ("from", "with", "on") else 0)
        return "since", place
    if three[0] == "from":
        return "from", at + 1
    if three[0] == "after":
        return "after", at + 1
    if three[0] in _BEFORE:
        return "before", at + 1
    return None, at


def _one_sided(relation: str, length: int, period: Period) -> Said:
    match relation:
        case "since":
            span, label = Span(start=period.start), f"since {period.name}"
        case "after":
            span, label = Span(start=period.end), f"after {period.name}"
        case "through":
            span, label = Span(end=period.end), f"up to and including {period.name}"
        case _:
            span, label = Span(end=period.start), f"before {period.name}"
    return Said(length=length, span=span, label=label, prefix=relation)


def _clock(words: Sequence[Token], at: int, calendar: Calendar) -> tuple[int, Period] | None:
    """ "9:30", "9am", "noon", today unless a day precedes or follows."""
    moment, length = _time_of_day(words, at)
    day = calendar.today
    if moment is None:
        named = {"yesterday": 1, "today": 0}.get(_low(words, at))
        if named is None:
            return None
        place = at + 1 + (1 if _low(words, at + 1) == "at" else 0)
        moment, length = _time_of_day(words, place)
        if moment is None:
            return None
        day, length = day - timedelta(days=named), place + length - at
    else:
        following = _low(words, at + length)
        if following in ("today", "yesterday"):
            day, length = day - timedelta(days=following == "yesterday"), length + 1
    start = calendar.at(day, moment)
    name = f"{moment.hour}:{moment.minute:02d} on {calendar.day(day)}"
    return length, Period(start=start, end=start, label=name, name=name)


def _time_of_day(words: Sequence[Token], at: int) -> tuple[time | None, int]:
    if at >= len(words):
        return None, 0
    token = words[at]
    if token.low in ("noon", "midday"):
        return time(12), 1
    if token.low == "midnight":
        return time(0), 1
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(am|pm)?", token.low)
    if found is None:
        return None, 0
    half, length = found.group(3), 1
    if half is None and _low(words, at + 1) in ("am", "pm"):
        half, length = _low(words, at + 1), 2
    if half is None and token.form is not Form.CLOCK:
        return None, 0
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    if half and not 1 <= hour <= 12:
        raise Impossible(f"there is no such time as {token.text}")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Impossible(f"there is no such time as {token.text}")
    return time(hour, minute), length


def _spread(words: Sequence[Token], at: int, calendar: Calendar) -> Said | None:
    """A whole period, with or without "in", "on", "during", "for"."""
    prefix = _low(words, at) if _low(words, at) in _IN else ""
    if prefix:
        place = at + 1
        place += 1 if _low(words, place) == "the" and _low(words, place + 1) == "course" else 0
        found = period_at(words, place, calendar, after_preposition=True)
        if found is not None:
            if (
                prefix == "from"
                and found[1].end - found[1].start < timedelta(hours=26)
                and not _named_day(words, place)
            ):
                raise Impossible(f"“from {found[1].name}” may be that day or everything since")
            if prefix == "by":
                return _one_sided("through", 1 + found[0], found[1])
            return _whole(place - at + found[0], found[1], prefix)
        return None
    found = period_at(words, at, calendar, after_preposition=False)
    return None if found is None else _whole(found[0], found[1], "")


def _named_day(words: Sequence[Token], at: int) -> bool:
    return _low(words, at) in ("today", "yesterday", "this", "last")


def _whole(length: int, period: Period, prefix: str) -> Said:
    why = f"{period.name} may be that very day or the days around it"
    return Said(
        length=length,
        span=Span(start=period.start, end=period.end),
        label=period.label,
        prefix=prefix,
        trouble=why if period.vague else None,
    )


def _length_of_trouble(words: Sequence[Token], at: int) -> int:
    """How many words the impossible time takes: those that look like parts of a date."""
    length = 1
    while at + length < len(words) and (
        words[at + length].form in (Form.DATE, Form.NUMBER, Form.CLOCK)
        or number(words[at + length]) is not None
        or ordinal(words[at + length]) is not None
        or words[at + length].low in _TIME_WORDS
    ):
        length += 1
    return length


_TIME_WORDS = frozenset(UNITS) | {
    "the", "and", "to", "of", "until", "last", "past", "few", "several", "am", "pm", "january", "february", "march",
    "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
}  # fmt: skip
