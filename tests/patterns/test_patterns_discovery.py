"""What may be told of everything that was tested, and what leads taught."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.core.calendar import Span
from cadence.patterns.model import detectors, discovery, finding
from cadence.patterns.model.budget import LOOKS, SHARES, threshold
from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.learning import heeded
from cadence.patterns.model.policy import Policy
from pattern_histories import NOW, a_history, steady

POLICY = Policy()


def a_test(
    p_value: float,
    kind: Kind = Kind.SPIKE,
    keys: tuple[str, ...] = ("A", "B", "C", "D", "E", "F", "G", "H"),
    **said: object,
) -> finding.Tested:
    values: dict[str, object] = {
        "kind": kind,
        "area": "Payments",
        "keys": keys,
        "rate": len(keys),
        "baseline": 2.0,
        "window": Span(start=NOW - timedelta(days=28), end=NOW),
        "p_value": p_value,
        "method": "a test",
        "since": NOW - timedelta(days=20),
    }
    return finding.Tested(**(values | said))  # type: ignore[arg-type]


def kinds(*tests: finding.Tested) -> list[Kind]:
    return [each.tested.kind for each in discovery.found(tests, POLICY)]


# --- everything scanned ---------------------------------------------------------------------------


def test_q_values_are_benjamini_and_hochbergs() -> None:
    """The example of their paper's figures: 0.01, 0.02, 0.03, 0.5 of four."""
    assert discovery.q_values([0.5, 0.01, 0.03, 0.02]) == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert discovery.q_values([]) == []


def test_what_is_rare_once_is_not_rare_among_a_thousand() -> None:
    odd = a_test(0.0005)
    boring = [a_test(0.5 + n / 2000, area=f"Area {n}") for n in range(999)]
    assert kinds(odd) == [Kind.SPIKE]
    assert kinds(odd, *boring) == []


def test_one_that_is_alone_still_has_to_be_within_the_budget() -> None:
    assert kinds(a_test(0.01)) == []


def test_what_is_too_small_to_bother_anybody_with_is_not_told() -> None:
    assert kinds(a_test(1e-9, matters=False)) == []


def test_one_finding_for_each_subject_the_most_surprising() -> None:
    (only,) = discovery.found([a_test(1e-4), a_test(1e-6), a_test(1e-5)], POLICY)
    assert only.tested.p_value == 1e-6
    assert only.budget == POLICY.false_alarms


def test_most_surprising_first() -> None:
    found = discovery.found(
        [a_test(1e-4, area="B"), a_test(1e-7, area="A"), a_test(1e-5, area="C")], POLICY
    )
    assert [each.tested.area for each in found] == ["A", "C", "B"]


# --- what explains what ---------------------------------------------------------------------------


def test_a_spike_of_one_groups_bugs_is_that_group() -> None:
    group = a_test(1e-5, Kind.RECURRENCE, ("A", "B", "C", "D", "E"), subject="7", baseline=1.0)
    assert kinds(a_test(1e-9), group) == [Kind.RECURRENCE]


def test_a_spike_that_is_more_than_the_group_stays() -> None:
    group = a_test(1e-5, Kind.RECURRENCE, ("A", "B"), subject="7", baseline=1.0)
    assert kinds(a_test(1e-9), group) == [Kind.SPIKE, Kind.RECURRENCE]


def test_a_drift_that_is_but_the_spike_is_dropped() -> None:
    spike = a_test(1e-5)
    drift = a_test(1e-6, Kind.DRIFT, (*spike.keys, "I", "J", "K"), baseline=3.5)
    assert kinds(spike, drift) == [Kind.SPIKE]


def test_a_drift_that_began_long_before_the_spike_stays() -> None:
    spike = a_test(1e-5)
    drift = a_test(1e-6, Kind.DRIFT, (*spike.keys, *(f"O{n}" for n in range(20))), baseline=5.0)
    assert set(kinds(spike, drift)) == {Kind.SPIKE, Kind.DRIFT}


def test_one_area_explains_nothing_of_another() -> None:
    group = a_test(1e-5, Kind.RECURRENCE, subject="7", area="Login")
    assert kinds(a_test(1e-5), group) == [Kind.RECURRENCE, Kind.SPIKE]


# --- the budget -----------------------------------------------------------------------------------


def test_the_budget_is_spent_once() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    alarms = sum(threshold(kind, 0.2) * LOOKS[kind] for kind in Kind)
    assert alarms == pytest.approx(0.2)


# --- what leads taught ----------------------------------------------------------------------------


def a_lesson(**said: object) -> Learned:
    values: dict[str, object] = {
        "kind": "spike", "subject": "", "rate": 8, "reason": "something else", "at": NOW,
    }  # fmt: skip
    return Learned(**(values | said))  # type: ignore[arg-type]


def test_what_was_dismissed_is_told_again_only_when_clearly_more() -> None:
    lesson = a_lesson()
    many = tuple(f"K{n}" for n in range(18))
    assert not heeded(a_test(1e-9), [lesson], NOW).matters
    assert not heeded(a_test(1e-9, keys=many[:12]), [lesson], NOW).matters
    assert heeded(a_test(1e-9, keys=many), [lesson], NOW).matters


def test_a_drift_is_no_news_where_the_spike_was_dismissed() -> None:
    assert not heeded(a_test(1e-9, Kind.DRIFT), [a_lesson()], NOW).matters
    assert heeded(a_test(1e-9, Kind.REGRESSED), [a_lesson()], NOW).matters


def test_another_subject_is_not_the_dismissed_one() -> None:
    lesson = a_lesson(kind="recurrence", subject="7")
    other = a_test(1e-9, Kind.RECURRENCE, subject="8")
    assert heeded(other, [lesson], NOW).matters
    assert heeded(a_test(1e-9), [lesson], NOW) == a_test(1e-9)


def test_each_dismissal_makes_a_kind_stricter_and_is_forgotten_by_and_by() -> None:
    test = a_test(1e-9, Kind.RECURRENCE, subject="8")
    lessons = [a_lesson(kind="recurrence", subject=str(n)) for n in range(3)]
    assert heeded(test, lessons, NOW).stricter == 8
    assert heeded(test, lessons, NOW + timedelta(days=182)).stricter == pytest.approx(2**1.5)
    assert heeded(test, lessons, NOW + timedelta(days=3650)).stricter == pytest.approx(1, abs=0.01)
    many = [a_lesson(kind="recurrence", subject=str(n)) for n in range(50)]
    assert heeded(test, many, NOW).stricter == 64


def test_known_and_accepted_is_no_reproach_to_the_detector() -> None:
    lesson = a_lesson(kind="recurrence", subject="1", reason="known and accepted")
    assert heeded(a_test(1e-9, Kind.RECURRENCE, subject="8"), [lesson], NOW).stricter == 1


def test_a_stricter_threshold_is_kept_to() -> None:
    just = threshold(Kind.SPIKE, POLICY.false_alarms) * 0.9
    assert kinds(a_test(just)) == [Kind.SPIKE]
    assert kinds(a_test(just, stricter=2.0)) == []


def test_a_kind_that_nothing_is_known_for_is_not_asked() -> None:
    history = a_history(steady(3))
    asked = {each.kind for each in detectors.tested(history, NOW)}
    assert asked == {Kind.RECURRENCE, Kind.SPIKE, Kind.DRIFT}
    lesson = a_lesson(rate=1)
    taught = detectors.tested(replace(history, not_patterns=(lesson,)), NOW)
    assert {each.stricter for each in taught if each.kind is Kind.SPIKE} == {2.0}
