"""What is done to keep Cadence working: the tables, the copy, a look at every connector."""

from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.health import DatabaseHealth
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.adapters.db.patterns import SqlPatterns
from cadence.adapters.db.schema import revision_state, upgrade
from cadence.adapters.jira.tracker import JiraTracker
from cadence.adapters.slack.health import SlackHealth
from cadence.adapters.slack.messenger import web_client
from cadence.assembly import asides
from cadence.assembly.existing import NoDatabase, existing_engine
from cadence.assembly.figures import warehouse
from cadence.assembly.parts import tracker, writer
from cadence.config import Settings
from cadence.core.errors import StoreUnavailable
from cadence.core.ports import Check, Clock, Health
from cadence.delivery.clock import SystemClock
from cadence.mirror.model import SyncReport, Watcher
from cadence.mirror.service import Mirror
from cadence.patterns.service.health import PatternsHealth


def upgrade_database(settings: Settings) -> tuple[str | None, str]:
    """The revisions before and after."""
    engine = make_engine(settings.database_url, connections=1)
    before, _ = revision_state(engine)
    upgrade(engine)
    _, head = revision_state(engine)
    engine.dispose()
    return before, head


def sync(settings: Settings, progress: Watcher) -> SyncReport:
    """Bring the copy up to date, here and now."""
    clock = SystemClock()
    jira = tracker(settings, clock)
    upgrade_database(settings)
    engine = make_engine(settings.database_url, connections=4)
    return mirror(settings, clock, jira, engine).sync(progress)


def checks(settings: Settings) -> tuple[Check, ...]:
    """What every connector has to say of itself. Never raises."""
    clock = SystemClock()
    database = DatabaseHealth(settings.database_url).checks()
    jira = tracker(settings, clock).checks() if settings.jira_url else (_unset("Jira", "JIRA_URL"),)
    slack = (
        slack_health(settings, clock).checks()
        if settings.slack_bot_token
        else (_unset("Slack", "SLACK_BOT_TOKEN"),)
    )
    return (
        *slack,
        *jira,
        *claude(settings, clock),
        *revenue_source(settings),
        *patterns(settings, clock),
        *database,
        *asides.checks(settings, clock),
    )


def claude(settings: Settings, clock: Clock) -> tuple[Check, ...]:
    """Nothing of a Claude that was not asked for."""
    asked = writer(settings, clock)
    if asked is None:
        return ()
    try:
        return asked.checks()
    finally:
        asked.close()


def revenue_source(settings: Settings) -> tuple[Check, ...]:
    """Nothing of a warehouse that was not asked for."""
    asked = warehouse(settings)
    if asked is not None:
        return asked.checks()
    half = settings.revenue.warehouse.query or settings.revenue_url
    return (_unset("revenue source", _other_half(settings)),) if half else ()


def patterns(settings: Settings, clock: Clock) -> tuple[Check, ...]:
    """Nothing where no project is copied, and where there is no database of this version, which is told by itself."""
    if not settings.mirrored:
        return ()
    try:
        engine = existing_engine(settings)
    except (NoDatabase, StoreUnavailable):
        return ()
    try:
        return PatternsHealth(
            patterns=SqlPatterns(engine),
            feed=SqlFeed(engine),
            areas=settings.owned,
            clock=clock,
        ).checks()
    finally:
        engine.dispose()


def _other_half(settings: Settings) -> str:
    return "REVENUE_URL" if settings.revenue_url is None else "revenue.warehouse.query"


def slack_health(settings: Settings, clock: Clock) -> SlackHealth:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    return SlackHealth(
        client=web_client(bot.get_secret_value() if bot else "", base_url=settings.slack_api_url),
        app_token=app.get_secret_value() if app else None,
        clock=clock,
    )


def _unset(connector: str, variable: str) -> Check:
    return Check(
        connector=connector,
        health=Health.FAILING,
        why="It is not configured.",
        fix=f"set {variable}; docs/configuration.md tells where to find it",
    )


def mirror(settings: Settings, clock: Clock, jira: JiraTracker, engine: Engine) -> Mirror:
    return Mirror(
        tracker=jira,
        store=SqlMirrorStore(engine),
        clock=clock,
        projects=settings.mirrored,
        reconcile_every=settings.mirror.reconcile_every,
    )
