"""What every part of the suite may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
import structlog
from hypothesis import settings
from pytest_socket import socket_allow_hosts
from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.schema import upgrade
from fakes.clock import FakeClock
from real_postgres import PostgresServer, postgres_server

# How fast the machine is proves nothing. A run a change tries few examples, and the same ones each time; a night tries
# many, and others each night.
settings.register_profile("suite", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    """No test talks to the world outside."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Structlog's own default draws every local of a traceback, which takes seconds."""
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, plain])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real server, one for each worker of the suite."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(postgres: PostgresServer) -> str:
    """The name of a database that has every table, to be copied."""
    name = postgres.create()
    engine = make_engine(postgres.url(name), connections=1)
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def postgres_url(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with every table."""
    name = postgres.create(template=migrated)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cadence.sqlite3'}"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that has every table, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "cadence.sqlite3"
    engine = make_engine(f"sqlite:///{file}", connections=1)
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def sqlite_url(empty_sqlite_url: str, migrated_sqlite: Path) -> str:
    """A SQLite database of the test's own, with every table."""
    copyfile(migrated_sqlite, empty_sqlite_url.removeprefix("sqlite:///"))
    return empty_sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on each database in turn, with every table."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()
