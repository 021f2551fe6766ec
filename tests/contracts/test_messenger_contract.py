"""What every Messenger does: the fake, and the real one against a local Slack."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from cadence.adapters.slack.messenger import SlackMessenger
from cadence.core.errors import MessengerUnavailable, NotSent, OutcomeUnknown, SlowDown
from cadence.core.message import (
    Form,
    Kind,
    Message,
    Paragraph,
    Picture,
    Place,
    Posted,
    Reaction,
    form_name,
    line,
)
from cadence.core.people import Person
from cadence.core.ports import Messenger
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.workspace import Workspace
from fakes.clock import FakeClock
from fakes.messenger import US, FakeMessenger

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
ANSWER = Message(summary="Yes, since Monday.", blocks=(Paragraph(line("Yes, since Monday.")),))


class World(Protocol):
    """A messenger, and the company around it: Maya in #support, and the conversations there are."""

    messenger: Messenger
    maya: str
    guest: str
    support: str
    leads: str
    partners: str
    us: str

    def hear(self, channel: str, text: str, *, thread: str | None = None) -> str: ...
    def count(self, channel: str) -> int: ...
    def cut_off(self) -> None: ...
    def ask_to_wait(self) -> None: ...
    def lose_the_answer(self) -> None: ...
    def trigger(self) -> str: ...
    def titles(self) -> list[str]: ...
    def edit(self, channel: str, ts: str, text: str) -> None: ...
    def delete(self, channel: str, ts: str) -> None: ...
    def react(self, channel: str, ts: str, name: str) -> None: ...
    def shows(self, file: str) -> bool: ...
    def leave(self, until: datetime) -> None: ...


@dataclass(slots=True)
class FakeWorld:
    messenger: FakeMessenger
    maya: str = "U0MAYA"
    guest: str = "U0GUS"
    support: str = "C0SUPPORT"
    leads: str = "G0LEADS"
    partners: str = "C0PARTNERS"
    us: str = US

    def hear(self, channel: str, text: str, *, thread: str | None = None) -> str:
        return self.messenger.hear(channel, self.maya, text, thread=thread)

    def count(self, channel: str) -> int:
        return len(self.messenger.in_channel(channel))

    def cut_off(self) -> None:
        self.messenger.unreachable = True

    def ask_to_wait(self) -> None:
        self.messenger.slow_down = timedelta(seconds=7)

    def lose_the_answer(self) -> None:
        self.messenger.outcome_unknown = 1

    def trigger(self) -> str:
        return "trigger"

    def titles(self) -> list[str]:
        """Of the modals that are open."""
        return [form.title for form in self.messenger.forms.values()]

    def edit(self, channel: str, ts: str, text: str) -> None:
        self.messenger.edit(channel, ts, text)

    def delete(self, channel: str, ts: str) -> None:
        self.messenger.delete(channel, ts)

    def react(self, channel: str, ts: str, name: str) -> None:
        self.messenger.react(channel, ts, self.maya, name)

    def leave(self, until: datetime) -> None:
        person = self.messenger.people[self.maya]
        self.messenger.people[self.maya] = replace(person, away_until=until)

    def shows(self, file: str) -> bool:
        pictures = [b for p in self.messenger.posted_messages for b in p.message.blocks]
        return file in self.messenger.pictures and any(
            isinstance(each, Picture) and each.file == file for each in pictures
        )


@dataclass(slots=True)
class SlackWorld:
    messenger: SlackMessenger
    slack: SlackSandbox
    maya: str
    guest: str
    support: str
    leads: str
    partners: str
    us: str

    def hear(self, channel: str, text: str, *, thread: str | None = None) -> str:
        return self.slack.people.say(self.maya, channel, text, thread_ts=thread).ts

    def count(self, channel: str) -> int:
        workspace = self.slack.workspace
        where = workspace.direct(channel) if channel.startswith("U") else workspace.channel(channel)
        return sum(message.user == self.us for message in where.messages.values())

    def cut_off(self) -> None:
        self.slack.stop()

    def ask_to_wait(self) -> None:
        self.slack.faults.add(Fault(effect=Effect.RATE_LIMIT, times=None, seconds=7))

    def lose_the_answer(self) -> None:
        self.slack.faults.add(Fault(effect=Effect.DROP_RESPONSE, on="chat.postMessage"))

    def trigger(self) -> str:
        return self.slack.people.global_shortcut(self.maya, "any").id or ""

    def titles(self) -> list[str]:
        return [view.body["title"]["text"] for view in self.slack.workspace.views.stack(self.maya)]

    def edit(self, channel: str, ts: str, text: str) -> None:
        self.slack.people.edit(self.maya, channel, ts, text)

    def delete(self, channel: str, ts: str) -> None:
        self.slack.people.delete(self.maya, channel, ts)

    def react(self, channel: str, ts: str, name: str) -> None:
        self.slack.people.react(self.maya, channel, ts, name)

    def leave(self, until: datetime) -> None:
        self.slack.people.set_status(
            self.maya, ":palm_tree:", "Vacationing", expiration=int(until.timestamp())
        )

    def shows(self, file: str) -> bool:
        said = self.slack.workspace.channel(self.support).messages.values()
        return any(f"'slack_file': {{'id': '{file}'}}" in str(each.blocks) for each in said)


@pytest.fixture(params=["fake", "slack"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield a_fake_world()
        return
    workspace = Workspace(now=lambda: NOW, app=InstalledApp())
    maya = workspace.add_user(
        "maya", real_name="Maya Okafor", email="maya@example.com", tz="Europe/Berlin"
    )
    gus = workspace.add_user("gus", real_name="Gus Guest", is_guest=True)
    support = workspace.add_channel("support", members=["maya"])
    workspace.add_channel("secret", members=["maya"], private=True, with_bot=False)
    leads = workspace.add_channel("leads", members=["maya"], private=True)
    partners = workspace.add_channel("partners", members=["maya"], shared=True)
    workspace.add_group("support-team", users=["maya"])
    with SlackSandbox(workspace, limits=False) as slack:
        messenger = SlackMessenger.connect(
            token=workspace.app.bot_token, base_url=slack.api_url, clock=FakeClock(NOW)
        )
        yield SlackWorld(
            messenger=messenger,
            slack=slack,
            maya=maya.id,
            guest=gus.id,
            support=support.id,
            leads=leads.id,
            partners=partners.id,
            us=workspace.app.bot_user_id,
        )


def a_fake_world() -> FakeWorld:
    maya = Person(
        id="U0MAYA", name="Maya Okafor", email="maya@example.com", zone=ZoneInfo("Europe/Berlin")
    )
    gus = Person(id="U0GUS", name="Gus Guest", zone=ZoneInfo("UTC"), is_guest=True)
    return FakeWorld(
        FakeMessenger(
            now=NOW,
            people={maya.id: maya, gus.id: gus},
            memberships={maya.id: frozenset({"C0SUPPORT", "G0LEADS", "C0PARTNERS"})},
            creators=dict.fromkeys(("C0SUPPORT", "G0LEADS", "C0PARTNERS"), maya.id),
            names={"C0SUPPORT": "support", "G0LEADS": "leads", "C0PARTNERS": "partners"},
            groups={maya.id: frozenset({"S1", "support-team"})},
            kinds={"C0SUPPORT": Kind.PUBLIC, "G0LEADS": Kind.PRIVATE, "C0PARTNERS": Kind.SHARED},
            refuse={"C0NOWHERE": "channel_not_found"},
        )
    )


# --- saying --------------------------------------------------------------------------------------


def test_a_message_is_posted_where_it_belongs(world: World) -> None:
    question = world.hear(world.support, "is PAY-1 fixed?")
    posted = world.messenger.post(
        Place(channel=world.support, thread=question), ANSWER, key="answer:1"
    )
    _, answer = world.messenger.thread(world.support, question)
    assert posted.channel == world.support
    assert answer.ts == posted.ts
    assert answer.text == "Yes, since Monday."
    assert (answer.is_ours, answer.key, answer.thread) == (True, "answer:1", question)


def test_a_posted_message_has_an_address(world: World) -> None:
    question = world.hear(world.support, "is PAY-1 fixed?")
    posted = world.messenger.post(Place(channel=world.support), ANSWER, key="k")
    within = world.messenger.post(Place(channel=world.support, thread=question), ANSWER, key="l")
    assert posted.permalink
    assert posted.permalink.endswith(
        f"/archives/{world.support}/p{(posted.ts or '').replace('.', '')}"
    )
    assert within.permalink
    assert within.permalink.endswith(f"?thread_ts={question}&cid={world.support}")


def test_a_message_for_one_reader_is_not_kept(world: World) -> None:
    place = Place(channel=world.support, only_for=world.maya)
    posted = world.messenger.post(place, ANSWER, key="answer:1")
    assert posted == Posted(channel=world.support, ts=None)
    assert world.messenger.posted(place, key="answer:1", since=LONG_AGO) is None


def test_a_message_to_a_person_goes_to_their_direct_messages(world: World) -> None:
    posted = world.messenger.post(Place(channel=world.maya), ANSWER, key="answer:1")
    assert posted.channel.startswith("D")
    assert world.messenger.kind_of(posted.channel) is Kind.DIRECT
    found = world.messenger.posted(Place(channel=world.maya), key="answer:1", since=LONG_AGO)
    assert found == posted


def test_a_channel_that_is_not_there_is_refused_by_slacks_own_word(world: World) -> None:
    with pytest.raises(NotSent) as refused:
        world.messenger.post(Place(channel="C0NOWHERE"), ANSWER, key="k")
    assert refused.value.reason == "channel_not_found"


def test_another_message_takes_the_place_of_ours(world: World) -> None:
    posted = world.messenger.post(Place(channel=world.support), ANSWER, key="k")
    assert posted.ts
    world.messenger.change(world.support, posted.ts, Message(summary="No longer."))
    (said,) = world.messenger.thread(world.support, posted.ts)
    assert said.text == "No longer."
    assert world.messenger.posted(Place(channel=world.support), key="k", since=LONG_AGO) == posted


def test_a_message_that_is_not_there_cannot_be_changed(world: World) -> None:
    with pytest.raises(NotSent, match="message_not_found"):
        world.messenger.change(world.support, "1700000000.000001", ANSWER)


# --- finding again -------------------------------------------------------------------------------


def test_a_message_whose_outcome_was_unknown_is_found_by_its_key(world: World) -> None:
    place = Place(channel=world.support)
    world.lose_the_answer()
    with pytest.raises(OutcomeUnknown):
        world.messenger.post(place, ANSWER, key="answer:1")
    found = world.messenger.posted(place, key="answer:1", since=NOW)
    assert found is not None
    assert found.ts is not None
    assert world.count(world.support) == 1


def test_only_the_message_with_the_key_is_found(world: World) -> None:
    place = Place(channel=world.support)
    world.messenger.post(place, ANSWER, key="answer:1")
    world.hear(world.support, "answer:2")
    assert world.messenger.posted(place, key="answer:2", since=LONG_AGO) is None


def test_a_message_is_looked_for_in_its_own_thread(world: World) -> None:
    question = world.hear(world.support, "is PAY-1 fixed?")
    place = Place(channel=world.support, thread=question)
    posted = world.messenger.post(place, ANSWER, key="answer:1")
    assert world.messenger.posted(place, key="answer:1", since=LONG_AGO) == posted
    assert (
        world.messenger.posted(Place(channel=world.support), key="answer:1", since=LONG_AGO) is None
    )


def test_what_was_said_before_is_not_found(world: World) -> None:
    place = Place(channel=world.support)
    world.messenger.post(place, ANSWER, key="answer:1")
    later = NOW + timedelta(hours=1)
    assert world.messenger.posted(place, key="answer:1", since=later) is None


# --- reading -------------------------------------------------------------------------------------


def test_a_thread_is_read_from_its_first_message_on(world: World) -> None:
    root = world.hear(world.support, "the checkout crashes")
    for number in range(5):
        world.hear(world.support, f"reply {number}", thread=root)
    said = world.messenger.thread(world.support, root)
    assert [each.text for each in said] == [
        "the checkout crashes",
        *(f"reply {n}" for n in range(5)),
    ]
    assert {each.user for each in said} == {world.maya}
    assert not any(each.is_ours for each in said)


def test_a_thread_is_read_no_further_than_asked(world: World) -> None:
    root = world.hear(world.support, "the checkout crashes")
    for number in range(5):
        world.hear(world.support, f"reply {number}", thread=root)
    assert len(world.messenger.thread(world.support, root, most=3)) == 3


def test_a_thread_that_is_not_there_is_said_to_be_missing(world: World) -> None:
    with pytest.raises(NotSent, match="thread_not_found"):
        world.messenger.thread(world.support, "1700000000.000001")


def test_a_thread_tells_reactions_and_what_was_edited(world: World) -> None:
    root = world.hear(world.support, "retry twice?")
    reply = world.hear(world.support, "yes, twise", thread=root)
    world.edit(world.support, reply, "yes, twice")
    world.react(world.support, reply, "+1")
    first, second = world.messenger.thread(world.support, root)
    assert (first.is_edited, first.reactions) == (False, ())
    assert (second.text, second.is_edited) == ("yes, twice", True)
    assert second.reactions == (Reaction(name="+1", users=(world.maya,), count=1),)


def test_one_message_is_read_as_it_stands_now(world: World) -> None:
    root = world.hear(world.support, "retry twice?")
    world.hear(world.support, "why not thrice", thread=root)
    reply = world.hear(world.support, "twice", thread=root)
    world.edit(world.support, reply, "twice, then fail")
    alone = world.messenger.said(world.support, root)
    within = world.messenger.said(world.support, reply, thread=root)
    assert alone is not None
    assert (alone.text, alone.user) == ("retry twice?", world.maya)
    assert world.messenger.said(world.support, root, thread=root) == alone
    assert within is not None
    assert (within.ts, within.text, within.is_edited) == (reply, "twice, then fail", True)


def test_a_message_that_was_deleted_is_no_longer_there(world: World) -> None:
    alone = world.hear(world.support, "never mind")
    root = world.hear(world.support, "retry twice?")
    reply = world.hear(world.support, "twice", thread=root)
    world.delete(world.support, alone)
    world.delete(world.support, reply)
    assert world.messenger.said(world.support, alone) is None
    assert world.messenger.said(world.support, reply, thread=root) is None
    assert world.messenger.said(world.support, "1700000000.000001", thread=alone) is None


def test_a_message_where_we_may_not_read_is_not_said_to_be_deleted(world: World) -> None:
    with pytest.raises(NotSent, match="channel_not_found"):
        world.messenger.said("C0NOWHERE", "1700000000.000001")


def test_where_a_message_opens_is_known_without_asking(world: World) -> None:
    posted = world.messenger.post(Place(channel=world.support), ANSWER, key="k")
    assert posted.ts
    assert world.messenger.permalink(world.support, posted.ts) == posted.permalink
    within = world.messenger.permalink(world.support, "1700000000.000002", thread=posted.ts)
    assert within
    assert within.endswith(f"/p1700000000000002?thread_ts={posted.ts}&cid={world.support}")


def test_a_person_comes_with_name_address_and_zone(world: World) -> None:
    assert world.messenger.person(world.maya) == Person(
        id=world.maya,
        name="Maya Okafor",
        email="maya@example.com",
        zone=ZoneInfo("Europe/Berlin"),
    )


def test_a_person_who_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(NotSent, match="user_not_found"):
        world.messenger.person("U0NOBODY")


def test_a_person_is_found_by_address_however_it_is_written(world: World) -> None:
    found = world.messenger.person_by_email("Maya@Example.com")
    assert found is not None
    assert found.id == world.maya
    assert world.messenger.person_by_email("nobody@example.com") is None


def test_a_person_who_is_on_holiday_is_known_to_be_away(world: World) -> None:
    until = NOW + timedelta(days=3)
    world.leave(until)
    assert world.messenger.person(world.maya).away_until == until
    assert world.messenger.person(world.guest).away_until is None


def test_the_people_in_a_group_are_told(world: World) -> None:
    for name in ("support-team", "@support-team"):
        assert world.messenger.members_of(name) == (world.maya,)
    assert world.messenger.members_of("nobody") is None


def test_a_guest_is_known_for_one(world: World) -> None:
    assert world.messenger.person(world.guest).is_guest
    assert not world.messenger.person(world.maya).is_guest


def test_channels_of_a_person_are_those_that_we_are_in_too(world: World) -> None:
    mine = {world.support, world.leads, world.partners}
    assert world.messenger.channels_of(world.maya) == mine
    assert world.messenger.channels_of(world.guest) == frozenset()
    assert world.messenger.channels_of("U0NOBODY") == frozenset()


def test_a_channel_tells_its_name_and_who_made_it(world: World) -> None:
    assert world.messenger.name_of(world.support) == "support"
    assert world.messenger.creator_of(world.support) == world.maya
    for ask in (world.messenger.name_of, world.messenger.creator_of):
        with pytest.raises(NotSent, match="channel_not_found"):
            ask("C0NOWHERE")


def test_groups_are_told_by_id_and_handle(world: World) -> None:
    groups = world.messenger.groups_of(world.maya)
    assert "support-team" in groups
    assert any(each.startswith("S") for each in groups)
    assert world.messenger.groups_of("U0NOBODY") == frozenset()


def test_who_can_read_along_is_told(world: World) -> None:
    kinds = [world.messenger.kind_of(each) for each in (world.support, world.leads, world.partners)]
    assert kinds == [Kind.PUBLIC, Kind.PRIVATE, Kind.SHARED]
    with pytest.raises(NotSent, match="channel_not_found"):
        world.messenger.kind_of("C0NOWHERE")


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_is_opened_and_changed(world: World) -> None:
    view = world.messenger.open_form(world.trigger(), Form(callback="c", title="One", blocks=()))
    world.messenger.change_form(view, Form(callback="c", title="Two", blocks=()))
    world.messenger.change_form(view, Form(callback="c", title="Three", blocks=()))


def test_a_form_is_changed_by_its_name_as_often_as_needed(world: World) -> None:
    name = form_name("command:1.2")
    named = Form(callback="c", title="One", blocks=(), name=name)
    assert world.messenger.open_form(world.trigger(), named) == name
    for title in ("Two", "Three"):
        world.messenger.change_form(name, Form(callback="c", title=title, blocks=()))
        assert world.titles() == [title]


def test_a_form_whose_name_was_opened_before_is_left_as_it_is(world: World) -> None:
    trigger = world.trigger()
    named = Form(callback="c", title="One", blocks=(), name=form_name("command:1.2"))
    view = world.messenger.open_form(trigger, named)
    world.messenger.change_form(view, Form(callback="c", title="Two", blocks=()))
    assert world.messenger.open_form(trigger, named) == view
    assert world.messenger.open_form(world.trigger(), named) == view
    assert world.titles() == ["Two"]


@pytest.mark.parametrize("view", ["V0NONE", form_name("command:1.2")])
def test_a_form_that_is_not_open_cannot_be_changed(world: World, view: str) -> None:
    with pytest.raises(NotSent, match="not_found"):
        world.messenger.change_form(view, Form(callback="c", title="Two", blocks=()))


def test_the_home_tab_is_shown(world: World) -> None:
    world.messenger.show_home(world.maya, ANSWER)


# --- pictures ------------------------------------------------------------------------------------


def test_a_picture_that_was_uploaded_stands_in_a_message(world: World) -> None:
    file = world.messenger.upload(b"\x89PNG", name="nrr.png", title="NRR", alt="NRR 104 %")
    shown = Picture(file=file, title="NRR", alt="NRR 104 %")
    message = Message(summary="NRR", blocks=(shown,))
    world.messenger.post(Place(channel=world.support), message, key="k")
    assert world.count(world.support) == 1
    assert world.shows(file)


def test_a_picture_that_is_not_there_keeps_no_message_back(world: World) -> None:
    lost = Picture(file="F0NOWHERE0", title="NRR", alt="NRR 104 %")
    message = Message(summary="NRR", blocks=(lost,))
    world.messenger.post(Place(channel=world.support), message, key="k")
    assert world.count(world.support) == 1


# --- trouble -------------------------------------------------------------------------------------


def test_a_slack_that_cannot_be_reached_is_told_apart_from_one_that_refuses(world: World) -> None:
    world.cut_off()
    with pytest.raises(MessengerUnavailable):
        world.messenger.post(Place(channel=world.support), ANSWER, key="k")
    with pytest.raises(MessengerUnavailable):
        world.messenger.person(world.maya)
    with pytest.raises(MessengerUnavailable):
        world.messenger.posted(Place(channel=world.support), key="k", since=LONG_AGO)


def test_a_request_to_wait_comes_with_how_long(world: World) -> None:
    world.ask_to_wait()
    with pytest.raises(SlowDown) as told:
        world.messenger.post(Place(channel=world.support), ANSWER, key="k")
    assert told.value.wait == timedelta(seconds=7)
    with pytest.raises(SlowDown):
        world.messenger.person(world.maya)
    assert world.count(world.support) == 0
