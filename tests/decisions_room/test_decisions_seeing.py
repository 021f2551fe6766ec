"""Whose rights a read of the records has, and what becomes of a message that stands."""

from functools import partial
from zoneinfo import ZoneInfo

import pytest

from builders import LONG_AGO, a_decision, an_origin
from cadence.core.errors import MessengerUnavailable
from cadence.core.heard import Heard, Surface
from cadence.core.message import Kind, Message, Place, Posted
from cadence.core.people import Person
from cadence.decisions.jobs import on_posted
from cadence.decisions.model.access import NOTHING, Seen
from cadence.decisions.service.seeing import Seeing
from cadence.delivery.job import DONE, Job, NewJob, Settlement
from cadence.delivery.post import say
from fakes.messenger import FakeMessenger

UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger(
        people={
            "U1": Person(id="U1", name="Maya", zone=UTC_ZONE),
            "U2": Person(id="U2", name="Gus", zone=UTC_ZONE, is_guest=True),
        },
        kinds={"CEXT": Kind.SHARED},
        memberships={"U1": frozenset({"C1", "G1"}), "U2": frozenset({"C1"})},
    )


@pytest.fixture
def seeing(messenger: FakeMessenger) -> Seeing:
    return Seeing(messenger=messenger)


def heard(surface: Surface, user: str = "U1", channel: str = "C1") -> Heard:
    return Heard(id="h", surface=surface, text="", user=user, channel=channel, at=LONG_AGO)


def test_a_person_alone_sees_their_channels_and_all_that_is_public(seeing: Seeing) -> None:
    assert seeing.alone("U1") == Seen(public=True, channels=frozenset({"C1", "G1"}), user="U1")


def test_a_guest_alone_sees_their_channels_and_nothing_else(seeing: Seeing) -> None:
    assert seeing.alone("U2") == Seen(public=False, channels=frozenset({"C1"}), user="U2")


def test_somebody_whom_slack_does_not_know_sees_nothing(seeing: Seeing) -> None:
    assert seeing.alone("U9") == NOTHING


def test_in_a_channel_its_own_decisions_are_shown_and_the_public_ones(seeing: Seeing) -> None:
    assert seeing.in_channel("G1") == Seen(public=True, channels=frozenset({"G1"}))
    assert seeing.in_channel("CEXT") == Seen(public=False, channels=frozenset({"CEXT"}))


def test_a_channel_of_which_slack_tells_nothing_shows_the_least(
    seeing: Seeing, messenger: FakeMessenger
) -> None:
    messenger.refuse["C7"] = "channel_not_found"
    assert seeing.in_channel("C7") == Seen(public=False, channels=frozenset({"C7"}))


def test_what_could_not_be_asked_is_not_decided(seeing: Seeing, messenger: FakeMessenger) -> None:
    messenger.unreachable = True
    with pytest.raises(MessengerUnavailable):
        seeing.alone("U1")
    with pytest.raises(MessengerUnavailable):
        seeing.in_channel("C1")


@pytest.mark.parametrize("surface", [Surface.COMMAND, Surface.SHORTCUT, Surface.DIRECT])
def test_what_one_person_reads_alone_goes_by_their_rights(seeing: Seeing, surface: Surface) -> None:
    assert seeing.answering(heard(surface)) == seeing.alone("U1")


def test_an_answer_in_a_channel_holds_no_more_than_asker_and_readers_may_see(
    seeing: Seeing,
) -> None:
    assert seeing.answering(heard(Surface.MENTION)) == seeing.in_channel("C1")
    assert seeing.answering(heard(Surface.MENTION, "U2")) == Seen(
        public=False, channels=frozenset({"C1"})
    )


def test_a_private_channels_decision_stands_in_no_other(seeing: Seeing) -> None:
    secret = a_decision(origin=an_origin("G1", kind=Kind.PRIVATE))
    assert seeing.may_stand(secret, "G1")
    assert not seeing.may_stand(secret, "C1")
    assert seeing.may_stand(a_decision(origin=an_origin("C1")), "G1")
    assert not seeing.may_stand(a_decision(origin=an_origin("C1")), "CEXT")


# --- what becomes of a message that stands -----------------------------------------------------------


def a_job(new: NewJob) -> Job:
    return Job(
        id=1,
        kind=new.kind,
        key=new.key,
        args=new.args,
        lane=None,
        step="",
        tries=0,
        enqueued_at=LONG_AGO,
        claim="c",
    )


def test_a_message_that_stands_is_told_to_whoever_knows_what_it_was_about() -> None:
    told: list[str] = []

    def takes(word: str, _job: Job, _posted: Posted) -> Settlement:
        told.append(word)
        return DONE

    stands = on_posted({word: partial(takes, word) for word in ("board", "review")})
    for about in (
        {"room": "decisions", "board": "log"},
        {"room": "decisions", "review": "r"},
        {"room": "decisions"},
        {"room": "elsewhere", "board": "log"},
        {},
    ):
        job = say(Place(channel="C1"), Message(summary="x"), key="k", about=about)
        assert stands(a_job(job), Posted(channel="C1", ts="1.1")) == DONE
    assert told == ["board", "review"]
