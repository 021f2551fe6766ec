"""Which group of similar bugs a new one joins."""

from collections import Counter
from datetime import timedelta

import pytest

from cadence.patterns.model.grouping import Joined, joined, runs
from pattern_bugs import MONDAY


def join(
    scores: dict[str, float], groups: dict[str, int | None], least: float = 0.5
) -> Joined | None:
    sizes = Counter(each for each in groups.values() if each is not None)
    return joined([(score, id_) for id_, score in scores.items()], groups, sizes, least=least)


def test_nothing_alike_enough_stays_by_itself() -> None:
    assert join({"a": 0.4, "b": 0.1}, {"a": 1, "b": None}) is None
    assert join({}, {}) is None


def test_two_that_are_alike_open_a_group() -> None:
    assert join({"a": 0.4, "b": 0.7}, {"a": None, "b": None}) == Joined(alone="b")


def test_the_likest_group_is_joined() -> None:
    assert join({"a": 0.6, "b": 0.7}, {"a": 1, "b": 2}) == Joined(group=2)


def test_one_bug_between_two_subjects_ties_nothing_to_a_group_of_three() -> None:
    """0.9, 0.2 and 0.1 to its bugs are 0.4 to the group; so are 0.9 and nothing."""
    groups = dict.fromkeys("abc", 1)
    assert join({"a": 0.9, "b": 0.2, "c": 0.1}, groups) is None
    assert join({"a": 0.9}, groups) is None


def test_of_a_large_group_the_likest_three_count() -> None:
    groups = dict.fromkeys("abcde", 1)
    scores = {"a": 0.9, "b": 0.8, "c": 0.4, "d": 0.0, "e": 0.0}
    assert join(scores, groups, least=0.69) == Joined(group=1)


@pytest.mark.parametrize(
    ("alone", "expected"),
    [(0.9, Joined(alone="b")), (0.6, Joined(group=1)), (0.7, Joined(group=1))],
)
def test_a_bug_that_is_alone_is_taken_before_a_group_that_is_less_alike(
    alone: float, expected: Joined
) -> None:
    assert join({"a": 0.7, "b": alone}, {"a": 1, "b": None}) == expected


def test_moments_that_lie_far_apart_are_compared_apart() -> None:
    days = (0, 10, 89, 91, 400)
    found = runs([MONDAY + timedelta(days=each) for each in days])
    assert [list(each) for each in found] == [[0, 1, 2], [3], [4]]
    assert runs([]) == ()
