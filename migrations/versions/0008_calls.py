"""Calls of rituals."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _calls()
    _digests()


def _calls() -> None:
    op.create_table(
        "ritual_call_numbers",
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("ritual", "key", "occurrence", name="pk_ritual_call_numbers"),
        sa.UniqueConstraint("ritual", "number", name="uq_ritual_call_numbers_ritual_number"),
    )
    op.create_table(
        "ritual_calls",
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("call", sa.JSON, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("carried", sa.Integer, nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
        sa.Column("over_at", UtcDateTime),
        sa.Column("outcome", sa.JSON),
        sa.PrimaryKeyConstraint("ritual", "number", name="pk_ritual_calls"),
    )
    op.create_index(
        "ix_ritual_calls_open",
        "ritual_calls",
        ["ritual", "key"],
        unique=True,
        sqlite_where=sa.text("over_at IS NULL"),
        postgresql_where=sa.text("over_at IS NULL"),
    )
    op.create_table(
        "ritual_call_messages",
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "ritual", "number", "channel", "ts", name="pk_ritual_call_messages"
        ),
        sa.ForeignKeyConstraint(
            ["ritual", "number"],
            ["ritual_calls.ritual", "ritual_calls.number"],
            name="fk_ritual_call_messages_ritual_number_ritual_calls",
        ),
    )
    op.create_index("ix_ritual_call_messages_channel_ts", "ritual_call_messages", ["channel", "ts"])


def _digests() -> None:
    op.create_table(
        "ritual_digests",
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("occurrence", name="pk_ritual_digests"),
    )
    op.create_table(
        "ritual_digest_calls",
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("ritual", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("occurrence", "number", name="pk_ritual_digest_calls"),
        sa.ForeignKeyConstraint(
            ["occurrence"],
            ["ritual_digests.occurrence"],
            name="fk_ritual_digest_calls_occurrence_ritual_digests",
        ),
    )
    op.create_index(
        "ix_ritual_digest_calls_ritual_number", "ritual_digest_calls", ["ritual", "number"]
    )
    op.create_table(
        "ritual_digest_pages",
        sa.Column("occurrence", sa.Text, nullable=False),
        sa.Column("page", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("ts", sa.Text),
        sa.PrimaryKeyConstraint("occurrence", "page", name="pk_ritual_digest_pages"),
        sa.ForeignKeyConstraint(
            ["occurrence"],
            ["ritual_digests.occurrence"],
            name="fk_ritual_digest_pages_occurrence_ritual_digests",
        ),
    )


def downgrade() -> None:
    for table in (
        "ritual_digest_pages",
        "ritual_digest_calls",
        "ritual_digests",
        "ritual_call_messages",
        "ritual_calls",
        "ritual_call_numbers",
    ):
        op.drop_table(table)
