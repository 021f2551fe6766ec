"""Ties to what is there already: issues, versions, other decisions, and nodes of the chain."""

from dataclasses import dataclass, replace

from rapidfuzz import process

from cadence.core.errors import IssueNotFound, TrackerError
from cadence.core.ports import Bugs, Change, IssueTracker
from cadence.decisions.messages import chain as messages
from cadence.decisions.model.chain import IssueTie, Node, Ref, Sort, Tie, tied
from cadence.decisions.model.chain import decision as ref_of
from cadence.decisions.model.decision import Decision, Happened
from cadence.decisions.model.linked import Removed, ToIssue, ToNode, ToVersion
from cadence.decisions.model.review import DONE, Armed, Subject, Trigger
from cadence.decisions.service.asker import (
    AWAY,
    Asker,
    Keeping,
    Made,
    NotLinked,
    known,
    must_be_as_visible,
)
from cadence.decisions.service.chaining import Chaining
from cadence.decisions.service.reopening import state_of
from cadence.decisions.store.reviews import Reviews

Tied = ToIssue | ToVersion | ToNode | Removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    keeping: Keeping
    reviews: Reviews
    chaining: Chaining
    tracker: IssueTracker
    bugs: Bugs

    def add(self, decision: Decision, what: Tied, asker: Asker) -> Made:
        """For whoever may see the decision. Raises NotLinked."""
        match what:
            case ToIssue():
                return self._to_issue(decision, what, asker)
            case ToVersion():
                return self._to_version(decision, what, asker)
            case ToNode(ref=ref) if ref.sort is Sort.DECISION:
                return self._to_decision(decision, ref, asker)
            case ToNode(ref=ref):
                return self._to_node(decision, ref, asker)
            case Removed(what=gone):
                return self._remove(decision, gone, asker)

    def between(self, one: Ref, other: Ref, asker: Asker) -> Made:
        """Of two nodes of which none is a decision. Raises NotLinked."""
        nodes = {ref: self.keeping.node(ref, asker.seen) for ref in (one, other)}
        tie = tied(one, other, by=asker.by, at=self.keeping.clock.now())
        if tie is None:
            raise NotLinked(f"{one} and {other} have no place beside each other in the chain.")
        must_be_as_visible(nodes[tie.lower], nodes[tie.upper].origin, str(tie.upper))
        return Made(
            said=f"{tie.upper} rests on {tie.lower} now.", changes=(self.keeping.store.tie(tie),)
        )

    # issues and versions

    def _to_issue(self, decision: Decision, what: ToIssue, asker: Asker) -> Made:
        try:
            issue = self.bugs.issue(what.key, asker.audience)
        except IssueNotFound as error:
            raise NotLinked(messages.no_such(what.key)) from error
        except TrackerError as error:
            raise NotLinked(AWAY.format(what.key)) from error
        tie = IssueTie(
            number=decision.number, key=issue.key, by=asker.by, at=self.keeping.clock.now()
        )
        changes = [self.keeping.store.tie_issue(tie)]
        if issue.key not in {each.key for each in self.keeping.store.issues_of(decision.number)}:
            changes.append(self.keeping.event(decision, Happened.LINKED, issue.key, asker))
        said = (
            f"{decision.ref} is linked to {issue.key} “{issue.summary}”, which is {issue.status}."
        )
        if what.trigger:
            trigger = replace(what.trigger, name=issue.key)
            if trigger.is_reached_by(issue):
                said += f" That is so already, so it does not reopen {decision.ref}: {_asks_now(decision)}"
            else:
                changes.append(self._armed(decision, self._spelt(trigger), asker))
                said += f" I ask again whether {decision.ref} is right when {trigger.words}."
        return Made(said=said, changes=tuple(changes))

    def _spelt(self, trigger: Trigger) -> Trigger:
        """As the tracker spells the status. One that it doesn't know would never come about."""
        if trigger.state == DONE:
            return trigger
        try:
            names = {each.name.casefold(): each.name for each in self.tracker.site().statuses}
        except TrackerError as error:
            raise NotLinked(AWAY.format(trigger.name)) from error
        if known := names.get(trigger.state.casefold()):
            return replace(trigger, state=known)
        near = process.extractOne(trigger.state.casefold(), list(names), score_cutoff=60)
        meant = f" Did you mean “{names[near[0]]}”?" if near else ""
        raise NotLinked(f"Jira has no status “{trigger.state}”, so nothing was linked.{meant}")

    def _to_version(self, decision: Decision, what: ToVersion, asker: Asker) -> Made:
        trigger = what.trigger
        try:
            may_see = self.bugs.sees(trigger.project, asker.audience)
            state, is_reached = state_of(trigger, self.tracker) if may_see else (None, False)
        except TrackerError as error:
            raise NotLinked(AWAY.format(f"{trigger.project} {trigger.name}")) from error
        if state is None:
            raise NotLinked(
                f"There is no version “{trigger.name}” in {trigger.project} that I may show you."
            )
        if is_reached:
            raise NotLinked(
                f"{trigger.words} already, so it does not reopen {decision.ref}: "
                f"{_asks_now(decision)}"
            )
        armed = self._armed(decision, trigger, asker)
        said = f"I ask again whether {decision.ref} is right when {trigger.words}."
        if trigger in {each.trigger for each in self.reviews.armed_on(decision.number)}:
            return Made(said=said)
        return Made(
            said=said,
            changes=(armed, self.keeping.event(decision, Happened.LINKED, trigger.words, asker)),
        )

    def _armed(self, decision: Decision, trigger: Trigger, asker: Asker) -> Change:
        now = self.keeping.clock.now()
        return self.reviews.arm(Armed(number=decision.number, trigger=trigger, by=asker.by, at=now))

    # what is there already

    def _to_decision(self, decision: Decision, ref: Ref, asker: Asker) -> Made:
        other = self.keeping.decision(ref.number, asker.seen)
        if other.number == decision.number:
            raise NotLinked(f"{decision.ref} can't rest on itself.")
        if self.chaining.rests_on(other.number, decision.number):
            raise NotLinked(
                f"{other.ref} rests on {decision.ref}, so {decision.ref} can't rest on it."
            )
        if self._is_tied(decision, ref):
            return Made(said=f"{decision.ref} is linked to {other.ref} already.")
        event = self.keeping.event(decision, Happened.LINKED, "", asker, other=other.number)
        return Made(
            said=f"{decision.ref} rests on {other.ref} “{other.body.title}” now.",
            changes=(self.keeping.tied(ref_of(decision.number), ref, asker), event),
        )

    def _to_node(self, decision: Decision, ref: Ref, asker: Asker) -> Made:
        node = self.keeping.node(ref, asker.seen)
        if ref.sort is not Sort.PRINCIPLE:
            must_be_as_visible(node, decision.origin, decision.ref)
        if self._is_tied(decision, ref):
            return Made(said=f"{decision.ref} is linked to {ref} already.")
        said = messages.how(decision.ref, node)
        tie = self.keeping.tied(ref_of(decision.number), ref, asker)
        return Made(
            said=said,
            changes=(
                tie,
                self.keeping.event(decision, Happened.LINKED, known(node, decision), asker),
            ),
        )

    def _is_tied(self, decision: Decision, ref: Ref) -> bool:
        mine = ref_of(decision.number)
        return any(
            {each.upper, each.lower} == {mine, ref} for each in self.keeping.store.ties([mine])
        )

    # removing

    def _remove(self, decision: Decision, gone: ToIssue | ToVersion | ToNode, asker: Asker) -> Made:
        match gone:
            case ToNode(ref=ref):
                return self._untie(decision, ref, asker)
            case ToIssue(key=key, trigger=None):
                return self._untie_issue(decision, key, asker)
            case ToIssue(trigger=trigger) | ToVersion(trigger=trigger):
                return self._disarm(decision, trigger, asker)

    def _untie(self, decision: Decision, ref: Ref, asker: Asker) -> Made:
        mine = ref_of(decision.number)
        tie = next(
            (t for t in self.keeping.store.ties([mine]) if {t.upper, t.lower} == {mine, ref}), None
        )
        other: Decision | Node | None
        if ref.sort is Sort.DECISION:
            other = self.keeping.records.decision(ref.number, asker.seen)
        else:
            other = self.keeping.store.node(ref, asker.seen)
        if tie is None or other is None:
            raise NotLinked(f"{decision.ref} is not linked to {ref}.")
        return Made(
            said=f"{decision.ref} is no longer linked to {ref}.",
            changes=(
                self.keeping.store.untie(tie.upper, tie.lower),
                self._untied(decision, other, tie, asker),
            ),
        )

    def _untied(self, decision: Decision, other: Decision | Node, tie: Tie, asker: Asker) -> Change:
        """Of two decisions, it happened to the one that rested on the other."""
        if isinstance(other, Node):
            words = known(other, decision)
            return self.keeping.event(decision, Happened.UNLINKED, words, asker)
        upper = decision if tie.upper == ref_of(decision.number) else other
        return self.keeping.event(upper, Happened.UNLINKED, "", asker, other=tie.lower.number)

    def _untie_issue(self, decision: Decision, key: str, asker: Asker) -> Made:
        keys = {each.key for each in self.keeping.store.issues_of(decision.number)}
        armed = [
            each
            for each in self.reviews.armed_on(decision.number)
            if each.trigger.subject is Subject.ISSUE and each.trigger.name == key
        ]
        if key not in keys and not armed:
            raise NotLinked(f"{decision.ref} is not linked to {key}.")
        return Made(
            said=f"{decision.ref} is no longer linked to {key}.",
            changes=(
                self.keeping.store.untie_issue(decision.number, key),
                *(self.reviews.disarm(each) for each in armed),
                self.keeping.event(decision, Happened.UNLINKED, key, asker),
            ),
        )

    def _disarm(self, decision: Decision, trigger: Trigger | None, asker: Asker) -> Made:
        words = trigger.words if trigger else ""
        armed = [
            each
            for each in self.reviews.armed_on(decision.number)
            if each.trigger.words.casefold() == words.casefold()
        ]
        if not armed:
            raise NotLinked(f"{decision.ref} does not wait for “{words}”.")
        return Made(
            said=f"{decision.ref} no longer waits for “{words}”.",
            changes=(
                *(self.reviews.disarm(each) for each in armed),
                self.keeping.event(decision, Happened.UNLINKED, words, asker),
            ),
        )


def _asks_now(decision: Decision) -> str:
    return f"“/decision review {decision.ref}” asks now."
