"""The decisions room's durable work: what was said, pressed, submitted and closed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cadence.core import heard as values
from cadence.core import message
from cadence.core.heard import Closed, Heard, Pressed, Submitted
from cadence.core.message import Posted
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import OnPosted, patiently
from cadence.delivery.wire import Wire, types_in

HEARD = "decision"
PRESSED = "decision press"
SUBMITTED = "decision form"
CLOSED = "decision closed"
ROOM = "decisions"
"""What a message of this room says of itself in `about`."""

WIRE = Wire(*types_in(message, values))
"""Every type that what people did may hold."""

T = TypeVar("T")


def hear(heard: Heard, wire: Wire) -> NewJob:
    """Of what is delivered twice the second is dropped."""
    return NewJob(kind=HEARD, key=heard.id, args={"it": wire.dump(heard)})


def press(pressed: Pressed, wire: Wire) -> NewJob:
    """What is pressed in one modal is dealt with in order."""
    lane = f"modal:{pressed.view}" if pressed.view else None
    return NewJob(kind=PRESSED, key=pressed.id, lane=lane, args={"it": wire.dump(pressed)})


def submit(submitted: Submitted, wire: Wire) -> NewJob:
    return NewJob(
        kind=SUBMITTED,
        key=submitted.id,
        lane=f"modal:{submitted.view}",
        args={"it": wire.dump(submitted)},
    )


def close(closed: Closed, wire: Wire) -> NewJob:
    return NewJob(kind=CLOSED, key=closed.id, args={"it": wire.dump(closed)})


def handlers(hearing: Hearing, *, wire: Wire) -> Mapping[str, Handler]:
    return {
        HEARD: _handler(hearing.hear, hearing.gave_up, wire),
        PRESSED: _handler(hearing.press, hearing.gave_up_press, wire),
        SUBMITTED: _handler(hearing.submit, hearing.gave_up_form, wire),
        CLOSED: _handler(hearing.close, lambda _closed, _reference: DONE, wire),
    }


def _handler(
    do: Callable[[T], Settlement], give_up: Callable[[T, str], Settlement], wire: Wire
) -> Handler:
    def run(job: Job) -> Settlement:
        with patiently():
            return do(wire.load(job.args["it"]))

    def gave_up(job: Job, why: str) -> Settlement:  # noqa: ARG001 - the reason is logged, the person gets a reference
        return give_up(wire.load(job.args["it"]), job.reference)

    return Handler(run=run, give_up=gave_up)


def on_posted(by: Mapping[str, OnPosted]) -> OnPosted:
    """Hands a message that now stands to whoever knows what it was about: the first whose word `about` has."""

    def stands(job: Job, posted: Posted) -> Settlement:
        about: Mapping[str, Any] = job.args["about"]
        if about.get("room") != ROOM:
            return DONE
        taker = next((take for word, take in by.items() if word in about), None)
        return taker(job, posted) if taker else DONE

    return stands
