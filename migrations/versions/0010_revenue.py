"""Revenue by account and month, and leading indicators."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import UtcDateTime

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _revenue()
    _indicators()
    _accounts()


def downgrade() -> None:
    for name in (
        "revenue_rests",
        "expansion_leads",
        "account_readings",
        "indicator_readings",
        "indicator_versions",
        "revenue_rates",
        "revenue_merges",
        "revenue_stated",
        "revenue_amounts",
        "revenue_kinds",
        "revenue_months",
        "revenue_imports",
    ):
        op.drop_table(name)


def _revenue() -> None:
    op.create_table(
        "revenue_imports",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("months", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revenue_imports"),
    )
    op.create_index("ix_revenue_imports_at", "revenue_imports", ["at"])
    op.create_table(
        "revenue_months",
        sa.Column("month", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("brought_by", sa.Integer, nullable=False),
        sa.Column("is_derived", sa.Boolean, nullable=False),
        sa.Column("stated", sa.Integer),
        sa.PrimaryKeyConstraint("month", name="pk_revenue_months"),
    )
    op.create_table(
        "revenue_kinds",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("segments", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revenue_kinds"),
        sa.UniqueConstraint("segments", name="uq_revenue_kinds_segments"),
    )
    for name in ("revenue_amounts", "revenue_stated"):
        op.create_table(
            name,
            sa.Column("month", sa.Integer, autoincrement=False, nullable=False),
            sa.Column("account", sa.Text, nullable=False),
            sa.Column("currency", sa.Text, nullable=False),
            sa.Column("brought_by", sa.Integer, autoincrement=False, nullable=False),
            sa.Column("cents", sa.BigInteger, nullable=False),
            sa.Column("kind", sa.Integer, nullable=False),
            sa.Column("replaced_by", sa.Integer),
            sa.PrimaryKeyConstraint(
                "month", "account", "currency", "brought_by", name=f"pk_{name}"
            ),
            sqlite_with_rowid=False,
        )
    op.create_index("ix_revenue_amounts_account", "revenue_amounts", ["account"])
    op.create_table(
        "revenue_merges",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("brought_by", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("into", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "brought_by", name="pk_revenue_merges"),
    )
    op.create_table(
        "revenue_rates",
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("month", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("brought_by", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("rate", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("currency", "month", "brought_by", name="pk_revenue_rates"),
    )


def _indicators() -> None:
    op.create_table(
        "indicator_versions",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name="pk_indicator_versions"),
    )
    op.create_table(
        "indicator_readings",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("read_on", sa.Date, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("taken_at", UtcDateTime, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("accounts", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_indicator_readings"),
    )
    op.create_index("ix_indicator_readings_read_on", "indicator_readings", ["read_on"])


def _accounts() -> None:
    op.create_table(
        "account_readings",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("read_on", sa.Date, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("days", sa.JSON, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("put_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("account", "read_on", name="pk_account_readings"),
    )
    op.create_index("ix_account_readings_read_on", "account_readings", ["read_on"])
    op.create_index("ix_account_readings_put_at", "account_readings", ["put_at"])
    op.create_table(
        "expansion_leads",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("why_owner", sa.Text, nullable=False),
        sa.Column("told_to", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answered_by", sa.Text),
        sa.Column("answered_at", UtcDateTime),
        sa.PrimaryKeyConstraint("key", name="pk_expansion_leads"),
    )
    op.create_index(
        "ix_expansion_leads_told_to_raised_at", "expansion_leads", ["told_to", "raised_at"]
    )
    op.create_index("ix_expansion_leads_state_raised_at", "expansion_leads", ["state", "raised_at"])
    op.create_table(
        "revenue_rests",
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("call", name="pk_revenue_rests"),
    )
