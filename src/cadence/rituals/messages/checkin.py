"""The check-in, as it stands in a direct message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cadence.core.agenda import Ask, Given, Subject
from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Line,
    Link,
    Message,
    Moment,
    Note,
    Paragraph,
    Text,
    bold,
    line,
)
from cadence.core.plain import is_address
from cadence.core.words import cut
from cadence.rituals.messages.words import day, labelled, said
from cadence.rituals.model.checkin import Answering, CheckIn, Response
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.questions import (
    Answers,
    Group,
    Slot,
    asked,
    by_slot,
    groups,
    missing,
    relevant,
)
from cadence.rituals.model.ritual import Ritual

CONFIRM = "rituals.confirm"
ANSWER = "rituals.open.answer"

MOST_GROUPS = 13
"""Shown with their answers, three blocks each, since a message takes 50. Who is asked about more is led to the form,
which has pages."""
MOST_FACTS = 4
MOST_SAID = 300
"""Characters of an answer as it is shown here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A check-in with all that its message tells."""

    ritual: Ritual
    """In the version that the occurrence ran with."""
    occurrence: Occurrence
    checkin: CheckIn
    response: Response | None = None
    is_open: bool
    """Whether it can still be answered in time."""
    names: tuple[tuple[str, str], ...] = ()
    """Of people that answers name, by user id."""

    @property
    def groups(self) -> tuple[Group, ...]:
        return groups(self.ritual.asks, self.checkin.subjects)

    @property
    def given(self) -> tuple[Given, ...]:
        return self.response.given if self.response else ()

    @property
    def is_answered(self) -> bool:
        """Whether nothing that must be answered is left."""
        return self.response is not None and not missing(self.groups, by_slot(self.given))

    @property
    def answers(self) -> Answers:
        """What was given; as long as something is left, also what is filled in where nothing was given yet."""
        given = by_slot(self.given)
        if self.is_answered:
            return given
        begun = {subject for subject, _ in given}
        known = {
            slot: value
            for slot, value in by_slot(self.checkin.known).items()
            if slot[0] not in begun
        }
        return relevant(self.groups, known | given)

    @property
    def can_confirm(self) -> bool:
        """Whether all of it is filled in and can be seen in the message."""
        seen = len(self.groups) <= MOST_GROUPS
        return seen and bool(self.answers) and not missing(self.groups, self.answers)


def card(shown: Card) -> Message:
    head = _head(shown)
    return Message(
        summary=f"{shown.ritual.title}: {head}",
        blocks=(
            Paragraph(line(bold(shown.ritual.title), f" · {day(shown.occurrence.on)}")),
            *_purpose(shown),
            Paragraph(line(head, *_until(shown))),
            *(block for group in shown.groups[:MOST_GROUPS] for block in _group(shown, group)),
            *_rest(shown),
            *(Note(line(f"Not filled in: {gap}")) for gap in shown.checkin.gaps),
            *_buttons(shown),
        ),
    )


def reminder(shown: Card, *, link: str | None) -> Message:
    head = f"{shown.ritual.title} still waits for your answer"
    see: Line = (Text(" "), Link("See your check-in", link)) if link and is_address(link) else ()
    return Message(
        summary=f"{head}.",
        blocks=(
            Paragraph(
                line(bold(head), ". It closes ", Moment(shown.occurrence.closes_at), ".", *see)
            ),
            *_buttons(shown),
        ),
    )


def _head(shown: Card) -> str:
    if shown.response is not None and shown.is_answered:
        how = "You confirmed it" if shown.response.confirmed else "You answered it"
        return f"{how}, after it closed." if _is_late(shown) else f"{how}. Thank you."
    if not shown.is_open:
        return "It is closed. You can still answer; the digest then shows it as late."
    if shown.response is not None:
        return "Some of it still needs your answer."
    if shown.can_confirm:
        return "Here is what is filled in. Please confirm it, or correct what is otherwise."
    return "Please answer in a minute." if shown.answers else "Please answer."


def _is_late(shown: Card) -> bool:
    return shown.checkin.standing is Answering.LATE or any(each.is_late for each in shown.given)


def _until(shown: Card) -> Line:
    if not shown.is_open:
        return ()
    change = "You can change it until " if shown.is_answered else "It closes "
    return line(" ", change, Moment(shown.occurrence.closes_at), ".")


def _purpose(shown: Card) -> Iterator[Block]:
    if shown.ritual.purpose:
        yield Note(line(shown.ritual.purpose))


def _group(shown: Card, group: Group) -> Iterator[Block]:
    if group.subject is not None:
        yield from headed(group.subject)
    asks = asked(group, shown.answers)
    lines = [each for ask in asks for each in _answer(shown, (group.key, ask.name), ask)]
    yield Bullets((*lines, *_besides(shown, group, asks)))


def headed(subject: Subject) -> Iterator[Block]:
    """What it is called, and what is known of it."""
    yield Paragraph(line(bold(subject.name)))
    facts = tuple(span for fact in subject.facts[:MOST_FACTS] for span in (Text("\n"), *fact))
    if facts:
        yield Note(facts[1:])


def _answer(shown: Card, slot: Slot, ask: Ask) -> Iterator[Line]:
    value = shown.answers.get(slot)
    if value is not None:
        words = said(ask, value, dict(shown.names))
        yield line(
            labelled(ask), bold(cut(" ".join(words.split()), MOST_SAID)), *_source(shown, slot)
        )
    elif not ask.optional:
        yield line(labelled(ask), Text("yours to say", italic=True))


def _besides(shown: Card, group: Group, asks: Sequence[Ask]) -> Iterator[Line]:
    """What may be answered too, as long as something is to be answered."""
    free = [
        ask.label for ask in asks if ask.optional and (group.key, ask.name) not in shown.answers
    ]
    if free and not shown.is_answered:
        yield (Text(f"If you like: {' · '.join(free)}", italic=True),)


def _source(shown: Card, slot: Slot) -> Line:
    """Of what is filled in; what was given is the person's own."""
    given = any((each.subject, each.ask) == slot for each in shown.given)
    known = next((each for each in shown.checkin.known if (each.subject, each.ask) == slot), None)
    if given or known is None:
        return ()
    return line(" – ", Text(f"{known.source}, ", italic=True), Moment(known.read_at))


def _rest(shown: Card) -> Iterator[Block]:
    more = len(shown.groups) - MOST_GROUPS
    if more > 0:
        yield Note(line(f"{more:,} more are in the form, which has all of them."))


def _buttons(shown: Card) -> Iterator[Block]:
    key = shown.occurrence.key
    if shown.is_answered:
        if shown.is_open:
            yield Actions((Button(label="Change…", action=ANSWER, value=key),))
        return
    late = "" if shown.is_open else " late"
    buttons = []
    if shown.can_confirm:
        buttons.append(Button(label=f"Confirm{late}", action=CONFIRM, value=key, style="primary"))
    verb = "Correct" if shown.can_confirm else "Answer"
    style = None if shown.can_confirm else "primary"
    buttons.append(Button(label=f"{verb}{late}…", action=ANSWER, value=key, style=style))
    yield Actions(tuple(buttons))
