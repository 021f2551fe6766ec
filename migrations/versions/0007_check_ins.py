"""Check-ins, what was answered, and who is away."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("asked_at", UtcDateTime),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("ts", sa.Text),
        sa.PrimaryKeyConstraint("occurrence", "person", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_person_on", "check_ins", ["person", "on"])
    op.create_table(
        "check_in_responses",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_check_in_responses"),
        sa.UniqueConstraint(
            "occurrence", "person", "edits", name="uq_check_in_responses_occurrence_person_edits"
        ),
    )
    op.create_index(
        "ix_check_in_responses_ritual_person_at",
        "check_in_responses",
        ["ritual", "person", "at"],
    )
    op.create_table(
        "absences",
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("start", UtcDateTime, nullable=False),
        sa.Column("end", UtcDateTime),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_absences"),
    )


def downgrade() -> None:
    op.drop_table("absences")
    op.drop_table("check_in_responses")
    op.drop_table("check_ins")
