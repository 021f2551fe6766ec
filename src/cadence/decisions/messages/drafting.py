"""What people read on the way from a thread to a record."""

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Form,
    Line,
    Message,
    Note,
    Paragraph,
    Where,
    bold,
    line,
)
from cadence.decisions.model.decision import Decision
from cadence.delivery.replying import WAITING, short

OPEN = "decisions.open.draft"
NOT_NOW = "decisions.not_now"

ONLY_THIS = (
    "I could only read this one message: invite me with /invite @Cadence for the whole thread."
)
CANT_READ = (
    "I can't read what was said here: invite me with /invite @Cadence, or fill this in by hand."
)
IS_DELETED = "The message with the words to log was deleted, so the form is empty."
FOUND_NOTHING = (
    "I found no decision in what was said here. Write down what was decided, if anything was."
)


def cut_at(most: int) -> str:
    return f"I read the first {most:,} messages of this thread, not those after them."


def logged_already(decision: Decision) -> str:
    return f"This thread was logged before: {decision.ref} · {decision.body.title}."


def offered(messages: int, people: int, value: str) -> Message:
    """ "14 messages by 3 people", and whether to review a draft of them."""
    said = f"{_counted(messages, 'message', 'messages')} by {_counted(people, 'person', 'people')}."
    return _offer(said, value)


def offered_words(value: str) -> Message:
    return _offer("I can draft a decision from these words.", value)


def _offer(said: str, value: str) -> Message:
    buttons = (
        Button(label="Review the draft", action=OPEN, value=value, style="primary"),
        Button(label="Not now", action=NOT_NOW, value=value),
    )
    text = f"{said} Nothing is recorded until somebody confirms it."
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions(buttons)))


def open_again(value: str) -> Message:
    """A modal could not be opened in time."""
    text = "Slack did not open the form in time. Nothing is lost: open it here."
    button = Button(label="Open the form", action=OPEN, value=value, style="primary")
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions((button,))))


def not_logged() -> Message:
    return short("Not logged. To log it later, say “@Cadence log this” in this thread.")


def not_in_a_thread() -> Message:
    return short(
        "I log decisions from a thread: say “@Cadence log this” in the one where it was decided, or “log decision: "
        "we go with …” with the words themselves. “/decision new” opens an empty form."
    )


def could_not_read(channel: str) -> Message:
    said = line(
        "I can't read in ",
        Where(channel),
        ", so there is nothing to draft from. Invite me with “/invite @Cadence”, or fill in an empty form with "
        "“/decision new”.",
    )
    return Message(summary="I can't read that thread.", blocks=(Paragraph(said),))


# --- how it ended ----------------------------------------------------------------------------------


def recorded(decision: Decision, notes: tuple[Line, ...]) -> Form:
    return Form(
        callback=WAITING,
        title=f"Recorded as {decision.ref}",
        blocks=(Paragraph((bold(f"{decision.ref} · {decision.body.title}"),)), *_notes(notes)),
    )


def recorded_message(decision: Decision, notes: tuple[Line, ...]) -> Message:
    """For whoever closed the form meanwhile."""
    said = f"Recorded as {decision.ref}: {decision.body.title}"
    return Message(summary=said, blocks=(Paragraph(line(said)), *_notes(notes)))


def not_recorded(why: str) -> Message:
    return short(f"Nothing was recorded. {why}")


def _notes(notes: tuple[Line, ...]) -> tuple[Block, ...]:
    return tuple(Note(each) for each in notes)


def is_posted(*, log: str | None, in_thread: bool) -> Line:
    if log and in_thread:
        return line("It is posted in ", Where(log), " and in its thread.")
    if log:
        return line("It is posted in ", Where(log), ".")
    if in_thread:
        return line("It is posted in its thread.")
    return line("It is posted nowhere; “/decision show” and “/decision search” find it.")


def kept_from(log: str, *, is_public: bool, in_thread: bool) -> Line:
    """`is_public`: it was decided in public. `in_thread`: it is posted there at least."""
    why = (
        "I can't see that channel, or people of another company read there."
        if is_public
        else "more people can read there than where it was decided."
    )
    found = "" if in_thread else " “/decision show” and “/decision search” find it."
    return line("It is not posted in ", Where(log), f": {why}{found}")


# --- what was recorded already ---------------------------------------------------------------------


def is_logged(decision: Decision) -> Form:
    """Of the same thread, and in the same words."""
    return Form(callback=WAITING, title="Logged already", blocks=is_logged_message(decision).blocks)


def is_logged_message(decision: Decision) -> Message:
    said = f"This is logged already as {decision.ref}, from the same thread and in the same words."
    show = Button(label="Show", action="decisions.show", value=str(decision.number))
    note = Note(line("Nothing was recorded again."))
    return Message(
        summary=said,
        blocks=(Paragraph(line(f"{said} {decision.body.title}")), note, Actions((show,))),
    )


def seen_by_you_alone() -> Line:
    return line(
        "I am not in the channel it was decided in, so until I am invited there only you can find it."
    )


def sources_gone(count: int) -> str:
    if count == 1:
        return "One quoted message was deleted since the draft and is left out."
    return f"{count} quoted messages were deleted since the draft and are left out."


def sources_unread(count: int) -> str:
    if count == 1:
        return "One quoted message could not be read again and is left out."
    return f"{count} quoted messages could not be read again and are left out."


def could_not_post(ref: str, channel: str, why: str) -> Message:
    """`why` ends with Slack's code."""
    *_, code = why.split()
    said = line(
        f"{ref} is recorded, but I could not post it in ",
        Where(channel),
        f"{_BECAUSE.get(code, _NOT_IN)} “/decision show {ref}” shows it.",
    )
    return Message(summary=f"{ref} is recorded, but not posted.", blocks=(Paragraph(said),))


_NOT_IN = ". If I am not in that channel, invite me there with “/invite @Cadence”."
_GONE = ": the thread it was decided in was deleted."
_BECAUSE = {
    "thread_not_found": _GONE,
    "message_not_found": _GONE,
    "is_archived": ": that channel is archived.",
}


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
