"""What a scan is made of: the same for the command line and for a process."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.likenesses import SqlLikenesses
from cadence.adapters.db.pattern_cases import SqlCases
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.existing import existing_engine
from cadence.config import Settings
from cadence.core.ports import Clock
from cadence.patterns.service.grouping import Groups
from cadence.patterns.service.intake import Intake
from cadence.patterns.service.keeping import Keeping
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.looking import Looking
from cadence.patterns.service.naming import Naming
from cadence.patterns.service.scanning import Scanning
from cadence.patterns.service.spreading import Spreading


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    feed: SqlFeed
    cases: SqlCases
    patterns: SqlPatterns
    likenesses: SqlLikenesses
    looking: Looking
    keeping: Keeping
    scanning: Scanning


def scans(settings: Settings, engine: Engine, clock: Clock) -> Scans:
    feed = SqlFeed(engine)
    cases = SqlCases(engine, settings.owned)
    patterns = SqlPatterns(engine)
    likenesses = SqlLikenesses(engine)
    policy = settings.pattern_policy
    looking = Looking(feed=feed, cases=cases, patterns=patterns, policy=policy)
    keeping = Keeping(patterns=patterns, naming=Naming(feed=feed, cases=cases), policy=policy)
    scanning = Scanning(
        likening=Likening(feed=SqlFeed(engine, every_type=True), likenesses=likenesses),
        intake=Intake(
            feed=feed,
            cases=cases,
            grouping=lambda: Groups(cases=cases, likenesses=likenesses, areas=settings.owned),
        ),
        looking=looking,
        keeping=keeping,
        spreading=Spreading(
            patterns=patterns, areas=frozenset(each.name for each in settings.owned)
        ),
        cases=cases,
        clock=clock,
    )
    return Scans(
        feed=feed,
        cases=cases,
        patterns=patterns,
        likenesses=likenesses,
        looking=looking,
        keeping=keeping,
        scanning=scanning,
    )


def existing_scans(settings: Settings, clock: Clock) -> tuple[Scans, Engine]:
    """Raises NoDatabase and StoreUnavailable."""
    engine = existing_engine(settings)
    return scans(settings, engine, clock), engine
