"""The forms that end a call: one decides it, one gives it to somebody until a day."""

from collections.abc import Iterator, Mapping

from cadence.core.agenda import Call, Outcome
from cadence.core.calendar import day_written
from cadence.core.message import Block, Bullets, Choice, Form, Input, Paragraph, Text, bold
from cadence.core.words import cut
from cadence.rituals.messages.calls import MOST_QUESTION, MOST_TITLE, evidence, value_of
from cadence.rituals.model.called import Raised

DECIDED = "rituals.decide"
GIVEN = "rituals.give"
"""Callbacks; such a form carries the same."""

OTHER = "other"
"""The choice besides the options: in words of one's own."""

UNTIL = "until a date"


def decide_form(
    raised: Raised, *, remark: str = "", given: Mapping[str, str] | None = None
) -> Form:
    call, held = raised.call, given or {}
    return Form(
        callback=DECIDED,
        title="Decide",
        submit="Record decision",
        private=value_of(raised.ritual, raised.number),
        blocks=(
            *((Paragraph((bold(remark),)),) if remark else ()),
            *_above(raised),
            *_options(call, held),
            Input(
                name="words",
                label="In your words" if call.options else "What is decided",
                kind="lines",
                optional=bool(call.options),
                most=2_000,
                value=held.get("words"),
                hint="One or two sentences that will be understood in a year.",
            ),
            Input(
                name="why",
                label="Why",
                kind="lines",
                optional=True,
                most=2_000,
                value=held.get("why"),
            ),
            Input(
                name="review_on",
                label="Look at it again on",
                kind="date",
                optional=True,
                hint="Until when, where something is kept as it is.",
                value=day_written(held.get("review_on")),
            ),
        ),
    )


def _options(call: Call, held: Mapping[str, str]) -> Iterator[Input]:
    if call.options:
        choices = (*call.options, Choice("Something else", OTHER))
        yield Input(
            name="option",
            label="Decision",
            kind="choice",
            choices=choices,
            value=held.get("option"),
        )


def give_form(raised: Raised, *, remark: str = "", given: Mapping[str, str] | None = None) -> Form:
    held = given or {}
    return Form(
        callback=GIVEN,
        title="Give to",
        submit="Give",
        private=value_of(raised.ritual, raised.number),
        blocks=(
            *((Paragraph((bold(remark),)),) if remark else ()),
            *_above(raised),
            Input(name="owner", label="Who answers it", kind="user", value=held.get("owner")),
            Input(
                name="due_on",
                label="By when",
                kind="date",
                value=day_written(held.get("due_on")),
                hint="On that day it is open again, unless it was decided.",
            ),
            Input(
                name="words",
                label="What they should know",
                kind="lines",
                optional=True,
                most=1_000,
                value=held.get("words"),
            ),
        ),
    )


def _above(raised: Raised) -> Iterator[Block]:
    call = raised.call
    yield Paragraph(
        (bold(cut(call.title, MOST_TITLE)), Text(f"\n{cut(call.question, MOST_QUESTION)}"))
    )
    if call.why:
        yield Bullets(evidence(call))


def needs_a_date(call: Call, outcome: Outcome) -> bool:
    """Whether the option that was chosen says so itself: "Keep until a date"."""
    chosen_one = next((each for each in call.options if each.value == outcome.option), None)
    return chosen_one is not None and chosen_one.label.casefold().endswith(UNTIL)
