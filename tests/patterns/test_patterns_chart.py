"""What the control chart of a pattern shows: the counts that were tested, their usual and their limit, in words too."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.core.agenda import Drawn
from cadence.core.calendar import Span
from cadence.core.chart import Control
from cadence.core.message import Picture
from cadence.delivery.picturing import Picturing
from cadence.patterns.messages.chart import AHEAD, drawn
from cadence.patterns.model.case import Case, History, Release
from cadence.patterns.model.drawing import MOST_RELEASES, drawing
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import (
    Cause,
    Escalated,
    Ownership,
    Pattern,
    State,
    Verdict,
    Verified,
)
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.charting import MOST_WEEKS, WEEKS, Charting
from fakes.messenger import FakeMessenger
from fakes.painter import FakePainter
from pattern_builders import DAY, NIGHT, a_finding, a_pattern
from pattern_evidence import BERLIN, MORNING

SINCE = NIGHT - 366 * DAY
OWNED = Ownership(
    by="U1",
    at=NIGHT - 10 * DAY,
    cause=Cause.PROCESS,
    action="Two reviews",
    until=date(2026, 12, 11),
)


def a_case(days_ago: float, key: str = "", **fields: Any) -> Case:
    plain: dict[str, Any] = {"group": 7}
    created = NIGHT - days_ago * DAY
    return Case(key=key or f"PAY-{days_ago:g}", created_at=created, **(plain | fields))


def a_history(*cases: Case, **fields: Any) -> History:
    plain: dict[str, Any] = {"area": "Checkout", "since": SINCE}
    return History(cases=tuple(sorted(cases, key=lambda each: each.created_at)), **(plain | fields))


NINE = a_history(*(a_case(days) for days in (2, 5, 9, 10, 16, 18, 22, 30, 40)))


def painted(
    pattern: Pattern, history: History = NINE, *, at: datetime = NIGHT, most: int = WEEKS
) -> Drawn:
    found = drawing(pattern, history, at=at, zone=BERLIN, most=most)
    assert found is not None
    return drawn(pattern, found, at=at, zone=BERLIN)


def control(pattern: Pattern, history: History = NINE, **fields: Any) -> Control:
    chart = painted(pattern, history, **fields).chart
    assert isinstance(chart, Control)
    return chart


def values(chart: Control) -> list[int | None]:
    return [None if each.value is None else int(each.value) for each in chart.counts]


# --- weeks ------------------------------------------------------------------------------------------


def test_bars_are_local_calendar_weeks_the_last_of_them_not_over() -> None:
    chart = control(a_pattern())
    assert len(chart.counts) == WEEKS
    assert [each.label for each in chart.counts[-2:]] == ["16 Nov", "23 Nov"]
    assert values(chart)[-8:] == [0, 1, 1, 1, 2, 2, 2, 0]
    assert [each.is_partial for each in chart.counts[-2:]] == [False, True]


def test_the_line_of_what_is_usual_is_the_tested_baseline_a_week() -> None:
    chart = control(a_pattern())
    assert chart.counts[0].centre == Decimal("0.2333")
    assert chart.centre == "usual 0.2"
    assert chart.counts[-1].centre < Decimal("0.01")


def test_the_weeks_of_the_finding_do_not_raise_their_own_limit() -> None:
    calm = control(a_pattern()).counts[0].upper
    wild = a_history(*(a_case(1 + number / 3, f"PAY-{number}") for number in range(60)))
    assert control(a_pattern(), wild).counts[0].upper == calm


def test_the_window_that_was_tested_is_marked_with_its_figures() -> None:
    chart = control(a_pattern())
    assert chart.counted == "9 in 6 weeks"
    assert chart.about is not None
    start, end = chart.about
    assert end - start == 6
    assert 25 < end < 26


def test_only_as_many_weeks_are_drawn_as_are_known() -> None:
    young = replace(NINE, since=NIGHT - 30 * DAY)
    assert len(control(a_pattern(), young).counts) == 5
    assert drawing(a_pattern(), replace(NINE, since=NIGHT), at=NIGHT, zone=BERLIN, most=9) is None


def test_no_bugs_at_all_are_weeks_of_none() -> None:
    chart = control(a_pattern(), a_history())
    assert set(values(chart)) == {0}
    assert "none is above its limit" in painted(a_pattern(), a_history()).alt


def test_a_long_history_has_labels_with_their_years() -> None:
    long = a_history(*NINE.cases, since=NIGHT - 1000 * DAY)
    chart = control(a_pattern(), long, most=MOST_WEEKS)
    assert len(chart.counts) == MOST_WEEKS
    assert chart.counts[0].label == "Dec 2024"


def test_a_pattern_without_a_name_of_its_own_is_headed_by_its_area() -> None:
    pattern = a_pattern(
        kind=Kind.SPIKE, finding=a_finding(kind=Kind.SPIKE), name="New bugs in Checkout"
    )
    assert control(pattern).title == "Checkout: new bugs, week by week"


# --- what happened ----------------------------------------------------------------------------------


def test_told_owned_and_the_day_of_the_test_are_flags() -> None:
    pattern = a_pattern(state=State.OWNED, ownership=OWNED, told_at=NIGHT - 11 * DAY)
    chart = control(pattern)
    assert [(each.label, each.is_ahead) for each in chart.flags] == [
        ("told 12 Nov", False),
        ("owned 13 Nov", False),
        ("test 11 Dec", True),
    ]
    assert values(chart)[-3:] == [0, None, None]


def test_what_happened_on_one_day_shares_a_flag() -> None:
    pattern = a_pattern(state=State.OWNED, ownership=OWNED, told_at=OWNED.at - timedelta(hours=2))
    assert control(pattern).flags[0].label == "told and owned 13 Nov"


def test_who_was_told_one_level_up_was_not_told_first_on_that_day() -> None:
    at = NIGHT - 11 * DAY
    up = Escalated(to="U045EF6GH", name="Marcus Adeyemi", level=1, at=at)
    (flag,) = control(a_pattern(escalated=up, told_at=at)).flags
    assert flag.label == "one level up 12 Nov"


def test_a_test_that_was_made_takes_the_place_of_its_day() -> None:
    verified = Verified(
        at=NIGHT,
        verdict=Verdict.UNCHANGED,
        before=9,
        before_days=42,
        after=5,
        after_days=10,
        p_value=0.3,
    )
    owned = replace(OWNED, until=NIGHT.date(), tested=1)
    pattern = a_pattern(state=State.OWNED, ownership=owned, verified=verified)
    chart = control(pattern)
    assert [each.label for each in chart.flags] == ["owned 13 Nov", "tested: no change yet 23 Nov"]
    assert chart.counted == "5 in 10 days"
    assert chart.about is not None
    assert chart.about[1] - chart.about[0] == Decimal("1.4286")


def test_once_it_is_owned_anew_the_chart_is_about_the_finding_again() -> None:
    verified = Verified(
        at=NIGHT - 20 * DAY,
        verdict=Verdict.UNCHANGED,
        before=9,
        before_days=42,
        after=5,
        after_days=10,
        p_value=0.3,
    )
    pattern = a_pattern(state=State.OWNED, ownership=OWNED, verified=verified)
    assert control(pattern).counted == "9 in 6 weeks"


def test_a_far_day_of_a_test_stands_at_the_edge() -> None:
    far = replace(OWNED, until=date(2027, 11, 1))
    chart = control(a_pattern(state=State.OWNED, ownership=far))
    assert chart.flags[-1].label == "test 1 Nov →"
    assert len(chart.counts) == WEEKS + AHEAD


def test_what_happened_before_the_first_week_has_no_flag() -> None:
    assert control(a_pattern(told_at=NIGHT - 300 * DAY)).flags == ()


# --- in words ---------------------------------------------------------------------------------------


def test_all_of_the_picture_is_said_in_words() -> None:
    pattern = a_pattern(state=State.OWNED, ownership=OWNED, told_at=NIGHT - 11 * DAY)
    assert painted(pattern).alt == (
        "Payment retries: similar bugs, week by week. Weeks from 1 Jun 2026 to that of 23 Nov 2026 (not over): "
        "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 0. "
        "Usual: 0.2; limit 3; none is above its limit. 9 in 6 weeks, 12 Oct to 23 Nov 2026. "
        "Told 12 Nov, owned 13 Nov and test 11 Dec."
    )


def test_weeks_above_their_limit_are_named() -> None:
    burst = a_history(*NINE.cases, *(a_case(9, f"PAY-9{number}") for number in range(9)))
    assert "above its limit: 9 Nov (11)." in painted(a_pattern(), burst).alt


# --- ageing and escapes -----------------------------------------------------------------------------


def test_ageing_counts_the_week_in_which_a_bug_grew_too_old() -> None:
    mended = (
        a_case(300 - number, resolved_at=NIGHT - (292 - number) * DAY) for number in range(200)
    )
    waiting = (a_case(40, "PAY-A"), a_case(41, "PAY-B"), a_case(3, "PAY-C"))
    finding = a_finding(kind=Kind.AGEING, rate=2, out_of=20, share=0.05)
    pattern = a_pattern(kind=Kind.AGEING, finding=finding)
    found = painted(pattern, a_history(*mended, *waiting))
    chart = found.chart
    assert isinstance(chart, Control)
    assert found.title == "Bugs that grew older than 8 days, week by week"
    assert sum(each or 0 for each in values(chart)) == 2
    assert chart.counted == "2 still open in 6 weeks"


def test_ageing_without_a_service_level_has_no_picture() -> None:
    pattern = a_pattern(kind=Kind.AGEING, finding=a_finding(kind=Kind.AGEING))
    assert drawing(pattern, NINE, at=NIGHT, zone=BERLIN, most=WEEKS) is None


def releases(count: int) -> tuple[Release, ...]:
    """The latest ten days ago, the others four weeks apart before it."""
    return tuple(
        Release(
            id=str(number),
            name=f"4.{number}",
            project="PAY",
            at=NIGHT - (10 + 28 * (count - number)) * DAY,
        )
        for number in range(1, count + 1)
    )


def an_escape(release: Release) -> Pattern:
    span = Span(start=release.at, end=release.at + 14 * DAY)
    finding = a_finding(kind=Kind.ESCAPES, subject=release.id, window=span, rate=6, baseline=1)
    return a_pattern(kind=Kind.ESCAPES, subject=release.id, finding=finding)


def test_escapes_are_counted_release_by_release_in_as_many_first_days() -> None:
    dated = releases(6)
    early = [a_case(9 + 28 * (6 - number), affects=(str(number),)) for number in range(1, 6)]
    late = a_case(10 + 28 - 20, "PAY-L", affects=("5",))
    now = [a_case(8 - number / 2, f"PAY-N{number}", affects=("6",)) for number in range(9)]
    found = painted(an_escape(dated[-1]), a_history(*early, late, *now, releases=dated))
    chart = found.chart
    assert isinstance(chart, Control)
    assert [each.label for each in chart.counts] == ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"]
    assert values(chart) == [1, 1, 1, 1, 1, 9]
    assert not chart.counts[-1].is_partial
    assert chart.counts[-1].is_beyond
    assert chart.flags == ()
    assert found.title == "Bugs found in the first 14 days after a release"
    assert "4.5 1 and 4.6 9." in found.alt


def test_of_many_releases_the_latest_are_drawn() -> None:
    dated = releases(13)
    bugs = [a_case(9 + 28 * (13 - number), affects=(str(number),)) for number in range(1, 14)]
    chart = control(an_escape(dated[-1]), a_history(*bugs, releases=dated, since=SINCE - 99 * DAY))
    assert len(chart.counts) == MOST_RELEASES + 1


def test_an_escape_whose_release_is_gone_has_no_picture() -> None:
    pattern = an_escape(releases(6)[-1])
    assert drawing(pattern, NINE, at=NIGHT, zone=BERLIN, most=WEEKS) is None


# --- properties -------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    ages=st.lists(st.floats(0.01, 360), max_size=40),
    kind=st.sampled_from([Kind.RECURRENCE, Kind.SPIKE, Kind.DRIFT, Kind.REOPENED]),
    hours=st.floats(0, 24 * 7),
    name=st.text(max_size=40),
)
def test_whatever_came_it_is_drawn_and_said(
    ages: list[float], kind: Kind, hours: float, name: str
) -> None:
    cases = (
        a_case(age, f"PAY-{number}", reopened_at=(NIGHT - age / 2 * DAY,))
        for number, age in enumerate(ages)
    )
    pattern = a_pattern(kind=kind, finding=a_finding(kind=kind, baseline=0.0), name=name)
    found = painted(pattern, a_history(*cases), at=NIGHT + timedelta(hours=hours))
    chart = found.chart
    assert isinstance(chart, Control)
    assert sum(each or 0 for each in values(chart)) <= len(ages)
    assert all(each.upper is not None and each.upper >= each.centre for each in chart.counts)
    assert len(found.alt) < 2_000


# --- as a service -----------------------------------------------------------------------------------


class Histories:
    def __init__(self, history: History) -> None:
        self.history_of = history
        self.asked: list[tuple[str, datetime]] = []

    def history(self, area: str, *, at: datetime) -> History:
        self.asked.append((area, at))
        return self.history_of


def charting(history: History = NINE, painter: FakePainter | None = None) -> Charting:
    picturing = Picturing(messenger=FakeMessenger(), painter=painter or FakePainter())
    return Charting(histories=Histories(history), picturing=picturing, policy=Policy())


def test_a_picture_is_handed_to_slack_with_its_words() -> None:
    picture = charting().picture(a_pattern(), at=MORNING)
    assert isinstance(picture, Picture)
    assert picture.title == "Similar bugs, week by week"
    assert picture.alt.startswith("Payment retries: similar bugs, week by week. Weeks from")


def test_what_cannot_be_painted_stays_words() -> None:
    painter = FakePainter()
    painter.fails = True
    assert isinstance(charting(painter=painter).picture(a_pattern(), at=MORNING), Drawn)


def test_without_a_week_there_is_no_picture() -> None:
    assert charting(replace(NINE, since=MORNING)).picture(a_pattern(), at=MORNING) is None


@pytest.mark.parametrize(("days", "weeks"), [(14, 26), (182, 34), (1000, 104)])
def test_a_long_window_is_drawn_with_what_was_before_it(days: int, weeks: int) -> None:
    finding = a_finding(window=Span(start=NIGHT - days * DAY, end=NIGHT))
    history = replace(NINE, since=NIGHT - 2000 * DAY)
    found = charting(history).drawn(a_pattern(finding=finding), at=NIGHT)
    assert found is not None
    assert isinstance(found.chart, Control)
    assert len(found.chart.counts) == weeks


def test_a_chart_counts_no_project_that_its_figures_do_not_count() -> None:
    """A project that came to the area since may be one that its readers may not see."""
    hidden = (replace(each, key=f"SEC-{place}") for place, each in enumerate(NINE.cases))
    both = charting(replace(NINE, cases=(*NINE.cases, *hidden)))

    def drawn_of(pattern: Pattern) -> int:
        made = both.drawn(pattern, at=NIGHT)
        assert made is not None
        assert isinstance(made.chart, Control)
        return sum(int(each.value or 0) for each in made.chart.counts)

    assert drawn_of(a_pattern()) == 9
    assert drawn_of(a_pattern(counted_in=("PAY", "SEC"))) == 18


def test_a_picture_is_handed_to_slack_anew_only_where_its_data_changed() -> None:
    painter = FakePainter()
    desk = charting(painter=painter)
    first = desk.picture(a_pattern(), at=MORNING)
    assert desk.picture(a_pattern(state=State.SNOOZED), at=MORNING + timedelta(hours=2)) == first
    assert len(painter.painted) == 1
    told = a_pattern(told_at=MORNING)
    flagged = desk.picture(told, at=MORNING + timedelta(hours=2))
    tomorrow = desk.picture(told, at=MORNING + DAY)
    assert len(painter.painted) == 3
    assert len({first, flagged, tomorrow}) == 3


def test_what_slack_did_not_take_is_tried_again() -> None:
    painter = FakePainter()
    desk = charting(painter=painter)
    painter.fails = True
    assert isinstance(desk.picture(a_pattern(), at=MORNING), Drawn)
    painter.fails = False
    assert isinstance(desk.picture(a_pattern(), at=MORNING), Picture)
