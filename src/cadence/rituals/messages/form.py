"""The form in which a check-in is answered or corrected."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from cadence.core.agenda import Ask, Sort, Value
from cadence.core.message import Block, Form, Input, Note, Paragraph, Rule, bold, line
from cadence.core.plain import moment
from cadence.rituals.messages.checkin import Card, headed
from cadence.rituals.messages.words import figures, said
from cadence.rituals.model.answers import LONGEST, bounds
from cadence.rituals.model.pages import Fields, pages
from cadence.rituals.model.questions import Answers, Group, Slot, asked

FORM = "rituals.answers"
"""Its callback."""
WATCH = "rituals.watch"
"""The action of a field on whose answer other questions depend."""

TITLE = 24
_KINDS = {
    Sort.TEXT: "lines",
    Sort.NUMBER: "number",
    Sort.CONFIDENCE: "number",
    Sort.CHOICE: "choice",
    Sort.PERSON: "user",
    Sort.DATE: "date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Which page of whose check-in a form shows: what it carries."""

    occurrence: str
    page: int = 0

    def dump(self) -> str:
        return json.dumps({"occurrence": self.occurrence, "page": self.page})


def opened(private: str) -> Open | None:
    """None for what is none that we wrote."""
    with suppress(ValueError, TypeError, KeyError):
        held = json.loads(private)
        return Open(occurrence=str(held["occurrence"]), page=int(held["page"]))
    return None


def form(shown: Card, answers: Answers, *, page: int, note: str = "") -> Form:
    """One page, with what is answered so far. `note` says why it is shown again."""
    all_pages = pages(shown.groups)
    of = f" ({page + 1} of {len(all_pages)})" if len(all_pages) > 1 else ""
    is_last = page + 1 >= len(all_pages)
    return Form(
        callback=FORM,
        title=_title(shown.ritual.title, of),
        blocks=(
            *((Paragraph(line(bold(note))),) if note else ()),
            *((Note(line(shown.ritual.purpose)),) if shown.ritual.purpose and page == 0 else ()),
            *_groups(shown, all_pages[page], answers),
        ),
        submit="Send" if is_last else "Save and go on",
        close="Cancel" if page == 0 else "Close",
        private=Open(occurrence=shown.occurrence.key, page=page).dump(),
    )


def _title(title: str, of: str) -> str:
    most = TITLE - len(of)
    return (title if len(title) <= most else f"{title[: most - 1].rstrip()}…") + of


def _groups(shown: Card, page: Sequence[Group], answers: Answers) -> Iterator[Block | Input]:
    fields = Fields(shown.groups)
    watched = {each.only_if.ask for each in shown.ritual.asks if each.only_if}
    for number, group in enumerate(page):
        if number:
            yield Rule()
        if group.subject:
            yield from headed(group.subject)
        for ask in asked(group, answers):
            slot = (group.key, ask.name)
            yield Input(
                name=fields.name(group, ask),
                label=_label(ask),
                kind=_KINDS[ask.sort],
                choices=ask.choices,
                value=_value(answers.get(slot)),
                hint=_hint(shown, slot, ask, is_watched=ask.name in watched),
                optional=ask.optional,
                most=LONGEST if ask.sort is Sort.TEXT else None,
                watched=WATCH if ask.name in watched else None,
            )


def _label(ask: Ask) -> str:
    if ask.sort is Sort.CONFIDENCE:
        return f"{ask.label} (0 to 100 %)"
    return f"{ask.label} ({ask.unit})" if ask.unit else ask.label


def _value(value: Value | None) -> str | date | None:
    return value if value is None or isinstance(value, str | date) else figures(value)


def _hint(shown: Card, slot: Slot, ask: Ask, *, is_watched: bool) -> str | None:
    parts = [ask.hint or "", _bounds(ask)]
    known = next((each for each in shown.checkin.known if (each.subject, each.ask) == slot), None)
    if known is not None:
        filled_in = said(ask, known.value, dict(shown.names))
        parts.append(f"{known.source}, {moment(known.read_at)}: {filled_in[:300]}.")
    if is_watched and ask.sort in (Sort.NUMBER, Sort.CONFIDENCE):
        parts.append("Press Enter to see what follows from it.")
    return " ".join(part for part in parts if part) or None


def _bounds(ask: Ask) -> str:
    least, most = bounds(ask)
    if ask.sort is not Sort.NUMBER or (least is None and most is None):
        return ""
    if least is not None and most is not None:
        return f"From {least:f} to {most:f}."
    return f"{least:f} or more." if least is not None else f"{most:f} or less."
