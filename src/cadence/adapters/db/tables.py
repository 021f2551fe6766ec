"""Every table. What is here and what the migrations make is the same, and a test says so.

Conventions: names are plural and plain; an instant is `UtcDateTime`, a calendar day is `Date`, what JSON can hold is
`JSON` (not JSONB, which refuses U+0000 in people's text); constraints and indexes are named by the convention below,
so that a migration can name them on both databases.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC, with microseconds: `timestamptz` on PostgreSQL, sortable ISO text on SQLite.

    A naive one is refused, since nobody knows what it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a zone: {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts up only what is spelt INTEGER."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("lane", Text),
    Column("gap", Double, nullable=False),
    Column("args", JSON, nullable=False),
    Column("step", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claim", Text),
    Column("tries", Integer, nullable=False),
    Column("enqueued_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("set_aside", Boolean, nullable=False),
    Column("error", Text),
    UniqueConstraint("kind", "key"),
    Index(
        None,
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(
        None,
        "lane",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(None, "lane", "done_at"),
    Index(None, "set_aside", "done_at"),
    # An id is shown to people as a reference, so it never comes back after its row is forgotten.
    sqlite_autoincrement=True,
)
"""Durable work (see `delivery.job`). `gap` is in seconds. `claim` is set while it runs, and `due_at` is then the end of
the lease. `done_at` is when it was over: done, or set aside with its error."""

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, nullable=False),
    Column("user", Text),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("kind", Text),
    Column("outcome", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "conversation", "asked_at"),
    Index(None, "user", "asked_at"),
)
"""What was asked and how it was understood. `id` is the event's; `kind` is null where it was asked back; `outcome` is
"answered", "asked back" or "could not look"; `body` is the Remembered question itself."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("question", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What people pressed under an answer: the last press of each counts."""

watches = Table(
    "watches",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("user", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("resolution", Text),
    Column("since", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index(
        "uq_watches_live",
        "team",
        "user",
        "key",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
"""Who is told when an issue's state changes. `status`, `category` and `resolution` are what the watcher knows of; at
most one live watch of a person on an issue."""

mirrored_projects = Table(
    "mirrored_projects",
    metadata,
    Column("project", Text, primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("filled_to", UtcDateTime),
    Column("updated_to", UtcDateTime),
    Column("as_of", UtcDateTime),
    Column("reconciled_at", UtcDateTime),
)
"""How far the copy of each project is (see `mirror.model.Standing`)."""

mirrored_site = Table(
    "mirrored_site",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
)
"""One row: the tracker's vocabulary as it was last read."""

mirrored_issues = Table(
    "mirrored_issues",
    metadata,
    Column("seq", BigId, Identity(), primary_key=True),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("key_number", Integer, nullable=False),
    Column("project", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("priority", Text),
    Column("resolution", Text),
    Column("reporter", Text),
    Column("parent", Text),
    Column("level", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("due", Date),
    Column("read_at", UtcDateTime, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("id"),
    Index(None, "key"),
    Index(None, "project", "created_at"),
    Index(None, "project", "updated_at"),
    Index(None, "project", "resolved_at"),
    Index(None, "read_at", "seq"),
)
"""What the copy is searched by. Names are folded for comparison; the issue itself is in `mirrored_bodies`. `digest`
tells whether a listed issue is as the copy has it."""

mirrored_bodies = Table(
    "mirrored_bodies",
    metadata,
    Column(
        "issue",
        BigId,
        ForeignKey("mirrored_issues.seq", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("body", Text, nullable=False),
)
"""The issue as it was read, as JSON that no database looks into. Apart from `mirrored_issues`, so that a scan of those
reads little."""

mirrored_names = Table(
    "mirrored_names",
    metadata,
    Column("field", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column(
        "issue",
        BigId,
        ForeignKey("mirrored_issues.seq", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Index(None, "issue"),
)
"""Fields of which an issue may hold several names: components, labels, versions, sprints, the assignee's name and
address. Folded."""

mirrored_changes = Table(
    "mirrored_changes",
    metadata,
    Column(
        "issue",
        BigId,
        ForeignKey("mirrored_issues.seq", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Index(None, "at"),
    Index(None, "was"),
)
"""Each issue's history, oldest first. `was` and `became` are `before` and `after` folded for comparison, or empty."""

decision_counters = Table(
    "decision_counters",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The highest number that was given to each kind of record. Its row is the lock under which numbers are given."""

decision_numbers = Table(
    "decision_numbers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint("number"),
)
"""The number that the record with this key has or will have."""

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("height", Integer, nullable=False),
    Column("channel", Text),
    Column("kind", Text, nullable=False),
    Column("recorder", Text),
    Column("decider", Text),
    Column("area", Text),
    Column("product", Text),
    Column("project", Text),
    Column("epic", Text),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("review_on", Date),
    Column("origin", JSON, nullable=False),
    Column("recorded_by", JSON, nullable=False),
    UniqueConstraint("key"),
    UniqueConstraint("number", "height"),
    Index(None, "status", "number"),
    Index(None, "channel", "number"),
    Index(None, "recorder", "number"),
    Index(None, "decider", "number"),
    Index(None, "area", "number"),
    Index(None, "product", "number"),
    Index(None, "project", "number"),
    Index(None, "epic", "number"),
    Index(None, "review_on"),
)
"""Decisions as they stand. What was decided is in the revision that `revision` names; what can be asked for by equality
is here besides (`recorder` and `decider` are Slack user ids; the scope is folded for comparison). `height` is greater
than that of everything the decision took the place of, see `decision_supersessions`."""

decision_revisions = Table(
    "decision_revisions",
    metadata,
    Column(
        "decision", Integer, ForeignKey("decisions.number"), primary_key=True, autoincrement=False
    ),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
)
"""Every revision, whole: never changed, never deleted, and a trigger says so."""

decision_quotes = Table(
    "decision_quotes",
    metadata,
    Column(
        "decision", Integer, ForeignKey("decisions.number"), primary_key=True, autoincrement=False
    ),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("ts", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("standing", Text, nullable=False),
    Column("until", Integer),
)
"""The messages that a decision rests on, in their order. `until` is the last revision that rests on it, null while the
latest does. That and `standing` alone change; a trigger says so."""

decision_supersessions = Table(
    "decision_supersessions",
    metadata,
    Column("old", Integer, primary_key=True, autoincrement=False),
    Column("old_height", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("new_height", Integer, nullable=False),
    ForeignKeyConstraint(
        ["old", "old_height"], ["decisions.number", "decisions.height"], onupdate="CASCADE"
    ),
    ForeignKeyConstraint(
        ["new", "new_height"], ["decisions.number", "decisions.height"], onupdate="CASCADE"
    ),
    CheckConstraint("new_height > old_height", name="upwards"),
    Index(None, "new"),
)
"""What took the place of what. There are no forks, since `old` is unique, and no loops, since each step goes upwards;
heights are those of the decisions and follow them."""

decision_history = Table(
    "decision_history",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("decision", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("what", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "decision", "at", "id"),
)
"""What happened to a decision; never changed, never deleted."""

decision_shown = Table(
    "decision_shown",
    metadata,
    Column(
        "decision", Integer, ForeignKey("decisions.number"), primary_key=True, autoincrement=False
    ),
    Column("board", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
)
"""Messages of ours that show a decision."""

draft_counts = Table(
    "draft_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("drafts", Integer, nullable=False),
)
"""All that is kept of drafts."""

decision_spellings = Table(
    "decision_spellings",
    metadata,
    Column("clue", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Words that records hold, each under every clue by which a misspelt one leads to it (see `adapters.db.spelling`)."""

decision_reviews = Table(
    "decision_reviews",
    metadata,
    Column("key", Text, primary_key=True),
    Column("decision", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("why", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("due_on", Date),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("hand_on_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("outcome", Text),
    Column("closed_by", JSON),
    Index(None, "decision", "due_on"),
    Index(None, "hand_on_at"),
    Index(
        "ix_decision_reviews_open",
        "opened_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)
"""Each asking whether a decision is still right. `hand_on_at` is null once it was handed on, and where it never is."""

decision_asks = Table(
    "decision_asks",
    metadata,
    Column("review", Text, ForeignKey("decision_reviews.key"), primary_key=True),
    Column("to", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("channel", Text),
    Column("ts", Text),
)
"""Who was asked, and where that message stands once it does."""

decision_triggers = Table(
    "decision_triggers",
    metadata,
    Column(
        "decision", Integer, ForeignKey("decisions.number"), primary_key=True, autoincrement=False
    ),
    Column("words", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("armed_at", UtcDateTime, nullable=False),
    Column("armed_by", JSON, nullable=False),
    Column("known", Text),
    Column("looked_at", UtcDateTime),
    Column("fired_at", UtcDateTime),
    Index(
        "ix_decision_triggers_armed",
        "looked_at",
        sqlite_where=text("fired_at IS NULL"),
        postgresql_where=text("fired_at IS NULL"),
    ),
)
"""What reopens a decision: a state of an issue or version. `words` say it, folded; `known` is the state seen last."""

chain_numbers = Table(
    "chain_numbers",
    metadata,
    Column("sort", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint("sort", "number"),
)
"""The number that the signal, learning or principle with this key has or will have."""

chain_nodes = Table(
    "chain_nodes",
    metadata,
    Column("sort", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    Column("latest", JSON),
    Column("is_watched", Boolean, nullable=False),
    Column("is_passed", Boolean, nullable=False),
    Column("passes", Integer, nullable=False),
    Column("tried_at", UtcDateTime),
    Index(
        "ix_chain_nodes_watched",
        "tried_at",
        sqlite_where=text("is_watched"),
        postgresql_where=text("is_watched"),
    ),
)
"""Signals, learnings and principles. `body` never changes; `latest` is a figure's last reading, and `passes` counts how
often it went past its threshold."""

chain_readings = Table(
    "chain_readings",
    metadata,
    Column("id", BigId, Identity(), primary_key=True),
    Column("signal", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "signal", "id"),
)
"""A figure, each time it was another than before."""

chain_ties = Table(
    "chain_ties",
    metadata,
    Column("upper_sort", Text, primary_key=True),
    Column("upper", Integer, primary_key=True, autoincrement=False),
    Column("lower_sort", Text, primary_key=True),
    Column("lower", Integer, primary_key=True, autoincrement=False),
    Column("by", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "lower_sort", "lower"),
)
"""What rests on what. There are no loops: only decisions could form one, and each new tie between two is looked at in
the transaction that makes it, one at a time."""

decision_issues = Table(
    "decision_issues",
    metadata,
    Column(
        "decision", Integer, ForeignKey("decisions.number"), primary_key=True, autoincrement=False
    ),
    Column("key", Text, primary_key=True),
    Column("by", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Jira issues that have to do with a decision."""

decision_pending = Table(
    "decision_pending",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "at"),
)
"""What was confirmed and collides with what holds: `body` is the Pending one itself, until it is chosen about."""

decision_disputes = Table(
    "decision_disputes",
    metadata,
    Column("key", Text, primary_key=True),
    Column("new", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("old", Integer, ForeignKey("decisions.number"), nullable=False),
    Column("until", Date, nullable=False),
    Column("body", JSON, nullable=False),
    Column("asked_again_at", UtcDateTime),
    Column("outcome", Text),
    Column("settled_at", UtcDateTime),
    Index(None, "new"),
    Index(
        "ix_decision_disputes_open",
        "until",
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)
"""What waits for an arbiter. `body` is the Dispute as it was opened; what changes has columns."""

FULL_TEXT = "mirrored_words"
"""The full-text index over titles, descriptions and comments (see `adapters.db.full_text`). Each database has its own
kind, which no `Table` can say: it is made by these statements, and by the migration in the same words. SQLite's brings
tables of its own whose names begin with this one."""
DECISION_TEXT = "decision_words"
"""The same over decisions."""

_FULL_TEXT_MADE = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE mirrored_words USING fts5"
            "(title, body, tokenize = \"ascii tokenchars '_'\", prefix = '2 3')"
        ),
        # A virtual table takes no foreign key.
        (
            "CREATE TRIGGER mirrored_words_follow AFTER DELETE ON mirrored_issues"
            " BEGIN DELETE FROM mirrored_words WHERE rowid = old.seq; END"
        ),
        (
            "CREATE VIRTUAL TABLE decision_words USING fts5"
            "(title, body, tokenize = \"ascii tokenchars '_'\", prefix = '2 3')"
        ),
    ),
    "postgresql": (
        (
            "CREATE TABLE mirrored_words (issue BIGINT PRIMARY KEY"
            " REFERENCES mirrored_issues (seq) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
        ),
        (
            "CREATE INDEX ix_mirrored_words ON mirrored_words USING GIN (words)"
            " WITH (fastupdate = off)"
        ),
        (
            "CREATE TABLE decision_words (decision INTEGER PRIMARY KEY"
            " REFERENCES decisions (number), words TSVECTOR NOT NULL)"
        ),
        (
            "CREATE INDEX ix_decision_words ON decision_words USING GIN (words)"
            " WITH (fastupdate = off)"
        ),
    ),
}

_UNCHANGED = (
    ("decisions", "UPDATE OF number, key, decided_at, recorded_at, recorded_by"),
    ("decisions", "DELETE"),
    ("decision_revisions", "UPDATE"),
    ("decision_revisions", "DELETE"),
    ("decision_quotes", "UPDATE OF decision, place, ts, part, body"),
    ("decision_quotes", "DELETE"),
    ("decision_history", "UPDATE"),
    ("decision_history", "DELETE"),
    ("decision_supersessions", "DELETE"),
)
"""What the database itself refuses, whoever asks: what was decided stays as it was written."""

_REFUSAL = "what was recorded stays as it was written"
_REFUSING = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END$$"
)


def refused(table: str, act: str) -> Mapping[str, str]:
    """By database, the trigger that lets nobody do it. On both it is an IntegrityError."""
    trigger = (
        f"CREATE TRIGGER {table}_no_{act.split(maxsplit=1)[0].lower()} BEFORE {act} ON {table}"
    )
    return {
        "sqlite": f"{trigger} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        "postgresql": f"{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    }


def _made_by(dialect: str) -> Iterator[str]:
    """What no `Table` can say, in the order in which it is made."""
    yield from _FULL_TEXT_MADE[dialect]
    if dialect == "postgresql":
        yield _REFUSING
    for table, act in _UNCHANGED:
        yield refused(table, act)[dialect]


for _dialect in _FULL_TEXT_MADE:
    for _statement in _made_by(_dialect):
        # A DDL takes its text for a pattern.
        _ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
        event.listen(metadata, "after_create", _ddl.execute_if(dialect=_dialect))
for _name in (FULL_TEXT, DECISION_TEXT):
    _ddl = DDL(f"DROP TABLE IF EXISTS {_name}")  # type: ignore[no-untyped-call] # as above
    event.listen(metadata, "before_drop", _ddl)


def is_described(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether Alembic may compare it with `metadata` (its `include_name`): the full-text indexes stand elsewhere."""
    return kind != "table" or name is None or not name.startswith((FULL_TEXT, DECISION_TEXT))
