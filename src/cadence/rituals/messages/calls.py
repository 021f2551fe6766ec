"""Calls as they stand in a digest, in a direct message and at home."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from cadence.core.agenda import Call, Ended, Outcome
from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Header,
    Line,
    Message,
    Note,
    Paragraph,
    Rule,
    Span,
    Text,
    Who,
    bold,
    line,
)
from cadence.core.words import cut, listed
from cadence.rituals.messages.words import Names, day
from cadence.rituals.model.called import Raised, can_end
from cadence.rituals.model.ritual import Ritual

DECIDE = "rituals.open.decide"
GIVE = "rituals.open.give"
SAME = "rituals.call.same"
UNDO = "rituals.call.undo"
"""Of these four the value is `value_of` a call."""

MOST_TITLE = 200
MOST_QUESTION = 1_000
MOST_OPTIONS = 600
MOST_EVIDENCE = 12
"""Lines."""
MOST_AT_HOME = 8
"""Questions."""


def value_of(ritual: str, number: int) -> str:
    return f"{ritual}#{number}"


def call_in(value: str) -> tuple[str, int]:
    """Ritual and number; of what is none of ours, a call that does not exist."""
    ritual, _, number = value.rpartition("#")
    return ritual, int(number) if number.isdecimal() and len(number) < 9 else 0


# --- in the digest -----------------------------------------------------------------------------------


def calls_section(
    ritual: Ritual,
    calls: Sequence[Raised],
    names: Names,
    *,
    on: date,
    asked_again: Collection[int] = (),
    pressable: bool = True,
) -> Iterator[Block]:
    """As they stand now: those of the channel with their buttons, of the others only how many there are. `asked_again`
    are numbers of those that stand in a later digest."""
    if not calls:
        return
    yield Header("Calls due")
    gone = [each for each in calls if each.number in asked_again and can_end(each)]
    here = [each for each in calls if not each.call.to and each not in gone]
    due = [each for each in here if not _waits(each, on)]
    for place, each in enumerate(due):
        if place:
            yield Rule()
        shown = call_blocks(each, names, on=on, to=ritual.calls_to)
        yield from (block for block in shown if pressable or not isinstance(block, Actions))
    if waiting := [each for each in here if _waits(each, on)]:
        yield Paragraph(line(bold("With somebody already")))
        yield Bullets(tuple(_with_title(each, standing(each, names)) for each in waiting))
    if gone_here := [each for each in gone if not each.call.to]:
        yield Paragraph(line(bold("Asked again in a later digest")))
        yield Bullets(tuple(_with_title(each) for each in gone_here))
    yield from _apart([each for each in calls if each.call.to], names)


def _apart(calls: Sequence[Raised], names: Names) -> Iterator[Block]:
    """What some people are asked alone."""
    still = [each for each in calls if can_end(each)]
    if still:
        yield Paragraph(line(_with_owners(still, names)))
    settled = sum(each.ended is Ended.SETTLED for each in calls)
    if answered := len(calls) - len(still) - settled:
        were = "question was" if answered == 1 else "questions were"
        yield Paragraph(line(f"{answered} {were} answered."))
    if settled:
        are = "question is" if settled == 1 else "questions are"
        yield Paragraph(line(f"{settled} {are} no longer due."))


def _with_owners(calls: Sequence[Raised], names: Names) -> str:
    who = tuple(dict.fromkeys(user for each in calls for user in each.call.to))
    said = listed([names.get(user, user) for user in who])
    return (
        "1 question is with " + said + "."
        if len(calls) == 1
        else f"{len(calls)} questions are with {said}."
    )


def _waits(raised: Raised, on: date) -> bool:
    """Whether somebody has it, and its date is not there yet."""
    due = raised.outcome.due_on if raised.outcome else None
    return raised.ended is Ended.GIVEN and due is not None and due > on


def _with_title(raised: Raised, said: str = "") -> Line:
    title = bold(f"#{raised.number} {cut(raised.call.title, MOST_TITLE)}")
    return line(title, f": {said}" if said else "")


def call_blocks(
    raised: Raised, names: Names, *, on: date, to: Sequence[str] = ()
) -> Iterator[Block]:
    """One call; `to` are those who are asked, where it is not whoever reads it."""
    call = raised.call
    title = bold(f"#{raised.number} {cut(call.title, MOST_TITLE)}")
    if not can_end(raised):
        yield Paragraph(line(title, f"\n{standing(raised, names)}"))
        return
    yield Paragraph((title, Text(f"\n{cut(call.question, MOST_QUESTION)}")))
    if call.why:
        yield Bullets(evidence(call))
    if call.options:
        labels = " · ".join(each.label for each in call.options)
        yield Note(line(f"Options: {cut(labels, MOST_OPTIONS)}"))
    if facts := tuple(_facts(raised, names, on, to)):
        yield Note(facts)
    yield Actions(buttons(raised))


def evidence(call: Call) -> tuple[Line, ...]:
    shown = call.why[:MOST_EVIDENCE]
    more = len(call.why) - len(shown)
    return (*shown, *((line(f"and {more} more"),) if more else ()))


def _facts(raised: Raised, names: Names, on: date, to: Sequence[str]) -> Iterator[Span]:
    """How old it is, where it comes from, and whose it is."""
    facts: list[Line] = []
    if to:
        facts.append(line("For ", *_who(to)))
    if len(raised.call.to) > 1:
        facts.append(line(f"asked: {listed([names.get(each, each) for each in raised.call.to])}"))
    if raised.call.raised_by:
        facts.append(line(f"raised by {names.get(raised.call.raised_by, raised.call.raised_by)}"))
    if raised.carried:
        facts.append(line(age(raised, on)))
    if raised.outcome and raised.outcome.ended in (Ended.GIVEN, Ended.NO_CHANGE):
        facts.append(line(f"last: {standing(raised, names)}"))
    for place, fact in enumerate(facts):
        yield from (*((Text(" · "),) if place else ()), *fact)


def _who(users: Sequence[str]) -> Iterator[Span]:
    for place, user in enumerate(users):
        if place:
            yield Text(", ")
        yield Who(user)


def age(raised: Raised, on: date) -> str:
    """ "open for 14 days, carried over twice"."""
    days = (on - raised.raised_on).days
    times = {1: "once", 2: "twice"}.get(raised.carried, f"{raised.carried} times")
    since = f"open since {day(raised.raised_on)}" if days > 0 else "open"
    return f"{since}, {days} {'day' if days == 1 else 'days'}; carried over {times}"


def buttons(raised: Raised) -> tuple[Button, ...]:
    value = value_of(raised.ritual, raised.number)
    return (
        Button(label="Decide…", action=DECIDE, value=value, style="primary"),
        Button(label="Give to…", action=GIVE, value=value),
        Button(label="No change", action=SAME, value=value),
    )


def undo(raised: Raised) -> Button:
    """Of "no change" alone: a decision stands in the log, and takes another to go back on."""
    return Button(label="Undo", action=UNDO, value=value_of(raised.ritual, raised.number))


def standing(raised: Raised, names: Names) -> str:
    """How it ended, in one sentence; "Open." where it has not."""
    outcome = raised.outcome
    if outcome is None:
        return "Open."
    who = names.get(outcome.by, outcome.by)
    match outcome.ended:
        case Ended.DECIDED:
            ref = f" (D-{outcome.decision})" if outcome.decision else ""
            return f"Decided by {who}: {cut(chosen(raised.call, outcome), 500)}{ref}"
        case Ended.GIVEN:
            owner = names.get(outcome.owner or "", outcome.owner or "somebody")
            until = f" until {day(outcome.due_on)}" if outcome.due_on else ""
            return f"With {owner}{until}, given by {who}."
        case Ended.NO_CHANGE:
            return f"No change, says {who}."
        case Ended.SETTLED:
            return "No longer due: what raised it is no longer so."
        case Ended.OPEN:
            return "Open."


def chosen(call: Call, outcome: Outcome) -> str:
    """What was decided: the option's words, and one's own."""
    label = next((each.label for each in call.options if each.value == outcome.option), "")
    return ". ".join(each for each in (label.rstrip("."), outcome.words) if each)


# --- in a direct message -----------------------------------------------------------------------------


def questions(
    calls: Sequence[Raised],
    names: Names,
    *,
    on: date,
    head: Line,
    words: str = "",
    asked_again: Collection[int] = (),
) -> Message:
    """To one person; `head` says where they are from, `words` what somebody gave on with them. `asked_again` are
    numbers of those that stand in a newer message."""
    blocks: list[Block] = [Note(head), *((Paragraph(line(f"“{words}”")),) if words else ())]
    for place, each in enumerate(calls):
        if place:
            blocks.append(Rule())
        if each.number in asked_again and can_end(each):
            said = "still open, asked again in a newer message."
            blocks.append(Paragraph(_with_title(each, said)))
        else:
            blocks += call_blocks(each, names, on=on)
            if each.ended is Ended.NO_CHANGE and each.number not in asked_again:
                blocks.append(Actions((undo(each),)))
    titles = "; ".join(each.call.title for each in calls)
    return Message(summary=f"{_plain(head)} {titles}", blocks=tuple(blocks))


def _plain(head: Line) -> str:
    return "".join(span.text for span in head if isinstance(span, Text))


def of_ritual(ritual: Ritual, on: date, count: int) -> Line:
    due = "1 question is" if count == 1 else f"{count} questions are"
    return line(f"{ritual.title} of {day(on)}: {due} yours to answer.")


def of_ritual_now(ritual: Ritual) -> Line:
    return line(f"{ritual.title}: questions that are yours to answer.")


def handed_by(ritual: Ritual, outcome: Outcome, names: Names) -> Line:
    by = names.get(outcome.by, outcome.by)
    until = f", to be answered by {day(outcome.due_on)}" if outcome.due_on else ""
    return line(f"{by} gave you this question of “{ritual.title}”{until}.")


def due_today(ritual: Ritual) -> Line:
    return line(f"Today is the day for this question of “{ritual.title}”. It is open again.")


# --- at home -----------------------------------------------------------------------------------------


def at_home(calls: Sequence[tuple[Raised, Ritual]]) -> tuple[Block, ...]:
    """What waits for somebody, with the buttons that answer it."""
    if not calls:
        return ()
    blocks: list[Block] = [Header("Questions for you")]
    for raised, ritual in calls[:MOST_AT_HOME]:
        question = cut(raised.call.question, MOST_OPTIONS)
        blocks.append(Paragraph(line(_with_title(raised)[0], f" · {ritual.title}\n{question}")))
        blocks.append(Actions(buttons(raised)))
    if (more := len(calls) - MOST_AT_HOME) > 0:
        blocks.append(Note(line(f"and {more} more, in your messages from me")))
    return tuple(blocks)


# --- plain words -------------------------------------------------------------------------------------

GONE = "I know no such question any more."


def not_yours(to: Sequence[str], names: Names) -> str:
    return f"This is for {listed([names.get(each, each) for each in to])} to answer."


def ended_already(raised: Raised, names: Names) -> str:
    return f"This was dealt with meanwhile. {standing(raised, names)}"


def decided(number: int) -> str:
    return f"Recorded as D-{number}. It stands in the decision log and under the digest."


def given_to(name: str, due_on: date) -> str:
    return f"{name} has it until {day(due_on)}. On that day it is open again."


def noted(raised: Raised) -> Message:
    """To whoever pressed "No change" where others read along."""
    text = "Noted: no change."
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions((undo(raised),))))


OPEN_ALREADY = "It is open already."
OPEN_AGAIN = "Taken back: the question is open again."


def not_taken_back(raised: Raised, names: Names) -> str:
    """Something else became of it."""
    return f"There is nothing to take back. {standing(raised, names)}"


def asked_anew(number: int) -> str:
    return f"It is asked again already, as #{number}: answer it there."
