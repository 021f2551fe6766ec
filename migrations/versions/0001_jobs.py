"""Durable work."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

UNDONE = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("lane", sa.Text),
        sa.Column("gap", sa.Double, nullable=False),
        sa.Column("args", sa.JSON, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("claim", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("enqueued_at", UtcDateTime, nullable=False),
        sa.Column("done_at", UtcDateTime),
        sa.Column("set_aside", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("kind", "key", name="uq_jobs_kind_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["due_at"], ["lane", "id"]):
        op.create_index(
            "_".join(["ix_jobs", *columns]),
            "jobs",
            columns,
            sqlite_where=UNDONE,
            postgresql_where=UNDONE,
        )
    op.create_index("ix_jobs_lane_done_at", "jobs", ["lane", "done_at"])
    op.create_index("ix_jobs_set_aside_done_at", "jobs", ["set_aside", "done_at"])


def downgrade() -> None:
    op.drop_table("jobs")
