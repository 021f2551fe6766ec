"""What is said when there is no answer: asked back, could not look, failed. And handing a question on."""

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Message,
    Note,
    Paragraph,
    Quoted,
    Who,
    bold,
    line,
)
from cadence.core.people import Area
from cadence.core.query import Among
from cadence.core.words import listed
from cadence.status.messages.answering import as_text, owners
from cadence.status.messages.words import phrase
from cadence.status.model.answer import AskedBack, CouldNotLook
from cadence.status.model.question import Filter, Kind, Question, Understood


def asked_back(reply: AskedBack, *, id: str) -> Message:  # noqa: A002 - the question's id
    """What was not read, what was, and what can be asked instead."""
    understood = reply.understood
    said = line(understood.why or "I could not read that question.")
    blocks: list[Block] = [Paragraph(said)]
    for suggestion in understood.suggestions:
        names = listed([f"“{name}”" for name in suggestion.nearest], "or")
        if names:
            blocks.append(Paragraph(line(f"Instead of “{suggestion.said}”, did you mean {names}?")))
    if sure := _sure(understood):
        labels = " · ".join(each.label for each in sure)
        blocks.append(Note(line(f"What I did understand: {labels}")))
    blocks.append(Actions(tuple(_ways_on(reply, id))))
    return Message(summary=as_text(said), blocks=tuple(blocks))


def _sure(understood: Understood) -> list[Filter]:
    """What was read, without what is only suggested."""
    guessed = {name for each in understood.suggestions for name in each.nearest}
    return [
        each
        for each in understood.partly
        if not (isinstance(each.condition, Among) and guessed.issuperset(each.condition.values))
    ]


def _ways_on(reply: AskedBack, id: str) -> list[Button]:  # noqa: A002 - the question's id
    ways = []
    if reply.understood.nearest:
        label = asking(reply.understood.nearest)
        ways.append(Button(label=label, action="status.nearest", value=id, style="primary"))
    if reply.areas:
        ways.append(_hand_on(id))
    ways.append(Button(label="What can I ask?", action="status.help", value=id))
    return ways


def _hand_on(id: str) -> Button:  # noqa: A002 - the question's id
    return Button(
        label="Ask the owner",
        action="status.hand_on",
        value=id,
        confirm="This posts your question for the lead of the area.",
    )


def asking(question: Question) -> str:
    """A question as the label of a button."""
    what = phrase(question, 0).removeprefix("no ")
    match question.kind:
        case Kind.COUNT:
            return f"How many {what}?"
        case Kind.BREAKDOWN:
            return f"{what[:1].upper()}{what[1:]} by {question.by}"
        case Kind.ISSUE | Kind.WHEN | Kind.WHO:
            return f"About {listed(question.keys) or ' '.join(question.words) or what}"
        case _:
            return f"Show {what}"


def could_not_look(
    reply: CouldNotLook,
    *,
    id: str,  # noqa: A002 - the question's id
    kept: bool = True,
) -> Message:
    """Nothing was read, which is not the same as nothing found. `kept`: whether one press can ask it again."""
    said = line(bold("I could not look. "), reply.why)
    nothing = "Nothing was read, so this says nothing about your question."
    blocks: list[Block] = [
        Paragraph(said),
        Note(
            line(f"{nothing} Your question is kept." if kept else nothing),
        ),
        Actions(
            (
                Button(label="Try again", action="status.again", value=id),
                *([_hand_on(id)] if reply.areas else []),
            )
        ),
    ]
    return Message(summary=as_text(said), blocks=tuple(blocks))


def failed(reference: str) -> Message:
    """A fault of ours. The reference stands in the logs."""
    said = line(
        "Something failed on my side, and I stopped trying. Please ask again later; "
        "if it keeps failing, give an admin this reference: ",
        bold(reference),
    )
    return Message(summary=as_text(said), blocks=(Paragraph(said),))


def handed_on(text: str, *, asker: str | None, area: Area, link: str | None) -> Message:
    """To the lead of an area: somebody's question, in their own words."""
    lead = (Who(area.lead.user),) if area.lead.user else (bold(area.lead.name),)
    who = (Who(asker),) if asker else ("Somebody",)
    said = line(*lead, ", ", *who, f" asks about {area.name}:")
    return Message(
        summary=f"A question about {area.name}",
        blocks=(
            Paragraph(said),
            Quoted(text),
            *((Note(line(f"Asked here: {link}")),) if link else ()),
        ),
    )


def address(area: Area) -> str | None:
    """Where its lead is reached in Slack: a channel, or the lead's own user id; None where neither is configured."""
    return area.channel or area.lead.user


def was_handed_on(areas: tuple[Area, ...]) -> Message:
    if not areas:
        said = line("No area in cadence.toml owns this, so there is nobody to hand it to.")
    else:
        told = [area for area in areas if address(area)]
        untold = [area for area in areas if not address(area)]
        said = line(
            *(("Handed on. ", *owners(told)) if told else ()),
            " " if told and untold else "",
            *(
                ("I know no place in Slack to write to, so please ask yourself. ", *owners(untold))
                if untold
                else ()
            ),
        )
    return Message(summary=as_text(said), blocks=(Paragraph(said),))


def short(text: str) -> Message:
    """One plain sentence of ours."""
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def sorry(id: str, areas: tuple[Area, ...]) -> Message:  # noqa: A002 - the question's id
    """After "not what I asked"."""
    said = line(
        "Noted, thank you. Say it in other words in this thread, or take a filter away above."
    )
    ways = (Button(label="What can I ask?", action="status.help", value=id),)
    return Message(
        summary=as_text(said),
        blocks=(Paragraph(said), Actions((*ways, *([_hand_on(id)] if areas else [])))),
    )
