"""What is typed after a command."""

from enum import StrEnum

import pytest

from cadence.core.typed import called, verb_in


class Verb(StrEnum):
    SHOW = "show"
    LIST = "list"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("show P-12", (Verb.SHOW, "P-12")),
        (" LIST ", (Verb.LIST, "")),
        ("all  of it", (Verb.LIST, "of it")),
        ("payment retries", (None, "payment retries")),
        ("", (None, "")),
    ],
)
def test_words_begin_with_a_verb_or_with_none(words: str, read: tuple[Verb | None, str]) -> None:
    assert verb_in(words, Verb, {"all": Verb.LIST}) == read


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("search", ("Search",)),
        ("for  MERCHANTS", ("Search for merchants",)),
        ("sea", ("Search", "Search for merchants")),
        ("refunds", ()),
        (" ", ()),
    ],
)
def test_a_name_as_a_whole_counts_before_parts_of_names(words: str, found: tuple[str, ...]) -> None:
    assert called(words, ["Search", "Search for merchants"], str) == found
