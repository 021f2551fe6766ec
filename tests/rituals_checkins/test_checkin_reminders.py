"""Reminders: to whom, when, how often."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from checkin_world import BERLIN, World, in_memory, labels_in, moved
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.calendar import WorkingTime
from cadence.core.errors import MessengerUnavailable
from cadence.rituals.model.checkin import Answering
from cadence.rituals.model.occurrence import Step
from cadence.rituals.model.reminding import reminders
from cadence.rituals.model.ritual import MOST_REMINDERS, Participants

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
ZONES = ("UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Los_Angeles", "Africa/Cairo")


@pytest.fixture
def world() -> World:
    return in_memory()


@given(
    before=st.lists(st.timedeltas(timedelta(0), timedelta(days=5)), max_size=4),
    lasts=st.timedeltas(timedelta(0), timedelta(days=6)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_a_reminder_comes_while_it_is_open_and_its_reader_works(
    before: list[timedelta], lasts: timedelta, zone: ZoneInfo
) -> None:
    working = WorkingTime()
    closes_at = MONDAY + lasts
    moments = reminders(before, opened_at=MONDAY, closes_at=closes_at, zone=zone, working=working)
    assert len(moments) <= MOST_REMINDERS
    assert list(moments) == sorted(set(moments))
    for moment in moments:
        assert MONDAY < moment < closes_at
        local = moment.astimezone(zone)
        assert local.weekday() < 5
        assert time(9) <= local.time() < time(17)
        assert any(closes_at - each <= moment for each in before)


def test_who_has_not_answered_is_reminded_in_their_own_hours(world: World) -> None:
    moved(world, "UOWEN", zone=ZoneInfo("Asia/Tokyo"))
    world.opened(reminders=(4 * HOUR,))
    world.go_to("2026-11-24 10:59")
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [1, 1]
    world.go_to("2026-11-24 11:00")
    # It is past five in Tokyo by now, and the next morning there it is closed.
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [2, 1]
    assert "Weekly review still waits for your answer" in world.said("UDANA")[-1]
    assert "It closes 24 Nov 2026, 15:00 UTC." in world.said("UDANA")[-1]
    assert world.check_in("UDANA").reminded == 1
    assert world.steps()[-2:] == [(Step.REMINDED, "UDANA", False), (Step.REMINDED, "UDANA", True)]


def test_a_reminder_that_falls_into_the_night_comes_in_the_morning(world: World) -> None:
    moved(world, "UDANA", zone=ZoneInfo("America/New_York"))
    # Two in the morning in New York; it is closed at ten there.
    world.opened(reminders=(8 * HOUR,))
    world.go_to("2026-11-24 13:59")
    assert len(world.said("UDANA")) == 1
    world.go_to("2026-11-24 14:00")
    assert len(world.said("UDANA")) == 2


def test_who_answered_is_not_reminded(world: World) -> None:
    world.opened(reminders=(24 * HOUR, 4 * HOUR))
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"What changed?": "Much"})
    world.go_to("2026-11-24 15:00")
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [1, 3]


def test_nobody_is_reminded_more_than_twice(world: World) -> None:
    world.opened(reminders=(28 * HOUR, 24 * HOUR, 4 * HOUR, HOUR))
    world.go_to("2026-11-24 15:00")
    assert len(world.said("UDANA")) == 1 + MOST_REMINDERS
    assert world.check_in().reminded == MOST_REMINDERS


def test_observers_the_away_and_the_unreached_are_not_reminded(world: World) -> None:
    moved(world, "UOWEN", away_until=datetime(2026, 12, 24, tzinfo=UTC))
    world.messenger.refuse["UDANA"] = "cannot_dm_bot"
    world.opened(reminders=(4 * HOUR,))
    del world.messenger.refuse["UDANA"]
    world.go_to("2026-11-24 14:30")
    assert world.said("UDANA") == world.said("UOWEN") == []


def test_who_fell_ill_since_is_not_reminded(world: World) -> None:
    world.opened(reminders=(4 * HOUR,))
    moved(world, "UDANA", away_until=datetime(2026, 11, 26, tzinfo=UTC))
    world.go_to("2026-11-24 15:00")
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [1, 2]
    assert world.check_in().standing is Answering.AWAY
    assert world.check_in("UOWEN").standing is Answering.MISSED


def test_a_reminder_that_comes_too_late_is_left_out(world: World) -> None:
    """After downtime, or while Slack was away."""
    world.opened(reminders=(4 * HOUR,))
    world.clock.set(datetime(2026, 11, 24, 16, tzinfo=UTC))
    world.run()
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [1, 1]


def test_who_is_in_another_zone_by_then_is_reminded_in_the_hours_of_that(world: World) -> None:
    world.opened(reminders=(28 * HOUR,))
    moved(world, "UDANA", zone=ZoneInfo("America/Los_Angeles"))
    # Noon in Berlin, three in the morning in Los Angeles.
    world.go_to("2026-11-23 16:59")
    assert [len(world.said(user)) for user in ("UDANA", "UOWEN")] == [1, 2]
    world.go_to("2026-11-23 17:00")
    assert len(world.said("UDANA")) == 2


def test_a_reminder_waits_for_slack(world: World) -> None:
    world.opened(reminders=(4 * HOUR,))
    world.messenger.unreachable = True
    world.go_to("2026-11-24 12:30")
    with pytest.raises(MessengerUnavailable):
        world.messenger.person("UDANA")
    world.messenger.unreachable = False
    world.go_to("2026-11-24 12:31", by=timedelta(seconds=15))
    assert len(world.said("UDANA")) == 2


def test_a_reminder_can_be_answered_itself_and_both_messages_tell_so(world: World) -> None:
    world.opened(reminders=(4 * HOUR,), participants=Participants(people=("UDANA",)))
    world.go_to("2026-11-24 12:00")
    first, reminder = world.messages("UDANA")
    assert "See your check-in" in reminder.text
    assert labels_in(reminder.message) == ["Answer…"]
    view = world.press("UDANA", "Answer…", message=reminder)
    assert view
    world.submit("UDANA", view, {"What changed?": "Much"})
    assert "You answered it." in world.messages("UDANA")[0].text
    assert world.check_in().ts == first.ts


def test_who_is_asked_once_they_are_back_is_reminded_too(world: World) -> None:
    moved(world, "UDANA", away_until=datetime(2026, 11, 24, 7, tzinfo=UTC))
    world.opened(reminders=(4 * HOUR,))
    world.go_to("2026-11-24 12:00")
    asked, reminded = world.said("UDANA")
    assert "What changed?" in asked
    assert "still waits" in reminded


def test_the_reminders_of_a_ritual_in_berlin_follow_its_clock() -> None:
    moments = reminders(
        (4 * HOUR,),
        opened_at=MONDAY,
        closes_at=datetime(2026, 11, 24, 16, tzinfo=BERLIN),
        zone=BERLIN,
        working=WorkingTime(),
    )
    assert moments == (datetime(2026, 11, 24, 11, tzinfo=UTC),)
