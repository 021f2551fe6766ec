"""Similar bugs that come back: against the group's own past and how groups of the area grow."""

from cadence.patterns.model import finding
from cadence.patterns.model.case import Case
from cadence.patterns.model.detectors import recurrence
from pattern_histories import NOW, a_case, a_history, steady

GROUP = 7


def at(*days_ago: float, group: int = GROUP) -> list[Case]:
    return [a_case(f"G{group}-{each}", each, group=group) for each in days_ago]


def asked(*cases: Case) -> tuple[finding.Tested, ...]:
    return recurrence.tested(a_history(cases), NOW)


def of_group(found: tuple[finding.Tested, ...]) -> finding.Tested:
    return min((each for each in found if each.subject == str(GROUP)), key=lambda t: t.p_value)


def test_nine_alike_in_six_weeks_where_groups_hardly_grow() -> None:
    found = of_group(asked(*steady(3), *at(1, 5, 9, 14, 18, 23, 28, 33, 39)))
    assert found.rate == 9
    assert found.window_days == 42
    assert 1 <= found.baseline < 2
    assert found.p_value < 1e-5
    assert found.matters
    assert found.keys[0] == "G7-1"
    assert found.since == found.window.start or found.since > (found.window.start or NOW)


def test_no_group_to_ask_about_is_told_as_asked() -> None:
    first, second = asked(*steady(3))
    assert (first.rate, first.p_value, first.matters) == (0, 1.0, False)
    assert second.window_days == 91


def test_a_burst_of_reports_of_one_incident_does_not_recur() -> None:
    reports = at(3, 3.1, 3.2, 3.3, 3.4, 3.6, 3.9, 4.2, 4.4, 4.8)
    assert not any(each.matters for each in asked(*steady(3), *reports))


def test_two_incidents_with_many_reports_are_two_times() -> None:
    twice = [*at(3, 3.1, 3.2, 3.3, 3.4), *at(20, 20.1, 20.2, 20.3, 20.4)]
    assert not any(each.subject for each in asked(*steady(3), *twice))


def test_a_group_that_always_came_this_often_is_no_news() -> None:
    chronic = at(*(5.0 * n + 2 for n in range(100)))
    found = of_group(asked(*steady(3), *chronic))
    assert found.p_value > 0.2
    assert not found.matters


def test_a_chronic_group_does_not_hide_a_new_one() -> None:
    chronic = [a_case(f"CH-{n}", 5.0 * n + 2, group=99) for n in range(100)]
    new = of_group(asked(*steady(3), *chronic, *at(1, 5, 9, 14, 18, 23, 28, 33, 39)))
    assert new.p_value < 1e-4


def test_where_groups_often_grow_it_takes_more() -> None:
    lively = [
        a_case(f"L{group}-{n}", 60 + 42 * (group % 8) + 6 * n, group=100 + group)
        for group in range(40)
        for n in range(6)
    ]
    new = at(2, 8, 15, 22, 30)
    assert (
        of_group(asked(*steady(3), *lively, *new)).p_value
        > 20 * of_group(asked(*steady(3), *new)).p_value
    )


def test_the_more_groups_there_are_the_more_one_has_to_show() -> None:
    few, many = steady(1), steady(20)
    new = at(2, 8, 15, 22, 30)
    assert of_group(asked(*many, *new)).p_value > 5 * of_group(asked(*few, *new)).p_value


def test_a_group_that_slept_for_a_year_and_woke_is_news() -> None:
    found = of_group(asked(*steady(3), *at(700, 600), *at(1, 6, 11, 17, 24, 31)))
    assert found.p_value < 0.002
    assert found.rate == 6


def test_an_imported_bug_is_in_no_group() -> None:
    imported = [a_case(f"I-{n}", 30.0 - n * 5, group=GROUP, bulk=True) for n in range(6)]
    assert not any(each.subject for each in asked(*steady(3), *imported))


def test_a_young_area_is_not_tested() -> None:
    assert asked(*steady(3, weeks=20), *at(1, 8, 15)) == ()
