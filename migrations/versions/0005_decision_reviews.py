"""Reviews of decisions, what reopens them, and the chain that they stand in."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reviews()
    _triggers()
    _conflicts()
    _nodes()
    _ties()


def _reviews() -> None:
    op.create_table(
        "decision_reviews",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("hand_on_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("outcome", sa.Text),
        sa.Column("closed_by", sa.JSON),
        sa.PrimaryKeyConstraint("key", name="pk_decision_reviews"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.number"], name="fk_decision_reviews_decision_decisions"
        ),
    )
    op.create_index(
        "ix_decision_reviews_decision_due_on", "decision_reviews", ["decision", "due_on"]
    )
    op.create_index("ix_decision_reviews_hand_on_at", "decision_reviews", ["hand_on_at"])
    op.create_index(
        "ix_decision_reviews_open",
        "decision_reviews",
        ["opened_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "decision_asks",
        sa.Column("review", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("ts", sa.Text),
        sa.PrimaryKeyConstraint("review", "to", name="pk_decision_asks"),
        sa.ForeignKeyConstraint(
            ["review"], ["decision_reviews.key"], name="fk_decision_asks_review_decision_reviews"
        ),
    )


def _triggers() -> None:
    op.create_table(
        "decision_triggers",
        sa.Column("decision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("armed_at", UtcDateTime, nullable=False),
        sa.Column("armed_by", sa.JSON, nullable=False),
        sa.Column("known", sa.Text),
        sa.Column("looked_at", UtcDateTime),
        sa.Column("fired_at", UtcDateTime),
        sa.PrimaryKeyConstraint("decision", "words", name="pk_decision_triggers"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.number"], name="fk_decision_triggers_decision_decisions"
        ),
    )
    op.create_index(
        "ix_decision_triggers_armed",
        "decision_triggers",
        ["looked_at"],
        sqlite_where=sa.text("fired_at IS NULL"),
        postgresql_where=sa.text("fired_at IS NULL"),
    )


def _nodes() -> None:
    op.create_table(
        "chain_numbers",
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sort", "key", name="pk_chain_numbers"),
        sa.UniqueConstraint("sort", "number", name="uq_chain_numbers_sort_number"),
    )
    op.create_table(
        "chain_nodes",
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("latest", sa.JSON),
        sa.Column("is_watched", sa.Boolean, nullable=False),
        sa.Column("is_passed", sa.Boolean, nullable=False),
        sa.Column("passes", sa.Integer, nullable=False),
        sa.Column("tried_at", UtcDateTime),
        sa.PrimaryKeyConstraint("sort", "number", name="pk_chain_nodes"),
    )
    op.create_index(
        "ix_chain_nodes_watched",
        "chain_nodes",
        ["tried_at"],
        sqlite_where=sa.text("is_watched"),
        postgresql_where=sa.text("is_watched"),
    )
    op.create_table(
        "chain_readings",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("signal", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain_readings"),
    )
    op.create_index("ix_chain_readings_signal_id", "chain_readings", ["signal", "id"])


def _ties() -> None:
    op.create_table(
        "chain_ties",
        sa.Column("upper_sort", sa.Text, nullable=False),
        sa.Column("upper", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("lower_sort", sa.Text, nullable=False),
        sa.Column("lower", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("by", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("upper_sort", "upper", "lower_sort", "lower", name="pk_chain_ties"),
    )
    op.create_index("ix_chain_ties_lower_sort_lower", "chain_ties", ["lower_sort", "lower"])
    op.create_table(
        "decision_issues",
        sa.Column("decision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("by", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("decision", "key", name="pk_decision_issues"),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.number"], name="fk_decision_issues_decision_decisions"
        ),
    )


def _conflicts() -> None:
    op.create_table(
        "decision_pending",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_decision_pending"),
    )
    op.create_index("ix_decision_pending_at", "decision_pending", ["at"])
    op.create_table(
        "decision_disputes",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("old", sa.Integer, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("asked_again_at", UtcDateTime),
        sa.Column("outcome", sa.Text),
        sa.Column("settled_at", UtcDateTime),
        sa.PrimaryKeyConstraint("key", name="pk_decision_disputes"),
        sa.ForeignKeyConstraint(
            ["new"], ["decisions.number"], name="fk_decision_disputes_new_decisions"
        ),
        sa.ForeignKeyConstraint(
            ["old"], ["decisions.number"], name="fk_decision_disputes_old_decisions"
        ),
    )
    op.create_index("ix_decision_disputes_new", "decision_disputes", ["new"])
    op.create_index(
        "ix_decision_disputes_open",
        "decision_disputes",
        ["until"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )


def downgrade() -> None:
    for table in ("disputes", "pending"):
        op.drop_table(f"decision_{table}")
    for table in ("ties", "readings", "nodes", "numbers"):
        op.drop_table(f"chain_{table}")
    op.drop_table("decision_issues")
    for table in ("triggers", "asks", "reviews"):
        op.drop_table(f"decision_{table}")
