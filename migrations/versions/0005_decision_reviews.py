"""Reviews of decisions, what reopens them, and the chain that they stand in."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reviews()
    _triggers()


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


def downgrade() -> None:
    for table in ("triggers", "asks", "reviews"):
        op.drop_table(f"decision_{table}")
