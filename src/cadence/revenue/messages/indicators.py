"""Leading indicators where they are looked at, read and changed: the list and its forms."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Choice,
    Form,
    Input,
    Menu,
    Message,
    Note,
    Paragraph,
    bold,
    code,
    line,
)
from cadence.revenue.messages import inputs
from cadence.revenue.model.indicator import Better, LeadingIndicator, Origin, Standing

READ, CHANGE, NEW = "revenue.open.reading", "revenue.open.indicator", "revenue.open.new"
READ_FORM, FORM = "revenue.reading", "revenue.indicator"

MOST = 40
"""Indicators in one list; a list that long is of no use to anybody."""
LONGEST = 80


def listed(standings: Sequence[Standing], names: Mapping[str, str], on: date) -> Message:
    summary = f"{len(standings):,} leading indicators."
    return Message(
        summary=summary,
        blocks=(
            Paragraph(line(bold("Leading indicators"))),
            *(_indicator(each, names, on) for each in standings[:MOST]),
            *_rest(standings),
            _actions(standings),
        ),
    )


def _indicator(standing: Standing, names: Mapping[str, str], on: date) -> Paragraph:
    indicator, last = standing.indicator, standing.last
    owner = names.get(indicator.owner or "", indicator.owner or "")
    told = (
        *inputs.headline(standing),
        *line("\n", f"{inputs.trend(standing)}. " if last else ""),
        *line(f"Owner: {owner}. " if owner else "Nobody owns it. "),
        *(line("From: ") + inputs.source(last) if last else ()),
        *line(". Out of date." if last and standing.is_stale(on) else ""),
    )
    return Paragraph(told, Button(label="Record…", action=READ, value=indicator.key))


def _rest(standings: Sequence[Standing]) -> Iterator[Block]:
    if len(standings) > MOST:
        yield Note(
            line(
                f"The first {MOST} of {len(standings):,}; ",
                code("cadence indicators list"),
                " has all.",
            )
        )
    yield Note(inputs.definitions(standings[:MOST]))


def _actions(standings: Sequence[Standing]) -> Actions:
    ours = [each.indicator for each in standings if each.indicator.origin is not Origin.FILE]
    choices = tuple(Choice(each.name[:LONGEST], each.key) for each in ours[:MOST])
    change = (Menu(action=CHANGE, choices=choices, placeholder="Change…"),) if choices else ()
    return Actions((Button(label="New indicator…", action=NEW), *change))


# --- forms -----------------------------------------------------------------------------------------


def reading_form(standing: Standing, today: date) -> Form:
    indicator = standing.indicator
    unit = f" ({indicator.unit})" if indicator.unit else ""
    return Form(
        callback=READ_FORM,
        title="Record a reading",
        blocks=(
            *(Paragraph(each) for each in inputs.facts(standing)),
            Input(name="value", label=f"{indicator.name[:LONGEST]}{unit}", kind="number"),
            Input(name="on", label="On", kind="date", value=today),
            Input(name="note", label="What is behind it?", optional=True, most=500),
        ),
        submit="Record",
        private=indicator.key,
    )


def indicator_form(indicator: LeadingIndicator | None, private: str) -> Form:
    """A new one for None."""
    known = indicator
    return Form(
        callback=FORM,
        title="Change an indicator" if known else "New indicator",
        blocks=(
            Input(name="name", label="Name", value=known.name if known else None, most=LONGEST),
            Input(
                name="definition",
                label="What is measured?",
                value=known.definition if known else None,
                most=300,
                hint="One sentence; it stands beside every figure.",
            ),
            Input(name="unit", label="Unit", value=_unit(known), optional=True, most=20),
            Input(
                name="better",
                label="Better is",
                kind="choice",
                choices=tuple(Choice(each.value.capitalize(), each.value) for each in Better),
                value=(known.better if known else Better.HIGHER).value,
            ),
            Input(
                name="target", label="Target", kind="number", value=_target(known), optional=True
            ),
            Input(
                name="owner",
                label="Owner",
                kind="user",
                value=known.owner if known else None,
                optional=True,
                hint="Who is asked about it. Nobody is asked about what has no owner.",
            ),
        ),
        submit="Save",
        private=private,
    )


def _unit(known: LeadingIndicator | None) -> str | None:
    return (known.unit or None) if known else None


def _target(known: LeadingIndicator | None) -> str | None:
    return f"{known.target:f}" if known and known.target is not None else None


def key_of(name: str) -> str:
    """ "Référral rate" → "referral-rate"; "" where nothing of it can stand in a key."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


# --- what is said ----------------------------------------------------------------------------------

NO_SIGHT = "You may not see revenue; [revenue] in cadence.toml says who may."
NO_INDICATOR = "I know of no such indicator."
NOT_OPENED = "Slack did not open the form in time. Please try again."


def in_file(name: str) -> str:
    return f"{name} is defined in cadence.toml, so it is changed there."


def recorded(standing: Standing) -> str:
    found = "".join(span.text for span in inputs.headline(standing) if hasattr(span, "text"))
    return f"Recorded. {found}."


def saved(indicator: LeadingIndicator) -> str:
    return f"Saved. {indicator.name}, target {inputs.target(indicator)}."


def is_there(name: str) -> str:
    return f"There is an indicator called {name} already. Nothing was changed."


def overtaken(name: str) -> str:
    return f"{name} was changed by somebody else meanwhile. Nothing was changed; please start anew."
