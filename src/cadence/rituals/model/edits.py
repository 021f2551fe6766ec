"""What the forms of the editor say, read into a definition.

Each reader is pure, tells every field that is wrong, and is used twice: as the quick check on `BLANK`, before anything
is looked up, and then on the ritual itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cadence.core.agenda import Ask, Comparison, Condition, Sort
from cadence.core.durations import as_written, duration
from cadence.core.heard import Answer
from cadence.core.message import Choice
from cadence.rituals.model.described import value_said
from cadence.rituals.model.faults import wrong_comparison
from cadence.rituals.model.ritual import Closing, Participants, Ritual
from cadence.rituals.model.schedule import OnHoliday, Schedule, Weekly
from cadence.rituals.model.when import in_words, recurrence
from cadence.rituals.model.written import choice, compared, local_time, name_of, zone

T = TypeVar("T")
Values = Mapping[str, Answer]
"""What fields hold, by their names."""

FIRST_ASK = Ask(name="changed", label="What changed since last time?")

BLANK = Ritual(
    key="blank",
    title="",
    schedule=Schedule(recurrence=Weekly(weekdays=frozenset({0})), at=time(9), zone=ZoneInfo("UTC")),
    channel="",
    participants=Participants(),
    asks=(FIRST_ASK,),
)
"""What a ritual without a template begins as."""

ALWAYS, ONCE = "-", "-"
"""Of a choice that must have a value: no condition, about no source."""


@dataclass(slots=True)
class Filled:
    """A form while it is read: what is wrong gathers by the names of the fields."""

    values: Values
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        found = self.values.get(name)
        return found.strip() if isinstance(found, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        found = self.values.get(name)
        return found if isinstance(found, tuple) else ()

    def words(self, name: str) -> tuple[str, ...]:
        """Between commas, semicolons and space."""
        return tuple(each for each in re.split(r"[,;\s]+", self.text(name)) if each)

    def read(self, name: str, how: Callable[[str], T], otherwise: T) -> T:
        """`otherwise` where it is empty or wrong."""
        text = self.text(name)
        try:
            return how(text) if text else otherwise
        except ValueError as error:
            self.errors[name] = _sentence(str(error))
            return otherwise


Read = Callable[[Filled, Ritual], Ritual]


def errors_of(read: Read, values: Values) -> Mapping[str, str]:
    """What can be said of the form without knowing the ritual."""
    filled = Filled(values)
    read(filled, BLANK)
    return filled.errors


# --- title, channel ------------------------------------------------------------------------------------


def basics_values(ritual: Ritual) -> Values:
    return {
        "title": ritual.title,
        "purpose": ritual.purpose,
        "channel": ritual.channel,
        "sources": ritual.sources,
    }


def basics(form: Filled, was: Ritual) -> Ritual:
    return replace(
        was,
        title=form.text("title") or was.title,
        purpose=" ".join(form.text("purpose").split()),
        channel=form.text("channel") or was.channel,
        sources=_about(form, was.sources),
    )


def _about(form: Filled, before: tuple[str, ...]) -> tuple[str, ...]:
    """Those there were first, so that what is only read back is no change. A form without the field leaves them."""
    if "sources" not in form.values:
        return before
    chosen = form.several("sources")
    kept = tuple(each for each in before if each in chosen)
    return (*kept, *(each for each in chosen if each not in before))


# --- when ----------------------------------------------------------------------------------------------


def schedule_values(ritual: Ritual) -> Values:
    schedule = ritual.schedule
    return {
        "when": in_words(schedule.recurrence),
        "at": f"{schedule.at:%H:%M}",
        "zone": schedule.zone.key,
        "holidays": ", ".join(schedule.holidays),
        "days_off": ", ".join(each.isoformat() for each in schedule.days_off),
        "on_holiday": schedule.on_holiday.value,
        "starts": schedule.starts.isoformat() if schedule.starts else None,
        "ends": schedule.ends.isoformat() if schedule.ends else None,
    }


def schedule(form: Filled, was: Ritual) -> Ritual:
    before = was.schedule
    chosen = form.text("on_holiday")
    return replace(
        was,
        schedule=replace(
            before,
            recurrence=form.read("when", recurrence, before.recurrence),
            at=form.read("at", _time, before.at),
            zone=form.read("zone", _zone, before.zone),
            holidays=tuple(each.upper() for each in form.words("holidays")),
            days_off=form.read("days_off", _days, ()),
            on_holiday=OnHoliday(chosen) if chosen else before.on_holiday,
            starts=form.read("starts", date.fromisoformat, None),
            ends=form.read("ends", date.fromisoformat, None),
        ),
    )


# --- who -----------------------------------------------------------------------------------------------


def people_values(ritual: Ritual) -> Values:
    who = ritual.participants
    return {
        "people": who.people,
        "groups": ", ".join(who.groups),
        "owners": ("owners",) if who.owners else (),
        "observers": who.observers,
        "calls_to": ritual.calls_to,
    }


def people(form: Filled, was: Ritual) -> Ritual:
    who = Participants(
        people=form.several("people"),
        groups=form.words("groups"),
        owners="owners" in form.several("owners"),
        observers=form.several("observers"),
    )
    return replace(was, participants=who, calls_to=form.several("calls_to"))


# --- closing -------------------------------------------------------------------------------------------


def closing_values(ritual: Ritual) -> Values:
    return {
        "closes_after": str(ritual.closing.days),
        "closes_at": f"{ritual.closing.at:%H:%M}",
        "reminders": ", ".join(as_written(each) for each in ritual.reminders),
        "grace": as_written(ritual.grace),
    }


def closing(form: Filled, was: Ritual) -> Ritual:
    return replace(
        was,
        closing=Closing(
            days=form.read("closes_after", _count, was.closing.days),
            at=form.read("closes_at", _time, was.closing.at),
        ),
        reminders=form.read("reminders", _durations, ()),
        grace=form.read("grace", duration, was.grace),
    )


# --- a new one -----------------------------------------------------------------------------------------


def new(form: Filled, was: Ritual) -> Ritual:
    """`was` is the template's definition, or BLANK; what is left empty is as there."""
    before = was.schedule
    return replace(
        was,
        title=form.text("title") or was.title,
        channel=form.text("channel"),
        participants=replace(
            was.participants, people=form.several("people"), groups=form.words("groups")
        ),
        schedule=replace(
            before,
            recurrence=form.read("when", recurrence, before.recurrence),
            at=form.read("at", _time, before.at),
            zone=form.read("zone", _zone, before.zone),
        ),
    )


# --- questions -----------------------------------------------------------------------------------------


def question_values(ritual: Ritual, ask: Ask | None) -> Values:
    if ask is None:
        return {"sort": Sort.TEXT.value, "each": ONCE, "only_ask": ALWAYS, "marks": ()}
    marks = (("optional", ask.optional), ("call", ask.is_call))
    return {
        "label": ask.label,
        "sort": ask.sort.value,
        "choices": "\n".join(each.label for each in ask.choices),
        "unit": ask.unit,
        "least": None if ask.least is None else f"{ask.least:f}",
        "most": None if ask.most is None else f"{ask.most:f}",
        "hint": ask.hint,
        "each": ask.each or ONCE,
        "marks": tuple(name for name, is_set in marks if is_set),
        **_condition_values(ritual, ask.only_if),
    }


def _condition_values(ritual: Ritual, condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {"only_ask": ALWAYS}
    earlier = found(ritual, condition.ask)
    value = condition.value
    is_choice = earlier is not None and earlier.sort is Sort.CHOICE
    return {
        "only_ask": condition.ask,
        "only_how": condition.comparison.value,
        "only_choice": str(value) if is_choice and value is not None else None,
        "only_value": None if is_choice or value is None else value_said(value, earlier),
    }


def found(ritual: Ritual, name: str | None) -> Ask | None:
    return next((each for each in ritual.asks if each.name == name), None)


def earlier_than(ritual: Ritual, name: str | None) -> tuple[Ask, ...]:
    """The questions before this one; before a new one are all."""
    names = [each.name for each in ritual.asks]
    return ritual.asks[: names.index(name)] if name in names else ritual.asks


def question(form: Filled, was: Ritual, name: str | None) -> Ritual:
    """With this question as the form has it: in its place, or after all others."""
    before = found(was, name)
    sort = Sort(form.text("sort") or Sort.TEXT)
    marks, each = form.several("marks"), form.text("each")
    number = sort is Sort.NUMBER
    label = form.text("label")
    if sort is Sort.CHOICE and len(_lines(form.text("choices"))) < 2:
        form.errors["choices"] = "Write two choices at least, each in a line of its own."
    ask = Ask(
        name=before.name if before else _free_name(label, was),
        label=label,
        sort=sort,
        choices=_choices(form.text("choices"), before) if sort is Sort.CHOICE else (),
        hint=form.text("hint") or None,
        unit=form.text("unit") or None if number else None,
        least=form.read("least", _figure, None) if number else None,
        most=form.read("most", _figure, None) if number else None,
        optional="optional" in marks,
        is_call="call" in marks,
        each=None if each in ("", ONCE) else each,
        only_if=_condition(form, earlier_than(was, name)),
    )
    if before is None:
        return replace(was, asks=(*was.asks, ask))
    return replace(was, asks=tuple(ask if each is before else each for each in was.asks))


def _condition(form: Filled, earlier: tuple[Ask, ...]) -> Condition | None:
    """Of a question that is not there (as in the quick check), none."""
    ask = next((each for each in earlier if each.name == form.text("only_ask")), None)
    if ask is None:
        return None
    comparison = Comparison(form.text("only_how") or Comparison.ANSWERED)
    if comparison is Comparison.ANSWERED:
        return Condition(ask=ask.name, comparison=comparison)
    shown = "only_choice" if ask.sort is Sort.CHOICE else "only_value"
    value = compared(form.text(shown), ask)
    if wrong := wrong_comparison(ask, comparison, value):
        form.errors[shown] = _sentence(wrong)
    return Condition(ask=ask.name, comparison=comparison, value=value)


def without(ritual: Ritual, name: str) -> Ritual:
    return replace(ritual, asks=tuple(each for each in ritual.asks if each.name != name))


def moved(ritual: Ritual, name: str, step: int) -> Ritual:
    """One place up (-1) or down (1); at the end of the list it stays."""
    asks = list(ritual.asks)
    at = [each.name for each in asks].index(name)
    to = at + step
    if 0 <= to < len(asks):
        asks[at], asks[to] = asks[to], asks[at]
    return replace(ritual, asks=tuple(asks))


def _choices(text: str, before: Ask | None) -> tuple[Choice, ...]:
    """A choice whose label stays keeps its value, by which answers are kept."""
    kept = {each.label: each for each in before.choices} if before else {}
    return tuple(kept.get(label) or choice(label) for label in _lines(text))


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _free_name(label: str, ritual: Ritual) -> str:
    bare = re.sub(r"[^a-z0-9_]+", "", name_of(label))[:40].strip("_") or "question"
    taken = {each.name for each in ritual.asks}
    numbered = (bare if at == 1 else f"{bare}_{at}" for at in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)


# --- words ---------------------------------------------------------------------------------------------


def _sentence(text: str) -> str:
    """What follows a key's name in a file, alone."""
    bare = text.strip()
    return f"{bare[:1].upper()}{bare[1:]}{'' if bare.endswith(('.', '!', '?')) else '.'}"


def _time(text: str) -> time:
    found: time = local_time(text)
    return found


def _zone(text: str) -> ZoneInfo:
    found: ZoneInfo = zone(text)
    return found


def _days(text: str) -> tuple[date, ...]:
    words = [each for each in re.split(r"[,;\s]+", text) if each]
    try:
        return tuple(date.fromisoformat(each) for each in words)
    except ValueError:
        raise ValueError("write dates such as 2026-12-25, 2027-01-01") from None


def _durations(text: str) -> tuple[timedelta, ...]:
    return tuple(duration(each) for each in re.split(r"[,;]+", text) if each.strip())


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("must be a whole number")
    return int(text)


def _figure(text: str) -> Decimal:
    try:
        figure = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError("must be a number") from None
    if not figure.is_finite():
        raise ValueError("must be a number")
    return figure
