"""The parts that the command line needs by themselves, made from settings."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from cadence.adapters.claude.called import Called
from cadence.adapters.claude.writer import ClaudeWriter
from cadence.adapters.jira.tracker import JiraTracker
from cadence.adapters.none import NoArchive
from cadence.adapters.slack.messenger import SlackMessenger
from cadence.config import Settings
from cadence.core.errors import SettingsError, StoreUnavailable
from cadence.core.message import Audience, Kind
from cadence.core.ports import Clock, IssueArchive, IssueTracker, SeenBefore
from cadence.status.model.access import Rule
from cadence.status.model.understanding import Alias, Sort
from cadence.status.service.status import Status


def tracker(
    settings: Settings, clock: Clock, *, observe: Callable[[str, float, str], None] | None = None
) -> JiraTracker:
    """Raises SettingsError where no Jira is configured."""
    if settings.jira_url is None:
        raise SettingsError(
            "JIRA_URL: is not set; set JIRA_URL, JIRA_EMAIL and JIRA_API_TOKEN "
            "(or JIRA_PAT for Data Center), or try it out with `cadence sandbox demo`"
        )
    token, pat = settings.jira_api_token, settings.jira_pat
    return JiraTracker.connect(
        url=settings.jira_url,
        email=settings.jira_email,
        token=token.get_secret_value() if token else None,
        pat=pat.get_secret_value() if pat else None,
        browse_url=settings.jira_browse_url,
        flavour=settings.jira.flavour,
        projects=settings.jira.projects,
        clock=clock,
        deadline=settings.jira.deadline,
        observe=observe,
    )


def writer(
    settings: Settings, clock: Clock, *, observe: Callable[[Called], None] | None = None
) -> ClaudeWriter | None:
    """None where no key is set: then rules do all of it."""
    if settings.anthropic_api_key is None:
        return None
    return ClaudeWriter.connect(
        api_key=settings.anthropic_api_key.get_secret_value(),
        base_url=settings.anthropic_base_url,
        model=settings.claude.model,
        clock=clock,
        deadline=settings.claude.deadline,
        budget=settings.claude.budget,
        shaping=settings.claude.shaping,
        observe=observe,
    )


def messenger(settings: Settings, clock: Clock) -> SlackMessenger:
    """Raises SettingsError where no Slack is configured."""
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN: is not set; it is on the app's page, under OAuth")
    return SlackMessenger.connect(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        clock=clock,
    )


def rules(settings: Settings) -> tuple[Rule, ...] | None:
    if settings.access is None:
        return None
    return tuple(
        Rule(
            channels=frozenset(rule.channels),
            users=frozenset(rule.users),
            groups=frozenset(rule.groups),
            projects=frozenset(rule.projects),
            levels=frozenset(rule.levels),
        )
        for rule in settings.access.rules
    )


def aliases(settings: Settings) -> tuple[Alias, ...]:
    return tuple(
        Alias(said=said, sort=Sort(sort), names=names)
        for sort, words in settings.words.items()
        for said, names in words.items()
    )


def status(
    settings: Settings,
    *,
    clock: Clock,
    tracker: IssueTracker,
    archive: IssueArchive,
    before: SeenBefore | None = None,
) -> Status:
    return Status(
        tracker=tracker,
        archive=archive,
        clock=clock,
        areas=settings.owned,
        aliases=aliases(settings),
        rules=rules(settings),
        shown=settings.status.shown,
        before=before,
    )


def browse_url(settings: Settings) -> str:
    """Where people open issues; the API's own address serves where no other is set."""
    return settings.jira_browse_url or settings.jira_url or ""


def existing_archive(settings: Settings, clock: Clock) -> IssueArchive:
    """The copy, if there is a database with one; looking for it makes no database."""
    # SQLAlchemy takes half a second to import: a question on the terminal without a copy doesn't wait for it.
    if not may_exist(settings.database_url):
        return NoArchive()
    from cadence.adapters.db.archive import SqlArchive  # noqa: PLC0415 - see above
    from cadence.adapters.db.engine import make_engine  # noqa: PLC0415 - see above
    from cadence.adapters.db.schema import revision_state  # noqa: PLC0415 - see above

    engine = make_engine(settings.database_url, connections=4)
    try:
        current, head = revision_state(engine)
    except StoreUnavailable:
        return NoArchive()  # Jira itself may well answer
    return SqlArchive(engine=engine, clock=clock) if current == head else NoArchive()


def existing_before(archive: IssueArchive) -> SeenBefore | None:
    """What was compared in the database of this copy; None: there is no copy."""
    return None if isinstance(archive, NoArchive) else _Before(archive)


@dataclass(frozen=True, slots=True)
class _Before:
    """Loads what compares bugs once an answer offers earlier ones: most do not."""

    archive: IssueArchive

    def like(self, key: str) -> tuple[str, ...]:
        from cadence.adapters.db.archive import SqlArchive  # noqa: PLC0415 - see above
        from cadence.assembly.comparing import comparing  # noqa: PLC0415 - see above
        from cadence.patterns.service.seen_before import Before  # noqa: PLC0415 - see above

        if not isinstance(self.archive, SqlArchive):
            return ()
        return Before(similar=comparing(self.archive.engine).similar).like(key)


def may_exist(database_url: str) -> bool:
    file = database_url.removeprefix("sqlite:///")
    return file == database_url or Path(file).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAs:
    """Whose rights and whose time zone a question on the terminal has."""

    audience: Audience
    zone: ZoneInfo


def asked_as(
    settings: Settings, clock: Clock, *, email: str | None, channel: str | None
) -> AskedAs:
    """With Slack configured, who and where that is there; without, the name alone decides."""
    slack = messenger(settings, clock) if settings.slack_bot_token and (email or channel) else None
    person = slack.person_by_email(email) if slack and email else None
    kind = Kind.TERMINAL
    if channel:
        kind = slack.kind_of(channel) if slack else Kind.PUBLIC
    return AskedAs(
        audience=Audience(
            user=person.id if person else None,
            channel=channel,
            kind=kind,
            groups=slack.groups_of(person.id) if slack and person else frozenset(),
            email=email,
        ),
        zone=person.zone if person else settings.zone,
    )
