"""The tables as they stand in a database, and how they get there."""

from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from cadence.adapters.db.engine import POSTGRESQL, reading, writing

_ONE_AT_A_TIME = 0x_CADE_2CE
"""The PostgreSQL advisory lock under which a database is migrated: replicas start together."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction. Raises StoreUnavailable."""
    config = _config()
    with writing(engine) as connection:
        if engine.dialect.name == POSTGRESQL:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision_state(engine: Engine) -> tuple[str | None, str]:
    """The revision that the database is at (None: no tables yet) and the newest there is. Raises StoreUnavailable."""
    head = cast("str", ScriptDirectory.from_config(_config()).get_current_head())
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision(), head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migrations() -> Path:
    """Beside this module in an installed package, at the top of a checkout."""
    here = Path(__file__).resolve()
    shipped = here.parent / "migrations"
    return shipped if shipped.is_dir() else here.parents[4] / "migrations"
