"""What is asked of an area's bugs: a module a kind, each a pure function whose docstring is its rule."""

from collections.abc import Iterable
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
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import begun, inflow
from cadence.patterns.model.learning import heeded

DETECTORS = {
    Kind.RECURRENCE: recurrence,
    Kind.SPIKE: spike,
    Kind.DRIFT: drift,
    Kind.REOPENED: reopened,
    Kind.REGRESSED: regressed,
    Kind.AGEING: ageing,
    Kind.ESCAPES: escapes,
}
LEAST = LEAST_BASELINE + min(spike.WINDOWS)
"""Weeks of history before anything is tested at all."""


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """Everything that was asked of the area, alarming or not, with what its leads dismissed taken into account. A kind
    that is missing was not tested (`lacking`). What is enough to tell is decided over all areas together
    (`discovery`)."""
    return tuple(
        heeded(each, history.not_patterns, now)
        for detector in DETECTORS.values()
        for each in detector.tested(history, now)
    )


def lacking(
    history: History, asked: Iterable[Tested], now: datetime
) -> tuple[tuple[Kind, str], ...]:
    """The kinds that could not be tested, as these were `asked`, each with what the area lacks for it: "needs 46 weeks,
    has 20"."""
    done = {each.kind for each in asked}
    return tuple(
        (kind, why)
        for kind, detector in DETECTORS.items()
        if kind not in done and (why := detector.lacks(history, now)) is not None
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
