"""Tables of what bugs are compared by."""

from sqlalchemy import Column, Double, Index, Integer, LargeBinary, Table, Text

from cadence.adapters.db.tables import metadata

likenesses = Table(
    "likenesses",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("day", Double, nullable=False),
    Column("title", Text, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("weights", LargeBinary, nullable=False),
    Column("traits", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Index(None, "key"),
)
"""Embeddings of issues of every type; `id` is the tracker's. `day` is that of its
creation, in days since 1970. `digest` tells whether one is of the issue as it is."""

likeness_marks = Table(
    "likeness_marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text),
    Column("total", Integer, nullable=False),
    Column("counts", LargeBinary, nullable=False),
)
"""One row: how far the copy was taken in, and how often each term is in what was. It is the lock under which pages are
taken in."""
