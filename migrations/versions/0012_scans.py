"""What scans remember of bugs."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import UtcDateTime

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mirrored_issues_read_at_seq", "mirrored_issues", ["read_at", "seq"])
    _cases()
    op.create_table(
        "case_marks",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text),
        sa.Column("areas", sa.Text),
        sa.Column("last_group", sa.Integer, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("stood_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_case_marks"),
    )
    op.create_table(
        "case_splits",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("group", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_case_splits"),
    )
    op.create_table(
        "known_names",
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_known_names"),
    )
    op.create_table(
        "name_marks",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_name_marks"),
    )


def downgrade() -> None:
    for name in ("name_marks", "known_names", "case_splits", "case_marks", "bug_cases"):
        op.drop_table(name)
    op.drop_index("ix_mirrored_issues_read_at_seq", "mirrored_issues")


def _cases() -> None:
    op.create_table(
        "bug_cases",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("components", sa.JSON, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("affects", sa.JSON, nullable=False),
        sa.Column("fixed_in", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("resolved_at", UtcDateTime),
        sa.Column("resolution", sa.Text),
        sa.Column("resolutions", sa.JSON, nullable=False),
        sa.Column("reopenings", sa.JSON, nullable=False),
        sa.Column("reopened_at", UtcDateTime),
        sa.Column("is_told", sa.Boolean, nullable=False),
        sa.Column("group", sa.Integer),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bug_cases"),
    )
    for columns in (
        ("key",),
        ("area", "created_at"),
        ("area", "resolved_at"),
        ("project", "created_at"),
        ("project", "reopened_at"),
        ("group",),
    ):
        op.create_index(f"ix_bug_cases_{'_'.join(columns)}", "bug_cases", list(columns))
