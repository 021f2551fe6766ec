"""The picture of a pattern: counted from what was tested, painted, and handed to Slack."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.core.agenda import Drawn
from cadence.core.message import Picture
from cadence.delivery.picturing import Picturing
from cadence.patterns.messages import chart
from cadence.patterns.model.case import History
from cadence.patterns.model.drawing import drawing
from cadence.patterns.model.life import project_of
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.policy import Policy

WEEKS = 26
AROUND = 8
"""Weeks that are shown before a pattern's own window, where that is long."""
MOST_WEEKS = 104


class Histories(Protocol):
    def history(self, area: str, *, at: datetime) -> History:
        """Raises StoreUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charting:
    histories: Histories
    picturing: Picturing | None
    """None where there is no Slack to take pictures: they are told in words."""
    policy: Policy

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
        """Handed to Slack; where that can't be, what it would have shown in words."""
        found = self.drawn(pattern, at=at)
        if found is None or self.picturing is None:
            return found
        return self.picturing.uploaded((found,)).get(found, found)


def _within(history: History, pattern: Pattern) -> History:
    projects = frozenset(pattern.tells_of)
    cases = (each for each in history.cases if project_of(each.key) in projects)
    return replace(history, cases=tuple(cases))
