"""A definition in words: short phrases that lists, forms and histories share."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from cadence.core.agenda import Ask, Comparison, Condition, Sort, Value
from cadence.core.durations import as_written
from cadence.rituals.model.ritual import Closing, Ritual
from cadence.rituals.model.schedule import OnHoliday, Schedule
from cadence.rituals.model.when import in_words

SORTS = {
    Sort.TEXT: "text",
    Sort.NUMBER: "number",
    Sort.CHOICE: "choice",
    Sort.CONFIDENCE: "confidence, 0–100 %",
    Sort.PERSON: "person",
    Sort.DATE: "date",
}

COMPARISONS = {
    Comparison.IS: "is",
    Comparison.IS_NOT: "is not",
    Comparison.BELOW: "is below",
    Comparison.ABOVE: "is above",
    Comparison.ANSWERED: "is answered",
}

ON_HOLIDAY = {
    OnHoliday.SKIP: "left out",
    OnHoliday.BEFORE: "on the working day before",
    OnHoliday.AFTER: "on the working day after",
}


def schedule_said(schedule: Schedule) -> str:
    """ "every Monday at 09:00, Europe/Berlin"."""
    return f"{in_words(schedule.recurrence)} at {schedule.at:%H:%M}, {schedule.zone.key}"


def holidays_said(schedule: Schedule) -> str:
    """ "" where no day is off."""
    off = [*schedule.holidays, *(each.isoformat() for each in schedule.days_off)]
    return f"{', '.join(off)}: {ON_HOLIDAY[schedule.on_holiday]}" if off else ""


def bounds_said(schedule: Schedule) -> str:
    """ "" where it goes on for ever."""
    since = f"from {schedule.starts}" if schedule.starts else ""
    until = f"until {schedule.ends}" if schedule.ends else ""
    return " ".join(each for each in (since, until) if each)


def closing_said(closing: Closing) -> str:
    if closing.days == 0:
        return f"at {closing.at:%H:%M} on the same day"
    days = "the next working day" if closing.days == 1 else f"{closing.days} working days later"
    return f"at {closing.at:%H:%M} {days}" if closing.days == 1 else f"{days} at {closing.at:%H:%M}"


def reminders_said(reminders: Sequence[timedelta]) -> str:
    if not reminders:
        return "none"
    return " and ".join(as_written(each) for each in reminders) + " before closing"


def condition_said(condition: Condition, asks: Sequence[Ask]) -> str:
    """ "only if “Is it on course?” is “Off course”"."""
    earlier = next((each for each in asks if each.name == condition.ask), None)
    label = earlier.label if earlier else condition.ask
    said = f"only if “{label}” {COMPARISONS[condition.comparison]}"
    if condition.value is None:
        return said
    return f"{said} “{value_said(condition.value, earlier)}”"


def value_said(value: Value, ask: Ask | None) -> str:
    """A choice by its label."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    labels = {each.value: each.label for each in ask.choices} if ask else {}
    return labels.get(value, value)


def ask_said(ask: Ask, asks: Sequence[Ask]) -> str:
    """What kind of question it is, and when it is asked: all but its words."""
    kind = SORTS[ask.sort]
    if ask.sort is Sort.CHOICE:
        kind = " / ".join(each.label for each in ask.choices)
    parts = [kind, *_bounds(ask)]
    if ask.each:
        parts.append(f"about each of {ask.each}")
    if ask.only_if:
        parts.append(condition_said(ask.only_if, asks))
    if ask.optional:
        parts.append("may be left empty")
    if ask.is_call:
        parts.append("an answer is a call")
    return "; ".join(parts)


def _bounds(ask: Ask) -> list[str]:
    bounds = [
        f"at least {ask.least:f}" if ask.least is not None else "",
        f"at most {ask.most:f}" if ask.most is not None else "",
        f"in {ask.unit}" if ask.unit else "",
    ]
    return [each for each in bounds if each]


def where_defined(ritual: Ritual) -> str:
    """Where a ritual of the file is changed."""
    return f"[rituals.{ritual.key}] in cadence.toml"
