"""What a beat reads follows what is due, not what there is: it is found in indexes that hold nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from cadence.adapters.db.engine import make_engine, reading
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def plan_of(engine: Engine, read: Callable[[], object]) -> str:
    """How the database goes about the one statement of this read."""
    said: list[tuple[str, Any]] = []

    def heard(_c: Any, _k: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", heard)
    read()
    event.remove(engine, "before_cursor_execute", heard)
    ((statement, parameters),) = said
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            # An empty table is read as a whole otherwise, and a value that is bound must not help.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_url"])
def test_a_beat_reads_only_what_is_due(database: str, request: pytest.FixtureRequest) -> None:
    engine = make_engine(request.getfixturevalue(database))
    definitions, occurrences = SqlDefinitions(engine), SqlOccurrences(engine)
    assert "ix_rituals_due" in plan_of(engine, lambda: definitions.due(NOON))
    assert "ix_ritual_occurrences_unfinished" in plan_of(
        engine, lambda: occurrences.unfinished(NOON)
    )
    engine.dispose()
