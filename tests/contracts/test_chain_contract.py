"""What every Chain store does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert

from builders import a_decision, a_party, an_origin
from cadence.adapters.db.decision_chain import SqlChain
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.tables import decisions
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.access import NOTHING, Seen
from cadence.decisions.model.chain import (
    IssueTie,
    Node,
    Reading,
    Ref,
    Said,
    Signal,
    SignalKind,
    Sort,
    Threshold,
    Tie,
)
from cadence.decisions.model.decision import Decision, Status
from cadence.decisions.store.chain import Chain
from fakes.decision_chain import FakeChain
from fakes.decision_records import FakeRecords

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = Seen(everything=True)
DANA = a_party()
D, S, L, P = (
    lambda number, sort=sort: Ref(sort, number)
    for sort in (Sort.DECISION, Sort.SIGNAL, Sort.LEARNING, Sort.PRINCIPLE)
)
ABOVE_20 = Threshold(above=True, value=Decimal(20))


@dataclass
class Kept:
    store: Chain
    make: Callable[..., None]
    put: Callable[[Decision], None]


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        records = FakeRecords()
        yield Kept(
            FakeChain(records),
            _made_in_memory,
            lambda decision: records.held.update({decision.number: decision}),
        )
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield Kept(SqlChain(engine), making(engine), lambda decision: _put(engine, decision))
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


def making(engine: Engine) -> Callable[..., None]:
    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    return make


def _put(engine: Engine, decision: Decision) -> None:
    """As much of it as the chain knows of."""
    with writing(engine) as connection:
        _put_row(connection, decision)


def _put_row(connection: Connection, decision: Decision) -> None:
    mine = decisions.c.number == decision.number
    if connection.execute(decisions.update().where(mine).values(status=decision.status)).rowcount:
        return
    rest = {"revision": 1, "height": 0, "kind": decision.origin.kind, "origin": {}}
    moments = {"decided_at": NOON, "recorded_at": NOON, "recorded_by": {}}
    values = {"number": decision.number, "key": str(decision.number), "status": decision.status}
    connection.execute(insert(decisions).values(**values, **rest, **moments))


def a_reading(value: int | str = 12, **fields: Any) -> Reading:
    plain: dict[str, Any] = {"value": Decimal(value), "at": NOON, "understood": "open bugs"}
    return Reading(**(plain | fields))


def a_filter(number: int = 1, **fields: Any) -> Node:
    plain: dict[str, Any] = {
        "ref": S(number),
        "text": "open P1 bugs in Checkout",
        "by": DANA,
        "at": NOON,
        "origin": an_origin(),
        "signal": Signal(kind=SignalKind.FILTER, threshold=ABOVE_20, zone="Europe/Berlin"),
    }
    return Node(**(plain | fields))


def a_node(ref: Ref, **fields: Any) -> Node:
    return a_filter(ref=ref, **({"text": f"{ref} says so", "signal": None} | fields))


def tie(kept: Kept, upper: Ref, lower: Ref, at: datetime = NOON) -> None:
    kept.make(kept.store.tie(Tie(upper=upper, lower=lower, by=DANA, at=at)))


def ends(ties: tuple[Tie, ...]) -> list[str]:
    return [f"{each.upper}>{each.lower}" for each in ties]


# --- nodes ---------------------------------------------------------------------------------------


def test_a_number_is_given_once_for_a_key_and_each_sort_counts_by_itself(kept: Kept) -> None:
    given = [
        kept.store.number_for(sort, key)
        for sort, key in (
            (Sort.SIGNAL, "a"),
            (Sort.SIGNAL, "b\x00"),
            (Sort.LEARNING, "a"),
            (Sort.SIGNAL, "a"),
            (Sort.SIGNAL, "c"),
        )
    ]
    assert given == [1, 2, 1, 1, 3]


def test_a_node_comes_back_as_it_was_with_all_that_it_holds(kept: Kept) -> None:
    whole = [
        a_filter(1, latest=a_reading("38.50", jql="a = b"), is_passed=True, passes=2),
        a_filter(
            2,
            text="x\x00 <!channel> \u202e",
            signal=Signal(
                kind=SignalKind.MESSAGE,
                said=Said(channel="C1", ts="1.2", name="Uma", at=NOON, thread="1.1"),
            ),
        ),
        a_filter(
            3,
            signal=Signal(kind=SignalKind.FIGURE, unit="%"),
            latest=a_reading(41, on=date(2026, 11, 1), by=DANA),
        ),
        a_filter(4, signal=Signal(kind=SignalKind.ANSWER, reference="weekly/7")),
        a_node(L(1)),
        a_node(P(1), origin=an_origin(None, kind=Kind.TERMINAL)),
    ]
    kept.make(*(kept.store.put(each, key=str(each.ref)) for each in whole))
    refs = [each.ref for each in reversed(whole)]
    assert kept.store.nodes([*refs, S(9), D(1)], ALL) == tuple(reversed(whole))
    assert kept.store.node(L(1), ALL) == whole[4]
    assert kept.store.node(L(2), ALL) is None


def test_the_second_node_under_one_number_changes_nothing(kept: Kept) -> None:
    kept.make(kept.store.put(a_filter(latest=a_reading()), key="a"))
    kept.make(kept.store.put(a_filter(text="another", latest=a_reading(99)), key="a"))
    assert kept.store.node(S(1), ALL) == a_filter(latest=a_reading())
    assert kept.store.readings(1) == (a_reading(),)


def test_a_node_is_shown_to_those_who_may_see_where_it_comes_from(kept: Kept) -> None:
    secret = an_origin("GSECRET", kind=Kind.PRIVATE)
    own = an_origin("DDANA", kind=Kind.DIRECT)
    kept.make(
        kept.store.put(a_filter(1), key="1"),
        kept.store.put(a_filter(2, origin=secret), key="2"),
        kept.store.put(a_filter(3, origin=own), key="3"),
    )
    every = [S(1), S(2), S(3)]

    def numbers(seen: Seen) -> list[int]:
        return [each.ref.number for each in kept.store.nodes(every, seen)]

    assert numbers(NOTHING) == []
    assert numbers(Seen(public=True)) == [1]
    assert numbers(Seen(public=True, channels=frozenset({"GSECRET"}))) == [1, 2]
    assert numbers(Seen(user="UDANA")) == [3]
    assert kept.store.node(S(2), Seen(public=True)) is None


# --- ties ----------------------------------------------------------------------------------------


def test_ties_are_found_from_both_ends(kept: Kept) -> None:
    tie(kept, D(1), S(1), NOON + HOUR)
    tie(kept, P(1), D(1))
    tie(kept, D(2), S(2))
    tie(kept, D(1), S(1), NOON + 2 * HOUR)
    assert ends(kept.store.ties([D(1)])) == ["P-1>D-1", "D-1>S-1"]
    assert ends(kept.store.ties([S(1)])) == ["D-1>S-1"]
    assert ends(kept.store.ties([P(1), D(2)])) == ["D-2>S-2", "P-1>D-1"]
    assert kept.store.ties([]) == kept.store.ties([S(9)]) == ()
    (only,) = kept.store.ties([S(1)])
    assert (only.by, only.at) == (DANA, NOON + HOUR)
    kept.make(kept.store.untie(D(1), S(1)))
    assert ends(kept.store.ties([D(1)])) == ["P-1>D-1"]


def test_no_decision_comes_to_rest_on_itself(kept: Kept) -> None:
    tie(kept, D(1), D(2))
    tie(kept, D(2), D(3))
    tie(kept, D(3), D(4))
    for upper, lower in ((1, 1), (2, 1), (3, 1), (4, 1), (4, 2)):
        with pytest.raises(Overtaken, match="can't rest on it"):
            tie(kept, D(upper), D(lower))
    tie(kept, D(1), D(4))
    tie(kept, D(5), D(1))
    assert len(kept.store.ties([D(n) for n in range(9)])) == 5


def test_what_is_refused_leaves_nothing_behind(kept: Kept) -> None:
    tie(kept, D(1), D(2))
    with pytest.raises(Overtaken):
        tie(kept, D(2), D(1))
    assert ends(kept.store.ties([D(1), D(2)])) == ["D-1>D-2"]


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=20))
def test_however_decisions_are_tied_there_is_no_loop(wanted: list[tuple[int, int]]) -> None:
    store = FakeChain(FakeRecords())
    for upper, lower in wanted:
        try:
            store.tie(Tie(upper=D(upper), lower=D(lower), by=DANA, at=NOON))(None)
        except Overtaken:
            continue
    below = {
        upper: {lo for up, lo in store.every_tie if up == upper} for upper, _ in store.every_tie
    }
    ordered: set[Ref] = set()
    while below:
        bottom = [upper for upper, lowers in below.items() if not (lowers & below.keys())]
        assert bottom
        ordered |= set(bottom)
        below = {upper: lowers for upper, lowers in below.items() if upper not in ordered}


def test_two_replicas_can_tie_no_loop_together(database: Engine) -> None:
    store, make = SqlChain(database), making(database)
    together, failed = Barrier(2), list[str]()

    def run(upper: int, lower: int) -> None:
        together.wait()
        try:
            make(store.tie(Tie(upper=D(upper), lower=D(lower), by=DANA, at=NOON)))
        except Overtaken as error:
            failed.append(str(error))

    for start in range(1, 11, 2):
        threads = [
            Thread(target=run, args=pair) for pair in ((start, start + 1), (start + 1, start))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(failed) == 5
    assert len(store.ties([D(n) for n in range(20)])) == 5


def test_issues_are_tied_once_and_may_be_untied(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.put(a_decision(2))
    first = IssueTie(number=1, key="PAY-12", by=DANA, at=NOON)
    second = IssueTie(number=1, key="PAY-2", by=DANA, at=NOON + HOUR)
    again = replace(first, at=NOON + 2 * HOUR)
    kept.make(*(kept.store.tie_issue(each) for each in (second, first, again)))
    assert kept.store.issues_of(1) == (first, second)
    assert kept.store.issues_of(2) == ()
    kept.make(kept.store.untie_issue(1, "PAY-12"), kept.store.untie_issue(1, "PAY-99"))
    assert kept.store.issues_of(1) == (second,)


# --- signals -------------------------------------------------------------------------------------


def test_what_rests_on_a_signal_is_found_through_learnings(kept: Kept) -> None:
    for number in (1, 2, 3, 4, 5):
        kept.put(a_decision(number, status=Status.SUPERSEDED if number == 3 else Status.ACCEPTED))
    for upper, lower in (
        (D(1), S(1)),
        (L(1), S(1)),
        (D(2), L(1)),
        (D(3), S(1)),
        (D(4), D(1)),
        (D(5), S(2)),
        (D(1), L(1)),
    ):
        tie(kept, upper, lower)
    assert kept.store.resting_on(1) == (1, 2)
    assert kept.store.resting_on(2) == (5,)
    assert kept.store.resting_on(3) == ()


def test_filters_with_a_threshold_under_live_decisions_are_watched_in_turn(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.put(a_decision(2, status=Status.REJECTED))
    figure = Signal(kind=SignalKind.FIGURE, threshold=ABOVE_20)
    without = Signal(kind=SignalKind.FILTER)
    nodes = [
        a_filter(1, latest=a_reading(at=NOON)),
        a_filter(2),
        a_filter(3, signal=figure),
        a_filter(4, signal=without),
        a_filter(5),
        a_filter(6),
    ]
    kept.make(*(kept.store.put(each, key=str(each.ref)) for each in nodes))
    for number in (1, 2, 3, 4):
        tie(kept, D(1), S(number))
    tie(kept, D(2), S(5))

    def numbers(limit: int = 9) -> list[int]:
        return [each.ref.number for each in kept.store.watched(limit=limit)]

    assert numbers() == [2, 1]
    assert numbers(1) == [2]
    kept.make(kept.store.tried(nodes[1], at=NOON + HOUR))
    assert numbers() == [1, 2]


def test_a_reading_is_kept_where_it_is_another_and_counts_what_went_past(kept: Kept) -> None:
    kept.make(kept.store.put(a_filter(latest=a_reading(12)), key="a"))
    node = kept.store.node(S(1), ALL)
    assert node is not None
    same = a_reading(12, at=NOON + HOUR)
    kept.make(kept.store.read(node, same, is_passed=False, is_told=False))
    node = replace(node, latest=same)
    assert kept.store.node(S(1), ALL) == node
    past = a_reading(25, at=NOON + 2 * HOUR)
    kept.make(kept.store.read(node, past, is_passed=True, is_told=True))
    assert kept.store.node(S(1), ALL) == replace(node, latest=past, is_passed=True, passes=1)
    assert kept.store.readings(1) == (past, a_reading(12))
    assert kept.store.readings(1, most=1) == (past,)
    with pytest.raises(Overtaken):
        kept.make(kept.store.read(node, past, is_passed=True, is_told=True))
    assert len(kept.store.readings(1)) == 2


def test_a_reading_of_an_earlier_day_is_kept_and_changes_nothing(kept: Kept) -> None:
    latest = a_reading(41, on=date(2026, 11, 10), by=DANA)
    node = a_filter(signal=Signal(kind=SignalKind.FIGURE, threshold=ABOVE_20), latest=latest)
    kept.make(kept.store.put(node, key="a"))
    early = a_reading(3, on=date(2026, 11, 1), by=DANA, at=NOON + HOUR)
    kept.make(kept.store.read(node, early, is_passed=False, is_told=False))
    assert kept.store.node(S(1), ALL) == node
    assert kept.store.readings(1) == (early, latest)


def test_while_the_fake_is_down_nothing_is_read() -> None:
    store = FakeChain(FakeRecords(), is_down=True)
    for read in (
        lambda: store.node(S(1), ALL),
        lambda: store.ties([S(1)]),
        lambda: store.number_for(Sort.SIGNAL, "a"),
    ):
        with pytest.raises(StoreUnavailable):
            read()
