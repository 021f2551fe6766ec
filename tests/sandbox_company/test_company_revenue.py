"""What the sample company's customers pay and how they use it, and the truths that are planted there."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from cadence.revenue.model import expansion, risk
from cadence.revenue.model.account import accounts
from cadence.revenue.model.account_file import read
from cadence.revenue.model.customer import Customer
from cadence.revenue.model.inputs import MEASURES, adoption_depth
from cadence.revenue.model.month import Month
from cadence.revenue.model.trend import Course, trend
from cadence.sandbox.company import cast as casting
from cadence.sandbox.company.model import Revenue, Truth
from cadence.sandbox.company.revenue import WEEKS, revenue

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
MOMENTS = [
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2027, 3, 7, 5, tzinfo=UTC),
]
Paid = Mapping[tuple[str, str], Decimal]


def made(now: datetime = NOW, seed: int = 7) -> Revenue:
    return revenue(casting.read(now), now=now, seed=seed)


@pytest.fixture(scope="module")
def files() -> Revenue:
    return made()


def truth(files: Revenue, kind: str) -> Truth:
    return next(each for each in files.truths if each.kind == kind)


def paid(text: str) -> Paid:
    rows = csv.DictReader(io.StringIO(text))
    return {(row["account"], row["month"]): Decimal(row["mrr"]) for row in rows}


def test_equal_seeds_bring_equal_files_and_others_bring_others(files: Revenue) -> None:
    assert made() == files
    assert made(seed=8).months != files.months


@pytest.mark.parametrize("now", MOMENTS)
def test_there_are_twenty_four_whole_months_and_sixteen_mondays(now: datetime) -> None:
    some = made(now)
    months = sorted({month for _, month in paid(some.months)})
    assert len(months) == 24
    assert months[-1] == str(Month.of(now.date()).plus(-1))
    days = sorted({each.on for each in read(io.StringIO(some.accounts)).readings})
    assert len(days) == WEEKS
    assert {each.weekday() for each in days} == {0}
    assert now.date() - days[-1] < timedelta(days=7)


def test_who_left_last_month_is_paid_for_no_more(files: Revenue) -> None:
    churn, held = truth(files, "churn"), paid(files.months)
    last = str(churn.facts["month"])
    before = str(Month.read(last).plus(-1))
    names = churn.facts["accounts"]
    assert len(names) == 3
    assert all((name, last) not in held for name in names)
    assert sum(held[name, before] for name in names) == Decimal(churn.facts["mrr"])


def test_the_correction_is_of_one_month_that_was_booked_too_low(files: Revenue) -> None:
    wrong, right = paid(files.months), paid(files.correction)
    ((place, amount),) = right.items()
    assert place == (
        truth(files, "restatement").facts["accounts"][0],
        truth(files, "restatement").facts["month"],
    )
    assert abs(wrong[place] - amount * 2 / 3) < Decimal("0.01")


@pytest.mark.parametrize("now", [NOW, *MOMENTS])
def test_the_rules_find_what_was_planted_in_the_use_of_the_product(now: datetime) -> None:
    some = made(now)
    known = accounts(read(io.StringIO(some.accounts)).readings)
    month = Month.of(now.date()).plus(-1)
    held = paid(some.months)
    customers = [
        Customer(
            account=each.name,
            month=month,
            pays=held.get((each.name, str(month)), Decimal(0)),
            usage=each,
        )
        for each in known
    ]
    (fading,) = truth(some, "at risk").facts["accounts"]
    first = risk.at_risk(customers, now.date())[0]
    assert first.account == fading
    assert {each.key for each in first.reasons} >= {"uses less", "asks for help"}
    assert first.renews_on
    (full,) = truth(some, "ready").facts["accounts"]
    assert full in {each.account for each in expansion.ready(customers, now.date())}


def test_adoption_depth_falls_and_every_built_in_indicator_can_be_measured(files: Revenue) -> None:
    readings = read(io.StringIO(files.accounts)).readings
    days = sorted({each.on for each in readings})
    depths = [
        (on, found.value)
        for on in days
        if (found := adoption_depth(accounts(e for e in readings if e.on <= on), on)).value
    ]
    assert trend([(on, value) for on, value in depths if value]).course is Course.FALLING
    known = accounts(readings)
    assert all(measure(known, MONDAY).value is not None for measure in MEASURES.values())
