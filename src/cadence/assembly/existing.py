"""The database that is there, for commands that look at it, which makes none, and for those that write into it."""

from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.schema import revision_state, upgrade
from cadence.assembly import parts
from cadence.config import Settings
from cadence.core.errors import CadenceError


class NoDatabase(CadenceError):
    """There is no database that this version can read or write. Nothing was changed."""


def existing_engine(settings: Settings) -> Engine:
    """Raises NoDatabase and StoreUnavailable."""
    if not parts.may_exist(settings.database_url):
        raise NoDatabase("there is no database yet; `cadence db upgrade` makes it")
    engine = make_engine(settings.database_url, connections=2)
    current, head = revision_state(engine)
    if current is None:
        raise NoDatabase("the database is empty; `cadence db upgrade` makes the tables")
    if current != head:
        raise NoDatabase(
            f"the database is at revision {current} and this version needs {head}; "
            "run `cadence db upgrade`, or the newer version that made it"
        )
    return engine


def made_engine(settings: Settings) -> tuple[Engine, bool]:
    """For what is to be stored: where there is no database, or an empty one, it is made, and that is to be said. One of
    another revision is left as it is. Raises NoDatabase and StoreUnavailable."""
    if parts.may_exist(settings.database_url):
        engine = make_engine(settings.database_url, connections=2)
        if revision_state(engine)[0] is not None:
            engine.dispose()
            return existing_engine(settings), False
    else:
        engine = make_engine(settings.database_url, connections=2)
    upgrade(engine)
    return engine, True
