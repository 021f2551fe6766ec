"""Reports over many accounts and months on both databases, beside the bare reading and summing under them."""

import gc
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Engine, insert, text

from benchmarks.bench import Bench
from benchmarks.measuring import ratio, say, seconds, show
from cadence.adapters.db.engine import POSTGRESQL, make_engine, writing
from cadence.adapters.db.revenue import SqlRevenue
from cadence.adapters.db.revenue_tables import (
    revenue_imports,
    revenue_kinds,
    revenue_months,
)
from cadence.adapters.db.schema import upgrade
from cadence.revenue.model.definition import TRAILING, Definition
from cadence.revenue.model.month import Month, months_between
from cadence.revenue.service.reporting import Reporting

MANY, FEW = 100_000, 5_000
MONTHS = 36
FIRST = Month(2024, 1)
LAST = FIRST.plus(MONTHS - 1)
PLANS = ("Basic", "Pro", "Enterprise")
REGIONS = ("EMEA", "AMER", "APAC")

_QUERY = (
    "SELECT account, currency, cents, kind FROM revenue_amounts"
    " WHERE cents > 0 AND replaced_by IS NULL AND month = "
)

_COPY = "COPY revenue_amounts (month, account, currency, brought_by, cents, kind) FROM STDIN"
_INSERT = (
    "INSERT INTO revenue_amounts (month, account, currency, brought_by, cents, kind)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)

Row = tuple[int, str, str, int, int, int]


def run(bench: Bench) -> None:
    many = FEW if bench.quick else MANY
    say(f"{many:,} accounts × {MONTHS} months, made by seeded chance")
    for kind in ("SQLite", "PostgreSQL"):
        engine = make_engine(bench.database(kind, "revenue"))
        upgrade(engine)
        took = seconds(partial(_fill, engine, many))
        say(f"{kind}: written in {took:.0f} s")
        _measure(kind, engine, bench.rounds(3))
        engine.dispose()


def _measure(kind: str, engine: Engine, rounds: int) -> None:
    reporting = Reporting(store=SqlRevenue(engine))
    year = Definition(months=TRAILING)
    reports: Mapping[str, tuple[Callable[[], object], tuple[Month, Month]]] = {
        "a month": (partial(reporting.report, LAST, dimensions=()), (LAST.plus(-1), LAST)),
        "a month by plan and region": (partial(reporting.report, LAST), (LAST.plus(-1), LAST)),
        "trailing twelve months": (
            partial(reporting.report, LAST, definition=year, dimensions=()),
            (LAST.plus(-TRAILING), LAST),
        ),
        f"all {MONTHS} months": (lambda: list(reporting.reports()), (FIRST, LAST)),
    }
    rows = []
    for name, (report, (first, last)) in reports.items():
        taken = [_both(report, partial(_bare, engine, first, last)) for _ in range(rounds)]
        ours, bare = ([each[side] for each in taken] for side in (0, 1))
        rows.append((name, f"{min(ours):.2f} s", f"{min(bare):.2f} s", ratio(ours, bare)))
    show(
        f"Revenue reports, {kind}",
        ("", "best", "reading the same rows", "ratio"),
        rows,
        "The right column reads the same rows by the bare driver and counts nothing.",
    )


def _both(report: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    gc.collect()
    ours = seconds(report)
    gc.collect()
    return ours, seconds(bare)


def _bare(engine: Engine, first: Month, last: Month) -> int:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        return sum(
            len(cursor.execute(_QUERY + str(month.ordinal)).fetchall())
            for month in months_between(first, last)
        )
    finally:
        connection.rollback()
        connection.close()


# --- filling ---------------------------------------------------------------------------------------


def _fill(engine: Engine, many: int) -> None:
    """As `Revenue.take` would leave it, many rows in a statement."""
    segments = [
        f'[["plan","{plan}"],["region","{region}"]]' for plan in PLANS for region in REGIONS
    ]
    at = datetime(2026, 12, 31, tzinfo=UTC)
    head = {"id": 1, "at": at, "source": "bench", "note": "", "added": 0, "changed": 0}
    with writing(engine) as connection:
        connection.execute(insert(revenue_imports).values(**head, removed=0, months=[]))
        connection.execute(
            insert(revenue_kinds),
            [{"id": at, "segments": each} for at, each in enumerate(segments, start=1)],
        )
        connection.execute(
            insert(revenue_months),
            [
                {"month": month.ordinal, "brought_by": 1, "is_derived": False, "stated": None}
                for month in months_between(FIRST, LAST)
            ],
        )
    _write(engine, _rows(many))
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))


def _write(engine: Engine, rows: Iterator[Row]) -> None:
    """By the bare driver: millions of rows take it minutes less."""
    connection = engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        if engine.dialect.name == POSTGRESQL:
            with cursor.copy(_COPY) as copied:
                for row in rows:
                    copied.write_row(row)
        else:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(_INSERT, rows)
        connection.commit()
    finally:
        connection.close()


def _rows(many: int) -> Iterator[Row]:
    """A book with new accounts every month, a tenth of them moving and some gone, month after month."""
    chance = Random(5)  # noqa: S311 - a benchmark's
    paid = {f"acc-{each:06d}": chance.randrange(2_000, 500_000) for each in range(many * 2 // 3)}
    begun = len(paid)
    for month in months_between(FIRST, LAST):
        for account, cents in paid.items():
            if chance.random() < 0.1:
                moved = chance.choice((0, 0.8, 1.1, 1.3))
                paid[account] = int(cents * moved) or (
                    chance.randrange(2_000, 500_000) if chance.random() < 0.1 else 0
                )
        for _ in range((many - many * 2 // 3) // MONTHS):
            paid[f"acc-{begun:06d}"] = chance.randrange(2_000, 500_000)
            begun += 1
        for account, cents in paid.items():
            kind = 1 + int(account[-4:]) % (len(PLANS) * len(REGIONS))
            yield month.ordinal, account, "", 1, cents, kind
