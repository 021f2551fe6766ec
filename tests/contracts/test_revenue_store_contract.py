"""What every Revenue store does: both databases, and the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.revenue import SqlRevenue
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.revenue.model.level import Batch, Form, Level, Taken
from cadence.revenue.model.money import cents
from cadence.revenue.store.revenue import Changed, Revenue
from fakes.revenue import FakeRevenue
from revenue_builders import NOON, WEEK, a_batch, a_level, a_month, a_rate, a_stated, levels

JANUARY, FEBRUARY, MARCH = (a_month(f"2024-0{each}") for each in (1, 2, 3))


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Revenue]:
    if request.param == "fake":
        yield FakeRevenue()
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield SqlRevenue(engine)
    engine.dispose()


def amounts(store: Revenue, as_of: int, first: str = "2024-01", last: str = "2024-12") -> Any:
    """By account, month and currency."""
    kinds = store.kinds()
    return {
        (each.account, each.month - JANUARY.ordinal + 1, each.currency): (
            each.cents,
            kinds.get(each.kind, ()),
        )
        for each in store.amounts(a_month(first), a_month(last), as_of=as_of)
    }


# --- taking in -------------------------------------------------------------------------------------


def test_an_empty_store_says_so(store: Revenue) -> None:
    assert store.latest() is None
    assert store.imports() == ()
    assert store.imported_by(NOON) is None
    assert store.months(as_of=0) == ()
    assert amounts(store, 0) == {}


def test_what_was_taken_in_can_be_read(store: Revenue) -> None:
    held = (
        a_level("A", "2024-01", "100.10", plan="Pro", region="EU"),
        a_level("A", "2024-02", "120", plan="Pro", region="EU"),
        a_level("B", "2024-01", "7", currency="USD"),
    )
    taken = store.take(a_batch(held, source="mrr.csv", note="first"), at=NOON)
    assert taken == Taken(id=1, added=3)
    segments = (("plan", "Pro"), ("region", "EU"))
    assert amounts(store, 1) == {
        ("A", 1, ""): (10010, segments),
        ("A", 2, ""): (12000, segments),
        ("B", 1, "USD"): (700, ()),
    }
    assert amounts(store, 1, "2024-02", "2024-03").keys() == {("A", 2, "")}
    assert store.months(as_of=1) == (JANUARY, FEBRUARY)
    latest = store.latest()
    assert latest is not None
    assert (latest.id, latest.at, latest.source, latest.note) == (1, NOON, "mrr.csv", "first")
    assert (latest.added, latest.changed, latest.removed) == (3, 0, 0)


def test_the_same_again_changes_nothing(store: Revenue) -> None:
    batch = a_batch(levels("2024-01 A=100 B=50", plans={"A": "Pro"}))
    store.take(batch, at=NOON)
    assert store.take(batch, at=NOON + WEEK) == Taken(id=None, unchanged=2)
    assert len(store.imports()) == 1


def test_what_a_source_does_not_hold_stays_unless_it_is_whole(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100 B=50", "2024-02 A=100 B=50")), at=NOON)
    part = a_batch(levels("2024-02 A=110"))
    assert store.take(part, at=NOON) == Taken(id=2, changed=1, kept=1)
    whole = replace(part, whole=(FEBRUARY,))
    assert store.take(whole, at=NOON) == Taken(id=3, removed=1, unchanged=1)
    assert amounts(store, 3) == {
        ("A", 1, ""): (10000, ()),
        ("B", 1, ""): (5000, ()),
        ("A", 2, ""): (11000, ()),
    }


def test_a_whole_month_in_which_nobody_pays_is_known(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100")), at=NOON)
    store.take(a_batch((), whole=("2024-01", "2024-02")), at=NOON)
    assert store.months(as_of=2) == (JANUARY, FEBRUARY)
    assert amounts(store, 2) == {}


def test_every_state_can_be_read_again(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100 B=50")), at=NOON)
    store.take(a_batch(levels("2024-01 A=110", "2024-02 A=1")), at=NOON + WEEK)
    store.take(a_batch(levels("2024-01 A=120"), whole=("2024-01",)), at=NOON + 2 * WEEK)
    assert amounts(store, 1) == {("A", 1, ""): (10000, ()), ("B", 1, ""): (5000, ())}
    assert amounts(store, 2)["A", 1, ""] == (11000, ())
    assert amounts(store, 3) == {("A", 1, ""): (12000, ()), ("A", 2, ""): (100, ())}
    assert store.months(as_of=1) == (JANUARY,)
    by = [store.imported_by(NOON + each * timedelta(days=1)) for each in (-1, 0, 8, 30)]
    assert [each.id if each else None for each in by] == [None, 1, 2, 3]


def test_another_segment_is_a_change(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100", plans={"A": "Basic"})), at=NOON)
    taken = store.take(a_batch(levels("2024-01 A=100", plans={"A": "Pro"})), at=NOON)
    assert taken == Taken(id=2, changed=1)
    assert amounts(store, 1)["A", 1, ""] == (10000, (("plan", "Basic"),))
    assert amounts(store, 2)["A", 1, ""] == (10000, (("plan", "Pro"),))
    assert store.changed(1, 2) == ()


def test_what_was_made_from_an_older_state_is_refused(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100")), at=NOON)
    with pytest.raises(Overtaken):
        store.take(a_batch(levels("2024-01 A=110"), follows=0), at=NOON)
    assert len(store.imports()) == 1
    assert store.take(a_batch(levels("2024-01 A=110"), follows=1), at=NOON).id == 2


def test_names_are_kept_as_text(store: Revenue) -> None:
    odd = "Zoë's “größte” 会社; DROP TABLE x"
    store.take(a_batch((a_level(odd, "2024-01", 1, plan="a:b,c"),)), at=NOON)
    assert amounts(store, 1) == {(odd, 1, ""): (100, (("plan", "a:b,c"),))}


def test_imports_are_told_newest_first(store: Revenue) -> None:
    for each in (1, 2, 3):
        store.take(a_batch(levels(f"2024-01 A={each}")), at=NOON + each * WEEK)
    assert [each.id for each in store.imports()] == [3, 2, 1]
    assert [each.id for each in store.imports(limit=1)] == [3]


# --- who paid when ---------------------------------------------------------------------------------


def test_who_paid_before_is_known_for_each_state(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100 B=0", "2024-02 C=5", "2024-03 A=1")), at=NOON)
    names = ["A", "B", "C", "D"]
    assert store.paid_before(names, MARCH, as_of=1) == {"A", "C"}
    assert store.paid_before(names, FEBRUARY, as_of=1) == {"A"}
    assert store.paid_before(names, JANUARY, as_of=1) == frozenset()
    assert store.paid_before([], MARCH, as_of=1) == frozenset()
    store.take(a_batch((), whole=("2024-01",)), at=NOON)
    assert store.paid_before(names, MARCH, as_of=2) == {"C"}
    assert store.paid_before(names, MARCH, as_of=1) == {"A", "C"}
    assert store.first_paid(as_of=1) == {"A": JANUARY, "C": FEBRUARY}
    assert store.first_paid(as_of=2) == {"A": MARCH, "C": FEBRUARY}


# --- what changed ----------------------------------------------------------------------------------


def test_what_changed_between_two_states_is_told_once(store: Revenue) -> None:
    store.take(a_batch(levels("2024-01 A=100 B=50 C=1")), at=NOON)
    store.take(a_batch(levels("2024-01 A=105 D=9")), at=NOON)
    store.take(a_batch(levels("2024-01 A=110 C=1 D=9"), whole=("2024-01",)), at=NOON)
    changed = {
        "A": (Decimal(100), Decimal(110), 3),
        "B": (Decimal(50), None, 3),
        "D": (None, Decimal(9), 2),
    }
    assert store.changed(1, 3) == tuple(
        Changed(account=name, month=JANUARY, currency="", before=before, now=now, by=by)
        for name, (before, now, by) in changed.items()
    )
    assert [each.account for each in store.changed(2, 3)] == ["A", "B"]
    assert store.changed(3, 3) == ()


def test_what_was_put_back_did_not_change(store: Revenue) -> None:
    for amount in (100, 110, 100):
        store.take(a_batch(levels(f"2024-01 A={amount}")), at=NOON)
    assert store.changed(1, 3) == ()
    assert len(store.changed(2, 3)) == 1


# --- movements -------------------------------------------------------------------------------------


def movement_batch(*, stated: Any, months: Any, held: Any, whole: Any) -> Batch:
    return Batch(
        source="movements.csv",
        form=Form.MOVEMENTS,
        levels=held,
        stated=stated,
        stated_months=tuple(map(a_month, months)),
        whole=tuple(map(a_month, whole)),
    )


def test_movements_are_kept_beside_what_follows_from_them(store: Revenue) -> None:
    batch = movement_batch(
        stated=(a_stated("A", "2024-01", 100), a_stated("A", "2024-02", "-20.50")),
        months=("2024-01", "2024-02"),
        held=levels("2024-01 A=100", "2024-02 A=79.50"),
        whole=("2024-01", "2024-02"),
    )
    assert store.take(batch, at=NOON).id == 1
    assert store.take(batch, at=NOON).id is None
    assert store.stated(FEBRUARY, MARCH, as_of=1) == (a_stated("A", "2024-02", "-20.50"),)
    assert store.stated_months(JANUARY, MARCH, as_of=1) == {JANUARY, FEBRUARY}
    assert store.stated_months(JANUARY, MARCH, as_of=0) == frozenset()
    assert store.derived_months() == {JANUARY, FEBRUARY}
    store.take(a_batch(levels("2024-02 A=80")), at=NOON)
    assert store.derived_months() == {JANUARY}


def test_the_movements_of_a_month_are_replaced_as_a_whole(store: Revenue) -> None:
    first = movement_batch(
        stated=(a_stated("A", "2024-01", 100), a_stated("B", "2024-01", 5)),
        months=("2024-01",),
        held=levels("2024-01 A=100 B=5"),
        whole=("2024-01",),
    )
    store.take(first, at=NOON)
    second = movement_batch(
        stated=(a_stated("A", "2024-01", 90),),
        months=("2024-01",),
        held=levels("2024-01 A=90"),
        whole=("2024-01",),
    )
    assert store.take(second, at=NOON) == Taken(id=2, changed=1, removed=1)
    assert store.stated(JANUARY, JANUARY, as_of=2) == (a_stated("A", "2024-01", 90),)
    assert len(store.stated(JANUARY, JANUARY, as_of=1)) == 2


# --- merges and rates ------------------------------------------------------------------------------


def test_merges_follow_one_another(store: Revenue) -> None:
    assert store.take_merges({"A": "B"}, at=NOON) == Taken(id=1, added=1)
    assert store.take_merges({"A": "B"}, at=NOON) == Taken(id=None, unchanged=1)
    assert store.take_merges({"B": "C"}, at=NOON, note="takeover").id == 2
    assert store.merges(as_of=1) == {"A": "B"}
    assert store.merges(as_of=2) == {"A": "C", "B": "C"}
    with pytest.raises(ValueError, match="into itself"):
        store.take_merges({"C": "A"}, at=NOON)
    assert store.merges(as_of=2) == {"A": "C", "B": "C"}
    latest = store.latest()
    assert latest is not None
    assert (latest.id, latest.source, latest.note) == (2, "merges", "takeover")


def test_rates_are_kept_by_state(store: Revenue) -> None:
    assert store.take_rates((a_rate("USD", "2024-01", "0.9173"),), at=NOON).id == 1
    assert store.take_rates((a_rate("USD", "2024-01", "0.9173"),), at=NOON).id is None
    both = (a_rate("USD", "2024-01", "0.92"), a_rate("GBP", "2024-01", "1.17"))
    assert store.take_rates(both, at=NOON) == Taken(id=2, added=1, changed=1)
    assert store.rates(as_of=1) == {("USD", JANUARY): Decimal("0.9173")}
    assert store.rates(as_of=2) == {
        ("USD", JANUARY): Decimal("0.92"),
        ("GBP", JANUARY): Decimal("1.17"),
    }


# --- trouble ---------------------------------------------------------------------------------------


def test_a_store_that_is_away_says_so(store: Revenue) -> None:
    if isinstance(store, FakeRevenue):
        store.is_down = True
    else:
        assert isinstance(store, SqlRevenue)
        store = SqlRevenue(make_engine("postgresql://nobody@127.0.0.1:1/nothing"))
    with pytest.raises(StoreUnavailable):
        store.latest()
    with pytest.raises(StoreUnavailable):
        store.take(a_batch(levels("2024-01 A=1")), at=NOON)


def test_an_import_that_breaks_off_leaves_nothing_behind(database_url: str) -> None:
    engine = make_engine(database_url)
    store = SqlRevenue(engine)
    store.take(a_batch(levels("2024-01 A=100")), at=NOON)
    too_much_for_a_column = a_level("B", "2024-03", 10**20)
    batch = a_batch((*levels("2024-01 A=110", "2024-02 A=120"), too_much_for_a_column))
    with pytest.raises((DBAPIError, OverflowError)):
        store.take(batch, at=NOON)
    assert len(store.imports()) == 1
    assert store.months(as_of=9) == (JANUARY,)
    assert amounts(store, 9) == {("A", 1, ""): (10000, ())}
    engine.dispose()


def test_imports_at_once_are_taken_in_turn(database_url: str) -> None:
    engine = make_engine(database_url)
    store, failed = SqlRevenue(engine), []

    def take(account: str) -> None:
        try:
            store.take(a_batch((a_level(account, "2024-01", 1),)), at=NOON)
        except Exception as error:  # noqa: BLE001 - any error of the thread is the test's
            failed.append(error)

    threads = [Thread(target=take, args=(f"A{each}",)) for each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [each.id for each in store.imports()] == [6, 5, 4, 3, 2, 1]
    assert len(amounts(store, 6)) == 6
    engine.dispose()


# --- anything at all -------------------------------------------------------------------------------

held = st.lists(
    st.builds(
        a_level,
        st.sampled_from("ABC"),
        st.sampled_from(["2024-01", "2024-02"]),
        st.integers(0, 3),
        currency=st.sampled_from(["", "USD"]),
        plan=st.sampled_from(["Basic", "Pro"]),
    ),
    max_size=6,
    unique_by=lambda each: (each.account, each.month, each.currency),
)
taken_in = st.lists(
    st.tuples(held, st.sampled_from([(), ("2024-01",), ("2024-01", "2024-02")])), max_size=5
)


@given(taken_in)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_fake_and_sqlite_agree_on_anything(
    sqlite_url: str, batches: list[tuple[list[Level], tuple[str, ...]]]
) -> None:
    engine = make_engine(sqlite_url)
    real, fake = SqlRevenue(engine), FakeRevenue()
    begun = real.latest()
    base = begun.id if begun else 0
    emptied = a_batch((), whole=("2024-01", "2024-02"))
    for store in (real, fake):
        store.take(emptied, at=NOON)
    start = real.latest()
    offset = (start.id if start else base) - 1
    for levels_held, whole in batches:
        batch = a_batch(levels_held, whole=whole)
        mine, theirs = real.take(batch, at=NOON), fake.take(batch, at=NOON)
        assert replace(mine, id=None) == replace(theirs, id=None)
        assert (mine.id is None) == (theirs.id is None)
    newest = fake.latest()
    assert newest is not None
    for as_of in range(1, newest.id + 1):
        assert amounts(real, as_of + offset) == amounts(fake, as_of)
    differ = [
        [(each.account, each.month, each.before, each.now) for each in some]
        for some in (real.changed(1 + offset, newest.id + offset), fake.changed(1, newest.id))
    ]
    assert differ[0] == differ[1]
    engine.dispose()


def test_cents_are_what_is_kept(store: Revenue) -> None:
    store.take(a_batch((a_level("A", "2024-01", "9999999999999.99"),)), at=NOON)
    assert amounts(store, 1)["A", 1, ""] == (cents(Decimal("9999999999999.99")), ())
