"""Tails against what is known of them."""

from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.patterns.model import chance


def test_poisson_where_nothing_scatters_more() -> None:
    below = sum(exp(-2) * 2**k / factorial(k) for k in range(5))
    assert chance.more(5, mean=2, variance=2) == pytest.approx(1 - below)


def test_negative_binomial_where_it_does() -> None:
    """Mean 3 and variance 6: size 3, and half of each trial."""
    below = sum(comb(k + 2, k) * 0.5**3 * 0.5**k for k in range(7))
    assert chance.more(7, mean=3, variance=6) == pytest.approx(1 - below)


def test_none_before_is_no_rate_of_zero() -> None:
    short = chance.more_than_before(3, before=0, windows=5)
    long = chance.more_than_before(3, before=0, windows=50)
    assert 0 < long < short < 0.01


@given(
    observed=st.integers(0, 40), before=st.integers(0, 400), windows=st.integers(1, 52),
    unrest=st.floats(1, 5),
)  # fmt: skip
def test_more_is_never_likelier_than_less(
    observed: int, before: int, windows: int, unrest: float
) -> None:
    odds = [
        chance.more_than_before(
            observed + n, before=before, windows=windows, unrest=chance.Unrest(unrest, 20)
        )
        for n in (0, 1)
    ]
    assert 0 <= odds[1] <= odds[0] <= 1


@given(
    hits=st.integers(0, 30), of=st.integers(1, 60), before=st.integers(0, 50),
    more=st.integers(1, 400), unrest=st.floats(1, 6),
)  # fmt: skip
def test_shares_have_odds(hits: int, of: int, before: int, more: int, unrest: float) -> None:
    odds = [
        chance.share_or_more(
            hits + n, of, before=before, before_of=before + more, unrest=chance.Unrest(unrest, 20)
        )
        for n in (0, 1)
    ]
    assert 0 <= odds[1] <= odds[0] <= 1 + 1e-9


def test_two_counts_with_the_same_rate_are_a_coin() -> None:
    """Nine before and two after, in as many days: two or fewer heads of eleven."""
    heads = sum(comb(11, k) for k in range(3)) / 2**11
    assert chance.fewer_later(9, 42, 2, 42) == pytest.approx(heads)
    assert chance.fewer_later(9, 42, 2, 42, unrest=1.5) > heads


def test_counts_that_scatter_have_unrest() -> None:
    assert chance.unrest([2] * 100).times == pytest.approx(1.2)
    assert chance.unrest([0, 0, 0, 8] * 12).times > 3
    assert chance.unrest([]).times == 1
    assert chance.usual(0.5).times < chance.usual(5).times == chance.USUAL_UNREST


def test_what_the_unrest_may_be_counts_too() -> None:
    """An unrest of 1.5 in 60 windows or in 6: far out, the tail is another one."""
    sure = chance.more_than_before(15, before=200, windows=50, unrest=chance.Unrest(1.5, 60))
    unsure = chance.more_than_before(15, before=200, windows=50, unrest=chance.Unrest(1.5, 6))
    assert unsure > 2 * sure
    assert chance.Unrest(1.5, 6).high > chance.Unrest(1.5, 60).high > 1.5
