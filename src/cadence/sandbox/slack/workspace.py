"""What is the case in the workspace: people, conversations, messages, files, views. No protocol, no rendering.

Every verb is atomic and may be called from any thread. What can't be done raises SlackError, under Slack's own name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.files import Files
from cadence.sandbox.slack.model import (
    Channel,
    Edited,
    InstalledApp,
    Json,
    Kind,
    Message,
    Reaction,
    Team,
    User,
    UserGroup,
)
from cadence.sandbox.slack.timeline import Now, Timeline, utc_now
from cadence.sandbox.slack.views import Views

T = TypeVar("T")


class Workspace:
    """One team with one app installed."""

    def __init__(
        self,
        *,
        team: Team | None = None,
        app: InstalledApp | None = None,
        now: Now = utc_now,
    ) -> None:
        self.team = team or Team()
        self.timeline = Timeline(now)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}
        self.files = Files(self.timeline)
        self.views = Views(self.timeline)
        self.app = app or InstalledApp()
        self._add_bot_user()

    @property
    def now(self) -> Now:
        return self.timeline.now

    # --- who and where ---------------------------------------------------------------------------

    def add_user(
        self,
        name: str,
        *,
        real_name: str | None = None,
        email: str | None = None,
        tz: str = "UTC",
        title: str = "",
        is_admin: bool = False,
        is_bot: bool = False,
        is_stranger: bool = False,
        is_guest: bool = False,
        id: str | None = None,  # noqa: A002 - Slack's word
    ) -> User:
        user = User(
            id=id or self.timeline.id("U"),
            name=name,
            real_name=real_name or name.title(),
            email=email,
            tz=tz,
            title=title,
            is_admin=is_admin,
            is_bot=is_bot,
            is_stranger=is_stranger,
            is_guest=is_guest,
        )
        return self.put_user(user)

    def put_user(self, user: User) -> User:
        """Add a user, or change the one with that id."""
        with self._change():
            self.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str] = (),
        private: bool = False,
        shared: bool = False,
        topic: str = "",
        purpose: str = "",
        with_bot: bool = True,
        id: str | None = None,  # noqa: A002 - Slack's word
    ) -> Channel:
        """`members` by anything `user` understands."""
        ids = {self.user(member).id for member in members}
        creator = min(ids, default=self.app.bot_user_id)
        channel = Channel(
            id=id or self.timeline.id("C"),
            name=name,
            kind=Kind.PRIVATE if private else Kind.PUBLIC,
            created=self.now(),
            creator=creator,
            members=ids | ({self.app.bot_user_id} if with_bot else set()),
            is_shared=shared,
            topic=topic,
            purpose=purpose,
        )
        with self._change():
            self.channels[channel.id] = channel
        return channel

    def add_group(
        self, handle: str, *, name: str | None = None, users: Iterable[str] = ()
    ) -> UserGroup:
        group = UserGroup(
            id=self.timeline.id("S"),
            handle=handle,
            name=name or handle,
            users=tuple(self.user(user).id for user in users),
            created=self.now(),
        )
        with self._change():
            self.groups[group.id] = group
        return group

    def user(self, who: str) -> User:
        """By id, handle (with or without @) or e-mail address. Raises user_not_found."""
        with self.timeline.lock:
            if known := self.users.get(who):
                return known
            handle = who.removeprefix("@").lower()
            for user in self.users.values():
                if user.name.lower() == handle or (user.email or "").lower() == handle:
                    return user
        raise SlackError("user_not_found")

    def channel(self, where: str) -> Channel:
        """By id or name (with or without #). Raises channel_not_found."""
        with self.timeline.lock:
            if known := self.channels.get(where):
                return known
            name = where.removeprefix("#")
            for channel in self.channels.values():
                if channel.name == name and channel.kind in {Kind.PUBLIC, Kind.PRIVATE}:
                    return channel
        raise SlackError("channel_not_found")

    def direct(self, *users: str) -> Channel:
        """The conversation of just these people, made if need be; with one user, theirs with the app."""
        ids = {self.user(user).id for user in users}
        if len(ids) == 1:
            ids |= {self.app.bot_user_id}
        with self.timeline.lock:
            for channel in self.channels.values():
                if channel.members == ids and channel.kind in {Kind.IM, Kind.MPIM}:
                    return channel
            return self._new_direct(ids)

    def join(self, channel: Channel, user: str) -> bool:
        """False if they were in it already."""
        with self._change():
            if channel.is_archived:
                raise SlackError("is_archived")
            was_in = user in channel.members
            channel.members.add(user)
            return not was_in

    def leave(self, channel: Channel, user: str) -> bool:
        with self._change():
            was_in = user in channel.members
            channel.members.discard(user)
            return was_in

    def archive(self, channel: Channel) -> None:
        with self._change():
            channel.is_archived = True

    def sees(self, user: str, channel: Channel) -> bool:
        known = self.users.get(user)
        is_outside = known is not None and (known.is_guest or known.is_stranger)
        return user in channel.members or (channel.kind is Kind.PUBLIC and not is_outside)

    # --- messages --------------------------------------------------------------------------------

    def post(
        self,
        channel: Channel,
        *,
        user: str,
        text: str = "",
        blocks: Iterable[Json] = (),
        attachments: Iterable[Json] = (),
        metadata: Json | None = None,
        thread_ts: str | None = None,
        broadcast: bool = False,
        files: Iterable[str] = (),
        username: str | None = None,
        only_for: str | None = None,
        subtype: str | None = None,
        streaming: bool = False,
    ) -> Message:
        """Raises is_archived, not_in_channel, thread_not_found."""
        with self._change():
            if channel.is_archived:
                raise SlackError("is_archived")
            if user not in channel.members:
                raise SlackError("not_in_channel")
            author = self.users[user]
            message = Message(
                channel=channel.id,
                ts=self.timeline.ts(),
                user=user,
                text=text,
                bot_id=author.bot_id,
                app_id=self.app.id if author.bot_id else None,
                blocks=self.identified(blocks),
                attachments=tuple(attachments),
                metadata=metadata,
                thread_ts=self._root(channel, thread_ts),
                broadcast=broadcast,
                files=tuple(files),
                username=username,
                only_for=only_for,
                subtype=subtype,
                streaming=streaming,
                client_msg_id=None if author.bot_id else self.timeline.id("M").lower(),
            )
            self._keep(channel, message)
            return message

    def message(self, channel: Channel, ts: str) -> Message:
        """Raises message_not_found."""
        with self.timeline.lock:
            if found := channel.messages.get(ts):
                return found
            for ephemeral in channel.ephemerals:
                if ephemeral.ts == ts:
                    return ephemeral
        raise SlackError("message_not_found")

    def change(self, before: Message, *, is_edit: bool = True, **fields: object) -> Message:
        """The message with these fields changed. `is_edit` marks it as edited by its author."""
        with self._change():
            if is_edit:
                fields["edited"] = Edited(user=before.user, ts=self.timeline.ts())
            after = replace(before, **fields)  # type: ignore[arg-type] # fields of Message, by name
            channel = self.channels[before.channel]
            if before.only_for is None:
                channel.messages[before.ts] = after
            else:
                channel.ephemerals = [after if m.ts == before.ts else m for m in channel.ephemerals]
            return after

    def delete(self, message: Message) -> None:
        with self._change():
            channel = self.channels[message.channel]
            channel.messages.pop(message.ts, None)
            channel.ephemerals = [m for m in channel.ephemerals if m.ts != message.ts]
            if message.is_reply and message.thread_ts in channel.threads:
                replies = channel.threads[message.thread_ts]
                if message.ts in replies:
                    replies.remove(message.ts)

    def react(self, message: Message, user: str, name: str) -> Message:
        """Raises already_reacted."""
        with self._change():
            users = {r.name: r.users for r in message.reactions}
            if user in users.get(name, ()):
                raise SlackError("already_reacted")
            users[name] = (*users.get(name, ()), user)
            return self._with_reactions(message, users)

    def unreact(self, message: Message, user: str, name: str) -> Message:
        """Raises no_reaction."""
        with self._change():
            users = {r.name: r.users for r in message.reactions}
            if user not in users.get(name, ()):
                raise SlackError("no_reaction")
            users[name] = tuple(u for u in users[name] if u != user)
            return self._with_reactions(message, users)

    def history(self, channel: Channel, window: "Window") -> tuple[list[Message], bool]:
        """The window's messages of the channel itself, newest first, at most its limit, and whether there are more."""
        with self.timeline.lock:
            newest_first = (channel.messages[ts] for ts in window.backwards(channel.messages))
            return _first((m for m in newest_first if not m.is_reply or m.broadcast), window.limit)

    def replies(self, channel: Channel, root: str, window: "Window") -> tuple[list[Message], bool]:
        """The parent, then the window's replies, oldest first, and whether there are more. Raises thread_not_found."""
        with self.timeline.lock:
            parent = channel.messages.get(root)
            if parent is None:
                raise SlackError("thread_not_found")
            ordered = (channel.messages[ts] for ts in window.of(channel.threads.get(root, [])))
            found, has_more = _first(ordered, window.limit)
            return [parent, *found], has_more

    # --- waiting ---------------------------------------------------------------------------------

    def wait_until(self, looks_right: Callable[[], T], *, timeout: float = 5.0) -> T:
        """What `looks_right` returns as soon as that is true. Raises TimeoutError after so many real seconds."""
        deadline = monotonic() + timeout
        with self.timeline.changed:
            while not (found := looks_right()):
                if not self.timeline.changed.wait(deadline - monotonic()):
                    raise TimeoutError(f"not so within {timeout} s")
            return found

    def wait_for_message(
        self,
        channel: str,
        *,
        containing: str = "",
        by: str | None = None,
        after: str = "",
        thread_ts: str | None = None,
        timeout: float = 5.0,
    ) -> Message:
        """The first message, ephemeral or not, of `by` (the app, if None) that has it and is later than `after`."""
        author = self.user(by).id if by else self.app.bot_user_id
        place = self.channel(channel)

        def found() -> Message | None:
            for message in sorted(
                [*place.messages.values(), *place.ephemerals], key=lambda m: m.ts
            ):
                in_thread = thread_ts is None or message.thread_ts == thread_ts
                if (
                    message.user == author
                    and message.ts > after
                    and in_thread
                    and containing in message.text
                ):
                    return message
            return None

        message = self.wait_until(found, timeout=timeout)
        assert message is not None  # noqa: S101 - wait_until returns what is true
        return message

    # --- inside ----------------------------------------------------------------------------------

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self.timeline.lock:
            yield
            self.timeline.changed.notify_all()

    def _add_bot_user(self) -> None:
        app = self.app
        self.put_user(
            User(
                id=app.bot_user_id,
                name=app.handle,
                real_name=app.name,
                is_bot=True,
                bot_id=app.bot_id,
            )
        )

    def _new_direct(self, ids: set[str]) -> Channel:
        kind = Kind.IM if len(ids) == 2 else Kind.MPIM
        channel = Channel(
            id=self.timeline.id("D" if kind is Kind.IM else "G"),
            name=""
            if kind is Kind.IM
            else "mpdm-" + "--".join(sorted(self.users[u].name for u in ids)) + "-1",
            kind=kind,
            created=self.now(),
            creator=min(ids),
            members=ids,
        )
        self.channels[channel.id] = channel
        return channel

    def identified(self, blocks: Iterable[Json]) -> tuple[Json, ...]:
        """The blocks as Slack hands them back: each with a `block_id`, each interactive element with an `action_id`."""
        return tuple(_identified(block, self.timeline) for block in blocks)

    def _root(self, channel: Channel, thread_ts: str | None) -> str | None:
        """A reply to a reply goes to the thread's root, as in Slack."""
        if thread_ts is None:
            return None
        parent = channel.messages.get(thread_ts)
        if parent is None:
            raise SlackError("thread_not_found")
        return parent.thread_ts or parent.ts

    def _keep(self, channel: Channel, message: Message) -> None:
        if message.only_for is not None:
            channel.ephemerals.append(message)
            return
        channel.messages[message.ts] = message
        if message.thread_ts is not None:
            channel.threads.setdefault(message.thread_ts, []).append(message.ts)
            channel.status.pop(message.thread_ts, None)

    def _with_reactions(self, message: Message, users: dict[str, tuple[str, ...]]) -> Message:
        reactions = tuple(Reaction(name, who) for name, who in users.items() if who)
        return self.change(message, is_edit=False, reactions=reactions)


class Window:
    """A part of a conversation: bounds as ts, None for open."""

    def __init__(
        self,
        *,
        oldest: str | None = None,
        latest: str | None = None,
        inclusive: bool = False,
        limit: int = 100,
    ) -> None:
        self.oldest = _full(oldest)
        self.latest = _full(latest)
        self.inclusive = inclusive
        self.limit = limit

    def backwards(self, ordered: dict[str, Message]) -> Iterator[str]:
        """Those of an ascending dict that are in it, descending; what is before it is never looked at."""
        for ts in reversed(ordered):
            if self.latest and (ts > self.latest or (ts == self.latest and not self.inclusive)):
                continue
            if self.oldest and (ts < self.oldest or (ts == self.oldest and not self.inclusive)):
                return
            yield ts

    def of(self, ordered: list[str]) -> list[str]:
        low = bisect_left if self.inclusive else bisect_right
        high = bisect_right if self.inclusive else bisect_left
        start = low(ordered, self.oldest) if self.oldest else 0
        end = high(ordered, self.latest) if self.latest else len(ordered)
        return ordered[start:end]


def _full(ts: str | None) -> str | None:
    """Slack takes "1700000000" and "1700000000.5" too; with six decimals, text order is time order."""
    if not ts or ts == "0":
        return None
    seconds, _, micros = ts.partition(".")
    return f"{int(seconds):010d}.{micros:0<6.6}"


def _first(items: Iterable[T], limit: int) -> tuple[list[T], bool]:
    found: list[T] = []
    for item in items:
        if len(found) == limit:
            return found, True
        found.append(item)
    return found, False


def _identified(block: Json, timeline: Timeline) -> Json:
    known = dict(block)
    known.setdefault("block_id", timeline.id("b"))
    if "elements" in known and known["type"] in {"actions", "context_actions"}:
        known["elements"] = [_with_action_id(e, timeline) for e in known["elements"]]
    for place in ("accessory", "element"):
        if isinstance(known.get(place), dict):
            known[place] = _with_action_id(known[place], timeline)
    return known


def _with_action_id(element: Json, timeline: Timeline) -> Json:
    if element.get("type") == "image" or "action_id" in element:
        return element
    return {**element, "action_id": timeline.id("a")}
