"""Runs the migrations on a connection that it is handed, or on DATABASE_URL when called by `alembic` itself."""

import os

from alembic import context
from sqlalchemy import Connection

from cadence.adapters.db.all_tables import is_described, metadata
from cadence.adapters.db.engine import make_engine, writing


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_described,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if context.is_offline_mode():
    raise SystemExit("Migrations read what is there: run them on a database, not with --sql.")
if handed is not None:
    migrate(handed)
elif "DATABASE_URL" in os.environ:
    with writing(make_engine(os.environ["DATABASE_URL"], connections=1)) as own:
        migrate(own)
else:
    raise SystemExit("Set DATABASE_URL, or run `cadence db upgrade`.")
