"""One address, two databases, errors in our own words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError

from cadence.adapters.db.engine import make_engine, reading, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.tables import UtcDateTime
from cadence.core.errors import SettingsError, StoreUnavailable
from cadence.delivery.job import NewJob


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_psycopg_3(scheme: str) -> None:
    engine = make_engine(f"{scheme}://me:secret@db.example:5433/cadence?sslmode=require")
    assert engine.url.drivername == "postgresql+psycopg"
    assert (engine.url.host, engine.url.port, engine.url.database) == (
        "db.example",
        5433,
        "cadence",
    )
    assert engine.url.query == {"sslmode": "require"}


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@host/name", "nonsense secret", "", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_we_cannot_use_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        make_engine(url)
    assert "secret" not in str(refused.value)


def test_sqlite_keeps_its_promises_on_every_connection(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url, connections=2)
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
            assert found == ["wal", 2, 1, 10_000]
    engine.dispose()


def test_an_error_of_the_database_holds_nothing_of_what_was_to_be_stored(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE short (said TEXT CHECK (length(said) < 5))"))
    insert = text("INSERT INTO short VALUES (:said)")
    with writing(engine) as connection, pytest.raises(DatabaseError) as failed:
        connection.execute(insert, {"said": "a secret bug"})
    assert "a secret bug" not in str(failed.value)
    engine.dispose()


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/deep/down/cadence.sqlite3")
    with reading(engine) as connection:
        assert connection.execute(select(1)).scalar_one() == 1
    engine.dispose()


def test_a_writer_waits_for_another_instead_of_failing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    began, go_on = Event(), Event()

    def read_then_write() -> None:
        with writing(engine) as connection:
            connection.execute(text("SELECT count(*) FROM jobs"))
            began.set()
            go_on.wait(10)
            connection.execute(text("DELETE FROM jobs"))

    other = Thread(target=read_then_write)
    other.start()
    assert began.wait(10)
    go_on.set()
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM jobs"))
    other.join()
    engine.dispose()


def test_an_error_takes_the_whole_transaction_back(database: Engine) -> None:
    insert = text(
        "INSERT INTO jobs (kind, key, gap, args, step, due_at, tries, enqueued_at, set_aside)"
        " VALUES ('work', 'a', 0, '{}', '', '2026-01-01', 0, '2026-01-01', false)"
    )

    def insert_and_fail() -> None:
        with writing(database) as connection:
            connection.execute(insert)
            raise LookupError

    with pytest.raises(LookupError):
        insert_and_fail()
    with reading(database) as connection:
        assert connection.execute(text("SELECT count(*) FROM jobs")).scalar_one() == 0


def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    engine = make_engine(f"postgresql://postgres@/cadence?host={tmp_path}")
    with pytest.raises(StoreUnavailable, match="did not answer"):
        SqlJobStore(engine=engine, clock=None).enqueue(NewJob(kind="work", key="a"))


def test_a_file_that_is_no_database_is_said_to_be_away(tmp_path: Path) -> None:
    (tmp_path / "cadence.sqlite3").write_bytes(b"something else altogether" * 100)
    engine = make_engine(f"sqlite:///{tmp_path}/cadence.sqlite3")
    with pytest.raises(StoreUnavailable), reading(engine):
        pass


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis takes naive bounds
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the same
        timezones=st.timezones(),
    )
)
def test_an_instant_is_kept_to_the_microsecond(moment: datetime) -> None:
    kind = UtcDateTime()
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        kept = kind.process_result_value(kind.process_bind_param(moment, dialect), dialect)
        assert kept == moment.astimezone(UTC)
        assert kept is not None
        assert kept.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001 - the point
