"""Calls of rituals, and the digests that show them."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cadence.adapters.db.tables import UtcDateTime, metadata

ritual_call_numbers = Table(
    "ritual_call_numbers",
    metadata,
    Column("ritual", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("ritual", "key", "occurrence"),
    UniqueConstraint("ritual", "number"),
)
"""Numbers that were given: to a call's key, in the occurrence that raised it."""

ritual_calls = Table(
    "ritual_calls",
    metadata,
    Column("ritual", Text, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("call", JSON, nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("carried", Integer, nullable=False),
    Column("ended", Text, nullable=False),
    Column("over_at", UtcDateTime),
    Column("outcome", JSON(none_as_null=True)),
    PrimaryKeyConstraint("ritual", "number"),
    Index(
        "ix_ritual_calls_open",
        "ritual",
        "key",
        unique=True,
        sqlite_where=text("over_at IS NULL"),
        postgresql_where=text("over_at IS NULL"),
    ),
)
"""`over_at` is null while it is open or somebody has it, and only one of a key may be. `call` and `outcome` are the
values of `core.agenda` themselves."""

ritual_call_messages = Table(
    "ritual_call_messages",
    metadata,
    Column("ritual", Text, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    PrimaryKeyConstraint("ritual", "number", "channel", "ts"),
    ForeignKeyConstraint(["ritual", "number"], ["ritual_calls.ritual", "ritual_calls.number"]),
    Index(None, "channel", "ts"),
)
"""Direct messages that hold a call's buttons."""

ritual_digests = Table(
    "ritual_digests",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("ritual", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("blocks", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What of a digest never changes; `blocks` are messages' own."""

ritual_digest_calls = Table(
    "ritual_digest_calls",
    metadata,
    Column("occurrence", Text, nullable=False),
    Column("ritual", Text, nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("place", Integer, nullable=False),
    PrimaryKeyConstraint("occurrence", "number"),
    ForeignKeyConstraint(["occurrence"], ["ritual_digests.occurrence"]),
    Index(None, "ritual", "number"),
)

ritual_digest_pages = Table(
    "ritual_digest_pages",
    metadata,
    Column("occurrence", Text, nullable=False),
    Column("page", Integer, nullable=False, autoincrement=False),
    Column("message", JSON, nullable=False),
    Column("ts", Text),
    PrimaryKeyConstraint("occurrence", "page"),
    ForeignKeyConstraint(["occurrence"], ["ritual_digests.occurrence"]),
)
"""A digest's messages as they stand, from 1 on; `ts` is null until Slack has it."""
