"""Whether a rate fell, after its owner acted; and whether a known pattern got worse."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cadence.core.calendar import Span
from cadence.patterns.model.case import History
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Cause, Ownership, Pattern, Verdict
from cadence.patterns.model.verifying import earliest, verified
from cadence.patterns.model.weeks import limits, weekly
from cadence.patterns.model.worse import is_worse
from pattern_builders import a_finding, a_pattern
from pattern_histories import DAY, NOW, WEEK, a_case, a_history, a_release, resolved, steady

OWNED = NOW - 6 * WEEK


def owned(**said: Any) -> Pattern:
    """Nine similar bugs in the six weeks before it was owned, six weeks ago."""
    finding = a_finding(at=OWNED, **said)
    ownership = Ownership(
        by="U1", at=OWNED, cause=Cause.PROCESS, action="Retry once", until=date(2026, 11, 18)
    )
    return a_pattern(finding=finding, ownership=ownership)


def alike(*days_ago: float) -> History:
    return a_history([*steady(2), *(a_case(f"G-{each}", each, group=7) for each in days_ago)])


# --- did it fall ----------------------------------------------------------------------------------


def test_none_since_nine_is_a_fall() -> None:
    said = verified(owned(), alike(), NOW)
    assert said.verdict is Verdict.FELL
    assert (said.before, said.before_days, said.after, said.after_days) == (9, 42, 0, 42)
    assert said.p_value < 0.01


def test_two_since_nine_is_a_fall_too() -> None:
    assert verified(owned(), alike(12, 30), NOW).verdict is Verdict.FELL


def test_one_fewer_is_no_change_yet() -> None:
    said = verified(owned(), alike(*range(1, 41, 5)), NOW)
    assert (said.verdict, said.after) == (Verdict.UNCHANGED, 8)


def test_thrice_as_many_is_worse() -> None:
    said = verified(owned(), alike(*(1.4 * n + 1 for n in range(27))), NOW)
    assert (said.verdict, said.after) == (Verdict.WORSE, 27)
    assert said.p_value < 0.01


def test_too_soon_is_no_change_yet() -> None:
    said = verified(owned(), alike(), OWNED + 3 * DAY)
    assert said.verdict is Verdict.UNCHANGED
    assert verified(owned(), alike(), OWNED).after_days == 0


def test_only_the_latest_window_counts_when_it_was_owned_long_ago() -> None:
    """What came right after it was owned, before the fix, is not held against it for ever."""
    pattern = owned()
    history = alike()
    later = NOW + 8 * WEEK
    early = a_history([*history.cases, *(a_case(f"E-{n}", 30.0 + n, group=7) for n in range(9))])
    assert verified(pattern, early, later).verdict is Verdict.FELL


def test_less_than_the_picked_window_but_still_far_beyond_usual_has_not_fallen() -> None:
    """80 to 52 is rare by chance, and yet more than half of what was beyond the usual 10 is left."""
    pattern = owned(kind=Kind.SPIKE, rate=80, baseline=10.0)
    many = a_history(a_case(f"S-{n}", 0.8 * n + 0.2) for n in range(52))
    said = verified(pattern, many, NOW)
    assert said.p_value < 0.05
    assert said.verdict is Verdict.UNCHANGED


def test_a_share_is_held_against_what_was_resolved() -> None:
    """Six of 20 came back; one of five since: fewer, but as large a share."""
    pattern = owned(kind=Kind.REOPENED, rate=6, baseline=1.0, out_of=20, share=0.05)
    cases = resolved([a_case(f"R-{n}", 60.0 - n) for n in range(20, 25)], after=5)
    again = a_case("BACK", 90, reopened_at=(NOW - 4 * DAY,))
    said = verified(pattern, a_history([*cases, again]), NOW)
    assert (said.after, said.verdict) == (1, Verdict.UNCHANGED)
    many = resolved([a_case(f"M-{n}", 40 - n / 2) for n in range(60)], after=2)
    said = verified(pattern, a_history([*many, again]), NOW)
    assert (said.after, said.verdict) == (1, Verdict.FELL)


def test_escapes_wait_for_the_next_release() -> None:
    releases = [a_release("4.1", 70), a_release("4.2", 20)]
    window = Span(start=NOW - 70 * DAY, end=NOW - 56 * DAY)
    pattern = owned(kind=Kind.ESCAPES, subject="4.1", rate=12, baseline=2.0, window=window)
    none_yet = a_history(steady(1), releases=releases[:1])
    assert verified(pattern, none_yet, NOW).after_days == 0
    better = a_history([*steady(1), a_case("E", 15, affects=("4.2",))], releases=releases)
    said = verified(pattern, better, NOW)
    assert (said.after, said.after_days, said.verdict) == (1, 14, Verdict.FELL)


def test_the_earliest_day_is_one_on_which_none_would_tell() -> None:
    assert earliest(owned()) - OWNED == timedelta(days=20)
    rare = earliest(owned(rate=3)) - OWNED
    assert timedelta(days=60) < rare < timedelta(days=182)
    assert earliest(owned(rate=90)) - OWNED == timedelta(days=14)
    unowned = a_pattern()
    assert earliest(unowned, NOW) > NOW


# --- is it worse ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "worse"), [(9, False), (12, False), (15, False), (21, True)])
def test_worse_is_more_than_a_few_more(rate: int, worse: bool) -> None:
    told = a_pattern(told_rate=9, told_days=42)
    assert is_worse(told, a_finding(rate=rate)) is worse


def test_what_was_never_told_is_not_worse() -> None:
    assert not is_worse(a_pattern(told_rate=0), a_finding(rate=50))


def test_windows_of_other_lengths_are_compared_by_pace() -> None:
    told = a_pattern(told_rate=9, told_days=14)
    assert not is_worse(told, a_finding(rate=24))


# --- what is drawn --------------------------------------------------------------------------------


def test_weeks_are_local_mondays_and_the_last_is_partial() -> None:
    drawn = weekly(a_history(steady(7)), Kind.SPIKE, "", NOW, ZoneInfo("Europe/Berlin"))
    assert len(drawn) == 26
    assert drawn[-1].monday == date(2026, 11, 16)
    assert drawn[-1].part == pytest.approx(51 / 168)
    assert all(each.monday.weekday() == 0 and each.part == 1 for each in drawn[:-1])
    assert {each.count for each in drawn[:-1]} <= {7, 8}


def test_what_is_drawn_of_a_group_is_what_was_counted() -> None:
    drawn = weekly(alike(1, 1.5, 9), Kind.RECURRENCE, "7", NOW, ZoneInfo("UTC"))
    assert [each.count for each in drawn[-2:]] == [1, 2]


def test_weeks_before_the_history_are_not_drawn_as_empty() -> None:
    short = a_history(steady(2), days=30)
    assert len(weekly(short, Kind.SPIKE, "", NOW, ZoneInfo("UTC"))) == 4


def test_limits_leave_out_one_in_a_thousand() -> None:
    drawn = weekly(a_history(steady(2)), Kind.SPIKE, "", NOW, ZoneInfo("UTC"))
    whole = limits(drawn, baseline=2.0)
    assert (whole.centre, whole.upper) == (2.0, 8)
    half = limits(drawn, baseline=2.0, part=0.5)
    assert half.centre == 1.0
    assert half.upper < whole.upper
