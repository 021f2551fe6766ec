"""One process, whole: every part, wired."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from sqlalchemy import Engine

from cadence.adapters import logs
from cadence.adapters.claude.writer import ClaudeWriter
from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.health import DatabaseHealth
from cadence.adapters.db.jobs import SqlJobStore, job_store
from cadence.adapters.db.patterns import SqlPatterns
from cadence.adapters.db.status import SqlStatusStore
from cadence.adapters.db.waker import Waker
from cadence.adapters.jira.tracker import JiraTracker
from cadence.adapters.metrics import Metrics
from cadence.adapters.web import WebServer, application
from cadence.assembly import interpreter, parts, upkeep
from cadence.assembly.added import Added, added, when_posted, when_refused
from cadence.assembly.comparing import comparing
from cadence.assembly.decisions import Decisions, decisions
from cadence.assembly.link import Link
from cadence.assembly.listening import bolt, check_whole, listen, socket
from cadence.assembly.outside import Outside
from cadence.assembly.patterns import patterns
from cadence.assembly.portfolio import portfolio
from cadence.assembly.revenue import revenue
from cadence.assembly.rituals import rituals
from cadence.config import Settings
from cadence.core import calendar, heard, issue, message, query
from cadence.core.errors import SettingsError
from cadence.core.ports import Clock
from cadence.delivery import desk
from cadence.delivery.clock import (
    FORGET,
    Heartbeat,
    SystemClock,
    forgetting,
    recurring,
)
from cadence.delivery.desk import Desk
from cadence.delivery.intake import Intake
from cadence.delivery.job import Handler
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
)
from cadence.delivery.wire import Wire, types_in
from cadence.delivery.worker import Bell, Workers
from cadence.mirror import jobs as mirror_jobs
from cadence.mirror.service import Mirror
from cadence.patterns.service.seen_before import Before
from cadence.status import jobs as status_jobs
from cadence.status.model import asked, question
from cadence.status.service.conversation import Conversation
from cadence.status.service.typed import Typed
from cadence.status.service.watching import Watching

log = structlog.get_logger(__name__)

STATUS_WIRE = Wire(*types_in(message, heard, query, calendar, issue, question, asked))
"""Every type that a question, or what is kept of one, may hold."""

POSTERS = 4
"""Threads that say things, beside those that work: what is ready to be said never waits behind a slow question."""
CHANGERS = 2
"""Threads that change what was said: what is said after it in a channel waits for them. The copy has one of its own,
since its first reading takes long."""
FORMERS = 2
"""Threads that change modals: somebody looks at one that waits."""
LISTENERS = 20
"""Threads that take requests in, and need a database connection each at times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Every part of one process, wired."""

    settings: Settings
    engine: Engine
    store: SqlJobStore
    app: App
    workers: Workers
    heartbeat: Heartbeat
    conversation: Conversation
    decisions: Decisions
    more: Added
    """What the rituals, and the rooms that they are about, add."""
    tracker: JiraTracker
    claude: ClaudeWriter | None
    mirror: Mirror | None
    web: WebServer
    link: Link | None
    waker: Waker | None
    metrics: Metrics

    def start(self) -> None:
        """Work first, then listen: what was left over from before is done even where Slack is away."""
        interpreter.tune()
        if self.waker is None:
            self.store.release()
        for begin in self.more.at_start:
            begin()
        self.store.enqueue(*(recurring(kind) for kind in self._kinds()))
        self.workers.start()
        self.heartbeat.start()
        if self.waker:
            self.waker.start()
        self.web.start()
        if self.link:
            try:
                self.link.start()
            except SettingsError:
                self.stop()
                raise
        log.info("cadence is up", port=self.web.port, socket=self.link is not None)

    def stop(self) -> None:
        """Take nothing more in, finish what has begun."""
        if self.link:
            self.link.stop()
        self.web.stop()
        if self.waker:
            self.waker.stop()
        self.heartbeat.stop()
        self.workers.stop()
        if self.claude:
            self.claude.close()
        self.engine.dispose()
        log.info("cadence has stopped")

    def _kinds(self) -> tuple[str, ...]:
        kinds = (FORGET, *status_jobs.RECURRING, *self.decisions.recurring, *self.more.recurring)
        return (*kinds, mirror_jobs.MIRROR) if self.mirror else kinds


def assemble(
    settings: Settings, *, http: bool | None = None, clock: Clock | None = None
) -> Cadence:
    """Wire one process: nothing is running yet, and nothing outside has been asked but the database.

    `http` says how Slack's events come in; None leaves it to the settings. A clock that is given counts for everything,
    also where the database would tell the time. Raises SettingsError.
    """
    given = clock
    logs.configure(level=settings.log_level, form=settings.log_format)
    clock = clock or SystemClock()
    by_http = settings.serve.mode == "http" if http is None else http
    check_whole(settings, by_http=by_http)
    upkeep.upgrade_database(settings)
    engine = make_engine(
        settings.database_url,
        connections=settings.serve.workers + POSTERS + CHANGERS + FORMERS + 1 + LISTENERS,
    )
    bell = Bell()
    store = (
        SqlJobStore(engine=engine, clock=given, ring=bell.ring)
        if given
        else job_store(engine, clock, ring=bell.ring)
    )
    metrics = Metrics(store.backlog, SqlPatterns(engine))
    jira = parts.tracker(settings, clock, observe=metrics.jira)
    slack = parts.messenger(settings, clock)
    archive = SqlArchive(engine=engine, clock=clock)
    mirror = upkeep.mirror(settings, clock, jira, engine) if settings.mirrored else None
    before = Before(similar=comparing(engine).similar)
    answering = parts.status(settings, clock=clock, tracker=jira, archive=archive, before=before)
    memory = SqlStatusStore(engine, STATUS_WIRE)
    browse = parts.browse_url(settings)
    watching = Watching(status=answering, store=memory, messenger=slack, clock=clock, browse=browse)
    claude = parts.writer(settings, clock, observe=metrics.claude)
    outside = Outside(
        settings=settings,
        engine=engine,
        messenger=slack,
        tracker=jira,
        status=answering,
        writer=claude,
        dropped=metrics.dropped,
        clock=clock,
    )
    log_of_decisions = decisions(outside)
    subjects = added(
        portfolio(outside, decisions=log_of_decisions.log),
        revenue(outside),
        patterns(outside, decisions=log_of_decisions.log),
    )
    room_of_rituals = rituals(
        outside,
        sources={each.name: each for each in subjects.sources},
        decisions=log_of_decisions.log,
    )
    more = added(subjects, room_of_rituals)
    conversation = Conversation(
        status=answering,
        store=memory,
        messenger=slack,
        clock=clock,
        zone=settings.zone,
        browse=browse,
        at_home=more.at_home,
    )
    typed = Typed(ask_all=lambda: upkeep.checks(settings))
    front = Desk((typed, *log_of_decisions.flows, *more.flows))
    handlers: Mapping[str, Handler] = {
        **desk.handlers(front),
        POST: PostHandler(
            messenger=slack,
            on_posted=when_posted((log_of_decisions.on_posted, *more.on_posted)),
            on_refused=when_refused((log_of_decisions.on_refused, *more.on_refused)),
            clock=clock,
        ).handler(),
        CHANGE: ChangeHandler(messenger=slack).handler(),
        FORM: FormHandler(messenger=slack).handler(),
        **log_of_decisions.handlers,
        **more.handlers,
        FORGET: forgetting(store, clock=clock),
        **status_jobs.handlers(
            conversation,
            watching,
            wire=STATUS_WIRE,
            clock=clock,
            watch_every=settings.status.watch_every,
            remember=settings.status.remember,
        ),
        **(
            mirror_jobs.handlers(mirror, sync_every=settings.mirror.every, clock=clock)
            if mirror
            else {}
        ),
    }
    workers = Workers(
        store=store,
        handlers=handlers,
        clock=clock,
        count=settings.serve.workers,
        pools={
            POST: POSTERS,
            CHANGE: CHANGERS,
            FORM: FORMERS,
            **({mirror_jobs.MIRROR: 1} if mirror else {}),
        },
        observe=metrics.job,
    )
    bell.listen(workers.wake)
    app = bolt(settings, metrics.ack)
    listen(
        app,
        intake=Intake(store, metrics.delivery),
        desk=front,
        hearing=log_of_decisions.hearing,
        messenger=slack,
        wire=STATUS_WIRE,
        clock=clock,
    )
    web = WebServer(
        application(
            ready=DatabaseHealth(settings.database_url).checks,
            metrics=metrics.page,
            slack=SlackRequestHandler(app) if by_http else None,
        ),
        host=settings.serve.host,
        port=settings.serve.port if settings.port is None else settings.port,
    )
    on_postgresql = engine.dialect.name == "postgresql"
    return Cadence(
        settings=settings,
        engine=engine,
        store=store,
        app=app,
        workers=workers,
        heartbeat=Heartbeat(
            store=store,
            beats=(*log_of_decisions.beats, *more.beats),
            clock=clock,
            wake=workers.wake,
        ),
        conversation=conversation,
        decisions=log_of_decisions,
        more=more,
        tracker=jira,
        claude=claude,
        mirror=mirror,
        web=web,
        link=None if by_http else Link(socket(settings, app)),
        waker=Waker(engine=engine, ring=bell.ring) if on_postgresql else None,
        metrics=metrics,
    )
