"""Which issue a description means."""

from datetime import timedelta

from builders import LONG_AGO, an_issue
from cadence.core.issue import Category
from cadence.status.model.likeness import closest

OLD = an_issue(
    "MOB-1",
    summary="Crash at checkout after removing an item",
    category=Category.DONE,
    resolution="Fixed",
    resolved_at=LONG_AGO,
    updated_at=LONG_AGO + timedelta(days=9),
)
GIFT_CARD = an_issue("MOB-2", summary="Checkout crashes when the basket holds a gift card")
EDITED = an_issue("MOB-3", summary="Checkout screen crashes when the basket is edited")


def test_number_and_tense_make_no_title_nearer() -> None:
    found = closest(("checkout", "crash"), (OLD, GIFT_CARD, EDITED))
    assert not found.stands_out
    assert {issue.key for issue in found.issues} == {"MOB-1", "MOB-2", "MOB-3"}


def test_of_equals_open_ones_come_first() -> None:
    found = closest(("checkout", "crash"), (OLD, GIFT_CARD, EDITED))
    assert found.issues[-1] == OLD


def test_words_that_one_title_alone_has_tell_it_apart() -> None:
    found = closest(("checkout", "crash", "gift", "cards"), (OLD, GIFT_CARD, EDITED))
    assert found.stands_out
    assert found.issues[0] == GIFT_CARD
