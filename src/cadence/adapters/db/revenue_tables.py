"""Tables of revenue by account and month.

What changes is replaced by a new row and stays: `brought_by` is the import that brought a row, `replaced_by` the one as
of which it counts no more. A month is a number, 12 × year + month - 1.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, Table, Text

from cadence.adapters.db.tables import UtcDateTime, metadata


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable, autoincrement=False)


def _key(name: str) -> Column[int]:
    """A number of ours that the database does not count up."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


revenue_imports = Table(
    "revenue_imports",
    metadata,
    _key("id"),
    Column("at", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("months", JSON, nullable=False),
    Index(None, "at"),
)
"""`months` are those in which it changed an amount."""

revenue_months = Table(
    "revenue_months",
    metadata,
    _key("month"),
    _number("brought_by"),
    Column("is_derived", Boolean, nullable=False),
    _number("stated", nullable=True),
)
"""The months that were imported, and since which import. `is_derived`: its amounts follow from movements. `stated` is
the import since which it has movements."""

revenue_kinds = Table(
    "revenue_kinds",
    metadata,
    _key("id"),
    Column("segments", Text, nullable=False, unique=True),
)
"""Each combination of segments once, as JSON in the order of the dimensions. 0 stands for none and is not here."""


def _versioned(name: str, *indexes: Index) -> Table:
    return Table(
        name,
        metadata,
        _key("month"),
        Column("account", Text, primary_key=True),
        Column("currency", Text, primary_key=True),
        _key("brought_by"),
        Column("cents", BigInteger, nullable=False),
        _number("kind"),
        _number("replaced_by", nullable=True),
        *indexes,
        # A month is read as a whole, so its rows lie side by side.
        sqlite_with_rowid=False,
    )


revenue_amounts = _versioned("revenue_amounts", Index(None, "account"))
revenue_stated = _versioned("revenue_stated")

revenue_merges = Table(
    "revenue_merges",
    metadata,
    Column("account", Text, primary_key=True),
    _key("brought_by"),
    Column("into", Text, nullable=False),
)

revenue_rates = Table(
    "revenue_rates",
    metadata,
    Column("currency", Text, primary_key=True),
    _key("month"),
    _key("brought_by"),
    Column("rate", Text, nullable=False),
)
