"""From a confirmed form to a record: once, whatever is retried."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from cadence.core.errors import NotSent
from cadence.core.message import Form, Kind, Line, Message, Place, Said
from cadence.core.ports import Change, Clock, Messenger
from cadence.decisions.messages import drafting as messages
from cadence.decisions.messages.forms import DRAFT, Drawn, draft_form
from cadence.decisions.model.carried import QUOTES, Carried, NotCarried, loaded
from cadence.decisions.model.commands import Verb
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Origin,
    Part,
    Party,
    Quote,
)
from cadence.decisions.model.form import Filled, check, cleared, filled, users_in, with_names
from cadence.decisions.model.heard import Answer, Submitted
from cadence.decisions.model.naming import by_name
from cadence.decisions.service.boards import Announced, Boards, Seeing, with_successor
from cadence.decisions.service.drafting import MOST_MESSAGES
from cadence.decisions.service.flow import Check, Closing, Errors, Press, Submission
from cadence.decisions.service.flow import Said as Hearing
from cadence.decisions.service.people import SOMEBODY, People, instant
from cadence.decisions.store.records import Records
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form

Arm = Callable[[int, Body, Party, datetime], tuple[Change, ...]]
"""What is to be watched for a new decision: number, body, by whom, when."""

NOON = time(12)
"""Of a day that was chosen by hand: the same day nearly everywhere."""


def _nothing(number: int, body: Body, by: Party, at: datetime) -> tuple[Change, ...]:  # noqa: ARG001 - the shape of Arm
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """What could be read again of the messages that a draft rests on."""

    said: Mapping[str, Said]
    deleted: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    messenger: Messenger
    records: Records
    people: People
    boards: Boards
    seeing: Seeing
    clock: Clock
    areas: tuple[str, ...] = ()
    arm: Arm = field(default=_nothing)

    @property
    def verbs(self) -> Mapping[Verb, Hearing]:
        return {}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {DRAFT: self.confirm}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {DRAFT: self.check}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {}

    def check(self, answers: Mapping[str, Answer]) -> Errors:
        return check(answers, today=self.clock.now().date())

    def confirm(self, submitted: Submitted) -> Settlement:
        """The record, its posts and the word to whoever confirmed it, all in one settlement."""
        try:
            carried = loaded(submitted.private)
        except NotCarried:
            return self._not_recorded(submitted, _OLD)
        said = filled(dict(submitted.answers))
        old, problem = self._replaced(carried, submitted.user)
        if problem:
            return self._ask_again(submitted, carried, said, problem)
        return self.record(submitted, carried, said, old)

    def record(
        self, submitted: Submitted, carried: Carried, said: Filled, old: Decision | None
    ) -> Settlement:
        sources = self._sources(carried)
        decision = self._decision(submitted, carried, said, sources)
        after = with_successor(old, decision.number) if old else None
        beside = (after,) if after else ()
        announced = self.boards.announce(
            decision, offer=carried.offer, can_write=carried.alone is None, beside=beside
        )
        key = f"recorded:{submitted.id}"
        redrawn = self.boards.redraw(after, key, beside=(decision,)) if after else ()
        notes = tuple(_notes(decision, announced, sources))
        return Settlement(
            changes=(
                self.records.record(decision, key=submitted.id),
                *self._superseded(old, decision),
                *announced.changes,
                *self.arm(
                    decision.number, decision.body, decision.recorded_by, decision.recorded_at
                ),
                *self._counted(carried),
            ),
            jobs=(
                *announced.jobs,
                *redrawn,
                _told(submitted, carried, decision, notes),
            ),
        )

    # --- the record ----------------------------------------------------------------------------------

    def _decision(
        self, submitted: Submitted, carried: Carried, said: Filled, sources: _Sources
    ) -> Decision:
        names = self.people.names(users_in(said.body))
        body = with_names(said.body, names)
        return Decision(
            number=self.records.number_for(submitted.id),
            body=body,
            status=said.status,
            decided_at=self._decided_at(submitted, carried, said),
            recorded_at=submitted.at,
            recorded_by=self.people.party(submitted.user),
            origin=self._origin(carried),
            quotes=tuple(self._quotes(carried, body, sources)),
            supersedes=() if carried.supersedes is None else (carried.supersedes,),
        )

    def _decided_at(self, submitted: Submitted, carried: Carried, said: Filled) -> datetime:
        """When the decisive message was said, unless another day was chosen."""
        if said.decided_on is None:
            return submitted.at
        if said.decided_on == carried.decided_on and carried.decisive:
            return instant(carried.decisive)
        zone: ZoneInfo = self.people.zone_of(submitted.user)
        chosen = datetime.combine(said.decided_on, NOON, tzinfo=zone)
        return min(chosen.astimezone(submitted.at.tzinfo), submitted.at)

    def _origin(self, carried: Carried) -> Origin:
        return Origin(
            team=carried.team,
            channel=carried.channel,
            kind=self._kind_of(carried.channel),
            thread=carried.thread,
            permalink=carried.thread
            and self.messenger.permalink(carried.channel, carried.thread, thread=carried.thread),
        )

    def _kind_of(self, channel: str) -> Kind:
        """Of a channel that we can't see nobody's rights can be told: as in a direct message, whoever recorded it sees
        it, and the channel's members do as soon as we are invited there."""
        try:
            return self.messenger.kind_of(channel)
        except NotSent:
            return Kind.DIRECT

    # --- quotes --------------------------------------------------------------------------------------

    def _sources(self, carried: Carried) -> _Sources:
        if carried.alone:
            return _Sources(said={carried.alone.ts: carried.alone})
        found = self._thread(carried) if carried.support else {}
        deleted = unread = 0
        for ts in carried.quoted:
            if ts in found:
                continue
            try:
                said = self.messenger.said(carried.channel, ts, thread=carried.thread)
            except NotSent:
                unread += 1
                continue
            if said is None:
                deleted += 1
            else:
                found[ts] = said
        return _Sources(said=found, deleted=deleted, unread=unread)

    def _thread(self, carried: Carried) -> dict[str, Said]:
        """The whole thread by one read, so that its messages need not be asked for one by one."""
        if carried.thread is None:
            return {}
        try:
            said = self.messenger.thread(carried.channel, carried.thread, most=MOST_MESSAGES)
        except NotSent:
            return {}
        return {each.ts: each for each in said}

    def _quotes(self, carried: Carried, body: Body, sources: _Sources) -> Iterator[Quote]:
        """Of each field that still says something, the messages it rests on, as they are now."""
        empty = cleared(body)
        kept = {ts: sources.said[ts] for ts in carried.quoted if ts in sources.said}
        names = self.people.names_in(kept.values())
        for part in Part:
            for ts in carried.resting_on(part)[:QUOTES]:
                if part not in empty and ts in kept:
                    yield self._quote(part, kept[ts], carried, names)

    def _quote(self, part: Part, said: Said, carried: Carried, names: Mapping[str, str]) -> Quote:
        return Quote(
            part=part,
            channel=carried.channel,
            ts=said.ts,
            user=said.user,
            name=names.get(said.user or "", SOMEBODY),
            text=by_name(said.text, names),
            at=instant(said.ts),
            permalink=self.messenger.permalink(carried.channel, said.ts, thread=carried.thread),
        )

    # --- the decision it takes the place of ----------------------------------------------------------

    def _replaced(self, carried: Carried, user: str) -> tuple[Decision | None, str]:
        """The decision that is to be superseded, or why it can't be."""
        if carried.supersedes is None:
            return None, ""
        ref = f"D-{carried.supersedes}"
        old = self.records.decision(carried.supersedes, self.seeing.alone(user))
        if old is None:
            return None, f"There is no {ref} that I may show you."
        if not old.is_live:
            by = f" by D-{old.superseded_by}" if old.superseded_by else ""
            return None, f"{ref} is {old.status.value}{by} already, so nothing can take its place."
        return old, ""

    def _superseded(self, old: Decision | None, new: Decision) -> tuple[Change, ...]:
        if old is None:
            return ()
        change = self.records.supersede(
            old.number, new.number, by=new.recorded_by, at=new.recorded_at
        )
        return (change,)

    # --- telling -------------------------------------------------------------------------------------

    def _counted(self, carried: Carried) -> tuple[Change, ...]:
        if not carried.support:
            return ()
        return (self.records.count("confirmed", on=self.clock.now().date()),)

    def _ask_again(
        self, submitted: Submitted, carried: Carried, said: Filled, problem: str
    ) -> Settlement:
        """The form as it was filled in, with what stands in its way, as a decision of its own."""
        same_day = said.decided_on == carried.decided_on
        alone = replace(
            carried,
            supersedes=None,
            turn=carried.turn + 1,
            decided_on=said.decided_on,
            decisive=carried.decisive if same_day else None,
        )
        names = self.people.names(users_in(said.body))
        remark = f"{problem} Nothing was recorded. Press Record to log it as a decision of its own."
        drawn = Drawn(
            body=with_names(said.body, names),
            carried=alone,
            status=said.status,
            areas=self.areas,
            remarks=(remark,),
        )
        told = _aside(submitted, carried, messages.not_recorded(problem))
        return Settlement(jobs=(_shown(submitted, draft_form(drawn), told),))

    def _not_recorded(self, submitted: Submitted, why: str) -> Settlement:
        place = Place(channel=submitted.user, team=submitted.team)
        told = say(place, messages.not_recorded(why), key=f"told:{submitted.id}")
        form = messages.waiting(f"Nothing was recorded. {why}")
        return Settlement(jobs=(_shown(submitted, form, told),))


_OLD = "This form is from an older version of me. Please log the decision anew."


def _notes(decision: Decision, announced: Announced, sources: _Sources) -> Iterator[Line]:
    yield messages.is_posted(log=announced.log, in_thread=announced.in_thread)
    if announced.kept_from:
        yield messages.kept_from_log(announced.kept_from)
    if decision.origin.kind is Kind.DIRECT and not (decision.origin.channel or "").startswith("D"):
        yield messages.seen_by_you_alone()
    if sources.deleted:
        yield messages.sources_gone(sources.deleted)
    if sources.unread:
        yield messages.sources_unread(sources.unread)


def _told(
    submitted: Submitted, carried: Carried, decision: Decision, notes: tuple[Line, ...]
) -> NewJob:
    instead = _aside(submitted, carried, messages.recorded_message(decision, notes))
    return _shown(submitted, messages.recorded(decision, notes), instead)


def _aside(submitted: Submitted, carried: Carried, message: Message) -> NewJob:
    """To the one who confirmed, beside the thread; directly, where we are not in its channel."""
    beside = Place(
        channel=carried.channel,
        thread=carried.thread,
        only_for=submitted.user,
        team=submitted.team,
    )
    directly = Place(channel=submitted.user, team=submitted.team)
    return say(directly if carried.alone else beside, message, key=f"told:{submitted.id}")


def _shown(submitted: Submitted, form: Form, instead: NewJob) -> NewJob:
    return show_form(submitted.view, form, key=f"form:{submitted.id}", instead=instead)
