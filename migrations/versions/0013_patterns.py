"""Patterns and their ledger."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

REFUSAL = "what was recorded stays as it was written"


def upgrade() -> None:
    _patterns()
    _ledger()
    op.create_table(
        "pattern_messages",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("pattern", BigId, nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_pattern_messages"),
        _of_a_pattern("pattern_messages"),
    )
    op.create_index("ix_pattern_messages_pattern", "pattern_messages", ["pattern"])
    op.create_table(
        "pattern_scans",
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_pattern_scans"),
    )


def _patterns() -> None:
    op.create_table(
        "pattern_numbers",
        sa.Column("number", BigId, sa.Identity(), nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_pattern_numbers"),
        sa.UniqueConstraint("identity", "taken", name="uq_pattern_numbers_identity_taken"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "patterns",
        sa.Column("number", BigId, autoincrement=False, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_patterns"),
        sa.ForeignKeyConstraint(
            ["number"], ["pattern_numbers.number"], name="fk_patterns_number_pattern_numbers"
        ),
    )
    op.create_index(
        "uq_patterns_identity",
        "patterns",
        ["identity"],
        unique=True,
        sqlite_where=sa.text("state != 'merged'"),
        postgresql_where=sa.text("state != 'merged'"),
    )
    op.create_index("ix_patterns_state", "patterns", ["state"])
    op.create_index("ix_patterns_area", "patterns", ["area"])


def _ledger() -> None:
    table = "pattern_ledger"
    op.create_table(
        table,
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("pattern", BigId, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _of_a_pattern(table),
    )
    op.create_index(f"ix_{table}_pattern_id", table, ["pattern", "id"])
    op.create_index(f"ix_{table}_at", table, ["at"])
    if op.get_context().dialect.name == "postgresql":
        refused = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    else:
        refused = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {refused}")


def _of_a_pattern(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["pattern"], ["patterns.number"], name=f"fk_{table}_pattern_patterns"
    )


def downgrade() -> None:
    for table in ("scans", "messages", "ledger"):
        op.drop_table(f"pattern_{table}")
    op.drop_table("patterns")
    op.drop_table("pattern_numbers")
