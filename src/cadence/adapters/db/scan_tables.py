"""Tables of what scans remember of bugs."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, Text

from cadence.adapters.db.tables import UtcDateTime, metadata

bug_cases = Table(
    "bug_cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("components", JSON, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("affects", JSON, nullable=False),
    Column("fixed_in", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("resolution", Text),
    Column("resolutions", JSON, nullable=False),
    Column("reopenings", JSON, nullable=False),
    Column("reopened_at", UtcDateTime),
    Column("is_told", Boolean, nullable=False),
    Column("group", Integer),
    Column("digest", Text, nullable=False),
    Column("said", Text, nullable=False),
    Index(None, "key"),
    Index(None, "area", "created_at"),
    Index(None, "area", "resolved_at"),
    Index(None, "project", "created_at"),
    Index(None, "project", "reopened_at"),
    Index(None, "group"),
)
"""When things happened to a bug and where it lies; no text and no person. `id` is the tracker's. `resolutions` and
`reopenings` are instants in ISO form, `reopened_at` the last of these. `is_told` says whether the tracker told how its
state changed. `group` is the number of its group of similar bugs. `digest` tells whether a bug is as it is kept, `said`
whether its text is."""

case_marks = Table(
    "case_marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text),
    Column("areas", Text),
    Column("last_group", Integer, nullable=False),
    Column("step", Text),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("stood_at", UtcDateTime),
)
"""One row: how far the feed was taken in, by which areas, the highest number that a group was given, and where a scan
that runs stands. It is the lock under which pages are taken in and numbers are given."""

case_splits = Table(
    "case_splits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("group", Integer, nullable=False),
)
"""The group that people made of others by this act."""

known_names = Table(
    "known_names",
    metadata,
    Column("name", Text, primary_key=True),
)
"""Of everybody who is assigned to, reported or wrote something in the copy: what texts are masked by. They are shown to
nobody."""

name_marks = Table(
    "name_marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text, nullable=False),
)
"""One row: up to where in the copy names were looked for."""
