"""From what was said to a form that somebody can confirm. Nothing of a draft is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.core.errors import NotSent
from cadence.core.heard import Closed, Heard, Pressed, Surface
from cadence.core.message import Form, Place, Said
from cadence.core.ports import Change, Clock, Messenger
from cadence.decisions.messages import drafting as messages
from cadence.decisions.messages.forms import DRAFT, PICK, Drawn, Saying, choice, draft_form
from cadence.decisions.model.access import Seen
from cadence.decisions.model.carried import Carried, NotCarried, loaded
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.decision import Body, Decision, Part
from cadence.decisions.model.draft import Draft, Support, Thread
from cadence.decisions.model.form import users_in, with_names
from cadence.decisions.model.naming import body_by_name
from cadence.decisions.service.boards import RECENT
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.flow import Said as Hearing
from cadence.decisions.service.people import People, instant
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.threads import UNREAD, Read, Source, Threads, source, source_of
from cadence.decisions.store.records import Records, Wanted
from cadence.delivery import replying
from cadence.delivery.desk import Closing, Press
from cadence.delivery.job import DONE, Settlement
from cadence.delivery.post import amend
from cadence.delivery.replying import answered, told

GONE = frozenset({"not_found"})
"""Slack's words for a modal that was closed since it was opened."""


class Drafted(Protocol):
    @property
    def drafts(self) -> tuple[Draft, ...]:
        """In the order in which the decisions were made."""

    @property
    def note(self) -> str | None:
        """What has to be said about how they were drafted."""


class Drafter(Protocol):
    def drafts(
        self,
        thread: Thread,
        *,
        zone: ZoneInfo,
        names: Mapping[str, str],
        areas: Sequence[str],
        projects: Sequence[str],
    ) -> Drafted:
        """The decisions that a thread seems to hold. `names` are by user id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting(Flow):
    messenger: Messenger
    records: Records
    drafter: Drafter
    people: People
    seeing: Seeing
    clock: Clock
    areas: tuple[str, ...] = ()
    """Names of those of the configuration, to choose from."""
    projects: tuple[str, ...] = ()
    """Keys of Jira's, by which a scope is recognised."""

    @property
    def commands(self) -> Mapping[Verb, Hearing]:
        return {Verb.NEW: self.new, Verb.LOG: self.log}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.OPEN: self.open, messages.NOT_NOW: self.not_now, PICK: self.pick}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {DRAFT: self.closed}

    @property
    def threads(self) -> Threads:
        return Threads(messenger=self.messenger)

    # --- ways in -----------------------------------------------------------------------------------

    def new(self, heard: Heard, command: Command) -> Settlement:
        """An empty form, or one that begins with the words that were given."""
        begun = Source(channel=heard.channel, typed=command.words)
        if heard.view is None:
            return answered(heard, messages.open_again(begun.value))
        carried = Carried(channel=heard.channel, team=heard.team)
        body = Body(title="", decided=command.words)
        return self._show(heard.view, Drawn(body=body, carried=carried, areas=self.areas))

    def log(self, heard: Heard, command: Command) -> Settlement:
        if heard.surface is Surface.SHORTCUT:
            return self._log_message(heard)
        if command.words and heard.ts:
            said = Source(channel=heard.channel, thread=heard.thread or heard.ts, words=heard.ts)
            return answered(heard, messages.offered_words(said.value))
        return self._offer(heard) if heard.thread else answered(heard, messages.not_in_a_thread())

    def supersede(self, old: Decision, *, view: str, channel: str, team: str) -> Settlement:
        """The form of a decision that takes the place of `old`: about the same, decided by the same people, in the same
        channel and thread, so that the same people may see it. `channel` is for one that was decided in none."""
        body = Body(
            title=old.body.title,
            decided="",
            decider=old.body.decider,
            informed=old.body.informed,
            scope=old.body.scope,
            links=old.body.links,
        )
        carried = Carried(
            channel=old.origin.channel or channel,
            thread=old.origin.thread,
            team=old.origin.team or team,
            supersedes=old.number,
        )
        return self._show(view, Drawn(body=body, carried=carried, areas=self.areas))

    def edit(self, confirmed: Confirmed, *, view: str) -> Settlement:
        """The form once more, as it was confirmed."""
        self._change(view, form_again(confirmed, self.areas))
        return DONE

    def _log_message(self, heard: Heard) -> Settlement:
        used_on = Source(
            channel=heard.channel, thread=heard.thread or heard.ts, message=heard.message
        )
        if heard.view is None:
            return answered(heard, messages.open_again(used_on.value))
        return self._fill(heard.view, used_on, user=heard.user, team=heard.team)

    def _offer(self, heard: Heard) -> Settlement:
        """A mention can't open a form, so it is answered with a button that does."""
        asked = Source(channel=heard.channel, thread=heard.thread, asked=heard.ts)
        try:
            said = self.threads.said(asked)
        except NotSent:
            return answered(heard, messages.could_not_read(heard.channel))
        if not said:
            return answered(heard, messages.not_in_a_thread())
        people = len({each.user for each in said})
        return answered(heard, messages.offered(len(said), people, asked.value))

    # --- presses -----------------------------------------------------------------------------------

    def open(self, pressed: Pressed) -> Settlement:
        held = source(pressed.value)
        if held is None:
            return told(pressed, replying.short(_OLD))
        if pressed.ts and not pressed.private and pressed.channel == held.channel:
            held = replace(held, offer=pressed.ts)
        if pressed.view is None:
            return told(pressed, messages.open_again(held.value))
        if held.thread is None:
            carried = Carried(channel=held.channel, team=pressed.team)
            body = replace(_EMPTY, decided=held.typed)
            return self._show(pressed.view, Drawn(body=body, carried=carried, areas=self.areas))
        read = None if self._may_read(pressed, held) else UNREAD
        return self._fill(pressed.view, held, user=pressed.user, team=pressed.team, read=read)

    def _may_read(self, pressed: Pressed, held: Source) -> bool:
        """A button elsewhere says by itself alone which thread it is about."""
        is_there = pressed.channel == held.channel
        return is_there or self.seeing.reads_in(pressed.user, held.channel)

    def not_now(self, pressed: Pressed) -> Settlement:
        if pressed.ts is None:
            return DONE
        place = Place(channel=pressed.channel, thread=pressed.thread, team=pressed.team)
        changed = amend(place, pressed.ts, messages.not_logged(), key=f"decision:{pressed.id}")
        return Settlement(jobs=(changed,))

    def pick(self, pressed: Pressed) -> Settlement:
        """Another decision of the same thread, in the same modal."""
        if pressed.view is None:
            return DONE
        try:
            carried = loaded(pressed.view_private)
        except NotCarried:
            return self._show_form_of_old(pressed.view)
        self._change(pressed.view, replying.waiting(_TITLE))
        return self._fill(
            pressed.view,
            source_of(carried),
            user=pressed.user,
            team=pressed.team,
            picked=pressed.value,
            turn=carried.turn + 1,
        )

    def closed(self, closed: Closed) -> Settlement:
        """A draft that was dismissed leaves nothing but the count."""
        try:
            was_draft = bool(loaded(closed.private).support)
        except NotCarried:
            return DONE
        return Settlement(changes=(self._count("dismissed"),)) if was_draft else DONE

    # --- filling the form --------------------------------------------------------------------------

    def _fill(
        self,
        view: str,
        held: Source,
        *,
        user: str,
        team: str,
        picked: str = "",
        turn: int = 0,
        read: Read | None = None,
    ) -> Settlement:
        read = read or self.threads.read(held)
        zone = self.people.zone_of(user)
        names = self.people.names_in(read.said)
        drafts, note = self._drafts(read, held, zone, names)
        draft = _picked(drafts, picked)
        names = {**names, **self.people.names(_users_in(drafts) - names.keys())}
        carried = Carried(
            channel=held.channel,
            thread=held.thread,
            team=team,
            asked=held.asked,
            offer=held.offer,
            words=held.words,
            alone=read.alone,
            support=draft.support if draft else (),
            decisive=draft.decisive if draft else None,
            decided_on=_day(draft, zone),
            turn=turn,
        )
        drawn = Drawn(
            body=_named(draft.body, names) if draft else _EMPTY,
            carried=carried,
            areas=self.areas,
            sayings=self.people.sayings(read.said, names, held.channel, held.thread),
            remarks=(*_remarks(read, draft, note), *self._logged_before(read, held)),
            drafts=tuple(
                choice(place, _named(each.body, names).title, each.decisive)
                for place, each in enumerate(drafts)
            )
            if len(drafts) > 1
            else (),
        )
        counted = () if turn else (self._count("offered" if draft else "nothing"),)
        return self._show(view, drawn, *counted)

    def _logged_before(self, read: Read, held: Source) -> Iterator[str]:
        """What was recorded from the same thread: two people may log it, and neither means to have it twice."""
        if not read.said or held.words:
            return
        here = Seen(channels=frozenset({held.channel}))
        recent = self.records.listed(Wanted(channel=held.channel), here, limit=RECENT)
        for each in recent.decisions:
            if each.origin.thread == held.thread and each.is_live:
                yield messages.logged_already(each)

    def _drafts(
        self, read: Read, held: Source, zone: ZoneInfo, names: Mapping[str, str]
    ) -> tuple[tuple[Draft, ...], str | None]:
        if not read.said:
            return (), None
        drafted = self.drafter.drafts(
            read.said, zone=zone, names=names, areas=self.areas, projects=self.projects
        )
        if held.words and not drafted.drafts:
            return (_in_these_words(read.said[0]),), drafted.note
        return drafted.drafts, drafted.note

    def _show(self, view: str, drawn: Drawn, *changes: Change) -> Settlement:
        self._change(view, draft_form(drawn))
        return Settlement(changes=changes)

    def _show_form_of_old(self, view: str) -> Settlement:
        self._change(view, replying.done(_OLD))
        return DONE

    def _change(self, view: str, form: Form) -> None:
        try:
            self.messenger.change_form(view, form)
        except NotSent as error:
            if error.reason not in GONE:
                raise

    def _count(self, outcome: str) -> Change:
        return self.records.count(outcome, on=self.clock.now().date())


def form_again(confirmed: Confirmed, areas: tuple[str, ...], *remarks: str) -> Form:
    """The form as it was filled in, with what has to be said about it."""
    carried = replace(confirmed.carried, turn=confirmed.carried.turn + 1)
    drawn = Drawn(
        body=confirmed.body,
        carried=carried,
        status=confirmed.status,
        areas=areas,
        remarks=remarks,
        sayings={
            each.ts: Saying(name=each.name, text=each.text, at=each.at, permalink=each.permalink)
            for each in confirmed.quotes
        },
    )
    return draft_form(drawn)


_EMPTY = Body(title="", decided="")
_TITLE = "Log a decision"
_OLD = "That button is from an older version of me. Please say “@Cadence log this” again."


def _remarks(read: Read, draft: Draft | None, note: str | None) -> Iterator[str]:
    yield from read.remarks
    if note:
        yield note
    if draft is None and not read.remarks:
        yield messages.FOUND_NOTHING


def _users_in(drafts: tuple[Draft, ...]) -> frozenset[str]:
    return frozenset(user for each in drafts for user in users_in(each.body))


def _picked(drafts: tuple[Draft, ...], value: str) -> Draft | None:
    """The one whose decisive message was picked; else, since a draft may come out otherwise, the one in its place.
    Without a pick the one that the thread decides most plainly."""
    place, _, decisive = value.partition(":")
    found = next((each for each in drafts if each.decisive == decisive), None)
    if found is None and place.isdecimal() and int(place) < len(drafts):
        found = drafts[int(place)]
    return found or max(drafts, key=lambda each: each.score, default=None)


def _named(body: Body, names: Mapping[str, str]) -> Body:
    return with_names(body_by_name(body, names), names)


def _day(draft: Draft | None, zone: ZoneInfo) -> date | None:
    return instant(draft.decisive).astimezone(zone).date() if draft else None


def _in_these_words(said: Said) -> Draft:
    """Somebody said what to log, so it is drafted also where no rule takes it for a decision."""
    words = " ".join(said.text.split())
    return Draft(
        body=Body(title=words.partition(". ")[0].rstrip("."), decided=words),
        support=tuple(Support(part=part, said=(said.ts,)) for part in (Part.TITLE, Part.DECIDED)),
        decisive=said.ts,
        score=1.0,
    )
