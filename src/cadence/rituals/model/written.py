"""Definitions as they are written in a file: a section a ritual, read into a `Ritual`, or every fault told."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from cadence.core.agenda import Ask, Comparison, Condition, Sort, Value
from cadence.core.durations import duration
from cadence.core.message import Choice
from cadence.rituals.model.faults import Fault, faults
from cadence.rituals.model.ritual import Closing, Participants, Ritual
from cadence.rituals.model.schedule import OnHoliday, Pause, Recurrence, Schedule
from cadence.rituals.model.when import recurrence

WeekDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[str, ...] = get_args(WeekDay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A definition that only lacks whose it is: channel, zone, people."""

    name: str
    about: str
    """What it is for, in a sentence."""
    values: Mapping[str, Any]
    """As a section of the file holds them."""
    text: str
    """As it is written."""


class Malformed(ValueError):
    """A definition can't be kept to. `faults` are all that was found."""

    def __init__(self, *found: Fault) -> None:
        super().__init__("; ".join(each.says for each in found))
        self.faults = found


# --- how values are written ---------------------------------------------------------------------------


def local_time(value: Any) -> Any:
    """A time of day, as "09:00". Raises ValueError."""
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    written = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None:
        raise ValueError('must be a time of day, such as "09:00"')
    return time(int(written[1]), int(written[2]))


_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def zone(value: Any) -> Any:
    """By its IANA name. Raises ValueError."""
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str) or value.strip() not in available_timezones() - _NOWHERE:
        raise ValueError(
            f"“{str(value)[:40]}” is no IANA time zone; one is Europe/Berlin, for example"
        )
    return ZoneInfo(value.strip())


_NOWHERE = {"localtime", "Factory"}
"""Names that a machine's files have beside IANA's zones: each machine means something else by them."""


def _recurrence(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError('must be text, such as "every Monday"')  # noqa: TRY004 - pydantic takes this one
    return recurrence(value)


def _several(value: Any) -> Any:
    """One may stand alone."""
    return (value,) if isinstance(value, str) else value


def _figure(value: Any) -> Any:
    """A float of the file as the figure that was written."""
    return str(value) if isinstance(value, float) else value


def _compared(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if not isinstance(value, str | date | Decimal):
        raise ValueError("must be a text, a number or a date")  # noqa: TRY004 - as above
    return value


def _labelled(value: Any) -> Any:
    """A choice may be its label alone."""
    return {"label": value} if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
Time = Annotated[time, BeforeValidator(local_time)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Durations = Annotated[tuple[Duration, ...], BeforeValidator(_several)]
Figure = Annotated[Decimal, BeforeValidator(_figure), Field(allow_inf_nan=False)]
Compared = Annotated[Any, PlainValidator(_compared)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConditionEntry(_Entry):
    """One of the comparisons, and what the answer is held against."""

    ask: str
    """The name of an earlier question."""
    is_: Compared = Field(default=None, alias="is")
    is_not: Compared = None
    below: Compared = None
    above: Compared = None
    answered: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        comparisons = (self.is_, self.is_not, self.below, self.above, self.answered)
        given = [each for each in comparisons if each is not None]
        if len(given) > 1:
            raise ValueError("takes one comparison alone: is, is_not, below, above or answered")
        return self


class ChoiceEntry(_Entry):
    label: str
    value: str | None = None
    """As it is kept; from the label where it is not given."""


class AskEntry(_Entry):
    """`[[rituals.<key>.asks]]`: a question."""

    name: str
    """By which answers are kept; small letters, digits and underscores."""
    label: str
    """The question."""
    sort: Sort = Sort.TEXT
    choices: tuple[Annotated[ChoiceEntry, BeforeValidator(_labelled)], ...] = ()
    hint: str | None = None
    unit: str | None = None
    least: Figure | None = None
    most: Figure | None = None
    optional: bool = False
    only_if: ConditionEntry | None = None
    each: str | None = None
    call: bool = False


class PauseEntry(_Entry):
    start: date = Field(alias="from")
    until: date | None = None
    """The first day after it."""
    why: str = ""


class RitualEntry(_Entry):
    """`[rituals.<key>]`: what is not given here stands in the template, where there is one."""

    template: str | None = None
    title: str
    purpose: str = ""
    channel: str
    zone: Annotated[ZoneInfo, PlainValidator(zone)]
    when: Annotated[Recurrence, PlainValidator(_recurrence)]
    at: Time
    starts: date | None = None
    ends: date | None = None
    holidays: Names = ()
    days_off: tuple[date, ...] = ()
    on_holiday: OnHoliday = OnHoliday.AFTER
    working_days: tuple[WeekDay, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    pauses: tuple[PauseEntry, ...] = ()
    people: Names = ()
    groups: Names = ()
    owners: bool = False
    observers: Names = ()
    calls_to: Names = ()
    sources: Names = ()
    asks: tuple[AskEntry, ...] = ()
    more_asks: tuple[AskEntry, ...] = ()
    """Asked after the template's."""
    closes_after: int = 1
    closes_at: Time = time(16)
    reminders: Durations = (timedelta(hours=4),)
    grace: Duration = timedelta(hours=12)


# --- reading ------------------------------------------------------------------------------------------


def read(
    key: str,
    values: Any,
    *,
    templates: Mapping[str, Template],
    sources: Collection[str],
) -> Ritual:
    """One ritual. A section whose key is a template's name is that template, unless it says otherwise.

    Raises Malformed.
    """
    if not isinstance(values, Mapping):
        raise Malformed(Fault((), "must be a section of its own, in [brackets]"))
    named = values.get("template", key if key in templates else "")
    if not isinstance(named, str) or (named and named not in templates):
        known = ", ".join(sorted(templates))
        raise Malformed(Fault(("template",), f"there is no such template; there are {known}"))
    under = templates[named].values if named else {}
    ritual = _checked(key, {**under, **values, "template": named or None})
    if found := faults(ritual, sources):
        own = len(values["asks"]) if "asks" in values else len(under.get("asks", ()))
        raise Malformed(*(_placed(each, own) for each in found))
    return ritual


def _placed(fault: Fault, own: int) -> Fault:
    """A fault of a question that stands among `more_asks` is told of where it stands."""
    match fault.path:
        case ("asks", int(at), *rest) if at >= own:
            return replace(fault, path=("more_asks", at - own, *rest))
    return fault


def _checked(key: str, values: Mapping[str, Any]) -> Ritual:
    try:
        return _ritual(key, RitualEntry.model_validate(values))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        told = (Fault(each["loc"], _bare(each["msg"]), each["type"]) for each in found)
        raise Malformed(*told) from None


def _bare(message: str) -> str:
    return message.removeprefix("Value error, ")


def _ritual(key: str, entry: RitualEntry) -> Ritual:
    return Ritual(
        key=key,
        title=entry.title.strip(),
        purpose=entry.purpose.strip(),
        schedule=_schedule(entry),
        channel=entry.channel,
        participants=Participants(
            people=entry.people,
            groups=entry.groups,
            owners=entry.owners,
            observers=entry.observers,
        ),
        asks=_asks((*entry.asks, *entry.more_asks)),
        sources=entry.sources,
        closing=Closing(days=entry.closes_after, at=entry.closes_at),
        reminders=entry.reminders,
        grace=entry.grace,
        calls_to=entry.calls_to,
        template=entry.template,
    )


def _schedule(entry: RitualEntry) -> Schedule:
    return Schedule(
        recurrence=entry.when,
        at=entry.at,
        zone=entry.zone,
        starts=entry.starts,
        ends=entry.ends,
        holidays=entry.holidays,
        days_off=entry.days_off,
        weekdays=frozenset(WEEK.index(day) for day in entry.working_days),
        on_holiday=entry.on_holiday,
        pauses=tuple(Pause(start=p.start, end=p.until, why=p.why) for p in entry.pauses),
    )


def _asks(entries: tuple[AskEntry, ...]) -> tuple[Ask, ...]:
    asks: dict[str, Ask] = {}
    made = []
    for entry in entries:
        ask = _ask(entry, asks)
        asks.setdefault(ask.name, ask)
        made.append(ask)
    return tuple(made)


def _ask(entry: AskEntry, before: Mapping[str, Ask]) -> Ask:
    return Ask(
        name=entry.name,
        label=entry.label.strip(),
        sort=entry.sort,
        choices=tuple(_choice(each) for each in entry.choices),
        hint=entry.hint,
        unit=entry.unit,
        least=entry.least,
        most=entry.most,
        optional=entry.optional,
        only_if=_condition(entry.only_if, before) if entry.only_if else None,
        each=entry.each,
        is_call=entry.call,
    )


def _choice(entry: ChoiceEntry) -> Choice:
    return Choice(entry.label.strip(), entry.value or name_of(entry.label))


def choice(label: str) -> Choice:
    """Kept under a name made of its label."""
    return Choice(label.strip(), name_of(label))


def name_of(label: str) -> str:
    """Small letters, digits and underscores of any script: "Very high!" → "very_high"."""
    return re.sub(r"[\W_]+", "_", label.casefold()).strip("_")[:60]


def _condition(entry: ConditionEntry, before: Mapping[str, Ask]) -> Condition:
    """By the first comparison that is given; without one, whether there is an answer."""
    given = {
        Comparison.IS: entry.is_,
        Comparison.IS_NOT: entry.is_not,
        Comparison.BELOW: entry.below,
        Comparison.ABOVE: entry.above,
    }
    for comparison, value in given.items():
        if value is not None:
            earlier = before.get(entry.ask)
            meant = compared(value, earlier) if earlier else value
            return Condition(ask=entry.ask, comparison=comparison, value=meant)
    return Condition(ask=entry.ask, comparison=Comparison.ANSWERED)


def compared(value: Value, earlier: Ask) -> Value:
    """As an answer to that question would be kept: a choice by its value, whichever of the two was written; what can't
    be one is left as it is."""
    if isinstance(value, datetime):
        value = value.date()
    if earlier.sort is Sort.CHOICE:
        labels = {each.label.casefold(): each.value for each in earlier.choices}
        return labels.get(str(value).casefold(), str(value))
    if isinstance(value, str) and earlier.sort in (Sort.NUMBER, Sort.CONFIDENCE):
        return _number(value)
    if isinstance(value, str) and earlier.sort is Sort.DATE:
        return _day(value)
    return str(value) if earlier.sort in (Sort.TEXT, Sort.PERSON) else value


def _number(text: str) -> Value:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str) -> Value:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
