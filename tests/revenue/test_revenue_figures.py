"""NRR and GRR: what is counted how, the published examples, and what must always hold."""

import json
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cadence.revenue.model.book import Book, Ledger, Rates, counted
from cadence.revenue.model.definition import Basis, Definition, Reactivation
from cadence.revenue.model.figures import Figures, Kind
from cadence.revenue.model.month import Month, months_between
from cadence.revenue.model.movements import monthly, movements
from revenue_builders import DEFINITIONS, a_month, reporting

SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
EXAMPLES = SHARED / "revenue" / "nrr_worked_examples.json"

COHORT, PERIOD = Basis.COHORT, Basis.PERIOD
IN, OUT = Reactivation.IN, Reactivation.OUT
FIRST = Month(2024, 1)


# --- one account -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "closing", "before", "moved"),
    [
        (0, 0, False, None),
        (5, 5, True, None),
        (0, 5, False, (Kind.NEW, 5)),
        (0, 5, True, (Kind.REACTIVATION, 5)),
        (5, 0, True, (Kind.CHURN, 5)),
        (5, 8, True, (Kind.EXPANSION, 3)),
        (8, 5, True, (Kind.CONTRACTION, 3)),
    ],
)
def test_a_month_moves_an_account_in_one_way(
    opening: int, closing: int, before: bool, moved: tuple[Kind, int] | None
) -> None:
    assert monthly(opening, closing, paid_before=before) == moved


def of(course: Sequence[int], basis: Basis, reactivation: Reactivation = OUT) -> list[Any]:
    definition = Definition(basis=basis, months=len(course) - 1, reactivation=reactivation)
    return list(movements(course, definition, paid_before=False))


def test_an_account_that_left_and_came_back_has_churned_unless_it_counts_as_kept() -> None:
    course = (100, 0, 0, 120)
    assert of(course, COHORT, OUT) == [(Kind.CHURN, 100), (Kind.REACTIVATION, 120)]
    assert of(course, COHORT, IN) == [(Kind.EXPANSION, 20)]
    assert of(course, PERIOD) == [(Kind.CHURN, 100), (Kind.REACTIVATION, 120)]


def test_a_cohort_looks_at_both_ends_and_a_period_at_each_month() -> None:
    course = (100, 150, 90)
    assert of(course, COHORT) == [(Kind.CONTRACTION, 10)]
    assert of(course, PERIOD) == [(Kind.EXPANSION, 50), (Kind.CONTRACTION, 60)]


def test_what_came_within_the_window_is_new_to_a_cohort_whatever_it_did_then() -> None:
    course = (0, 100, 130)
    assert of(course, COHORT) == [(Kind.NEW, 130)]
    assert of(course, PERIOD) == [(Kind.NEW, 100), (Kind.EXPANSION, 30)]


def test_what_came_and_went_within_the_window_is_nothing_to_a_cohort() -> None:
    assert of((0, 100, 0), COHORT) == []
    assert of((0, 100, 0), PERIOD) == [(Kind.NEW, 100), (Kind.CHURN, 100)]


# --- published examples ------------------------------------------------------------------------------


def examples() -> list[Any]:
    return json.loads(EXAMPLES.read_text("utf-8")) if EXAMPLES.exists() else []


@pytest.mark.real_data
@pytest.mark.skipif(not EXAMPLES.exists(), reason="there is no shared data")
def test_the_published_examples_come_out_as_published() -> None:
    worked = [each for each in examples() if "published_nrr_pct" in each]
    assert len(worked) == 3
    for each in worked:
        figures = from_terms(each)
        assert figures.nrr == Decimal(str(each["published_nrr_pct"]))
        if "published_ending_mrr" in each:
            assert figures.closing == each["published_ending_mrr"]
            assert figures.closing - figures.opening == each["published_net_change"]


@pytest.mark.real_data
@pytest.mark.skipif(not EXAMPLES.exists(), reason="there is no shared data")
def test_a_formula_that_knows_no_contraction_agrees_where_there_is_none() -> None:
    """100 % - (churned MRR - expansion MRR) / starting MRR × 100, as one of the sources has it."""
    assert any("Churned MRR - Expansion MRR" in each.get("formula_only", "") for each in examples())
    terms = {"starting_mrr": 80_000, "expansion": 6_000, "contraction": 0, "churn": 2_000}
    assert from_terms(terms).nrr == 100 - Decimal(2_000 - 6_000) / 80_000 * 100


def from_terms(terms: Mapping[str, Any]) -> Figures:
    """One account for each way to move, and one that stays."""
    kept = terms["starting_mrr"] - terms["churn"] - terms["contraction"] - 1
    before = f"2024-01 left={terms['churn']} less={terms['contraction'] + 1} kept={kept}"
    now = f"2024-02 less=1 kept={kept + terms['expansion']}"
    figures = reporting(before, now).report(a_month("2024-02")).figures
    assert figures.expansion == terms["expansion"]
    return figures


# --- definitions -------------------------------------------------------------------------------------


def test_every_definition_has_a_name_of_its_own() -> None:
    assert Definition().name == "cohort, monthly, reactivation out"
    assert Definition(basis=PERIOD, months=12, reactivation=IN).name == (
        "period, trailing twelve months, reactivation in"
    )
    assert Definition(months=3).name == "cohort, trailing 3 months, reactivation out"
    assert len({each.name for each in DEFINITIONS}) == len(DEFINITIONS)


def test_without_an_opening_there_is_no_retention() -> None:
    figures = reporting("2024-01 A=100").report().figures
    assert (figures.opening, figures.new) == (0, 100)
    assert (figures.nrr, figures.grr) == (None, None)


def test_half_a_cent_is_not_lost_in_a_percentage() -> None:
    figures = reporting("2024-01 A=3", "2024-02 A=1").report().figures
    assert figures.nrr == Decimal("33.3333")


# --- what always holds -------------------------------------------------------------------------------

amounts = st.one_of(st.just(0), st.integers(1, 400), st.integers(1, 10**12))
"""In cents; nothing is paid often, so that accounts leave and come back."""

courses = st.lists(st.lists(amounts, min_size=14, max_size=14), min_size=1, max_size=6)
"""Accounts, each with what it pays in fourteen months."""

windows = st.sampled_from(DEFINITIONS)


def rows_of(paid: Sequence[Sequence[int]]) -> list[tuple[str, int, str, int, int]]:
    """Every other account in another segment."""
    return [
        (f"A{who}", FIRST.ordinal + month, "", cents, 1 + who % 2)
        for who, course in enumerate(paid)
        for month, cents in enumerate(course)
        if cents
    ]


KINDS = {1: (("plan", "Basic"),), 2: (("plan", "Pro"),)}


def count(paid: Sequence[Sequence[int]], definition: Definition) -> Any:
    return count_rows(rows_of(paid), definition)


def count_rows(rows: Sequence[tuple[str, int, str, int, int]], definition: Definition) -> Any:
    last = FIRST.plus(13)
    opening = last.plus(-definition.months)
    months: dict[int, list[Any]] = {month.ordinal: [] for month in months_between(FIRST, last)}
    for account, month, currency, cents, kind in rows:
        months[month].append((account, currency, cents, kind))
    held = [Ledger.of(each, merges={}) for month, each in sorted(months.items())]
    book = Book(first=opening, ledgers=tuple(held[-definition.months - 1 :]))
    return counted(
        book.window("", Rates(by_month={}), rated=opening),
        definition,
        paid_before=frozenset(name for name, month, *_ in rows if month < opening.ordinal),
        kinds=KINDS,
        dimensions=("plan",),
    )


@given(courses, windows)
def test_opening_and_movements_are_the_closing_to_the_cent(
    paid: list[list[int]], definition: Definition
) -> None:
    figures = count(paid, definition).total.figures(definition)
    assert figures.reconciles
    assert figures.closing == Decimal(sum(course[-1] for course in paid)).scaleb(-2)
    at = 13 - definition.months
    assert figures.opening == Decimal(sum(course[at] for course in paid)).scaleb(-2)


@given(courses, windows)
def test_gross_retention_is_never_above_100_nor_above_net(
    paid: list[list[int]], definition: Definition
) -> None:
    figures = count(paid, definition).total.figures(definition)
    if figures.opening:
        assert figures.grr is not None
        assert figures.nrr is not None
        assert figures.grr <= 100
        assert figures.grr <= figures.nrr
        assert definition.basis is PERIOD or figures.grr >= 0


@given(courses, windows, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(
    paid: list[list[int]], definition: Definition, chance: Any
) -> None:
    rows = rows_of(paid)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert count_rows(shuffled, definition) == count_rows(rows, definition)


@given(courses, st.sampled_from([1, 12]))
def test_a_cohort_is_the_sum_of_its_accounts(paid: list[list[int]], months: int) -> None:
    """Reckoned anew: who paid at the opening and never stopped, by what is paid at the end."""
    mine = [course[-months - 1 :] for course in paid if course[-months - 1]]
    opening = sum(course[0] for course in mine)
    assume(opening)
    stayed = [course for course in mine if all(course)]
    net, gross = (
        sum(course[-1] for course in stayed),
        sum(min(course[0], course[-1]) for course in stayed),
    )
    definition = Definition(basis=COHORT, months=months)
    figures = count(paid, definition).total.figures(definition)
    assert figures.nrr == in_percent(net, opening)
    assert figures.grr == in_percent(gross, opening)


def in_percent(kept: int, opening: int) -> Decimal:
    return (Decimal(kept).scaleb(-2) / Decimal(opening).scaleb(-2) * 100).quantize(
        Decimal("0.0001")
    )


growing = st.lists(
    st.tuples(st.integers(0, 13), st.lists(st.integers(1, 500), min_size=14, max_size=14)),
    min_size=1,
    max_size=6,
)
"""Accounts that begin in some month and never pay less than before."""


@given(growing)
def test_a_period_is_at_least_the_cohort_where_new_accounts_expand(
    begun: list[tuple[int, list[int]]],
) -> None:
    paid = [
        [0] * start + [sum(steps[: at + 1]) for at in range(14 - start)] for start, steps in begun
    ]
    found = {
        basis: count(paid, Definition(basis=basis, months=12)).total.figures(Definition()).nrr
        for basis in Basis
    }
    if found[COHORT] is None:
        assert found[PERIOD] is None
    else:
        assert found[PERIOD] >= found[COHORT]


@given(courses)
def test_over_one_month_a_cohort_and_a_period_are_the_same(paid: list[list[int]]) -> None:
    both = [count(paid, Definition(basis=basis)) for basis in Basis]
    assert both[0] == both[1]


@given(courses, windows)
def test_segments_add_up_to_the_whole(paid: list[list[int]], definition: Definition) -> None:
    found = count(paid, definition)
    total = found.total.figures(definition)
    for kind in Kind:
        assert sum(each.figures.of(kind) for each in found.segments) == total.of(kind)
        assert sum(each.amount for each in found.moved if each.kind is kind) == total.of(kind)
    assert sum(each.figures.opening for each in found.segments) == total.opening
    assert sum(each.figures.closing for each in found.segments) == total.closing
    assert all(each.figures.reconciles for each in found.segments)


@given(courses)
def test_counting_returned_revenue_never_lowers_retention(
    paid: list[list[int]],
) -> None:
    for basis in Basis:
        out, back = (Definition(basis=basis, months=12, reactivation=each) for each in (OUT, IN))
        less, more = (count(paid, each).total.figures(each) for each in (out, back))
        assert less.opening == more.opening
        if less.nrr is not None:
            assert more.nrr is not None
            assert more.nrr >= less.nrr
