"""Who is told of a pattern, once, and what follows where nobody answers."""

from answers_room import LENA, AnswersRoom, utc

from cadence.patterns.model.pattern import State, Step


def test_a_new_pattern_goes_to_the_lead_of_its_area_once() -> None:
    room = AnswersRoom()
    found = room.find()
    (card,) = room.to(LENA)
    assert "9 similar bugs in 6 weeks, usually 1.4" in card.text
    assert found.escalated is not None
    assert (found.escalated.to, found.escalated.level) == (LENA, 0)
    assert found.escalated.answer_by == utc(2026, 11, 25, 8)  # Wednesday at nine in Berlin
    assert room.steps() == [Step.TOLD]
    room.scan()
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1


def test_it_is_taken_on_with_a_cause_an_action_and_a_date() -> None:
    room = AnswersRoom()
    room.find()
    said = room.own(room.to(LENA)[0])
    assert "P-1 is owned" in said
    found = room.pattern()
    assert found.state is State.OWNED
    assert room.steps() == [Step.TOLD, Step.OWNED]
    assert "Owned by Lena Ito" in room.to(LENA)[0].text
