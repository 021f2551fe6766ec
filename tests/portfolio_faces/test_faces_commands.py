"""What is typed after `/cadence bets`."""

import pytest

from cadence.portfolio.model.commands import FORMS, Command, Verb, command, named
from portfolio_values import a_bet

BETS = (
    a_bet(1, name="One-page checkout"),
    a_bet(2, name="Checkout in stores"),
    a_bet(12, name="Partner API"),
)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", Command(Verb.LIST)),
        ("mine", Command(Verb.MINE)),
        ("New", Command(Verb.NEW)),
        ("edit 7", Command(Verb.EDIT, "7")),
        ("reading One-page checkout", Command(Verb.READ, "One-page checkout")),
        ("sunset 3", Command(Verb.STAGE, "3")),
        ("history #3", Command(Verb.HISTORY, "#3")),
        ("Partner API", Command(Verb.SHOW, "Partner API")),
        ("show partner", Command(Verb.SHOW, "partner")),
        ("help", Command(Verb.HELP)),
    ],
)
def test_a_command_is_read(words: str, meant: Command) -> None:
    assert command(words) == meant


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("12", [12]),
        ("#1", [1]),
        ("bet:2", [2]),
        ("partner api", [12]),
        ("PARTNER", [12]),
        ("checkout", [1, 2]),
        ("checkout  in stores", [2]),
        ("99", []),
        ("refunds", []),
        ("", []),
    ],
)
def test_a_bet_is_named_by_its_number_or_a_part_of_its_name(words: str, numbers: list[int]) -> None:
    assert [each.number for each in named(words, BETS)] == numbers


def test_a_name_as_a_whole_counts_before_parts_of_names() -> None:
    bets = (a_bet(1, name="Search"), a_bet(2, name="Search for merchants"))
    assert [each.number for each in named("search", bets)] == [1]


def test_lists_and_cards_open_no_form() -> None:
    assert not FORMS & {Verb.LIST, Verb.SHOW, Verb.MINE, Verb.ENDED, Verb.HISTORY, Verb.HELP}
