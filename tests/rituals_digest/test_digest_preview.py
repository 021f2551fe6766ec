"""What an occurrence would look like, with today's data, and nothing of it kept or said."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from digest_room import CLOSED, MONDAY, REVIEW, DigestRoom, a_digest_room

from builders import a_call, a_given, a_raised, a_ritual, an_occurrence
from cadence.core.agenda import Ask, Drawn, Known, Sort, Subject, Told
from cadence.core.chart import Series, Trend
from cadence.core.errors import TrackerUnavailable
from cadence.core.message import Actions, Kind, Message, line
from cadence.core.plain import plain
from cadence.rituals.messages.checkin import Card
from cadence.rituals.model.checkin import Answering, CheckIn
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Participants, Ritual

LATER = date(2027, 3, 1)
READING = Ask(name="reading", label="Where does it stand?", sort=Sort.NUMBER, each="portfolio")
BET = Subject(key="bet:7", source="portfolio", name="Search revamp", owner="UDANA")
DRAWN = Drawn(
    chart=Trend(
        title="NRR", unit="%", x=("Oct",), series=(Series(name="NRR", values=(Decimal(104),)),)
    ),
    title="NRR by month",
    alt="October 104 %",
)


@dataclass
class AsksDana:
    """Dana alone is asked."""

    def preview(
        self, ritual: Ritual, occurrence: Occurrence, user: str, *, at: object
    ) -> Card | None:
        if user != "UDANA":
            return None
        checkin = CheckIn(
            occurrence=occurrence.key, person=user, standing=Answering.ASKED, subjects=(BET,)
        )
        return Card(ritual=ritual, occurrence=occurrence, checkin=checkin, is_open=True)


@pytest.fixture
def room() -> DigestRoom:
    room = a_digest_room()
    room.define(a_ritual(asks=(READING,), sources=("portfolio",)))
    room.source.held = (BET,)
    room.source.knows = (
        Known(subject="bet:7", ask="reading", value=Decimal(31), source="Jira", read_at=CLOSED),
    )
    room.source.tells = lambda edition: Told(
        changes=(line("Search revamp: 28 → 31"),),
        parts=(DRAWN,),
        calls=(a_call(),),
        read_at=edition.at,
    )
    room.rehearsing = replace(room.rehearsing, checkins=AsksDana())
    return room


def preview(room: DigestRoom, on: date = LATER, user: str | None = "UDANA") -> tuple[Message, ...]:
    ritual = room.definitions.held["weekly"].version.ritual
    return room.rehearsing.preview(ritual, on, user=user, at=room.clock.now())


def text(messages: tuple[Message, ...]) -> str:
    return "\n\n".join(map(plain, messages))


def test_it_shows_the_check_in_and_the_digest_for_that_date(room: DigestRoom) -> None:
    check_in, digest = preview(room)
    assert "Preview of the check-in for Mon 1 Mar 2027. Nothing was sent." in plain(check_in)
    assert "Search revamp" in plain(check_in)
    shown = plain(digest)
    assert "Weekly review · Mon 1 Mar 2027" in shown
    assert "with the data of now and the answers that would be filled in" in shown
    assert "Where does it stand: 31 (Dana)" in shown
    assert "#1 Search revamp is flat" in shown


def test_nothing_is_kept_said_or_uploaded(room: DigestRoom) -> None:
    shown = text(preview(room))
    assert "NRR by month: October 104 %" in shown
    assert room.messenger.posted_messages == []
    assert room.messenger.pictures == {}
    assert (room.calls.held, room.calls.given, room.digests.held) == ({}, {}, {})
    assert room.painter.painted == []


def test_it_has_no_buttons_that_would_do_something(room: DigestRoom) -> None:
    digest = preview(room)[1]
    assert not any(isinstance(each, Actions) for each in digest.blocks)


def test_calls_that_are_open_are_carried_in_it_and_stay_as_they_are(room: DigestRoom) -> None:
    open_one = a_raised(4)
    room.calls.held["weekly", 4] = open_one
    other = a_raised(9, key="bet:9:flat", call=a_call("bet:9:flat", title="Export is flat"))
    room.calls.held["weekly", 9] = other
    room.source.tells = lambda edition: Told(
        calls=(a_call(), a_call("bet:8:flat", title="Dark mode is flat")), read_at=edition.at
    )
    shown = text(preview(room))
    assert "#4 Search revamp is flat" in shown
    assert "98 days; carried over once" in shown
    assert "#10 Dark mode is flat" in shown
    assert "Export is flat" not in shown
    assert room.calls.held == {("weekly", 4): open_one, ("weekly", 9): other}


def test_who_is_in_the_channel_reads_what_the_channel_may(room: DigestRoom) -> None:
    preview(room)
    assert {(each.channel, each.kind) for each in room.source.audiences} == {(REVIEW, Kind.PUBLIC)}
    assert room.source.editions[-1].audience.channel == REVIEW


def test_who_is_not_in_it_reads_what_they_may_alone(room: DigestRoom) -> None:
    room.messenger.memberships["UUMA"] = frozenset()
    assert "You would not be asked." in text(preview(room, user="UUMA"))
    audience = room.source.editions[-1].audience
    assert (audience.user, audience.channel, audience.kind) == ("UUMA", None, Kind.DIRECT)


def test_who_does_not_read_its_channel_is_shown_no_digest(room: DigestRoom) -> None:
    room.messenger.kinds[REVIEW] = Kind.PRIVATE
    room.messenger.memberships["UDANA"] = frozenset()
    (check_in,) = preview(room)
    assert "Preview of the check-in" in plain(check_in)


def test_on_the_terminal_it_is_the_check_in_of_the_first_who_is_asked(room: DigestRoom) -> None:
    shown = text(preview(room, user=None))
    assert "Preview of the check-in" in shown
    assert room.source.editions[-1].audience.kind is Kind.TERMINAL


def test_on_the_terminal_owners_are_asked_too(room: DigestRoom) -> None:
    room.define(
        a_ritual(asks=(READING,), sources=("portfolio",), participants=Participants(owners=True))
    )
    assert "Preview of the check-in" in text(preview(room, user=None))


def test_where_people_answered_already_their_answers_stand_there(room: DigestRoom) -> None:
    room.occurrences.held["weekly", MONDAY] = an_occurrence(MONDAY)
    given = a_given("reading", Decimal(29), subject="bet:7")
    room.answered("UDANA", given, subjects=(BET,))
    shown = text(preview(room, MONDAY))
    assert "Where does it stand: 29 (Dana)" in shown


def test_a_source_that_is_away_is_named(room: DigestRoom) -> None:
    room.source.fails = TrackerUnavailable("Jira did not answer")
    shown = text(preview(room))
    assert "Portfolio, not complete: it could not be read: Jira did not answer" in shown
    assert "with the data of now and no answers" in shown


def test_its_pictures_can_be_had_to_be_painted(room: DigestRoom) -> None:
    ritual = room.definitions.held["weekly"].version.ritual
    found = room.rehearsing.drawn(ritual, LATER, user=None, at=room.clock.now())
    assert found == (DRAWN,)
