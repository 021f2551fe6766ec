"""Tables of patterns."""

from sqlalchemy import (
    DDL,
    JSON,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from cadence.adapters.db.tables import BigId, UtcDateTime, metadata, refused

pattern_numbers = Table(
    "pattern_numbers",
    metadata,
    Column("number", BigId, Identity(), primary_key=True),
    Column("identity", Text, nullable=False),
    Column("taken", Integer, nullable=False),
    UniqueConstraint("identity", "taken"),
    # A number stands in people's messages and in the decision log, so it never comes back.
    sqlite_autoincrement=True,
)
"""Which number the next pattern with this identity has. `taken` counts those that took one before: people can give a
pattern another identity (a group that was split off), and it keeps its number."""

patterns = Table(
    "patterns",
    metadata,
    Column(
        "number", BigId, ForeignKey("pattern_numbers.number"), primary_key=True, autoincrement=False
    ),
    Column("identity", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index(
        "uq_patterns_identity",
        "identity",
        unique=True,
        sqlite_where=text("state != 'merged'"),
        postgresql_where=text("state != 'merged'"),
    ),
    Index(None, "state"),
    Index(None, "area"),
)
"""Patterns as they stand now: `body` is the Pattern itself, what is asked for by equality is here besides."""

pattern_ledger = Table(
    "pattern_ledger",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("pattern", BigId, ForeignKey("patterns.number"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text),
    Column("says", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Index(None, "pattern", "id"),
    Index(None, "at"),
)
"""What happened to each; the database itself refuses to change or delete a line."""

pattern_messages = Table(
    "pattern_messages",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("pattern", BigId, ForeignKey("patterns.number"), nullable=False),
    Index(None, "pattern"),
)
"""Where the cards stand."""

pattern_scans = Table(
    "pattern_scans",
    metadata,
    Column("at", UtcDateTime, primary_key=True),
    Column("body", JSON, nullable=False),
)
"""Scans whose findings were stored, by the moment as of which they looked."""

for _act in ("UPDATE", "DELETE"):
    for _dialect, _statement in refused("pattern_ledger", _act).items():
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
        event.listen(metadata, "after_create", _ddl.execute_if(dialect=_dialect))
