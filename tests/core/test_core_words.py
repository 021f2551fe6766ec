"""Small words that messages are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.words import begun, counted, cut, listed


def test_what_is_too_long_ends_in_a_sign_that_it_was_cut() -> None:
    assert cut("It was flat", 11) == "It was flat"
    assert cut("It was flat for weeks", 8) == "It was…"


@given(st.text(), st.integers(1, 40))
def test_what_was_cut_is_never_longer_than_it_may_be(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most


@pytest.mark.parametrize(
    ("names", "said"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_names_are_listed_as_in_a_sentence(names: tuple[str, ...], said: str) -> None:
    assert listed(names) == said


def test_names_may_be_alternatives() -> None:
    assert listed(("a", "b", "c"), "or") == "a, b or c"


def test_one_is_one_and_none_and_more_are_several() -> None:
    assert [counted(each, "bet") for each in (0, 1, 1204)] == ["0 bets", "1 bet", "1,204 bets"]
    assert counted(2, "account is", "accounts are") == "2 accounts are"


def test_a_sentence_begins_with_a_capital() -> None:
    assert begun("flat since May") == "Flat since May"
    assert begun("") == ""
