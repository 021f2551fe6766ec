"""What the owners of indicators are asked, and what becomes of their answers."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from cadence.core.agenda import Given, Sort
from cadence.core.message import Kind
from revenue_review.review_builders import (
    DAY,
    NOON,
    TODAY,
    a_reading,
    an_indicator,
    weekly,
)
from revenue_review.review_room import EMMA, GUEST, ReviewRoom, in_channel

MakeRoom = Callable[..., ReviewRoom]
DEPTH = "indicator:adoption-depth"
ALONE = replace(in_channel(None, Kind.DIRECT), user=EMMA)


@pytest.fixture
def room(make_room: MakeRoom) -> ReviewRoom:
    return make_room(in_file=(an_indicator(),))


def given(ask: str, value: object, **fields: object) -> Given:
    plain = {"subject": DEPTH, "ask": ask, "value": value, "by": EMMA, "at": NOON}
    return Given(**(plain | fields))


def values(room: ReviewRoom) -> list[Decimal]:
    (found,) = (e for e in room.looking.standings(TODAY) if e.indicator.key == "adoption-depth")
    return [each.value for each in found.readings]


def test_every_indicator_is_a_subject_with_its_owner_and_its_facts(room: ReviewRoom) -> None:
    room.reads(*weekly(58, 56))
    subjects = {each.key: each for each in room.source.subjects(NOON)}
    assert len(subjects) == 4
    mine = subjects[DEPTH]
    assert (mine.name, mine.owner) == ("Adoption depth", EMMA)
    told = " ".join(getattr(span, "text", "") for fact in mine.facts for span in fact)
    assert "56 %, target ≥ 60 %, not met" in told
    assert subjects["indicator:activation"].owner is None


def test_the_last_reading_is_filled_in_with_its_source(room: ReviewRoom) -> None:
    room.reads(a_reading("61.5", source="99 accounts in accounts.csv"))
    subjects = room.source.subjects(NOON)
    (known,) = room.source.known(subjects, at=NOON, audience=ALONE)
    assert (known.subject, known.ask, known.value) == (DEPTH, "reading", Decimal("61.5"))
    assert (known.source, known.read_at) == ("99 accounts in accounts.csv", NOON)


def test_what_is_out_of_date_is_not_filled_in(room: ReviewRoom) -> None:
    room.reads(a_reading(61, TODAY - 36 * DAY))
    assert room.source.known(room.source.subjects(NOON), at=NOON, audience=ALONE) == ()


def test_a_guest_gets_nothing_filled_in(room: ReviewRoom) -> None:
    room.reads(a_reading(61))
    guest = replace(ALONE, user=GUEST)
    assert room.source.known(room.source.subjects(NOON), at=NOON, audience=guest) == ()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (Decimal("62.5"), None),
        (Decimal(0), None),
        (Decimal(-1), "A reading is a number of 0 or more."),
        (Decimal("100.1"), "A share is 100 % at most."),
        (Decimal("1e13"), "This number is too large to be right."),
        (Decimal("NaN"), "A reading is a number."),
        ("many", "A reading is a number."),
    ],
)
def test_what_is_wrong_with_a_reading_is_told(
    room: ReviewRoom, value: Decimal | str, why: str | None
) -> None:
    assert room.source.wrong(DEPTH, "reading", value) == why
    assert room.source.wrong(DEPTH, "next", value) is None


def test_an_answer_that_says_otherwise_is_a_reading_with_its_reason(room: ReviewRoom) -> None:
    room.reads(a_reading(61, TODAY - DAY))
    answers = (given("reading", Decimal(55)), given("why", "two big accounts left"))
    room.make(*room.source.taken(answers, key="k").changes)
    (found,) = (e for e in room.looking.standings(TODAY) if e.indicator.key == "adoption-depth")
    assert found.last is not None
    assert (found.last.value, found.last.by, found.last.source) == (Decimal(55), EMMA, "an answer")
    assert found.last.note == "two big accounts left"


def test_to_confirm_is_no_new_reading(room: ReviewRoom) -> None:
    room.reads(a_reading(61, TODAY - DAY))
    assert room.source.taken((given("reading", Decimal("61.0")),), key="k").changes == ()


def test_the_same_answer_twice_is_taken_once_and_a_later_one_counts(room: ReviewRoom) -> None:
    room.reads(a_reading(61, TODAY - DAY))
    for _ in range(2):
        room.make(*room.source.taken((given("reading", Decimal(55)),), key="k").changes)
    assert values(room) == [61, 55]
    later = given("reading", Decimal(57), at=NOON + DAY / 24)
    room.make(*room.source.taken((later,), key="k:1").changes)
    assert values(room) == [61, 57]


def test_who_takes_a_correction_back_is_right_again(room: ReviewRoom) -> None:
    room.reads(a_reading(61, TODAY - DAY))
    for place, value in enumerate((55, 61)):
        answer = given("reading", Decimal(value), at=NOON + place * DAY / 24)
        room.make(*room.source.taken((answer,), key=f"k:{place}").changes)
    assert values(room)[-1] == 61


def test_answers_about_what_is_no_longer_there_change_nothing(room: ReviewRoom) -> None:
    gone = given("reading", Decimal(5), subject="indicator:gone")
    odd = given("reading", Decimal(5), subject="bet:7")
    assert room.source.taken((gone, odd), key="k").changes == ()


def test_the_first_question_wants_a_number_and_the_rest_may_be_left_out(room: ReviewRoom) -> None:
    reading, *rest = room.source.asks
    assert (reading.sort, reading.optional) == (Sort.NUMBER, False)
    assert all(each.optional for each in rest)
    assert [each.name for each in rest if each.is_call] == ["decide"]
