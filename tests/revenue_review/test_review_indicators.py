"""Where an indicator stands, and how the built-in ones are measured."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.revenue.model import inputs
from cadence.revenue.model.account import Account
from cadence.revenue.model.indicator import (
    BUILT_IN,
    FRESH,
    Better,
    Origin,
    State,
    defined,
    standing,
)
from cadence.revenue.model.inputs import LEAST, MEASURES
from cadence.revenue.model.trend import Course
from revenue_review.review_builders import (
    DAY,
    NOON,
    TODAY,
    WEEK,
    a_reading,
    an_account,
    an_account_reading,
    an_indicator,
    weekly,
)

# --- standing ------------------------------------------------------------------------------------


def test_the_last_word_on_a_day_counts() -> None:
    found = standing(
        an_indicator(),
        [a_reading(58, taken_at=NOON + DAY), a_reading(50), a_reading(40, TODAY - WEEK)],
    )
    assert [each.value for each in found.readings] == [40, 58]
    assert (found.last, found.before) == (found.readings[1], found.readings[0])


@pytest.mark.parametrize(
    ("better", "value", "state", "short"),
    [
        (Better.HIGHER, 60, State.MET, 0),
        (Better.HIGHER, 48, State.SHORT, 12),
        (Better.LOWER, 60, State.MET, 0),
        (Better.LOWER, 75, State.SHORT, 15),
    ],
)
def test_a_target_is_met_from_its_own_side(
    better: Better, value: int, state: State, short: int
) -> None:
    found = standing(an_indicator(better=better), [a_reading(value)])
    assert (found.state, found.shortfall) == (state, short)


def test_what_was_never_read_and_what_has_no_target_are_told_apart() -> None:
    assert standing(an_indicator(), []).state is State.UNREAD
    assert standing(an_indicator(target=None), [a_reading(1)]).state is State.NO_TARGET


def test_falling_is_better_for_days_to_value() -> None:
    found = standing(an_indicator(better=Better.LOWER), weekly(20, 18, 15, 11))
    assert found.trend.course is Course.FALLING
    assert found.is_improving()
    assert not found.is_worsening()


def test_a_reading_grows_stale_after_five_weeks() -> None:
    found = standing(an_indicator(), [a_reading(50)])
    assert not found.is_stale(TODAY + FRESH)
    assert found.is_stale(TODAY + FRESH + DAY)
    assert standing(an_indicator(), []).is_stale(TODAY)


def test_as_of_a_day_nothing_later_is_known() -> None:
    found = standing(an_indicator(), weekly(1, 2, 3)).as_of(TODAY - DAY)
    assert [each.value for each in found.readings] == [1, 2]


def test_the_file_goes_before_slack_and_slack_before_what_is_built_in() -> None:
    in_file = an_indicator("activation", name="From the file", origin=Origin.FILE)
    in_slack = an_indicator("activation", name="From Slack")
    own = an_indicator("referrals")
    merged = defined([in_file], [in_slack, own])
    assert [each.key for each in merged] == [*(each.key for each in BUILT_IN), "referrals"]
    assert merged[0].name == "From the file"
    assert defined([], [in_slack])[0].name == "From Slack"


# --- the built-in ones ---------------------------------------------------------------------------


def begun(name: str, days_ago: int, activated_after: int | None) -> Account:
    start = TODAY - days_ago * DAY
    values = {} if activated_after is None else {"activated_on": start + activated_after * DAY}
    return an_account(name, started_on=start, **values)


def test_activation_counts_those_who_had_their_thirty_days() -> None:
    cohort = [begun(f"in time {each}", 60, 10) for each in range(3)]
    late, never = begun("late", 60, 31), begun("never", 60, None)
    too_young, too_old = begun("young", 29, 1), begun("old", 121, 1)
    found = inputs.activation([*cohort, late, never, too_young, too_old], TODAY)
    assert (found.value, found.accounts) == (Decimal("60.0"), 5)


def test_time_to_value_is_the_median_of_those_activated_lately() -> None:
    recent = [begun(str(each), 60, took) for each, took in enumerate((2, 4, 9, 11, 40))]
    long_ago = begun("long ago", 400, 1)
    found = inputs.time_to_value([*recent, long_ago], TODAY)
    assert (found.value, found.accounts) == (Decimal("9.0"), 5)


def test_adoption_depth_is_the_median_share_of_seats() -> None:
    shares = [
        an_account(str(each), active_users=users, seats=50)
        for each, users in enumerate((5, 10, 20, 40, 50))
    ]
    stale = an_account("stale", TODAY - FRESH - DAY, active_users=0, seats=50)
    without_seats = an_account("free", active_users=3)
    found = inputs.adoption_depth([*shares, stale, without_seats], TODAY)
    assert (found.value, found.accounts) == (Decimal("40.0"), 5)


def test_expansion_readiness_looks_at_the_fullest_limit() -> None:
    seats = [an_account(str(each), active_users=10, seats=50) for each in range(3)]
    calls = an_account("calls", active_users=1, seats=50, api_calls_used=80, api_calls_limit=100)
    full = an_account("full", active_users=50, seats=50)
    found = inputs.expansion_readiness([*seats, calls, full], TODAY)
    assert (found.value, found.accounts) == (Decimal("40.0"), 5)


@pytest.mark.parametrize("key", sorted(MEASURES))
def test_too_few_accounts_give_no_figure_and_say_so(key: str) -> None:
    found = MEASURES[key]([begun("only one", 60, 3)], TODAY)
    assert found.value is None
    assert f"it takes {LEAST}" in found.why


@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.none() | st.integers(0, 90), st.integers(0, 60)),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_accounts_is_irrelevant_and_a_share_is_a_share(
    rows: list[tuple[int, int | None, int]], chance: object
) -> None:
    accounts = [
        Account(
            name=str(place),
            readings=(
                an_account_reading(
                    str(place),
                    active_users=users,
                    seats=50,
                    started_on=TODAY - ago * DAY,
                    **({} if took is None else {"activated_on": TODAY - (ago - took) * DAY}),
                ),
            ),
        )
        for place, (ago, took, users) in enumerate(rows)
    ]
    for key in ("activation", "expansion-readiness"):
        found = MEASURES[key](accounts, TODAY)
        assert found == MEASURES[key](accounts[::-1], TODAY)
        assert found.value is None or 0 <= found.value <= 100


def test_dates_and_owner_are_those_that_were_given_last() -> None:
    first = an_account_reading(
        on=TODAY - WEEK, started_on=TODAY - timedelta(days=60), owner="UEMMA"
    )
    account = Account(name="Acme", readings=(first, an_account_reading(active_users=3)))
    assert account.day("started_on") == TODAY - timedelta(days=60)
    assert account.owner == "UEMMA"
