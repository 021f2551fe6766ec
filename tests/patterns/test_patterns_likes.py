"""How like the bugs of one pattern those of others are, by what is kept of them."""

from cadence.patterns.model.similarity.embedding import embedded
from cadence.patterns.service.likes import Likes
from cadence.patterns.store.likenesses import Likened
from fakes.likenesses import FakeLikenesses
from pattern_bugs import a_bug

WORDS = {
    "PAY-1": "Retry charges the card twice after a provider timeout",
    "PAY-2": "Card is charged twice when the provider times out and a retry follows",
    "PAY-3": "Invoice PDF is empty for orders in Japan",
    "PAY-4": "Search finds no synonyms",
}


def likes(*keys: str) -> Likes:
    kept = FakeLikenesses()
    bugs = [a_bug(key, summary=WORDS[key], description=WORDS[key] * 3) for key in keys]
    kept.take_in(Likened(embeddings=tuple(map(embedded, bugs)), after=None, mark="1"))
    return Likes(likenesses=kept)


def test_only_what_is_alike_enough_to_be_of_one_group_is_like_it() -> None:
    found = likes(*WORDS).alike(["PAY-1"], ["PAY-2", "PAY-3", "PAY-4"])
    assert set(found) <= {"PAY-2"}
    assert all(0 <= score <= 1 for score in found.values())


def test_a_bug_is_not_compared_with_itself() -> None:
    assert likes(*WORDS).alike(["PAY-1"], ["PAY-1"]) == {}


def test_what_was_never_taken_in_is_like_nothing() -> None:
    assert likes("PAY-3").alike(["PAY-1"], ["PAY-3"]) == {}
    assert likes("PAY-3").alike(["PAY-3"], ["PAY-99"]) == {}
    assert likes().alike([], []) == {}
