"""Revenue as tests write it: `levels("2024-01 A=100 B=50", "2024-02 A=120")`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cadence.core.ports import Change
from cadence.revenue.model.definition import Basis, Definition, Reactivation
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.reading import Read, read
from cadence.revenue.model.intake.sheet import sheet_of
from cadence.revenue.model.level import HOME, Batch, Form, Level, Rate, Segments, Stated
from cadence.revenue.model.month import Month
from cadence.revenue.service.reporting import Reporting
from fakes.revenue import FakeRevenue

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
WEEK = timedelta(days=7)

DEFINITIONS = tuple(
    Definition(basis=basis, months=months, reactivation=reactivation)
    for basis in Basis
    for months in (1, 12)
    for reactivation in Reactivation
)

Making = Callable[..., None]
Changes = Iterable[Change]


def a_month(text: str) -> Month:
    return Month.read(text)


def a_level(
    account: str, month: str, mrr: object, *, currency: str = HOME, **segments: str
) -> Level:
    return Level(
        account=account,
        month=a_month(month),
        mrr=Decimal(str(mrr)),
        currency=currency,
        segments=tuple(sorted(segments.items())),
    )


def levels(
    *lines: str, currency: str = HOME, plans: Mapping[str, str] | None = None
) -> tuple[Level, ...]:
    """A line a month: the month, then account=amount; `plans` by account."""
    found = []
    for line in lines:
        month, *paid = line.split()
        for each in paid:
            account, _, amount = each.partition("=")
            plan = (plans or {}).get(account)
            segments: Segments = (("plan", plan),) if plan else ()
            found.append(
                Level(
                    account=account,
                    month=a_month(month),
                    mrr=Decimal(amount),
                    currency=currency,
                    segments=segments,
                )
            )
    return tuple(found)


def a_batch(
    held: Sequence[Level] = (),
    *,
    source: str = "mrr.csv",
    whole: Sequence[str] = (),
    note: str = "",
    follows: int | None = None,
) -> Batch:
    return Batch(
        source=source,
        form=Form.LEVELS,
        levels=tuple(held),
        whole=tuple(map(a_month, whole)),
        note=note,
        follows=follows,
    )


def a_stated(account: str, month: str, change: object, *, currency: str = HOME) -> Stated:
    return Stated(
        account=account, month=a_month(month), change=Decimal(str(change)), currency=currency
    )


def a_rate(currency: str, month: str, rate: object) -> Rate:
    return Rate(currency=currency, month=a_month(month), rate=Decimal(str(rate)))


def reporting(*lines: str, plans: Mapping[str, str] | None = None) -> Reporting:
    """On a store in memory that holds these levels."""
    store = FakeRevenue()
    store.take(a_batch(levels(*lines, plans=plans)), at=NOON)
    return Reporting(store=store)


def read_csv(text: str, reading: Reading | None = None) -> Read:
    return read(sheet_of(text.splitlines(keepends=True)), reading or Reading())
