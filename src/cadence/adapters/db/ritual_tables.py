"""Tables of rituals: definitions, occurrences, the ledger."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cadence.adapters.db.tables import BigId, UtcDateTime, metadata

rituals = Table(
    "rituals",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("next_at", UtcDateTime),
    Index(
        "ix_rituals_due",
        "next_at",
        sqlite_where=text("state = 'on'"),
        postgresql_where=text("state = 'on'"),
    ),
)
"""What stands of each ritual: the version that counts, and when it is due next. The index holds those alone that are
on, so that what a beat reads follows what is due."""

ritual_versions = Table(
    "ritual_versions",
    metadata,
    Column("ritual", Text, ForeignKey("rituals.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    Column("origin", Text, nullable=False),
    Column("by", Text),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
)
"""Every definition that ever counted, never changed. `body` is the Ritual itself."""

ritual_occurrences = Table(
    "ritual_occurrences",
    metadata,
    Column("ritual", Text, primary_key=True),
    Column("on", Date, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("stage", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("published_at", UtcDateTime),
    Column("channel", Text, nullable=False),
    Column("digest_ts", Text),
    UniqueConstraint("key"),
    Index(
        "ix_ritual_occurrences_unfinished",
        "due_at",
        sqlite_where=text("stage IN ('due', 'open', 'closed')"),
        postgresql_where=text("stage IN ('due', 'open', 'closed')"),
    ),
)
"""`key` is the ritual's key and the date in one, as check-ins and calls name their occurrence."""

ritual_ledger = Table(
    "ritual_ledger",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("ritual", Text, nullable=False),
    Column("on", Date, nullable=False),
    Column("step", Text, nullable=False),
    Column("whom", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("process", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "ritual", "on", "id"),
)
"""Each step of each occurrence, as it was intended and as it stood; only ever added to."""
