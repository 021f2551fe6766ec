"""The picture of a pattern: counted from what was tested, painted, and handed to Slack."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.core.agenda import Drawn
from cadence.core.chart import Control
from cadence.core.message import Picture
from cadence.delivery.picturing import Picturing
from cadence.patterns.messages import chart
from cadence.patterns.model.case import History
from cadence.patterns.model.drawing import drawing
from cadence.patterns.model.keys import project_of
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.policy import Policy

WEEKS = 26
AROUND = 8
"""Weeks that are shown before a pattern's own window, where that is long."""
MOST_WEEKS = 104


MOST_UPLOADED = 500
"""Pictures that are remembered, the latest."""


class Histories(Protocol):
    def history(self, area: str, *, at: datetime) -> History:
        """Raises StoreUnavailable."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Pictures that Slack has from this process, by what they show. A chart says its day: none serves for longer."""

    _held: OrderedDict[Drawn, Picture] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def like(self, drawn: Drawn) -> Picture | None:
        with self._lock:
            return self._held.get(_data(drawn))

    def keep(self, drawn: Drawn, picture: Picture) -> None:
        with self._lock:
            self._held[_data(drawn)] = picture
            while len(self._held) > MOST_UPLOADED:
                self._held.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charting:
    histories: Histories
    picturing: Picturing | None
    """None where there is no Slack to take pictures: they are told in words."""
    policy: Policy
    uploaded: Uploaded = field(default_factory=Uploaded)

    def drawn(self, pattern: Pattern, *, at: datetime) -> Drawn | None:
        """As of then, up to which the copy must be whole: a week of which nothing is known is no week without bugs.
        Counted are bugs of the projects that its figures count, which whoever is shown it may see, and of no other that
        came to its area since. None where there is nothing to show."""
        history = _within(self.histories.history(pattern.area, at=at), pattern)
        zone = ZoneInfo(self.policy.zone)
        length = min(MOST_WEEKS, max(WEEKS, pattern.finding.tested.window_days // 7 + AROUND))
        found = drawing(pattern, history, at=at, zone=zone, most=length)
        return chart.drawn(pattern, found, at=at, zone=zone) if found else None

    def picture(self, pattern: Pattern, *, at: datetime) -> Picture | Drawn | None:
        """Handed to Slack, unless it was already with the same data; where that can't be, what it would have shown in
        words."""
        found = self.drawn(pattern, at=at)
        if found is None or self.picturing is None:
            return found
        if known := self.uploaded.like(found):
            return known
        picture = self.picturing.uploaded((found,)).get(found)
        if picture is not None:
            self.uploaded.keep(found, picture)
        return picture or found


def _within(history: History, pattern: Pattern) -> History:
    projects = frozenset(pattern.tells_of)
    cases = (each for each in history.cases if project_of(each.key) in projects)
    return replace(history, cases=tuple(cases))


def _data(drawn: Drawn) -> Drawn:
    """Without what merely goes on with the hour: what is usual in the part of a week that is over."""
    chart = drawn.chart
    if not isinstance(chart, Control):
        return drawn
    counts = (
        replace(each, centre=Decimal(0)) if each.is_partial else each for each in chart.counts
    )
    return replace(drawn, chart=replace(chart, counts=tuple(counts)))
