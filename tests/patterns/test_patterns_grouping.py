"""Which group of similar bugs a new one joins."""

from datetime import timedelta

import pytest

from cadence.patterns.model.grouping import Joined, joined, runs
from pattern_bugs import MONDAY


def test_nothing_alike_enough_stays_by_itself() -> None:
    assert joined([(0.4, "a"), (0.1, "b")], {"a": 1, "b": None}, least=0.5) is None
    assert joined([], {}, least=0.5) is None


def test_two_that_are_alike_open_a_group() -> None:
    assert joined([(0.4, "a"), (0.7, "b")], {"a": None, "b": None}, least=0.5) == Joined(alone="b")


def test_the_likest_group_is_joined() -> None:
    groups = {"a": 1, "b": 2}
    assert joined([(0.6, "a"), (0.7, "b")], groups, least=0.5) == Joined(group=2)


def test_one_bug_between_two_subjects_ties_nothing_to_a_group_of_three() -> None:
    """0.9, 0.2 and 0.1 to its bugs are 0.4 to the group."""
    groups = dict.fromkeys("abc", 1)
    scores = [(0.9, "a"), (0.2, "b"), (0.1, "c")]
    assert joined(scores, groups, least=0.5) is None


def test_of_a_large_group_the_likest_three_count() -> None:
    groups = dict.fromkeys("abcde", 1)
    scores = [(0.9, "a"), (0.8, "b"), (0.4, "c"), (0.0, "d"), (0.0, "e")]
    assert joined(scores, groups, least=0.7) == Joined(group=1)


@pytest.mark.parametrize(
    ("alone", "expected"),
    [(0.9, Joined(alone="b")), (0.6, Joined(group=1)), (0.7, Joined(group=1))],
)
def test_a_bug_that_is_alone_is_taken_before_a_group_that_is_less_alike(
    alone: float, expected: Joined
) -> None:
    assert joined([(0.7, "a"), (alone, "b")], {"a": 1, "b": None}, least=0.5) == expected


def test_moments_that_lie_far_apart_are_compared_apart() -> None:
    days = (0, 10, 89, 91, 400)
    found = runs([MONDAY + timedelta(days=each) for each in days])
    assert [list(each) for each in found] == [[0, 1, 2], [3], [4]]
    assert runs([]) == ()
