"""A company's warehouse: any database that SQLAlchemy reaches, read by one query that can't write and must not last."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import NullPool

from cadence.adapters.db.engine import POSTGRESQL, SQLITE
from cadence.core.ports import Check, Health
from cadence.revenue.model.intake.sheet import Sheet
from cadence.revenue.model.refused import WarehouseRefused, WarehouseUnavailable

T = TypeVar("T")
Answer = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Header and rows."""

MOST_ROWS = 10_000_000
"""Of an answer: more is a query that lacks its limits."""

NAME = "revenue source"

_SOON = timedelta(seconds=10)
"""How long a check waits."""

_LONGER = timedelta(seconds=5)

_AT_ONCE = 10_000

_READS = re.compile(r"\s*(select|with)\b", re.IGNORECASE)

_STEPS = 100_000
"""Of SQLite's virtual machine between two looks at the clock: some milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlWarehouse:
    """`Warehouse`. The session is read-only wherever the database knows such a thing, nothing is ever committed, and
    whatever is no single SELECT is refused before it is sent."""

    url: str = field(repr=False)
    query: str
    deadline: timedelta

    def sheet(self) -> Sheet:
        """All of it at once, so that a read that breaks off brings nothing."""
        query = _single_select(self.query)
        address = self._address()

        def asked() -> Answer:
            with _session(address, self.deadline) as connection:
                return _read(connection, query, self.deadline)

        with _in_our_words(self.deadline):
            header, rows = _in_time(asked, self.deadline)
        return Sheet(header=header, rows=list(enumerate(rows, start=1)))

    def checks(self) -> tuple[Check, ...]:
        """Whether it answers at all; the query itself may take minutes and is not asked."""
        facts: dict[str, str] = {}
        try:
            address = self._address()
            with _in_our_words(_SOON):
                took = _in_time(lambda: _answered_in(address), _SOON)
            facts = {"answered in": f"{took * 1000:.0f} ms"}
            _single_select(self.query)
        except (WarehouseRefused, WarehouseUnavailable) as error:
            return (
                Check(
                    connector=NAME,
                    health=Health.FAILING,
                    why=str(error),
                    fix="check REVENUE_URL and revenue.warehouse.query",
                ),
            )
        why = f"The warehouse answers in {facts['answered in']}."
        return (Check(connector=NAME, health=Health.HEALTHY, why=why, facts=facts),)

    def _address(self) -> URL:
        try:
            address = make_url(self.url)
        except ArgumentError as error:
            raise WarehouseRefused(
                "REVENUE_URL is malformed; write postgresql://reader@host/name"
            ) from error
        if address.drivername in {"postgres", "postgresql"}:
            return address.set(drivername="postgresql+psycopg")
        return address


def _single_select(query: str) -> str:
    bare = query.strip().removesuffix(";")
    if not _READS.match(bare) or ";" in bare:
        raise WarehouseRefused("revenue.warehouse.query must be one SELECT, and nothing else.")
    return bare


@contextmanager
def _in_our_words(deadline: timedelta) -> Iterator[None]:
    """An error's own words are kept from whoever reads ours: they can hold the address."""
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise WarehouseRefused(
            "The driver for the database that REVENUE_URL names is not installed."
        ) from error
    except _TooLate as error:
        raise WarehouseUnavailable(
            f"The warehouse took longer than {deadline.total_seconds():.0f} s."
        ) from error
    except OperationalError as error:
        if _is_timeout(error):
            raise WarehouseUnavailable(
                f"The warehouse took longer than {deadline.total_seconds():.0f} s."
            ) from error
        if _is_refusal(error):
            raise WarehouseRefused(_refused(error)) from error
        raise WarehouseUnavailable("The warehouse did not answer.") from error
    except DBAPIError as error:
        raise WarehouseRefused(_refused(error)) from error
    except SQLAlchemyError as error:
        raise WarehouseUnavailable("The warehouse did not answer.") from error


class _TooLate(Exception):
    """The deadline is over."""


def _in_time(ask: Callable[[], T], deadline: timedelta) -> T:
    """In a thread of its own: a driver waits for ever for a server that took its question and fell silent. Then the
    thread is left behind. The database has as long again to end by itself, some seconds at most. Raises _TooLate."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)

    Thread(target=run, name="warehouse", daemon=True).start()
    try:
        return answer.result(timeout=(deadline + min(deadline, _LONGER)).total_seconds())
    except TimeoutError as error:
        raise _TooLate from error


def _answered_in(address: URL) -> float:
    """Seconds."""
    with _session(address, _SOON) as connection:
        began = time.monotonic()
        connection.execute(text("SELECT 1"))
        return time.monotonic() - began


def _is_timeout(error: OperationalError) -> bool:
    said = str(error.orig).casefold()
    return "interrupted" in said or "statement timeout" in said or "canceling statement" in said


def _is_refusal(error: OperationalError) -> bool:
    """SQLite calls it an operational error too when a query makes no sense."""
    said = str(error.orig)
    return said.startswith(("no such ", "ambiguous ", "attempt to write")) or "syntax error" in said


def _refused(error: DBAPIError) -> str:
    return f"The warehouse refused the query: {str(error.orig).strip().partition(chr(10))[0]}"


@contextmanager
def _session(address: URL, deadline: timedelta) -> Iterator[Connection]:
    engine = _engine(address, deadline)
    try:
        with engine.connect() as connection:
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def _engine(address: URL, deadline: timedelta) -> Engine:
    kind = address.get_backend_name()
    if kind == SQLITE:
        engine = create_engine(_only_read(address), poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "connect", lambda connection, _: _hurry(connection, deadline))
        return engine
    given: dict[str, Any] = {}
    if kind == POSTGRESQL:
        milliseconds = deadline // timedelta(milliseconds=1)
        given["connect_args"] = {
            "connect_timeout": max(2, min(10, int(deadline.total_seconds()))),
            "application_name": "cadence",
            "options": f"-c default_transaction_read_only=on -c statement_timeout={milliseconds}",
        }
    engine = create_engine(address, poolclass=NullPool, hide_parameters=True, **given)
    if kind in {"mysql", "mariadb"}:
        event.listen(engine, "connect", _make_read_only)
    return engine


def _only_read(address: URL) -> URL:
    return address.set(
        database=f"file:{address.database}",
        query={**address.query, "mode": "ro", "uri": "true"},
    )


def _hurry(connection: Any, deadline: timedelta) -> None:
    until = time.monotonic() + deadline.total_seconds()
    connection.execute("PRAGMA query_only = ON")
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)


def _make_read_only(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _read(connection: Connection, query: str, deadline: timedelta) -> Answer:
    until = time.monotonic() + deadline.total_seconds()
    answer = connection.execution_options(yield_per=_AT_ONCE).execute(
        text(query.replace(":", r"\:"))
    )
    rows: list[tuple[str, ...]] = []
    for some in answer.partitions():
        if time.monotonic() > until:
            raise _TooLate
        rows += [tuple(map(_written, row)) for row in some]
        if len(rows) > MOST_ROWS:
            raise WarehouseRefused(f"The query brings more than {MOST_ROWS:,} rows.")
    return tuple(answer.keys()), rows


def _written(value: object) -> str:
    """As it would stand in a file."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
