"""Who is asked what, and what is filled in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from checkin_world import (
    HERE,
    ON,
    World,
    a_bet,
    a_person,
    about_bets,
    in_memory,
    known,
    labels_in,
    moved,
    on_database,
)

from cadence.adapters.slack.render import message_args, modal_view
from cadence.core.agenda import Ask, Sort
from cadence.core.errors import TrackerUnavailable
from cadence.core.message import Choice, line
from cadence.rituals.model.checkin import Answering
from cadence.rituals.model.occurrence import Stage, Step
from cadence.rituals.model.ritual import Participants


@pytest.fixture
def world() -> World:
    return in_memory()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield in_memory()
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with on_database(request.getfixturevalue(name)) as made:
        yield made


READING = Ask(name="reading", label="Reading", sort=Sort.NUMBER, unit="teams", each="portfolio")
TRUST = Ask(name="trust", label="Confidence", sort=Sort.CONFIDENCE, each="portfolio")
WORDS = Ask(name="changed", label="What changed?", each="portfolio", optional=True)


def test_nobody_is_asked_about_what_the_channel_may_not_be_told_of(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.source.not_for = frozenset({"CREVIEW"})
    world.opened(**about_bets())
    assert world.checkins.of(HERE) == ()
    assert world.said("UDANA") == []


def test_an_owner_who_may_not_see_it_is_not_asked_and_the_digest_says_so(world: World) -> None:
    world.source.held = [a_bet(1), a_bet(2, "UOWEN")]
    world.source.not_for = frozenset({"UOWEN"})
    world.opened(**about_bets())
    assert world.said("UOWEN") == []
    unreached = world.check_in("UOWEN")
    assert (unreached.standing, unreached.subjects) == (Answering.UNREACHED, ())
    assert unreached.why == "they may not see what it is about"
    assert [each.key for each in world.check_in().subjects] == ["bet:1"]


def test_each_owner_is_asked_about_their_own_with_the_answers_filled_in(any_world: World) -> None:
    world = any_world
    world.source.held = [a_bet(1), a_bet(2, "UOWEN"), a_bet(3, None), a_bet(4)]
    world.source.knows = [
        known("reading", Decimal(12), "bet:1"),
        known("trust", Decimal(60), "bet:1", source="your answer of Mon 16 Nov 2026"),
        known("reading", Decimal(7), "bet:2"),
    ]
    world.opened(**about_bets(asks=(READING, TRUST, WORDS)))
    (dana,) = world.said("UDANA")
    assert "Bet 1" in dana
    assert "Bet 4" in dana
    assert "Bet 2" not in dana
    assert "Reading: 12 teams – Jira, 22 Nov 2026, 12:00 UTC" in dana
    assert "Confidence: 60 % – your answer of Mon 16 Nov 2026" in dana
    assert [each.key for each in world.check_in("UOWEN").subjects] == ["bet:2"]
    assert {each.person for each in world.checkins.of(HERE)} == {"UDANA", "UOWEN"}
    assert world.check_in().standing is Answering.ASKED
    assert world.check_in().ts == world.messages("UDANA")[0].ts
    assert world.steps()[-4:] == [
        (Step.ASKED, "UDANA", False),
        (Step.ASKED, "UOWEN", False),
        (Step.ASKED, "UDANA", True),
        (Step.ASKED, "UOWEN", True),
    ]


def test_nobody_is_asked_about_what_has_no_owner_or_one_who_is_no_participant(
    world: World,
) -> None:
    world.source.held = [a_bet(1), a_bet(2, None), a_bet(3, "UEVE")]
    world.opened(**about_bets(participants=Participants(people=("UDANA",))))
    assert [each.person for each in world.checkins.of(HERE)] == ["UDANA"]
    assert [each.key for each in world.check_in().subjects] == ["bet:1"]


def test_who_is_named_twice_is_asked_once_and_observers_never(world: World) -> None:
    for user in ("UEVE", "UZOE"):
        world.messenger.people[user] = a_person(user)
    world.messenger.groups = {
        user: frozenset({"S1", "leads"}) for user in ("UDANA", "UEVE", "UZOE")
    }
    world.opened(
        participants=Participants(
            people=("UDANA", "UOWEN"), groups=("@leads", "S1"), observers=("UZOE",)
        )
    )
    assert [each.person for each in world.checkins.of(HERE)] == ["UDANA", "UEVE", "UOWEN"]
    assert [len(world.said(user)) for user in ("UDANA", "UEVE", "UOWEN", "UZOE")] == [1, 1, 1, 0]


def test_who_has_nothing_to_be_asked_is_not_asked(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.opened(**about_bets(participants=Participants(people=("UOWEN",), owners=True)))
    assert [each.person for each in world.checkins.of(HERE)] == ["UDANA"]


def test_a_group_that_cant_be_read_is_told_of(world: World) -> None:
    world.opened(participants=Participants(people=("UDANA",), groups=("@nobody",)))
    group = world.check_in("@nobody")
    assert group.standing is Answering.UNREACHED
    assert "no such user group" in group.why
    assert world.check_in().standing is Answering.ASKED


def test_who_has_left_is_unknown_or_a_bot_is_not_asked_and_stops_nobody(world: World) -> None:
    world.messenger.people |= {
        "UGONE": a_person("UGONE", is_gone=True),
        "UBOT": a_person("UBOT", is_bot=True),
    }
    world.opened(participants=Participants(people=("UGONE", "UBOT", "UNKNOWN", "UDANA")))
    standings = {each.person: (each.standing, each.why) for each in world.checkins.of(HERE)}
    assert standings == {
        "UGONE": (Answering.UNREACHED, "they have left Slack"),
        "UBOT": (Answering.UNREACHED, "it is a bot"),
        "UNKNOWN": (Answering.UNREACHED, "Slack does not know them"),
        "UDANA": (Answering.ASKED, ""),
    }
    assert len(world.messenger.posted_messages) == 1


def test_one_person_out_of_reach_does_not_stop_the_rest(world: World) -> None:
    world.messenger.refuse["UDANA"] = "cannot_dm_bot"
    world.opened()
    assert world.check_in("UDANA").standing is Answering.UNREACHED
    assert "cannot_dm_bot" in world.check_in("UDANA").why
    assert (Step.UNREACHED, "UDANA", False) in world.steps()
    assert world.check_in("UOWEN").standing is Answering.ASKED
    assert len(world.said("UOWEN")) == 1
    world.go_to("2026-11-24 15:00")
    found = world.occurrences.occurrence("weekly", ON)
    assert found is not None
    assert found.stage is Stage.PUBLISHED
    assert world.check_in("UDANA").standing is Answering.UNREACHED


# --- what is filled in -----------------------------------------------------------------------------


def test_an_earlier_answer_is_filled_in_but_for_words_and_calls(world: World) -> None:
    choices = (Choice("Good", "good"), Choice("Bad", "bad"))
    asks = (
        Ask(name="mood", label="Mood", sort=Sort.CHOICE, choices=choices),
        Ask(name="count", label="Count", sort=Sort.NUMBER),
        Ask(name="who", label="Who", sort=Sort.PERSON),
        Ask(name="by", label="By", sort=Sort.DATE),
        Ask(name="then", label="Then", sort=Sort.DATE),
        Ask(name="words", label="Words"),
        Ask(name="call", label="Call", sort=Sort.NUMBER, is_call=True),
    )
    world.opened(asks=asks, participants=Participants(people=("UDANA",)))
    view = world.press("UDANA", "Answer…")
    assert view
    answers = {
        "Mood": "bad",
        "Count": "3.50",
        "Who": "UOWEN",
        "By": "2026-12-24",
        "Then": "2026-11-25",
        "Words": "Well",
        "Call": "1",
    }
    assert world.submit("UDANA", view, answers) == {}
    world.go_to("2026-11-30 08:00")
    again = world.check_in(occurrence="weekly@2026-11-30")
    assert {each.ask: each.value for each in again.known} == {
        "mood": "bad",
        "count": Decimal("3.50"),
        "who": "UOWEN",
        "by": date(2026, 12, 24),
    }
    assert {each.source for each in again.known} == {"your answer of Mon 23 Nov 2026"}
    text = world.said("UDANA")[-1]
    assert "Mood: Bad – your answer of Mon 23 Nov 2026" in text
    assert "Who: Owen" in text


def test_what_a_source_knows_goes_before_an_earlier_answer(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.opened(**about_bets(asks=(READING,)))
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"Reading (teams)": "5"})
    world.source.knows = [known("reading", Decimal(8), "bet:1")]
    world.go_to("2026-11-30 08:00")
    (only,) = world.check_in(occurrence="weekly@2026-11-30").known
    assert (only.value, only.source) == (Decimal(8), "Jira")


def test_what_is_no_answer_to_the_question_is_not_filled_in(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.source.knows = [
        known("reading", "many", "bet:1"),
        known("trust", Decimal(101), "bet:1"),
        known("other", Decimal(1), "bet:1"),
    ]
    world.opened(**about_bets(asks=(READING, TRUST)))
    assert world.check_in().known == ()


def test_a_source_that_cant_be_read_is_waited_for_and_then_done_without(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.source.fails = TrackerUnavailable("Jira did not answer")
    world.opened(**about_bets(asks=(READING,)))
    assert world.messenger.posted_messages == []
    world.go_to("2026-11-23 08:29")
    assert world.messenger.posted_messages == []
    world.go_to("2026-11-23 08:50", by=timedelta(minutes=5))
    (text,) = world.said("UDANA")
    assert "Not filled in: portfolio could not be read" in text
    assert world.check_in().known == ()


def test_a_source_that_answers_again_in_time_fills_in_all(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.source.knows = [known("reading", Decimal(8), "bet:1")]
    world.source.fails = TrackerUnavailable("Jira did not answer")
    world.opened(**about_bets(asks=(READING,)))
    world.source.fails = None
    world.go_to("2026-11-23 08:20", by=timedelta(minutes=5))
    assert [each.value for each in world.check_in().known] == [Decimal(8)]
    assert world.check_in().gaps == ()


def test_what_is_filled_in_is_read_with_the_rights_of_who_reads_it(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.messenger.groups["UDANA"] = frozenset({"S1"})
    moved(world, "UDANA", email="dana@fernhill.example")
    world.opened(**about_bets())
    (audience,) = world.source.audiences
    assert (audience.user, audience.channel) == ("UDANA", None)
    assert audience.groups == {"S1"}
    assert audience.email == "dana@fernhill.example"


def test_facts_stand_with_the_subject_and_words_from_outside_are_literal(world: World) -> None:
    world.source.held = [a_bet(1, name="<!channel> *bold*", facts=(line("Target 40 by March"),))]
    world.opened(**about_bets())
    (text,) = world.said("UDANA")
    assert "<!channel> *bold*" in text
    assert "Target 40 by March" in text


# --- more than fits --------------------------------------------------------------------------------


FACTS = tuple(line(f"Fact {n} of five") for n in range(1, 6))


def test_with_too_many_to_show_it_is_answered_in_the_form_which_has_all(world: World) -> None:
    world.source.held = [a_bet(n, facts=FACTS) for n in range(1, 31)]
    world.source.knows = [known("reading", Decimal(n), f"bet:{n}") for n in range(1, 31)]
    world.opened(**about_bets(asks=(READING,)))
    (message,) = world.messages("UDANA")
    assert labels_in(message.message) == ["Answer…"]
    assert "17 more are in the form" in message.text
    rendered = message_args(message.message)["blocks"]
    assert len(rendered) <= 50
    assert rendered[-1]["type"] == "actions"
    view = world.press("UDANA", "Answer…")
    assert view
    titles = []
    for _ in range(2):
        titles.append(world.form(view).title)
        assert len(modal_view(world.form(view))["blocks"]) <= 100
        assert world.submit("UDANA", view) == {}
    assert titles == [f"Weekly review ({page} of 2)" for page in (1, 2)]
    assert "Thank you" in world.shown(view)
    assert len(world.given()) == 30
    assert world.check_in().standing is Answering.ANSWERED


# --- away ------------------------------------------------------------------------------------------


def test_who_is_away_by_their_status_is_asked_once_they_are_back(any_world: World) -> None:
    world = any_world
    back = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    moved(world, "UDANA", away_until=back)
    world.opened()
    assert world.said("UDANA") == []
    assert world.check_in().standing is Answering.AWAY
    assert world.check_in().why == "away until Tue 24 Nov 2026"
    assert len(world.said("UOWEN")) == 1
    world.go_to("2026-11-24 07:59")
    assert world.said("UDANA") == []
    world.go_to("2026-11-24 08:00")
    assert len(world.said("UDANA")) == 1
    assert world.check_in().standing is Answering.ASKED
    assert world.steps()[-2:] == [(Step.ASKED, "UDANA", False), (Step.ASKED, "UDANA", True)]


def test_who_stays_away_for_longer_is_asked_once_they_really_are_back(world: World) -> None:
    moved(world, "UDANA", away_until=datetime(2026, 11, 23, 12, tzinfo=UTC))
    world.opened()
    moved(world, "UDANA", away_until=datetime(2026, 11, 24, 10, tzinfo=UTC))
    world.go_to("2026-11-24 09:59")
    assert world.said("UDANA") == []
    world.go_to("2026-11-24 10:00")
    assert len(world.said("UDANA")) == 1


def test_who_is_away_beyond_the_closing_is_away_and_not_missed(world: World) -> None:
    moved(world, "UDANA", away_until=datetime.max.replace(tzinfo=UTC))
    world.opened()
    world.go_to("2026-11-24 15:30")
    assert world.said("UDANA") == []
    assert world.check_in().standing is Answering.AWAY
    assert world.check_in("UOWEN").standing is Answering.MISSED


def test_who_goes_away_before_answering_is_away_and_not_missed(world: World) -> None:
    world.opened(reminders=(timedelta(hours=4),))
    world.clock.advance(hours=1)
    answer = world.type("UDANA", "away until 2026-11-30")
    assert "You are away until Mon 30 Nov 2026." in answer
    assert "One check-in is still open" in answer
    world.go_to("2026-11-24 15:30")
    assert world.check_in().standing is Answering.AWAY
    assert len(world.said("UDANA")) == 1
    assert len(world.said("UOWEN")) == 2


def test_who_says_that_they_are_back_is_asked_what_is_open(any_world: World) -> None:
    world = any_world
    assert "You are away until you say that you are back." in world.type("UDANA", "away")
    world.opened()
    assert world.said("UDANA") == []
    assert world.check_in().why == "away until they say that they are back"
    world.clock.advance(hours=2)
    assert "I send what is asked of you" in world.type("UDANA", "back")
    assert len(world.said("UDANA")) == 1
    assert world.check_in().standing is Answering.ASKED


def test_who_is_back_with_a_status_that_says_otherwise_is_told(world: World) -> None:
    moved(world, "UDANA", away_until=datetime(2026, 12, 24, tzinfo=UTC))
    world.opened()
    assert "please clear it" in world.type("UDANA", "back")
    assert world.said("UDANA") == []


@pytest.mark.parametrize("words", ["until 2026-11-22", "2026-11-01", "until 2028-01-01"])
def test_only_a_day_ahead_is_taken(world: World, words: str) -> None:
    assert "is not within the year ahead" in world.type("UDANA", f"away {words}")
    assert world.checkins.away(("UDANA",), world.clock.now()) == {}


def test_what_names_no_day_is_asked_back(world: World) -> None:
    assert "“01/02” names no day" in world.type("UDANA", "away until 01/02")


def test_who_is_away_in_their_own_zone_is_back_at_their_own_midnight(world: World) -> None:
    moved(world, "UDANA", zone=ZoneInfo("Asia/Kolkata"))
    world.type("UDANA", "away until friday")
    away = world.checkins.away(("UDANA",), world.clock.now())["UDANA"]
    assert away.end == datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
