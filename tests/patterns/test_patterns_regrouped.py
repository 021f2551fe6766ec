"""Merging patterns, splitting bugs off, and all bugs of one, from its card."""

from typing import Any

import pytest
from answers_room import ELSE, GUEST, LENA, MARK, AnswersRoom, labels, utc

from cadence.core.message import Input
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import State, Step
from pattern_builders import a_finding, a_pattern


@pytest.fixture
def room() -> AnswersRoom:
    made = AnswersRoom()
    made.find()
    return made


def other(room: AnswersRoom, number: int = 2, **fields: Any) -> None:
    keys = ("PAY-301", "PAY-302", "PAY-303")
    finding = a_finding(subject=str(number + 6), keys=keys, rate=3, **fields)
    room.find(a_pattern(number, name="Refund rounding", finding=finding))


def form(room: AnswersRoom, view: str | None) -> str:
    return str(room.messenger.forms[view or ""].blocks)


def test_it_is_merged_with_another_pattern_of_its_area(room: AnswersRoom) -> None:
    other(room)
    first, second = room.to(LENA)
    view = room.press(first, "Merge with another…", LENA)
    said = room.submit(view, LENA, into="2")
    assert "P-1 is part of P-2 now, in later scans too." in said
    assert (room.pattern(1).state, room.pattern(1).merged_into) == (State.MERGED, 2)
    assert {"PAY-301", "PAY-109"} <= set(room.pattern(2).keys)
    assert (room.steps(1)[-1], room.steps(2)[-1]) == (Step.MERGED, Step.MERGED)
    first, second = room.to(LENA)
    assert "Merged into P-2" in first.text
    assert "I own it…" not in labels(first.message)
    assert "I own it…" in labels(second.message)


def test_what_was_merged_can_be_taken_out_again(room: AnswersRoom) -> None:
    other(room)
    view = room.press(room.to(LENA)[0], "Merge with another…", LENA)
    room.submit(view, LENA, into="2")
    room.press(room.to(LENA)[0], "Take it out again", LENA)
    assert (room.pattern(1).state, room.pattern(1).merged_into) == (State.OPEN, None)
    assert "PAY-109" not in room.pattern(2).keys
    assert "I own it…" in labels(room.to(LENA)[0].message)


def test_what_was_taken_out_again_is_awaited_anew(room: AnswersRoom) -> None:
    other(room)
    view = room.press(room.to(LENA)[0], "Merge with another…", LENA)
    room.submit(view, LENA, into="2")
    room.press(room.to(LENA)[1], "Snooze until worse", LENA)
    room.until(utc(2026, 11, 30, 9))
    assert room.to(MARK) == []
    room.press(room.to(LENA)[0], "Take it out again", LENA)
    room.until(utc(2026, 12, 1, 9))
    assert room.to(MARK) == []
    room.until(utc(2026, 12, 2, 10))
    (card,) = room.to(MARK)
    assert "P-1 " in card.message.summary


def test_only_live_patterns_of_the_same_area_are_offered(room: AnswersRoom) -> None:
    view = room.press(room.to(LENA)[0], "Merge with another…", LENA)
    assert "no other" in form(room, view)
    other(room, area="Search")
    other(room, 3)
    view = room.press(room.to(LENA)[0], "Merge with another…", LENA)
    (field,) = (each for each in room.messenger.forms[view or ""].blocks if isinstance(each, Input))
    assert [each.value for each in field.choices] == ["3"]
    said = room.submit(view, LENA, into="2")
    assert "Only patterns of one area can be merged. Nothing was changed." in said


def test_what_was_merged_or_closed_meanwhile_says_so(room: AnswersRoom) -> None:
    other(room)
    one, two, late = (room.press(room.to(LENA)[0], "Merge with another…", LENA) for _ in range(3))
    room.press(room.to(LENA)[1], "Snooze until worse", LENA)
    room.submit(one, LENA, into="2")
    said = room.submit(two, LENA, into="2")
    assert "P-1 is part of P-2 now. Nothing was changed." in said
    assert "Nothing was changed." in room.submit(late, LENA, into="77")


def test_a_merge_needs_a_pattern_and_a_split_needs_bugs(room: AnswersRoom) -> None:
    other(room)
    first = room.to(LENA)[0]
    merge = room.press(first, "Merge with another…", LENA) or ""
    split = room.press(first, "Split off some bugs…", LENA) or ""
    assert room.desk.errors(room.submission(merge, LENA)) == {
        "into": "Choose the pattern that it is the same as."
    }
    assert room.desk.errors(room.submission(split, LENA)) == {
        "keys": "Choose the bugs that are something else."
    }


def test_bugs_that_are_something_else_are_split_off(room: AnswersRoom) -> None:
    view = room.press(room.to(LENA)[0], "Split off some bugs…", LENA)
    said = room.submit(view, LENA, keys=("PAY-109", "PAY-108"))
    assert "PAY-109 and PAY-108 are a group of their own" in said
    assert "PAY-109" not in room.pattern().keys
    assert room.steps()[-1] is Step.SPLIT
    assert "2 bugs split off" in room.says()[-1]


def test_not_all_bugs_can_be_split_off_and_none_of_anothers(room: AnswersRoom) -> None:
    for keys, said in (
        (room.pattern().keys, "Some bugs of P-1 have to go and some to stay. Nothing was changed."),
        (("PAY-7",), "PAY-7 is no bug of P-1. Nothing was changed."),
    ):
        view = room.press(room.to(LENA)[0], "Split off some bugs…", LENA)
        assert said in room.submit(view, LENA, keys=keys)
    assert room.steps() == [Step.TOLD]


def test_what_is_no_group_of_similar_bugs_can_not_be_split() -> None:
    room = AnswersRoom()
    room.find(a_pattern(finding=a_finding(kind=Kind.SPIKE)))
    assert "Split off some bugs…" not in labels(room.to(LENA)[0].message)


def test_all_its_bugs_are_for_everybody_who_sees_it(room: AnswersRoom) -> None:
    label = "and 4 more"
    view = room.press(room.to(LENA)[0], label, ELSE)
    assert "PAY-101" in form(room, view)
    view = room.press(room.to(LENA)[0], label, GUEST)
    assert "company alone" in form(room, view)


def test_others_merge_and_split_nothing(room: AnswersRoom) -> None:
    for label in ("Merge with another…", "Split off some bugs…"):
        view = room.press(room.to(LENA)[0], label, ELSE)
        assert "P-1 is for Lena Ito to answer. Nothing was changed." in form(room, view)
