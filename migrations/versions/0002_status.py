"""What was asked, what people thought of the answers, and what they watch."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("user", sa.Text),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_conversation_asked_at", "questions", ["conversation", "asked_at"])
    op.create_index("ix_questions_user_asked_at", "questions", ["user", "asked_at"])
    op.create_table(
        "verdicts",
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("question", "user", name="pk_verdicts"),
    )
    op.create_table(
        "watches",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("resolution", sa.Text),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
    )
    op.create_index(
        "uq_watches_live",
        "watches",
        ["team", "user", "key"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_table("watches")
    op.drop_table("verdicts")
    op.drop_table("questions")
