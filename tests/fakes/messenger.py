"""Slack in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from cadence.core.errors import MessengerUnavailable, NotSent, OutcomeUnknown, SlowDown
from cadence.core.message import Form, Kind, Message, Place, Posted, Reaction, Said
from cadence.core.people import Person
from cadence.core.plain import plain

US = "U0CADENCE"
KINDS = {"D": Kind.DIRECT, "G": Kind.PRIVATE, "C": Kind.PUBLIC}
CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    """What was said, and where it stands."""

    place: Place
    message: Message
    key: str
    ts: str
    channel: str
    """The conversation itself, where the place named a person."""

    @property
    def text(self) -> str:
        return plain(self.message)


@dataclass(slots=True, kw_only=True)
class FakeMessenger:
    """A `Messenger` with a memory and switches. Time stands still at `now` but for a counter in each `ts`."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    """Of channels that exist; further ones are told by their first letter."""
    memberships: dict[str, frozenset[str]] = field(default_factory=dict)
    """By user: the channels they are in."""
    creators: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of channels."""
    posted_messages: list[PostedMessage] = field(default_factory=list)
    """In the order they were said, ephemeral ones too; a changed one holds its latest form."""
    forms: dict[str, Form] = field(default_factory=dict)
    """By view id, as they stand."""
    homes: dict[str, Message] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """What was uploaded, by the id of the file."""
    unreachable: bool = False
    slow_down: timedelta | None = None
    """What every call is told to wait."""
    outcome_unknown: int = 0
    """How many of the next posts are made without being confirmed."""
    lost: int = 0
    """How many of the next posts are not made, which nobody can know either."""
    refuse: dict[str, str] = field(default_factory=dict)
    """Channels (or people) that can't be written to, and Slack's word for why."""
    _said: dict[str, list[Said]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.posted_messages]

    def in_channel(self, channel: str) -> list[PostedMessage]:
        return [
            each for each in self.posted_messages if channel in {each.channel, each.place.channel}
        ]

    def hear(self, channel: str, user: str, text: str, *, thread: str | None = None) -> str:
        """Somebody says something; brings its `ts`."""
        ts = self._ts()
        said = Said(ts=ts, user=user, text=text, thread=thread)
        self._said.setdefault(channel, []).append(said)
        return ts

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Its author says it otherwise."""
        self._alter(channel, ts, text=text, is_edited=True)

    def delete(self, channel: str, ts: str) -> None:
        self._said[channel] = [each for each in self._said[channel] if each.ts != ts]

    def react(self, channel: str, ts: str, user: str, name: str) -> None:
        (said,) = (each for each in self._said[channel] if each.ts == ts)
        by_name = {each.name: each.users for each in said.reactions}
        by_name[name] = (*by_name.get(name, ()), user)
        reactions = tuple(
            Reaction(name=each, users=who, count=len(who)) for each, who in by_name.items()
        )
        self._alter(channel, ts, reactions=reactions)

    # --- the port -------------------------------------------------------------------------------

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        channel = self._writable(place)
        if self.lost:
            self.lost -= 1
            raise OutcomeUnknown("the connection to Slack broke before the answer")
        ts = self._ts()
        self.posted_messages.append(
            PostedMessage(place=place, message=message, key=key, ts=ts, channel=channel)
        )
        if place.only_for:
            self._confirm()
            return Posted(channel=channel, ts=None)
        said = Said(
            ts=ts, user=US, text=message.summary, is_ours=True, key=key, thread=place.thread
        )
        self._said.setdefault(channel, []).append(said)
        self._confirm()
        return _posted(channel, ts, place.thread)

    def posted(self, place: Place, *, key: str, since: datetime) -> Posted | None:
        self._reach()
        if place.only_for:
            return None
        channel = self._channel(place.channel)
        for said in self._said.get(channel, []):
            recent = float(said.ts) >= (since - CLOCKS_APART).timestamp()
            if said.key == key and said.thread == place.thread and recent:
                return _posted(channel, said.ts, place.thread)
        return None

    def change(self, channel: str, ts: str, message: Message) -> None:
        self._reach()
        for index, each in enumerate(self.posted_messages):
            if (each.channel, each.ts) == (channel, ts) and not each.place.only_for:
                self.posted_messages[index] = PostedMessage(
                    place=each.place, message=message, key=each.key, ts=ts, channel=channel
                )
                self._alter(channel, ts, text=message.summary)
                return
        raise NotSent("message_not_found")

    def thread(self, channel: str, ts: str, *, most: int = 200) -> tuple[Said, ...]:
        self._reach()
        said = [each for each in self._said.get(channel, []) if ts in {each.ts, each.thread}]
        if not said:
            raise NotSent("thread_not_found")
        return tuple(said[:most])

    def said(self, channel: str, ts: str, *, thread: str | None = None) -> Said | None:
        self._reach()
        if reason := self.refuse.get(channel):
            raise NotSent(reason)
        within = None if thread == ts else thread
        found = [each for each in self._said.get(channel, []) if each.ts == ts]
        return found[0] if found and found[0].thread == within else None

    def permalink(self, channel: str, ts: str, *, thread: str | None = None) -> str | None:
        return _posted(channel, ts, thread).permalink

    def person(self, user: str) -> Person:
        self._reach()
        if user not in self.people:
            raise NotSent("user_not_found")
        return self.people[user]

    def person_by_email(self, email: str) -> Person | None:
        self._reach()
        found = [
            each
            for each in self.people.values()
            if (each.email or "").casefold() == email.casefold()
        ]
        return found[0] if found else None

    def kind_of(self, channel: str) -> Kind:
        self._reach()
        known = self.kinds.get(channel) or KINDS.get(channel[:1])
        if known is None or channel in self.refuse:
            raise NotSent(self.refuse.get(channel, "channel_not_found"))
        return known

    def creator_of(self, channel: str) -> str | None:
        self.kind_of(channel)
        return self.creators.get(channel)

    def name_of(self, channel: str) -> str | None:
        self.kind_of(channel)
        return self.names.get(channel)

    def channels_of(self, user: str) -> frozenset[str]:
        self._reach()
        return self.memberships.get(user, frozenset())

    def groups_of(self, user: str) -> frozenset[str]:
        self._reach()
        return self.groups.get(user, frozenset())

    def members_of(self, group: str) -> tuple[str, ...] | None:
        self._reach()
        wanted = group.removeprefix("@")
        members = tuple(user for user, groups in self.groups.items() if wanted in groups)
        return members or None

    def upload(self, picture: bytes, *, name: str, title: str, alt: str) -> str:
        self._reach()
        file = f"F{len(self.pictures) + 1}"
        self.pictures[file] = picture
        return file

    def open_form(self, trigger: str, form: Form) -> str:
        self._reach()
        if not trigger:
            raise NotSent("invalid_trigger_id")
        if form.name and self.view(form.name) in self.forms:
            return form.name
        view = f"V{next(self._numbers)}"
        self.forms[view] = form
        return form.name or view

    def change_form(self, view: str, form: Form) -> None:
        self._reach()
        found = self.view(view)
        if found not in self.forms:
            raise NotSent("not_found")
        self.forms[found] = replace(form, name="" if found == view else view)

    def view(self, known_by: str) -> str:
        """The view id of a form, by that or by its name."""
        named = (view for view, form in self.forms.items() if form.name == known_by)
        return next(named, known_by)

    def show_home(self, user: str, message: Message) -> None:
        self._reach()
        self.homes[user] = message

    # --- inside ---------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.unreachable:
            raise MessengerUnavailable("Slack could not be reached")
        if self.slow_down is not None:
            raise SlowDown(self.slow_down)

    def _writable(self, place: Place) -> str:
        self._reach()
        if reason := self.refuse.get(place.channel):
            raise NotSent(reason)
        return self._channel(place.channel)

    def _channel(self, channel: str) -> str:
        """Direct messages with a person stand in a conversation of their own."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self.people:
            raise NotSent("user_not_found")
        return f"D{channel[1:]}"

    def _confirm(self) -> None:
        if self.outcome_unknown:
            self.outcome_unknown -= 1
            raise OutcomeUnknown("the connection to Slack broke before the answer")

    def _alter(self, channel: str, ts: str, **values: Any) -> None:
        self._said[channel] = [
            replace(each, **values) if each.ts == ts else each for each in self._said[channel]
        ]

    def _ts(self) -> str:
        return f"{int(self.now.timestamp())}.{next(self._numbers):06d}"


def _posted(channel: str, ts: str, thread: str | None) -> Posted:
    link = f"https://example.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    within = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
    return Posted(channel=channel, ts=ts, permalink=link + within)
