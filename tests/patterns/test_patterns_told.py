"""Who is told of a pattern, once, and what follows where nobody answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from answers_room import (
    CHANNEL,
    CHECKOUT,
    ELSE,
    GUEST,
    LENA,
    MARK,
    NEW_YORK,
    OTTO,
    AnswersRoom,
    labels,
    utc,
)

from cadence.core.message import Kind
from cadence.core.people import Lead
from cadence.delivery.job import Settlement
from cadence.patterns.model import life
from cadence.patterns.model.pattern import State, Step
from cadence.patterns.service.telling import CARD
from pattern_builders import a_finding, a_pattern

NOBODY = replace(CHECKOUT, lead=Lead(name="Lena Ito"), next_level=None)
"""A lead without a user id."""


def test_a_new_pattern_goes_to_the_lead_of_its_area_once() -> None:
    room = AnswersRoom()
    found = room.find()
    (card,) = room.to(LENA)
    assert "9 similar bugs in 6 weeks, usually 1.4" in card.text
    assert found.escalated is not None
    assert (found.escalated.to, found.escalated.level) == (LENA, 0)
    assert (found.told_at, found.told_rate) == (found.escalated.at, 9)
    assert room.steps() == [Step.TOLD]
    room.scan()
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1
    assert room.to(CHANNEL) == []


def test_an_answer_is_awaited_for_two_working_days_of_the_leads_own_zone() -> None:
    """Found on Monday at two at night, UTC: both work from nine to five."""
    berlin, new_york = AnswersRoom(), AnswersRoom()
    new_york.move(LENA, zone=NEW_YORK)
    by = [room.find().escalated.answer_by for room in (berlin, new_york)]  # type: ignore[union-attr]
    assert by == [utc(2026, 11, 25, 8), utc(2026, 11, 25, 14)]


def test_a_weekend_and_a_holiday_are_no_working_time() -> None:
    working = replace(CHECKOUT.working, days_off=frozenset({utc(2026, 11, 30).date()}))
    room = AnswersRoom(areas=(replace(CHECKOUT, working=working),))
    room.clock.set(utc(2026, 11, 27, 15))  # Friday at four in Berlin
    found = room.find()
    assert found.escalated is not None
    assert found.escalated.answer_by == utc(2026, 12, 2, 15)  # Monday is off: Wednesday at four


def test_a_lead_without_a_user_id_is_told_in_the_areas_channel() -> None:
    room = AnswersRoom(areas=(NOBODY,))
    found = room.find()
    (card,) = room.to(CHANNEL)
    assert found.escalated is not None
    assert (found.escalated.to, found.escalated.name) == (None, "Lena Ito")
    room.press(card, "Snooze until worse", ELSE)
    assert room.pattern().state is State.SNOOZED


def test_where_neither_is_set_nobody_is_told_and_the_ledger_says_so() -> None:
    room = AnswersRoom(areas=(replace(NOBODY, channel=None),))
    found = room.find()
    assert room.messenger.posted_messages == []
    assert found.escalated is None
    assert room.steps() == [Step.NOT_TOLD]
    assert "no Slack user id" in room.says()[0]


def test_of_an_area_that_nobody_owns_nobody_is_told() -> None:
    room = AnswersRoom()
    room.find(a_pattern(finding=a_finding(area="PAY / Wallet")))
    assert room.messenger.posted_messages == []
    assert room.says() == ["Nobody could be told: nobody owns PAY / Wallet in the settings."]
    jobs = len(room.jobs.of(CARD))
    room.scan()
    assert len(room.jobs.of(CARD)) == jobs


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"away_until": datetime(2026, 12, 24, tzinfo=UTC)}, "Lena Ito is away"),
        ({"is_gone": True}, "Lena Ito’s account is closed"),
        ({"is_guest": True}, "Lena Ito is no member of the company’s Slack"),
        ({"is_bot": True}, "Lena Ito is no member of the company’s Slack"),
    ],
)
def test_who_cannot_be_told_is_passed_over_and_the_ledger_says_why(
    wrong: dict[str, object], said: str
) -> None:
    room = AnswersRoom()
    room.move(LENA, **wrong)
    found = room.find()
    assert (len(room.to(LENA)), len(room.to(MARK))) == (0, 1)
    assert found.escalated is not None
    assert (found.escalated.to, found.escalated.level) == (MARK, 1)
    assert room.steps() == [Step.ESCALATED, Step.TOLD]
    assert room.says()[0] == f"{said}: so it goes to Mark Roy."


def test_who_is_back_before_an_answer_is_due_is_told() -> None:
    room = AnswersRoom()
    room.move(LENA, away_until=utc(2026, 11, 24, 8))
    room.find()
    assert len(room.to(LENA)) == 1


def test_where_everybody_is_away_the_lead_is_told_all_the_same() -> None:
    room = AnswersRoom(areas=(replace(CHECKOUT, channel=None),))
    for user in (LENA, MARK):
        room.move(user, away_until=datetime.max.replace(tzinfo=UTC))
    room.find()
    assert (len(room.to(LENA)), len(room.to(MARK))) == (1, 0)


def test_a_lead_whom_slack_does_not_know_is_passed_over() -> None:
    room = AnswersRoom()
    del room.messenger.people[LENA]
    room.find()
    assert room.says()[0] == "Slack knows no Lena Ito: so it goes to Mark Roy."


def test_who_may_not_see_the_projects_is_not_told_of_them() -> None:
    room = AnswersRoom()
    room.bugs.may_see = lambda audience, project: audience.user not in (LENA, MARK)
    room.find()
    (card,) = room.to(CHANNEL)
    assert card.message.summary.startswith("P-1")
    room = AnswersRoom()
    room.bugs.may_see = lambda audience, project: False
    room.find()
    assert room.messenger.posted_messages == []
    assert "may not see PAY" in room.says()[0]


def test_a_channel_shared_with_another_company_is_told_nothing() -> None:
    room = AnswersRoom(areas=(NOBODY,))
    room.messenger.kinds[CHANNEL] = Kind.SHARED
    room.find()
    assert room.messenger.posted_messages == []
    assert room.steps() == [Step.NOT_TOLD]


# --- refused --------------------------------------------------------------------------------------


def test_what_slack_refuses_goes_one_level_up_at_once() -> None:
    room = AnswersRoom()
    room.messenger.refuse[LENA] = "user_disabled"
    found = room.find()
    assert len(room.to(MARK)) == 1
    assert found.escalated is not None
    assert found.escalated.level == 1
    assert room.steps() == [Step.NOT_TOLD, Step.TOLD]
    assert "user_disabled" in room.says()[0]


def test_what_slack_refuses_everywhere_is_tried_again_after_some_days() -> None:
    room = AnswersRoom()
    room.messenger.refuse |= dict.fromkeys((LENA, MARK, CHANNEL), "restricted_action")
    found = room.find()
    room.pass_a_minute()
    found = room.pattern()
    assert (found.escalated, found.told_at, found.told_rate) == (None, None, 0)
    lines = len(room.steps())
    assert set(room.steps()) == {Step.NOT_TOLD}
    room.clock.advance(days=1)
    room.scan()
    room.pass_a_minute()
    assert len(room.steps()) == lines
    room.messenger.refuse.clear()
    room.clock.advance(days=6)
    room.scan()
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1


def test_it_is_told_as_soon_as_the_settings_name_somebody() -> None:
    before = AnswersRoom(areas=())
    before.find()
    later = AnswersRoom()
    later.keep(before.pattern())
    later.scan()
    later.pass_a_minute()
    assert len(later.to(LENA)) == 1


def test_while_slack_is_away_a_scan_ends_and_its_cards_wait() -> None:
    room = AnswersRoom()
    room.messenger.unreachable = True
    found = room.find()
    assert (found.escalated, room.patterns.scanned_at()) == (None, utc(2026, 11, 23, 2))
    room.messenger.unreachable = False
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1


# --- one level up -----------------------------------------------------------------------------------


def test_unanswered_it_goes_one_level_up_once() -> None:
    room = AnswersRoom()
    room.find()
    room.until(utc(2026, 11, 25, 7, 59))
    assert room.to(MARK) == []
    room.until(utc(2026, 11, 25, 8, 1))
    (card,) = room.to(MARK)
    assert "One level up" in card.text
    assert room.steps() == [Step.TOLD, Step.ESCALATED, Step.TOLD]
    assert "No answer from Lena Ito in the agreed working time" in room.says()[1]
    room.until(utc(2026, 12, 20, 8))
    assert (len(room.to(MARK)), len(room.to(LENA)), len(room.to(CHANNEL))) == (1, 1, 0)


def test_answered_in_time_it_goes_nowhere() -> None:
    for answer in ("I own it…", "Snooze until worse"):
        room = AnswersRoom()
        room.find()
        if answer == "I own it…":
            room.own(room.to(LENA)[0])
        else:
            room.press(room.to(LENA)[0], answer, LENA)
        room.until(utc(2026, 12, 10, 8))
        assert room.to(MARK) == []


def test_both_may_answer_once_it_went_up() -> None:
    for user in (LENA, MARK):
        room = AnswersRoom()
        room.find()
        room.until(utc(2026, 11, 25, 9))
        card = room.to(user)[0]
        room.own(card, user)
        assert room.pattern().ownership.by == user  # type: ignore[union-attr]


def test_where_nobody_is_one_level_up_the_ledger_says_so() -> None:
    for above, said in (
        (None, "the settings name nobody one level up"),
        (Lead(name="Gil", user="UGIL"), "Slack knows no Gil"),
        (Lead(name="Lena Ito", user=LENA), "the settings name nobody one level up"),
    ):
        room = AnswersRoom(areas=(replace(CHECKOUT, next_level=above),))
        room.find()
        room.until(utc(2026, 11, 26, 8))
        assert room.steps() == [Step.TOLD, Step.NOT_TOLD]
        assert said in room.says()[1]
        assert len(room.messenger.posted_messages) == 1


# --- told again ---------------------------------------------------------------------------------------


def worse(room: AnswersRoom, rate: int = 15) -> None:
    """A later scan finds more of it."""
    room.clock.advance(days=1)
    before = room.pattern()
    after = life.worse(
        before,
        a_finding(rate=rate, at=room.clock.now()),
        sentence=f"Payment retries: {rate} similar bugs in 6 weeks, usually 1.4",
        at=room.clock.now(),
    )
    room.settle(Settlement(changes=(room.patterns.put(after),)))
    room.scan((after, Step.WORSE))
    room.pass_a_minute()


def test_worse_it_is_told_again_to_whoever_has_it() -> None:
    room = AnswersRoom()
    room.find()
    worse(room)
    first, second = room.to(LENA)
    assert "15 similar bugs" in second.text
    assert "Worse than when it was told" in second.text
    assert labels(first.message) == []
    assert "I own it…" in labels(second.message)
    assert room.pattern().told_rate == 15


def test_worse_after_it_went_up_it_is_told_one_level_up() -> None:
    room = AnswersRoom()
    room.find()
    room.until(utc(2026, 11, 25, 9))
    worse(room)
    assert (len(room.to(LENA)), len(room.to(MARK))) == (1, 2)
    room.until(utc(2026, 12, 10, 9))
    assert (len(room.to(LENA)), len(room.to(MARK))) == (1, 2)


def test_what_is_snoozed_is_told_again_when_it_is_worse() -> None:
    room = AnswersRoom()
    room.find()
    room.press(room.to(LENA)[0], "Snooze until worse", LENA)
    room.scan()
    room.pass_a_minute()
    assert len(room.to(LENA)) == 1
    worse(room)
    assert len(room.to(LENA)) == 2
    assert room.pattern().state is State.OPEN


def test_what_is_owned_and_worse_is_told_to_its_owner_and_waits_for_nobody() -> None:
    room = AnswersRoom()
    room.find()
    room.own(room.to(LENA)[0])
    worse(room)
    assert len(room.to(LENA)) == 2
    found = room.pattern()
    assert found.state is State.OWNED
    assert found.escalated is not None
    assert found.escalated.answer_by is None
    room.until(utc(2026, 12, 10, 8))
    assert room.to(MARK) == []


def test_what_is_worse_in_two_scans_while_slack_is_away_is_told_once() -> None:
    room = AnswersRoom()
    room.find()
    room.messenger.unreachable = True
    worse(room, 15)
    worse(room, 21)
    room.messenger.unreachable = False
    room.until(room.clock.now() + timedelta(minutes=5))
    assert len(room.to(LENA)) == 2
    assert "21 similar bugs" in room.to(LENA)[1].text


# --- an area's own time ---------------------------------------------------------------------------------


def test_another_areas_lead_is_told_nothing() -> None:
    room = AnswersRoom()
    room.find()
    room.until(utc(2026, 12, 20, 8))
    assert [room.to(user) for user in (OTTO, ELSE, GUEST)] == [[], [], []]


def test_every_card_says_until_when_an_answer_is_awaited() -> None:
    room = AnswersRoom()
    room.find()
    assert "An answer is awaited until" in room.to(LENA)[0].text


def test_a_card_is_not_drawn_anew_for_who_may_not_see_all_its_bugs_any_more() -> None:
    """Mark merged what Lena may not see into it; she keeps no figures of that."""
    room = AnswersRoom()
    room.find()
    room.bugs.may_see = lambda audience, project: audience.user != LENA
    room.settle(Settlement(jobs=tuple(room.telling.redraws(room.pattern(), key="merged"))))
    (card,) = room.to(LENA)
    assert card.text == "P-1 has bugs by now that may not be shown here."
