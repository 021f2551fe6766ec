"""On the action's date: tested whether the rate fell, and then closed, or asked again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from answers_room import LENA, MARK, NEW_YORK, AnswersRoom, labels, utc

from cadence.adapters.db.engine import make_engine
from cadence.delivery.job import Settlement
from cadence.patterns.model import life
from cadence.patterns.model.pattern import State, Step, Verdict
from pattern_builders import NIGHT, a_finding, a_scan

DAY = timedelta(days=1)
DUE = utc(2027, 1, 18, 8)
"""Eight weeks later, a Monday at nine in Berlin."""


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Iterator[AnswersRoom]:
    if request.param == "fake":
        yield owned()
        return
    url = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(url))
    yield owned(AnswersRoom(engine=engine))
    engine.dispose()


def owned(room: AnswersRoom | None = None) -> AnswersRoom:
    """Taken on, with a test eight weeks later; nine similar bugs in six weeks before."""
    room = room or AnswersRoom()
    room.histories.came = [NIGHT - place * 4 * DAY for place in range(1, 10)]
    room.find()
    room.own(room.to(LENA)[0], until="2027-01-18")
    return room


def scanned(room: AnswersRoom, at: Any = DUE - timedelta(hours=6)) -> None:
    """The night's scan before the day on which it is tested, which read everything up to then."""
    room.until(at)
    room.settle(Settlement(changes=(room.patterns.scanned(a_scan(at=at).looked),)))


def comes(room: AnswersRoom, bugs: int) -> None:
    """So many more by the day of the test, evenly."""
    room.histories.came += [NIGHT + (place + 1) * 56 * DAY / (bugs + 1) for place in range(bugs)]


def test_where_the_rate_fell_it_is_closed_and_told_with_the_figures(room: AnswersRoom) -> None:
    scanned(room)
    room.until(DUE - timedelta(minutes=1))
    assert len(room.to(LENA)) == 1
    room.until(DUE + timedelta(minutes=1))
    found = room.pattern()
    assert found.state is State.CLOSED
    assert found.verified is not None
    assert (found.verified.verdict, found.verified.before, found.verified.after) == (
        Verdict.FELL,
        9,
        0,
    )
    card, told = room.to(LENA)
    assert "the rate fell" in told.text
    assert "9 similar bugs in 6 weeks" in told.text
    assert "Closed" in card.text
    assert room.steps() == [Step.TOLD, Step.OWNED, Step.VERIFIED, Step.CLOSED]
    room.until(DUE + 60 * DAY)
    assert len(room.to(LENA)) == 2


def test_where_it_did_not_fall_its_owner_is_asked_what_now(room: AnswersRoom) -> None:
    comes(room, 12)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    found = room.pattern()
    assert found.state is State.OWNED
    assert found.verified is not None
    assert found.verified.verdict is Verdict.UNCHANGED
    assert found.ownership is not None
    assert found.ownership.tested == 1
    before, asked = room.to(LENA)
    assert "no change yet" in asked.text
    assert labels(before.message) == []
    assert {"A new action…", "Close it"} <= set(labels(asked.message))
    assert room.steps() == [Step.TOLD, Step.OWNED, Step.VERIFIED, Step.TOLD]


def test_where_it_got_worse_that_is_said() -> None:
    room = owned()
    comes(room, 40)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    assert room.pattern().verified.verdict is Verdict.WORSE  # type: ignore[union-attr]
    assert "it got worse" in room.to(LENA)[1].text


def test_asked_again_it_may_be_closed_as_it_is(room: AnswersRoom) -> None:
    comes(room, 12)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    room.press(room.to(LENA)[1], "Close it", LENA)
    assert room.pattern().state is State.CLOSED
    assert room.says()[-1] == "By its owner, though its rate did not fall."
    room.until(DUE + 10 * DAY)
    assert room.to(MARK) == []


def test_a_new_action_has_a_test_of_its_own(room: AnswersRoom) -> None:
    comes(room, 12)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    view = room.press(room.to(LENA)[1], "A new action…", LENA)
    room.submit(view, LENA, cause="PROCESS", action="A weekly review", until="2027-03-15")
    assert room.pattern().ownership.tested == 0  # type: ignore[union-attr]
    scanned(room, utc(2027, 3, 15, 2))
    room.until(utc(2027, 3, 15, 8, 1))
    assert room.steps().count(Step.VERIFIED) == 2
    assert room.to(MARK) == []


def test_asked_again_and_not_answered_it_goes_one_level_up_once() -> None:
    room = owned()
    comes(room, 12)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    assert room.to(MARK) == []
    room.until(DUE + 2 * DAY + timedelta(minutes=1))
    (card,) = room.to(MARK)
    assert "no change yet" in card.text
    room.until(DUE + 20 * DAY)
    assert len(room.to(MARK)) == 1
    view = room.press(card, "A new action…", MARK)
    room.submit(view, MARK, cause="STAFFING", action="Two people more", until="2027-04-01")
    assert room.pattern().ownership.by == MARK  # type: ignore[union-attr]


def test_a_test_waits_for_a_scan_that_read_everything_up_to_the_day() -> None:
    room = owned()
    comes(room, 12)
    scanned(room, DUE - 5 * DAY)
    room.until(DUE + 3 * DAY)
    assert room.pattern().verified is None
    assert Step.VERIFIED not in room.steps()
    scanned(room, DUE + 3 * DAY + timedelta(hours=1))
    room.until(DUE + 3 * DAY + timedelta(hours=3))
    assert room.pattern().verified is not None


def test_the_day_is_the_owners_and_begins_with_their_work() -> None:
    room = AnswersRoom()
    room.histories.came = [NIGHT - place * 4 * DAY for place in range(1, 10)]
    room.move(LENA, zone=NEW_YORK)
    room.find()
    room.own(room.to(LENA)[0], until="2027-01-16")  # a Saturday
    scanned(room, utc(2027, 1, 18, 7))
    room.until(utc(2027, 1, 18, 13, 59))
    assert room.pattern().verified is None
    room.until(utc(2027, 1, 18, 14, 1))
    assert room.pattern().verified is not None


def test_what_was_given_back_or_moved_to_another_day_is_not_tested() -> None:
    back, moved = owned(), owned()
    back.press(back.to(LENA)[0], "Give it back", LENA)
    view = moved.press(moved.to(LENA)[0], "Change action…", LENA)
    moved.submit(view, LENA, cause="PROCESS", action="A weekly review", until="2027-03-01")
    for room in (back, moved):
        scanned(room)
        room.until(DUE + DAY)
        assert room.pattern().verified is None


def test_where_the_owner_has_left_the_verdict_goes_to_the_lead() -> None:
    room = AnswersRoom()
    room.find()
    room.until(utc(2026, 11, 25, 9))
    room.own(room.to(MARK)[0], MARK, until="2027-01-18")
    room.move(MARK, is_gone=True)
    comes(room, 12)
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    assert "no change yet" in room.to(LENA)[-1].text


def test_after_it_was_closed_it_comes_back_as_again_to_the_lead() -> None:
    room = owned()
    scanned(room)
    room.until(DUE + timedelta(minutes=1))
    before = room.pattern()
    at = room.clock.now()
    after = life.again(before, a_finding(at=at), sentence=before.sentence, at=at)
    room.settle(Settlement(changes=(room.patterns.put(after),)))
    room.scan((after, Step.AGAIN))
    room.pass_a_minute()
    assert "Again: it was" in room.to(LENA)[-1].text
    assert room.pattern().escalated.to == LENA  # type: ignore[union-attr]


def test_who_waits_for_a_test_that_can_not_be_made_is_told_why_once(room: AnswersRoom) -> None:
    room.until(DUE + timedelta(hours=20))
    assert len(room.to(LENA)) == 1
    room.until(DUE + 4 * DAY)
    said = room.to(LENA)
    assert len(said) == 2
    assert "could not be tested" in said[-1].message.summary
    assert room.pattern().state is State.OWNED
    scanned(room, DUE + 5 * DAY)
    room.until(DUE + 5 * DAY + timedelta(hours=3))
    assert room.pattern().state is State.CLOSED


def test_what_left_the_copy_or_its_area_did_not_fall(room: AnswersRoom) -> None:
    """First its area is looked at no more, then most of its bugs are somewhere else; then all is as it was."""
    for projects in ((), (("Checkout", ("MOB",)),), (("Renamed", ("PAY",)),)):
        at = room.clock.now() if projects else DUE - timedelta(hours=6)
        room.until(at)
        looked = a_scan(at=max(at, DUE - timedelta(hours=6)), projects=projects).looked
        room.settle(Settlement(changes=(room.patterns.scanned(looked),)))
        room.until(max(DUE, room.clock.now()) + timedelta(hours=3))
        assert (room.pattern().state, room.pattern().verified) == (State.OWNED, None)
    came, room.histories.came = room.histories.came, room.histories.came[:4]
    scanned(room, room.clock.now() + timedelta(hours=1))
    room.until(room.clock.now() + timedelta(hours=3))
    assert (room.pattern().state, room.pattern().verified) == (State.OWNED, None)
    room.histories.came = came
    room.until(room.clock.now() + timedelta(hours=3))
    assert room.pattern().state is State.CLOSED
