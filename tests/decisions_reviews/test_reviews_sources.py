"""Quoted messages are looked at again: marked where they were edited or deleted, and never rewritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import a_quote, an_origin
from cadence.core.errors import MessengerFailed
from cadence.core.message import Kind, Said
from cadence.decisions.model.decision import Part, Standing, Status
from cadence.decisions.service.sources import AT_ONCE, RECENT
from decisions_support import MONDAY, PAY, Room, a_room, due_decision
from fakes.messenger import FakeMessenger

TEXT = "ok, postgres it is"


def a_quoting_room(decisions: int = 1) -> Room:
    """Each decision quotes two messages of a thread of its own."""
    room = a_room()
    for number in range(1, decisions + 1):
        root = room.messenger.hear(PAY, "UDANA", TEXT)
        reply = room.messenger.hear(PAY, "URITA", "agreed, @UDANA01", thread=root)
        link = f"https://x.slack.com/archives/{PAY}/p1?thread_ts={root}&cid={PAY}"
        due_decision(
            room,
            number,
            review_on=None,
            recorded_at=MONDAY,
            origin=an_origin(PAY, thread=root),
            quotes=(
                a_quote(ts=root, text=TEXT),
                a_quote(Part.REASONS, ts=reply, text="agreed, @Dana", permalink=link),
            ),
        )
    return room


def standings(room: Room, number: int = 1) -> list[Standing]:
    return [each.standing for each in room.records.held[number].quotes]


def ts_of(room: Room, number: int = 1, place: int = 0) -> str:
    return room.records.held[number].quotes[place].ts


def test_an_edited_and_a_deleted_message_are_marked_and_stay_as_quoted() -> None:
    room = a_quoting_room()
    room.until(MONDAY + timedelta(hours=12))
    assert standings(room) == [Standing.AS_SAID] * 2
    room.messenger.edit(PAY, ts_of(room), "mysql it is")
    room.messenger.delete(PAY, ts_of(room, place=1))
    room.until(MONDAY + timedelta(days=1))
    assert standings(room) == [Standing.EDITED, Standing.DELETED]
    assert [each.text for each in room.records.held[1].quotes] == [TEXT, "agreed, @Dana"]
    room.messenger.edit(PAY, ts_of(room), TEXT)
    room.until(MONDAY + timedelta(days=2))
    assert standings(room) == [Standing.AS_SAID, Standing.DELETED]


def test_a_public_channel_that_was_made_private_keeps_its_decisions_to_its_members() -> None:
    room = a_quoting_room()
    room.until(MONDAY + timedelta(hours=12))
    assert room.records.public_channels() == (PAY,)
    room.messenger.kinds[PAY] = Kind.PRIVATE
    room.until(MONDAY + timedelta(days=1))
    assert room.records.held[1].origin.kind is Kind.PRIVATE
    room.messenger.kinds[PAY] = Kind.PUBLIC
    room.until(MONDAY + timedelta(days=2))
    assert room.records.held[1].origin.kind is Kind.PRIVATE, "nothing is widened by itself"


def test_a_channel_that_cant_be_looked_at_stays_public() -> None:
    room = a_quoting_room()
    room.messenger.refuse[PAY] = "channel_not_found"
    room.until(MONDAY + timedelta(days=1))
    assert room.records.held[1].origin.kind is Kind.PUBLIC


def test_what_cant_be_read_stays_as_it_was_known() -> None:
    room = a_quoting_room()
    room.alter(1, quotes=(replace(room.records.held[1].quotes[0], standing=Standing.EDITED),))
    room.messenger.refuse[PAY] = "channel_not_found"
    room.until(MONDAY + timedelta(days=1))
    assert standings(room) == [Standing.EDITED]


def test_the_round_goes_step_by_step_and_starts_anew_the_next_day() -> None:
    room = a_quoting_room(AT_ONCE + 5)
    room.until(MONDAY + timedelta(minutes=5), every=timedelta(minutes=1))
    last = AT_ONCE + 5
    room.messenger.edit(PAY, ts_of(room, 1), "no")
    room.messenger.edit(PAY, ts_of(room, last), "no")
    room.until(MONDAY + timedelta(hours=18, minutes=5), every=timedelta(minutes=15))
    assert standings(room, 1)[0] is Standing.EDITED
    assert standings(room, last)[0] is Standing.AS_SAID
    room.until(room.clock.now() + timedelta(minutes=2), every=timedelta(seconds=30))
    assert standings(room, last)[0] is Standing.EDITED


def test_while_slack_is_away_the_round_waits_where_it_is() -> None:
    room = a_quoting_room(3)
    room.messenger.edit(PAY, ts_of(room, 3), "no")
    room.messenger.unreachable = True
    room.until(MONDAY + timedelta(hours=2), every=timedelta(minutes=5))
    assert standings(room, 3)[0] is Standing.AS_SAID
    room.messenger.unreachable = False
    room.until(MONDAY + timedelta(hours=2, minutes=10), every=timedelta(minutes=5))
    assert standings(room, 3)[0] is Standing.EDITED


def test_when_slack_asks_to_wait_what_was_found_is_kept() -> None:
    room = a_quoting_room()
    room.messenger.slow_down = timedelta(minutes=10)
    room.until(MONDAY + timedelta(minutes=5), every=timedelta(minutes=1))
    (job,) = (each for each in room.jobs.kept.values() if each.kind == "decision sources")
    assert job.due_at >= MONDAY + timedelta(minutes=10)
    assert not job.set_aside


class BadlyRead(FakeMessenger):
    """Slack fails at one message whenever it is read."""

    bad: str = ""

    def said(self, channel: str, ts: str, *, thread: str | None = None) -> Said | None:
        if ts == self.bad:
            raise MessengerFailed("Slack failed inside")
        return super().said(channel, ts, thread=thread)


def test_one_message_that_can_never_be_read_holds_up_no_other() -> None:
    room = a_quoting_room(2)
    slack = BadlyRead(**{name: getattr(room.messenger, name) for name in ("now", "people")})
    slack._said = room.messenger._said
    slack.bad = ts_of(room, 1)
    slack.edit(PAY, ts_of(room, 2), "no")
    sources = replace(room.sources, messenger=slack)
    for number in (1, 2):
        for change in sources.looked(room.records.held[number])[1]:
            change(None)
    assert standings(room, 1) == [Standing.AS_SAID] * 2
    assert standings(room, 2)[0] is Standing.EDITED


@pytest.mark.parametrize("what", ["old", "superseded"])
def test_the_round_leaves_out_what_is_old_or_no_longer_live(what: str) -> None:
    room = a_quoting_room()
    room.messenger.edit(PAY, ts_of(room), "no")
    if what == "old":
        room.alter(1, recorded_at=MONDAY - RECENT - timedelta(days=2))
    else:
        room.alter(1, status=Status.SUPERSEDED)
    room.until(MONDAY + timedelta(days=1))
    assert standings(room)[0] is Standing.AS_SAID


def test_whoever_is_shown_a_decision_sees_how_its_sources_stand_now() -> None:
    room = a_quoting_room()
    room.messenger.edit(PAY, ts_of(room), "no")
    shown, changes = room.sources.looked(room.records.held[1])
    assert [each.standing for each in shown.quotes] == [Standing.EDITED, Standing.AS_SAID]
    assert len(changes) == 1
    assert standings(room)[0] is Standing.AS_SAID
    changes[0](None)
    assert standings(room)[0] is Standing.EDITED


def test_whoever_is_shown_a_decision_while_slack_is_away_sees_it_as_it_was_known() -> None:
    room = a_quoting_room()
    room.messenger.unreachable = True
    decision = room.records.held[1]
    assert room.sources.looked(decision) == (decision, ())
