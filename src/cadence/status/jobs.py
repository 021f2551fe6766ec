"""The status room's durable work: questions, presses, and the round that looks at what is watched."""

from collections.abc import Mapping
from datetime import timedelta

from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.ports import Clock
from cadence.delivery.clock import every, rounds
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently
from cadence.delivery.wire import Wire
from cadence.status.model.asked import CameHome
from cadence.status.service.conversation import Conversation
from cadence.status.service.watching import Watching

QUESTION = "question"
PRESS = "press"
HOME = "home"
WATCH = "watch"
FORGET = "forget questions"
RECURRING = (WATCH, FORGET)
"""Enqueued at each start, and never done."""


def question(heard: Heard, wire: Wire) -> NewJob:
    """Of a question that is delivered twice the second is dropped. Those of one conversation are answered one after
    the other, since a follow-up needs what came before it, and those of different ones at the same time."""
    return NewJob(kind=QUESTION, key=heard.id, lane=_lane(heard), args={"heard": wire.dump(heard)})


def _lane(heard: Heard) -> str:
    match heard.surface:
        case Surface.MENTION:
            within = heard.thread or heard.ts
        case Surface.DIRECT:
            within = ""
        case Surface.COMMAND | Surface.SHORTCUT:
            within = heard.user
    return f"asked:{heard.team}:{heard.channel}:{within}"


def press(pressed: Pressed, wire: Wire) -> NewJob:
    return NewJob(kind=PRESS, key=pressed.id, args={"pressed": wire.dump(pressed)})


def home(came: CameHome, wire: Wire) -> NewJob:
    return NewJob(kind=HOME, key=came.id, args={"came": wire.dump(came)})


def handlers(
    conversation: Conversation,
    watching: Watching,
    *,
    wire: Wire,
    clock: Clock,
    watch_every: timedelta,
    remember: timedelta,
) -> Mapping[str, Handler]:
    def heard(job: Job) -> Heard:
        value: Heard = wire.load(job.args["heard"])
        return value

    def pressed(job: Job) -> Pressed:
        value: Pressed = wire.load(job.args["pressed"])
        return value

    def hear(job: Job) -> Settlement:
        with patiently():
            return conversation.hear(heard(job))

    def act(job: Job) -> Settlement:
        with patiently():
            return conversation.press(pressed(job))

    def look(_job: Job) -> Settlement:
        with patiently():
            return watching.look()

    def forget(_job: Job) -> Settlement:
        return Settlement(changes=(conversation.store.forget(before=clock.now() - remember),))

    def show_home(job: Job) -> Settlement:
        came: CameHome = wire.load(job.args["came"])
        with patiently():
            conversation.show_home(came)
        return DONE

    def gave_up(job: Job, why: str) -> Settlement:  # noqa: ARG001 - the reason is logged, the person gets a reference
        return conversation.gave_up(heard(job), job.reference)

    def gave_up_press(job: Job, why: str) -> Settlement:  # noqa: ARG001 - as above
        return conversation.gave_up_press(pressed(job), job.reference)

    return {
        QUESTION: Handler(run=hear, give_up=gave_up),
        PRESS: Handler(run=act, give_up=gave_up_press),
        HOME: Handler(run=show_home),
        WATCH: rounds(look, after=every(watch_every), clock=clock),
        FORGET: rounds(forget, after=every(timedelta(days=1)), clock=clock),
    }
