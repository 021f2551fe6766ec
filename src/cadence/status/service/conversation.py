"""Hears what people say and press, and settles what is to be said back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from cadence.core.errors import (
    IssueNotFound,
    MessengerError,
    NotSent,
    StoreUnavailable,
    TrackerError,
)
from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.issue import Issue
from cadence.core.message import Audience, Block, Kind, Message, Note, Place, line
from cadence.core.people import Area
from cadence.core.ports import Change, Clock, Messenger
from cadence.core.query import Unresolved
from cadence.core.readers import kind_or_least
from cadence.delivery.between import AtHome
from cadence.delivery.job import Settlement
from cadence.delivery.post import amend, say
from cadence.status.messages import otherwise, watching
from cadence.status.messages.answering import answered
from cadence.status.messages.home import home
from cadence.status.messages.issues import histories
from cadence.status.model.answer import Answer, AskedBack, Reply
from cadence.status.model.asked import (
    ANSWERED,
    ASKED_BACK,
    BAD,
    COULD_NOT_LOOK,
    GOOD,
    Asked,
    CameHome,
    Remembered,
)
from cadence.status.model.commands import Command, Verb, command
from cadence.status.model.keys import keys_in
from cadence.status.model.question import Filter, Question
from cadence.status.model.question import Kind as QuestionKind
from cadence.status.model.understanding import MOST_CHARACTERS
from cadence.status.service.status import Status, plainly
from cadence.status.store import StatusStore

log = structlog.get_logger(__name__)

STILL_ON_SUBJECT = timedelta(minutes=30)
"""How long an earlier question outside this thread may still be what a follow-up refines."""

ALL_OF_THEM = 50
"""How many issues "Show more" shows: a table as long as people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What is said to Cadence about bugs, and what Cadence says back."""

    status: Status
    store: StatusStore
    messenger: Messenger
    clock: Clock
    zone: ZoneInfo
    """For people whose own zone is not known."""
    browse: str
    """Where issues open."""
    at_home: tuple[AtHome, ...] = ()
    """What other rooms show on the Home tab, above what is watched."""

    # --- hearing -----------------------------------------------------------------------------------

    def hear(self, heard: Heard) -> Settlement:
        """A question or a command, settled: what is kept, and what is said."""
        asked = self._asked(heard)
        # What somebody else wrote is asked about, not obeyed.
        told = command(heard.text) if heard.surface is not Surface.SHORTCUT else None
        if told:
            return self._obey(told, replace(asked, place=_aside(heard)), heard)
        previous = self._previous(asked, heard)
        reply = self.status.reply(
            asked,
            previous=previous.question if previous else None,
            since=self._last_asked(heard.user, before=asked.at),
            spoken_of=self._spoken_of(heard.text, heard.channel, heard.thread, previous),
        )
        return self._settled(asked, reply)

    def gave_up(self, heard: Heard, reference: str) -> Settlement:
        """The question could not be dealt with at all: whoever asked is told."""
        failure = say(_place(heard), otherwise.failed(reference), key=f"failed:{heard.id}")
        return Settlement(jobs=(failure,))

    def gave_up_press(self, pressed: Pressed, reference: str) -> Settlement:
        return self._whisper(pressed, otherwise.failed(reference))

    def _asked(self, heard: Heard) -> Asked:
        person = self._person(heard.user)
        return Asked(
            id=heard.id,
            text=_brief(heard.text),
            audience=self._audience(heard.channel, heard.user, heard.surface, person.email),
            place=_place(heard),
            conversation=_conversation(heard),
            zone=person.zone,
            at=heard.at,
        )

    def _person(self, user: str) -> "_Asker":
        try:
            person = self.messenger.person(user)
        except NotSent:
            return _Asker(zone=self.zone, email=None)
        return _Asker(zone=person.zone, email=person.email)

    def _audience(self, channel: str, user: str, surface: Surface, email: str | None) -> Audience:
        alone = surface in (Surface.COMMAND, Surface.SHORTCUT)
        return Audience(
            user=user,
            channel=channel,
            kind=Kind.DIRECT if alone else kind_or_least(self.messenger, channel),
            groups=self.messenger.groups_of(user) if self.status.rules else frozenset(),
            email=email,
        )

    def _previous(self, asked: Asked, heard: Heard) -> Remembered | None:
        """The question that this one may refine: of this thread, or one that the same person just asked alone."""
        if heard.surface is Surface.SHORTCUT:
            return None  # somebody else's message, and about its own thread
        last = self.store.latest(asked.conversation)
        if heard.surface is Surface.MENTION or (last and heard.surface is Surface.DIRECT):
            return last
        last = last or self.store.last_by(heard.user, before=asked.at)
        fresh = last and asked.at - last.at <= STILL_ON_SUBJECT
        return last if last and fresh and last.place.channel == heard.channel else None

    def _last_asked(self, user: str | None, *, before: datetime) -> datetime | None:
        last = user and self.store.last_by(user, before=before)
        return last.at if last else None

    def _spoken_of(
        self, text: str, channel: str, thread: str | None, previous: Remembered | None
    ) -> tuple[str, ...]:
        """The issues that "it" and "this" may mean: those of the last answer, else those named in the thread."""
        if keys_in(text):
            return ()
        if previous and previous.keys:
            return previous.keys
        if thread is None:
            return ()
        try:
            said = self.messenger.thread(channel, thread)
        except NotSent:
            return ()  # a thread that we may not read names nothing
        return tuple(dict.fromkeys(key for each in said for key in keys_in(each.text)))

    # --- settling a reply --------------------------------------------------------------------------

    def _settled(self, asked: Asked, reply: Reply) -> Settlement:
        message = self._message(reply, asked.id)
        return Settlement(
            changes=(self.store.remember(_remembered(asked, reply)),),
            jobs=(say(asked.place, message, key=f"answer:{asked.id}"),),
        )

    def _message(self, reply: Reply, id: str) -> Message:  # noqa: A002 - the question's id
        if isinstance(reply, Answer):
            return answered(reply, id=id, browse=self.browse, now=self.clock.now())
        if isinstance(reply, AskedBack):
            return otherwise.asked_back(reply, id=id)
        return otherwise.could_not_look(reply, id=id)

    # --- commands ----------------------------------------------------------------------------------

    def _obey(self, told: Command, asked: Asked, heard: Heard) -> Settlement:
        if told.verb is Verb.WATCHES:
            mine = self.store.watches_of(heard.user)
            return self._say(asked, watching.watches(mine, browse=self.browse))
        key = told.key or self._only_key(asked, heard)
        if key is None:
            return self._say(asked, otherwise.short("Which one? Name it, as in “watch PAY-12”."))
        if told.verb is Verb.UNWATCH:
            return self._unwatch(asked, heard.user, key)
        return self._watch(asked, heard.user, heard.team, key)

    def _only_key(self, asked: Asked, heard: Heard) -> str | None:
        previous = self._previous(asked, heard)
        named = self._spoken_of(heard.text, heard.channel, heard.thread, previous)
        return named[0] if len(named) == 1 else None

    def _watch(self, asked: Asked, user: str, team: str, key: str) -> Settlement:
        alone = replace(asked, audience=replace(asked.audience, kind=Kind.DIRECT))
        try:
            issue = self._issue(alone, key)
        except TrackerError as away:
            why = f"{plainly(away)} {key} is not watched yet; please try again later."
            return self._say(asked, otherwise.short(why))
        if issue is None:
            return self._say(asked, otherwise.short(f"There is no {key} that I may show you."))
        if not issue.is_open:
            return self._say(asked, watching.is_done_already(issue, browse=self.browse))
        begun = self.store.watch(user=user, team=team, issue=issue, at=self.clock.now())
        return self._say(asked, watching.watching(issue, browse=self.browse), begun)

    def _unwatch(self, asked: Asked, user: str, key: str) -> Settlement:
        if all(watch.key != key for watch in self.store.watches_of(user)):
            return self._say(asked, watching.was_not_watched(key))
        ended = self.store.unwatch(user=user, key=key, at=self.clock.now())
        return self._say(asked, watching.stopped(key), ended)

    def _issue(self, asked: Asked, key: str) -> Issue | None:
        try:
            return self.status.allowed(self.status.grant_of(asked)).issue(key)
        except IssueNotFound:
            return None

    def _say(self, asked: Asked, message: Message, *changes: Change) -> Settlement:
        return Settlement(
            changes=changes, jobs=(say(asked.place, message, key=f"answer:{asked.id}"),)
        )

    def show_home(self, came: CameHome) -> None:
        """What waits for this person: what they watch, and what can be asked. Showing it twice changes nothing."""
        mine = self.store.watches_of(came.user)
        above = tuple(block for part in self.at_home for block in _part(part, came.user))
        self.messenger.show_home(came.user, home(mine, above=above, browse=self.browse))

    # --- presses -----------------------------------------------------------------------------------

    def press(self, pressed: Pressed) -> Settlement:
        """What a press brings about. A button that is no longer known is answered too."""
        act = _PRESSES.get(pressed.action)
        return act(self, pressed) if act else self._whisper(pressed, _UNKNOWN_BUTTON)

    def _whisper(self, pressed: Pressed, message: Message, *changes: Change) -> Settlement:
        """To the one who pressed, and nobody else."""
        told = say(_beside(pressed), message, key=f"press:{pressed.id}")
        return Settlement(changes=changes, jobs=(told,))

    def _press_watch(self, pressed: Pressed) -> Settlement:
        asked = self._as_asked(pressed)
        return self._watch(asked, pressed.user, pressed.team, pressed.value)

    def _press_unwatch(self, pressed: Pressed) -> Settlement:
        return self._unwatch(self._as_asked(pressed), pressed.user, pressed.value)

    def _press_history(self, pressed: Pressed) -> Settlement:
        asked = self._as_asked(pressed)
        try:
            issue = self._issue(asked, pressed.value)
            if issue is None:
                return self._whisper(
                    pressed, otherwise.short(f"There is no {pressed.value} that I may show here.")
                )
            changes = self.status.tracker.histories((issue.key,)).get(issue.key, ())
        except TrackerError:
            return self._whisper(pressed, _TRY_AGAIN)
        return self._whisper(pressed, histories(issue, changes, browse=self.browse))

    def _press_more(self, pressed: Pressed) -> Settlement:
        def unlimited(kept: Remembered) -> Question | None:
            return replace(kept.question, limit=None) if kept.question else None

        return self._asked_again(pressed, unlimited, shown=ALL_OF_THEM)

    def _press_again(self, pressed: Pressed) -> Settlement:
        """Nothing could be looked up the first time, so the words may have to be read again, in their context."""
        kept = self.store.question(pressed.value)
        if kept is None:
            return self._whisper(pressed, _FORGOTTEN)
        if kept.question:
            return self._asked_again(pressed, lambda kept: kept.question)
        previous = self.store.latest(kept.conversation)
        place = kept.place
        reply = self.status.reply(
            replace(self._as_asked(pressed), id=kept.id, text=kept.text),
            previous=previous.question if previous else None,
            since=self._last_asked(kept.user, before=kept.at),
            spoken_of=self._spoken_of(kept.text, place.channel, place.thread, previous),
        )
        return self._replaced(pressed, kept, reply)

    def _press_nearest(self, pressed: Pressed) -> Settlement:
        return self._asked_again(pressed, lambda kept: kept.nearest)

    def _press_widen(self, pressed: Pressed) -> Settlement:
        place, _, id = pressed.value.partition(":")  # noqa: A001 - the question's id

        def without(kept: Remembered) -> Question | None:
            if kept.question is None or not place.isdigit():
                return None
            return kept.question.without(int(place))

        return self._asked_again(replace(pressed, value=id), without)

    def _press_narrow(self, pressed: Pressed) -> Settlement:
        only_open = Filter(condition=Unresolved(), label="is open (unresolved)")

        def narrowed(kept: Remembered) -> Question | None:
            asked = kept.question
            return replace(asked, filters=(*asked.filters, only_open)) if asked else None

        return self._asked_again(pressed, narrowed)

    def _press_open(self, pressed: Pressed) -> Settlement:  # noqa: ARG002 - a press' shape
        """A link in the shape of a button: Slack tells us of it, and there is nothing to do."""
        return Settlement()

    def _press_help(self, pressed: Pressed) -> Settlement:
        asked = self._as_asked(pressed)
        reply = self.status.again(Question(kind=QuestionKind.HELP), asked)
        return self._whisper(pressed, self._message(reply, pressed.value))

    def _press_wrong(self, pressed: Pressed) -> Settlement:
        kept = self.store.question(pressed.value)
        sorry = otherwise.sorry(pressed.value, self._owners(kept) if kept else ())
        return self._whisper(pressed, sorry, self._judged(pressed, pressed.value, BAD))

    def _press_feedback(self, pressed: Pressed) -> Settlement:
        id, _, verdict = pressed.value.rpartition(":")  # noqa: A001 - the question's id
        if verdict == BAD:
            return self._press_wrong(replace(pressed, value=id))
        if verdict != GOOD:
            return self._whisper(pressed, _UNKNOWN_BUTTON)
        return self._whisper(pressed, _THANKS, self._judged(pressed, id, GOOD))

    def _judged(self, pressed: Pressed, id: str, verdict: str) -> Change:  # noqa: A002 - the question's id
        return self.store.judge(id, user=pressed.user, verdict=verdict, at=pressed.at)

    def _press_hand_on(self, pressed: Pressed) -> Settlement:
        """The question goes to the lead of its area, once, in the asker's own words."""
        kept = self.store.question(pressed.value)
        if kept is None:
            return self._whisper(pressed, _FORGOTTEN)
        areas = self._owners(kept)
        posts = tuple(
            say(
                Place(channel=place, team=pressed.team),
                otherwise.handed_on(kept.text, asker=kept.user, area=area, link=_link(kept.place)),
                key=f"handed on:{kept.id}:{area.name}",
            )
            for area in areas
            if (place := otherwise.address(area))
        )
        told = self._whisper(pressed, otherwise.was_handed_on(areas))
        return replace(told, jobs=told.jobs + posts)

    def _owners(self, kept: Remembered) -> tuple[Area, ...]:
        """Those that the answer named; for a question of an older version, those that it would name."""
        named = tuple(area for area in self.status.areas if area.name in kept.areas)
        return named or self.status.owners_of(kept.question or kept.nearest, kept.keys)

    def _asked_again(
        self,
        pressed: Pressed,
        question: Callable[[Remembered], Question | None],
        *,
        shown: int | None = None,
    ) -> Settlement:
        """The same question, changed by one press, answered in the place of the first answer."""
        kept = self.store.question(pressed.value)
        changed = question(kept) if kept else None
        if kept is None or changed is None:
            return self._whisper(pressed, _FORGOTTEN)
        asked = replace(self._as_asked(pressed), id=kept.id, text=kept.text)
        since = self._last_asked(kept.user, before=kept.at)
        reply = self.status.again(changed, asked, since=since, shown=shown)
        return self._replaced(pressed, kept, reply)

    def _replaced(self, pressed: Pressed, kept: Remembered, reply: Reply) -> Settlement:
        message = self._message(reply, kept.id)
        asked = replace(
            self._as_asked(pressed),
            id=kept.id,
            text=kept.text,
            conversation=kept.conversation,
            at=kept.at,
        )
        memory = self.store.remember(replace(_remembered(asked, reply), user=kept.user))
        if pressed.private or pressed.ts is None:
            return self._whisper(pressed, message, memory)
        return Settlement(
            changes=(memory,),
            jobs=(amend(_beside(pressed), pressed.ts, message, key=f"press:{pressed.id}"),),
        )

    def _as_asked(self, pressed: Pressed) -> Asked:
        """A press, as if the one who pressed had asked. Who reads along is decided by the channel, as ever."""
        person = self._person(pressed.user)
        alone = pressed.private or pressed.at_home
        surface = Surface.COMMAND if alone else Surface.MENTION
        return Asked(
            id=pressed.id,
            text="",
            audience=self._audience(pressed.channel, pressed.user, surface, person.email),
            place=_beside(pressed),
            conversation=f"{pressed.channel}:{pressed.thread or pressed.ts}",
            zone=person.zone,
            at=pressed.at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    zone: ZoneInfo
    email: str | None


def _part(part: AtHome, user: str) -> tuple[Block, ...]:
    """One room that can't be read takes the others' parts from nobody."""
    try:
        return part(user)
    except (TrackerError, StoreUnavailable, MessengerError) as error:
        log.warning("a part of the home tab could not be read", error=str(error))
        return (
            Note(line("Something that belongs here could not be read. Please come back later.")),
        )


Press = Callable[[Conversation, Pressed], Settlement]

_PRESSES: Mapping[str, Press] = {
    "status.watch": Conversation._press_watch,
    "status.unwatch": Conversation._press_unwatch,
    "status.history": Conversation._press_history,
    "status.more": Conversation._press_more,
    "status.again": Conversation._press_again,
    "status.nearest": Conversation._press_nearest,
    "status.widen": Conversation._press_widen,
    "status.open": Conversation._press_open,
    "status.narrow": Conversation._press_narrow,
    "status.help": Conversation._press_help,
    "status.wrong": Conversation._press_wrong,
    "status.feedback": Conversation._press_feedback,
    "status.hand_on": Conversation._press_hand_on,
}

_UNKNOWN_BUTTON = otherwise.short("That button is from an older version of me. Please ask anew.")
_FORGOTTEN = otherwise.short("I no longer have that question. Please ask it anew.")
_TRY_AGAIN = otherwise.short("Jira is not answering. Nothing was read; please press again later.")
_THANKS = otherwise.short("Thank you, noted.")


def _brief(text: str) -> str:
    """Of a message too long for one question, the issues that it names."""
    return " ".join(keys_in(text)) or text if len(text) > MOST_CHARACTERS else text


def _place(heard: Heard) -> Place:
    """In the thread of the question; what was asked by a command or about another's message is for the asker alone."""
    if heard.surface in (Surface.COMMAND, Surface.SHORTCUT):
        return _aside(heard)
    return Place(channel=heard.channel, thread=heard.thread or heard.ts, team=heard.team)


def _aside(heard: Heard) -> Place:
    """Where the asker alone reads it: what somebody watches may be what nobody else in the channel may see.

    Slack shows an ephemeral message in a thread only where there is one already.
    """
    if heard.surface is Surface.DIRECT:
        return _place(heard)
    return Place(channel=heard.channel, thread=heard.thread, only_for=heard.user, team=heard.team)


def _beside(pressed: Pressed) -> Place:
    if pressed.at_home:
        return Place(channel=pressed.user, team=pressed.team)
    return Place(
        channel=pressed.channel, thread=pressed.thread, only_for=pressed.user, team=pressed.team
    )


def _conversation(heard: Heard) -> str:
    if heard.surface in (Surface.COMMAND, Surface.SHORTCUT):
        return f"{heard.channel}:{heard.user}"
    return f"{heard.channel}:{heard.thread or heard.ts}"


def _link(place: Place) -> str | None:
    if place.thread is None:
        return None
    return f"https://slack.com/archives/{place.channel}/p{place.thread.replace('.', '')}"


def _remembered(asked: Asked, reply: Reply) -> Remembered:
    question = reply.understood.question if isinstance(reply, AskedBack) else reply.question
    outcome = {Answer: ANSWERED, AskedBack: ASKED_BACK}.get(type(reply), COULD_NOT_LOOK)
    return Remembered(
        id=asked.id,
        text=asked.text,
        user=asked.audience.user,
        question=question,
        nearest=reply.understood.nearest if isinstance(reply, AskedBack) else None,
        place=asked.place,
        audience=asked.audience,
        conversation=asked.conversation,
        at=asked.at,
        keys=tuple(issue.key for issue in reply.issues) if isinstance(reply, Answer) else (),
        areas=tuple(area.name for area in reply.areas),
        outcome=outcome,
    )
