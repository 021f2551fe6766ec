"""The company lives on after its `now`: what is reported in its Jira from then on, and what becomes of what is open."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from cadence.sandbox.company.generate import FIRST_ISSUE_ID
from cadence.sandbox.company.inflow import Inflow
from cadence.sandbox.company.life import FIXED, Workflow
from cadence.sandbox.company.model import Company, Draft
from cadence.sandbox.company.plants import Planter
from cadence.sandbox.company.shape import Shaper
from cadence.sandbox.jira import changes
from cadence.sandbox.jira.data import read_more
from cadence.sandbox.jira.model import History, Issue
from cadence.sandbox.jira.site import Site

HORIZON = timedelta(weeks=26)
"""How far ahead it is known what will be reported; after that nothing is."""
YEAR = timedelta(days=365)
EVERY = {"recurrence": timedelta(days=42) / 9, "drift": timedelta(days=2.7)}
"""How often there was one more of what is planted, before `now`."""
LASTING = frozenset({"stale blocker", "hostile", "long history", "restricted", "promised"})
"""Truths whose open issues nobody touches."""
HISTORY, FIRST_HISTORY = 1000, 50_000_000
"""Room for the numbers of one issue's history, and where those of old issues begin."""


class Onward:
    """Makes the same weeks of the same company, however they are cut up. Time goes forward alone."""

    def __init__(
        self, company: Company, site: Site, *, rates: Mapping[str, float] | None = None
    ) -> None:
        """`rates` is how much of a planted truth goes on, by its kind: 1 is as before, 0 none more of it."""
        self._company = company
        self._site = site
        self._inflow = Inflow(
            cast=company.cast,
            chance=Random(f"{company.seed} onward"),
            now=company.now + HORIZON,
        )
        goes_on = dict.fromkeys(EVERY, 1.0) | dict(rates or {})
        ordinary = list(self._ordinary())
        drafts = [*ordinary, *(each for kind in EVERY for each in self._more(kind, goes_on[kind]))]
        late = (each for each in drafts if each.created > company.now)
        self._drafts = sorted(late, key=lambda each: (each.created, each.tag))
        self._keys = self._numbered()
        self._ends = dict(self._ending())

    def to(self, moment: datetime) -> None:
        """What happens up to this moment has happened then."""
        for number, draft in enumerate(self._drafts):
            if draft.created <= moment:
                self._live(number, draft, moment)
        for key, at in self._ends.items():
            if at <= moment:
                self._end(key, at)
        for project in self._company.cast.projects:
            for version in project.versions:
                if (
                    version.day <= moment.date()
                    and not self._site.words.versions[version.id].released
                ):
                    self._site.set_version(version.id, released=True)

    @property
    def began(self) -> datetime:
        """Nothing before is its doing."""
        return self._company.now

    # --- what is new -----------------------------------------------------------------------------------

    def _ordinary(self) -> Iterator[Draft]:
        for project in self._company.cast.projects:
            last = (self._company.now + HORIZON).date()
            number = round(project.bugs * (HORIZON / YEAR))
            days = self._inflow.days(project, number, over=HORIZON, until=last)
            for each, day in enumerate(days):
                tag = f"onward-{project.key.lower()}-{each}"
                yield self._inflow.bug(tag, project, self._inflow.component(project), day)

    def _more(self, kind: str, rate: float) -> Iterator[Draft]:
        planter, every = Planter(inflow=self._inflow), EVERY[kind]
        for place in range(round(HORIZON / every)):
            day = (self._company.now + every * (place + 0.5)).date()
            for copy in range(int((place + 1) * rate) - int(place * rate)):
                tag = f"onward-{kind}-{place}-{copy}"
                if kind == "recurrence":
                    yield planter.retry(tag, place + copy, day, fixed=True)
                else:
                    yield planter.webhook(tag, day)

    def _numbered(self) -> Mapping[str, str]:
        last: dict[str, int] = defaultdict(int)
        for issue in self._company.issues:
            project, _, number = issue["key"].rpartition("-")
            last[project] = max(last[project], int(number))
        keys = {}
        for draft in self._drafts:
            last[draft.project.key] += 1
            keys[draft.tag] = f"{draft.project.key}-{last[draft.project.key]}"
        return keys

    def _live(self, number: int, draft: Draft, moment: datetime) -> None:
        """As far as it has come: the same steps as when it was looked at earlier, and those since."""
        chance = Random(f"{self._company.seed} {draft.tag}")
        fate = draft.fate
        if fate.resolution == "Duplicate":
            fate = replace(fate, resolution="Cannot Reproduce")
        workflow = Workflow(cast=self._company.cast, chance=chance, now=moment)
        life = workflow.live(replace(draft, fate=fate, chatty=False))
        place = len(self._company.issues) + number
        shaper = Shaper(self._company.cast, moment, first=FIRST_HISTORY + place * HISTORY)
        told = shaper.issue(FIRST_ISSUE_ID + place, self._keys[draft.tag], life, ())
        (issue,) = read_more(self._site, [told])
        row = self._site.row(issue.id)
        if row is None or self._site.at(row).updated != issue.updated:
            self._site.put(issue)

    # --- what was open -----------------------------------------------------------------------------------

    def _ending(self) -> Iterator[tuple[str, datetime]]:
        """When each issue that is open now is fixed, but for those that nobody gets round to."""
        now = self._company.now
        lasting = {
            key for each in self._company.truths if each.kind in LASTING for key in each.keys
        }
        for issue in self._company.issues:
            fields = issue["fields"]
            if fields["resolution"] or issue["key"] in lasting:
                continue
            chance = Random(f"{self._company.seed} onward {issue['key']}")
            project = self._company.cast.project(fields["project"]["key"])
            component = project.component(fields["components"][0]["name"])
            age = now - datetime.fromisoformat(fields["created"])
            if age < timedelta(days=component.slow):
                pace = replace(self._inflow, chance=chance).pace(component)
                yield issue["key"], now + max(pace - age, pace * chance.random())

    def _end(self, key: str, at: datetime) -> None:
        issue = self._site.issue(key)
        if issue.resolution_id is None and issue.updated <= at:
            self._site.put(self._fixed(issue, at))

    def _fixed(self, issue: Issue, at: datetime) -> Issue:
        fixed, items = changes.transitioned(self._site.words, issue, "Done", FIXED, at)
        ident = str(FIRST_HISTORY + (int(issue.id) - FIRST_ISSUE_ID) * HISTORY)
        history = History(id=ident, author_id=issue.assignee_id, at=at, items=tuple(items))
        return replace(fixed, history=(*issue.history, history), updated=at)
