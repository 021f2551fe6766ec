"""What every store of bets does: both databases, and the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.adapters.db.bets import SqlBets
from cadence.adapters.db.engine import make_engine
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Changed, Happened, Stage
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.jira import jira_filter
from cadence.portfolio.model.questions import Quiet
from cadence.portfolio.store.bets import Bets
from fakes.bets import FakeBets
from portfolio_values import NOON, TODAY, a_bet, a_draft, a_reading, an_event

DAY = timedelta(days=1)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Bets]:
    if request.param == "fake":
        yield FakeBets()
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield SqlBets(engine)
    engine.dispose()


def put_in(store: Bets, *keys: str, **fields: object) -> tuple[Bet, ...]:
    """A bet for each of these keys."""
    bets = [a_bet(store.number_for(key), **fields) for key in keys]
    store.commit(
        *(
            store.make(bet, an_event(bet.number, what=Happened.MADE), key=key)
            for bet, key in zip(bets, keys, strict=True)
        )
    )
    return tuple(bets)


# --- bets ------------------------------------------------------------------------------------------


def test_a_bet_comes_back_as_it_was_made(store: Bets) -> None:
    number = store.number_for("form:1")
    bet = a_bet(
        number,
        name="Zoë's bet \u202e <!channel>",
        exits=criteria("outcome below 20 for 4 weeks; monthly cost above 12000.50"),
        jira=jira_filter("project = PAY; component = Checkout, Wallet; epic = PAY-12"),
        decisions=(3, 12),
    )
    store.commit(store.make(bet, an_event(number), key="form:1"))
    assert store.bet(number) == bet
    assert store.bet(number + 1) is None


def test_a_number_belongs_to_its_key_for_good(store: Bets) -> None:
    first, second = store.number_for("a"), store.number_for("b")
    assert first != second
    assert store.number_for("a") == first


def test_what_is_made_twice_under_one_key_is_made_once(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    store.commit(store.make(replace(bet, name="Other"), an_event(bet.number), key="a"))
    assert store.bet(bet.number) == bet
    assert len(store.history(bet.number)) == 1


def test_a_file_names_only_one_bet_by_a_key(store: Bets) -> None:
    put_in(store, "a", key="checkout")
    other = a_bet(store.number_for("b"), key="checkout")
    with pytest.raises(Overtaken):
        store.commit(store.make(other, an_event(other.number), key="b"))
    assert store.bet(other.number) is None


def test_those_that_ended_are_told_only_where_they_are_asked_for(store: Bets) -> None:
    running, over = put_in(store, "a", "b")
    ended = replace(over, stage=Stage.ENDED)
    store.commit(store.put(ended, an_event(over.number), was=1, key="end"))
    assert store.all() == (running,)
    assert store.all(ended=True) == (running, replace(ended, version=2))
    assert store.owned_by("UOLA") == (running,)
    assert store.owned_by("UDANA") == ()


def test_a_change_is_the_next_version_and_stands_in_the_history(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    told = an_event(
        bet.number,
        at=NOON + DAY,
        by="UDANA",
        changes=(Changed(field="capacity", before="15 %", after="20 %"),),
    )
    store.commit(store.put(replace(bet, capacity=Decimal(20)), told, was=1, key="edit"))
    assert store.bet(bet.number) == replace(bet, capacity=Decimal(20), version=2)
    assert store.history(bet.number)[0] == told
    assert [each.what for each in store.history(bet.number)] == [Happened.CHANGED, Happened.MADE]
    assert store.history(bet.number, limit=1) == (told,)


def test_a_change_of_what_was_changed_meanwhile_is_refused_whole(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    store.commit(store.put(replace(bet, name="Mine"), an_event(bet.number), was=1, key="mine"))
    late = store.put(replace(bet, name="Yours"), an_event(bet.number), was=1, key="yours")
    reading = store.read(a_reading(bet=bet.number), key="yours")
    with pytest.raises(Overtaken):
        store.commit(reading, late)
    kept = store.bet(bet.number)
    assert kept is not None
    assert kept.name == "Mine"
    assert store.readings([bet.number]) == {bet.number: ()}
    assert len(store.history(bet.number)) == 2


def test_a_change_that_was_made_is_not_made_again_nor_refused(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    change = store.put(replace(bet, name="Mine"), an_event(bet.number), was=1, key="mine")
    store.commit(change)
    store.commit(change)
    kept = store.bet(bet.number)
    assert kept is not None
    assert kept.version == 2


def test_a_line_of_history_is_told_once(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    told = an_event(bet.number, what=Happened.ANSWERED, words="no change", decision=7)
    store.commit(store.note(told, key="call:1"), store.note(told, key="call:1"))
    assert store.history(bet.number)[0] == told
    assert len(store.history(bet.number)) == 2


def test_under_one_key_a_bet_is_changed_or_noted_and_not_both(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    told = an_event(bet.number, what=Happened.ANSWERED)
    store.commit(store.put(bet, told, was=1, key="call:1"))
    store.commit(store.note(told, key="call:1"))
    assert len(store.history(bet.number)) == 2


def test_what_happened_since_is_told_of_all_bets_the_oldest_first(store: Bets) -> None:
    one, two = put_in(store, "a", "b")
    later = an_event(two.number, at=NOON + 2 * DAY)
    sooner = an_event(one.number, at=NOON + DAY)
    store.commit(store.note(later, key="x"), store.note(sooner, key="y"))
    assert store.since(NOON + DAY) == (sooner, later)
    assert store.since(NOON + 2 * DAY) == (later,)


# --- readings --------------------------------------------------------------------------------------


def test_readings_come_by_day_and_the_last_one_given_counts(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    first = a_reading("30.25", TODAY - DAY, bet=bet.number)
    second = a_reading(31, TODAY, bet=bet.number)
    better = replace(first, value=Decimal("30.50"), at=NOON + DAY, by="UDANA")
    store.commit(
        store.read(second, key="2"), store.read(first, key="1"), store.read(better, key="3")
    )
    assert store.readings([bet.number]) == {bet.number: (better, second)}
    assert store.corrections(bet.number, OUTCOME, first.on) == (first, better)
    assert str(store.readings([bet.number])[bet.number][0].value) == "30.50"


def test_an_older_answer_that_comes_in_late_does_not_count(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    late = a_reading(30, TODAY, bet=bet.number, at=NOON - DAY)
    counts = a_reading(31, TODAY, bet=bet.number, at=NOON)
    store.commit(store.read(counts, key="2"), store.read(late, key="1"))
    assert store.readings([bet.number])[bet.number] == (counts,)


def test_readings_can_be_asked_for_by_metric_and_as_they_were_known(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    number = bet.number
    old = a_reading(30, TODAY - 7 * DAY, bet=number, at=NOON - 7 * DAY)
    new = a_reading(31, TODAY, bet=number, at=NOON)
    sure = a_reading(60, TODAY, bet=number, metric=CONFIDENCE, at=NOON)
    store.commit(store.read(old, new, sure, key="all"))
    assert store.readings([number], metric=CONFIDENCE)[number] == (sure,)
    assert store.readings([number], metric=OUTCOME)[number] == (old, new)
    assert store.readings([number], until=TODAY - DAY)[number] == (old,)
    assert store.readings([number], known_at=NOON)[number] == (old,)
    assert store.readings([number, 999]) == {number: (old, sure, new), 999: ()}


def test_readings_are_taken_once(store: Bets) -> None:
    (bet,) = put_in(store, "a")
    reading = a_reading(bet=bet.number)
    store.commit(
        store.read(reading, key="1"), store.read(replace(reading, value=Decimal(1)), key="1")
    )
    assert store.corrections(bet.number, OUTCOME, TODAY) == (reading,)


# --- files -----------------------------------------------------------------------------------------


def test_what_a_file_said_last_is_kept_beside_what_is_so_now(store: Bets) -> None:
    number = store.number_for("file:checkout")
    bet, said = a_bet(number, key="checkout"), a_draft()
    store.commit(store.make(bet, an_event(number), key="file:checkout", draft=said))
    put_in(store, "form:1")
    assert store.imported() == {"checkout": (number, said)}
    store.commit(store.put(bet, was=1, key="mine"))
    assert store.imported() == {"checkout": (number, said)}
    anew = a_draft(owner="UDANA")
    store.commit(store.put(bet, was=2, key="file", draft=anew))
    assert store.imported() == {"checkout": (number, anew)}


# --- what is not asked again -----------------------------------------------------------------------


def test_an_answered_question_is_quiet_until_its_moment(store: Bets) -> None:
    store.commit(store.hush("bet:1:flat", until=NOON + 7 * DAY, at=NOON))
    known = {"bet:1:flat": Quiet(since=NOON, until=NOON + 7 * DAY)}
    assert store.quiet(NOON) == known
    assert store.quiet(NOON + 7 * DAY) == {}
    assert store.quiet(NOON - DAY) == {}
    store.commit(store.hush("bet:1:flat", until=NOON + 9 * DAY, at=NOON + DAY))
    assert store.quiet(NOON + 8 * DAY) == {
        "bet:1:flat": Quiet(since=NOON + DAY, until=NOON + 9 * DAY)
    }


def test_while_the_fake_is_down_nothing_is_read() -> None:
    store = FakeBets(is_down=True)
    for read in (store.all, store.imported, lambda: store.readings([1]), lambda: store.quiet(NOON)):
        with pytest.raises(StoreUnavailable):
            read()
