"""What a sample company consists of, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    role: str
    """"executive", "product manager", "lead", "engineer", "quality", "support", "sales" or "success"."""
    title: str
    zone: str
    email: str
    handle: str
    account_id: str
    """In Jira."""
    user_id: str
    """In Slack."""
    team: str | None = None
    """The project's key, for engineers."""

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    id: str
    name: str
    topic: str
    private: bool
    members: tuple[str, ...]
    """Slack user ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group of Slack."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    id: str
    name: str
    day: date
    """Its release date, past or planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint:
    id: int
    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    id: str
    project: str
    name: str
    weight: float
    median: float
    """Days from report to fix: half of the fixed ones."""
    slow: float
    """The same for 85 % of them."""
    stuck: float = 0.03
    """The share that nobody gets round to."""
    reopened: float = 0.04
    """The share of the fixed ones that come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    id: str
    key: str
    name: str
    description: str
    lead: Person
    bugs: int
    """How many are reported in a year, apart from what is planted."""
    level: str | None
    """The security level that all of its issues carry."""
    components: tuple[Component, ...]
    versions: tuple[Version, ...]
    """Oldest first."""
    sprints: tuple[Sprint, ...]

    def component(self, name: str) -> Component:
        return next(each for each in self.components if each.name == name)

    def current(self, day: date) -> Version | None:
        """The newest version that was out by then."""
        return next((each for each in reversed(self.versions) if each.day <= day), None)

    def next(self, day: date) -> Version | None:
        """The first version that comes out after then."""
        return next((each for each in self.versions if each.day > day), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    name: str
    projects: tuple[str, ...]
    components: tuple[str, ...]
    lead: Person
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everything that stands before the first bug is reported."""

    name: str
    domain: str
    jira: str
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    groups: tuple[Group, ...]
    projects: tuple[Project, ...]
    areas: tuple[Area, ...]

    def project(self, key: str) -> Project:
        return next(each for each in self.projects if each.key == key)

    def person(self, name: str) -> Person:
        return next(each for each in self.people if each.name == name)

    def role(self, *roles: str) -> tuple[Person, ...]:
        return tuple(each for each in self.people if each.role in roles)

    def team(self, key: str) -> tuple[Person, ...]:
        return tuple(each for each in self.people if each.team == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A symptom as its reporter tells it."""

    title: str
    description: str
    said: str = ""
    symptom: str = ""
    """The same for all that tell of one thing; empty for what has no like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What will become of an issue, should there be time enough."""

    resolution: str | None
    """None: nobody gets round to it."""
    after: timedelta = timedelta(0)
    """From report to resolution."""
    comes_back: timedelta | None = None
    """How long after the fix it is reopened."""
    rounds: int = 0
    """How often review sends it back."""
    planned: Version | None = None
    """A fix version that is set before the work begins."""
    started: bool = True
    """Whether somebody at least begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An issue before it is lived through. Others refer to it by its tag."""

    tag: str
    project: Project
    component: Component
    type: str
    story: Story
    created: datetime
    priority: str
    reporter: Person
    fate: Fate
    affects: Version | None = None
    labels: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Link type and the other issue's tag; this issue is on the outward side: it blocks, it duplicates."""
    level: str | None = None
    due: date | None = None
    chatty: bool = True
    """Whether people comment on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Something that is planted in the data, so that whoever looks for it can be judged."""

    kind: str
    """"recurrence", "spike", "drift", "ageing", "regression", "reopening", "reopened", "left lying", "stale blocker",
    "bulk import", "hostile", "duplicates", "long history", "restricted" or "promised"."""
    project: str
    component: str | None = None
    keys: tuple[str, ...]
    """The issues it shows in, oldest first."""
    text: str
    """What a person who knows would say."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Its figures: rates, windows, versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """What its customers pay and how they use it, as CSV files of its billing and of its product would hold it."""

    months: str
    """account,month,mrr,plan,region,size,use_case: two years up to the last whole month."""
    correction: str
    """The same columns: an invoice of four months ago that billing had booked wrongly."""
    accounts: str
    """account,date,owner,started_on,activated_on,renews_on,active_users,seats,…: the Mondays of sixteen weeks."""
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bet:
    """Something that the company puts capacity into, and what there is to find out about it."""

    key: str
    """In its settings and in its readings."""
    name: str
    kind: str
    """"healthy", "flat", "exit met", "falling confidence", "young", "sunsetting" or "waiting"."""
    text: str
    """What a person who knows would say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company with a year of bugs behind it, up to `now`."""

    seed: int
    now: datetime
    cast: Cast
    projects: tuple[Mapping[str, Any], ...]
    """As in a projects.json: components, versions and issue types in Jira's own shape."""
    issues: tuple[Mapping[str, Any], ...]
    """Jira's own shape with `changelog`: a list of histories, oldest first. Text is wiki markup. Oldest key first."""
    truths: tuple[Truth, ...]
    revenue: Revenue
    settings: str
    """A cadence.toml that fits."""
    bets: tuple[Bet, ...]
    bet_readings: str
    """A CSV file of their readings: bet, on, metric, value."""

    @property
    def name(self) -> str:
        return self.cast.name

    def truth(self, kind: str) -> Truth:
        """The first of this kind."""
        return next(each for each in self.truths if each.kind == kind)
