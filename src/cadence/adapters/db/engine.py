"""How the database is reached: one address, two databases, and errors in our own words."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cadence.adapters.db.turns import Turns
from cadence.core.errors import SettingsError, StoreUnavailable

PATIENCE = timedelta(seconds=10)
"""How long to wait for a lock or a free connection. Far below a job's lease, so that a wait never costs it."""

POSTGRESQL = "postgresql"
SQLITE = "sqlite"

_DRIVERS = {
    "postgres": "postgresql+psycopg",  # Heroku's DATABASE_URL
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}

_PRAGMAS = (
    f"busy_timeout = {PATIENCE // timedelta(milliseconds=1)}",
    "journal_mode = WAL",
    # NORMAL survives kill -9, but a power cut may take back the last commits: a question already acknowledged would be
    # lost, a message already sent would be sent again. FULL costs one fsync a commit.
    "synchronous = FULL",
    "foreign_keys = ON",
)

# Keepalives: a peer that vanished must not hold its row locks for hours.
_POSTGRES_OPTIONS = """
-c timezone=UTC
-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3
-c idle_in_transaction_session_timeout=300000
""".replace("\n", " ")


def make_engine(url: str, *, connections: int = 16) -> Engine:
    """An engine for DATABASE_URL; nothing is connected yet.

    `connections` is how many threads use it at once: workers, their heartbeat, listeners, health checks.
    Raises SettingsError for an address that is malformed or of another database. The message never holds the address,
    which may hold a password.
    """
    address = _address(url)
    pool: dict[str, Any] = {
        "pool_size": connections,
        "max_overflow": 2,
        "pool_timeout": PATIENCE.total_seconds(),
        "json_serializer": partial(json.dumps, allow_nan=False),
        # An error's text goes into the log: what people asked and what Jira holds stays out of it.
        "hide_parameters": True,
    }
    if address.get_backend_name() == SQLITE:
        return _sqlite(address, pool)
    return create_engine(
        address,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "cadence",
            "options": _POSTGRES_OPTIONS,
        },
        **pool,
    )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        driver = _DRIVERS[address.drivername]
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "DATABASE_URL is malformed; write sqlite:///path/to/file or postgresql://user@host/name"
        ) from error
    except KeyError as error:
        raise SettingsError(
            f"DATABASE_URL names {error.args[0]!r}; Cadence keeps its data in sqlite or postgresql"
        ) from error
    if driver == SQLITE and address.database in {None, "", ":memory:"}:
        raise SettingsError("DATABASE_URL names no file; what is kept in memory alone is lost")
    return address.set(drivername=driver)


def _sqlite(address: URL, pool: dict[str, Any]) -> Engine:
    folder = Path(str(address.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"DATABASE_URL names a file in {folder}, which cannot be made: {error.strerror}"
        ) from error
    engine = create_engine(address, connect_args={"timeout": PATIENCE.total_seconds()}, **pool)
    engine.update_execution_options(cadence_turns=Turns())
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, below
    connection.create_function("plus_seconds", 2, _plus_seconds, deterministic=True)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between; one that will write
    # therefore takes the lock at its beginning, where waiting for it is possible.
    writes = connection.get_execution_options().get("cadence_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _plus_seconds(moment: str | None, seconds: float) -> str | None:
    if moment is None:
        return None
    later = datetime.fromisoformat(moment) + timedelta(seconds=seconds)
    return later.isoformat(" ", "microseconds")


@contextmanager
def writing(engine: Engine, *, first: bool = False) -> Iterator[Connection]:
    """One transaction that may write: committed at the end, rolled back by any error. Raises StoreUnavailable.

    `first`: somebody outside waits for it, so it goes before whatever else waits to be written. Not to be nested.
    """
    with (
        _turn(engine, first=first),
        _in_our_words(),
        engine.connect() as connection,
        connection.execution_options(cadence_writes=True).begin(),
    ):
        yield connection


def _turn(engine: Engine, *, first: bool) -> AbstractContextManager[None]:
    """On SQLite; PostgreSQL lets many write at a time."""
    turns: Turns | None = engine.get_execution_options().get("cadence_turns")
    return turns.mine(first=first, within=PATIENCE.total_seconds()) if turns else nullcontext()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads; on SQLite it sees one state throughout. Raises StoreUnavailable."""
    with _in_our_words(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise  # it did answer: what it was asked was wrong
    except (DatabaseError, InterfaceError) as error:
        raise StoreUnavailable(f"the database did not answer: {error.orig}") from error
    except PoolTimeout as error:
        raise StoreUnavailable("every connection to the database is in use") from error


def hold(connection: Connection, name: str) -> None:
    """Waits until nobody else holds this name, and holds it until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def insert_into(engine: Engine, table: Table) -> Any:
    """An insert that may be told what to do on a conflict: each database has a class of its own for that, with the same
    methods."""
    insert = postgresql.insert if engine.dialect.name == POSTGRESQL else sqlite.insert
    return insert(table)
