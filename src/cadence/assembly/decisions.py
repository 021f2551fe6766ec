"""The decision log, wired."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cadence.assembly.decision_flows import Room
from cadence.assembly.outside import Outside
from cadence.core.message import Posted
from cadence.decisions import jobs
from cadence.decisions.service import rounds, timeboxes
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.hearing import Hearing
from cadence.decisions.service.reopening import Reopening
from cadence.delivery.between import DecisionLog
from cadence.delivery.clock import Beat
from cadence.delivery.job import DONE, Handler, Job, Settlement
from cadence.delivery.post import OnPosted, OnRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the room adds to a process."""

    hearing: Hearing
    flows: tuple[Flow, ...]
    """For the front desk."""
    log: DecisionLog
    """For the other rooms."""
    handlers: Mapping[str, Handler]
    on_posted: OnPosted
    on_refused: OnRefused
    recurring: tuple[str, ...]
    """Kinds of jobs that are never done."""
    beats: tuple[Beat, ...]


def decisions(outside: Outside) -> Decisions:
    room = Room(outside)
    flows = room.flows()
    hearing = Hearing(flows)
    return Decisions(
        hearing=hearing,
        flows=flows,
        log=room.elsewhere,
        handlers={**jobs.handlers(hearing), **_rounds(room)},
        on_posted=_when_posted(room),
        on_refused=_when_refused(room),
        recurring=(*rounds.RECURRING, *timeboxes.RECURRING),
        beats=(room.questions.beat,),
    )


def _rounds(room: Room) -> Mapping[str, Handler]:
    """What it does by itself."""
    outside = room.outside
    look_every = outside.settings.decisions.look_every
    reopening = Reopening(reviews=room.reviews, tracker=outside.tracker, clock=outside.clock)
    looking = rounds.handlers(
        room.questions,
        reopening,
        room.signals,
        room.sources,
        clock=outside.clock,
        look_every=look_every,
    )
    waiting = timeboxes.handlers(
        room.conflicts, room.disputes, clock=outside.clock, look_every=look_every
    )
    return {**looking, **waiting}


def _when_posted(room: Room) -> OnPosted:
    def board_stands(job: Job, posted: Posted) -> Settlement:
        return room.boards.posted(job.args["about"], posted)

    return jobs.on_posted({"board": board_stands, "review": room.questions.posted})


def _when_refused(room: Room) -> OnRefused:
    def refused(job: Job, why: str) -> Settlement:
        about: Mapping[str, Any] = job.args["about"]
        if about.get("room") != jobs.ROOM:
            return DONE
        if "review" in about:
            return room.questions.refused(job, why)
        if "dispute" in about:
            return room.disputes.refused(about)
        return room.boards.refused(about, why) if "board" in about else DONE

    return refused
