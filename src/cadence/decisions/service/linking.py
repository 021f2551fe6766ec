"""Links: what a decision has to do with, by command or by form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cadence.core.heard import Heard, Pressed, Submitted, Surface
from cadence.core.message import Line, line
from cadence.core.ports import Messenger
from cadence.decisions.messages import chain as messages
from cadence.decisions.model.chain import Sort, Tree
from cadence.decisions.model.chain import decision as ref_of
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.link_form import check, wanted
from cadence.decisions.model.linked import (
    Linked,
    NewReading,
    Removed,
    ToIssue,
    ToNode,
    ToVersion,
    Unread,
    linked,
)
from cadence.decisions.model.numbers import number_of
from cadence.decisions.service.asker import Asker, Keeping, Made, NotLinked
from cadence.decisions.service.chaining import Chaining
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.flow import Said as Hearing
from cadence.decisions.service.grounds import Grounds
from cadence.decisions.service.people import People
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.ties import Ties
from cadence.decisions.service.whom import Asking
from cadence.delivery.desk import Check, Press, Submission, of_answers
from cadence.delivery.job import Settlement
from cadence.delivery.post import show_form
from cadence.delivery.replying import answered, short, tell, tell_directly, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking(Flow):
    keeping: Keeping
    ties: Ties
    grounds: Grounds
    chaining: Chaining
    messenger: Messenger
    seeing: Seeing
    asking: Asking
    people: People

    # --- what this flow answers to --------------------------------------------------------------------

    @property
    def commands(self) -> Mapping[Verb, Hearing]:
        return {Verb.LINK: self.link}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.OPEN: self.show_form}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.FORM: self.submitted}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {messages.FORM: of_answers(check)}

    def link(self, heard: Heard, command: Command) -> Settlement:
        """`/decision link D-42 …`, and without a decision a reading of a figure, or two numbers."""
        asker = self._asker(heard)
        try:
            if command.number is None:
                made = self._without_decision(command.words, asker)
            else:
                what = linked(command.words)
                if isinstance(what, Unread):
                    return answered(heard, messages.misused(what.why))
                made = self.add(self.keeping.decision(command.number, asker.seen), what, asker)
        except NotLinked as error:
            return answered(heard, short(str(error)))
        reply = answered(heard, short(made.said))
        return Settlement(changes=made.changes, jobs=(*made.jobs, *reply.jobs))

    def show_form(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return told(pressed, messages.could_not_open(pressed.value))
        number = number_of(pressed.value)
        seen = self.seeing.alone(pressed.user)
        tree = self.chaining.chain(number, seen)
        if tree is None:
            form = messages.done((messages.no_such(ref_of(number)),))
        else:
            form = messages.form(
                tree.root,
                json.dumps({"number": number}),
                removable=_removable(tree),
            )
        instead = tell(pressed, messages.could_not_open(pressed.value))
        shown = show_form(pressed.view, form, key=f"link form:{pressed.id}", instead=instead)
        return Settlement(jobs=(shown,))

    def submitted(self, submitted: Submitted) -> Settlement:
        asker = self._alone(submitted.user, submitted.id)
        held = json.loads(submitted.private)
        asked_for = wanted(dict(submitted.answers))
        try:
            decision = self.keeping.decision(held["number"], asker.seen)
            made = [self.add(decision, each, asker) for each in asked_for]
        except NotLinked as error:
            made = [Made(said=str(error))]
        lines = [each.said for each in made]
        instead = tell_directly(submitted, short(" ".join(lines)))
        form = messages.done(lines)
        shown = show_form(submitted.view, form, key=f"link done:{submitted.id}", instead=instead)
        return Settlement(
            changes=tuple(change for each in made for change in each.changes),
            jobs=(*(job for each in made for job in each.jobs), shown),
        )

    # --- who asks -------------------------------------------------------------------------------------

    def _asker(self, heard: Heard) -> Asker:
        alone = self._alone(heard.user, heard.id)
        if heard.surface is not Surface.MENTION:
            return alone
        return replace(
            alone,
            seen=self.seeing.answering(heard),
            audience=self.asking.audience_in(heard.user, heard.channel),
        )

    def _alone(self, user: str, key: str) -> Asker:
        return Asker(
            by=self.people.party(user),
            seen=self.seeing.alone(user),
            audience=self.asking.audience(user),
            zone=self.people.zone_of(user),
            key=key,
        )

    # --- linking --------------------------------------------------------------------------------------

    def add(self, decision: Decision, what: Linked, asker: Asker) -> Made:
        """Whatever it is, for whoever may see the decision. Raises NotLinked."""
        if isinstance(what, ToIssue | ToVersion | ToNode | Removed):
            return self.ties.add(decision, what, asker)
        return self.grounds.add(decision, what, asker)

    def _without_decision(self, words: str, asker: Asker) -> Made:
        what = linked(words)
        if isinstance(what, NewReading):
            return self.grounds.read(what, asker)
        first, _, rest = words.partition(" ")
        one, other = linked(first), linked(rest)
        if not isinstance(one, ToNode):
            raise NotLinked("Begin with a number, as in “link D-42 PAY-12” or “link L-2 S-3”.")
        if one.ref.sort is Sort.DECISION and not isinstance(other, Unread):
            return self.add(self.keeping.decision(one.ref.number, asker.seen), other, asker)
        if not isinstance(other, ToNode):
            raise NotLinked(
                f"I can't link {one.ref} to that: say “link L-2 S-3” or “link P-1 D-42”."
            )
        if other.ref.sort is Sort.DECISION:
            return self.add(self.keeping.decision(other.ref.number, asker.seen), one, asker)
        return self.ties.between(one.ref, other.ref, asker)


def _removable(tree: Tree) -> list[tuple[str, Line]]:
    """What a decision is linked to itself, by what removes it, and how it is told."""
    nodes = [
        (str(each.ref), line(f"{each.ref} ", *messages.described(each.item)))
        for each in (*tree.below, *tree.above)
    ]
    return nodes + [(each, line(each)) for each in (*tree.issues, *tree.reopened_by)]
