"""What two versions of a definition differ in, in words, for its history."""

from collections.abc import Iterator

from cadence.core.agenda import Ask
from cadence.rituals.model.described import (
    bounds_said,
    closing_said,
    holidays_said,
    reminders_said,
    schedule_said,
)
from cadence.rituals.model.ritual import Ritual


def differences(before: Ritual, after: Ritual) -> tuple[str, ...]:
    """Short phrases; none where they are the same."""
    found = (*_parts(before, after), *_questions(before.asks, after.asks))
    return found or (("other details",) if before != after else ())


def _parts(before: Ritual, after: Ritual) -> Iterator[str]:
    said = (
        ("title", before.title, after.title),
        ("when", schedule_said(before.schedule), schedule_said(after.schedule)),
        ("days off", holidays_said(before.schedule), holidays_said(after.schedule)),
        ("dates", bounds_said(before.schedule), bounds_said(after.schedule)),
        ("closes", closing_said(before.closing), closing_said(after.closing)),
        ("reminders", reminders_said(before.reminders), reminders_said(after.reminders)),
    )
    for name, was, now in said:
        if was != now:
            yield f"{name}: {was or 'none'} → {now or 'none'}"
    named = (
        ("purpose", before.purpose, after.purpose),
        ("channel", before.channel, after.channel),
        ("who is asked", before.participants, after.participants),
        ("who answers calls", before.calls_to, after.calls_to),
        ("sources", before.sources, after.sources),
        ("pauses", before.schedule.pauses, after.schedule.pauses),
        ("grace", before.grace, after.grace),
    )
    yield from (name for name, was, now in named if was != now)


def _questions(before: tuple[Ask, ...], after: tuple[Ask, ...]) -> Iterator[str]:
    was = {each.name: each for each in before}
    now = {each.name: each for each in after}
    yield from (f"question added: “{ask.label}”" for name, ask in now.items() if name not in was)
    yield from (f"question removed: “{ask.label}”" for name, ask in was.items() if name not in now)
    for name, ask in now.items():
        if name in was and was[name] != ask:
            yield f"question changed: “{ask.label}”"
    kept = [name for name in was if name in now]
    if kept != [name for name in now if name in was]:
        yield "order of the questions"
