"""Dates as JQL reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.sandbox.jira.jql.dates import UNITS, edge, read

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo"]
)
MOMENTS = st.integers(631_152_000, 2_840_140_800).map(lambda at: datetime.fromtimestamp(at, UTC))
"""From 1990 to 2060."""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026/1/2", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026/01/02 13:45", datetime(2026, 1, 2, 13, 45, tzinfo=UTC)),
        ("-7d", NOW - timedelta(days=7)),
        ("-1w 2d", NOW - timedelta(days=9)),
        ("4h", NOW + timedelta(hours=4)),
        ("-90m", NOW - timedelta(minutes=90)),
        ("2026-13-01", None),
        ("2026-01/02", None),
        ("-7y", None),
        ("7", None),
        ("-99999999999w", None),
        ("", None),
        ("tomorrow", None),
    ],
)
def test_it_reads_jiras_formats_and_no_others(text: str, moment: datetime | None) -> None:
    assert read(text, now=NOW, zone=UTC_ZONE) == moment


@pytest.mark.parametrize(
    ("name", "increment", "moment"),
    [
        ("startofday", "", "2026-03-11T00:00:00"),
        ("startofday", "-1", "2026-03-10T00:00:00"),
        ("startofday", "-1w", "2026-03-04T00:00:00"),
        ("endofday", "", "2026-03-11T23:59:59.999"),
        ("startofweek", "", "2026-03-09T00:00:00"),
        ("endofweek", "+1", "2026-03-22T23:59:59.999"),
        ("startofmonth", "-1", "2026-02-01T00:00:00"),
        ("startofmonth", "+5d", "2026-03-01T00:00:00"),
        ("endofmonth", "-1", "2026-02-28T23:59:59.999"),
        ("startofyear", "", "2026-01-01T00:00:00"),
        ("endofyear", "-1y", "2025-12-31T23:59:59.999"),
    ],
)
def test_edges_are_moved_first_and_found_then(name: str, increment: str, moment: str) -> None:
    found = edge(name, increment, now=NOW, zone=UTC_ZONE, first_weekday=0)
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@given(MOMENTS, ZONES, st.sampled_from(list(UNITS)), st.integers(0, 6))
def test_now_lies_between_the_edges_of_its_day_week_month_and_year(
    now: datetime, zone_name: str, unit: str, first_weekday: int
) -> None:
    zone = ZoneInfo(zone_name)
    start, end = (
        edge(f"{side}of{unit}", "", now=now, zone=zone, first_weekday=first_weekday)
        for side in ("start", "end")
    )
    assert start is not None
    assert end is not None
    # an hour's grace: a folded or skipped midnight is not written by JQL at all
    assert start - timedelta(hours=1) <= now <= end + timedelta(hours=1)
    if unit == "week":
        assert start.astimezone(zone).weekday() in {first_weekday, (first_weekday - 1) % 7}


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_is_none(text: str) -> None:
    found = read(text, now=NOW, zone=UTC_ZONE)
    assert found is None or found.tzinfo is not None
