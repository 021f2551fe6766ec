"""What every CheckIns store does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cadence.adapters.db.checkins import SqlCheckIns
from cadence.core.agenda import Given, Known, Subject
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.message import Moment, bold, line
from cadence.rituals.model.checkin import Answering, Away, CheckIn, Response
from cadence.rituals.store.checkins import CheckIns
from fakes.checkins import FakeCheckIns
from kept_stores import STORES, kept_in

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
HERE, BEFORE = "weekly@2026-11-23", "weekly@2026-11-16"


@dataclass
class Kept:
    store: CheckIns
    make: Callable[..., None]


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    for store, make in kept_in(request, FakeCheckIns, SqlCheckIns):
        yield Kept(store, make)


def a_check_in(person: str = "UDANA", **fields: Any) -> CheckIn:
    plain: dict[str, Any] = {"occurrence": HERE, "standing": Answering.ASKED}
    return CheckIn(person=person, **(plain | fields))


def a_response(person: str = "UDANA", words: str = "All well", **fields: Any) -> Response:
    at = fields.get("at", NINE)
    given = (Given(subject=None, ask="changed", value=words, by=person, at=at),)
    plain: dict[str, Any] = {"occurrence": HERE, "given": given, "at": NINE}
    return Response(person=person, **(plain | fields))


# --- check-ins -------------------------------------------------------------------------------------


def test_a_check_in_comes_back_as_it_was_asked(kept: Kept) -> None:
    bet = Subject(
        key="bet:7",
        source="portfolio",
        name="Self-serve\0 <!here> \ud83d",
        owner="UDANA",
        facts=(line("Reading: ", bold("12"), " ", Moment(NINE)),),
    )
    whole = a_check_in(
        subjects=(bet,),
        known=(
            Known(
                subject="bet:7", ask="reading", value=Decimal("12.50"), source="Jira", read_at=NINE
            ),
            Known(
                subject=None, ask="until", value=date(2026, 12, 1), source="your plan", read_at=NINE
            ),
        ),
        gaps=("revenue could not be read",),
        why="",
        reminded=1,
        asked_at=NINE,
        channel="D1",
        ts="1.2",
    )
    kept.make(kept.store.ask(whole))
    assert kept.store.check_in(HERE, "UDANA") == whole
    assert kept.store.check_in(HERE, "UOWEN") is None
    assert kept.store.check_in(BEFORE, "UDANA") is None


def test_somebody_is_asked_once(kept: Kept) -> None:
    kept.make(kept.store.ask(a_check_in("UOWEN"), a_check_in()))
    kept.make(kept.store.ask(a_check_in(standing=Answering.AWAY), a_check_in("UEVE")))
    kept.make(kept.store.ask())
    found = kept.store.of(HERE)
    assert [each.person for each in found] == ["UDANA", "UEVE", "UOWEN"]
    assert {each.standing for each in found} == {Answering.ASKED}


def test_where_its_message_stands_is_kept(kept: Kept) -> None:
    kept.make(kept.store.ask(a_check_in()))
    kept.make(kept.store.stands(HERE, "UDANA", channel="D1", ts="1.2", at=NINE))
    kept.make(kept.store.stands(HERE, "UNOBODY", channel="D1", ts="1.2", at=NINE))
    assert kept.store.of(HERE) == (a_check_in(channel="D1", ts="1.2", asked_at=NINE),)


def test_a_standing_changes_only_from_what_it_was_thought_to_be(kept: Kept) -> None:
    kept.make(kept.store.ask(a_check_in()))
    kept.make(kept.store.put(HERE, "UDANA", Answering.ANSWERED, was=(Answering.ASKED,)))
    late = kept.store.put(HERE, "UDANA", Answering.MISSED, was=(Answering.ASKED,), why="no answer")
    kept.make(late)
    (found,) = kept.store.of(HERE)
    assert (found.standing, found.why) == (Answering.ANSWERED, "")
    unreached = kept.store.put(
        HERE, "UDANA", Answering.UNREACHED, was=tuple(Answering), why="gone\0"
    )
    kept.make(unreached)
    (found,) = kept.store.of(HERE)
    assert (found.standing, found.why.rstrip("\0")) == (Answering.UNREACHED, "gone")


def test_reminders_are_counted(kept: Kept) -> None:
    kept.make(kept.store.ask(a_check_in(), a_check_in("UOWEN")))
    for _ in range(2):
        kept.make(kept.store.reminded(HERE, "UDANA"))
    assert [each.reminded for each in kept.store.of(HERE)] == [2, 0]


def test_what_waits_is_open_and_not_answered(kept: Kept) -> None:
    everywhere = {
        "weekly@2026-11-16": Answering.ASKED,
        "weekly@2026-11-23": Answering.AWAY,
        "monthly@2026-11-23": Answering.UNREACHED,
        "other@2026-11-20": Answering.ANSWERED,
        "other@2026-11-13": Answering.MISSED,
    }
    for occurrence, standing in everywhere.items():
        kept.make(kept.store.ask(a_check_in(occurrence=occurrence, standing=standing)))
    kept.make(kept.store.ask(a_check_in("UOWEN")))
    waiting = [each.occurrence for each in kept.store.waiting_for("UDANA")]
    assert waiting == ["monthly@2026-11-23", "weekly@2026-11-23", "weekly@2026-11-16"]
    kept.make(kept.store.close(HERE))
    waiting = [each.occurrence for each in kept.store.waiting_for("UDANA")]
    assert waiting == ["monthly@2026-11-23", "weekly@2026-11-16"]
    assert kept.store.waiting_for("UOWEN") == ()
    kept.make(kept.store.ask(a_check_in("UDANA", occurrence=HERE)))
    assert len(kept.store.waiting_for("UDANA")) == 2


def test_what_was_missed_is_closed_and_still_without_an_answer(kept: Kept) -> None:
    standings = {
        "a@2026-11-23": Answering.AWAY,
        "b@2026-11-23": Answering.MISSED,
        "c@2026-11-20": Answering.UNREACHED,
        "d@2026-11-20": Answering.ANSWERED,
        "e@2026-11-20": Answering.LATE,
        "f@2026-11-09": Answering.MISSED,
    }
    for occurrence, standing in standings.items():
        kept.make(
            kept.store.ask(a_check_in(occurrence=occurrence, standing=standing)),
            kept.store.close(occurrence),
        )
    kept.make(kept.store.ask(a_check_in(occurrence="open@2026-11-23")))
    missed = kept.store.missed_by("UDANA", since=date(2026, 11, 16))
    assert [each.occurrence for each in missed] == ["a@2026-11-23", "b@2026-11-23", "c@2026-11-20"]
    assert kept.store.missed_by("UOWEN", since=date(2026, 11, 16)) == ()


# --- answers ---------------------------------------------------------------------------------------


def test_the_last_word_is_what_counts(kept: Kept) -> None:
    first = a_response(confirmed=True)
    then = a_response(words="Not so well", at=NINE + DAY, edits=1)
    kept.make(kept.store.respond(first))
    assert kept.store.response(HERE, "UDANA") == first
    kept.make(kept.store.respond(then))
    assert kept.store.response(HERE, "UDANA") == then
    assert kept.store.responses(HERE) == (then,)
    assert kept.store.response(HERE, "UOWEN") is None


def test_of_two_answers_at_a_time_the_second_is_overtaken(kept: Kept) -> None:
    with pytest.raises(Overtaken):
        kept.make(kept.store.respond(a_response(edits=1)))
    kept.make(kept.store.respond(a_response()))
    for edits in (0, 2):
        with pytest.raises(Overtaken):
            kept.make(kept.store.respond(a_response(words="Other", edits=edits)))
    assert kept.store.response(HERE, "UDANA") == a_response()


def test_answers_come_in_the_order_they_were_given(kept: Kept) -> None:
    kept.make(kept.store.respond(a_response("UOWEN")))
    kept.make(kept.store.respond(a_response("UDANA", at=NINE + DAY)))
    kept.make(kept.store.respond(a_response("UEVE", at=NINE + DAY / 2)))
    kept.make(kept.store.respond(a_response("UEVE", occurrence=BEFORE, at=NINE - 7 * DAY)))
    assert [each.person for each in kept.store.responses(HERE)] == ["UOWEN", "UEVE", "UDANA"]


def test_answers_hold_every_kind_of_value(kept: Kept) -> None:
    values = ("“so” 😀\0 <@U1>", Decimal("1E+3"), Decimal("-0.10"), date(2026, 2, 28))
    given = tuple(
        Given(subject="bet:7", ask=f"ask{n}", value=value, by="UDANA", at=NINE, is_late=n == 1)
        for n, value in enumerate(values)
    )
    kept.make(kept.store.respond(a_response(given=given)))
    found = kept.store.response(HERE, "UDANA")
    assert found is not None
    assert found.given == given


def test_the_answer_before_is_of_the_same_ritual_and_person(kept: Kept) -> None:
    earlier = [
        a_response(occurrence="weekly@2026-11-09", at=NINE - 14 * DAY),
        a_response(occurrence=BEFORE, at=NINE - 7 * DAY),
        a_response(occurrence="monthly@2026-11-20", at=NINE - 3 * DAY),
        a_response("UOWEN", occurrence=BEFORE, at=NINE - DAY),
        a_response(occurrence=HERE, at=NINE + DAY),
    ]
    kept.make(*(kept.store.respond(each) for each in earlier))
    assert kept.store.answered_before("weekly", "UDANA", before=NINE) == earlier[1]
    changed = replace(earlier[1], edits=1, confirmed=True, at=NINE - 6 * DAY)
    kept.make(kept.store.respond(changed))
    assert kept.store.answered_before("weekly", "UDANA", before=NINE) == changed
    assert kept.store.answered_before("weekly", "UEVE", before=NINE) is None
    assert kept.store.answered_before("weekly", "UDANA", before=NINE - 30 * DAY) is None


# --- absences --------------------------------------------------------------------------------------


def test_who_is_away_is_away_until_they_are_back(kept: Kept) -> None:
    until = Away(person="UDANA", start=NINE, end=NINE + 2 * DAY, said_by="UDANA")
    open_end = Away(person="UOWEN", start=NINE, end=None, said_by="UOWEN")
    kept.make(kept.store.leave(until), kept.store.leave(open_end))
    people = ("UDANA", "UOWEN", "UEVE")
    assert kept.store.away(people, NINE) == {"UDANA": until, "UOWEN": open_end}
    assert kept.store.away(people, NINE - timedelta(seconds=1)) == {}
    assert kept.store.away(people, NINE + 2 * DAY) == {"UOWEN": open_end}
    assert kept.store.away((), NINE) == {}
    kept.make(kept.store.back("UOWEN", at=NINE + DAY), kept.store.back("UEVE", at=NINE))
    assert kept.store.away(people, NINE + DAY) == {"UDANA": until}


def test_what_was_said_last_takes_the_place_of_what_was_said_before(kept: Kept) -> None:
    kept.make(
        kept.store.leave(Away(person="UDANA", start=NINE, end=NINE + 9 * DAY, said_by="UDANA"))
    )
    shorter = Away(person="UDANA", start=NINE + DAY, end=NINE + 2 * DAY, said_by="UDANA")
    kept.make(kept.store.leave(shorter))
    assert kept.store.away(("UDANA",), NINE + DAY) == {"UDANA": shorter}
    assert kept.store.away(("UDANA",), NINE + 3 * DAY) == {}


def test_while_the_fake_is_down_no_check_in_is_read() -> None:
    store = FakeCheckIns(is_down=True)
    for read in (lambda: store.of(HERE), lambda: store.response(HERE, "UDANA")):
        with pytest.raises(StoreUnavailable):
            read()
