"""Days as forms and files hold them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.calendar import day_written


@given(st.dates())
def test_a_day_that_was_written_is_read_again(day: date) -> None:
    assert day_written(f" {day.isoformat()} ") == day


@pytest.mark.parametrize("written", ["", None, " ", "soon", "2026-02-30", "23.11.2026"])
def test_what_is_no_day_is_none(written: str | None) -> None:
    assert day_written(written) is None
