"""What similar bugs are called, by the words that set their titles apart."""

import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.patterns.model.naming import LONGEST, called

OTHERS = [
    "Checkout button is grey on Safari",
    "Checkout: total is wrong with two vouchers",
    "Address form loses the postcode",
    "Payment page loads slowly",
    "Voucher can be used twice",
    "Order mail has no logo",
    "Checkout crashes on an empty cart",
    "Delivery date is in the past",
]

NAMED: dict[str, Sequence[str]] = {
    "Payment retries": (
        "Payment retried twice after a timeout",
        "Double charge: payment retries ignore the first answer",
        "Payment retries pile up when the gateway is slow",
        "Retry of payment without end",
    ),
    "Does not fire events": (
        "ScrollView does not fire events",
        "Does not fire events: TableView",
        "Slider does not fire events when it is moved",
    ),
    "PDF invoice": (
        "PDF invoice is blank",
        "PDF Invoice Has No Total",
        "PAY-318: wrong address on PDF invoice",
    ),
    "iOS keyboard": (
        "iOS keyboard covers the card number",
        "[iOS] keyboard stays open",
        "iOS: the keyboard hides the button",
    ),
    "createWindow": (
        "Ti.UI.createWindow leaks",
        "Crash in Ti.UI.createWindow()",
        "createWindow: title missing",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_similar_bugs_are_called_as_their_titles_say_it(name: str) -> None:
    assert called(NAMED[name], OTHERS) == name


def test_what_every_bug_of_the_area_says_is_no_name() -> None:
    same = [f"Checkout fails on {each}" for each in ("Mondays", "Linux", "trains")]
    others = [f"Checkout fails with {each}" for each in ("a card", "a voucher", "two tabs")]
    assert called(same, others) is None


def test_the_areas_own_name_alone_is_none() -> None:
    titles = ["Wallet: pin forgotten", "Wallet pin refused", "Pin of the wallet is shown"]
    assert called(titles, OTHERS, area="Wallet") == "Wallet pin"
    others = ["Wallet is slow", "Wallet is empty", "Card is lost"]
    assert called(["Wallet closed", "Wallet gone", "Wallet hot"], others, area="Wallet") is None


def test_words_that_stand_apart_are_at_most_two() -> None:
    titles = [
        "Retry: the gateway answers and a voucher is charged",
        "A voucher was charged when the gateway did a retry",
        "Gateway: no retry of what was charged for a voucher",
    ]
    name = called(titles, OTHERS)
    assert name is not None
    assert len(name.split()) == 2


def test_titles_that_share_nothing_have_no_name() -> None:
    assert called(["Blank page", "Slow search", "Wrong total"], OTHERS) is None
    assert called([], OTHERS) is None
    assert called(["", "  ", "…"], OTHERS) is None


def test_few_titles_need_no_others_to_have_a_name() -> None:
    assert called(["Refund fails", "Refund fails", "Refund fails again"]) == "Refund fails"


def test_nothing_that_pings_or_formats_gets_into_a_name() -> None:
    titles = ["<!channel> *refund* fails", "<@U1> refund `fails`", "refund fails https://x.io/a"]
    assert called(titles, OTHERS) == "Refund fails"


TITLES = st.lists(st.text(alphabet=f"{string.printable}äßΩ한“”", max_size=80), max_size=8)


@given(TITLES, TITLES)
def test_a_name_is_short_plain_and_made_of_words_of_the_titles(
    titles: list[str], others: list[str]
) -> None:
    name = called(titles, others)
    if name is None:
        return
    assert name == name.strip()
    assert 0 < len(name) <= LONGEST
    said = " ".join(titles).casefold()
    assert all(word.casefold() in said for word in name.split())
    assert not set(name) & set("<>*`@\n")
