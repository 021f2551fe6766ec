from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from understanding_support import BERLIN, NOW, asked, back, read, times

from cadence.core.query import Within
from cadence.status.model.understanding.periods import Calendar
from cadence.status.model.understanding.spans import span_at
from cadence.status.model.understanding.tokens import plain, tokens

DAYS = [
    ("today", "2026-11-18", "2026-11-19"),
    ("yesterday", "2026-11-17", "2026-11-18"),
    ("on Monday", "2026-11-16", "2026-11-17"),
    ("on Wednesday", "2026-11-18", "2026-11-19"),
    ("last Wednesday", "2026-11-11", "2026-11-12"),
    ("on Thursday", "2026-11-12", "2026-11-13"),
    ("this week", "2026-11-16", "2026-11-23"),
    ("last week", "2026-11-09", "2026-11-16"),
    ("this month", "2026-11-01", "2026-12-01"),
    ("last month", "2026-10-01", "2026-11-01"),
    ("this quarter", "2026-10-01", "2027-01-01"),
    ("last quarter", "2026-07-01", "2026-10-01"),
    ("last year", "2025-01-01", "2026-01-01"),
    ("in March", "2026-03-01", "2026-04-01"),
    ("in December", "2025-12-01", "2026-01-01"),
    ("in October 2013", "2013-10-01", "2013-11-01"),
    ("in Oct 2013", "2013-10-01", "2013-11-01"),
    ("in 2014", "2014-01-01", "2015-01-01"),
    ("in Q3", "2026-07-01", "2026-10-01"),
    ("in Q3 2025", "2025-07-01", "2025-10-01"),
    ("in the third quarter of 2014", "2014-07-01", "2014-10-01"),
    ("in H1 2014", "2014-01-01", "2014-07-01"),
    ("on 3 Nov", "2026-11-03", "2026-11-04"),
    ("on 3 December", "2025-12-03", "2025-12-04"),
    ("on March 5th, 2014", "2014-03-05", "2014-03-06"),
    ("on the 3rd of June 2013", "2013-06-03", "2013-06-04"),
    ("on 2014-03-04", "2014-03-04", "2014-03-05"),
    ("on 25/12/2013", "2013-12-25", "2013-12-26"),
    ("on 12/25/2013", "2013-12-25", "2013-12-26"),
    ("on 5.3.2014", "2014-03-05", "2014-03-06"),
    ("3 days ago", "2026-11-15", "2026-11-16"),
    ("in the week of 9 November", "2026-11-09", "2026-11-16"),
    ("in week 46", "2026-11-09", "2026-11-16"),
    ("between 3 Nov and 10 Nov", "2026-11-03", "2026-11-11"),
    ("between March and May", "2026-03-01", "2026-06-01"),
    ("between March and May 2014", "2014-03-01", "2014-06-01"),
    ("between October and January", "2025-10-01", "2026-02-01"),
    ("from 1 May to 15 May 2013", "2013-05-01", "2013-05-16"),
    ("2014-03-01 to 2014-03-15", "2014-03-01", "2014-03-16"),
    ("since Monday", "2026-11-16", ""),
    ("since Wednesday", "2026-11-18", ""),
    ("since 3 Nov", "2026-11-03", ""),
    ("since last week", "2026-11-09", ""),
    ("since the start of the year", "2026-01-01", ""),
    ("on or after 2026-11-03", "2026-11-03", ""),
    ("after 3 Nov", "2026-11-04", ""),
    ("after 2019", "2020-01-01", ""),
    ("before 3 Nov", "", "2026-11-03"),
    ("before 2012", "", "2012-01-01"),
    ("on or before 3 Nov", "", "2026-11-04"),
]


@pytest.mark.parametrize(("words", "first", "end"), DAYS)
def test_words_for_days_are_half_open_and_the_askers_own(words: str, first: str, end: str) -> None:
    start, stop = times(read(f"bugs created {words}"))["created"]

    assert start == (f"{first} 00:00" if first else "")
    assert stop == (f"{end} 00:00" if end else "")


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("in the past 14 days", "2026-11-04 10:30"),
        ("in the last two weeks", "2026-11-04 10:30"),
        ("over the last 24 hours", "2026-11-17 10:30"),
        ("in the last week", "2026-11-11 10:30"),
        ("over the past month", "2026-10-18 10:30"),
        ("in the last 3 months", "2026-08-18 10:30"),
        ("since 9:00", "2026-11-18 09:00"),
        ("since 5pm yesterday", "2026-11-17 17:00"),
    ],
)
def test_lengths_of_time_count_back_from_now(words: str, start: str) -> None:
    assert times(read(f"bugs created {words}"))["created"] == (start, "")


def test_what_is_so_far_ends_now() -> None:
    expected = ("2026-01-01 00:00", "2026-11-18 10:30")

    assert times(read("bugs created so far this year"))["created"] == expected
    assert times(read("bugs created YTD"))["created"] == expected


def test_this_morning_ends_at_noon() -> None:
    assert times(read("bugs created this morning"))["created"] == (
        "2026-11-18 00:00",
        "2026-11-18 12:00",
    )


@pytest.mark.parametrize(
    "words",
    [
        "on 03/04/2014",
        "on 31 November 2013",
        "on 30 February",
        "on 2014-13-01",
        "in week 54 of 2014",
        "in Q5 2014",
        "between March 2014 and January 2014",
        "next week",
        "in the past few days",
        "two months ago",
        "early March",
        "in the last two months of 2013",
        "from 3 Nov",
    ],
)
def test_times_that_are_none_or_two_are_asked_back(words: str) -> None:
    back(f"bugs created {words}")


def test_may_and_march_are_verbs_too() -> None:
    assert times(read("may I see open bugs")) == {}
    assert times(read("bugs created in may"))["created"][0] == "2026-05-01 00:00"


def test_a_day_is_as_long_as_its_clocks_make_it() -> None:
    def length(day: str) -> timedelta:
        found = read(f"bugs created on {day}").filters[-1].condition
        assert isinstance(found, Within)
        assert found.span.start is not None
        assert found.span.end is not None
        return found.span.end - found.span.start

    assert length("2026-03-29") == timedelta(hours=23)
    assert length("2026-10-25") == timedelta(hours=25)


def test_days_back_keep_the_clock_across_the_change_of_clocks() -> None:
    now = datetime(2026, 10, 27, 9, 0, tzinfo=BERLIN)
    understood = asked("bugs created in the past 3 days", now=now)

    assert understood.question is not None
    assert times(understood.question)["created"] == ("2026-10-24 09:00", "")


def test_the_askers_zone_decides_the_day() -> None:
    late = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    zone = ZoneInfo("America/Los_Angeles")
    understood = asked("bugs created today", now=late, zone=zone)

    assert understood.question is not None
    found = understood.question.filters[-1].condition
    assert isinstance(found, Within)
    assert found.span.start == datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


_WORDS = st.sampled_from(
    """
    since between and from to last past this next week month year quarter Monday March 2014 3 14 31 days
    ago the of in on before after until Q3 H1 today yesterday weekend start end two may 2014-02-30
    1/2/2014 9:30 pm so far
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_MOMENTS = st.datetimes(
    min_value=datetime(1995, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo"), UTC]),
)


@given(st.lists(_WORDS, min_size=1, max_size=7), _MOMENTS)
def test_whatever_is_read_as_a_span_begins_before_it_ends(
    words: list[str], moment: datetime
) -> None:
    calendar = Calendar(now=moment.astimezone(UTC), zone=ZoneInfo("America/Sao_Paulo"))
    said = tokens(plain(" ".join(words)))
    for place in range(len(said)):
        found = span_at(said, place, calendar)
        if found is None:
            continue
        assert 0 < found.length <= len(said) - place
        bounds = found.span
        if bounds.start is not None and bounds.end is not None:
            assert bounds.start <= bounds.end
        assert found.trouble or bounds.start or bounds.end


@given(st.dates(min_value=datetime(2000, 1, 1).date(), max_value=NOW.date()))  # noqa: DTZ001 - a date
def test_a_date_in_iso_is_that_day(day: object) -> None:
    found = read(f"bugs created on {day}").filters[-1].condition

    assert isinstance(found, Within)
    assert found.span.start is not None
    assert found.span.start.astimezone(BERLIN).date() == day
