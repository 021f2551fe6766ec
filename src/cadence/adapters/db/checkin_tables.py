"""Tables of check-ins, answers and absences."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from cadence.adapters.db.tables import BigId, UtcDateTime, metadata

check_ins = Table(
    "check_ins",
    metadata,
    Column("occurrence", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("on", Date, nullable=False),
    Column("standing", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Column("why", Text, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("reminded", Integer, nullable=False),
    Column("channel", Text),
    Column("ts", Text),
    Index(None, "person", "on"),
)
"""`body` is what was asked about and filled in, as it was then. `is_open` until the check-in closes."""

check_in_responses = Table(
    "check_in_responses",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("occurrence", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("ritual", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("occurrence", "person", "edits"),
    Index(None, "ritual", "person", "at"),
)
"""Everything that each person ever answered; the last word is the one with the most edits."""

absences = Table(
    "absences",
    metadata,
    Column("person", Text, primary_key=True),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime),
    Column("said_by", Text, nullable=False),
)
"""Who said that they are away; what Slack's status says is asked of Slack."""
