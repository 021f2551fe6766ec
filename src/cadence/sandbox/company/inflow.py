"""What is reported in an ordinary year: when, by whom, about what, and what will become of it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from cadence.sandbox.company.cast import YEAR
from cadence.sandbox.company.life import FIXED
from cadence.sandbox.company.model import (
    Cast,
    Component,
    Draft,
    Fate,
    Person,
    Project,
    Story,
    Version,
)
from cadence.sandbox.company.words import Teller

WEEKDAYS = (1.35, 1.15, 1.1, 1.0, 0.9, 0.22, 0.18)
"""How much is reported on each day of the week, Monday first."""
AFTER_RELEASE = 0.9
"""How much more is reported on the day of a release; it fades within two weeks."""
PRIORITIES = {"P1": 0.06, "P2": 0.22, "P3": 0.47, "P4": 0.25}
HASTE = {"P1": 0.35, "P2": 0.7, "P3": 1.0, "P4": 1.7}
"""How long each takes, against the component's own pace."""
RESOLUTIONS = {
    FIXED: 0.81,
    "Duplicate": 0.06,
    "Cannot Reproduce": 0.06,
    "Won't Do": 0.04,
    "By Design": 0.03,
}
REPORTERS = {"support": 0.6, "quality": 0.2, "engineer": 0.12, "sales": 0.05, "success": 0.03}
LABELS = (
    "customer",
    "customer",
    "regression",
    "accessibility",
    "performance",
    "needs-logs",
    "flaky",
)
CHORES = 34
"""Tasks and stories a year in each project."""
PACE_85 = 1.0364
"""Standard deviations from the median to the 85 % quantile of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    cast: Cast
    chance: Random
    now: datetime

    def year(self) -> Iterator[Draft]:
        """Every ordinary issue of the twelve months before now, in no order."""
        for project in self.cast.projects:
            tags = (f"{project.key.lower()}-{number}" for number in count())
            for day in self.days(project, project.bugs):
                yield self.bug(next(tags), project, self.component(project), day)
            if not project.level:
                for day in self.days(project, CHORES):
                    yield self._chore(next(tags), project, day)

    def bug(
        self,
        tag: str,
        project: Project,
        component: Component,
        day: date,
        *,
        story: Story | None = None,
        priority: str | None = None,
        fate: Fate | None = None,
        affects: Version | None = None,
        labels: tuple[str, ...] | None = None,
        links: tuple[tuple[str, str], ...] = (),
        level: str | None = None,
        due: date | None = None,
        chatty: bool = True,
    ) -> Draft:
        """A bug reported on that day; what isn't given is drawn."""
        reporter = self._reporter(project)
        current = project.current(day)
        rank = priority or self._one_of(PRIORITIES)
        version = affects or (current if self.chance.random() < 0.6 else None)
        return Draft(
            tag=tag,
            project=project,
            component=component,
            type="Bug",
            story=story or self._story(component, current),
            created=self._moment(day, reporter),
            priority=rank,
            reporter=reporter,
            fate=fate or self.fate(component, rank, day, project),
            affects=version,
            labels=self._labels() if labels is None else labels,
            links=links,
            level=level or project.level,
            due=due,
            chatty=chatty,
        )

    def fate(self, component: Component, priority: str, day: date, project: Project) -> Fate:
        if self.chance.random() < component.stuck:
            return Fate(
                resolution=None, started=self.chance.random() < 0.4, after=timedelta(days=9)
            )
        resolution = self._one_of(RESOLUTIONS)
        comes_back = resolution == FIXED and self.chance.random() < component.reopened
        soon = priority in {"P1", "P2"} and self.chance.random() < 0.4
        return Fate(
            resolution=resolution,
            after=self.pace(component) * HASTE[priority],
            comes_back=timedelta(days=self.chance.uniform(1, 16)) if comes_back else None,
            rounds=int(self.chance.random() < 0.2) + int(self.chance.random() < 0.05),
            planned=project.next(day) if soon else None,
        )

    def pace(self, component: Component) -> timedelta:
        """Drawn so that half stay under the component's median and 85 % under its `slow`."""
        spread = math.log(component.slow / component.median) / PACE_85
        return timedelta(days=self.chance.lognormvariate(math.log(component.median), spread))

    def _story(self, component: Component, current: Version | None) -> Story:
        teller = Teller(chance=self.chance, version=current.name if current else "the last release")
        return teller.symptom(
            component.name, self.chance.randrange(teller.symptoms(component.name))
        )

    def _chore(self, tag: str, project: Project, day: date) -> Draft:
        kind = self.chance.choice(["Task", "Task", "Story"])
        component = self.component(project)
        slow = timedelta(days=self.chance.uniform(3, 50))
        settled = self.chance.random() < 0.85
        return Draft(
            tag=tag,
            project=project,
            component=component,
            type=kind,
            story=Teller(chance=self.chance).chore(kind),
            created=self._moment(day, project.lead),
            priority=self.chance.choice(["P3", "P3", "P4"]),
            reporter=project.lead,
            fate=Fate(resolution="Done" if settled else None, after=slow, started=settled),
            chatty=False,
        )

    def days(
        self, project: Project, number: int, *, over: timedelta = YEAR, until: date | None = None
    ) -> list[date]:
        """On which days so many are reported, in no order: of those up to `until`, which is today unless given."""
        last = until or self.now.date()
        first = last - over + timedelta(days=1)
        days = [first + timedelta(days=each) for each in range(over.days)]
        weights = [self._busy(project, day) for day in days]
        return self.chance.choices(days, weights, k=number)

    def _busy(self, project: Project, day: date) -> float:
        version = project.current(day)
        since = (day - version.day).days if version else 60
        return WEEKDAYS[day.weekday()] * (1 + AFTER_RELEASE * math.exp(-since / 4))

    def _moment(self, day: date, reporter: Person) -> datetime:
        local = time(
            self.chance.randint(8, 17), self.chance.randrange(60), self.chance.randrange(60)
        )
        at = datetime.combine(day, local, tzinfo=reporter.zone_info).astimezone(UTC)
        if at < self.now:
            return at
        return self.now - timedelta(minutes=self.chance.randint(5, 240))

    def component(self, project: Project) -> Component:
        weights = [each.weight for each in project.components]
        return self.chance.choices(project.components, weights)[0]

    def _reporter(self, project: Project) -> Person:
        if project.level:
            return self.chance.choice(self.cast.team(project.key))
        role = self._one_of(REPORTERS)
        return self.chance.choice(
            self.cast.team(project.key) if role == "engineer" else self.cast.role(role)
        )

    def _labels(self) -> tuple[str, ...]:
        drawn = self.chance.choices(LABELS, k=self.chance.choice([0, 0, 0, 1, 1, 2]))
        return tuple(sorted(set(drawn)))

    def _one_of(self, shares: dict[str, float]) -> str:
        return self.chance.choices(list(shares), list(shares.values()))[0]
