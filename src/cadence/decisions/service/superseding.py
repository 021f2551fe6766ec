"""Putting another decision in the place of one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from cadence.core.errors import NotSent
from cadence.core.heard import Answer, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form
from cadence.core.ports import Clock, Messenger
from cadence.decisions.messages import changing, otherwise
from cadence.decisions.messages.changing import EXISTING, HOW, NUMBER, OPEN_SUPERSEDE, SUPERSEDE
from cadence.decisions.model.access import Seen
from cadence.decisions.model.commands import Command, Verb, number_in
from cadence.decisions.model.decision import Decision, Status
from cadence.decisions.model.numbers import number_of
from cadence.decisions.service.changes import Changes, ended, nothing_done
from cadence.decisions.service.flow import Flow, Said
from cadence.decisions.service.people import People
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.withholding import Withholding
from cadence.decisions.store.records import Records
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Press, Submission, of_answers
from cadence.delivery.job import DONE, Settlement
from cadence.delivery.replying import answer, answer_aside, told


class Draft(Protocol):
    """Opens the form of a new decision that takes the place of an old one."""

    def __call__(self, old: Decision, *, view: str, channel: str, team: str) -> Settlement: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseding(Flow):
    records: Records
    seeing: Seeing
    messenger: Messenger
    people: People
    changes: Changes
    withholding: Withholding
    clock: Clock
    draft: Draft

    @property
    def commands(self) -> Mapping[Verb, Said]:
        return {Verb.SUPERSEDE: self.supersede}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {OPEN_SUPERSEDE: self.open}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {SUPERSEDE: self.submit}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {SUPERSEDE: of_answers(check)}

    # --- ways in -------------------------------------------------------------------------------------

    def supersede(self, heard: Heard, command: Command) -> Settlement:
        """A command opened a form; elsewhere a button has to be pressed for one."""
        number = command.number or 0
        alone = self.seeing.alone(heard.user)
        decision = self.records.decision(number, alone)
        if heard.view is not None:
            form = self._form(decision, number, alone, user=heard.user, channel=heard.channel)
            return change(self.messenger, heard.view, form)
        if decision is None:
            said = replying.short(otherwise.no_such(number))
            return Settlement(jobs=(answer_aside(heard, said),))
        if heard.surface is Surface.COMMAND:
            again = changing.open_again(OPEN_SUPERSEDE, "Supersede", str(number))
            return Settlement(jobs=(answer(heard, again),))
        return Settlement(jobs=(answer_aside(heard, changing.offer(decision)),))

    def open(self, pressed: Pressed) -> Settlement:
        number = number_of(pressed.value)
        if pressed.view is None:
            again = changing.open_again(OPEN_SUPERSEDE, "Supersede", pressed.value)
            return told(pressed, again)
        alone = self.seeing.alone(pressed.user)
        decision = self.records.decision(number, alone)
        form = self._form(decision, number, alone, user=pressed.user, channel=pressed.channel)
        return change(self.messenger, pressed.view, form)

    def _form(
        self, decision: Decision | None, number: int, seen: Seen, *, user: str, channel: str
    ) -> Form:
        if decision is None:
            return replying.done(otherwise.no_such(number))
        if problem := self._in_the_way(decision, user, seen):
            return replying.done(problem)
        return changing.supersede_form(decision, json.dumps({"n": number, "c": channel}))

    def _in_the_way(self, old: Decision, user: str, seen: Seen) -> str:
        """Why nothing can take its place; "" where something can."""
        if not old.is_live:
            return changing.is_over(old, self._successor(old, seen))
        return self.withholding.why(old, user=user, seen=seen)

    def _successor(self, decision: Decision, seen: Seen) -> int | None:
        by = decision.superseded_by
        return by if by is not None and self.records.decision(by, seen) else None

    # --- the form --------------------------------------------------------------------------------------

    def submit(self, submitted: Submitted) -> Settlement:
        held = json.loads(submitted.private)
        seen = self.seeing.alone(submitted.user)
        old = self.records.decision(held["n"], seen)
        if old is None:
            return nothing_done(submitted, otherwise.no_such(held["n"]))
        if problem := self._in_the_way(old, submitted.user, seen):
            return nothing_done(submitted, f"{problem} Nothing was changed.")
        if submitted.text(HOW) != EXISTING:
            view, team = submitted.view, submitted.team
            return self.draft(old, view=view, channel=held["c"], team=team)
        number, _ = number_in(submitted.text(NUMBER)) or (0, "")
        new = self.records.decision(number, seen)
        if problem := _problem(old, new, number):
            return nothing_done(submitted, f"{problem} Nothing was changed.")
        assert new is not None, "a problem otherwise"  # noqa: S101 - for the type checker
        if problem := self.withholding.taking_place(new, user=submitted.user, seen=seen):
            return nothing_done(submitted, problem)
        return self._supersede(submitted, old, new)

    def _supersede(self, submitted: Submitted, old: Decision, new: Decision) -> Settlement:
        made = self.replaced(old, new, user=submitted.user, key=submitted.id)
        said = f"{old.ref} is superseded by {new.ref} · {new.body.title}."
        return replace(made, jobs=(*made.jobs, ended(submitted, said)))

    def withheld(self, old: Decision, new: Decision, *, user: str) -> str:
        """Why an arbiter is in the way of it; "" where none is. This person may see both."""
        seen = self.seeing.alone(user)
        why = self.withholding.why(old, user=user, seen=seen)
        return why or self.withholding.taking_place(new, user=user, seen=seen)

    def replaced(self, old: Decision, new: Decision, *, user: str, key: str) -> Settlement:
        """The one in the place of the other, both of which this person may see; `key` is of what did it."""
        by = self.people.party(user)
        change = self.records.supersede(old.number, new.number, by=by, at=self.clock.now())
        before = replace(old, status=Status.SUPERSEDED, superseded_by=new.number)
        after = replace(new, supersedes=tuple(sorted({*new.supersedes, old.number})))
        key = f"superseded:{key}"
        disputes = self.withholding.ended((old,), by=by)
        return Settlement(
            changes=(change, *disputes.changes),
            jobs=(
                *self.changes.follow(
                    before,
                    f"{key}:{old.number}",
                    did=self._did(before, after, by.name),
                    beside=(after,),
                ),
                *self.changes.boards.redraw(after, f"{key}:{new.number}", beside=(before,)),
                *disputes.jobs,
            ),
        )

    def _did(self, old: Decision, new: Decision, by: str) -> str:
        channel = old.origin.channel
        if channel and self.seeing.may_stand(new, channel):
            return f"superseded by {new.ref} · {new.body.title}, says {by}."
        return f"superseded by another decision, says {by}."


def check(answers: Mapping[str, Answer]) -> Errors:
    """What takes its place has to be named where it is said to be there."""
    said = answers.get(NUMBER)
    named = number_in(said.strip()) if isinstance(said, str) and said.strip() else None
    if answers.get(HOW) == EXISTING and named is None:
        return {NUMBER: "Give the number of the decision that takes its place, such as D-50."}
    return {}


def _problem(old: Decision, new: Decision | None, number: int) -> str:
    if new is None:
        return otherwise.no_such(number)
    if new.number == old.number:
        return "A decision can't take its own place."
    if not new.is_live:
        return f"{new.ref} is {new.status}, so it can't take the place of another."
    return ""


def change(messenger: Messenger, view: str, form: Form) -> Settlement:
    """Nothing is left to be said where somebody closed it."""
    try:
        messenger.change_form(view, form)
    except NotSent as error:
        if error.reason != "not_found":
            raise
    return DONE
