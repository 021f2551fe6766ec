"""Where an answer goes."""

from cadence.core.heard import Heard, Pressed, Submitted, Surface
from cadence.core.message import Message, Place
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say


def answer(heard: Heard, message: Message) -> NewJob:
    """A command's answer is for the asker alone; what was said is answered in its thread."""
    if heard.surface in (Surface.COMMAND, Surface.SHORTCUT):
        return answer_aside(heard, message)
    place = Place(channel=heard.channel, thread=heard.thread or heard.ts, team=heard.team)
    return say(place, message, key=f"answer:{heard.id}")


def answered(heard: Heard, message: Message) -> Settlement:
    """The answer, and nothing else."""
    return Settlement(jobs=(answer(heard, message),))


def answer_aside(heard: Heard, message: Message) -> NewJob:
    """For the asker alone. Slack shows an ephemeral message in a thread only where there is one already."""
    if heard.surface is Surface.DIRECT:
        return answer(heard, message)
    place = Place(channel=heard.channel, thread=heard.thread, only_for=heard.user, team=heard.team)
    return say(place, message, key=f"answer:{heard.id}")


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
