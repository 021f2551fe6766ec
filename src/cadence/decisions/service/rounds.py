"""What the decision log does by itself: reviews that fall due, and rounds that look at what may have changed."""

from collections.abc import Mapping
from datetime import timedelta

from cadence.core.ports import Clock
from cadence.decisions.service.chaining import Signals
from cadence.decisions.service.questions import ASK, HAND_ON, OVER, Questions
from cadence.decisions.service.reopening import Reopening
from cadence.decisions.service.sources import Sources
from cadence.delivery.clock import every, rounds
from cadence.delivery.job import Handler
from cadence.delivery.post import patiently

TRIGGERS, SIGNALS, SOURCES = "decision triggers", "decision signals", "decision sources"
RECURRING = (TRIGGERS, SIGNALS, SOURCES)
"""Enqueued at each start, and never done."""


def handlers(
    questions: Questions,
    reopening: Reopening,
    signals: Signals,
    sources: Sources,
    *,
    clock: Clock,
    look_every: timedelta,
) -> Mapping[str, Handler]:
    return {
        ASK: Handler(run=patiently()(questions.ask), give_up=questions.could_not_ask),
        HAND_ON: Handler(run=patiently()(questions.hand_on)),
        OVER: Handler(run=patiently()(questions.over)),
        TRIGGERS: rounds(lambda _job: reopening.look(), after=every(look_every), clock=clock),
        SIGNALS: rounds(
            patiently()(lambda _job: signals.look()), after=every(look_every), clock=clock
        ),
        SOURCES: sources.handler(),
    }
