"""Rituals as JSON objects."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cadence.core.agenda import Ask, Value
from cadence.core.durations import as_written
from cadence.rituals.model.occurrence import Entry, Occurrence
from cadence.rituals.model.ritual import Ritual, Standing, Version
from cadence.rituals.model.when import in_words


def standing_json(standing: Standing, *, next_at: datetime | None) -> dict[str, Any]:
    """`next_at` is when it will really be held next."""
    return {
        "key": standing.version.ritual.key,
        "title": standing.version.ritual.title,
        "state": standing.state.value,
        "why": standing.why,
        "next_at": _at(next_at),
        **version_json(standing.version),
    }


def version_json(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "origin": version.origin.value,
        "by": version.by,
        "at": _at(version.at),
        "note": version.note,
        "definition": ritual_json(version.ritual),
    }


def ritual_json(ritual: Ritual) -> dict[str, Any]:
    """By the keys of cadence.toml."""
    schedule, who = ritual.schedule, ritual.participants
    return {
        "template": ritual.template,
        "title": ritual.title,
        "purpose": ritual.purpose,
        "channel": ritual.channel,
        "zone": schedule.zone.key,
        "when": in_words(schedule.recurrence),
        "at": f"{schedule.at:%H:%M}",
        "starts": _on(schedule.starts),
        "ends": _on(schedule.ends),
        "holidays": list(schedule.holidays),
        "days_off": [_on(each) for each in schedule.days_off],
        "on_holiday": schedule.on_holiday.value,
        "pauses": [
            {"from": _on(each.start), "until": _on(each.end), "why": each.why}
            for each in schedule.pauses
        ],
        "people": list(who.people),
        "groups": list(who.groups),
        "owners": who.owners,
        "observers": list(who.observers),
        "calls_to": list(ritual.calls_to),
        "sources": list(ritual.sources),
        "asks": [_ask(each) for each in ritual.asks],
        "closes_after": ritual.closing.days,
        "closes_at": f"{ritual.closing.at:%H:%M}",
        "reminders": [as_written(each) for each in ritual.reminders],
        "grace": as_written(ritual.grace),
    }


def _ask(ask: Ask) -> dict[str, Any]:
    condition = ask.only_if
    return {
        "name": ask.name,
        "label": ask.label,
        "sort": ask.sort.value,
        "choices": [{"label": each.label, "value": each.value} for each in ask.choices],
        "hint": ask.hint,
        "unit": ask.unit,
        "least": _value(ask.least),
        "most": _value(ask.most),
        "optional": ask.optional,
        "only_if": None
        if condition is None
        else {
            "ask": condition.ask,
            "comparison": condition.comparison.value,
            "value": _value(condition.value),
        },
        "each": ask.each,
        "call": ask.is_call,
    }


def occurrence_json(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "on": _on(occurrence.on),
        "stage": occurrence.stage.value,
        "why": occurrence.why,
        "version": occurrence.version,
        "due_at": _at(occurrence.due_at),
        "opened_at": _at(occurrence.opened_at),
        "closes_at": _at(occurrence.closes_at),
        "closed_at": _at(occurrence.closed_at),
        "published_at": _at(occurrence.published_at),
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "ritual": entry.ritual,
        "on": _on(entry.on),
        "step": entry.step.value,
        "whom": entry.whom,
        "at": _at(entry.at),
        "process": entry.process,
        "done": entry.done,
        "why": entry.why,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _on(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _value(value: Value | None) -> str | None:
    """Figures as strings, so that none is rounded."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
