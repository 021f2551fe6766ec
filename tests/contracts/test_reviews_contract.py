"""What every Reviews store does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from builders import a_decision, a_party
from cadence.adapters.db.decision_reviews import SqlReviews
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.tables import decisions
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.decision import Decision, Party, Status
from cadence.decisions.model.review import (
    Armed,
    Asked,
    Due,
    Outcome,
    Review,
    Role,
    Subject,
    Trigger,
    Why,
    key_of_date,
)
from cadence.decisions.store.reviews import Reviews
from fakes.decision_records import FakeRecords
from fakes.decision_reviews import FakeReviews

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = NOON.date()
DANA, OWEN = a_party(), a_party("Owen", "UOWEN")


@dataclass
class Kept:
    """A store, and what makes its changes: one transaction for all of them."""

    store: Reviews
    make: Callable[..., None]
    put: Callable[[Decision], None]
    """A decision as it stands now."""


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        records = FakeRecords()
        yield Kept(
            FakeReviews(records),
            _made_in_memory,
            lambda decision: records.held.update({decision.number: decision}),
        )
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    def put(decision: Decision) -> None:
        with writing(engine) as connection:
            _put(connection, decision)

    yield Kept(SqlReviews(engine), make, put)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


def _put(connection: Connection, decision: Decision) -> None:
    """As much of it as reviews know of."""
    mine = decisions.c.number == decision.number
    now = {"status": decision.status, "review_on": decision.body.review_on}
    if connection.execute(decisions.update().where(mine).values(**now)).rowcount:
        return
    rest = {"revision": 1, "height": 0, "kind": decision.origin.kind, "origin": {}}
    moments = {"decided_at": NOON, "recorded_at": NOON, "recorded_by": {}}
    connection.execute(
        insert(decisions).values(
            number=decision.number, key=str(decision.number), **now, **rest, **moments
        )
    )


def a_review(number: int = 1, **fields: Any) -> Review:
    plain: dict[str, Any] = {
        "key": key_of_date(number, TODAY),
        "number": number,
        "why": Why.DATE,
        "words": "the agreed date",
        "on": TODAY,
        "opened_at": NOON,
        "hand_on_at": NOON + 3 * DAY,
        "asked": (Asked(to="UDANA", role=Role.DECIDER, at=NOON),),
    }
    return Review(**(plain | fields))


def an_arming(number: int = 1, key: str = "PAY-12", **fields: Any) -> Armed:
    trigger = Trigger(subject=Subject.ISSUE, name=key, state="done")
    return Armed(**({"number": number, "trigger": trigger, "by": DANA, "at": NOON} | fields))


# --- what is due ---------------------------------------------------------------------------------


def test_what_is_due_is_live_and_has_its_date_behind_it(kept: Kept) -> None:
    for number, on in ((1, TODAY), (2, TODAY + DAY), (3, TODAY - DAY), (4, None)):
        kept.put(a_decision(number, review_on=on))
    for number, status in enumerate((Status.SUPERSEDED, Status.REJECTED, Status.DEPRECATED), 5):
        kept.put(a_decision(number, review_on=TODAY, status=status))
    kept.put(a_decision(8, review_on=TODAY, status=Status.PROPOSED))
    due = kept.store.due(until=TODAY, limit=10)
    assert due == (Due(number=3, on=TODAY - DAY), Due(number=1, on=TODAY), Due(number=8, on=TODAY))
    assert kept.store.due(until=TODAY, limit=1) == due[:1]


def test_what_was_asked_for_its_date_is_no_longer_due_until_the_date_is_another(
    kept: Kept,
) -> None:
    kept.put(a_decision(1, review_on=TODAY))
    kept.make(kept.store.open(a_review(1)))
    assert kept.store.due(until=TODAY + 9 * DAY, limit=10) == ()
    kept.put(a_decision(1, review_on=TODAY + DAY))
    assert kept.store.due(until=TODAY + DAY, limit=10) == (Due(number=1, on=TODAY + DAY),)


def test_a_review_for_another_reason_leaves_the_date_due(kept: Kept) -> None:
    kept.put(a_decision(1, review_on=TODAY))
    kept.make(kept.store.open(a_review(1, key="1:asked", why=Why.ASKED, on=None)))
    assert len(kept.store.due(until=TODAY, limit=10)) == 1


# --- asking --------------------------------------------------------------------------------------


def test_a_review_comes_back_as_it_was_opened(kept: Kept) -> None:
    kept.put(a_decision(1))
    whole = a_review(
        asked=(
            Asked(to="UDANA", role=Role.DECIDER, at=NOON),
            Asked(to="UOWEN", role=Role.OWNER, at=NOON + DAY, channel="D1", ts="1.2"),
        ),
        words="“PAY-12” is done\u202e",
    )
    kept.make(kept.store.open(whole))
    assert kept.store.review(whole.key) == whole
    assert kept.store.open_of(1) == (whole,)
    assert kept.store.review("1:other") is None
    assert kept.store.open_of(2) == ()


def test_a_review_is_opened_once(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.make(kept.store.open(a_review()))
    with pytest.raises(Overtaken):
        kept.make(kept.store.open(a_review(words="again", asked=())))
    (only,) = kept.store.open_of(1)
    assert only == a_review()


def test_where_a_message_stands_is_kept_for_the_one_it_went_to(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.make(kept.store.open(a_review()))
    kept.make(kept.store.hand_on(a_review().key, Asked(to="UOWEN", role=Role.OWNER, at=NOON + DAY)))
    kept.make(kept.store.stands(a_review().key, "UOWEN", channel="D9", ts="9.9"))
    kept.make(kept.store.stands("nothing", "UOWEN", channel="D9", ts="9.9"))
    (review,) = kept.store.open_of(1)
    assert [(each.to, each.channel, each.ts) for each in review.asked] == [
        ("UDANA", None, None),
        ("UOWEN", "D9", "9.9"),
    ]


def test_what_has_been_waited_for_long_enough_is_to_be_handed_on_once(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.put(a_decision(2))
    later = a_review(2, key="2:x", hand_on_at=NOON + 4 * DAY)
    kept.make(kept.store.open(a_review()), kept.store.open(later))
    assert kept.store.to_hand_on(at=NOON + 2 * DAY, limit=9) == ()
    assert kept.store.to_hand_on(at=NOON + 3 * DAY, limit=9) == (a_review(),)
    both = kept.store.to_hand_on(at=NOON + 9 * DAY, limit=9)
    assert [each.number for each in both] == [1, 2]
    kept.make(kept.store.hand_on(a_review().key, None))
    assert kept.store.to_hand_on(at=NOON + 9 * DAY, limit=9) == (later,)
    with pytest.raises(Overtaken):
        kept.make(kept.store.hand_on(a_review().key, Asked(to="UOWEN", role=Role.OWNER, at=NOON)))
    (review,) = kept.store.open_of(1)
    assert [each.to for each in review.asked] == ["UDANA"]


# --- answering -----------------------------------------------------------------------------------


def test_an_answer_closes_every_open_review_of_the_decision(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.put(a_decision(2))
    other, elsewhere = a_review(key="1:PAY-12", why=Why.REOPENED, on=None), a_review(2)
    kept.make(*(kept.store.open(each) for each in (a_review(), other, elsewhere)))
    kept.make(kept.store.close(other, Outcome.STILL_RIGHT, by=OWEN, at=NOON + DAY))
    for key in (other.key, a_review().key):
        closed = kept.store.review(key)
        assert closed is not None
        assert (closed.closed_at, closed.closed_by, closed.outcome, closed.hand_on_at) == (
            NOON + DAY,
            OWEN,
            Outcome.STILL_RIGHT,
            None,
        )
        assert not closed.is_open
    assert kept.store.open_of(1) == ()
    assert kept.store.open_of(2) == (elsewhere,)
    assert [each.number for each in kept.store.to_hand_on(at=NOON + 9 * DAY, limit=9)] == [2]


def test_the_second_answer_is_told_that_it_comes_late(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.make(kept.store.open(a_review()))
    kept.make(kept.store.close(a_review(), Outcome.STILL_RIGHT, by=DANA, at=NOON))
    with pytest.raises(Overtaken):
        kept.make(kept.store.close(a_review(), Outcome.AGAIN, by=OWEN, at=NOON))
    with pytest.raises(Overtaken):
        kept.make(kept.store.hand_on(a_review().key, None))
    kept.make(kept.store.close_all(1, Outcome.AGAIN, by=OWEN, at=NOON + DAY))
    closed = kept.store.review(a_review().key)
    assert closed is not None
    assert (closed.outcome, closed.closed_by) == (Outcome.STILL_RIGHT, DANA)


def test_open_reviews_of_what_is_no_longer_live_are_over(kept: Kept) -> None:
    for number in (1, 2):
        kept.put(a_decision(number))
        kept.make(kept.store.open(a_review(number)))
    assert kept.store.over(limit=9) == ()
    kept.put(a_decision(2, status=Status.SUPERSEDED))
    assert kept.store.over(limit=9) == (a_review(2),)
    kept.make(kept.store.close(a_review(2), Outcome.OVER, by=None, at=NOON))
    assert kept.store.over(limit=9) == ()
    closed = kept.store.review(a_review(2).key)
    assert closed is not None
    assert closed.closed_by is None


def test_overdue_is_what_has_a_date_behind_it_or_was_asked_and_not_answered(kept: Kept) -> None:
    kept.put(a_decision(1, review_on=TODAY - 3 * DAY))
    kept.put(a_decision(2, review_on=TODAY))
    for number in (3, 4, 5, 6):
        kept.put(a_decision(number))
    kept.put(a_decision(7, review_on=TODAY - 3 * DAY, status=Status.SUPERSEDED))
    opened = [
        a_review(3, key="3:x", why=Why.REOPENED, on=None, opened_at=NOON - 4 * DAY, asked=()),
        a_review(3, key="3:y", why=Why.ASKED, on=None, opened_at=NOON - DAY),
        a_review(4, key="4:x", why=Why.SIGNAL, on=None, opened_at=NOON - 4 * DAY),
        a_review(5, key="5:x", why=Why.ASKED, on=None, opened_at=NOON),
        a_review(6, key="6:x", opened_at=NOON - 4 * DAY, closed_at=NOON),
        a_review(1, on=TODAY - 3 * DAY, opened_at=NOON - 2 * DAY),
    ]
    kept.make(*(kept.store.open(each) for each in opened))
    overdue = kept.store.overdue(before=TODAY, limit=9)
    assert overdue == (Due(number=3, on=TODAY - 4 * DAY), Due(number=1, on=TODAY - 3 * DAY))
    assert kept.store.overdue(before=TODAY, limit=1) == overdue[:1]


# --- what reopens --------------------------------------------------------------------------------


def test_what_is_armed_is_looked_at_in_turn(kept: Kept) -> None:
    for number, status in ((1, Status.ACCEPTED), (2, Status.PROPOSED), (3, Status.SUPERSEDED)):
        kept.put(a_decision(number, status=status))
        kept.make(kept.store.arm(an_arming(number)))
    kept.make(kept.store.looked(an_arming(1), state="To Do", at=NOON))
    seen = an_arming(1, known="To Do", looked_at=NOON)
    assert kept.store.armed(limit=9) == (an_arming(2), seen)
    assert kept.store.armed(limit=1) == (an_arming(2),)
    kept.make(kept.store.looked(an_arming(2), state=None, at=NOON + DAY))
    assert [each.number for each in kept.store.armed(limit=9)] == [1, 2]
    assert kept.store.armed_on(3) == (an_arming(3),)


def test_a_trigger_fires_once_and_may_be_armed_anew(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.make(kept.store.arm(an_arming()))
    kept.make(kept.store.arm(an_arming(at=NOON + DAY, by=OWEN)))
    assert kept.store.armed_on(1) == (an_arming(),)
    kept.make(kept.store.fire(an_arming(), state="Done", at=NOON))
    assert kept.store.armed(limit=9) == kept.store.armed_on(1) == ()
    with pytest.raises(Overtaken):
        kept.make(kept.store.fire(an_arming(), state="Done", at=NOON))
    anew = an_arming(at=NOON + DAY, by=OWEN)
    kept.make(kept.store.arm(anew))
    assert kept.store.armed_on(1) == (anew,)
    assert anew.key != an_arming().key
    with pytest.raises(Overtaken):
        kept.make(kept.store.fire(an_arming(), state="Done", at=NOON))


def test_what_is_disarmed_never_fires(kept: Kept) -> None:
    kept.put(a_decision(1))
    released = Trigger(subject=Subject.VERSION, name="4.2", project="PAY", state="released")
    kept.make(kept.store.arm(an_arming()), kept.store.arm(an_arming(trigger=released)))
    kept.make(kept.store.disarm(an_arming()))
    assert kept.store.armed_on(1) == (an_arming(trigger=released),)
    with pytest.raises(Overtaken):
        kept.make(kept.store.fire(an_arming(), state="Done", at=NOON))


def test_a_status_is_the_same_however_it_is_written(kept: Kept) -> None:
    kept.put(a_decision(1))
    states = [
        replace(an_arming(), trigger=Trigger(subject=Subject.ISSUE, name="PAY-1", state=state))
        for state in ("In Review", "in review")
    ]
    kept.make(*(kept.store.arm(each) for each in states))
    assert kept.store.armed_on(1) == (states[0],)


def test_a_person_without_slack_may_have_set_it(kept: Kept) -> None:
    kept.put(a_decision(1))
    kept.make(kept.store.arm(an_arming(by=Party(name="Zoë \u202e"))))
    assert kept.store.armed_on(1)[0].by == Party(name="Zoë \u202e")


def test_while_the_fake_is_down_nothing_is_read() -> None:
    store = FakeReviews(FakeRecords(), is_down=True)
    for read in (
        lambda: store.due(until=TODAY, limit=1),
        lambda: store.review("x"),
        lambda: store.armed(limit=1),
    ):
        with pytest.raises(StoreUnavailable):
            read()
