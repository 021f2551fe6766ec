"""What is wrong with a definition that can be read but not kept to."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cadence.core.agenda import Ask, Comparison, Condition, Sort, Value
from cadence.rituals.model.days_off import is_known
from cadence.rituals.model.ritual import MOST_REMINDERS, Ritual
from cadence.rituals.model.schedule import Schedule

Path = tuple[str | int, ...]
"""Where in a definition, by the keys of the file: ("asks", 2, "choices")."""

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAME = re.compile(r"[a-z0-9_]+")
USER = re.compile(r"[UW][A-Z0-9]+")
CHANNEL = re.compile(r"[CG][A-Z0-9]+")
LONGEST_KEY = 60
LONGEST_TITLE = 100
LONGEST_LABEL = 150
LONGEST_TEXT = 300
MOST_ASKS = 25
MOST_CHOICES = 50
LONGEST_GRACE = timedelta(days=7)
MOST_DAYS_OPEN = 20
LAST_YEAR = 2199
"""What begins later is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Fault:
    path: Path
    says: str
    """A plain sentence after the key's name: "must not be empty"."""
    sort: str = ""
    """Pydantic's name of the error, where pydantic found it."""


def faults(ritual: Ritual, sources: Collection[str]) -> tuple[Fault, ...]:
    """All that can be told at once, in the order of the definition; `sources` are the names of those there are."""
    return (
        *_naming(ritual),
        *_when(ritual.schedule),
        *_who(ritual),
        *_about(ritual, sources),
        *_asking(ritual),
        *_closing(ritual),
    )


def unknown_holidays(schedule: Schedule) -> tuple[Fault, ...]:
    """Apart from the others: whoever asks waits until the holidays of the world are read, which takes a second."""
    return tuple(
        Fault(
            ("holidays", at),
            f"“{code[:20]}” is no country whose holidays are known; one is DE, DE-BE or US-CA",
        )
        for at, code in enumerate(schedule.holidays)
        if not is_known(code)
    )


def _naming(ritual: Ritual) -> Iterator[Fault]:
    if not KEY.fullmatch(ritual.key) or len(ritual.key) > LONGEST_KEY:
        yield Fault(
            (), f"the key must be of small letters, digits and hyphens, {LONGEST_KEY} at most"
        )
    if not ritual.title.strip():
        yield Fault(("title",), "must not be empty")
    yield from _too_long(("title",), ritual.title, LONGEST_TITLE)
    yield from _too_long(("purpose",), ritual.purpose, LONGEST_TEXT)
    if not CHANNEL.fullmatch(ritual.channel):
        yield Fault(
            ("channel",), "must be a channel's id, such as C012AB3CD (in Slack: its name → About)"
        )


def _when(schedule: Schedule) -> Iterator[Fault]:
    if schedule.starts and schedule.ends and schedule.ends < schedule.starts:
        yield Fault(("ends",), f"is before it starts, on {schedule.starts}")
    if schedule.starts and schedule.starts.year > LAST_YEAR:
        yield Fault(("starts",), f"must be before the end of {LAST_YEAR}")
    for at, pause in enumerate(schedule.pauses):
        if pause.end and pause.end <= pause.start:
            yield Fault(("pauses", at), "ends before it begins; `until` is the first day after it")


def _who(ritual: Ritual) -> Iterator[Fault]:
    who = ritual.participants
    if not (who.people or who.groups or who.owners):
        yield Fault(("people",), "nobody is asked: name people, user groups, or have owners asked")
    if who.owners and not ritual.sources:
        yield Fault(("owners",), "of what? Name the sources whose owners are asked")
    named = {"people": who.people, "observers": who.observers, "calls_to": ritual.calls_to}
    for key, users in named.items():
        for at, user in enumerate(users):
            if not USER.fullmatch(user):
                yield Fault(
                    (key, at), "must be a person's id, such as U012AB3CD (profile → Copy member ID)"
                )
    for at, group in enumerate(who.groups):
        if not group.strip("@ "):
            yield Fault(("groups", at), "must be a user group's id or handle")


def _about(ritual: Ritual, sources: Collection[str]) -> Iterator[Fault]:
    for at, name in enumerate(ritual.sources):
        if name not in sources:
            known = " and ".join(f"“{each}”" for each in sorted(sources)) or "none"
            yield Fault(("sources", at), f"there is no source “{name[:40]}”; there is {known}")


def _closing(ritual: Ritual) -> Iterator[Fault]:
    if not 0 <= ritual.closing.days <= MOST_DAYS_OPEN:
        yield Fault(("closes_after",), f"must be 0 to {MOST_DAYS_OPEN} working days")
    if len(ritual.reminders) > MOST_REMINDERS:
        yield Fault(("reminders",), f"there are {MOST_REMINDERS} at most")
    for at, before in enumerate(ritual.reminders):
        if before <= timedelta(0):
            yield Fault(("reminders", at), "must be some time before closing, such as 4h")
    if not timedelta(0) < ritual.grace <= LONGEST_GRACE:
        yield Fault(("grace",), f"must be more than nothing and at most {LONGEST_GRACE.days} days")


# --- questions -----------------------------------------------------------------------------------------


def _asking(ritual: Ritual) -> Iterator[Fault]:
    if not ritual.asks:
        yield Fault(("asks",), "there is no question: add one")
    if len(ritual.asks) > MOST_ASKS:
        yield Fault(("asks",), f"there are {MOST_ASKS} questions at most")
    before: dict[str, Ask] = {}
    for at, ask in enumerate(ritual.asks):
        for fault in _of_ask(ask, before, ritual.sources):
            yield Fault(("asks", at, *fault.path), fault.says)
        before[ask.name] = ask


def _of_ask(ask: Ask, before: dict[str, Ask], sources: Collection[str]) -> Iterator[Fault]:
    if not NAME.fullmatch(ask.name) or len(ask.name) > LONGEST_KEY:
        yield Fault(
            ("name",), f"must be of small letters, digits and underscores, {LONGEST_KEY} at most"
        )
    if ask.name in before:
        yield Fault(("name",), f"there is a question “{ask.name}” already")
    if not ask.label.strip():
        yield Fault(("label",), "must not be empty")
    yield from _too_long(("label",), ask.label, LONGEST_LABEL)
    yield from _too_long(("hint",), ask.hint or "", LONGEST_TEXT)
    if ask.each is not None and ask.each not in sources:
        yield Fault(("each",), f"“{ask.each[:40]}” is none of the ritual's sources")
    yield from _of_choices(ask)
    yield from _of_bounds(ask)
    if ask.only_if is not None:
        yield from _of_condition(ask, ask.only_if, before)


def _of_choices(ask: Ask) -> Iterator[Fault]:
    if ask.sort is not Sort.CHOICE:
        if ask.choices:
            yield Fault(("choices",), f"a question of sort “{ask.sort}” has none")
        return
    if not 2 <= len(ask.choices) <= MOST_CHOICES:
        yield Fault(("choices",), f"there must be 2 to {MOST_CHOICES}")
    values = [each.value for each in ask.choices]
    if len(set(values)) < len(values):
        yield Fault(("choices",), "two of them are the same")
    if not all(each.value and each.label.strip() for each in ask.choices):
        yield Fault(("choices",), "one of them is empty")
    if any(len(each.label) > 75 or len(each.value) > 75 for each in ask.choices):
        yield Fault(("choices",), "one of them is longer than 75 characters")


def _of_bounds(ask: Ask) -> Iterator[Fault]:
    if ask.sort is not Sort.NUMBER and (ask.least is not None or ask.most is not None):
        yield Fault(("least",), "only a number has a least and a most")
    if ask.least is not None and ask.most is not None and ask.most < ask.least:
        yield Fault(("most",), f"is less than the least, {ask.least}")


def _of_condition(ask: Ask, condition: Condition, before: dict[str, Ask]) -> Iterator[Fault]:
    earlier = before.get(condition.ask)
    if earlier is None:
        yield Fault(("only_if",), f"there is no question “{condition.ask[:40]}” before this one")
        return
    if earlier.each is not None and earlier.each != ask.each:
        yield Fault(
            ("only_if",), f"“{earlier.label}” is asked about each {earlier.each}, this one is not"
        )
    if wrong := wrong_comparison(earlier, condition.comparison, condition.value):
        yield Fault(("only_if",), wrong)


ORDERED = (Sort.NUMBER, Sort.CONFIDENCE, Sort.DATE)


def wrong_comparison(earlier: Ask, comparison: Comparison, value: Value | None) -> str | None:
    """Why an answer to that question can't be held against this value."""
    if comparison is Comparison.ANSWERED:
        return None if value is None else "“answered” takes no value"
    if comparison in (Comparison.ABOVE, Comparison.BELOW) and earlier.sort not in ORDERED:
        return f"“{earlier.label}” is neither a number nor a date"
    if value is None or not isinstance(value, _kind(earlier.sort)):
        return f"“{earlier.label}” is a {earlier.sort}; that is no such answer"
    if earlier.sort is Sort.CHOICE and value not in {each.value for each in earlier.choices}:
        return f"“{value}” is no choice of “{earlier.label}”"
    return None


def _kind(sort: Sort) -> type:
    if sort in (Sort.NUMBER, Sort.CONFIDENCE):
        return Decimal
    return date if sort is Sort.DATE else str


def _too_long(path: Path, text: str, most: int) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(path, f"is longer than {most} characters")
