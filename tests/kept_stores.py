"""One contract for a store in memory and the real one on both databases."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine, writing
from cadence.core.ports import Change

STORES = ("fake", "sqlite", "postgresql")
"""For a fixture's parameters."""


def kept_in(
    request: pytest.FixtureRequest, fake: Callable[[], Any], real: Callable[[Engine], Any]
) -> Iterator[tuple[Any, Callable[..., None]]]:
    """The store, and what makes its changes: one transaction for all of them."""
    if request.param == "fake":
        yield fake(), _made_in_memory
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    yield real(engine), make
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)
