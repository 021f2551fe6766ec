from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from builders import an_issue
from cadence.status.model.estimate import (
    FEWEST,
    Lifetime,
    expectation,
    first_below,
    lifetime,
    survival,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def lives(*days: int, done: bool = True) -> list[Lifetime]:
    return [Lifetime(lasted=timedelta(days=each), done=done) for each in days]


def test_without_open_bugs_it_is_the_plain_percentile() -> None:
    found = expectation(lives(*range(1, 21)), like="bugs of iOS")

    assert (found.half, found.most) == (timedelta(days=10), timedelta(days=17))
    assert (found.n, found.like) == (20, "bugs of iOS")


def test_open_bugs_push_the_estimate_out() -> None:
    resolved = lives(*range(1, 21))
    waiting = lives(*[30] * 10, done=False)

    assert expectation(resolved + waiting, like="").half == timedelta(days=15)
    assert expectation(resolved + waiting, like="").most is None


def test_a_worked_example_of_kaplan_and_meier() -> None:
    # 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+, … weeks: the 6-MP arm of Freireich et al. (1963)
    done = lives(6, 6, 6, 7, 10, 13, 16, 22, 23)
    open_ = lives(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35, done=False)
    steps = dict(survival(done + open_))

    assert round(float(steps[timedelta(days=6)]), 3) == 0.857
    assert round(float(steps[timedelta(days=10)]), 3) == 0.753
    assert round(float(steps[timedelta(days=23)]), 3) == 0.448


def test_too_few_say_nothing() -> None:
    found = expectation(lives(*range(FEWEST - 1)) + lives(*range(50), done=False), like="")

    assert (found.half, found.most) == (None, None)


def test_a_lifetime_ends_with_the_resolution_or_goes_on() -> None:
    born = NOW - timedelta(days=9)
    fixed = an_issue(created_at=born, resolution="Fixed", resolved_at=NOW - timedelta(days=5))

    assert lifetime(fixed, now=NOW) == Lifetime(lasted=timedelta(days=4), done=True)
    assert lifetime(an_issue(created_at=born), now=NOW) == Lifetime(
        lasted=timedelta(days=9), done=False
    )


def test_clocks_that_disagree_make_no_negative_time() -> None:
    odd = an_issue(created_at=NOW, resolution="Fixed", resolved_at=NOW - timedelta(hours=1))

    assert lifetime(odd, now=NOW).lasted == timedelta(0)


_LIVES = st.lists(
    st.builds(
        Lifetime, lasted=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=999)), done=st.booleans()
    ),
    max_size=60,
)  # fmt: skip


@given(_LIVES)
def test_the_share_still_open_only_falls_and_stays_a_share(sample: list[Lifetime]) -> None:
    shares = [Fraction(1), *(share for _, share in survival(sample))]

    assert all(earlier >= later >= 0 for earlier, later in pairwise(shares))


@given(_LIVES)
def test_half_are_done_no_later_than_most(sample: list[Lifetime]) -> None:
    found = expectation(sample, like="")

    if found.most is not None:
        assert found.half is not None
        assert found.half <= found.most


@given(_LIVES)
def test_leaving_out_the_open_ones_is_never_more_cautious(sample: list[Lifetime]) -> None:
    honest = first_below(survival(sample), Fraction(1, 2))
    hopeful = first_below(survival(life for life in sample if life.done), Fraction(1, 2))

    if honest is not None:
        assert hopeful is not None
        assert hopeful <= honest
