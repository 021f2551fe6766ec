"""Whatever keeps what bugs are compared by keeps it so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine

from cadence.adapters.db.likenesses import SqlLikenesses
from cadence.core.errors import Overtaken
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.similarity.embedding import Embedding, embedded
from cadence.patterns.store.likenesses import Likened, Likenesses
from fakes.likenesses import FakeLikenesses
from kept_stores import STORES, kept_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def one(number: int, summary: str = "Checkout crashes", *, at: datetime | None = None) -> Embedding:
    created = at or NOON + number * DAY
    return embedded(
        Bug(
            id=str(number),
            key=f"PAY-{number}",
            project="PAY",
            summary=summary,
            components=("Checkout",),
            created_at=created,
            updated_at=created,
        )
    )


def found(store: Likenesses, moment: datetime) -> set[str]:
    return {id_ for some in store.until(moment.timestamp() / 86_400) for id_ in some.ids}


def taken(
    *embeddings: Embedding, after: str | None = None, to: str = "1", gone: tuple[str, ...] = ()
) -> Likened:
    return Likened(embeddings=embeddings, gone=gone, after=after, mark=to)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Likenesses]:
    def small(engine: Engine) -> SqlLikenesses:
        return SqlLikenesses(engine, chunk=2)

    for kept, _ in kept_in(request, FakeLikenesses, small):
        yield kept


def test_nothing_was_taken_in_at_first(store: Likenesses) -> None:
    assert store.mark() is None
    assert store.rarity().total == 0
    assert found(store, NOON) == set()


def test_what_was_taken_in_comes_back_as_it_was(store: Likenesses) -> None:
    first, second = one(1), one(2, "Zürich's till \0 prints nothing")
    store.take_in(taken(first, second))
    assert store.mark() == "1"
    kept = store.of(["1", "2", "3"])
    assert kept["1"] == first
    assert kept["2"].terms == second.terms
    assert set(kept) == {"1", "2"}
    assert store.digests(["1", "3"]) == {"1": first.digest}


def test_a_key_is_found_in_any_case(store: Likenesses) -> None:
    store.take_in(taken(one(1)))
    assert store.by_key(["pay-1", "PAY-9"])["pay-1"].id == "1"
    assert set(store.by_key(["pay-1", "PAY-9"])) == {"pay-1"}


def test_what_was_created_until_a_moment_comes_all(store: Likenesses) -> None:
    store.take_in(taken(one(3), one(1), one(5), one(2, at=NOON + DAY), one(4)))
    assert found(store, NOON + 4 * DAY) == {"1", "2", "3", "4"}


def test_terms_are_counted_as_bugs_come_change_and_go(store: Likenesses) -> None:
    first, second, third = one(1), one(2, "Till prints nothing"), one(3, "Till is silent")
    store.take_in(taken(first, second))
    store.take_in(taken(one(2, "Checkout hangs"), third, after="1", to="2"))
    store.take_in(taken(after="2", to="3", gone=("3", "17")))
    rarity = store.rarity()
    assert rarity.total == 2
    fresh = FakeLikenesses()
    fresh.take_in(taken(first, one(2, "Checkout hangs")))
    terms = np.frombuffer(first.terms + second.terms + third.terms, "<u4")
    assert (rarity.of(terms) == fresh.rarity().of(terms)).all()
    assert set(store.of(["1", "2", "3"])) == {"1", "2"}


def test_a_page_that_somebody_else_took_in_is_not_taken_in_again(store: Likenesses) -> None:
    store.take_in(taken(one(1)))
    with pytest.raises(Overtaken):
        store.take_in(taken(one(2), to="2"))
    assert store.mark() == "1"
    assert store.of(["2"]) == {}
