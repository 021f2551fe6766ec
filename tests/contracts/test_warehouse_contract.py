"""What every Warehouse does: a SQLite file, a PostgreSQL server, and the fake."""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.warehouse import SqlWarehouse
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.reading import read
from cadence.revenue.model.refused import WarehouseRefused, WarehouseUnavailable
from cadence.revenue.store.warehouse import Warehouse
from fakes.warehouse import FakeWarehouse
from revenue_builders import a_level

QUERY = "SELECT account, month, mrr FROM takings WHERE mrr > 0 ORDER BY account"
LONG = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
SELECT 'A' AS account, '2024-01' AS month, count(*) AS mrr FROM n
"""
SECONDS = timedelta(seconds=30)

Make = Callable[[str], Warehouse]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A warehouse with a table."""
    if request.param == "sqlite":
        file = tmp_path / "warehouse.sqlite3"
        with sqlite3.connect(file) as made:
            made.execute("CREATE TABLE takings (account TEXT, month TEXT, mrr REAL)")
            made.execute(
                "INSERT INTO takings VALUES ('A', '2024-01-31', 100.1), ('B', '2024-01', 7)"
            )
        made.close()
        yield f"sqlite:///{file}"
        return
    address = request.getfixturevalue("empty_postgres_url")
    engine = make_engine(address, connections=1)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE takings (account text, month date, mrr numeric)"))
        connection.execute(text("CREATE SEQUENCE counter"))
        put = text("INSERT INTO takings VALUES (:account, :month, :mrr)")
        for account, mrr in (("A", Decimal("100.10")), ("B", Decimal(7))):
            connection.execute(put, {"account": account, "month": date(2024, 1, 31), "mrr": mrr})
    engine.dispose()
    yield address


def sql(url: str, query: str = QUERY, *, deadline: timedelta = SECONDS) -> SqlWarehouse:
    return SqlWarehouse(url=url, query=query, deadline=deadline)


def test_its_rows_read_as_those_of_a_file(url: str) -> None:
    expected = (a_level("A", "2024-01", "100.10"), a_level("B", "2024-01", 7))
    fake = FakeWarehouse(rows=[("A", "2024-01-31", "100.1"), ("B", "2024-01", "7")])
    for each in (sql(url), fake):
        sheet = each.sheet()
        assert sheet.header == ("account", "month", "mrr")
        assert read(sheet, Reading()).levels == expected


def test_what_is_empty_there_is_empty_here(url: str) -> None:
    query = "SELECT account, NULL AS month, mrr FROM takings WHERE account = 'A'"
    found = read(sql(url, query).sheet(), Reading())
    assert [(each.line, each.reason) for each in found.rejected] == [
        (1, "'' is neither a month (2026-11) nor a date (2026-11-30)")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM takings",
        "UPDATE takings SET mrr = 0",
        "SELECT 1; DROP TABLE takings",
        "",
        "EXPLAIN SELECT 1",
    ],
)
def test_what_is_no_single_select_is_not_even_sent(url: str, query: str) -> None:
    with pytest.raises(WarehouseRefused, match="one SELECT"):
        sql(url, query).sheet()
    assert len(list(sql(url).sheet().rows)) == 2


def test_nothing_can_be_written_by_a_select_either(url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no SELECT that writes")
    for writes in (
        "SELECT nextval('counter')",
        "SELECT account, month, mrr INTO stolen FROM takings",
        "WITH gone AS (DELETE FROM takings RETURNING account) SELECT account FROM gone",
    ):
        with pytest.raises(WarehouseRefused, match="The warehouse refused the query"):
            sql(url, writes).sheet()
    with pytest.raises(WarehouseRefused, match="read-only transaction"):
        sql(url, "SELECT nextval('counter')").sheet()
    assert len(list(sql(url).sheet().rows)) == 2


def test_a_query_that_lasts_too_long_is_given_up(url: str) -> None:
    with pytest.raises(WarehouseUnavailable, match="took longer than"):
        sql(url, LONG, deadline=timedelta(milliseconds=300)).sheet()


@contextmanager
def silent_server() -> Iterator[str]:
    """Lets a session of PostgreSQL begin, and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as held:

        def serve() -> None:
            with suppress(OSError):
                session, _ = server.accept()
                held.enter_context(session)
                session.recv(4096)
                session.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")

        serving = Thread(target=serve)
        serving.start()
        yield f"postgresql://reader@127.0.0.1:{server.getsockname()[1]}/x?sslmode=disable&gssencmode=disable"
        serving.join()


def test_a_server_that_falls_silent_is_not_waited_for() -> None:
    with (
        silent_server() as address,
        pytest.raises(WarehouseUnavailable, match="took longer than"),
    ):
        sql(address, deadline=timedelta(milliseconds=500)).sheet()


def test_a_query_that_is_wrong_is_refused_in_its_own_words(url: str) -> None:
    with pytest.raises(WarehouseRefused, match="nowhere"):
        sql(url, "SELECT account FROM nowhere").sheet()


def test_a_colon_in_a_query_is_only_a_colon(url: str) -> None:
    query = "SELECT account, month, mrr FROM takings WHERE account <> ':a'"
    assert len(list(sql(url, query).sheet().rows)) == 2


def test_a_server_that_is_away_is_no_empty_warehouse(tmp_path: Path) -> None:
    hidden = "postgresql://reader:hush@127.0.0.1:1/finance"
    with pytest.raises(WarehouseUnavailable) as caught:
        sql(hidden).sheet()
    assert "hush" not in str(caught.value)
    assert "hush" not in repr(sql(hidden))
    with pytest.raises(WarehouseUnavailable):
        sql(f"sqlite:///{tmp_path}/missing.sqlite3").sheet()
    assert not (tmp_path / "missing.sqlite3").exists()


@pytest.mark.parametrize(
    ("url", "said"), [("no address", "malformed"), ("nosuchdb://host/x", "not installed")]
)
def test_an_address_that_leads_nowhere_is_said_plainly(url: str, said: str) -> None:
    with pytest.raises(WarehouseRefused, match=said):
        sql(url).sheet()


def test_a_fake_that_is_away_says_so() -> None:
    with pytest.raises(WarehouseUnavailable):
        FakeWarehouse(is_down=True).sheet()
