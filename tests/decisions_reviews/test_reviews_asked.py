"""Who is asked whether a decision is still right, when, and how often."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import a_party, an_origin
from cadence.core.calendar import WorkingTime
from cadence.core.message import Kind
from cadence.decisions.model.decision import Status
from cadence.decisions.model.review import Why
from decisions_support import (
    LOG,
    MONDAY,
    PAY,
    SECRET,
    a_person,
    a_room,
    due_decision,
    labels,
)

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


# --- on its date ---------------------------------------------------------------------------------


def test_the_decider_is_asked_in_the_morning_of_the_date() -> None:
    room = a_room()
    due_decision(room, decided="Jobs are kept in PostgreSQL.", reopen_if="we leave PostgreSQL")
    room.run()
    room.until(berlin("2026-11-23 08:59"))
    assert room.told("UDANA") == []
    room.until(berlin("2026-11-23 09:00"))
    (asked,) = room.to("UDANA")
    assert "Is D-42 · Use PostgreSQL for the ledger still right?" in asked.text
    assert "It was to be looked at again on 23 Nov 2026." in asked.text
    assert "Jobs are kept in PostgreSQL." in asked.text
    assert "Reopen it if: we leave PostgreSQL" in asked.text
    assert "You are asked since you decided it." in asked.text
    assert labels(asked.message) == ["Still right", "Supersede", "Look again on…"]


def test_the_date_is_that_of_the_deciders_zone() -> None:
    room = a_room(now=datetime(2026, 11, 22, 9, tzinfo=UTC))
    room.messenger.people["UDANA"] = a_person("Dana", zone=ZoneInfo("Pacific/Auckland"))
    due_decision(room)
    room.until(datetime(2026, 11, 22, 19, 59, tzinfo=UTC))
    assert room.told("UDANA") == []
    room.until(datetime(2026, 11, 22, 20, 0, tzinfo=UTC))  # nine in the morning of Monday there
    assert len(room.told("UDANA")) == 1


def test_a_date_on_a_weekend_or_holiday_is_asked_on_the_next_working_morning() -> None:
    office = WorkingTime(days_off=frozenset({date(2026, 11, 30)}))
    room = a_room(office=office)
    due_decision(room, review_on=date(2026, 11, 28))
    room.until(berlin("2026-12-01 08:00"))
    assert room.told("UDANA") == []
    room.until(berlin("2026-12-01 09:00"))
    assert len(room.told("UDANA")) == 1


def test_it_is_asked_exactly_once_by_two_replicas_and_for_weeks() -> None:
    room = a_room()
    due_decision(room)
    room.questions.beat(room.clock.now())
    twin = room.twin()
    for hours in range(24 * 14):
        (room if hours % 2 else twin).until(MONDAY + timedelta(hours=hours))
    assert len(room.told("UDANA")) == 1
    assert len(room.told("UOLGA")) == 1


def test_after_days_of_downtime_it_is_still_asked_once() -> None:
    room = a_room()
    due_decision(room)
    room.clock.set(berlin("2026-11-28 12:00").astimezone(UTC))  # a Saturday
    room.run()
    assert room.told("UDANA") == []
    room.until(berlin("2026-11-30 10:00"))
    assert len(room.told("UDANA")) == 1


def test_a_worker_that_dies_before_the_question_stands_asks_it_once() -> None:
    room = a_room()
    due_decision(room)
    room.clock.set(berlin("2026-11-23 09:30").astimezone(UTC))
    room.messenger.now = room.clock.now()
    room.messenger.outcome_unknown = 1
    room.jobs.enqueue(*room.questions.beat(room.clock.now()))
    job = room.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=frozenset(room.handlers))
    while job is not None and job.kind != "decision review":
        room.do(job)
        job = room.jobs.claim(
            worker="w", lease=timedelta(minutes=1), kinds=frozenset(room.handlers)
        )
    assert job is not None
    room.handlers[job.kind].run(job)  # and the process is killed: nothing of it was stored
    room.jobs.release()
    with pytest.raises(Exception, match="broke before the answer"):
        room.run()  # posted, and the process does not hear of it
    room.jobs.release()
    room.run()
    assert len(room.told("UDANA")) == 1


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.REJECTED, Status.DEPRECATED])
def test_what_is_no_longer_live_is_not_asked_about(status: Status) -> None:
    room = a_room()
    due_decision(room)
    room.run()  # it waits for the morning
    room.alter(status=status)
    room.until(FRIDAY)
    assert room.told("UDANA") == []
    assert room.reviews.held == {}


def test_a_date_that_was_moved_while_it_waited_counts() -> None:
    room = a_room()
    decision = due_decision(room)
    room.run()
    room.alter(body=replace(decision.body, review_on=THURSDAY.date()))
    room.until(THURSDAY)
    assert room.told("UDANA") == []
    room.until(THURSDAY + timedelta(hours=3))
    assert len(room.told("UDANA")) == 1


def test_a_proposed_decision_is_asked_about_too() -> None:
    room = a_room()
    due_decision(room, status=Status.PROPOSED)
    room.until(TUESDAY)
    assert len(room.told("UDANA")) == 1


def test_while_slack_is_away_nothing_is_lost_and_nobody_is_passed_over() -> None:
    room = a_room()
    due_decision(room)
    room.messenger.unreachable = True
    room.until(TUESDAY + timedelta(hours=4))
    room.messenger.unreachable = False
    room.until(TUESDAY + timedelta(hours=8))
    assert len(room.told("UDANA")) == 1
    assert room.told("UOLGA") == []


# --- who -----------------------------------------------------------------------------------------


def test_without_a_decider_the_recorder_is_asked() -> None:
    room = a_room()
    due_decision(room, decider=None)
    room.until(TUESDAY)
    (told,) = room.told("URITA")
    assert "You are asked since you recorded it, and it names no decider." in told


def test_a_decider_who_is_only_a_name_leaves_it_to_the_recorder() -> None:
    room = a_room()
    due_decision(room, decider=a_party("the board", None))
    room.until(TUESDAY)
    (told,) = room.told("URITA")
    assert "the board is not somebody whom I can ask in Slack" in told


@pytest.mark.parametrize("how", ["gone", "unknown", "a bot", "no longer a member", "now a guest"])
def test_a_decider_who_cant_be_asked_leaves_it_to_the_owner_at_once(how: str) -> None:
    room = a_room()
    due_decision(room)
    if how == "gone":
        room.messenger.people["UDANA"] = a_person("Dana", is_gone=True)
    elif how == "unknown":
        del room.messenger.people["UDANA"]
    elif how == "a bot":
        room.messenger.people["UDANA"] = a_person("Dana", is_bot=True)
    elif how == "now a guest":
        room.messenger.people["UDANA"] = a_person("Dana", is_guest=True)
        room.messenger.memberships["UDANA"] = frozenset({LOG})
    else:
        room.alter(origin=an_origin(SECRET, kind=Kind.PRIVATE))
        room.messenger.memberships["UOLGA"] |= {SECRET}
    room.until(TUESDAY)
    assert room.told("UDANA") == []
    (told,) = room.told("UOLGA")
    assert "Dana can't be asked any more, so it comes to you as the channel's owner." in told
    assert room.told(LOG) == ["the record"]
    room.until(NEXT_MONDAY + timedelta(days=3))
    assert len(room.told("UOLGA")) == 1


def test_where_slack_refuses_the_question_it_goes_to_the_owner() -> None:
    room = a_room()
    due_decision(room)
    room.messenger.refuse["UDANA"] = "cannot_dm_bot"
    room.until(TUESDAY)
    assert len(room.told("UOLGA")) == 1


# --- unanswered ----------------------------------------------------------------------------------


def test_unanswered_it_goes_to_the_owner_once_after_the_agreed_working_days() -> None:
    room = a_room()
    due_decision(room)
    room.until(berlin("2026-11-26 08:59"))
    assert room.told("UOLGA") == []
    room.until(berlin("2026-11-26 09:00"))
    (told,) = room.told("UOLGA")
    assert (
        "Dana was asked on 23 Nov 2026 and has not answered, so it comes to you as the channel's owner"
        in told
    )
    room.until(NEXT_MONDAY + timedelta(days=14), every=timedelta(hours=6))
    assert len(room.told("UOLGA")) == len(room.told("UDANA")) == 1


def test_weekends_and_holidays_are_no_working_days() -> None:
    office = WorkingTime(days_off=frozenset({date(2026, 12, 25), date(2027, 1, 1)}))
    room = a_room(office=office, now=datetime(2026, 12, 22, 6, tzinfo=UTC))
    due_decision(
        room, review_on=date(2026, 12, 23)
    )  # asked on Wednesday; Thursday, Monday, Tuesday
    room.until(berlin("2026-12-29 08:59"))
    assert len(room.told("UDANA")) == 1
    assert room.told("UOLGA") == []
    room.until(berlin("2026-12-29 09:00"))
    assert len(room.told("UOLGA")) == 1


def test_patience_lasts_over_a_change_of_the_clocks() -> None:
    room = a_room(now=datetime(2026, 10, 22, 6, tzinfo=UTC))
    due_decision(room, review_on=date(2026, 10, 23))  # a Friday; clocks go back on Sunday
    room.until(berlin("2026-10-28 08:59"))
    assert room.told("UOLGA") == []
    room.until(berlin("2026-10-28 09:00"))
    assert len(room.told("UOLGA")) == 1


def test_the_configured_owner_comes_before_who_made_the_channel() -> None:
    room = a_room(owners={PAY: "UUMA"})
    due_decision(room)
    room.until(FRIDAY)
    assert len(room.told("UUMA")) == 1
    assert room.told("UOLGA") == []


def test_an_owner_who_is_the_decider_leaves_it_to_the_log_channel() -> None:
    room = a_room(owners={PAY: "UDANA"})
    room.messenger.creators[PAY] = "UDANA"
    due_decision(room)
    room.until(FRIDAY)
    assert len(room.told("UDANA")) == 1
    assert "Anybody may answer." in room.told(LOG)[-1]


def test_what_not_everyone_in_the_log_channel_may_see_is_never_asked_there() -> None:
    room = a_room()
    room.messenger.creators[SECRET] = "UDANA"
    room.messenger.memberships["UDANA"] |= {SECRET}
    due_decision(room, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.until(FRIDAY)
    assert len(room.told("UDANA")) == 1
    assert room.told(LOG) == ["the record"]
    (review,) = room.reviews.open_of(42)
    assert [each.to for each in review.asked] == ["UDANA"]


def test_with_nobody_left_it_stays_listed_as_overdue() -> None:
    room = a_room(log_channel=None)
    due_decision(room)
    for user in ("UDANA", "UOLGA"):
        room.messenger.people[user] = replace(room.messenger.people[user], is_gone=True)
    room.until(NEXT_MONDAY + timedelta(days=60), every=timedelta(hours=12))
    assert room.told("UDANA") == room.told("UOLGA") == []
    seen = room.reviewing.seeing.alone("UUMA")
    ((decision, due),) = room.reviewing.overdue(seen)
    assert (decision.number, due.on) == (42, MONDAY.date())
    room.alter(origin=an_origin(SECRET, kind=Kind.PRIVATE))
    assert room.reviewing.overdue(room.reviewing.seeing.alone("UUMA")) == ()


# --- by hand -------------------------------------------------------------------------------------


def test_anybody_may_have_the_decider_asked_now_whatever_the_hour() -> None:
    room = a_room(now=berlin("2026-11-21 23:00").astimezone(UTC))
    due_decision(room, review_on=None)
    told = room.command("review D-42")
    assert told == "I asked Dana in a direct message whether D-42 is still right."
    (asked,) = room.told("UDANA")
    assert "Uma asks." in asked
    again = room.command("review D-42 now")
    assert "Dana was asked on 21 Nov 2026 whether D-42 is still right" in again
    assert len(room.told("UDANA")) == 1


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("2027-03-01", date(2027, 3, 1)),
        ("on 1 March", date(2027, 3, 1)),
        ("in 3 months", date(2027, 2, 23)),
        ("tomorrow", date(2026, 11, 24)),
    ],
)
def test_a_date_may_be_set_by_command(typed: str, on: date) -> None:
    room = a_room()
    due_decision(room, review_on=None)
    told = room.command(f"review D-42 {typed}")
    assert told.startswith("D-42 is looked at again on ")
    assert room.review_on() == on
    assert room.history()[-1] == ("extended", "Uma", f"to {on.isoformat()}")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("32 March", "names no day ahead"),
        ("2026-11-01", "1 Nov 2026 is not ahead"),
        ("2026-11-23", "23 Nov 2026 is not ahead"),
        ("2040-01-01", "more than five years ahead"),
        ("whenever", "names no day ahead"),
    ],
)
def test_a_wrong_date_says_how_it_is_written(typed: str, why: str) -> None:
    room = a_room()
    due_decision(room, review_on=None)
    told = room.command(f"review D-42 {typed}")
    assert why in told
    assert "“/decision review D-42 2027-03-01” sets the date" in told
    assert room.review_on() is None


def test_not_found_not_allowed_and_not_live_are_said() -> None:
    room = a_room()
    due_decision(room)
    due_decision(room, 43, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    due_decision(room, 44, status=Status.SUPERSEDED)
    assert room.command("review D-99") == "There is no D-99 that I may show you."
    assert room.command("review D-43") == "There is no D-43 that I may show you."
    assert room.command("review D-44").startswith("D-44 is superseded")
    assert room.reviews.held == {}


def test_with_nobody_to_ask_who_asked_may_answer() -> None:
    room = a_room(log_channel=None)
    due_decision(room, review_on=None)
    for user in ("UDANA", "UOLGA"):
        room.messenger.people[user] = replace(room.messenger.people[user], is_gone=True)
    told = room.command("review D-42")
    assert "You may answer yourself" in told
    answer = room.messenger.posted_messages[-1]
    room.press(answer, "Still right", "UUMA")
    assert ("confirmed", "Uma", "") in room.history()
    assert [each.why for each in room.reviews.held.values()] == [Why.ASKED]
