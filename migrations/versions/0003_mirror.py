"""The copy of the tracker's issues, with its full-text index."""

import sqlalchemy as sa
from alembic import op

from cadence.adapters.db.tables import BigId, UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirrored_projects",
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("filled_to", UtcDateTime),
        sa.Column("updated_to", UtcDateTime),
        sa.Column("as_of", UtcDateTime),
        sa.Column("reconciled_at", UtcDateTime),
        sa.PrimaryKeyConstraint("project", name="pk_mirrored_projects"),
    )
    op.create_table(
        "mirrored_site",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mirrored_site"),
    )
    _issues()
    _parts()
    if op.get_context().dialect.name == "postgresql":
        _postgresql_words()
    else:
        _sqlite_words()


def _issues() -> None:
    op.create_table(
        "mirrored_issues",
        sa.Column("seq", BigId, sa.Identity(), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("key_number", sa.Integer, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("priority", sa.Text),
        sa.Column("resolution", sa.Text),
        sa.Column("reporter", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("level", sa.Text),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("resolved_at", UtcDateTime),
        sa.Column("due", sa.Date),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_mirrored_issues"),
        sa.UniqueConstraint("id", name="uq_mirrored_issues_id"),
    )
    op.create_index("ix_mirrored_issues_key", "mirrored_issues", ["key"])
    for moment in ("created_at", "updated_at", "resolved_at"):
        op.create_index(
            f"ix_mirrored_issues_project_{moment}", "mirrored_issues", ["project", moment]
        )


def _of_an_issue(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["issue"],
        ["mirrored_issues.seq"],
        name=f"fk_{table}_issue_mirrored_issues",
        ondelete="CASCADE",
    )


def _parts() -> None:
    op.create_table(
        "mirrored_bodies",
        sa.Column("issue", BigId, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("issue", name="pk_mirrored_bodies"),
        _of_an_issue("mirrored_bodies"),
    )
    op.create_table(
        "mirrored_names",
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("issue", BigId, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("field", "name", "issue", name="pk_mirrored_names"),
        _of_an_issue("mirrored_names"),
    )
    op.create_index("ix_mirrored_names_issue", "mirrored_names", ["issue"])
    op.create_table(
        "mirrored_changes",
        sa.Column("issue", BigId, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("was", sa.Text, nullable=False),
        sa.Column("became", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("issue", "place", name="pk_mirrored_changes"),
        _of_an_issue("mirrored_changes"),
    )
    op.create_index("ix_mirrored_changes_at", "mirrored_changes", ["at"])
    op.create_index("ix_mirrored_changes_was", "mirrored_changes", ["was"])


def _postgresql_words() -> None:
    op.execute(
        "CREATE TABLE mirrored_words (issue BIGINT PRIMARY KEY"
        " REFERENCES mirrored_issues (seq) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
    )
    op.execute(
        "CREATE INDEX ix_mirrored_words ON mirrored_words USING GIN (words) WITH (fastupdate = off)"
    )


def _sqlite_words() -> None:
    # The words are cut and folded before they come here (see adapters.db.full_text).
    op.execute(
        "CREATE VIRTUAL TABLE mirrored_words USING fts5"
        "(title, body, tokenize = \"ascii tokenchars '_'\", prefix = '2 3')"
    )
    # A virtual table takes no foreign key.
    op.execute(
        "CREATE TRIGGER mirrored_words_follow AFTER DELETE ON mirrored_issues"
        " BEGIN DELETE FROM mirrored_words WHERE rowid = old.seq; END"
    )


def downgrade() -> None:
    op.execute("DROP TABLE mirrored_words")
    for table in ("changes", "names", "bodies", "issues", "site", "projects"):
        op.drop_table(f"mirrored_{table}")
