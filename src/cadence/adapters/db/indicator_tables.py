"""Tables of leading indicators, of what is read of accounts, and of the leads and calls that follow."""

from sqlalchemy import JSON, Column, Date, Index, Integer, Table, Text

from cadence.adapters.db.tables import UtcDateTime, metadata

indicator_versions = Table(
    "indicator_versions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Indicators that were defined in Slack, every version; the highest number counts."""

indicator_readings = Table(
    "indicator_readings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("indicator", Text, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("value", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", Text),
    Column("accounts", Integer),
    Column("note", Text, nullable=False),
    Index(None, "read_on"),
)
"""`key` is of what brought the reading, so that it is taken once. `value` is a decimal number as it is written."""

account_readings = Table(
    "account_readings",
    metadata,
    Column("account", Text, primary_key=True),
    Column("read_on", Date, primary_key=True),
    Column("measures", JSON, nullable=False),
    Column("days", JSON, nullable=False),
    Column("owner", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("put_at", UtcDateTime, nullable=False),
    Index(None, "read_on"),
    Index(None, "put_at"),
)
"""`measures` by name as decimal numbers in text, `days` by name as ISO dates."""

expansion_leads = Table(
    "expansion_leads",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("owner", Text),
    Column("why_owner", Text, nullable=False),
    Column("told_to", Text),
    Column("state", Text, nullable=False),
    Column("answered_by", Text),
    Column("answered_at", UtcDateTime),
    Index(None, "state", "raised_at"),
    Index(None, "told_to", "raised_at"),
)

revenue_rests = Table(
    "revenue_rests",
    metadata,
    Column("call", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("until", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Calls that were answered and are not raised again before `until`."""
