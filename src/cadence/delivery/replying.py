"""Where an answer goes, and what is said when there is nothing else to say."""

from collections.abc import Sequence
from typing import Protocol

from cadence.core.heard import Heard, Pressed, Submitted, Surface
from cadence.core.message import Bullets, Form, Message, Paragraph, Place, bold, code, line
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form

WAITING = "waiting"
"""The callback of a form that has nothing to submit."""
TITLE = "Cadence"


# --- where -----------------------------------------------------------------------------------------


def answer(heard: Heard, message: Message) -> NewJob:
    """A command's answer is for the asker alone; what was said is answered in its thread."""
    if heard.surface in (Surface.COMMAND, Surface.SHORTCUT):
        return answer_aside(heard, message)
    place = Place(channel=heard.channel, thread=heard.thread or heard.ts, team=heard.team)
    return say(place, message, key=f"answer:{heard.id}")


def answer_aside(heard: Heard, message: Message) -> NewJob:
    """For the asker alone. Slack shows an ephemeral message in a thread only where there is one already."""
    if heard.surface is Surface.DIRECT:
        return answer(heard, message)
    place = Place(channel=heard.channel, thread=heard.thread, only_for=heard.user, team=heard.team)
    return say(place, message, key=f"answer:{heard.id}")


def answered(heard: Heard, message: Message) -> Settlement:
    """The answer, and nothing else."""
    return Settlement(jobs=(answer(heard, message),))


def tell(pressed: Pressed, message: Message) -> NewJob:
    """Who pressed a button is told alone."""
    direct = pressed.channel.startswith(("D", "U", "W"))
    place = Place(
        channel=pressed.channel,
        thread=pressed.thread,
        only_for=None if direct else pressed.user,
        team=pressed.team,
    )
    return say(place, message, key=f"press:{pressed.id}")


def told(pressed: Pressed, message: Message) -> Settlement:
    return Settlement(jobs=(tell(pressed, message),))


def tell_directly(submitted: Submitted, message: Message) -> NewJob:
    """Who submitted a form, which stands in no channel."""
    place = Place(channel=submitted.user, team=submitted.team)
    return say(place, message, key=f"told:{submitted.id}")


def ended(submitted: Submitted, text: str) -> Settlement:
    """In the modal; where it was closed meanwhile, directly."""
    instead = tell_directly(submitted, short(text))
    return Settlement(
        jobs=(show_form(submitted.view, done(text), key=instead.key, instead=instead),)
    )


# --- what ------------------------------------------------------------------------------------------


class _Usage(Protocol):
    @property
    def typed(self) -> str: ...

    @property
    def does(self) -> str: ...


def usage(lines: Sequence[_Usage], *, unknown: str = "") -> Message:
    """What can be typed; `unknown` is the first word of what was, where it is none of these."""
    is_help = unknown in ("", "help", "?")
    why = "This is what I can do." if is_help else f"“{unknown[:60]}” is nothing I know. I can do:"
    listed = tuple(line(code(f"/cadence {each.typed}"), f" – {each.does}") for each in lines)
    return Message(summary=why, blocks=(Paragraph(line(why)), Bullets(listed)))


def waiting(title: str = TITLE) -> Form:
    """Stands in a modal until there is something to show."""
    return Form(callback=WAITING, title=title, blocks=(Paragraph(line("One moment…")),))


def done(text: str, *, title: str = TITLE) -> Form:
    """Ends a modal with one plain sentence."""
    return Form(callback=WAITING, title=title, blocks=(Paragraph(line(text)),))


def failed(reference: str) -> Message:
    """A fault of ours. The reference stands in the logs."""
    return Message(
        summary=f"Something failed on my side ({reference}).",
        blocks=(
            Paragraph(
                line(
                    "Something failed on my side, and I stopped trying. Nothing was changed. Please try again later; "
                    "if it keeps failing, give an admin this reference: ",
                    bold(reference),
                )
            ),
        ),
    )


def failed_form(reference: str) -> Form:
    return Form(callback=WAITING, title=TITLE, blocks=failed(reference).blocks[:1])


def not_opened() -> Message:
    return short("Slack did not open the form in time. Nothing was changed; please try again.")


OLD_BUTTON = "That is from an older version of me. Please start anew."


def old_button() -> Message:
    return short(OLD_BUTTON)


def short(text: str) -> Message:
    """One plain sentence of ours."""
    return Message(summary=text, blocks=(Paragraph(line(text)),))
