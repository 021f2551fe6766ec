"""Taking in: as a whole or not at all, and what follows from movements."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadence.core.errors import Overtaken
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.sheet import Sheet, SheetRefused, sheet_of
from cadence.revenue.model.level import Taken
from cadence.revenue.model.refused import CurrencyUnclear, NotReconciled, WarehouseUnavailable
from cadence.revenue.service.importing import Imported, Importing
from cadence.revenue.service.reporting import Reporting
from fakes.clock import FakeClock
from fakes.revenue import FakeRevenue
from fakes.warehouse import FakeWarehouse
from revenue_builders import NOON, WEEK, a_batch, a_month, levels

RAVENSTACK = (
    Path(os.environ.get("CADENCE_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
    / "revenue"
    / "ravenstack"
)
HEAD = "account,month,mrr\n"


@pytest.fixture
def store() -> FakeRevenue:
    return FakeRevenue()


@pytest.fixture
def importing(store: FakeRevenue, clock: FakeClock) -> Importing:
    return Importing(store=store, clock=clock)


def take(
    importing: Importing, text: str, *, source: str = "mrr.csv", whole: bool = False
) -> Imported:
    return importing.take(sheet(text), source, reading=Reading(), is_whole=whole)


def sheet(text: str) -> Sheet:
    return sheet_of(text.splitlines(keepends=True))


def held(store: FakeRevenue, month: str) -> dict[str, int]:
    """By account, in cents."""
    latest = store.latest()
    return {
        each.account: each.cents
        for each in store.paid(a_month(month), as_of=latest.id if latest else 0)
    }


# --- levels ------------------------------------------------------------------------------------------


def test_a_file_is_taken_in_and_told(importing: Importing, store: FakeRevenue) -> None:
    done = take(importing, f"{HEAD}A,2024-01,100\nB,2024-02,50\n")
    assert done.taken == Taken(id=1, added=2)
    assert (done.source, done.rows, done.is_whole) == ("mrr.csv", 2, True)
    assert done.months == (a_month("2024-01"), a_month("2024-02"))
    assert held(store, "2024-01") == {"A": 10000}


def test_a_subscription_counts_in_no_month_that_has_not_begun(
    importing: Importing, store: FakeRevenue, clock: FakeClock
) -> None:
    clock.set(datetime(2024, 3, 5, tzinfo=UTC))
    text = "account,start,end,mrr\nA,2024-02-01,2025-12-31,100\nB,2024-03-01,,10\n"
    done = take(importing, text)
    assert done.months == (a_month("2024-02"), a_month("2024-03"))
    assert held(store, "2024-03") == {"A": 10000, "B": 1000}
    clock.set(datetime(2024, 4, 1, tzinfo=UTC))
    assert take(importing, text).taken == Taken(id=2, added=2, unchanged=3)


def test_amounts_without_a_currency_are_in_the_companys_own(
    store: FakeRevenue, clock: FakeClock
) -> None:
    importing = Importing(store=store, clock=clock, home="EUR")
    take(importing, "account,month,mrr,currency\nA,2024-01,100,EUR\n")
    corrected = take(importing, f"{HEAD}A,2024-01,110\n").taken
    assert corrected
    assert (corrected.added, corrected.changed) == (0, 1)


def test_an_amount_with_its_currency_and_without_is_not_counted_twice(
    store: FakeRevenue, importing: Importing
) -> None:
    take(importing, f"{HEAD}A,2024-01,100\n")
    take(importing, "account,month,mrr,currency\nA,2024-01,100,EUR\n")
    with pytest.raises(CurrencyUnclear, match="A has amounts for 2024-01 both in EUR and without"):
        Reporting(store=store, home="EUR").report()


def test_a_whole_file_mends_amounts_with_and_without_a_currency(
    store: FakeRevenue, importing: Importing
) -> None:
    take(importing, f"{HEAD}A,2024-01,100\n")
    take(importing, "account,month,mrr,currency\nA,2024-01,100,EUR\n", whole=True)
    assert Reporting(store=store, home="EUR").report().figures.closing == 100


def test_one_wrong_row_leaves_nothing_behind(importing: Importing, store: FakeRevenue) -> None:
    done = take(importing, f"{HEAD}A,2024-01,100\nB,2024-01,?\n")
    assert (done.taken, done.rejections, done.is_whole) == (None, 1, False)
    assert store.latest() is None


def test_the_same_file_twice_is_one_import(importing: Importing, store: FakeRevenue) -> None:
    text = f"{HEAD}A,2024-01,100\n"
    take(importing, text)
    assert take(importing, text).taken == Taken(id=None, unchanged=1)
    assert len(store.imports()) == 1


def test_a_whole_file_takes_out_what_it_does_not_hold(
    importing: Importing, store: FakeRevenue
) -> None:
    take(importing, f"{HEAD}A,2024-01,100\nB,2024-01,50\n")
    done = take(importing, f"{HEAD}A,2024-01,100\n", whole=True)
    assert done.taken == Taken(id=2, removed=1, unchanged=1)
    assert held(store, "2024-01") == {"A": 10000}


def test_a_rehearsal_stores_nothing(importing: Importing, store: FakeRevenue) -> None:
    text = sheet(f"{HEAD}A,2024-01,100\n")
    done = importing.take(text, "mrr.csv", reading=Reading(), is_rehearsal=True)
    assert (done.taken, done.rows, done.is_whole) == (None, 1, True)
    assert store.latest() is None


def test_a_file_without_rows_changes_nothing(importing: Importing, store: FakeRevenue) -> None:
    done = take(importing, HEAD, whole=True)
    assert (done.taken, done.rows) == (None, 0)
    assert store.latest() is None


# --- movements ---------------------------------------------------------------------------------------

MOVES = "account,date,amount,kind\n"


def test_what_accounts_pay_follows_from_their_movements(
    importing: Importing, store: FakeRevenue
) -> None:
    text = (
        f"{MOVES}A,2024-01-10,100,new\nA,2024-03-02,-30,contraction\nB,2024-03-05,50,new\n"
        "B,2024-03-20,-50,churn\n"
    )
    assert take(importing, text).is_whole
    paid = [held(store, f"2024-0{each}") for each in (1, 2, 3)]
    assert paid == [{"A": 10000}, {"A": 10000}, {"A": 7000}]
    report = Reporting(store=store).report()
    assert (report.figures.contraction, report.figures.new) == (30, 0)


def test_movements_carry_on_from_what_was_paid(importing: Importing, store: FakeRevenue) -> None:
    take(importing, f"{HEAD}A,2024-01,100\nB,2024-01,50\n")
    take(importing, f"{MOVES}A,2024-02-03,20,expansion\nB,2024-02-10,50,churn\n")
    assert held(store, "2024-02") == {"A": 12000}
    assert Reporting(store=store).report().figures.nrr == 80


def test_the_same_movements_again_change_nothing(importing: Importing, store: FakeRevenue) -> None:
    text = f"{MOVES}A,2024-01-10,100,new\nA,2024-03-02,20,expansion\n"
    take(importing, text)
    done = take(importing, text).taken
    assert done is not None
    assert done.id is None


def test_corrected_movements_change_every_month_after_them(
    importing: Importing, store: FakeRevenue
) -> None:
    take(importing, f"{MOVES}A,2024-01-10,100,new\n")
    take(importing, f"{MOVES}A,2024-02-10,20,expansion\n")
    take(importing, f"{MOVES}A,2024-01-10,90,new\n")
    assert [held(store, f"2024-0{each}") for each in (1, 2)] == [{"A": 9000}, {"A": 11000}]
    assert Reporting(store=store).report().figures.expansion == 20


def test_levels_that_contradict_movements_are_refused_in_the_report(
    importing: Importing, store: FakeRevenue
) -> None:
    take(importing, f"{MOVES}A,2024-01-10,100,new\nA,2024-02-10,20,expansion\n")
    take(importing, f"{HEAD}A,2024-02,125\n")
    with pytest.raises(NotReconciled) as caught:
        Reporting(store=store).report()
    assert caught.value.difference == 5


def test_movements_never_overwrite_amounts_that_were_imported(
    importing: Importing, store: FakeRevenue
) -> None:
    take(importing, f"{HEAD}A,2024-01,100\nA,2024-02,125\n")
    take(importing, f"{MOVES}A,2024-02-10,20,expansion\n")
    assert held(store, "2024-02") == {"A": 12500}
    with pytest.raises(NotReconciled):
        Reporting(store=store).report()


def test_movements_that_can_not_be_are_rejected(importing: Importing, store: FakeRevenue) -> None:
    done = take(
        importing,
        f"{MOVES}A,2024-01-10,100,new\nA,2024-01-11,5,new\nB,2024-01-12,-1,\n"
        "A,2024-02-01,-40,churn\nC,2024-02-01,5,expansion\n",
    )
    assert store.latest() is None
    assert {each.line: each.reason for each in done.rejected} == {
        3: "it is called new, but A paid 100.00 already",
        4: "B paid 0.00 until then, so it can't pay 1.00 less",
        5: "it is called churn, but A still pays 60.00 after it",
        6: "it is called expansion, but C paid 0.00 before and 5.00 after it",
    }


def test_movements_after_a_gap_are_refused(importing: Importing) -> None:
    take(importing, f"{HEAD}A,2024-01,100\n")
    with pytest.raises(SheetRefused, match="nothing was imported for 2024-02"):
        take(importing, f"{MOVES}A,2024-03-10,20,expansion\n")


def test_movements_are_not_stored_over_a_newer_state(
    importing: Importing, store: FakeRevenue, clock: FakeClock
) -> None:
    """Somebody imports between the look at what was paid and the storing."""

    class Meanwhile(FakeRevenue):
        def derived_months(self) -> frozenset[object]:  # type: ignore[override] # of months
            if len(self.made) == 1:
                self.take(a_batch(levels("2024-01 A=1")), at=NOON + WEEK)
            return super().derived_months()

    busy = Meanwhile()
    busy.take(a_batch(levels("2024-01 A=100")), at=NOON)
    with pytest.raises(Overtaken):
        take(Importing(store=busy, clock=clock), f"{MOVES}A,2024-02-10,20,expansion\n")


# --- the warehouse -----------------------------------------------------------------------------------


def test_a_warehouse_is_taken_in_as_a_file_is(importing: Importing, store: FakeRevenue) -> None:
    warehouse = FakeWarehouse(rows=[("A", "2024-01", "100"), ("B", "2024-01", "50")])
    assert importing.pull(warehouse, reading=Reading()).taken == Taken(id=1, added=2)
    warehouse.rows.pop()
    assert importing.pull(warehouse, reading=Reading()).taken == Taken(id=2, removed=1, unchanged=1)
    assert held(store, "2024-01") == {"A": 10000}


def test_a_warehouse_that_is_away_changes_nothing(importing: Importing, store: FakeRevenue) -> None:
    with pytest.raises(WarehouseUnavailable):
        importing.pull(FakeWarehouse(is_down=True), reading=Reading())
    assert store.latest() is None


# --- a synthetic company -----------------------------------------------------------------------------

SUBSCRIPTIONS = RAVENSTACK / "ravenstack_subscriptions.csv"
COLUMNS = {"account": "account_id", "start": "start_date", "end": "end_date", "mrr": "mrr_amount"}


@pytest.mark.real_data
@pytest.mark.skipif(not SUBSCRIPTIONS.exists(), reason="there is no shared data")
def test_accounts_with_many_open_subscriptions_are_refused_for_want_of_a_rule(
    importing: Importing, store: FakeRevenue
) -> None:
    """Its accounts hold 5 to 14 at the same time, with no history of plans."""
    with SUBSCRIPTIONS.open(encoding="utf-8", newline="") as lines:
        done = importing.take(sheet_of(lines), "subscriptions", reading=Reading(columns=COLUMNS))
    assert (done.rows, done.rejections, done.taken) == (5000, 500, None)
    assert all("subscriptions at the same time" in each.reason for each in done.rejected)
    assert all("what it pays needs a rule" in each.reason for each in done.rejected)
    assert store.latest() is None


@pytest.mark.real_data
@pytest.mark.skipif(not SUBSCRIPTIONS.exists(), reason="there is no shared data")
def test_with_the_rule_stated_its_months_reconcile(
    importing: Importing, store: FakeRevenue
) -> None:
    reading = Reading(columns=COLUMNS, adds_up=True)
    with SUBSCRIPTIONS.open(encoding="utf-8", newline="") as lines:
        done = importing.take(sheet_of(lines), "subscriptions", reading=reading)
    assert (done.rows, done.rejections) == (5000, 0)
    found = list(Reporting(store=store).reports())
    assert len(found) == 24
    assert all(each.figures.reconciles for each in found)  # type: ignore[union-attr] # none is refused
