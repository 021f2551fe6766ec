"""What bugs are compared by."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likenesses",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("day", sa.Double, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("terms", sa.LargeBinary, nullable=False),
        sa.Column("weights", sa.LargeBinary, nullable=False),
        sa.Column("traits", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_likenesses"),
        sa.UniqueConstraint("id", name="uq_likenesses_id"),
    )
    op.create_index("ix_likenesses_key", "likenesses", ["key"])
    op.create_table(
        "likeness_marks",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("counts", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_likeness_marks"),
    )


def downgrade() -> None:
    op.drop_table("likeness_marks")
    op.drop_table("likenesses")
