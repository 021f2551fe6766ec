"""A room in memory, and one in a database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.schema import upgrade
from revenue_review.review_room import ReviewRoom

MakeRoom = Callable[..., ReviewRoom]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database that has every table, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "cadence.sqlite3"
    engine = make_engine(f"sqlite:///{file}", connections=1)
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["memory", "sqlite"])
def make_room(
    request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path
) -> Iterator[MakeRoom]:
    """With settings of the test's own."""
    engine: Engine | None = None
    if request.param == "sqlite":
        file = shutil.copy(migrated_file, tmp_path / "cadence.sqlite3")
        engine = make_engine(f"sqlite:///{file}", connections=1)

    def make(**settings: Any) -> ReviewRoom:
        return ReviewRoom(engine=engine, **settings)

    yield make
    if engine:
        engine.dispose()


@pytest.fixture
def room(make_room: MakeRoom) -> ReviewRoom:
    return make_room()
