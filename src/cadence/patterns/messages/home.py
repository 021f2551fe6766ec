"""Patterns on the Home tab."""

from collections.abc import Sequence

from cadence.core.message import Actions, Block, Button, Header, Note, Paragraph, line
from cadence.core.words import listed
from cadence.patterns.messages.actions import SHOW, value_of
from cadence.patterns.messages.listing import LIST_BUTTON, View, never, row
from cadence.patterns.messages.looked import scanned
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.standing import ORDER, standing

MOST_AT_HOME = 5


def at_home(patterns: Sequence[Pattern], leads: Sequence[str], view: View) -> tuple[Block, ...]:
    """What needs somebody first. `leads`: names of the areas that this person leads."""
    ranked = sorted(
        patterns,
        key=lambda each: (ORDER.index(standing(each, view.at, view.on)), each.opened_at),
    )
    shown = tuple(
        Paragraph(
            row(each, view.names),
            Button(label="Show", action=SHOW, value=value_of(each.number)),
        )
        for each in ranked[:MOST_AT_HOME]
    )
    left = len(ranked) - MOST_AT_HOME
    more = (Note(line(f"… and {left} more: “/cadence patterns mine” shows them.")),) * (left > 0)
    none = () if shown else (Note(line(_none(leads, view))),)
    return (
        Header("Patterns in your areas"),
        *shown,
        *more,
        *none,
        *(() if view.looked is None else (Note(scanned(view.looked, view.at)),)),
        Actions((LIST_BUTTON,)),
    )


def _none(leads: Sequence[str], view: View) -> str:
    if view.looked is None:
        return never(view)
    untested = [each.area for each in view.looked.whole_areas if each.area in leads]
    if untested:
        are = "is" if len(untested) == 1 else "are"
        return f"No live pattern. {listed(untested)} {are} not tested yet, which is not “nothing found”."
    return f"No live pattern in {listed(leads)}."
