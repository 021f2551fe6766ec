"""Everything once, whatever is killed, doubled or tripled on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers_room import LENA, MARK, OTTO, AnswersRoom, utc

from cadence.adapters.db.engine import make_engine
from cadence.delivery.job import Settlement
from cadence.patterns.model import life
from cadence.patterns.model.pattern import State, Step
from cadence.patterns.service.telling import CARD
from pattern_builders import NIGHT, a_finding, a_pattern, a_scan

DAY = timedelta(days=1)
DUE = utc(2027, 1, 18, 8)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Iterator[AnswersRoom]:
    """In which each first attempt at a job is killed before anything of it is stored."""
    if request.param == "fake":
        yield AnswersRoom(is_killed=True)
        return
    url = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(url))
    yield AnswersRoom(engine=engine, is_killed=True)
    engine.dispose()


def test_from_the_scan_to_the_verdict_each_thing_happens_once(room: AnswersRoom) -> None:
    room.histories.came = [NIGHT - place * 4 * DAY for place in range(1, 10)]
    room.find()
    room.until(utc(2026, 11, 25, 8, 5))
    room.own(room.to(MARK)[0], MARK, until="2027-01-18", log=("yes",))
    at = DUE - timedelta(hours=6)
    room.until(at)
    room.settle(Settlement(changes=(room.patterns.scanned(a_scan(at=at).looked),)))
    room.until(DUE + 10 * DAY)
    assert room.pattern().state is State.CLOSED
    assert (len(room.to(LENA)), len(room.to(MARK))) == (1, 2)
    assert room.steps() == [
        Step.TOLD,
        Step.ESCALATED,
        Step.TOLD,
        Step.OWNED,
        Step.DECIDED,
        Step.VERIFIED,
        Step.CLOSED,
    ]
    assert [each.decided for each in room.log.logged.values()] == ["One owner for retries"]


def test_the_same_scan_settled_thrice_tells_once(room: AnswersRoom) -> None:
    room.keep(a_pattern())
    for _ in range(3):
        room.scan((room.pattern(), Step.FOUND))
    room.until(room.clock.now() + timedelta(minutes=2))
    assert len(room.to(LENA)) == 1
    assert room.steps() == [Step.TOLD]


def test_a_message_of_unknown_outcome_is_not_said_twice(room: AnswersRoom) -> None:
    room.messenger.outcome_unknown = 1
    room.is_killed = False
    room.keep(a_pattern())
    room.scan((room.pattern(), Step.FOUND))
    room.until(room.clock.now() + timedelta(minutes=2))
    assert len(room.to(LENA)) == 1
    assert room.steps() == [Step.TOLD]


def test_events_that_are_delivered_thrice_are_dealt_with_once(room: AnswersRoom) -> None:
    room.find()
    room.until(room.clock.now() + timedelta(minutes=1))
    pressed = room.pressed(room.to(LENA)[0], "Snooze until worse", LENA)
    for _ in range(3):
        room.enqueue_press(pressed)
    room.until(room.clock.now() + timedelta(minutes=2))
    assert room.steps() == [Step.TOLD, Step.SNOOZED]
    assert len(room.to(LENA)) == 1


def test_two_answers_at_the_same_moment_are_one_after_the_other(room: AnswersRoom) -> None:
    """One worker prepares the handing on while the other stores the snooze."""
    room.find()
    room.until(room.clock.now() + timedelta(minutes=1))
    view = room.press(room.to(LENA)[0], "Hand on…", LENA)
    room.pass_a_minute()
    snooze = room.pressed(room.to(LENA)[0], "Snooze until worse", LENA)
    room.enqueue_press(snooze)
    room.enqueue_form(room.submission(view or "", LENA, to=OTTO))
    room.until(room.clock.now() + timedelta(minutes=5))
    assert room.steps() == [Step.TOLD, Step.SNOOZED, Step.HANDED, Step.TOLD]
    assert len(room.to(OTTO)) == 1


def test_of_two_scans_in_a_row_the_second_ones_card_waits_for_the_first(room: AnswersRoom) -> None:
    """Each finds it while nobody was told: two workers would compose the same card at once."""
    room.keep(a_pattern())
    for minutes, news in ((0, ((room.pattern(), Step.FOUND),)), (1, ())):
        at = room.clock.now() + timedelta(minutes=minutes)
        room.jobs.enqueue(*room.spreading.escalated(news, room.patterns.all(), at=at))
    kinds = frozenset({CARD})
    lease = timedelta(minutes=1)
    first = room.jobs.claim(worker="a", lease=lease, kinds=kinds)
    assert first is not None
    assert room.jobs.claim(worker="b", lease=lease, kinds=kinds) is None
    room.is_killed = False
    room.do(first)
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1
    assert room.steps() == [Step.TOLD]


def test_what_a_scan_gathers_while_the_card_is_composed_stands_in_it(room: AnswersRoom) -> None:
    room.is_killed = False
    room.keep(a_pattern())

    def gathered() -> None:
        before, at = room.pattern(), room.clock.now()
        sentence = "Payment retries: 10 similar bugs in 6 weeks, usually 1.4"
        after = life.gathered(before, a_finding(rate=10, at=at), sentence=sentence, at=at)
        room.settle(Settlement(changes=(room.patterns.put(after),)))

    room.cards.meanwhile = gathered
    overtaken = room.overtaken
    room.find()
    (card,) = room.to(LENA)
    assert "10 similar bugs" in card.text
    assert room.overtaken == overtaken
    assert room.pattern().told_rate == 10
