"""Reopened, regressed, ageing, and found after a release."""

from dataclasses import replace

import pytest

from cadence.patterns.model import happenings
from cadence.patterns.model.case import Case
from cadence.patterns.model.detectors import ageing, escapes, regressed, reopened
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.happenings import regressions
from cadence.patterns.model.service_level import service_of
from pattern_histories import DAY, NOW, a_case, a_history, a_release, resolved, steady


def back(case: Case, days_ago: float) -> Case:
    return replace(case, reopened_at=(NOW - days_ago * DAY,), resolved_at=None)


# --- reopened -------------------------------------------------------------------------------------


def test_a_share_that_stays_is_no_news() -> None:
    cases = resolved(steady(4), after=5)
    cases = [
        replace(each, reopened_at=(each.created_at + 9 * DAY,)) if n % 10 == 0 else each
        for n, each in enumerate(cases)
        if each.created_at < NOW - 10 * DAY
    ]
    (share,) = reopened.tested(a_history(cases), NOW)
    assert share.share == pytest.approx(0.1, abs=0.03)
    assert share.p_value > 0.3


def test_a_third_reopened_where_nearly_none_was() -> None:
    cases = [
        back(each, 3 + n % 40) if n % 3 == 0 and 45 < (NOW - each.created_at).days < 80 else each
        for n, each in enumerate(resolved(steady(4), after=5))
    ]
    (share,) = reopened.tested(a_history(cases), NOW)
    assert share.rate == len(share.keys) >= 5
    assert share.out_of is not None
    assert share.out_of > share.rate
    assert share.p_value < 1e-4
    assert share.matters


def test_a_bug_reopened_four_times_is_one_bug() -> None:
    often = replace(
        a_case("OFTEN", 100), reopened_at=tuple(NOW - n * DAY for n in (40, 30, 20, 10))
    )
    (share,) = reopened.tested(a_history([*resolved(steady(4), after=5), often]), NOW)
    assert share.rate == 1


def test_reopened_before_it_was_created_is_a_clock_gone_wrong() -> None:
    odd = replace(a_case("ODD", 10), reopened_at=(NOW - 20 * DAY,))
    (share,) = reopened.tested(a_history([*resolved(steady(4), after=5), odd]), NOW)
    assert share.rate == 0


def test_without_a_history_of_states_nothing_is_said_of_reopening() -> None:
    cases = resolved(steady(4), after=5)
    assert reopened.tested(a_history(cases, is_told=False), NOW) == ()
    assert reopened.tested(a_history(steady(4)), NOW) == ()


# --- regressed ------------------------------------------------------------------------------------

RELEASES = tuple(a_release(f"4.{20 - n}", 35 * n + 30) for n in range(20))
LAST, BEFORE = RELEASES[0], RELEASES[1]


def fixed(case: Case, release: str) -> Case:
    return replace(case, fixed_in=(release,))


def test_reopened_after_the_release_that_fixed_it_has_regressed() -> None:
    case = fixed(back(a_case("A", 90), 20), LAST.id)
    early = fixed(back(a_case("B", 90), 33), LAST.id)
    history = a_history([case, early], releases=RELEASES)
    assert [each.key for each in regressions(history, NOW)] == ["A"]


def test_a_similar_bug_after_the_release_has_regressed() -> None:
    mended = replace(a_case("A", 90), resolved_at=NOW - 70 * DAY, fixed_in=(BEFORE.id,), group=1)
    again = a_case("B", 10, group=1, affects=(LAST.id,))
    older = a_case("C", 9, group=1, affects=(RELEASES[3].id,))
    other = a_case("D", 8, group=2)
    unsaid = a_case("E", 7, group=1)
    history = a_history([mended, again, older, other, unsaid], releases=RELEASES)
    assert [each.key for each in regressions(history, NOW)] == ["B"]


def test_what_was_only_said_to_be_a_duplicate_was_not_mended() -> None:
    closed = replace(
        a_case("A", 90), resolved_at=NOW - 70 * DAY, fixed_in=(BEFORE.id,), group=1, fixed=False
    )
    again = a_case("B", 10, group=1)
    assert regressions(a_history([closed, again], releases=RELEASES), NOW) == ()


def test_fixed_before_the_release_that_it_is_said_to_affect_has_not_regressed() -> None:
    case = replace(
        a_case("A", 90), resolved_at=NOW - 66 * DAY, fixed_in=(BEFORE.id,), affects=(LAST.id,)
    )
    assert regressions(a_history([case], releases=RELEASES), NOW) == ()


def test_a_wide_group_is_a_subject_and_no_fault_that_came_back() -> None:
    mended = replace(a_case("A", 90), resolved_at=NOW - 70 * DAY, fixed_in=(BEFORE.id,), group=1)
    wide = [a_case(f"W-{n}", 1.0 + n, group=1, affects=(LAST.id,)) for n in range(15)]
    assert regressions(a_history([mended, *wide], releases=RELEASES), NOW) == ()


def test_twice_the_bugs_and_twice_the_regressions_is_a_spike_and_no_regression() -> None:
    """One in ten all year, of four bugs a week; and of sixteen a week lately."""

    def some_back(cases: list[Case]) -> list[Case]:
        return [
            fixed(replace(each, reopened_at=(each.created_at + 3 * DAY,)), RELEASES[19].id)
            if n % 10 == 0 and each.created_at < NOW - 4 * DAY
            else each
            for n, each in enumerate(cases)
        ]

    before = some_back(steady(4, until=56, weeks=60))
    lately = some_back(steady(16, weeks=8, prefix="NEW"))
    (found,) = regressed.tested(a_history([*before, *lately], releases=RELEASES), NOW)
    assert found.rate >= 10
    assert found.p_value > 0.1
    assert not found.matters


def test_five_regressions_in_eight_weeks_where_there_were_none() -> None:
    broken = [fixed(back(a_case(f"A-{n}", 90), 2 + 5 * n), LAST.id) for n in range(5)]
    history = a_history([*steady(2), *broken], releases=RELEASES)
    (found,) = regressed.tested(history, NOW)
    assert found.rate == 5
    assert found.baseline == 0
    assert found.p_value < 0.001
    assert found.matters
    assert regressed.tested(a_history(steady(2)), NOW) == ()


# --- ageing ---------------------------------------------------------------------------------------


def test_the_service_level_is_the_areas_own() -> None:
    cases = [
        each
        for n, case in enumerate(steady(5))
        for each in resolved([case], after=3 if n % 10 else 40)
    ]
    service = service_of(a_history(cases), NOW)
    assert service is not None
    assert service.level == (7 * DAY, 0.85)
    assert service.part_open(10 * DAY) == pytest.approx(0.1, abs=0.02)
    (usual,) = ageing.tested(a_history(cases), NOW)
    assert usual.p_value > 0.2


def test_bugs_that_are_open_count_for_as_long_as_they_are() -> None:
    """A third is never resolved: the 85 % are never reached, half are within three days."""
    cases = [
        each
        for n, case in enumerate(steady(6))
        for each in ([case] if n % 3 == 0 else resolved([case], after=3))
    ]
    service = service_of(a_history(cases), NOW)
    assert service is not None
    assert service.level == (7 * DAY, 0.5)


def test_most_of_the_last_weeks_still_open_is_ageing() -> None:
    cases = [
        each
        for case in steady(5)
        for each in ([case] if case.created_at > NOW - 60 * DAY else resolved([case], after=6))
    ]
    (found,) = ageing.tested(a_history(cases), NOW)
    assert found.out_of is not None
    assert found.out_of - found.rate <= 2
    assert found.baseline < 2
    assert found.p_value < 1e-6
    assert found.matters


def test_a_bug_grows_too_old_once() -> None:
    cases = [
        each
        for n, case in enumerate(steady(5))
        for each in resolved([case], after=3 if n % 10 else 40)
    ]
    outgrown = happenings.of(Kind.AGEING, "", a_history(cases), NOW)
    week = [each for each in outgrown if NOW - 70 * DAY <= each.at < NOW - 14 * DAY]
    assert len(week) == len({each.key for each in week}) == 4


def test_an_area_that_resolves_little_has_no_service_level() -> None:
    assert ageing.tested(a_history(steady(5)), NOW) == ()


def test_resolved_before_it_was_created_took_no_time() -> None:
    cases = [replace(each, resolved_at=each.created_at - DAY) for each in steady(5)]
    service = service_of(a_history(cases), NOW)
    assert service is not None
    assert service.ages == (0 * DAY,)


# --- escapes --------------------------------------------------------------------------------------


def found_in(release_days_ago: float, name: str, after: tuple[float, ...]) -> list[Case]:
    return [a_case(f"{name}-{each}", release_days_ago - each, affects=(name,)) for each in after]


def test_many_more_than_after_other_releases() -> None:
    releases = [a_release(f"5.{n}", 16 + 40 * n) for n in range(8)]
    usual = [
        case
        for n, each in enumerate(releases[1:], start=1)
        for case in found_in(16 + 40 * n, each.id, (2.0, 6.0))
    ]
    now = found_in(16, "5.0", (0.5, 1, 2, 3.5, 4, 6, 7, 9, 11, 13))
    (test,) = escapes.tested(a_history([*usual, *now], releases=releases[::-1]), NOW)
    assert (test.subject, test.rate, test.baseline) == ("5.0", 10, 2.0)
    assert test.p_value < 0.002
    assert test.matters


def test_a_release_of_five_days_is_held_against_five_days_of_others() -> None:
    releases = [a_release(f"5.{n}", 5 + 40 * n) for n in range(8)]
    usual = [
        case
        for n, each in enumerate(releases[1:], start=1)
        for case in found_in(5 + 40 * n, each.id, (2.0, 6.0))
    ]
    (test,) = escapes.tested(a_history(usual, releases=releases[::-1]), NOW)
    assert (test.rate, test.baseline, test.window_days) == (0, 1.0, 5)


def test_too_few_releases_say_nothing() -> None:
    releases = [a_release(f"5.{n}", 16 + 40 * n) for n in range(4)]
    cases = [
        case for n, each in enumerate(releases) for case in found_in(16 + 40 * n, each.id, (2.0,))
    ]
    assert escapes.tested(a_history(cases, releases=releases[::-1]), NOW) == ()
