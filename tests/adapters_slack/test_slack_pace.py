from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.adapters.slack.pace import POSTING, RATES, Pace
from cadence.core.errors import SlowDown
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=60))
def test_no_more_than_the_burst_and_one_a_second_are_let_through(pauses_ms):
    clock = FakeClock(NOW)
    pace, passed, waits = Pace(clock), [], []
    for pause in pauses_ms:
        clock.advance(milliseconds=pause)
        try:
            pace.take("chat.postMessage", "C1")
        except SlowDown as told:
            waits.append(told.wait)
        else:
            passed.append(clock.now())
    assert all(timedelta(0) < wait <= POSTING.every for wait in waits)
    for first, moment in enumerate(passed):
        within = sum(moment <= each < moment + timedelta(seconds=10) for each in passed[first:])
        assert within <= POSTING.burst + 10


@given(st.integers(1, 20))
def test_who_waits_as_long_as_told_is_let_through(calls):
    clock = FakeClock(NOW)
    pace = Pace(clock)
    for _ in range(calls):
        try:
            pace.take("chat.postMessage", "C1")
        except SlowDown as told:
            clock.advance(told.wait)
            pace.take("chat.postMessage", "C1")


def test_one_channel_does_not_slow_another():
    pace = Pace(FakeClock(NOW))
    for number in range(100):
        pace.take("chat.postMessage", f"C{number}")


def test_a_method_without_a_rate_is_never_slowed_by_us():
    pace = Pace(FakeClock(NOW))
    for _ in range(1_000):
        pace.take("views.open")
    assert "views.open" not in RATES


def test_what_slack_asked_for_is_told_until_it_is_over():
    clock = FakeClock(NOW)
    pace = Pace(clock)
    pace.hold("users.info", "", timedelta(seconds=30))
    assert pace.holds() == (("users.info", NOW + timedelta(seconds=30)),)
    with pytest.raises(SlowDown) as told:
        pace.take("users.info")
    assert told.value.wait == timedelta(seconds=30)
    clock.advance(seconds=30)
    assert pace.holds() == ()
    pace.take("users.info")


def test_many_channels_are_not_remembered_for_ever():
    clock = FakeClock(NOW)
    pace = Pace(clock)
    for number in range(12_000):
        pace.take("chat.postMessage", f"C{number}")
        clock.advance(milliseconds=1)
    assert len(pace._next) <= 6_001
