"""What bugs are compared by, for the command line and for answers."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.likenesses import SqlLikenesses
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.assembly.existing import existing_engine
from cadence.config import Settings
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.similar import Similar
from cadence.patterns.store.feed import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    feed: Feed
    """Of issues of every type."""
    likening: Likening
    similar: Similar


def comparing(engine: Engine) -> Comparing:
    feed, likenesses = SqlFeed(engine, every_type=True), SqlLikenesses(engine)
    return Comparing(
        feed=feed,
        likening=Likening(feed=feed, likenesses=likenesses),
        similar=Similar(likenesses=likenesses),
    )


def existing_comparing(settings: Settings) -> Comparing:
    """Raises NoDatabase and StoreUnavailable."""
    return comparing(existing_engine(settings))
