"""Rituals for the command line: the parts that its verbs need."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import writing
from cadence.adapters.db.jobs import job_store
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.assembly import parts
from cadence.assembly.added import added
from cadence.assembly.checkins import check_ins
from cadence.assembly.decisions import decisions
from cadence.assembly.digests import digests
from cadence.assembly.existing import existing_engine
from cadence.assembly.outside import Outside
from cadence.assembly.portfolio import portfolio
from cadence.assembly.revenue import revenue
from cadence.config import SOURCES, Settings
from cadence.core.chart import Chart
from cadence.core.ports import Clock
from cadence.delivery.worker import this_process
from cadence.rituals.model.ritual import Standing
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.rehearsing import Rehearsing
from cadence.rituals.service.rights import Operator
from cadence.rituals.service.turning import Turned, Turning


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is defined, and what became of it."""

    engine: Engine
    definitions: SqlDefinitions
    occurrences: SqlOccurrences
    clock: Clock

    @property
    def turning(self) -> Turning:
        return Turning(
            definitions=self.definitions, rights=Operator(), clock=self.clock, sources=SOURCES
        )

    def turn(self, turned: Turned, standing: Standing) -> None:
        """Its channel is told by whichever process serves. Raises Overtaken, and nothing was changed."""
        with writing(self.engine) as connection:
            for change in turned.changes:
                change(connection)
        key = f"{standing.version.ritual.key}@{self.clock.now().isoformat()}"
        told = turned.announced(standing, "", key=f"turned:{key}")
        job_store(self.engine, self.clock).enqueue(*told)


def existing_book(settings: Settings, clock: Clock) -> Book:
    """Looking for it makes no database. Raises NoDatabase and StoreUnavailable."""
    engine = existing_engine(settings)
    return Book(
        engine=engine,
        definitions=SqlDefinitions(engine),
        occurrences=SqlOccurrences(engine),
        clock=clock,
    )


def rehearsing(settings: Settings, book: Book) -> Rehearsing:
    """What an occurrence would look like. Raises SettingsError where Slack or Jira is not set up."""
    outside = _outside(settings, book)
    log = decisions(outside).log
    subjects = added(portfolio(outside, decisions=log), revenue(outside))
    sources = {each.name: each for each in subjects.sources}
    ledger = Ledger(occurrences=book.occurrences, clock=book.clock, process=this_process())
    asked = check_ins(
        outside,
        definitions=book.definitions,
        occurrences=book.occurrences,
        ledger=ledger,
        sources=sources,
    )
    told = digests(
        outside,
        definitions=book.definitions,
        occurrences=book.occurrences,
        checkins=asked.store,
        check_in=asked.asking,
        ledger=ledger,
        sources=sources,
        decisions=log,
    )
    return told.rehearsing


def _outside(settings: Settings, book: Book) -> Outside:
    clock = book.clock
    tracker = parts.tracker(settings, clock)
    archive = SqlArchive(engine=book.engine, clock=clock)
    return Outside(
        settings=settings,
        engine=book.engine,
        messenger=parts.messenger(settings, clock),
        tracker=tracker,
        status=parts.status(settings, clock=clock, tracker=tracker, archive=archive),
        writer=None,
        dropped=lambda _purpose, _words: None,
        clock=clock,
    )


def painting() -> Callable[[Chart], bytes]:
    """Raises NotPainted when it is called."""
    # matplotlib takes seconds to import: nobody waits for it who wants no pictures.
    from cadence.adapters.charts.painter import ChartPainter  # noqa: PLC0415 - see above

    return ChartPainter().paint
