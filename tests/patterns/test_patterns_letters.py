"""Titles are compared by the runs of three and four letters that both have."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.patterns.model.similarity.letters import runs, shared
from cadence.patterns.model.text import letters

TITLES = st.one_of(st.text(max_size=60), st.text(alphabet="ab ", max_size=60))


def spelt(title: str) -> frozenset[str]:
    said = letters(title)
    return frozenset(
        said[start : start + length] for length in (3, 4) for start in range(len(said) - length + 1)
    )


def cosine(one: str, other: str) -> float:
    mine, theirs = spelt(one), spelt(other)
    return len(mine & theirs) / max(1.0, sqrt(len(mine) * len(theirs)))


def test_a_title_is_its_different_runs_each_once_rising() -> None:
    found = runs("Ab 12 cd!").tolist()
    assert len(found) == len(spelt("Ab 12 cd!")) == 9
    assert found == sorted(set(found))


@given(TITLES, st.lists(TITLES, max_size=5))
def test_what_two_share_is_what_they_share_letter_by_letter(one: str, others: list[str]) -> None:
    found = shared(runs(one), [runs(each) for each in others])
    assert found.tolist() == [cosine(one, each) for each in others]


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "Crash"), ("Crash", ""), ("7", "12")])
def test_without_letters_nothing_is_shared(one: str, other: str) -> None:
    assert shared(runs(one), [runs(other)]).tolist() == [0.0]


def test_what_is_remembered_of_a_title_cannot_be_written_into() -> None:
    with pytest.raises(ValueError, match="read-only"):
        runs("Crash")[0] = np.uint64(0)
