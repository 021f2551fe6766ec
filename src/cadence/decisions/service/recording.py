"""From a confirmed form to a record: once, whatever is retried."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from cadence.core.heard import Answer, Submitted
from cadence.core.message import Kind, Line, Message, Place, line
from cadence.core.ports import Change, Clock
from cadence.decisions.messages import drafting as messages
from cadence.decisions.messages import otherwise
from cadence.decisions.messages.forms import DRAFT
from cadence.decisions.model.carried import Carried, NotCarried, loaded
from cadence.decisions.model.clash import Clash
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.decision import LIVE, Body, Decision, Party
from cadence.decisions.model.form import check
from cadence.decisions.service.boards import Announced, Seeing, with_successor
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.confirming import Confirming
from cadence.decisions.service.drafting import form_again
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.people import People
from cadence.decisions.service.withholding import NothingWithheld, Withheld
from cadence.decisions.store.records import RECENT, Records, Wanted
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Submission, of_answers
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form

Arm = Callable[[int, Body, Party, datetime], tuple[Change, ...]]
"""What is to be watched for a new decision: number, body, by whom, when."""


def _nothing(number: int, body: Body, by: Party, at: datetime) -> tuple[Change, ...]:  # noqa: ARG001 - the shape of Arm
    return ()


class Conflicts(Protocol):
    def found(self, confirmed: Confirmed, *, user: str) -> tuple[Clash, ...]:
        """Decisions that hold and say otherwise, the surest first."""

    def hold(
        self, confirmed: Confirmed, clashes: Sequence[Clash], *, view: str | None
    ) -> Settlement:
        """Ask what is to be done about them before this is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A record as it will be stored, with its messages."""

    decision: Decision
    announced: Announced
    changes: tuple[Change, ...]
    jobs: tuple[NewJob, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Flow):
    records: Records
    people: People
    confirming: Confirming
    changes: Changes
    seeing: Seeing
    conflicts: Conflicts
    clock: Clock
    areas: tuple[str, ...] = ()
    arm: Arm = field(default=_nothing)
    withheld: Withheld = field(default_factory=NothingWithheld)

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {DRAFT: self.confirm}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {DRAFT: of_answers(self.check)}

    def check(self, answers: Mapping[str, Answer]) -> Errors:
        return check(answers, today=self.clock.now().date())

    def confirm(self, submitted: Submitted) -> Settlement:
        """The record, its posts and the word to whoever confirmed it, all in one settlement; or the question what to
        do about decisions that say otherwise."""
        try:
            carried = loaded(submitted.private)
        except NotCarried:
            return _of_an_older_version(submitted)
        confirmed = self.confirming.confirmed(submitted, carried)
        if known := self._logged_already(confirmed):
            return _as_logged(confirmed, known, submitted.view)
        clashes = self.conflicts.found(confirmed, user=submitted.user)
        if clashes:
            return self.conflicts.hold(confirmed, clashes, view=submitted.view)
        return self.record(confirmed, view=submitted.view)

    def _logged_already(self, confirmed: Confirmed) -> Decision | None:
        """A decision that holds, from the same thread and in the same words: two people may have its form open, and
        neither means to have it twice. Of two that are confirmed in the same instant the store refuses the second."""
        origin = confirmed.origin
        is_apart = origin.channel is None or origin.thread is None
        if is_apart or confirmed.carried.supersedes or self.records.recorded(confirmed.key):
            return None
        recent = self.records.listed(
            Wanted(channel=origin.channel, statuses=LIVE),
            self.seeing.alone(confirmed.by.user or ""),
            limit=RECENT,
        )
        same = (
            each
            for each in recent.decisions
            if each.origin.thread == origin.thread
            and each.body.as_it_reads == confirmed.body.as_it_reads
        )
        return next(same, None)

    def record(
        self,
        confirmed: Confirmed,
        *,
        view: str | None,
        supersedes: tuple[int, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Settlement:
        """`supersedes` are taken the place of besides the one that the form was opened for. Where one of them doesn't
        hold any more, nothing is recorded and the form is shown again. `view` is the modal that tells how it ended;
        None: a direct message does."""
        if known := self._logged_already(confirmed):
            return _as_logged(confirmed, known, view)
        replaced = _replaced(confirmed, supersedes)
        olds = self._olds(confirmed, replaced)
        if problem := self._in_the_way(confirmed, replaced, olds):
            return self._ask_again(confirmed, view, problem)
        made = self._made(confirmed, replaced, olds, once=confirmed.carried.supersedes is None)
        notes = tuple(_notes(made.decision, made.announced, (*confirmed.remarks, *remarks)))
        return Settlement(
            changes=(*made.changes, *self._counted(confirmed.carried)),
            # First, so that a word about a post that Slack refused comes after it.
            jobs=(_told(confirmed, view, made.decision, notes), *made.jobs),
        )

    def refuses(self, confirmed: Confirmed) -> bool:
        """Whether `record` would say why it does not record this."""
        replaced = _replaced(confirmed, ())
        return bool(
            self._logged_already(confirmed)
            or self._in_the_way(confirmed, replaced, self._olds(confirmed, replaced))
        )

    def _olds(self, confirmed: Confirmed, numbers: tuple[int, ...]) -> tuple[Decision, ...]:
        return self.records.decisions(numbers, self.seeing.alone(confirmed.by.user or ""))

    def _in_the_way(
        self, confirmed: Confirmed, replaced: tuple[int, ...], olds: tuple[Decision, ...]
    ) -> str:
        """Why one of these can't be superseded; "" where nothing is in the way."""
        if over := _over(replaced, olds):
            return over
        user = confirmed.by.user or ""
        whys = (self.withheld.why(each, user=user, seen=self.seeing.alone(user)) for each in olds)
        return next(filter(None, whys), "")

    def elsewhere(self, confirmed: Confirmed) -> Made:
        """The record of what was confirmed in another room, which tells whoever did it. It takes no other's place."""
        return self._made(confirmed, (), (), once=False)

    def _made(
        self,
        confirmed: Confirmed,
        replaced: tuple[int, ...],
        olds: tuple[Decision, ...],
        *,
        once: bool,
    ) -> Made:
        decision = self._decision(confirmed, replaced)
        afters = tuple(with_successor(old, decision.number) for old in olds)
        announced = self.changes.boards.announce(
            decision,
            offer=confirmed.carried.offer,
            can_write=confirmed.carried.alone is None,
            beside=afters,
        )
        followed = (self._followed(after, decision, confirmed.key) for after in afters)
        disputes = self.withheld.ended(olds, by=decision.recorded_by)
        return Made(
            decision=decision,
            announced=announced,
            changes=(
                self.records.record(decision, key=confirmed.key, once=once),
                *(self._superseded(old, decision) for old in olds),
                *disputes.changes,
                *announced.changes,
                *self.arm(
                    decision.number, decision.body, decision.recorded_by, decision.recorded_at
                ),
            ),
            jobs=(
                *announced.jobs,
                *(job for jobs in followed for job in jobs),
                *disputes.jobs,
            ),
        )

    def _decision(self, confirmed: Confirmed, replaced: tuple[int, ...]) -> Decision:
        number = self.records.number_for(confirmed.key)
        return replace(confirmed.recorded(number, at=self.clock.now()), supersedes=replaced)

    def _superseded(self, old: Decision, new: Decision) -> Change:
        return self.records.supersede(
            old.number, new.number, by=new.recorded_by, at=new.recorded_at
        )

    def _followed(self, old: Decision, new: Decision, key: str) -> tuple[NewJob, ...]:
        """The messages of a decision that is superseded; its thread is told, unless the new one is posted there."""
        key = f"superseded:{key}:{old.number}"
        if _stands_beside(old, new):
            return self.changes.boards.redraw(old, key, beside=(new,))
        channel = old.origin.channel
        may_name = channel is not None and self.seeing.in_channel(channel).allows(
            new.origin, new.recorded_by
        )
        what = f"{new.ref} · {new.body.title}" if may_name else "another decision"
        did = f"superseded by {what}, says {new.recorded_by.name}."
        return self.changes.follow(old, key, did=did, beside=(new,))

    def _counted(self, carried: Carried) -> tuple[Change, ...]:
        if not carried.support:
            return ()
        return (self.records.count("confirmed", on=self.clock.now().date()),)

    def _ask_again(self, confirmed: Confirmed, view: str | None, problem: str) -> Settlement:
        """The form as it was filled in, with what stands in its way, as a decision of its own."""
        told = _aside(confirmed, messages.not_recorded(problem))
        if view is None:
            return Settlement(jobs=(told,))
        remark = f"{problem} Nothing was recorded. Press Record to log it as a decision of its own."
        alone = replace(confirmed, carried=replace(confirmed.carried, supersedes=None))
        form = form_again(alone, self.areas, remark)
        return Settlement(jobs=(show_form(view, form, key=f"form:{confirmed.key}", instead=told),))


def _as_logged(confirmed: Confirmed, known: Decision, view: str | None) -> Settlement:
    told = _aside(confirmed, messages.is_logged_message(known))
    if view is None:
        return Settlement(jobs=(told,))
    form = messages.is_logged(known)
    return Settlement(jobs=(show_form(view, form, key=f"form:{confirmed.key}", instead=told),))


_OLD = "This form is from an older version of me. Please log the decision anew."


def _of_an_older_version(submitted: Submitted) -> Settlement:
    place = Place(channel=submitted.user, team=submitted.team)
    told = say(place, messages.not_recorded(_OLD), key=f"told:{submitted.id}")
    form = replying.done(f"Nothing was recorded. {_OLD}")
    return Settlement(
        jobs=(show_form(submitted.view, form, key=f"form:{submitted.id}", instead=told),)
    )


def _replaced(confirmed: Confirmed, supersedes: tuple[int, ...]) -> tuple[int, ...]:
    first = confirmed.carried.supersedes
    return tuple(dict.fromkeys((*(() if first is None else (first,)), *supersedes)))


def _stands_beside(old: Decision, new: Decision) -> bool:
    """Whether they were decided in one thread."""
    return (old.origin.channel, old.origin.thread) == (new.origin.channel, new.origin.thread)


def _over(replaced: tuple[int, ...], olds: tuple[Decision, ...]) -> str:
    """Which of these holds no more, so that nothing can take its place; "" where all do."""
    found = {each.number: each for each in olds}
    for number in replaced:
        old = found.get(number)
        if old is None:
            return otherwise.no_such(number)
        if not old.is_live:
            by = f" by D-{old.superseded_by}" if old.superseded_by else ""
            return f"{old.ref} is {old.status.value}{by} already, so nothing can take its place."
    return ""


def _notes(decision: Decision, announced: Announced, remarks: tuple[str, ...]) -> Iterator[Line]:
    if announced.in_thread or not announced.kept_from:
        yield messages.is_posted(log=announced.log, in_thread=announced.in_thread)
    if announced.kept_from:
        is_public = decision.origin.kind is Kind.PUBLIC
        in_thread = announced.in_thread
        yield messages.kept_from(announced.kept_from, is_public=is_public, in_thread=in_thread)
    if decision.origin.kind is Kind.DIRECT and not (decision.origin.channel or "").startswith("D"):
        yield messages.seen_by_you_alone()
    yield from (line(each) for each in remarks)


def _told(
    confirmed: Confirmed, view: str | None, decision: Decision, notes: tuple[Line, ...]
) -> NewJob:
    instead = _aside(confirmed, messages.recorded_message(decision, notes))
    if view is None:
        return instead
    form = messages.recorded(decision, notes)
    return show_form(view, form, key=f"form:{confirmed.key}", instead=instead)


def _aside(confirmed: Confirmed, message: Message) -> NewJob:
    """To the one who confirmed, where it finds them also when they have closed the form and left the thread."""
    place = Place(channel=confirmed.by.user or "", team=confirmed.team)
    return say(place, message, key=f"told:{confirmed.key}")
