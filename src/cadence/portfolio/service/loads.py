"""The work of bets in Jira: delivery and bugs, as far as an audience may see them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from cadence.core.calendar import Span
from cadence.core.errors import NotUnderstood, QueryRefused, TrackerError
from cadence.core.issue import Category
from cadence.core.message import Audience
from cadence.core.ports import Bugs
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Field,
    Moment,
    Unresolved,
    Within,
)
from cadence.portfolio.model.bet import Bet
from cadence.portfolio.model.board import Load, Work
from cadence.portfolio.model.jira import JiraFilter

LATELY = timedelta(days=28)
"""Over which delivery and new bugs are counted: four weeks, so that every weekday counts as often."""

AT_ONCE = 4
"""Bets whose work is read at the same time: each costs five counts, and Jira's limits are shared with questions."""

JIRA_IS_AWAY = "Jira could not be read, so delivery and bugs are missing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What could be read."""

    bets: Mapping[int, Load] = field(default_factory=dict)
    """By number; without those that have no filter, or whose projects the audience may not see all of."""
    work: Work | None = None
    gaps: tuple[str, ...] = ()
    """What could not be read, in plain words."""


@dataclass(frozen=True, slots=True)
class _Gap:
    words: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """Reads for one audience at one moment."""

    bugs: Bugs
    audience: Audience
    at: datetime

    def read(self, bets: Sequence[Bet], projects: Sequence[str]) -> Loaded:
        """The work of these bets, and of these projects. Several are read at once; once Jira is away, it is asked no
        more."""
        away = Event()
        filters = {each: each.jira for each in bets if each.jira and self._sees(each.jira.projects)}
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bets") as pool:
            of_all = pool.submit(self._of_all, projects, bets, away)
            each_read = {
                bet: pool.submit(self._of_bet, bet, jira, away) for bet, jira in filters.items()
            }
            found = {bet: reading.result() for bet, reading in each_read.items()}
            work = of_all.result()
        gaps = [each.words for each in (*found.values(), work) if isinstance(each, _Gap)]
        return Loaded(
            bets={bet.number: each for bet, each in found.items() if isinstance(each, Load)},
            work=work if isinstance(work, Work) else None,
            gaps=(*gaps, JIRA_IS_AWAY) if away.is_set() else tuple(gaps),
        )

    # --- inside ------------------------------------------------------------------------------------

    def _of_bet(self, bet: Bet, jira: JiraFilter, away: Event) -> Load | _Gap | None:
        what = f"Jira's work on {bet.name}"
        return _tried(lambda: self._load(jira), what, away)

    def _of_all(
        self, projects: Sequence[str], bets: Sequence[Bet], away: Event
    ) -> Work | _Gap | None:
        if not projects or not self._sees(projects):
            return None
        filters = [each.jira for each in bets if each.jira]
        return _tried(lambda: self._work(projects, filters), "Work with no bet", away)

    def _load(self, jira: JiraFilter) -> Load:
        lately = Span(start=self.at - LATELY, end=self.at)
        its = jira.conditions
        is_open = self.bugs.count(*its, Unresolved(), audience=self.audience)
        return Load(
            open=is_open.value,
            in_progress=self._count(*its, Unresolved(), _IN_PROGRESS),
            delivered=self._count(*its, Within(Moment.RESOLVED, lately)),
            bugs=self._count(*its, Unresolved(), bugs_only=True),
            new_bugs=self._count(*its, Within(Moment.CREATED, lately), bugs_only=True),
            days=LATELY.days,
            jql=is_open.jql,
            read_at=is_open.read_at,
        )

    def _work(self, projects: Sequence[str], filters: Sequence[JiraFilter]) -> Work:
        lately = Within(Moment.RESOLVED, Span(start=self.at - LATELY, end=self.at))
        in_progress = AllOf((Unresolved(), _IN_PROGRESS))
        conditions = (Among(Field.PROJECT, tuple(projects)), AnyOf((in_progress, lately)))
        found = self.bugs.count(*conditions, audience=self.audience)
        in_bets = 0
        if filters:
            any_of = AnyOf(tuple(AllOf(each.conditions) for each in filters))
            in_bets = self._count(*conditions, any_of)
        return Work(
            all=found.value,
            in_bets=in_bets,
            days=LATELY.days,
            jql=found.jql,
            read_at=found.read_at,
        )

    def _count(self, *conditions: Condition, bugs_only: bool = False) -> int:
        return self.bugs.count(*conditions, audience=self.audience, bugs_only=bugs_only).value

    def _sees(self, projects: Sequence[str]) -> bool:
        return all(self.bugs.sees(project, self.audience) for project in projects)


_IN_PROGRESS = Among(Field.CATEGORY, (Category.IN_PROGRESS.value,))


def _tried(read: Callable[[], T], what: str, away: Event) -> T | _Gap | None:
    """None where Jira is away."""
    if away.is_set():
        return None
    try:
        return read()
    except (QueryRefused, NotUnderstood) as error:
        return _Gap(f"{what} could not be counted: {error}")
    except TrackerError:
        away.set()
        return None
