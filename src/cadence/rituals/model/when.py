"""When something recurs, in words: "every Monday", "last working day of every quarter". What is written so is read
back as the same."""

import re
from calendar import day_name, month_name
from collections.abc import Sequence
from datetime import date

from cadence.rituals.model.schedule import Monthly, Recurrence, Weekly

EXAMPLES = (
    "every Monday",
    "every Tuesday and Thursday",
    "every 2 weeks on Monday from 2026-01-05",
    "first Monday of every month",
    "last working day of every quarter",
)

DAYS = tuple(day_name)
MONTHS = tuple(month_name)[1:]
WORKWEEK = frozenset(range(5))
WEEK = frozenset(range(7))

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_COUNTS = {"other": 2, "second": 2, "two": 2, "third": 3, "three": 3, "four": 4, "six": 6}
MOST_WEEKS = 52
MOST_WORKING_DAYS = 23
"""No month has more."""
_MONTHS_OF = {"month": 1, "quarter": 3, "half-year": 6, "half year": 6, "year": 12}

_WEEKLY = re.compile(r"(?:every |each )?(?:week (?:on )?)?(?P<days>[a-z, ]+)", flags=re.IGNORECASE)
_WEEKS = re.compile(
    r"(?:every|each) (?:(?P<count>\w+) weeks?|fortnight|other),? (?:on )?(?P<days>[a-z, ]+?)"
    r"(?:[, ]+(?:counted )?(?:from|since|starting(?: on)?) (?P<anchor>\S+))?",
)
_MONTHLY = re.compile(
    r"(?:on |every |each )?(?:the )?(?P<nth>\w+)(?P<last>(?: to)? last)? (?P<day>[a-z]+(?: day)?)"
    r" (?:of|in) (?:the |every |each |a )?(?:(?P<count>\w+) )?(?P<period>month|quarter|half[- ]year|year)s?"
    r"(?:[, ]+(?:from|starting in) (?P<month>[a-z]+))?",
)
_NUMBERED = re.compile(r"(?P<number>[1-9]\d?)(?:st|nd|rd|th)?")


class NotUnderstoodWhen(ValueError):
    """The words say no recurrence that can be kept to. The message says why, with an example."""


def recurrence(words: str) -> Recurrence:
    """Raises NotUnderstoodWhen."""
    said = _simple(words)
    if found := _MONTHLY.fullmatch(said):
        return _monthly(found)
    if found := _WEEKS.fullmatch(said):
        return _weeks(found)
    found = _WEEKLY.fullmatch(said)
    days = _days(found["days"]) if found else None
    if not days:
        raise NotUnderstoodWhen(f"“{words[:60]}” is no recurrence; write {_either(EXAMPLES)}")
    return Weekly(weekdays=days)


def in_words(rule: Recurrence) -> str:
    if isinstance(rule, Monthly):
        return _of_month(rule)
    days = _named(rule.weekdays)
    if rule.every == 1:
        return f"every {days}"
    since = f" from {rule.anchor.isoformat()}" if rule.anchor else ""
    return f"every {rule.every} weeks on {days}{since}"


# --- reading -----------------------------------------------------------------------------------------


def _simple(words: str) -> str:
    """In small letters; what stands between two days is a comma."""
    bare = " ".join(words.casefold().rstrip(" .").split())
    return re.sub(r"\s*(?:,\s*and|,|\band\b|&)\s*", ",", bare)


def _days(words: str) -> frozenset[int] | None:
    """None where one of them is no day."""
    named = [each.strip() for each in words.split(",") if each.strip()]
    if named in (["weekday"], ["working day"], ["workday"]):
        return WORKWEEK
    if named == ["day"]:
        return WEEK
    found = [_day(each) for each in named]
    return None if None in found else frozenset(each for each in found if each is not None)


def _day(word: str) -> int | None:
    bare = word.removesuffix("s") if len(word) > len("mon") else word
    meant = [at for at, name in enumerate(DAYS) if _is_short_for(bare, name)]
    return meant[0] if meant else None


def _is_short_for(word: str, name: str) -> bool:
    return len(word) >= len("mon") and name.casefold().startswith(word)


def _weeks(found: re.Match[str]) -> Weekly:
    count, days = _count(found["count"] or "two"), _days(found["days"])
    if days is None or not days:
        raise NotUnderstoodWhen(f"“{found['days'][:60]}” are no days of the week")
    if count is None or not 1 <= count <= MOST_WEEKS:
        raise NotUnderstoodWhen(f"weeks can be counted by 1 to {MOST_WEEKS}")
    if count == 1:
        return Weekly(weekdays=days)
    if found["anchor"] is None:
        raise NotUnderstoodWhen(
            "say from when the weeks are counted: every 2 weeks on Monday from 2026-01-05"
        )
    return Weekly(weekdays=days, every=count, anchor=_date(found["anchor"]))


def _monthly(found: re.Match[str]) -> Monthly:
    weekday = None if found["day"] in ("working day", "workday") else _day(found["day"])
    if weekday is None and found["day"] not in ("working day", "workday"):
        raise NotUnderstoodWhen(f"“{found['day']}” is neither a day of the week nor a working day")
    nth = _nth(found["nth"], is_from_end=found["last"] is not None)
    most = MOST_WORKING_DAYS if weekday is None else 5
    if nth is None or abs(nth) > most:
        raise NotUnderstoodWhen(f"“{found['nth']}” is none of the first, second, … {most}th, last")
    every = _MONTHS_OF[found["period"]] * (1 if found["count"] is None else _months(found["count"]))
    if 12 % every:
        raise NotUnderstoodWhen("months can be counted by 1, 2, 3, 4, 6 or 12")
    return Monthly(nth=nth, weekday=weekday, every=every, first_month=_month(found["month"]))


def _nth(word: str, *, is_from_end: bool) -> int | None:
    if word == "last":
        return -1
    written = _NUMBERED.fullmatch(word)
    number = int(written["number"]) if written else None
    if word in _ORDINALS:
        number = _ORDINALS.index(word) + 1
    return None if number is None else -number if is_from_end else number


def _count(word: str) -> int | None:
    return _COUNTS.get(word) or (int(word) if word.isascii() and word.isdecimal() else None)


def _months(word: str) -> int:
    count = _count(word)
    if not count or count > 12:
        raise NotUnderstoodWhen("months can be counted by 1, 2, 3, 4, 6 or 12")
    return count


def _month(word: str | None) -> int:
    if word is None:
        return 1
    meant = [at for at, name in enumerate(MONTHS, 1) if _is_short_for(word, name)]
    if not meant:
        raise NotUnderstoodWhen(f"“{word}” is no month")
    return meant[0]


def _date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise NotUnderstoodWhen(f"“{word[:20]}” is no date; one is 2026-01-05") from None


# --- writing -----------------------------------------------------------------------------------------


def _named(days: frozenset[int]) -> str:
    if days == WORKWEEK:
        return "weekday"
    if days == WEEK:
        return "day"
    *before, last = (DAYS[each] for each in sorted(days))
    return f"{', '.join(before)} and {last}" if before else last


def _of_month(rule: Monthly) -> str:
    day = "working day" if rule.weekday is None else DAYS[rule.weekday]
    period = {1: "month", 3: "quarter", 12: "year"}.get(rule.every, f"{rule.every} months")
    since = f" from {MONTHS[rule.first_month - 1]}" if rule.first_month != 1 else ""
    return f"{_ordinal(rule.nth)} {day} of every {period}{since}"


def _ordinal(nth: int) -> str:
    if nth == -1:
        return "last"
    number = abs(nth)
    named = _ORDINALS[number - 1] if number <= len(_ORDINALS) else _numbered(number)
    return named if nth > 0 else f"{named} to last"


def _numbered(number: int) -> str:
    is_teen = 10 < number % 100 < 14
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _either(examples: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in examples[:-1]) + f" or “{examples[-1]}”"
