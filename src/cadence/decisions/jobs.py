"""The decisions room's durable work: what was typed and said. What is pressed and submitted comes by the front desk."""

from collections.abc import Mapping
from typing import Any

from cadence.core.heard import Heard
from cadence.core.message import Posted
from cadence.decisions.service.hearing import Hearing
from cadence.delivery import desk
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import OnPosted

HEARD = "decision"
ROOM = "decisions"
"""What a message of this room says of itself in `about`."""


def hear(heard: Heard) -> NewJob:
    """Of what is delivered twice the second is dropped."""
    return NewJob(kind=HEARD, key=heard.id, args={"it": desk.WIRE.dump(heard)})


def handlers(hearing: Hearing) -> Mapping[str, Handler]:
    return {HEARD: desk.handler(hearing.hear, hearing.gave_up)}


def on_posted(by: Mapping[str, OnPosted]) -> OnPosted:
    """Hands a message that now stands to whoever knows what it was about: the first whose word `about` has."""

    def stands(job: Job, posted: Posted) -> Settlement:
        about: Mapping[str, Any] = job.args["about"]
        if about.get("room") != ROOM:
            return DONE
        taker = next((take for word, take in by.items() if word in about), None)
        return taker(job, posted) if taker else DONE

    return stands
