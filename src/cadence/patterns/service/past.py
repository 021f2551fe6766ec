"""Cases that are read once for many moments: what a backtest looks at week by week."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cadence.patterns.model.case import History
from cadence.patterns.model.kept import Kept, Machines, history
from cadence.patterns.store.cases import Cases


@dataclass(slots=True, kw_only=True)
class Past:
    """Histories of any moment between two, from memory."""

    cases: Cases
    since: datetime
    """The first bug that counts at the first moment."""
    at: datetime
    """The last moment."""
    _kept: dict[str, tuple[Kept, ...]] = field(default_factory=dict)
    _machines: dict[str, Machines] = field(default_factory=dict)
    _projects: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def areas(self) -> tuple[str, ...]:
        if not self._projects:
            self._projects = {each: self.cases.projects(each) for each in self.cases.areas()}
        return tuple(self._projects)

    def projects(self, area: str) -> tuple[str, ...]:
        if area not in self._projects:
            self.areas()
        return self._projects.get(area, ())

    def history(self, area: str, *, since: datetime, at: datetime) -> History:
        if area not in self._kept:
            self._kept[area] = self.cases.kept(area, since=self.since, at=self.at)
        for project in self.projects(area):
            if project not in self._machines:
                self._machines[project] = self.cases.machines(project, since=self.since, at=self.at)
        return history(area, self._kept[area], since=since, at=at, by=self._machines)

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]:
        return (self.history(area, since=since, at=at) for area in self.areas())
