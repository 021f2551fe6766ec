"""Reports: figures that reconcile, or the reason why there are none."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.errors import StoreUnavailable
from cadence.revenue.model.definition import Basis, Definition, Reactivation
from cadence.revenue.model.figures import Figures, Kind
from cadence.revenue.model.level import Batch, Form
from cadence.revenue.model.month import Month
from cadence.revenue.model.refused import (
    CurrencyUnclear,
    MonthMissing,
    NoRevenue,
    NoSegment,
    NotReconciled,
    RateMissing,
)
from cadence.revenue.model.report import Report, Segment, shared
from cadence.revenue.model.restated import Cause
from cadence.revenue.service.reporting import Reporting, Unreported
from fakes.revenue import FakeRevenue
from revenue_builders import (
    DEFINITIONS,
    NOON,
    WEEK,
    a_batch,
    a_level,
    a_month,
    a_rate,
    a_stated,
    levels,
    reporting,
)

YEAR = Definition(months=12)


def shown(figures: Figures) -> dict[str, int]:
    """What is not 0."""
    amounts = {
        "opening": figures.opening,
        **{kind.value: figures.of(kind) for kind in Kind},
        "closing": figures.closing,
    }
    return {name: int(amount) for name, amount in amounts.items() if amount}


# --- a month -----------------------------------------------------------------------------------------


def test_the_newest_month_is_reported_where_none_is_named() -> None:
    report = reporting("2024-01 A=100 B=50 C=25", "2024-02 A=120 C=20 D=10").report()
    assert report.month == a_month("2024-02")
    assert report.opens == a_month("2024-01")
    assert shown(report.figures) == {
        "opening": 175,
        "new": 10,
        "expansion": 20,
        "contraction": 5,
        "churn": 50,
        "closing": 150,
    }
    assert report.figures.nrr == Decimal("80.0000")
    assert report.figures.grr == Decimal("68.5714")
    assert report.accounts == 3
    assert (report.import_id, report.imported_at, report.is_first) == (1, NOON, False)


def test_what_moved_is_told_by_account_the_greatest_first() -> None:
    report = reporting(
        "2024-01 A=100 B=50", "2024-02 A=120 D=10", plans={"A": "Pro", "D": "Pro"}
    ).report()
    assert [(each.account, each.kind.value, each.amount) for each in report.moved] == [
        ("B", "churn", 50),
        ("A", "expansion", 20),
        ("D", "new", 10),
    ]
    moved = report.moved[1]
    assert (moved.opening, moved.closing, moved.segments) == (100, 120, (("plan", "Pro"),))


def test_an_account_that_paid_long_ago_is_reactivated_and_not_new() -> None:
    found = reporting("2024-01 A=100 B=1", "2024-02 B=1", "2024-03 B=1", "2024-04 A=30 B=1 C=5")
    assert shown(found.report().figures) == {
        "opening": 1,
        "new": 5,
        "reactivation": 30,
        "closing": 36,
    }


def test_the_first_month_has_no_opening_and_says_so() -> None:
    report = reporting("2024-01 A=100", "2024-02 A=100").report(a_month("2024-01"))
    assert report.is_first
    assert shown(report.figures) == {"new": 100, "closing": 100}
    assert report.figures.nrr is None


def test_each_figure_says_how_it_is_defined() -> None:
    found = reporting("2024-01 A=1", "2024-02 A=1")
    assert found.report().defined == "cohort, monthly, reactivation out"
    store = FakeRevenue()
    store.take(a_batch(levels("2024-01 A=1", currency="EUR")), at=NOON)
    assert Reporting(store=store).report().defined == "cohort, monthly, reactivation out, in EUR"


# --- what can't be told --------------------------------------------------------------------------------


def test_without_any_import_there_is_no_report() -> None:
    empty = Reporting(store=FakeRevenue())
    with pytest.raises(NoRevenue, match="No revenue was imported yet"):
        empty.report()
    with pytest.raises(NoRevenue):
        list(empty.reports())
    assert empty.months() == ()
    rates_alone = FakeRevenue()
    rates_alone.take_rates((a_rate("USD", "2024-01", 1),), at=NOON)
    with pytest.raises(NoRevenue):
        Reporting(store=rates_alone).report()


def test_a_month_that_was_not_imported_is_not_a_month_in_which_everybody_left() -> None:
    found = reporting("2024-01 A=100", "2024-03 A=100")
    for month in ("2024-02", "2024-03", "2024-04", "2023-12"):
        with pytest.raises(MonthMissing):
            found.report(a_month(month))
    told = list(found.reports())
    assert [isinstance(each, Unreported) for each in told] == [False, True]
    assert isinstance(told[1], Unreported)
    assert told[1].month == a_month("2024-03")


def test_a_year_needs_the_month_it_opens_with() -> None:
    months = [f"{Month(2024, 1).plus(each)} A={100 + each}" for each in range(13)]
    whole = reporting(*months)
    assert shown(whole.report(definition=YEAR).figures) == {
        "opening": 100,
        "expansion": 12,
        "closing": 112,
    }
    assert [each.month for each in whole.reports(definition=YEAR)] == [a_month("2025-01")]
    with pytest.raises(MonthMissing, match="2023-12"):
        reporting(*months[:12]).report(definition=YEAR)


def test_a_store_that_is_away_is_not_an_empty_one() -> None:
    with pytest.raises(StoreUnavailable):
        Reporting(store=FakeRevenue(is_down=True)).report()


# --- segments ----------------------------------------------------------------------------------------


def by_value(report: Report, dimension: str) -> dict[str, dict[str, int]]:
    return {
        each.value: shown(each.figures) for each in report.segments if each.dimension == dimension
    }


def test_an_account_stays_in_the_segment_of_its_opening() -> None:
    store = FakeRevenue()
    held = (
        a_level("A", "2024-01", 100, plan="Basic"),
        a_level("A", "2024-02", 150, plan="Pro"),
        a_level("B", "2024-02", 10, plan="Pro"),
        a_level("C", "2024-02", 1),
    )
    store.take(a_batch(held), at=NOON)
    assert by_value(Reporting(store=store).report(), "plan") == {
        "Basic": {"opening": 100, "expansion": 50, "closing": 150},
        "Pro": {"new": 10, "closing": 10},
        "(none)": {"new": 1, "closing": 1},
    }


def test_the_quarter_of_the_first_payment_is_a_segment_without_a_column() -> None:
    found = reporting("2024-03 A=100", "2024-04 A=100 B=50", "2024-05 A=90 B=60")
    assert by_value(found.report(dimensions=("cohort",)), "cohort") == {
        "2024-Q1": {"opening": 100, "contraction": 10, "closing": 90},
        "2024-Q2": {"opening": 50, "expansion": 10, "closing": 60},
    }


def test_a_segment_that_is_not_in_the_data_is_named() -> None:
    with pytest.raises(NoSegment, match=r"no segment size; there are plan, cohort"):
        reporting("2024-01 A=1", plans={"A": "Pro"}).report(dimensions=("size",))


def a_segment(value: str, accounts: int, dimension: str = "plan") -> Segment:
    nothing = dict.fromkeys([*Kind, "opening", "closing"], Decimal(0))
    return Segment(dimension=dimension, value=value, accounts=accounts, figures=Figures(**nothing))


def values(segments: tuple[Segment, ...]) -> list[str]:
    return [each.value for each in segments]


def test_small_segments_are_withheld_where_others_read_along() -> None:
    held = [a_segment("a", 9), a_segment("b", 2), a_segment("c", 4), a_segment("d", 7)]
    found = shared(held, minimum=5)
    assert values(found.shown) == ["a", "d"]
    assert values(found.withheld) == ["b", "c"]


def test_one_small_segment_takes_the_next_with_it_since_the_total_would_tell() -> None:
    held = [a_segment("a", 9), a_segment("b", 2), a_segment("c", 6)]
    assert values(shared(held, minimum=5).shown) == ["a"]
    other = [*held, a_segment("x", 50, "region"), a_segment("y", 60, "region")]
    assert values(shared(other, minimum=5).shown) == ["a", "x", "y"]


@given(st.lists(st.integers(1, 12), max_size=7))
def test_what_is_withheld_can_not_be_reckoned_from_the_total(sizes: list[int]) -> None:
    held = [a_segment(str(at), each) for at, each in enumerate(sizes)]
    found = shared(held, minimum=5)
    assert all(each.accounts >= 5 for each in found.shown)
    assert len(found.shown) + len(found.withheld) == len(held)
    if found.withheld and found.shown:
        assert len(found.withheld) >= 2
        assert sum(each.accounts for each in found.withheld) >= 5
    if all(each >= 5 for each in sizes):
        assert found.withheld == ()


def test_without_small_segments_all_are_shown() -> None:
    held = [a_segment("a", 5), a_segment("b", 6)]
    assert shared(held, minimum=5).withheld == ()


# --- currencies --------------------------------------------------------------------------------------


def in_two_currencies(rates: Mapping[str, str], home: str | None = "EUR") -> Reporting:
    store = FakeRevenue()
    held = (
        *levels("2024-01 A=100 B=100", "2024-02 A=110 B=100", currency="USD"),
        *levels("2024-01 C=50", "2024-02 C=50", currency="EUR"),
    )
    store.take(a_batch(held), at=NOON)
    store.take_rates([a_rate("USD", month, rate) for month, rate in rates.items()], at=NOON)
    return Reporting(store=store, home=home)


def test_movements_are_at_constant_rates_and_the_exchange_effect_apart() -> None:
    report = in_two_currencies({"2024-01": "0.90", "2024-02": "1.00"}).report()
    assert shown(report.figures) == {"opening": 230, "expansion": 9, "closing": 239}
    assert report.figures.exchange == 21
    assert report.figures.reconciles
    assert report.defined.endswith("in EUR")


def test_a_missing_rate_is_not_taken_for_one() -> None:
    with pytest.raises(RateMissing, match="USD for 2024-01"):
        in_two_currencies({"2024-02": "1.00"}).report()


def test_the_first_month_is_counted_at_its_own_rates() -> None:
    report = in_two_currencies({"2024-01": "0.90"}).report(a_month("2024-01"))
    assert shown(report.figures) == {"new": 230, "closing": 230}
    assert report.figures.exchange == 0


def test_with_several_currencies_the_companys_own_must_be_named() -> None:
    with pytest.raises(CurrencyUnclear, match="EUR, USD"):
        in_two_currencies({"2024-01": "1"}, home=None).report()


def test_amounts_without_a_currency_are_in_the_companys_own() -> None:
    store = FakeRevenue()
    store.take(a_batch((*levels("2024-01 A=1"), *levels("2024-01 B=2", currency="EUR"))), at=NOON)
    assert Reporting(store=store, home="EUR").report().figures.closing == 3
    assert Reporting(store=store, home="EUR").levels() == {"A": 1, "B": 2}


# --- merges ------------------------------------------------------------------------------------------


def test_merged_accounts_are_one_in_every_month() -> None:
    found = reporting("2024-01 A=100 B=50 C=1", "2024-02 B=160 C=1")
    assert shown(found.report().figures)["churn"] == 100
    assert isinstance(found.store, FakeRevenue)
    found.store.take_merges({"A": "B"}, at=NOON)
    report = found.report()
    assert shown(report.figures) == {"opening": 151, "expansion": 10, "closing": 161}
    assert [each.account for each in report.moved] == ["B"]


def test_who_was_merged_and_had_paid_before_makes_a_reactivation() -> None:
    found = reporting("2024-01 A=100 C=1", "2024-02 C=1", "2024-03 B=100 C=1")
    assert isinstance(found.store, FakeRevenue)
    found.store.take_merges({"A": "B"}, at=NOON)
    assert shown(found.report().figures)["reactivation"] == 100


def test_a_merged_account_brings_its_segment_where_the_other_has_none() -> None:
    store = FakeRevenue()
    held = (a_level("A", "2024-01", 100, plan="Pro"), a_level("B", "2024-01", 50))
    store.take(a_batch(held), at=NOON)
    store.take_merges({"A": "B"}, at=NOON)
    report = Reporting(store=store).report()
    assert by_value(report, "plan") == {"Pro": {"new": 150, "closing": 150}}


def test_an_account_with_two_currencies_is_in_one_segment_whatever_comes_first() -> None:
    held = (
        a_level("A", "2024-01", 1, currency="EUR", plan="Pro"),
        a_level("A", "2024-01", 2, currency="USD", plan="Basic"),
    )
    found = []
    for some in (held, held[::-1]):
        store = FakeRevenue()
        store.take(a_batch(some), at=NOON)
        store.take_rates((a_rate("USD", "2024-01", 1),), at=NOON)
        found.append(by_value(Reporting(store=store, home="EUR").report(), "plan"))
    assert found[0] == found[1] == {"Basic": {"new": 3, "closing": 3}}


# --- stated movements --------------------------------------------------------------------------------


def with_movements(february: str) -> Reporting:
    """Levels of their own, and movements beside them."""
    store = FakeRevenue()
    store.take(a_batch(levels("2024-01 A=100 B=50", "2024-02 A=120 B=50")), at=NOON)
    stated = Batch(
        source="movements.csv",
        form=Form.MOVEMENTS,
        stated=(a_stated("A", "2024-02", february),),
        stated_months=(a_month("2024-02"),),
    )
    store.take(stated, at=NOON)
    return Reporting(store=store)


def test_levels_that_their_movements_explain_are_reported() -> None:
    assert with_movements("20").report().figures.expansion == 20


def test_figures_that_do_not_reconcile_are_refused_with_the_difference_and_the_accounts() -> None:
    with pytest.raises(NotReconciled) as caught:
        with_movements("15.50").report()
    assert caught.value.difference == Decimal("4.50")
    assert [(each.account, each.moved, each.stated) for each in caught.value.accounts] == [
        ("A", 20, Decimal("15.50"))
    ]
    assert "A: its revenue changed by 20.00 in 2024-02" in str(caught.value)


def test_errors_that_cancel_out_are_found_all_the_same() -> None:
    store = FakeRevenue()
    store.take(a_batch(levels("2024-01 A=100 B=50", "2024-02 A=110 B=40")), at=NOON)
    stated = Batch(
        source="movements.csv",
        form=Form.MOVEMENTS,
        stated_months=(a_month("2024-02"),),
    )
    store.take(stated, at=NOON)
    with pytest.raises(NotReconciled) as caught:
        Reporting(store=store).report()
    assert caught.value.difference == 0
    assert "their movements differ, by amounts that cancel out" in str(caught.value)
    assert {each.account for each in caught.value.accounts} == {"A", "B"}


def test_a_month_without_movements_of_its_own_is_not_held_against_any() -> None:
    assert with_movements("15.50").report(a_month("2024-01")).figures.new == 150


# --- restatements ------------------------------------------------------------------------------------


def restating() -> tuple[FakeRevenue, Reporting]:
    store = FakeRevenue()
    store.take(a_batch(levels("2024-01 A=100 B=50", "2024-02 A=100 B=50")), at=NOON)
    return store, Reporting(store=store)


def test_nothing_is_restated_by_a_new_month() -> None:
    store, found = restating()
    store.take(a_batch(levels("2024-03 A=100 B=50")), at=NOON + WEEK)
    assert found.restated(NOON) == ()
    assert found.restated(NOON - WEEK) == ()


def test_a_restatement_tells_before_now_who_and_why() -> None:
    store, found = restating()
    late = a_batch(levels("2024-01 A=90 C=5"), source="fix.csv", note="credit notes")
    store.take(late, at=NOON + WEEK)
    january, february = found.restated(NOON)
    assert (january.month, february.month) == (a_month("2024-01"), a_month("2024-02"))
    assert january.before is not None
    assert january.now is not None
    assert (january.before.closing, january.now.closing) == (150, 145)
    told = [(each.account, each.before, each.now, each.cause) for each in january.accounts]
    assert told == [("A", 100, 90, Cause.CORRECTED), ("C", 0, 5, Cause.LATE)]
    assert {(each.source, each.note, each.at) for each in january.accounts} == {
        ("fix.csv", "credit notes", NOON + WEEK)
    }
    assert february.accounts == ()
    assert february.now is not None
    assert shown(february.now) == {"opening": 145, "expansion": 10, "churn": 5, "closing": 150}


def test_what_was_taken_out_and_what_was_merged_have_causes_of_their_own() -> None:
    store, found = restating()
    store.take(a_batch(levels("2024-02 A=100"), whole=("2024-02",)), at=NOON + WEEK)
    (removed,) = found.restated(NOON)
    assert [(each.account, each.cause) for each in removed.accounts] == [("B", Cause.REMOVED)]
    store.take_merges({"B": "A"}, at=NOON + 2 * WEEK, note="takeover")
    (january, february) = found.restated(NOON + WEEK)
    assert [(each.account, each.cause, each.note) for each in january.accounts] == [
        ("B", Cause.MERGED, "takeover")
    ]
    assert february.accounts == ()


def test_a_changed_rate_restates_its_month() -> None:
    found = in_two_currencies({"2024-01": "0.90", "2024-02": "1.00"})
    assert isinstance(found.store, FakeRevenue)
    found.store.take_rates((a_rate("USD", "2024-02", "1.10"),), at=NOON + WEEK)
    (february,) = found.restated(NOON)
    assert february.rates == ("USD",)
    assert february.before is not None
    assert february.now is not None
    assert february.now.exchange - february.before.exchange == 21


def test_a_late_old_amount_makes_a_new_account_a_reactivation_much_later() -> None:
    store = FakeRevenue()
    months = [f"2024-0{each} B=50" for each in range(1, 6)]
    store.take(a_batch(levels(*months, "2024-05 A=7")), at=NOON)
    store.take(a_batch(levels("2024-01 A=7")), at=NOON + WEEK)
    found = Reporting(store=store).restated(NOON)
    assert [str(each.month) for each in found] == ["2024-01", "2024-02", "2024-05"]
    assert found[-1].now is not None
    assert shown(found[-1].now)["reactivation"] == 7


# --- many months at once -------------------------------------------------------------------------------

books = st.lists(
    st.lists(st.sampled_from([0, 0, 1, 5, 8]), min_size=15, max_size=15), min_size=1, max_size=4
)


@given(books, st.sampled_from(DEFINITIONS))
def test_a_report_is_the_same_alone_and_among_others(
    paid: list[list[int]], definition: Definition
) -> None:
    months = [
        " ".join((str(Month(2024, 1).plus(at)), *(f"A{who}={c[at]}" for who, c in enumerate(paid))))
        for at in range(15)
    ]
    found = reporting(*months)
    for each in found.reports(definition=definition):
        assert isinstance(each, Report)
        assert each == found.report(each.month, definition=definition, dimensions=())
        assert each.figures.reconciles


def test_returned_revenue_counts_where_the_definition_says_so() -> None:
    lines = [f"{Month(2024, 1).plus(each)} A={0 if each == 5 else 100} B=100" for each in range(13)]
    found = reporting(*lines)
    nrr = {
        each.name: found.report(definition=each).figures.nrr
        for each in DEFINITIONS
        if each.months == 12
    }
    assert nrr == {
        "cohort, trailing twelve months, reactivation out": 50,
        "cohort, trailing twelve months, reactivation in": 100,
        "period, trailing twelve months, reactivation out": 50,
        "period, trailing twelve months, reactivation in": 100,
    }
    assert {Basis.COHORT, Basis.PERIOD} == {each.basis for each in DEFINITIONS}
    assert {each.reactivation for each in DEFINITIONS} == set(Reactivation)
