"""What is done about a collision: somebody chooses, and only then the new decision is recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cadence.core.errors import NotSent
from cadence.core.heard import Answer, Closed, Pressed, Submitted
from cadence.core.message import Form, Place
from cadence.core.ports import Change, Clock, Messenger
from cadence.decisions.messages import conflicts as messages
from cadence.decisions.messages.posts import scope
from cadence.decisions.model.clash import (
    Chosen,
    Clash,
    Dispute,
    Pending,
    Way,
    check,
    chosen,
    dispute_key,
    narrowed,
)
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.decision import Body, Decision, Event, Happened, Status
from cadence.decisions.service.boards import Seeing
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.conflicts import Conflicts
from cadence.decisions.service.disputes import Disputes
from cadence.decisions.service.drafting import GONE, form_again
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.people import People
from cadence.decisions.service.withholding import Withheld
from cadence.decisions.store.conflicts import Conflicts as Kept
from cadence.decisions.store.records import Records
from cadence.delivery.desk import Check, Closing, Errors, Press, Submission, of_answers
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import amend, show_form
from cadence.delivery.replying import done, not_opened, short, tell_directly, told


class Record(Protocol):
    """Records what was confirmed, and tells whoever confirmed it; `view` None: by a message."""

    def __call__(
        self,
        confirmed: Confirmed,
        *,
        view: str | None,
        supersedes: tuple[int, ...] = (),
        remarks: tuple[str, ...] = (),
    ) -> Settlement: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """One choice on its way into the record."""

    chosen: Chosen
    old: Decision
    new: Decision
    confirmed: Confirmed
    """As it will be recorded."""
    replaces: int | None
    """What the form was opened to take the place of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    changes: tuple[Change, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing(Flow):
    conflicts: Conflicts
    kept: Kept
    records: Records
    record: Record
    refuses: Callable[[Confirmed], bool]
    """Whether `record` would say why it does not record this."""
    disputes: Disputes
    withheld: Withheld
    seeing: Seeing
    messenger: Messenger
    people: People
    changes: Changes
    clock: Clock
    areas: tuple[str, ...] = ()

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.OPEN: self.open, messages.EDIT: self.edit, messages.DROP: self.drop}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.FORM: self.choose}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {messages.FORM: of_answers(self.check)}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {messages.FORM: self.closed}

    def check(self, answers: Mapping[str, Answer]) -> Errors:
        return check(answers, today=self.clock.now().date())

    # --- presses -------------------------------------------------------------------------------------

    def open(self, pressed: Pressed) -> Settlement:
        """The choice again, as things now are; where nothing collides any more, the record."""
        pending = self._pending(pressed.value, pressed.user)
        if pressed.view is None:
            return told(pressed, short(messages.NO_LONGER) if pending is None else not_opened())
        if pending is None:
            form = done(messages.NO_LONGER)
            return Settlement(jobs=(show_form(pressed.view, form, key=f"press:{pressed.id}"),))
        live = _live(self.conflicts.now(pending))
        if not live:
            return self._recorded(pending, pending.confirmed, pressed.view)
        form = messages.conflict_form(pending, live)
        return Settlement(jobs=(show_form(pressed.view, form, key=f"press:{pressed.id}"),))

    def edit(self, pressed: Pressed) -> Settlement:
        """Back to the form in which it was confirmed; what is confirmed there is another submission."""
        pending = self._pending(pressed.value, pressed.user)
        if pressed.view is None:
            return DONE
        if pending is None:
            self._change(pressed.view, done(messages.NO_LONGER))
            return DONE
        if not self._change(pressed.view, form_again(pending.confirmed, self.areas)):
            return DONE  # the modal is gone, so what is pending must stay
        return Settlement(changes=(self.kept.drop(pending.key),))

    def drop(self, pressed: Pressed) -> Settlement:
        pending = self._pending(pressed.value, pressed.user)
        if pending is None or pressed.ts is None:
            return told(pressed, short(messages.NO_LONGER))
        said = short(messages.not_recorded(pending.confirmed.body.title))
        place = Place(channel=pressed.channel, thread=pressed.thread, team=pressed.team)
        return Settlement(
            changes=(self.kept.drop(pending.key),),
            jobs=(amend(place, pressed.ts, said, key=f"press:{pressed.id}"),),
        )

    def closed(self, closed: Closed) -> Settlement:
        """Who closes the question does not want it recorded."""
        pending = self._pending(closed.private, closed.user)
        if pending is None:
            return DONE
        said = short(messages.not_recorded(pending.confirmed.body.title))
        told = self.conflicts.aside(pending, said, key=f"conflict:{pending.key}:closed")
        return Settlement(changes=(self.kept.drop(pending.key),), jobs=(told,))

    def _pending(self, key: str, user: str) -> Pending | None:
        """None for anybody but the one who confirmed it: only they may see what is in it."""
        pending = self.kept.pending(key)
        return pending if pending and pending.confirmed.by.user == user else None

    def _change(self, view: str, form: Form) -> bool:
        """Whether the modal is still there. What a draft holds is shown directly, since a job would store it."""
        try:
            self.messenger.change_form(view, form)
        except NotSent as error:
            if error.reason not in GONE:
                raise
            return False
        return True

    # --- the choice ------------------------------------------------------------------------------------

    def choose(self, submitted: Submitted) -> Settlement:
        pending = self._pending(submitted.private, submitted.user)
        if pending is None:
            return self._too_late(submitted)
        clashes = self.conflicts.now(pending)
        picks = {each.number: each for each in chosen(dict(submitted.answers))}
        live = [each for each in _live(clashes) if each.decision.number in picks]
        wrong = tuple(self._wrong(pending.confirmed, live, picks))
        if wrong:
            return self._ask_again(submitted, pending, _live(clashes), wrong)
        ended = [messages.has_ended(each.decision) for each in clashes if not each.decision.is_live]
        chosen_here = [(each.decision, picks[each.decision.number]) for each in live]
        return self._done(pending, chosen_here, submitted.view, tuple(ended))

    def _too_late(self, submitted: Submitted) -> Settlement:
        number = self.records.recorded(submitted.private)
        said = messages.NO_LONGER if number is None else f"It is recorded as D-{number} already."
        instead = tell_directly(submitted, short(said))
        form = show_form(submitted.view, done(said), key=instead.key, instead=instead)
        return Settlement(jobs=(form,))

    def _ask_again(
        self,
        submitted: Submitted,
        pending: Pending,
        live: Sequence[Clash],
        wrong: tuple[str, ...],
    ) -> Settlement:
        given = dict(submitted.answers)
        form = messages.conflict_form(pending, live, given=given, remarks=wrong)
        key = f"conflict:{submitted.id}"
        instead = self.conflicts.aside(pending, messages.waits(pending, live), key=f"{key}:waits")
        return Settlement(jobs=(show_form(submitted.view, form, key=key, instead=instead),))

    def _wrong(
        self, confirmed: Confirmed, live: Sequence[Clash], picks: Mapping[int, Chosen]
    ) -> Iterator[str]:
        """What no form can tell: whether an arbiter can settle it, or settles it already."""
        for clash in live:
            pick = picks[clash.decision.number]
            if pick.way is Way.SUPERSEDE:
                yield from self._withheld(confirmed, clash.decision)
            if pick.way is Way.ARBITER and pick.arbiter is not None:
                yield from self._unfit(pick.arbiter, confirmed, clash.decision)

    def _withheld(self, confirmed: Confirmed, old: Decision) -> Iterator[str]:
        user = confirmed.by.user or ""
        if why := self.withheld.why(old, user=user, seen=self.seeing.alone(user)):
            yield why

    def _unfit(self, arbiter: str, confirmed: Confirmed, old: Decision) -> Iterator[str]:
        try:
            person = self.messenger.person(arbiter)
        except NotSent:
            yield messages.is_nobody(arbiter)
            return
        seen = self.seeing.alone(arbiter)
        if person.is_bot or person.is_gone or arbiter == confirmed.by.user:
            yield messages.is_nobody(person.name)
        elif not (
            seen.allows(old.origin, old.recorded_by) and seen.allows(confirmed.origin, confirmed.by)
        ):
            yield messages.cannot_settle(person.name, old.number)

    # --- doing it --------------------------------------------------------------------------------------

    def _done(
        self,
        pending: Pending,
        picks: Sequence[tuple[Decision, Chosen]],
        view: str,
        remarks: tuple[str, ...],
    ) -> Settlement:
        confirmed = _as_chosen(pending.confirmed, [each for _, each in picks])
        if self.refuses(confirmed):
            return self._recorded(pending, confirmed, view)
        new = confirmed.recorded(self.records.number_for(confirmed.key), at=self.clock.now())
        acts = [
            _Act(
                chosen=each,
                old=old,
                new=new,
                confirmed=confirmed,
                replaces=pending.confirmed.carried.supersedes,
            )
            for old, each in picks
        ]
        effects = [_EFFECTS[act.chosen.way](self, act) for act in acts]
        return self._recorded(
            pending,
            confirmed,
            view,
            supersedes=tuple(old.number for old, each in picks if each.way is Way.SUPERSEDE),
            remarks=(*remarks, *(said for act in acts if (said := self._remark(act)))),
            effects=effects,
        )

    def _recorded(
        self,
        pending: Pending,
        confirmed: Confirmed,
        view: str | None,
        *,
        supersedes: tuple[int, ...] = (),
        remarks: tuple[str, ...] = (),
        effects: Sequence[_Effect] = (),
    ) -> Settlement:
        made = self.record(confirmed, view=view, supersedes=supersedes, remarks=remarks)
        return Settlement(
            changes=(
                self.kept.take(pending.key),
                *made.changes,
                *(change for each in effects for change in each.changes),
            ),
            jobs=(*made.jobs, *(job for each in effects for job in each.jobs)),
        )

    # --- what each way brings ------------------------------------------------------------------------

    def _superseded(self, act: _Act) -> _Effect:  # noqa: ARG002 - the shape of the others
        """It is recorded so."""
        return _Effect()

    def _both_kept(self, act: _Act) -> _Effect:
        return _Effect(changes=self._in_both_histories(act, Happened.KEPT))

    def _other_narrowed(self, act: _Act) -> _Effect:
        """A new revision of the earlier one."""
        after = replace(
            act.old, body=_narrower(act.old.body, act.chosen), revision=act.old.revision + 1
        )
        correction = self.records.correct(
            act.old.number,
            after.body,
            revision=after.revision,
            by=act.confirmed.by,
            at=self.clock.now(),
            why=_WHY_NARROWED,
        )
        follows = self.changes.follow(
            after,
            f"narrowed:{act.confirmed.key}:{act.old.number}",
            did=f"narrowed by {act.confirmed.by.name}. It holds for:",
            words=scope(after.body.scope),
        )
        kept = self._in_both_histories(act, Happened.KEPT)
        return _Effect(changes=(correction, *kept), jobs=follows)

    def _handed_on(self, act: _Act) -> _Effect:
        arbiter, until = act.chosen.arbiter, act.chosen.until
        if arbiter is None or until is None:
            raise ValueError("a dispute without an arbiter or a date")
        dispute = Dispute(
            key=dispute_key(act.confirmed.key, act.old.number),
            new=act.new.number,
            old=act.old.number,
            point=act.chosen.words,
            arbiter=self.people.party(arbiter),
            until=until,
            by=act.confirmed.by,
            at=self.clock.now(),
            team=act.confirmed.team,
            replaces=() if act.replaces is None else (act.replaces,),
        )
        return _Effect(
            changes=(
                self.kept.open(dispute),
                *self._in_both_histories(act, Happened.HANDED_ON),
            ),
            jobs=(self.disputes.question(dispute, act.new, act.old),),
        )

    def _in_both_histories(self, act: _Act, what: Happened) -> tuple[Change, ...]:
        pairs = ((act.new.number, act.old.number), (act.old.number, act.new.number))
        at, words = self.clock.now(), messages.history_of(act.chosen)
        return tuple(
            self.records.happened(
                Event(number=mine, at=at, what=what, by=act.confirmed.by, words=words, other=other)
            )
            for mine, other in pairs
        )

    def _remark(self, act: _Act) -> str:
        pick = act.chosen
        match pick.way:
            case Way.KEEP:
                return messages.kept_beside(act.old, pick.words)
            case Way.NARROW_THIS:
                return messages.now_for(act.confirmed.body)
            case Way.NARROW_OTHER:
                return messages.other_for(act.old, pick.scope)
            case Way.ARBITER if pick.arbiter and pick.until:
                who = self.people.party(pick.arbiter).name
                return messages.is_proposed(act.old, who, pick.until)
            case _:
                return ""


_WHY_NARROWED = "Its scope was narrowed, so that another decision can hold beside it."

_EFFECTS: Mapping[Way, Callable[[Choosing, _Act], _Effect]] = {
    Way.SUPERSEDE: Choosing._superseded,
    Way.KEEP: Choosing._both_kept,
    Way.NARROW_THIS: Choosing._both_kept,
    Way.NARROW_OTHER: Choosing._other_narrowed,
    Way.ARBITER: Choosing._handed_on,
}


def _live(clashes: Sequence[Clash]) -> tuple[Clash, ...]:
    return tuple(each for each in clashes if each.decision.is_live)


def _as_chosen(confirmed: Confirmed, picks: Sequence[Chosen]) -> Confirmed:
    """As it will be recorded. While somebody else settles it, it is only proposed, and takes no place yet."""
    body = confirmed.body
    narrower = next((each for each in picks if each.way is Way.NARROW_THIS), None)
    if narrower is not None:
        body = _narrower(body, narrower)
    if any(each.way is Way.ARBITER for each in picks):
        carried = replace(confirmed.carried, supersedes=None)
        return replace(confirmed, body=body, status=Status.PROPOSED, carried=carried)
    return replace(confirmed, body=body)


def _narrower(body: Body, pick: Chosen) -> Body:
    return replace(body, scope=narrowed(body.scope, pick.scope))
