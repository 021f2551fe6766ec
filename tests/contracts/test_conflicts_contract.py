"""What every store of conflicts does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from cadence.adapters.db.decision_conflicts import SqlConflicts
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.tables import decisions
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.clash import Outcome
from cadence.decisions.store.conflicts import Conflicts
from conflicts_builders import NOON, TODAY, a_confirmed, a_dispute, a_pending
from fakes.decision_conflicts import FakeConflicts

DAY = timedelta(days=1)
NUMBERS = (16, 17, 18, 50, 51)


@dataclass
class Kept:
    """A store, and what makes its changes: one transaction for all of them."""

    store: Conflicts
    make: Callable[..., None]


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        yield Kept(FakeConflicts(), _made_in_memory)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    rest = {"status": "accepted", "revision": 1, "height": 0, "kind": "public", "origin": {}}
    moments = {"decided_at": NOON, "recorded_at": NOON, "recorded_by": {}}
    with writing(engine) as connection:
        for number in NUMBERS:
            connection.execute(
                insert(decisions).values(number=number, key=str(number), **rest, **moments)
            )

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    yield Kept(SqlConflicts(engine), make)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


# --- pending ---------------------------------------------------------------------------------------


def test_what_was_confirmed_comes_back_as_it_was(kept: Kept) -> None:
    pending = a_pending()
    kept.make(kept.store.keep(pending))
    assert kept.store.pending(pending.key) == pending
    assert kept.store.pending("form:2") is None


def test_a_second_keeping_changes_nothing(kept: Kept) -> None:
    kept.make(kept.store.keep(a_pending()))
    kept.make(kept.store.keep(a_pending(number=18)))
    assert kept.store.pending("form:1") == a_pending()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=50))
def test_any_words_come_back(kept: Kept, words: str) -> None:
    pending = replace(a_pending(), confirmed=a_confirmed(decided=words))
    kept.make(kept.store.drop(pending.key), kept.store.keep(pending))
    assert kept.store.pending(pending.key) == pending


def test_what_was_dropped_is_gone_and_may_be_dropped_again(kept: Kept) -> None:
    kept.make(kept.store.keep(a_pending()))
    kept.make(kept.store.drop("form:1"))
    kept.make(kept.store.drop("form:1"))
    assert kept.store.pending("form:1") is None


def test_what_is_pending_is_taken_once(kept: Kept) -> None:
    kept.make(kept.store.keep(a_pending()))
    kept.make(kept.store.take("form:1"))
    with pytest.raises(Overtaken):
        kept.make(kept.store.take("form:1"))


def test_what_has_been_pending_long_is_found_oldest_first(kept: Kept) -> None:
    for key, days in (("form:1", 1), ("form:2", 3), ("form:3", 9)):
        kept.make(kept.store.keep(a_pending(key, at=NOON - days * DAY)))
    found = kept.store.pending_before(NOON - 2 * DAY, limit=10)
    assert [each.key for each in found] == ["form:3", "form:2"]
    assert len(kept.store.pending_before(NOON, limit=1)) == 1


# --- disputes --------------------------------------------------------------------------------------


def test_a_dispute_comes_back_as_it_was_opened(kept: Kept) -> None:
    dispute = a_dispute(replaces=(16,), team="T1")
    kept.make(kept.store.open(dispute))
    kept.make(kept.store.open(replace(dispute, point="another point")))
    assert kept.store.dispute(dispute.key) == dispute
    assert kept.store.dispute("form:9:9") is None


def test_disputes_are_found_by_either_decision_while_they_are_open(kept: Kept) -> None:
    first, second = a_dispute(), a_dispute("form:1:18", old=18)
    kept.make(kept.store.open(first), kept.store.open(second))
    kept.make(kept.store.settle(second.key, Outcome.BOTH, at=NOON))
    assert kept.store.disputes_of(50) == (
        first,
        replace(second, outcome=Outcome.BOTH, settled_at=NOON),
    )
    assert kept.store.open_about([17, 18]) == (first,)
    assert kept.store.open_about([50]) == (first,)
    assert kept.store.open_about([18, 51]) == ()
    assert kept.store.open_about([]) == ()


def test_disputes_fall_due_on_their_last_day_until_somebody_was_asked_again(kept: Kept) -> None:
    due, later = a_dispute(), a_dispute("form:1:18", old=18, until=TODAY + DAY)
    kept.make(kept.store.open(due), kept.store.open(later))
    assert kept.store.open_disputes(until=TODAY, limit=9) == (due,)
    assert kept.store.open_disputes(until=TODAY + DAY, limit=9) == (due, later)
    kept.make(kept.store.ask_again(due.key, NOON))
    assert kept.store.open_disputes(until=TODAY, limit=9) == ()
    asked = kept.store.dispute(due.key)
    assert asked is not None
    assert asked.asked_again_at == NOON


def test_a_dispute_is_settled_once_and_not_asked_about_again(kept: Kept) -> None:
    kept.make(kept.store.open(a_dispute()))
    kept.make(kept.store.settle("form:1:17", Outcome.NEW, at=NOON))
    for change in (
        kept.store.settle("form:1:17", Outcome.EARLIER, at=NOON),
        kept.store.ask_again("form:1:17", NOON),
    ):
        with pytest.raises(Overtaken):
            kept.make(change)
    settled = kept.store.dispute("form:1:17")
    assert settled is not None
    assert settled.outcome is Outcome.NEW


def test_of_two_disputes_about_one_decision_the_last_one_knows_that_it_is(kept: Kept) -> None:
    first, second = a_dispute(), a_dispute("form:1:18", old=18)
    kept.make(kept.store.open(first), kept.store.open(second))
    believing_first_open = kept.store.settle(
        second.key, Outcome.NEW, at=NOON, beside=frozenset({first.key})
    )
    kept.make(kept.store.settle(first.key, Outcome.NEW, at=NOON, beside=frozenset({second.key})))
    with pytest.raises(Overtaken):
        kept.make(believing_first_open)
    kept.make(kept.store.settle(second.key, Outcome.NEW, at=NOON, beside=frozenset()))


def test_somebody_is_asked_again_once(kept: Kept) -> None:
    kept.make(kept.store.open(a_dispute()))
    kept.make(kept.store.ask_again("form:1:17", NOON))
    with pytest.raises(Overtaken):
        kept.make(kept.store.ask_again("form:1:17", NOON))


def test_a_store_that_is_down_says_so_rather_than_that_there_is_nothing() -> None:
    store = FakeConflicts(is_down=True)
    with pytest.raises(StoreUnavailable):
        store.pending("form:1")
