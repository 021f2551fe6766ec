"""The copy of Jira on both databases: writing it, counting, listing, finding what is similar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Engine, text

from benchmarks.asking import settings
from benchmarks.bench import Bench
from benchmarks.children import Child
from benchmarks.measuring import Spread, by_turns, ratio, seconds, show
from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.schema import upgrade
from cadence.assembly import parts
from cadence.core.issue import Issue
from cadence.core.ports import Detail
from cadence.core.query import Among, Field, IssueQuery, Order, OrderBy, Unresolved
from cadence.core.site import Site
from cadence.delivery.clock import SystemClock
from cadence.mirror.model import Standing, batched

SIMILAR = "app crashes when the keyboard opens in a modal window on Android"
A_BATCH = 500


@dataclass(frozen=True, slots=True)
class Source:
    site: Site
    issues: tuple[Issue, ...]
    component: str


def run(bench: Bench) -> None:
    source = _source(bench.jira)
    engines = {kind: _engine(bench, kind) for kind in ("SQLite", "PostgreSQL")}
    written = {kind: _write(engine, source) for kind, engine in engines.items()}
    show(
        f"Writing {len(source.issues):,} issues into the copy",
        ("", "seconds", "issues a second"),
        [
            (kind, f"{took:.1f}", f"{len(source.issues) / took:,.0f}")
            for kind, took in written.items()
        ],
    )
    archives = {
        kind: SqlArchive(engine=engine, clock=SystemClock()) for kind, engine in engines.items()
    }
    rows = [_row(bench, name, ask, archives) for name, ask in _questions(source.component).items()]
    show(
        f"Asking the copy of {len(source.issues):,} issues",
        ("", "SQLite", "PostgreSQL", "ratio"),
        rows,
        "median (middle half); nothing is remembered from one question to the next",
    )
    for engine in engines.values():
        engine.dispose()


Ask = Callable[[SqlArchive], object]


def _questions(component: str) -> dict[str, Ask]:
    open_bugs = IssueQuery(
        (Among(Field.COMPONENT, (component,)), Unresolved()), (Order(OrderBy.UPDATED),)
    )
    return {
        "count": lambda archive: archive.search(open_bugs, limit=0),
        "list of 20": lambda archive: archive.search(open_bugs, limit=20),
        "20 most similar": lambda archive: archive.similar(SIMILAR, limit=20),
    }


def _row(bench: Bench, name: str, ask: Ask, archives: dict[str, SqlArchive]) -> tuple[str, ...]:
    measures = {kind: _timed(ask, archive) for kind, archive in archives.items()}
    taken = by_turns(bench.rounds(40), measures)
    shown = (Spread(each).shown() for each in taken.values())
    return (name, *shown, ratio(taken["SQLite"], taken["PostgreSQL"]))


def _timed(ask: Ask, archive: SqlArchive) -> Callable[[], float]:
    return lambda: seconds(lambda: ask(archive))


def _source(jira: Child) -> Source:
    tracker = parts.tracker(settings(jira), SystemClock())
    query = IssueQuery((Among(Field.PROJECT, tuple(jira.told["projects"])),))
    issues: Iterable[Issue] = tracker.every(query, detail=Detail.FULL)
    return Source(tracker.site(), tuple(islice(issues, 20_000)), jira.told["component"])


def _engine(bench: Bench, kind: str) -> Engine:
    engine = make_engine(bench.database(kind, "archive"))
    upgrade(engine)
    return engine


def _write(engine: Engine, source: Source) -> float:
    store, now = SqlMirrorStore(engine), SystemClock().now()
    projects = {issue.project for issue in source.issues}

    def write() -> None:
        for some in batched(source.issues, A_BATCH):
            store.keep(some, {})
        standings = [Standing(project=each, begun_at=now, as_of=now) for each in projects]
        store.stand(standings, source.site)

    took = seconds(write)
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))
    return took
