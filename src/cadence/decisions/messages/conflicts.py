"""What people read where a new decision collides with one that holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cadence.core.heard import Answer
from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Button,
    Choice,
    Form,
    Input,
    Line,
    Message,
    Note,
    Paragraph,
    Rule,
    Text,
    bold,
    line,
)
from cadence.core.words import cut
from cadence.decisions.messages.posts import day, scope
from cadence.decisions.model.clash import (
    SHOWN,
    Chosen,
    Clash,
    Dispute,
    Outcome,
    Pending,
    Way,
    name,
    narrowed,
)
from cadence.decisions.model.decision import Body, Decision, Status

FORM = "decisions.conflict"
"""The callback; such a form carries the key of what is pending."""
OPEN = "decisions.open.conflict"
EDIT = "decisions.conflict.edit"
DROP = "decisions.conflict.drop"
"""Of these three the value is that key."""

STANDS: Mapping[str, Outcome] = {
    "decisions.arbiter.new": Outcome.NEW,
    "decisions.arbiter.earlier": Outcome.EARLIER,
    "decisions.arbiter.both": Outcome.BOTH,
}
"""Buttons of an arbiter; their value is the dispute's key."""

MOST_DECIDED = 900
MOST_WORDS = 600
MOST_SCOPE = 200


# --- the choice --------------------------------------------------------------------------------------


def conflict_form(
    pending: Pending,
    clashes: Sequence[Clash],
    *,
    given: Mapping[str, Answer] | None = None,
    remarks: Sequence[str] = (),
) -> Form:
    """`given` is what was filled in before, `remarks` what was wrong with it."""
    shown = clashes[:SHOWN]
    return Form(
        callback=FORM,
        title="It collides",
        submit="Record",
        close="Don't record",
        private=pending.key,
        tells_when_closed=True,
        blocks=(
            *(Paragraph((bold(each),)) for each in remarks),
            Paragraph(line(_collides(len(clashes)), " Nothing is recorded yet.")),
            *(
                block
                for clash in shown
                for block in _section(pending.confirmed.body, clash, given or {})
            ),
            *_more(len(clashes) - len(shown)),
            Actions((Button(label="Go back and edit", action=EDIT, value=pending.key),)),
        ),
    )


def _collides(count: int) -> str:
    if count == 1:
        return "This says otherwise than an earlier decision that holds."
    return f"This says otherwise than {count} earlier decisions that hold. Choose for each."


def _more(count: int) -> Iterator[Block]:
    if count > 0:
        others = "one more collides" if count == 1 else f"{count} more collide"
        yield Note(line(f"Shown are the {SHOWN} surest; {others} and will stand as they are."))


def _section(body: Body, clash: Clash, given: Mapping[str, Answer]) -> Iterator[Block | Input]:
    old, how = clash.decision, clash.judgement
    yield Rule()
    yield Beside(_side("New", body), _side(old.ref, old.body, old))
    yield Note(line(f"{how.reason} Score {how.score:.2f} of 1, judged by {how.by}."))
    yield from _fields(old, given)


def _side(label: str, body: Body, decision: Decision | None = None) -> Line:
    facts = [scope(body.scope)] if not body.scope.is_empty else []
    if decision is not None:
        facts.insert(0, decision.status.value)
    about = f"\n({', '.join(facts)})" if facts else ""
    return (bold(f"{label}: {body.title}"), Text(f"\n{cut(body.decided, MOST_DECIDED)}{about}"))


def _fields(old: Decision, given: Mapping[str, Answer]) -> Iterator[Input]:
    def held(field: str) -> str | None:
        found = given.get(name(field, old.number))
        return found if isinstance(found, str) else None

    yield Input(
        name=name("way", old.number),
        label=f"What about {old.ref}?",
        kind="choice",
        choices=_ways(old),
        value=held("way"),
    )
    yield Input(
        name=name("words", old.number),
        label="Why both can hold, or the point in dispute",
        kind="lines",
        value=held("words"),
        optional=True,
        most=MOST_WORDS,
    )
    yield Input(
        name=name("scope", old.number),
        label="The narrower scope",
        hint="An epic such as PAY-123, or the part in your words, such as “customers in the EU”.",
        value=held("scope"),
        optional=True,
        most=MOST_SCOPE,
    )
    yield Input(
        name=name("arbiter", old.number),
        label="Who settles it",
        kind="user",
        value=held("arbiter"),
        optional=True,
    )
    until = held("until")
    yield Input(
        name=name("until", old.number),
        label="By when",
        kind="date",
        value=date.fromisoformat(until) if until else None,
        optional=True,
    )


def _ways(old: Decision) -> tuple[Choice, ...]:
    return (
        Choice(f"The new one takes the place of {old.ref}", Way.SUPERSEDE.value),
        Choice("Keep both, for the reason below", Way.KEEP.value),
        Choice("The new one holds for the narrower scope below", Way.NARROW_THIS.value),
        Choice(f"{old.ref} holds for the narrower scope below", Way.NARROW_OTHER.value),
        Choice("Somebody else settles it by the date below", Way.ARBITER.value),
    )


def waits(pending: Pending, clashes: Sequence[Clash]) -> Message:
    """For whoever closed the form before it could ask."""
    title = pending.confirmed.body.title
    said = f"“{title}” is not recorded yet: it collides with {_refs(clashes)}."
    buttons = (
        Button(label="Choose what to do", action=OPEN, value=pending.key, style="primary"),
        Button(label="Don't record it", action=DROP, value=pending.key),
    )
    reasons = [line(f"{each.decision.ref}: {each.judgement.reason}") for each in clashes[:SHOWN]]
    return Message(
        summary=said,
        blocks=(Paragraph(line(said)), *(Note(each) for each in reasons), Actions(buttons)),
    )


def _refs(clashes: Sequence[Clash]) -> str:
    names = [each.decision.ref for each in clashes[:SHOWN]]
    more = len(clashes) - len(names)
    names += [f"{more} more"] if more else []
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def not_recorded(title: str) -> str:
    return f"“{title}” was not recorded. Nothing of it is kept."


def waited_too_long(title: str, days: int) -> str:
    return (
        f"“{title}” was not recorded: it collides with an earlier decision, and for {days} days nobody chose what to "
        "do about it. Nothing of it is kept."
    )


NO_LONGER = "This was dealt with already, or it waited too long. Nothing was changed by this press."


# --- how it ended ------------------------------------------------------------------------------------


def kept_beside(old: Decision, words: str) -> str:
    return f"{old.ref} holds beside it: {_sentence(words)}"


def now_for(body: Body) -> str:
    return f"It holds for {scope(body.scope)}."


def other_for(old: Decision, words: str) -> str:
    return f"{old.ref} now holds for {scope(narrowed(old.body.scope, words))}."


def is_proposed(old: Decision, arbiter: str, until: date) -> str:
    return (
        f"It is proposed for now: {arbiter} was asked to settle by {day(until)} whether it or {old.ref} "
        "stands, or both."
    )


def has_ended(old: Decision) -> str:
    return f"{old.ref} is {old.status.value} meanwhile, so nothing had to be done about it."


def cannot_settle(who: str, number: int) -> str:
    """Of an arbiter who may not see what is to be settled."""
    return f"{who} can't settle this: they may not see both this one and D-{number}. Choose somebody else."


def is_nobody(who: str) -> str:
    return f"{who} can't be asked. Choose somebody else."


# --- disputes ----------------------------------------------------------------------------------------


def asked(dispute: Dispute, new: Decision, old: Decision, *, again: bool = False) -> Message:
    begins = "Still open: " if again else ""
    said = f"{begins}{dispute.by.name} asks you to settle by {day(dispute.until)} which decision stands."
    return Message(
        summary=said,
        blocks=(
            Paragraph(line(said)),
            Paragraph((bold("In dispute: "), Text(dispute.point))),
            Beside(_position("New", new), _position("Earlier", old)),
            Note(
                line(f"{new.ref} is proposed until you answer. Only the point in dispute is asked.")
            ),
            Actions(
                tuple(
                    Button(label=_LABELS[outcome], action=action, value=dispute.key)
                    for action, outcome in STANDS.items()
                )
            ),
        ),
    )


_LABELS: Mapping[Outcome, str] = {
    Outcome.NEW: "New one stands",
    Outcome.EARLIER: "Earlier one stands",
    Outcome.BOTH: "Keep both",
}


def _position(label: str, decision: Decision) -> Line:
    body = decision.body
    why = "; ".join(each.rstrip(".") for each in body.reasons)
    because = f"\nWhy: {cut(why, MOST_WORDS)}" if why else ""
    title = bold(f"{label}, {decision.ref}: {body.title}")
    return (title, Text(f"\n{cut(body.decided, MOST_DECIDED)}{because}"))


def settled(dispute: Dispute, outcome: Outcome, *, waits_for: int = 0) -> str:
    """`waits_for` are other disputes about the new decision that are still open."""
    new, old = f"D-{dispute.new}", f"D-{dispute.old}"
    match outcome:
        case Outcome.EARLIER:
            return f"{old} stands; {new} is rejected."
        case Outcome.MOOT:
            return f"Nothing is left to settle between {new} and {old}."
        case _ if waits_for:
            other = "another dispute" if waits_for == 1 else f"{waits_for} other disputes"
            return f"Noted. {new} stays proposed until {other} about it is settled too."
        case Outcome.NEW:
            return f"{new} stands and takes the place of {old}."
        case _:
            return f"{new} is accepted, and {old} holds beside it."


def was_settled(dispute: Dispute, outcome: Outcome, *, waits_for: int = 0) -> Message:
    """To those who decided and recorded the two."""
    said = f"{dispute.arbiter.name} settled: {settled(dispute, outcome, waits_for=waits_for)}"
    point = Note(line(f"In dispute was: {cut(dispute.point, MOST_WORDS)}"))
    return Message(summary=said, blocks=(Paragraph(line(said)), point))


def answered(dispute: Dispute, outcome: Outcome, *, waits_for: int = 0) -> Message:
    """In the place of the question."""
    said = f"You settled: {settled(dispute, outcome, waits_for=waits_for)}"
    point = Note(line(f"In dispute was: {cut(dispute.point, MOST_WORDS)}"))
    return Message(summary=said, blocks=(Paragraph(line(said)), point))


def is_with_arbiter(dispute: Dispute, user: str, *, may_name: bool) -> str:
    """To somebody who would accept or reject the new decision meanwhile."""
    new, until = f"D-{dispute.new}", day(dispute.until)
    what = f" between it and D-{dispute.old}" if may_name else ""
    if user == dispute.arbiter.user:
        return f"{new} is in dispute. You settle it by {until}: please use the buttons of my question to you."
    return (
        f"{new} is in dispute: {dispute.arbiter.name} decides{what} by {until}. Until then it stays proposed, and "
        "nothing was changed."
    )


def is_withheld(dispute: Dispute, number: int, user: str, *, may_name: bool) -> str:
    """To somebody who would put another decision in the place of `number`, which is one of the two."""
    this, until = f"D-{number}", day(dispute.until)
    if user == dispute.arbiter.user:
        return f"{this} is in dispute, and you settle it by {until}: please use the buttons of my question to you."
    other = dispute.old if number == dispute.new else dispute.new
    what = f" between it and D-{other}" if may_name else ""
    return (
        f"{this} is in dispute: {dispute.arbiter.name} decides{what} by {until}. Until then no other decision takes "
        "its place."
    )


def was_replaced(dispute: Dispute, number: int, who: str, *, is_proposed: bool) -> str:
    """To the arbiter and those who decided and recorded the two. `is_proposed`: the new one still is."""
    new, old = f"D-{dispute.new}", f"D-{dispute.old}"
    rest = f" {new} is still proposed: please accept or reject it." if is_proposed else ""
    return (
        f"{who} put another decision in the place of D-{number} before it was settled, so nothing is left to settle "
        f"between {new} and {old}.{rest}"
    )


def was_decided(dispute: Dispute, status: Status, who: str) -> str:
    """To the arbiter and those who decided and recorded the two."""
    old = f"D-{dispute.old}"
    holds = f" {old} holds beside it." if status is Status.ACCEPTED else ""
    return (
        f"{who} marked D-{dispute.new} as {status} before it was settled, so nothing is left to settle between it "
        f"and {old}.{holds}"
    )


def overdue(dispute: Dispute, *, asked_again: bool) -> Message:
    """To the owner of the channel."""
    what = f"which of D-{dispute.new} and D-{dispute.old} stands"
    said = f"{dispute.arbiter.name} was asked to settle {what} by {day(dispute.until)} and has not."
    then = (
        "I asked again today."
        if asked_again
        else "They may no longer see both, so I can't ask again: somebody else has to settle it."
    )
    rest = f"D-{dispute.new} stays proposed until it is settled; anyone of you can accept or reject it."
    return Message(
        summary=f"{said} {then}", blocks=(Paragraph(line(f"{said} {then}")), Note(line(rest)))
    )


def is_moot(new: Decision, old: Decision) -> str:
    return (
        f"{old.ref} is {old.status.value} meanwhile, so nothing is left to settle between it and {new.ref}. "
        f"{new.ref} is still proposed: please accept or reject it."
    )


def could_not_ask(dispute: Dispute) -> str:
    return (
        f"I could not write to {dispute.arbiter.name}, who was to settle between D-{dispute.new} and D-{dispute.old}. "
        f"D-{dispute.new} stays proposed: please accept or reject it."
    )


NOT_YOURS = "Somebody else was asked to settle this. Nothing was changed."


def history_of(chosen: Chosen) -> str:
    """The words of both histories."""
    if chosen.way in (Way.NARROW_THIS, Way.NARROW_OTHER):
        which = "The new one" if chosen.way is Way.NARROW_THIS else "The earlier one"
        return f"{which} holds for {chosen.scope} alone."
    return chosen.words


def _sentence(words: str) -> str:
    said = " ".join(words.split())
    return said if said.endswith((".", "!", "?")) else f"{said}."
