"""The migrations and the tables say the same, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from cadence.adapters.db.all_tables import is_described, metadata
from cadence.adapters.db.engine import make_engine, reading, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.schema import revision_state, upgrade
from cadence.delivery.job import NewJob
from fakes.clock import FakeClock

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on each database in turn, with nothing in it."""
    name = "empty_sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield engine
    engine.dispose()


def definitions(connection: Connection) -> set[str]:
    """Everything the database itself knows about its tables, in its own words."""
    if connection.dialect.name == "sqlite":
        known = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
    else:
        known = """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default,
                is_identity, identity_generation) FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        """
    found = connection.execute(text(known)).scalars()
    return {
        " ".join(each.replace('"', "").split()) for each in found if "alembic_version" not in each
    }


def test_migrating_an_empty_database_makes_the_tables(empty: Engine) -> None:
    upgrade(empty)
    with empty.connect() as connection:
        opts = {"compare_type": True, "include_name": is_described}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_what_the_tables_say_to_the_letter(
    empty: Engine, tmp_path: Path
) -> None:
    upgrade(empty)
    with reading(empty) as connection:
        migrated = definitions(connection)
    with writing(empty) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    with reading(empty) as connection:
        assert columns_sorted(definitions(connection)) == columns_sorted(migrated)


def columns_sorted(found: set[str]) -> set[str]:
    """SQLite keeps the statement as it was typed; what a table holds counts, not in which order it was written."""
    return {" ".join(sorted(each.replace(",", " , ").split())) for each in found}


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    upgrade(empty)
    assert len(set(revision_state(empty))) == 1


def test_an_empty_database_is_told_from_a_migrated_one(empty: Engine) -> None:
    current, head = revision_state(empty)
    assert current is None
    upgrade(empty)
    assert revision_state(empty) == (head, head)


def test_replicas_that_start_together_migrate_once(empty_postgres_url: str) -> None:
    engines = [make_engine(empty_postgres_url) for _ in range(3)]
    together = Barrier(3)
    failed: list[Exception] = []

    def start(engine: Engine) -> None:
        together.wait()
        try:
            upgrade(engine)
        except Exception as error:  # noqa: BLE001 - any error of the thread is the test's
            failed.append(error)

    threads = [Thread(target=start, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(revision_state(engines[0]))) == 1
    for engine in engines:
        engine.dispose()


def test_rows_live_through_every_later_migration(empty: Engine, clock: FakeClock) -> None:
    migrate_to(empty, "0001")
    store = SqlJobStore(engine=empty, clock=clock)
    store.enqueue(NewJob(kind="work", key="a", args={"n": 1}, lane="x", gap=timedelta(seconds=1)))
    upgrade(empty)
    job = store.claim(worker="w", lease=timedelta(minutes=1), kinds=frozenset({"work"}))
    assert job is not None
    assert (job.key, job.args, job.lane, job.enqueued_at) == ("a", {"n": 1}, "x", clock.now())


def test_the_revisions_are_one_line() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert all(not each.is_merge_point for each in scripts.walk_revisions())


def test_alembic_itself_finds_the_migrations(empty_sqlite_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={"DATABASE_URL": empty_sqlite_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    engine = make_engine(empty_sqlite_url)
    assert len(set(revision_state(engine))) == 1
    engine.dispose()


def migrate_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
