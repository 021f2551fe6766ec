"""Definitions of rituals, their occurrences and the ledger."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _definitions()
    _occurrences()
    _ledger()


def _definitions() -> None:
    op.create_table(
        "rituals",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.PrimaryKeyConstraint("key", name="pk_rituals"),
    )
    op.create_index(
        "ix_rituals_due",
        "rituals",
        ["next_at"],
        sqlite_where=sa.text("state = 'on'"),
        postgresql_where=sa.text("state = 'on'"),
    )
    op.create_table(
        "ritual_versions",
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ritual", "number", name="pk_ritual_versions"),
        sa.ForeignKeyConstraint(
            ["ritual"], ["rituals.key"], name="fk_ritual_versions_ritual_rituals"
        ),
    )


def _occurrences() -> None:
    op.create_table(
        "ritual_occurrences",
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("closes_at", UtcDateTime, nullable=False),
        sa.Column("opened_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("published_at", UtcDateTime),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("digest_ts", sa.Text),
        sa.PrimaryKeyConstraint("ritual", "on", name="pk_ritual_occurrences"),
        sa.UniqueConstraint("key", name="uq_ritual_occurrences_key"),
    )
    op.create_index(
        "ix_ritual_occurrences_unfinished",
        "ritual_occurrences",
        ["due_at"],
        sqlite_where=sa.text("stage IN ('due', 'open', 'closed')"),
        postgresql_where=sa.text("stage IN ('due', 'open', 'closed')"),
    )


def _ledger() -> None:
    op.create_table(
        "ritual_ledger",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("whom", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ritual_ledger"),
    )
    op.create_index("ix_ritual_ledger_ritual_on_id", "ritual_ledger", ["ritual", "on", "id"])


def downgrade() -> None:
    op.drop_table("ritual_ledger")
    op.drop_table("ritual_occurrences")
    op.drop_table("ritual_versions")
    op.drop_table("rituals")
