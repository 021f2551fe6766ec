"""How like the bugs of one pattern those of others are, by what is kept of them."""

import pytest

from cadence.patterns.model.similarity.embedding import embedded
from cadence.patterns.service.likes import Likes
from cadence.patterns.store.likenesses import Likened
from fakes.likenesses import FakeLikenesses
from pattern_bugs import a_bug

WORDS = {
    "PAY-1": "Payment retry charges the card twice after a gateway timeout",
    "PAY-2": "Card charged twice by payment retry when the gateway has a timeout",
    "PAY-3": "Invoice PDF is empty for orders in Japan",
}


@pytest.fixture
def likes() -> Likes:
    """Of these three among two hundred others."""
    others = {
        f"PAY-{number}": f"Thing {number} of part {number % 13}" for number in range(100, 300)
    }
    kept = FakeLikenesses()
    bugs = [a_bug(key, summary=words, description=words) for key, words in (WORDS | others).items()]
    kept.take_in(Likened(embeddings=tuple(map(embedded, bugs)), after=None, mark="1"))
    return Likes(likenesses=kept)


def test_only_what_is_alike_enough_to_be_of_one_group_is_like_it(likes: Likes) -> None:
    (key, score), *more = likes.alike(["PAY-1"], ["PAY-2", "PAY-3", "PAY-105"]).items()
    assert (key, more) == ("PAY-2", [])
    assert 0.5 <= score <= 1


def test_of_several_that_are_asked_for_the_likest_counts(likes: Likes) -> None:
    alone = likes.alike(["PAY-1"], ["PAY-2"])
    assert likes.alike(["PAY-3", "PAY-1"], ["PAY-2"]) == alone


def test_a_bug_is_not_compared_with_itself(likes: Likes) -> None:
    assert likes.alike(["PAY-1"], ["PAY-1"]) == {}


def test_what_was_never_taken_in_is_like_nothing(likes: Likes) -> None:
    assert likes.alike(["PAY-99"], ["PAY-1"]) == {}
    assert likes.alike(["PAY-1"], ["PAY-99"]) == {}
    assert likes.alike([], []) == {}
