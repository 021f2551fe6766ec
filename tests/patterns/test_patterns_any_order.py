"""Whatever leads press, in whatever order and however late: nothing is said twice, and nothing goes up twice."""

from collections import Counter
from datetime import timedelta

from answers_room import ELSE, GUEST, LENA, MARK, OTTO, AnswersRoom, labels
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.delivery.job import Settlement
from cadence.patterns.model import life
from cadence.patterns.model.pattern import State, Step
from pattern_builders import a_finding, a_scan

ANSWERS = {
    "I own it…": {"cause": "PROCESS", "action": "Review retries", "until": "2027-02-01"},
    "Change action…": {"cause": "CI_CD", "action": "A replay", "until": "2027-03-01"},
    "A new action…": {"cause": "SKILLS", "action": "Pairing", "until": "2027-04-01"},
    "Hand on…": {"to": OTTO},
    "Not a pattern…": {"reason": "KNOWN"},
    "Snooze until worse": {},
    "Give it back": {},
    "Wake it": {},
    "It is one after all": {},
    "Close it": {},
}

ACTIONS = st.one_of(
    st.tuples(
        st.just("press"),
        st.sampled_from([LENA, LENA, MARK, OTTO, ELSE, GUEST]),
        st.integers(0, 30),
    ),
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("worse"), st.integers(10, 40)),
    st.tuples(st.just("kill"), st.booleans()),
)


def press(room: AnswersRoom, user: str, place: int) -> None:
    """Something that can be pressed on a card of this person's, or of the lead's."""
    found = [
        (card, label)
        for card in (*room.to(user), *room.to(LENA))
        for label in labels(card.message)
        if label in ANSWERS
    ]
    if not found:
        return
    card, label = found[place % len(found)]
    view = room.press(card, label, user)
    if view and room.messenger.forms[view].submit:
        given = room.submission(view, user, **ANSWERS[label])
        if not room.desk.errors(given):
            room.deal(lambda: room.desk.submit(given))


def found_again(room: AnswersRoom, rate: int) -> None:
    """A scan finds it, worse or back after it was closed."""
    room.clock.advance(days=1)
    before, at = room.pattern(), room.clock.now()
    finding = a_finding(rate=rate, at=at)
    said = f"Payment retries: {rate} similar bugs in 6 weeks, usually 1.4"
    if before.state is State.CLOSED:
        after, step = life.again(before, finding, sentence=said, at=at), Step.AGAIN
    else:
        after, step = life.worse(before, finding, sentence=said, at=at), Step.WORSE
    line = room.telling.line(after, step, said)
    room.settle(Settlement(changes=(room.patterns.put(after, line),)))
    room.scan((after, step))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACTIONS, max_size=14))
def test_in_any_order_nothing_is_said_twice(actions: list[tuple[object, ...]]) -> None:
    room = AnswersRoom()
    room.find()
    for action, *how in actions:
        match action, how:
            case "press", [str(user), int(place)]:
                press(room, user, place)
            case "wait", [int(days)]:
                room.until(room.clock.now() + timedelta(days=days))
                looked = room.patterns.scanned(a_scan(at=room.clock.now()).looked)
                room.settle(Settlement(changes=(looked,)))
            case "worse", [int(rate)]:
                found_again(room, rate)
            case "kill", [bool(killed)]:
                room.is_killed = killed
    room.until(room.clock.now() + timedelta(days=200))
    holds(room)


def holds(room: AnswersRoom) -> None:
    said = Counter(each.key for each in room.messenger.posted_messages)
    assert [key for key, times in said.items() if times > 1] == []
    assert not [each for each in room.jobs.kept.values() if each.set_aside]
    up_since = 0
    for step in room.steps():
        if step in {Step.FOUND, Step.WORSE, Step.AGAIN, Step.HANDED, Step.REOPENED, Step.VERIFIED}:
            up_since = 0
        if step is Step.ESCALATED:
            up_since += 1
        assert up_since <= 1
    found = room.pattern()
    if found.state is not State.CLOSED:
        assert (found.state is State.OWNED) == (found.ownership is not None)
