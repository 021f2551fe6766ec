"""The decisions, what stays of them, and their search."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

UNCHANGED = (
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
REFUSAL = "what was recorded stays as it was written"


def upgrade() -> None:
    _numbers()
    _decisions()
    _parts()
    _supersessions()
    op.create_table(
        "draft_counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("drafts", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "outcome", name="pk_draft_counts"),
    )
    op.create_table(
        "decision_spellings",
        sa.Column("clue", sa.Text, nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("clue", "word", name="pk_decision_spellings"),
        sqlite_with_rowid=False,
    )
    if op.get_context().dialect.name == "postgresql":
        _postgresql_words()
        _postgresql_guards()
    else:
        _sqlite_words()
        _sqlite_guards()


def _numbers() -> None:
    op.create_table(
        "decision_counters",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_decision_counters"),
    )
    op.create_table(
        "decision_numbers",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_decision_numbers"),
        sa.UniqueConstraint("number", name="uq_decision_numbers_number"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recorder", sa.Text),
        sa.Column("decider", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("product", sa.Text),
        sa.Column("project", sa.Text),
        sa.Column("epic", sa.Text),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("review_on", sa.Date),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.Column("recorded_by", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_decisions"),
        sa.UniqueConstraint("key", name="uq_decisions_key"),
        sa.UniqueConstraint("number", "height", name="uq_decisions_number_height"),
    )
    for first in (
        "status",
        "channel",
        "recorder",
        "decider",
        "area",
        "product",
        "project",
        "epic",
    ):
        op.create_index(f"ix_decisions_{first}_number", "decisions", [first, "number"])
    op.create_index("ix_decisions_review_on", "decisions", ["review_on"])


def _of_a_decision(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["decision"], ["decisions.number"], name=f"fk_{table}_decision_decisions"
    )


def _parts() -> None:
    op.create_table(
        "decision_revisions",
        sa.Column("decision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("decision", "revision", name="pk_decision_revisions"),
        _of_a_decision("decision_revisions"),
    )
    op.create_table(
        "decision_quotes",
        sa.Column("decision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("until", sa.Integer),
        sa.PrimaryKeyConstraint("decision", "place", name="pk_decision_quotes"),
        _of_a_decision("decision_quotes"),
    )
    op.create_table(
        "decision_history",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision_history"),
        _of_a_decision("decision_history"),
    )
    op.create_index(
        "ix_decision_history_decision_at_id", "decision_history", ["decision", "at", "id"]
    )
    op.create_table(
        "decision_shown",
        sa.Column("decision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("board", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("decision", "board", name="pk_decision_shown"),
        _of_a_decision("decision_shown"),
    )


def _supersessions() -> None:
    table = "decision_supersessions"
    op.create_table(
        table,
        sa.Column("old", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("old_height", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("new_height", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("old", name=f"pk_{table}"),
        *(
            sa.ForeignKeyConstraint(
                [side, f"{side}_height"],
                ["decisions.number", "decisions.height"],
                name=f"fk_{table}_{side}_{side}_height_decisions",
                onupdate="CASCADE",
            )
            for side in ("old", "new")
        ),
        sa.CheckConstraint("new_height > old_height", name=op.f(f"ck_{table}_upwards")),
    )
    op.create_index(f"ix_{table}_new", table, ["new"])


def _postgresql_words() -> None:
    op.execute(
        "CREATE TABLE decision_words (decision INTEGER PRIMARY KEY"
        " REFERENCES decisions (number), words TSVECTOR NOT NULL)"
    )
    op.execute(
        "CREATE INDEX ix_decision_words ON decision_words USING GIN (words) WITH (fastupdate = off)"
    )


def _sqlite_words() -> None:
    # The words are cut and folded before they come here (see adapters.db.full_text).
    op.execute(
        "CREATE VIRTUAL TABLE decision_words USING fts5"
        "(title, body, tokenize = \"ascii tokenchars '_'\", prefix = '2 3')"
    )


def _trigger(table: str, act: str) -> str:
    return f"CREATE TRIGGER {table}_no_{act.split(maxsplit=1)[0].lower()} BEFORE {act} ON {table}"


def _postgresql_guards() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
        f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END$$"
    )
    for table, act in UNCHANGED:
        op.execute(f"{_trigger(table, act)} FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def _sqlite_guards() -> None:
    for table, act in UNCHANGED:
        op.execute(f"{_trigger(table, act)} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def downgrade() -> None:
    op.execute("DROP TABLE decision_words")
    for table in (
        "decision_spellings",
        "draft_counts",
        "decision_supersessions",
        "decision_shown",
        "decision_history",
        "decision_quotes",
        "decision_revisions",
        "decisions",
        "decision_numbers",
        "decision_counters",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
