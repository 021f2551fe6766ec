"""The portfolio as a source of rituals: whom it asks, what it fills in, and what it tells to whom."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.core.agenda import Drawn, Edition, Given, Told
from cadence.core.message import Audience, Kind, Message
from cadence.core.plain import plain, plain_line
from cadence.portfolio.model.bet import CONFIDENCE, Stage
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.jira import jira_filter
from cadence.portfolio.service.source import NOT_HERE
from portfolio_support import GUEST, OLA, PAM, Room
from portfolio_values import NOON, TODAY, a_bet, a_reading, weekly

PUBLIC = Audience(user=None, channel="C0PRODUCT", kind=Kind.PUBLIC)
SHARED = Audience(user=None, channel="C0PARTNERS", kind=Kind.SHARED)


@pytest.fixture
def room() -> Room:
    made = Room()
    made.bets.put_in(
        a_bet(1, name="One-page checkout", jira=jira_filter("project = PAY")),
        a_bet(2, name="Partner API", owner=None, exits=criteria("outcome below 10")),
        a_bet(3, name="Fax orders", stage=Stage.ENDED),
    )
    made.bets.given += weekly([30] * 12)
    return made


def told(room: Room, audience: Audience = PUBLIC, *, since_days: int | None = 7) -> Told:
    since = None if since_days is None else NOON - timedelta(days=since_days)
    edition = Edition(ritual="portfolio-review", on=TODAY, at=NOON, since=since, audience=audience)
    return room.source.told(edition)


def words(found: Told) -> str:
    blocks = tuple(each for each in found.parts if not isinstance(each, Drawn))
    return plain(Message(summary="", blocks=blocks))


def test_every_bet_that_has_not_ended_is_asked_about(room: Room) -> None:
    subjects = room.source.subjects(NOON)
    assert [(each.key, each.owner) for each in subjects] == [("bet:1", OLA), ("bet:2", None)]
    facts = [plain_line(each) for each in subjects[0].facts]
    assert facts[0].startswith("Weekly active teams 30 %, target 40, from 20; stable, not growing")
    assert plain_line(subjects[1].facts[-1]) == "Exit criteria: outcome below 10"
    assert room.bugs.asked == []


def test_the_last_readings_are_filled_in_with_their_source(room: Room) -> None:
    room.bets.given.append(a_reading(70, TODAY - timedelta(3), metric=CONFIDENCE))
    subjects = room.source.subjects(NOON)
    known = room.source.known(subjects, at=NOON, audience=PUBLIC)
    assert {(each.subject, each.ask, each.value) for each in known} == {
        ("bet:1", "reading", Decimal(30)),
        ("bet:1", "confidence", Decimal(70)),
    }
    assert all("2026" in each.source for each in known)


def test_answers_become_readings(room: Room) -> None:
    given = Given(subject="bet:1", ask="reading", value=Decimal("33.5"), by=OLA, at=NOON)
    settlement = room.source.taken((given,), key="checkin:1")
    room.bets.commit(*settlement.changes)
    assert room.bets.readings([1])[1][-1].value == Decimal("33.5")
    assert room.source.wrong("bet:1", "confidence", Decimal(101)) is not None
    assert room.source.wrong("bet:1", "confidence", Decimal(100)) is None


def test_the_board_is_told_as_a_picture_and_in_blocks(room: Room) -> None:
    found = told(room)
    assert [each.title for each in found.parts if isinstance(each, Drawn)] == [
        "Bets on 18 Nov 2026"
    ]
    assert "One-page checkout · 15 % of capacity" in words(found)
    assert "Fax orders" not in words(found)
    assert found.gaps == ()


def test_questions_go_to_the_portfolio_owners_and_are_no_verdict_in_the_channel(
    room: Room,
) -> None:
    found = told(room)
    assert [(each.key, each.to) for each in found.calls] == [
        ("bet:1", (PAM,)),
        ("portfolio:balance", (PAM,)),
    ]
    assert "To decide" not in words(found)


def test_what_changed_is_told_since_the_last_time(room: Room) -> None:
    room.bets.given.append(a_reading(36, TODAY))
    (line,) = told(room).changes
    assert plain_line(line) == "One-page checkout: Weekly active teams 30 → 36 %, better"
    assert told(room, since_days=None).changes == ()


def test_a_question_about_work_that_may_not_be_seen_here_stays_open(room: Room) -> None:
    assert told(room).waiting == {"portfolio:stray"}


def test_jira_that_could_not_be_read_is_a_gap(room: Room) -> None:
    room.bugs.is_down = True
    assert "Jira could not be read" in told(room).gaps[0]


def test_another_company_reads_nothing_and_settles_nothing(room: Room) -> None:
    found = told(room, SHARED)
    assert found.gaps == (NOT_HERE,)
    assert (found.parts, found.calls, found.changes) == ((), (), ())


def test_a_guest_is_told_nothing_alone(room: Room) -> None:
    alone = Audience(user=GUEST, channel=None, kind=Kind.DIRECT)
    found = told(room, alone)
    assert (found.parts, found.calls, len(found.gaps)) == ((), (), 1)
    assert not room.source.is_for(alone)
    assert room.source.is_for(replace(alone, user=OLA))


def test_what_an_audience_may_not_see_of_jira_is_not_there(room: Room) -> None:
    assert "Jira: 0 resolved" in words(told(room))
    room.bugs.may_see = lambda _audience, _project: False
    assert "Jira: 0 resolved" not in words(told(room))


def test_telling_changes_nothing(room: Room) -> None:
    before = (dict(room.bets.held), list(room.bets.given), list(room.bets.told))
    told(room)
    assert (room.bets.held, room.bets.given, room.bets.told) == before


def test_a_portfolio_without_bets_is_told_without_a_picture() -> None:
    found = told(Room())
    assert not [each for each in found.parts if isinstance(each, Drawn)]
