"""Slack as a Messenger."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Self

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from cadence.adapters.slack.errors import code_of, is_slow_down, ours, wait_of
from cadence.adapters.slack.pace import Pace
from cadence.adapters.slack.payload import part, parts, text, texts
from cadence.adapters.slack.pictures import Pictures, Sleep
from cadence.adapters.slack.read import (
    EVENT_TYPE,
    Conversation,
    Us,
    conversation_in,
    is_gone,
    key_in,
    person_in,
    said_in,
)
from cadence.adapters.slack.remembered import Remembered
from cadence.adapters.slack.render import Detail, home_view, in_words, message_args, modal_view
from cadence.adapters.slack.text import USER_ID, Json
from cadence.core.errors import MessengerError, MessengerFailed, NotSent, OutcomeUnknown
from cadence.core.message import FORM_NAME, Form, Kind, Message, Place, Posted, Said
from cadence.core.people import Person
from cadence.core.ports import Clock

SLACK_URL = "https://slack.com/api/"
TIMEOUT_S = 10
"""To connect, and again between two pieces of the answer; well under the lease of a job."""

OPENING_S = 1
"""The same for a modal: it opens within three seconds of the press or never, and an acknowledgement waits for it,
with a second try where the outcome of the first is unknown."""

OPENED_BEFORE = frozenset({"exchanged_trigger_id", "duplicate_external_id"})
"""Slack's words for a form that was opened before, by the trigger that it was opened with, and by its name:
https://docs.slack.dev/reference/methods/views.open"""

TOO_LATE = "expired_trigger_id"
"""Tells nothing of whether the trigger was used in time."""

PAGE = 200
"""Messages of one read: https://docs.slack.dev/reference/methods/conversations.history"""

CLOCKS_APART = timedelta(minutes=1)
"""How much earlier than asked we look for our own messages: Slack's clock isn't ours."""

PEOPLE_FOR = timedelta(minutes=5)
"""How long a person is remembered. People travel, so not for long."""
CONVERSATIONS_FOR = timedelta(minutes=1)
"""How long we believe that a channel isn't shared with another company, and that a person is still in it."""
ANY_KIND = "public_channel,private_channel,mpim,im"
GROUPS_FOR = timedelta(minutes=5)
CHANNELS_FOR = timedelta(hours=12)
"""How long the channel of a direct message is remembered; it never changes."""

REFUSED_BLOCKS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "msg_blocks_too_long",
        "only_one_table_allowed",
    }
)
"""Answers to which the same message may be said in simpler blocks."""

NO_GROUPS = frozenset(
    {"missing_scope", "not_allowed_token_type", "paid_teams_only", "plan_upgrade_required"}
)
"""User groups can't be read in this workspace at all, as against: could not be read just now."""

log = structlog.get_logger(__name__)


class SlackMessenger:
    """`Messenger` on slack_sdk. Where it would have to wait, it raises SlowDown; for a picture alone it sleeps."""

    def __init__(
        self,
        client: WebClient,
        clock: Clock,
        *,
        pace: Pace | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        """The client must have no retry handlers: a message that is sent again by itself may be said twice."""
        self._client = client
        self._opening = web_client(client.token, base_url=client.base_url, timeout_s=OPENING_S)
        self.pace = pace or Pace(clock)
        self._pictures = Pictures(client, self._paced, sleep=sleep)
        self._us: Remembered[Us] = Remembered(clock, keep=CHANNELS_FOR, most=1)
        self._people: Remembered[Person] = Remembered(clock, keep=PEOPLE_FOR)
        self._by_email: Remembered[Person | None] = Remembered(clock, keep=PEOPLE_FOR)
        self._conversations: Remembered[Conversation] = Remembered(clock, keep=CONVERSATIONS_FOR)
        self._memberships: Remembered[frozenset[str]] = Remembered(clock, keep=CONVERSATIONS_FOR)
        self._groups: Remembered[Sequence[Json]] = Remembered(clock, keep=GROUPS_FOR, most=1)
        self._directs: Remembered[str] = Remembered(clock, keep=CHANNELS_FOR)

    @classmethod
    def connect(cls, *, token: str, clock: Clock, base_url: str | None = None) -> Self:
        """Makes no call yet."""
        return cls(web_client(token, base_url=base_url), clock)

    # --- saying -----------------------------------------------------------------------------

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        channel = self._channel(place.channel)
        if place.only_for:
            return self._post_for_one(place, channel, message)
        with self._paced("chat.postMessage", channel):
            answer = self._simpler_if_refused(
                message,
                lambda args: self._client.chat_postMessage(
                    channel=channel,
                    thread_ts=place.thread,
                    metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                    unfurl_links=False,
                    unfurl_media=False,
                    parse="none",
                    link_names=False,
                    mrkdwn=False,
                    **args,
                ),
            )
        return self._as_posted(str(answer["channel"] or channel), str(answer["ts"]), place.thread)

    def _post_for_one(self, place: Place, channel: str, message: Message) -> Posted:
        with self._paced("chat.postEphemeral", channel):
            self._simpler_if_refused(
                message,
                lambda args: self._client.chat_postEphemeral(
                    channel=channel,
                    user=str(place.only_for),
                    thread_ts=place.thread,
                    parse="none",
                    link_names=False,
                    **args,
                ),
            )
        return Posted(channel=channel, ts=None)

    def change(self, channel: str, ts: str, message: Message) -> None:
        with self._paced("chat.update", channel):
            self._simpler_if_refused(
                message,
                lambda args: self._client.chat_update(
                    channel=channel,
                    ts=ts,
                    parse="none",
                    link_names=False,
                    text=args["text"],
                    blocks=args.get("blocks", []),
                ),
            )

    def _simpler_if_refused(
        self, message: Message, send: Callable[[Json], SlackResponse]
    ) -> SlackResponse:
        for detail, form in _forms(message):
            try:
                return send(message_args(form, detail))
            except SlackApiError as error:
                if code_of(error) not in REFUSED_BLOCKS:
                    raise
                log.warning("blocks_refused", error=code_of(error), detail=detail.name)
        return send(message_args(message, Detail.TEXT))

    # --- finding ----------------------------------------------------------------------------

    def posted(self, place: Place, *, key: str, since: datetime) -> Posted | None:
        """None for what was said to one reader alone: Slack keeps no such message."""
        if place.only_for:
            return None
        channel = self._channel(place.channel)
        oldest = f"{(since - CLOCKS_APART).timestamp():.6f}"
        for raw in self._messages(channel, place.thread, oldest=oldest):
            if key_in(raw) == key:
                return self._as_posted(channel, str(raw["ts"]), place.thread)
        return None

    def thread(self, channel: str, ts: str, *, most: int = 200) -> tuple[Said, ...]:
        us = self.us()
        there = (raw for raw in self._messages(channel, ts) if not is_gone(raw))
        return tuple(said_in(raw, us) for raw in islice(there, most))

    def said(self, channel: str, ts: str, *, thread: str | None = None) -> Said | None:
        us = self.us()
        within = None if thread == ts else thread
        bounds = {"oldest": ts, "latest": ts, "inclusive": "true"}
        try:
            found = [
                raw for raw in self._messages(channel, within, **bounds) if raw.get("ts") == ts
            ]
        except NotSent as error:
            if error.reason == "thread_not_found":
                return None
            raise
        return said_in(found[0], us) if found and not is_gone(found[0]) else None

    def permalink(self, channel: str, ts: str, *, thread: str | None = None) -> str | None:
        """Put together as Slack does it, rather than asked for with another call a message."""
        try:
            url = self.us().url
        except MessengerError:
            return None
        within = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
        return f"{url}archives/{channel}/p{ts.replace('.', '')}{within}" if url else None

    def _messages(self, channel: str, thread: str | None, **bounds: str) -> Iterator[Json]:
        """Messages of a channel (newest first) or thread (oldest first), page by page."""
        method = "conversations.replies" if thread else "conversations.history"
        where: Json = {"channel": channel, "include_all_metadata": True, **bounds}
        if thread:
            where["ts"] = thread
        return self._paged(method, where, "messages")

    def _paged(self, method: str, asked: Json, items: str) -> Iterator[Json]:
        cursor = ""
        while True:
            with self._paced(method, sending=False):
                page = self._client.api_call(
                    method, params=asked | {"limit": PAGE, "cursor": cursor}
                )
            yield from parts(page.data, items)
            following = _next(page)
            if not following:
                return
            if following == cursor:
                raise MessengerFailed("Slack's pages don't end")
            cursor = following

    # --- people and places ------------------------------------------------------------------

    def person(self, user: str) -> Person:
        return self._people.get(user, lambda: self._read_person(user))

    def _read_person(self, user: str) -> Person:
        with self._paced("users.info", sending=False):
            answer = self._client.users_info(user=user)
        return person_in(part(answer.data, "user"), user, team=self.us().team)

    def person_by_email(self, email: str) -> Person | None:
        return self._by_email.get(email.casefold(), lambda: self._look_up(email))

    def _look_up(self, email: str) -> Person | None:
        try:
            with self._paced("users.lookupByEmail", sending=False):
                answer = self._client.users_lookupByEmail(email=email)
        except NotSent as error:
            if error.reason == "users_not_found":
                return None
            raise
        return person_in(part(answer.data, "user"), "", team=self.us().team)

    def groups_of(self, user: str) -> frozenset[str]:
        groups = self._groups.get("", self._read_groups)
        mine = [group for group in groups if user in (group.get("users") or ())]
        names = [group.get(part) for group in mine for part in ("id", "handle")]
        return frozenset(name for name in names if isinstance(name, str) and name)

    def members_of(self, group: str) -> tuple[str, ...] | None:
        wanted = group.removeprefix("@")
        for each in self._groups.get("", self._read_groups):
            if wanted in (each.get("id"), each.get("handle")):
                return texts(each, "users")
        return None

    def _read_groups(self) -> Sequence[Json]:
        try:
            with self._paced("usergroups.list", sending=False):
                answer = self._client.usergroups_list(include_users=True, include_disabled=False)
        except NotSent as error:
            if error.reason in NO_GROUPS:
                return ()
            raise
        return tuple(parts(answer.data, "usergroups"))

    def kind_of(self, channel: str) -> Kind:
        return self._conversation(channel).kind

    def creator_of(self, channel: str) -> str | None:
        return self._conversation(channel).creator

    def name_of(self, channel: str) -> str | None:
        return self._conversation(channel).name

    def _conversation(self, channel: str) -> Conversation:
        return self._conversations.get(channel, lambda: self._read_conversation(channel))

    def _read_conversation(self, channel: str) -> Conversation:
        with self._paced("conversations.info", sending=False):
            answer = self._client.conversations_info(channel=channel)
        return conversation_in(part(answer.data, "channel"))

    def channels_of(self, user: str) -> frozenset[str]:
        return self._memberships.get(user, lambda: self._read_memberships(user))

    def _read_memberships(self, user: str) -> frozenset[str]:
        try:
            found = list(
                self._paged("users.conversations", {"user": user, "types": ANY_KIND}, "channels")
            )
        except NotSent as error:
            if error.reason == "user_not_found":
                return frozenset()
            raise
        return frozenset(str(each["id"]) for each in found if each.get("id"))

    def _channel(self, channel: str) -> str:
        """The channel itself, or for a user id that of our direct messages with that person."""
        if not USER_ID.fullmatch(channel):
            return channel
        return self._directs.get(channel, lambda: self._open_direct(channel))

    def _open_direct(self, user: str) -> str:
        with self._paced("conversations.open", sending=False):
            answer = self._client.conversations_open(users=[user])
        return str(part(answer.data, "channel").get("id", ""))

    # --- pictures ---------------------------------------------------------------------------

    def upload(self, picture: bytes, *, name: str, title: str, alt: str) -> str:
        return self._pictures.upload(picture, name=name, title=title, alt=alt)

    # --- forms and the Home tab -------------------------------------------------------------

    def open_form(self, trigger: str, form: Form) -> str:
        try:
            return self._open(trigger, form)
        except OutcomeUnknown:
            if not form.name:
                raise
        return self._open(trigger, form)

    def _open(self, trigger: str, form: Form) -> str:
        try:
            with self._paced("views.open"):
                answer = self._opening.views_open(trigger_id=trigger, view=modal_view(form))
        except NotSent as error:
            if not form.name or not self._was_opened(form, error.reason):
                raise
            return form.name
        return form.name or text(answer.data, "view", "id")

    def _was_opened(self, form: Form, reason: str) -> bool:
        return reason in OPENED_BEFORE or (reason == TOO_LATE and self._stands(form))

    def _stands(self, form: Form) -> bool:
        """Asked by a change that can't be made, since no view has this hash: a form that stands is left as it is."""
        try:
            with self._paced("views.update"):
                self._opening.views_update(
                    external_id=form.name, hash="none", view=modal_view(form)
                )
        except NotSent as error:
            return error.reason == "hash_conflict"
        return True

    def change_form(self, view: str, form: Form) -> None:
        """A view has the name that its latest form gives it, so each is given it anew."""
        with self._paced("views.update"):
            if view.startswith(FORM_NAME):
                named = modal_view(replace(form, name=view))
                self._client.views_update(external_id=view, view=named)
            else:
                self._client.views_update(view_id=view, view=modal_view(form))

    def show_home(self, user: str, message: Message) -> None:
        with self._paced("views.publish"):
            self._client.views_publish(user_id=user, view=home_view(message))

    # --- ourselves --------------------------------------------------------------------------

    def us(self) -> Us:
        return self._us.get("", self._read_us)

    def _read_us(self) -> Us:
        with self._paced("auth.test", sending=False):
            answer = self._client.auth_test()
        return Us(
            user=str(answer["user_id"]),
            bot=answer["bot_id"],
            team=str(answer["team_id"]),
            url=str(answer["url"] or ""),
        )

    def _as_posted(self, channel: str, ts: str, thread: str | None) -> Posted:
        link = self.permalink(channel, ts, thread=thread)
        return Posted(channel=channel, ts=ts, permalink=link)

    @contextmanager
    def _paced(self, method: str, channel: str = "", *, sending: bool = True) -> Iterator[None]:
        """A call, at our pace, with its errors in our words; what Slack asks us to wait is remembered."""
        self.pace.take(method, channel)
        with ours(sending=sending):
            try:
                yield
            except SlackApiError as error:
                if is_slow_down(error):
                    self.pace.hold(method, channel, wait_of(error))
                raise


def web_client(
    token: str | None, *, base_url: str | None = None, timeout_s: int = TIMEOUT_S
) -> WebClient:
    """A client that answers soon or not at all, and sends nothing twice."""
    return WebClient(
        token=token, base_url=base_url or SLACK_URL, timeout=timeout_s, retry_handlers=[]
    )


def _next(page: SlackResponse) -> str:
    return text(page.data, "response_metadata", "next_cursor")


def _forms(message: Message) -> Iterator[tuple[Detail, Message]]:
    """Each simpler than the one before. A picture that can't be shown makes Slack refuse the whole message, so next it
    is told in words."""
    yield Detail.FULL, message
    told = in_words(message)
    if told != message:
        yield Detail.FULL, told
    yield Detail.SIMPLE, told
