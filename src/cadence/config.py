"""Settings from the environment and cadence.toml: one frozen object, read once, secrets hidden.

Secrets come from the environment alone; what a team agrees on (areas, access, times) stands in the file.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from cadence.core.calendar import WorkingTime
from cadence.core.durations import duration
from cadence.core.errors import SettingsError
from cadence.core.people import Area, Lead
from cadence.core.toml_lines import line_of
from cadence.patterns.model.policy import Policy as PatternPolicy
from cadence.portfolio.model.bet import Horizon
from cadence.portfolio.model.policy import USUAL, Policy
from cadence.portfolio.model.written import BetEntry, Key, Percent, User
from cadence.revenue.model.access import Access
from cadence.revenue.model.customer import Owners
from cadence.revenue.model.written import IndicatorEntry, Segment, complete, owners
from cadence.rituals.model.faults import unknown_holidays
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.model.written import Malformed
from cadence.rituals.model.written import read as read_ritual

DEFAULT_FILE = "cadence.toml"

PATTERNS = PatternPolicy()
"""What is usual."""

ENVIRONMENT = (
    "DATABASE_URL",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "JIRA_URL",
    "JIRA_EMAIL",
    "JIRA_API_TOKEN",
    "JIRA_PAT",
    "JIRA_BROWSE_URL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "REVENUE_URL",
    "PORT",
    "LOG_LEVEL",
    "LOG_FORMAT",
)
"""Every variable that is read. CADENCE_CONFIG names the file instead of cadence.toml."""


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must start with https:// (or http:// for a local server)")
    try:
        address = urlsplit(url)
        named = address.hostname and (address.port is None or address.port)
    except ValueError:
        named = None
    if not named:
        raise ValueError("names no server; an address is like https://example.atlassian.net")
    if address.username or address.password:
        # People are shown links made from it.
        raise ValueError(
            "must not hold a name or password; credentials have variables of their own"
        )
    return url.rstrip("/")


def _rewritten(url: str) -> str:
    """Heroku and others say postgres://, which SQLAlchemy refuses."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    return url


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone; one is called Europe/Berlin, for example")
    return name


def _time_of_day(value: Any) -> Any:
    """ "02:00"; TOML's own 02:00:00 too."""
    try:
        return time.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError:
        raise ValueError('must be a time of day, such as "02:00"') from None


def _several(value: Any) -> Any:
    """One name may stand alone."""
    return (value,) if isinstance(value, str) else value


def _hours(value: Any) -> Any:
    """ "09:00-17:00"."""
    if not isinstance(value, str):
        return value
    begins, dash, ends = value.partition("-")
    try:
        read = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        read = (time.min, time.min)
    if not dash or read[0] >= read[1]:
        raise ValueError('must be hours of a day, such as "09:00-17:00"')
    return read


WordSort = Literal[
    "project", "component", "version", "priority", "type", "status", "resolution", "label"
]
WeekDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK = get_args(WeekDay)
Names = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Duration = Annotated[timedelta, BeforeValidator(duration), Field(gt=timedelta(0))]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LeadEntry(_Section):
    name: str = ""
    user: str | None = None
    """A Slack user id, such as U012AB3CD."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.name and not self.user:
            raise ValueError("a lead needs a name or a Slack user id")
        return self

    @property
    def lead(self) -> Lead:
        return Lead(name=self.name or "the lead", user=self.user)


class AreaEntry(_Section):
    """`[areas.<name>]`: what a lead owns."""

    projects: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    lead: LeadEntry
    next_level: LeadEntry | None = None
    channel: str | None = None
    hours: Annotated[tuple[time, time], BeforeValidator(_hours)] = (time(9), time(17))
    """In which its leads are waited for, in each one's own zone."""

    @model_validator(mode="after")
    def _owns_something(self) -> Self:
        if not (self.projects or self.components or self.labels):
            raise ValueError("an area needs projects, components or labels")
        return self


class AccessRule(_Section):
    """`[[access.rules]]`: these channels, users and groups may see these projects and levels. "*" is all."""

    channels: tuple[str, ...] = ()
    """Ids. In a channel its own rules count, since everyone there reads the answer."""
    users: tuple[str, ...] = ()
    """Ids or e-mail addresses, for direct messages and whatever is shown to one person alone."""
    groups: tuple[str, ...] = ()
    """Ids or handles of user groups; as users."""
    projects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    """Names of security levels that may be seen too. "*" is all."""

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if not (self.channels or self.users or self.groups):
            raise ValueError('a rule needs channels, users or groups ("*" is all of them)')
        return self


class AccessSection(_Section):
    rules: tuple[AccessRule, ...] = ()


class JiraSection(_Section):
    flavour: Literal["auto", "cloud", "datacenter"] = "auto"
    projects: tuple[str, ...] = ()
    """Keys; empty is all that the account can browse."""
    deadline: Duration = timedelta(seconds=8)
    """How long a question may wait for Jira, retries included."""


class MirrorSection(_Section):
    projects: tuple[str, ...] = ()
    """Keys of the projects to copy; empty is `jira.projects`, and with that empty too there is no copy."""
    every: Duration = timedelta(minutes=2)
    reconcile_every: Duration = timedelta(hours=6)
    """How often moves and deletions are looked for."""


class StatusSection(_Section):
    time_zone: ZoneName = "UTC"
    """For askers whose own zone Slack does not tell."""
    watch_every: Duration = timedelta(minutes=1)
    remember: Duration = timedelta(days=90)
    """How long questions, and what people thought of the answers, are kept."""
    shown: int = Field(default=10, ge=1, le=50)
    """How many issues an answer shows before "Show more"."""


class DecisionsSection(_Section):
    log_channel: str | None = None
    """The id of the channel where every decision is posted that everyone there may see."""
    review_patience: int = Field(default=3, ge=1, le=60)
    """Working days that a review waits for its decider before it goes to the channel's owner."""
    working_days: tuple[WeekDay, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    days_off: tuple[date, ...] = ()
    owners: Mapping[str, str] = Field(default_factory=dict)
    """By channel id: whom reviews go to that nobody answers. Elsewhere that is whoever made the channel."""
    look_every: Duration = timedelta(hours=1)
    """How often it is looked whether something came about that would reopen a decision."""


SOURCES = ("portfolio", "revenue", "patterns")
"""The rooms that rituals can be about, by the names of their sources."""


def _rituals(value: Any) -> Mapping[str, Ritual]:
    """Each section by its key. What is wrong is told with its place in the section."""
    # Templates are files: only who has rituals reads them.
    from cadence.rituals.service.templates import shipped  # noqa: PLC0415 - see above

    if not isinstance(value, Mapping):
        raise ValueError("must be a section of its own, in [brackets]")  # noqa: TRY004 - pydantic takes this one
    found: dict[str, Ritual] = {}
    wrong: list[InitErrorDetails] = []
    for key, section in value.items():
        try:
            found[key] = read_ritual(key, section, templates=shipped(), sources=SOURCES)
        except Malformed as error:
            wrong += [
                InitErrorDetails(
                    type=PydanticCustomError(each.sort or "ritual", "{says}", {"says": each.says}),
                    loc=(key, *each.path),
                    input=None,
                )
                for each in error.faults
            ]
    if wrong:
        raise ValidationError.from_exception_data("rituals", wrong)
    return found


class WarehouseSection(_Section):
    """Used where REVENUE_URL is set: the address of any database that SQLAlchemy reaches."""

    query: str | None = Field(default=None, min_length=1)
    """One SELECT whose columns are those of a file: account, month, mrr …"""
    columns: Mapping[str, str] = Field(default_factory=dict)
    """By what a column is, its name in the query, where that differs."""
    annual: bool = False
    """Whether its amounts are a year's."""
    add_up: bool = False
    """Whether several rows of an account and month are summed."""
    whole: bool = True
    """Whether it holds every account of its months, so that one that is gone from it pays nothing."""
    deadline: Duration = timedelta(minutes=2)
    """How long the query may take."""
    every: Duration = timedelta(hours=6)
    """How often it is asked."""


class RevenueSection(_Section):
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    """The company's own. None: the only one that the amounts are in."""
    minimum: int = Field(default=5, ge=1, le=1000)
    """Accounts in a segment below which it is not shown in a shared channel."""
    channels: tuple[str, ...] = ("*",)
    """Ids of the channels that may see figures. "*" is all but those shared with another company."""
    users: tuple[str, ...] = ("*",)
    """Ids or e-mail addresses of the people who may. "*" is all but guests."""
    groups: tuple[str, ...] = ()
    """Ids or handles of user groups whose people may."""
    accounts_in: tuple[str, ...] = ()
    """Ids of channels, besides private ones, that may see accounts by name and segments below the minimum."""
    owners: Mapping[Segment, User] = Field(default_factory=dict)
    """By segment, "plan=Enterprise", who answers for accounts that name no owner; "*" for all others."""
    warehouse: WarehouseSection = WarehouseSection()

    @property
    def access(self) -> Access:
        return Access(
            channels=frozenset(self.channels),
            users=frozenset(self.users),
            groups=frozenset(self.groups),
            accounts_in=frozenset(self.accounts_in),
        )

    @property
    def account_owners(self) -> Owners:
        return owners(self.owners)


class PortfolioSection(_Section):
    owners: Annotated[tuple[User, ...], BeforeValidator(_several)] = ()
    """User ids of the portfolio owners: every question about bets goes to them. Empty: to the review's own people."""
    mix: Mapping[Horizon, Percent] = Field(default_factory=lambda: USUAL.mix)
    """Percent of capacity that each horizon is to have."""
    tolerance: Percent = USUAL.tolerance
    """Points that a horizon may be off before it is asked about."""
    window: Duration = USUAL.window
    """Over which a metric, and confidence, is looked at."""
    least_readings: int = Field(default=USUAL.least_readings, ge=5, le=50)
    """Fewer say nothing about a trend: of four, chance alone makes one in twenty-four."""
    least_gain: Percent = USUAL.least_gain
    """What a metric has to gain over the window to count as moving: percent of the way from baseline to target."""
    drop: Percent = USUAL.drop
    """Points by which confidence has to fall before it is asked about."""
    fresh: Duration = USUAL.fresh
    """How long a reading stands for the metric."""
    ask_again: Duration = USUAL.ask_again
    """How long a question that was answered without a date is not asked again."""
    projects: tuple[str, ...] = ()
    """Keys of the projects whose work is to belong to a bet; empty: work with no bet is not looked for."""
    stray: Percent = USUAL.stray
    """Percent of the work that may belong to no bet."""

    @model_validator(mode="after")
    def _mix_is_whole(self) -> Self:
        if sum(self.mix.values()) != 100:
            raise ValueError("mix: the horizons' shares must be 100 percent together")
        return self

    @property
    def policy(self) -> Policy:
        return Policy(**{name: getattr(self, name) for name in type(self).model_fields})


class PatternsSection(_Section):
    at: Annotated[time, BeforeValidator(_time_of_day)] = time(2)
    """When the night's scan begins."""
    zone: ZoneName | None = None
    """Of `at` and of the weeks that are counted; None: `status.time_zone`."""
    history: Duration = Field(default=PATTERNS.history, ge=timedelta(days=365))
    """How far back baselines reach; with less than a year most kinds could never be tested."""
    false_discoveries: float = Field(default=PATTERNS.false_discoveries, gt=0, le=0.5)
    """The share of findings that may be false, over everything that one scan tests."""
    false_alarms: float = Field(default=PATTERNS.false_alarms, gt=0, le=1)
    """How many an area may have in a quarter."""
    answer_within: int = Field(default=PATTERNS.answer_within, ge=1, le=60)
    """Working days that a lead has to answer before it goes one level up."""
    quiet_after: Duration = PATTERNS.quiet_after
    """How long a pattern that nobody owns has to be gone before it is closed."""
    customer_labels: tuple[str, ...] = tuple(sorted(PATTERNS.customer_labels))
    """Labels that say that a customer escalated a bug."""


class ClaudeSection(_Section):
    """Used where ANTHROPIC_API_KEY is set."""

    model: str = Field(default="claude-haiku-5-5", min_length=1)
    deadline: Duration = timedelta(seconds=20)
    """How long somebody may wait for Claude, a second try included; then the rules do it."""
    budget: int = Field(default=1_000_000, ge=0)
    """Tokens, read and written, that one process may use in a day (UTC)."""
    longest_thread: int = Field(default=60_000, ge=1)
    """Characters; a longer thread is drafted by rules."""
    shaping: Literal["output", "tool"] = "output"
    """How Claude is asked for JSON: "tool" for models and gateways without structured output."""


class ServeSection(_Section):
    mode: Literal["socket", "http"] = "socket"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    workers: int = Field(default=16, ge=1, le=200)
    """How many questions are worked on at once in one process."""


class Settings(BaseModel):
    """Everything that can be set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(_rewritten)] = Field(
        default="sqlite:///cadence.sqlite3", repr=False
    )
    """May hold a password."""
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(lambda url: _address(url) + "/")] | None = None
    jira_url: Address | None = None
    jira_email: str | None = None
    jira_api_token: SecretStr | None = None
    jira_pat: SecretStr | None = None
    jira_browse_url: Address | None = None
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: Address | None = None
    revenue_url: SecretStr | None = None
    port: int | None = Field(default=None, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "text"] = "json"

    jira: JiraSection = JiraSection()
    mirror: MirrorSection = MirrorSection()
    status: StatusSection = StatusSection()
    decisions: DecisionsSection = DecisionsSection()
    revenue: RevenueSection = RevenueSection()
    portfolio: PortfolioSection = PortfolioSection()
    patterns: PatternsSection = PatternsSection()
    claude: ClaudeSection = ClaudeSection()
    serve: ServeSection = ServeSection()
    access: AccessSection | None = None
    """None, the section missing, is not the same as a section without rules, which allows nothing."""
    areas: Mapping[str, AreaEntry] = Field(default_factory=dict)
    rituals: Annotated[Mapping[str, Ritual], PlainValidator(_rituals)] = Field(default_factory=dict)
    """`[rituals.<key>]`."""
    bets: Mapping[Key, BetEntry] = Field(default_factory=dict)
    """`[bets.<key>]`."""
    indicators: Annotated[Mapping[str, IndicatorEntry], AfterValidator(complete)] = Field(
        default_factory=dict
    )
    """`[indicators.<key>]`."""
    words: Mapping[WordSort, Mapping[str, Names]] = Field(default_factory=dict)
    """`[words.<what>]`: the company's own words for names of its tracker: P1 = "Critical"."""

    @model_validator(mode="after")
    def _jira_is_whole(self) -> Self:
        if self.jira_api_token and not self.jira_email:
            raise ValueError(
                "JIRA_EMAIL: JIRA_API_TOKEN is set but not whose it is; "
                "set JIRA_EMAIL (or JIRA_PAT alone for Data Center)"
            )
        if self.jira_url and not (self.jira_api_token or self.jira_pat):
            raise ValueError(
                "JIRA_API_TOKEN: JIRA_URL is set but no credentials; set JIRA_EMAIL and "
                "JIRA_API_TOKEN, or JIRA_PAT for Data Center"
            )
        return self

    @property
    def mirrored(self) -> tuple[str, ...]:
        return self.mirror.projects or self.jira.projects

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.status.time_zone)

    @property
    def pattern_policy(self) -> PatternPolicy:
        said = self.patterns
        return PatternPolicy(
            at=said.at,
            zone=said.zone or self.status.time_zone,
            history=said.history,
            false_discoveries=said.false_discoveries,
            false_alarms=said.false_alarms,
            answer_within=said.answer_within,
            quiet_after=said.quiet_after,
            customer_labels=frozenset(said.customer_labels),
        )

    @property
    def working_time(self) -> WorkingTime:
        return WorkingTime(
            weekdays=frozenset(WEEK.index(day) for day in self.decisions.working_days),
            days_off=frozenset(self.decisions.days_off),
        )

    @property
    def owned(self) -> tuple[Area, ...]:
        """The areas, in the order of the file."""
        return tuple(
            Area(
                name=name,
                projects=frozenset(entry.projects),
                components=frozenset(entry.components),
                labels=frozenset(entry.labels),
                lead=entry.lead.lead,
                next_level=entry.next_level.lead if entry.next_level else None,
                channel=entry.channel,
                working=replace(self.working_time, begins=entry.hours[0], ends=entry.hours[1]),
            )
            for name, entry in self.areas.items()
        )


def read(
    environment: Mapping[str, str] | None = None,
    *,
    file: Path | None = None,
    thoroughly: bool = False,
) -> Settings:
    """The settings of this process.

    `environment` is os.environ when None. `file` is what CADENCE_CONFIG names, or cadence.toml in the working
    directory when there is one. `thoroughly`: with what takes a second to check and comes up while serving.
    Raises SettingsError, which names every key that is wrong, and its line.
    """
    environment = os.environ if environment is None else environment
    said = environment.get("CADENCE_CONFIG", "").strip()
    path = file or (Path(said) if said else None) or Path(DEFAULT_FILE)
    text = _text_of(path, is_named=path != Path(DEFAULT_FILE) or file is not None or bool(said))
    values = _from_file(path, text)
    values |= {
        name.lower(): environment[name].strip()
        for name in ENVIRONMENT
        if environment.get(name, "").strip()
    }
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        told = (_where(each["loc"], path, text) + _plainly(each) for each in error.errors())
        raise SettingsError("\n".join(told)) from None
    if thoroughly and (wrong := tuple(_unknown_holidays(settings, path, text))):
        raise SettingsError("\n".join(wrong))
    return settings


def _unknown_holidays(settings: Settings, path: Path, text: str) -> Iterator[str]:
    for key, ritual in settings.rituals.items():
        for each in unknown_holidays(ritual.schedule):
            loc = ("rituals", key, *each.path)
            yield f"{_where(loc, path, text)}{'.'.join(map(str, loc))}: {each.says}"


def _text_of(path: Path, *, is_named: bool) -> str:
    """ "" where there is no file and none was named."""
    if not path.exists():
        if is_named:
            raise SettingsError(f"{path}: CADENCE_CONFIG names this file, but it is not there")
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{path}: could not be read: {error.strerror}") from error


def _from_file(path: Path, text: str) -> dict[str, Any]:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}") from error
    if misplaced := sorted(key for key in values if key.upper() in ENVIRONMENT):
        raise SettingsError(
            f"{path}: {misplaced[0]} belongs in the environment, as {misplaced[0].upper()}"
        )
    return values


def _where(loc: tuple[int | str, ...], path: Path, text: str) -> str:
    """File and line, where it stands in the file."""
    line = line_of(text, loc)
    return f"{path}:{line}: " if line else ""


def _plainly(error: ErrorDetails) -> str:
    """An error as one line that names the key, never the value: it may be a secret."""
    # "[key]" is pydantic's word for a key that is itself wrong.
    place = ".".join(str(part) for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        return f"{place}: there is no such setting; see docs/configuration.md"
    if not place:
        return str(error["msg"]).removeprefix("Value error, ")
    shown = place.upper() if place.upper() in ENVIRONMENT else place
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{shown}: {_INSTEAD.get(error['type'], said)}"


_INSTEAD: Mapping[str, str] = {
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a date, such as 2026-12-25",
    "date_type": "must be a date, such as 2026-12-25",
    "dict_type": "must be a section of its own, in [brackets]",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "mapping_type": "must be a section of its own, in [brackets]",
    "missing": "is missing",
    "model_type": "must be a section of its own, in [brackets]",
    "string_type": "must be text, in quotes",
    "too_short": "must not be empty",
    "tuple_type": 'must be a list, such as ["PAY", "MOB"]',
}
"""Where pydantic's own words speak of Python's types."""
