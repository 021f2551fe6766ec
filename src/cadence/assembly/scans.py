"""What a scan is made of: the same for the command line and for a process."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.pattern_cases import SqlCases
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.existing import existing_engine
from cadence.config import Settings
from cadence.patterns.service.grouping import NoGroups
from cadence.patterns.service.intake import Intake
from cadence.patterns.service.looking import Looking


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    feed: SqlFeed
    cases: SqlCases
    patterns: SqlPatterns
    intake: Intake
    looking: Looking


def scans(settings: Settings, engine: Engine) -> Scans:
    feed = SqlFeed(engine)
    cases = SqlCases(engine, settings.owned)
    patterns = SqlPatterns(engine)
    return Scans(
        feed=feed,
        cases=cases,
        patterns=patterns,
        intake=Intake(feed=feed, cases=cases, grouping=NoGroups()),
        looking=Looking(feed=feed, cases=cases, patterns=patterns, policy=settings.pattern_policy),
    )


def existing_scans(settings: Settings) -> Scans:
    """Raises NoDatabase and StoreUnavailable."""
    return scans(settings, existing_engine(settings))
