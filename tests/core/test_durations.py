"""Lengths of time as people write them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cadence.core.durations import as_written, duration


@given(st.integers(0, 10**7))
def test_what_is_written_is_read_back_as_the_same(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert duration(as_written(length)) == length


def test_it_is_written_in_the_largest_unit_that_holds_it_whole() -> None:
    lengths = (86_400, 90_000, 5_400, 90, 0)
    written = [as_written(timedelta(seconds=each)) for each in lengths]
    assert written == ["1d", "25h", "90m", "90s", "0s"]
