"""What is asked of an area's bugs: a module a kind, each a pure function whose docstring is its rule."""

from datetime import datetime

from cadence.patterns.model.case import History
from cadence.patterns.model.detectors import (
    ageing,
    drift,
    escapes,
    recurrence,
    regressed,
    reopened,
    spike,
)
from cadence.patterns.model.detectors.common import LEAST_BASELINE, WEEK
from cadence.patterns.model.finding import Tested
from cadence.patterns.model.happenings import begun, inflow
from cadence.patterns.model.learning import heeded

DETECTORS = (recurrence, spike, drift, reopened, regressed, ageing, escapes)
LEAST = LEAST_BASELINE + min(spike.WINDOWS)
"""Weeks of history before anything is tested at all."""


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """Everything that was asked of the area, alarming or not, with what its leads dismissed taken into account. A kind
    that is missing could not be tested: it lacks history, or what it counts is not known here. What is enough to tell
    is decided over all areas together (`discovery`)."""
    return tuple(
        heeded(each, history.not_patterns, now)
        for detector in DETECTORS
        for each in detector.tested(history, now)
    )


def untestable(history: History, now: datetime) -> str | None:
    """Why nothing can be said about the area yet; None: it was tested."""
    start = begun(history, inflow(history, now))
    if start is None:
        return "no bugs as far back as is looked"
    known = (now - start) // WEEK
    if known < LEAST:
        weeks = f"{known} week{'' if known == 1 else 's'}"
        return f"{weeks} of history, and it takes {LEAST} to know what is usual"
    return None
