"""Tables of bets."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from cadence.adapters.db.tables import BigId, UtcDateTime, metadata

bet_numbers = Table(
    "bet_numbers",
    metadata,
    Column("number", BigId, Identity(), primary_key=True),
    Column("key", Text, nullable=False),
    UniqueConstraint("key"),
    # A number stands in the decision log and in people's messages, so it never comes back.
    sqlite_autoincrement=True,
)
"""The number that the bet with this key has or will have."""

bets = Table(
    "bets",
    metadata,
    Column(
        "number", BigId, ForeignKey("bet_numbers.number"), primary_key=True, autoincrement=False
    ),
    Column("key", Text),
    Column("owner", Text),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("draft", JSON),
    UniqueConstraint("key"),
    Index(None, "owner"),
)
"""Bets as they stand now: `body` is the Bet itself, what is asked for by equality is here besides. `draft` is what a
file last said of it."""

bet_readings = Table(
    "bet_readings",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("bet", BigId, ForeignKey("bets.number"), nullable=False),
    Column("metric", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", Text),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "bet", "day"),
)
"""Every reading that was ever given, never changed: of one bet, metric and day the last one counts. `value` is a
decimal number, to the last digit."""

bet_events = Table(
    "bet_events",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("bet", BigId, ForeignKey("bets.number"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "bet", "id"),
    Index(None, "at"),
)
"""History, never changed."""

bet_changes = Table(
    "bet_changes",
    metadata,
    Column("key", Text, primary_key=True),
)
"""Keys of the changes that were made: none is made twice."""

bet_quiet = Table(
    "bet_quiet",
    metadata,
    Column("call", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
"""Questions that were answered, and until when they are not asked again."""
