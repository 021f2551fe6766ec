"""Bets, their readings and their history."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bets()
    _readings()
    _events()
    op.create_table(
        "bet_changes",
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_bet_changes"),
    )
    op.create_table(
        "bet_quiet",
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("call", name="pk_bet_quiet"),
    )


def _bets() -> None:
    op.create_table(
        "bet_numbers",
        sa.Column("number", BigId, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_bet_numbers"),
        sa.UniqueConstraint("key", name="uq_bet_numbers_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "bets",
        sa.Column("number", BigId, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("owner", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("draft", sa.JSON),
        sa.PrimaryKeyConstraint("number", name="pk_bets"),
        sa.ForeignKeyConstraint(
            ["number"], ["bet_numbers.number"], name="fk_bets_number_bet_numbers"
        ),
        sa.UniqueConstraint("key", name="uq_bets_key"),
    )
    op.create_index("ix_bets_owner", "bets", ["owner"])


def _readings() -> None:
    op.create_table(
        "bet_readings",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("bet", BigId, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bet_readings"),
        sa.ForeignKeyConstraint(["bet"], ["bets.number"], name="fk_bet_readings_bet_bets"),
    )
    op.create_index("ix_bet_readings_bet_day", "bet_readings", ["bet", "day"])


def _events() -> None:
    op.create_table(
        "bet_events",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("bet", BigId, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bet_events"),
        sa.ForeignKeyConstraint(["bet"], ["bets.number"], name="fk_bet_events_bet_bets"),
    )
    op.create_index("ix_bet_events_bet_id", "bet_events", ["bet", "id"])
    op.create_index("ix_bet_events_at", "bet_events", ["at"])


def downgrade() -> None:
    for table in ("quiet", "changes", "events", "readings"):
        op.drop_table(f"bet_{table}")
    op.drop_table("bets")
    op.drop_table("bet_numbers")
