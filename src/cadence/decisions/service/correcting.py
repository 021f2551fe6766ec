"""What can be wrong: the record, the decision itself, or its being followed still. And accepting what was proposed.

Whoever may see a decision may do all of this; it is recorded with their name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.core.heard import Answer, Pressed, Submitted
from cadence.core.message import Button, Place
from cadence.core.ports import Clock, Messenger
from cadence.decisions.messages import changing, otherwise
from cadence.decisions.messages.changing import (
    ACCEPT,
    CORRECT,
    FIX,
    HOW,
    NEVER,
    NO_LONGER,
    OPEN_WRONG,
    REJECT,
    RESTORE,
    REVERT,
    WHY,
    WRONG,
)
from cadence.decisions.messages.history import NAMES
from cadence.decisions.model.correcting import corrected, parts_changed, unseen_kept
from cadence.decisions.model.decision import Decision, Event, Happened, Party, Status
from cadence.decisions.model.form import Field, check, filled, users_in, with_names
from cadence.decisions.model.numbers import number_of
from cadence.decisions.service.changes import Changes, ended, nothing_done
from cadence.decisions.service.disputes import ByHand, Disputes
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.people import People
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.superseding import change
from cadence.decisions.service.whom import Asking
from cadence.decisions.store.records import Records
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Press, Submission, of_answers
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form
from cadence.delivery.replying import tell, told

DID = {
    Status.ACCEPTED: "accepted by {}.",
    Status.REJECTED: "never decided, says {}.",
    Status.DEPRECATED: "no longer followed, says {}.",
}
NOW = {
    Status.ACCEPTED: "{} is accepted now.",
    Status.REJECTED: "{} is marked as never decided.",
    Status.DEPRECATED: "{} is marked as no longer followed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doing:
    """Who does it, and under which key what follows is done once."""

    by: Party
    at: datetime
    key: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting(Flow):
    records: Records
    seeing: Seeing
    messenger: Messenger
    people: People
    asking: Asking
    changes: Changes
    disputes: Disputes
    clock: Clock
    areas: tuple[str, ...] = ()

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            OPEN_WRONG: self.open,
            ACCEPT: self.accept,
            REJECT: self.reject,
            RESTORE: self.restore,
            REVERT: self.revert,
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {WRONG: self.submit_wrong, CORRECT: self.correct}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {WRONG: of_answers(check_wrong), CORRECT: of_answers(self.check_correction)}

    # --- accepting and rejecting by a press ------------------------------------------------------------

    def accept(self, pressed: Pressed) -> Settlement:
        return self._turn_pressed(pressed, Status.ACCEPTED, only=_PROPOSED)

    def reject(self, pressed: Pressed) -> Settlement:
        return self._turn_pressed(pressed, Status.REJECTED, only=_PROPOSED)

    def restore(self, pressed: Pressed) -> Settlement:
        return self._turn_pressed(pressed, Status.ACCEPTED, only=_ENDED)

    def _turn_pressed(
        self, pressed: Pressed, status: Status, *, only: frozenset[Status]
    ) -> Settlement:
        """`only` are those that the button was made for: of two who press at once, the second is told how it stands."""
        number = number_of(pressed.value)
        seen = self.seeing.alone(pressed.user)
        decision = self.records.decision(number, seen)
        if decision is None:
            return _say(pressed, otherwise.no_such(number))
        if decision.status not in only:
            return _say(pressed, f"{decision.ref} is {decision.status} already.")
        if bound := self.disputes.binding(decision, pressed.user, seen):
            return _say(pressed, bound)
        doing = self._doing(pressed.user, f"turned:{pressed.id}")
        turned = self._turned(decision, status, doing)
        jobs = (*turned.jobs, _said(pressed, NOW[status].format(decision.ref)))
        return replace(turned, jobs=jobs)

    def _turned(self, decision: Decision, status: Status, doing: _Doing) -> Settlement:
        did = DID[status].format(doing.by.name)
        ends = ByHand()
        if decision.status is Status.PROPOSED:
            ends = self.disputes.by_hand(decision, status, doing.by)
        replaced = (each.number for each in ends.replaced)
        after = replace(
            decision, status=status, supersedes=tuple(sorted({*decision.supersedes, *replaced}))
        )
        follow = self.changes.follow
        return Settlement(
            changes=(
                self.records.turn(
                    decision.number,
                    status,
                    was=decision.status,
                    by=doing.by,
                    at=doing.at,
                    words=doing.why,
                ),
                *ends.changes,
            ),
            jobs=(
                *follow(after, doing.key, did=did, words=doing.why, beside=ends.replaced),
                *(
                    job
                    for old in ends.replaced
                    for job in follow(
                        old,
                        f"{doing.key}:{old.number}",
                        did=f"superseded, says {doing.by.name}.",
                        beside=(after,),
                    )
                ),
                *ends.jobs,
            ),
        )

    def _doing(self, user: str, key: str, why: str = "") -> _Doing:
        return _Doing(by=self.people.party(user), at=self.clock.now(), key=key, why=why)

    # --- "Wrong?" ----------------------------------------------------------------------------------------

    def open(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return told(pressed, changing.open_again(OPEN_WRONG, "Wrong?", pressed.value))
        number = number_of(pressed.value)
        decision = self.records.decision(number, self.seeing.alone(pressed.user))
        if decision is None:
            return change(self.messenger, pressed.view, replying.done(otherwise.no_such(number)))
        form = changing.wrong_form(decision, json.dumps({"n": number}))
        return change(self.messenger, pressed.view, form)

    def submit_wrong(self, submitted: Submitted) -> Settlement:
        number = json.loads(submitted.private)["n"]
        decision = self.records.decision(number, self.seeing.alone(submitted.user))
        if decision is None:
            return nothing_done(submitted, otherwise.no_such(number))
        how, why = submitted.text(HOW), submitted.text(WHY)
        doing = self._doing(submitted.user, f"wrong:{submitted.id}", why)
        if how == FIX:
            return self._ask_for_correction(submitted, decision, why)
        if how in (NEVER, NO_LONGER):
            status = Status.REJECTED if how == NEVER else Status.DEPRECATED
            return self._turn_submitted(submitted, decision, status, doing)
        return self._doubt(submitted, decision, doing)

    def _turn_submitted(
        self, submitted: Submitted, decision: Decision, status: Status, doing: _Doing
    ) -> Settlement:
        seen = self.seeing.alone(submitted.user)
        problem = _cannot_turn(decision, status)
        if problem := problem or self.disputes.binding(decision, submitted.user, seen):
            return nothing_done(submitted, problem)
        turned = self._turned(decision, status, doing)
        undo = changing.restore(decision) if decision.status is Status.ACCEPTED else None
        said = ended(submitted, NOW[status].format(decision.ref), undo=undo)
        return replace(turned, jobs=(*turned.jobs, said))

    def _doubt(self, submitted: Submitted, decision: Decision, doing: _Doing) -> Settlement:
        """Nothing of it changes; whoever decided it is told, where they can be."""
        event = Event(
            number=decision.number,
            at=doing.at,
            what=Happened.DOUBTED,
            by=doing.by,
            words=doing.why,
        )
        whom = self.asking.first(decision)
        kept = f"Your doubt stands in the history of {decision.ref}."
        if whom is None or whom.to == submitted.user:
            nobody = ended(submitted, f"{kept} There is nobody else to tell.")
            return Settlement(changes=(self.records.happened(event),), jobs=(nobody,))
        message = changing.doubted(decision, doing.by.name, doing.why)
        to = say(Place(channel=whom.to, team=submitted.team), message, key=f"{doing.key}:doubted")
        name = self.people.party(whom.to).name if whom.to.startswith(("U", "W")) else "its channel"
        jobs = (to, ended(submitted, f"{kept} I told {name}."))
        return Settlement(changes=(self.records.happened(event),), jobs=jobs)

    # --- a correction --------------------------------------------------------------------------------------

    def _ask_for_correction(self, submitted: Submitted, decision: Decision, why: str) -> Settlement:
        held = {"n": decision.number, "r": decision.revision, "w": why}
        private = json.dumps(held, ensure_ascii=False)
        form = changing.correct_form(decision, private, areas=self.areas)
        return change(self.messenger, submitted.view, form)

    def check_correction(self, answers: Mapping[str, Answer]) -> Errors:
        return check(answers, today=self.clock.now().date())

    def correct(self, submitted: Submitted) -> Settlement:
        held = json.loads(submitted.private)
        decision = self.records.decision(held["n"], self.seeing.alone(submitted.user))
        if decision is None:
            return nothing_done(submitted, otherwise.no_such(held["n"]))
        if decision.revision != held["r"]:
            return nothing_done(
                submitted,
                f"{decision.ref} was corrected meanwhile, so nothing was changed. Look at it again first.",
            )
        said = filled(dict(submitted.answers)).body
        fields = frozenset(Field(name.partition(".")[0]) for name, _ in submitted.answers)
        new = with_names(said, self.people.names(users_in(said)))
        body = corrected(decision.body, unseen_kept(decision.body, new), fields)
        if body == decision.body:
            return nothing_done(submitted, f"Nothing was changed in {decision.ref}.")
        after = replace(decision, body=body, revision=decision.revision + 1)
        doing = self._doing(submitted.user, f"corrected:{submitted.id}", held["w"])
        made = self._corrected(decision, after, doing)
        done = f"{decision.ref} is corrected: {_changed(decision, after)}."
        return replace(made, jobs=(*made.jobs, ended(submitted, done, undo=changing.revert(after))))

    def _corrected(self, before: Decision, after: Decision, doing: _Doing) -> Settlement:
        correction = self.records.correct(
            after.number,
            after.body,
            revision=after.revision,
            by=doing.by,
            at=doing.at,
            why=doing.why,
        )
        did = f"corrected by {doing.by.name} ({_changed(before, after)})."
        return Settlement(
            changes=(correction,),
            jobs=self.changes.follow(after, doing.key, did=did, words=doing.why),
        )

    def revert(self, pressed: Pressed) -> Settlement:
        """The latest correction is taken back by another one, so that both stay in the history."""
        number, revision = _numbers(pressed.value)
        decision = self.records.decision(number, self.seeing.alone(pressed.user))
        if decision is None:
            return _say(pressed, otherwise.no_such(number))
        earlier = {each.revision: each for each in self.records.revisions(number)}
        if decision.revision != revision or revision - 1 not in earlier:
            return _say(
                pressed, f"{decision.ref} was corrected again since, so this can't be undone."
            )
        body = replace(earlier[revision - 1].body, review_on=decision.body.review_on)
        after = replace(decision, body=body, revision=revision + 1)
        doing = self._doing(
            pressed.user, f"reverted:{pressed.id}", f"Revision {revision} is taken back."
        )
        made = self._corrected(decision, after, doing)
        done = f"{decision.ref} says again what it said before."
        return replace(made, jobs=(*made.jobs, _said(pressed, done)))


def check_wrong(answers: Mapping[str, Answer]) -> Errors:
    said = answers.get(WHY)
    if not isinstance(said, str) or not said.strip():
        return {WHY: "Say in a few words why, for whoever reads its history."}
    return {}


_PROPOSED = frozenset({Status.PROPOSED})
_ENDED = frozenset({Status.REJECTED, Status.DEPRECATED})


def _cannot_turn(decision: Decision, status: Status) -> str:
    if decision.status is Status.SUPERSEDED:
        return f"{decision.ref} is superseded already. Nothing was changed."
    if decision.status is status:
        return f"{decision.ref} is {status} already."
    return ""


def _changed(before: Decision, after: Decision) -> str:
    names = (NAMES[part] for part in parts_changed(before.body, after.body))
    return ", ".join(name[:1].lower() + name[1:] for name in names) or "nothing"


def _say(pressed: Pressed, text: str) -> Settlement:
    return Settlement(jobs=(_said(pressed, text),))


def _said(pressed: Pressed, text: str, undo: Button | None = None) -> NewJob:
    """In the modal, for a button that stands in one, else beside the message."""
    message = tell(pressed, changing.ended_message(text, undo))
    if pressed.view is None:
        return message
    return show_form(pressed.view, changing.ended(text, undo), key=message.key, instead=message)


def _numbers(value: str) -> tuple[int, int]:
    number, _, revision = value.partition(":")
    return number_of(number), number_of(revision)
