"""New nodes of the chain: signals, learnings and principles; and later readings of a figure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cadence.core.errors import NotSent, NotUnderstood, QueryRefused, TrackerError
from cadence.core.message import Kind
from cadence.core.ports import Figure, Messenger
from cadence.decisions.messages import chain as messages
from cadence.decisions.model.chain import Node, Reading, Ref, Said, Signal, SignalKind, Sort, turned
from cadence.decisions.model.chain import decision as ref_of
from cadence.decisions.model.decision import Decision, Happened, Origin
from cadence.decisions.model.linked import (
    NewReading,
    ToAnswer,
    ToFigure,
    ToFilter,
    ToLearning,
    ToMessage,
    ToPrinciple,
)
from cadence.decisions.model.naming import by_name
from cadence.decisions.service.asker import (
    AWAY,
    Asker,
    Keeping,
    Made,
    NotLinked,
    known,
    must_be_as_visible,
)
from cadence.decisions.service.chaining import Signals, as_reading
from cadence.decisions.service.people import SOMEBODY, People

Grown = ToMessage | ToFilter | ToFigure | ToAnswer | ToLearning | ToPrinciple | NewReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    keeping: Keeping
    signals: Signals
    messenger: Messenger
    people: People

    def add(self, decision: Decision, what: Grown, asker: Asker) -> Made:
        """For whoever may see the decision; it becomes as visible as that. Raises NotLinked."""
        match what:
            case ToMessage():
                return self._to_message(decision, what, asker)
            case ToFilter():
                return self._to_filter(decision, what, asker)
            case ToFigure():
                return self._to_figure(decision, what, asker)
            case ToAnswer():
                return self._to_answer(decision, what, asker)
            case ToLearning():
                return self._to_learning(decision, what, asker)
            case ToPrinciple(text=text):
                return self._new(decision, Sort.PRINCIPLE, text, asker)
            case NewReading():
                return self.read(what, asker)

    # new signals

    def _to_message(self, decision: Decision, what: ToMessage, asker: Asker) -> Made:
        origin = self._may_read(what, asker)
        try:
            said = self.messenger.said(what.channel, what.ts, thread=what.thread)
        except NotSent as error:
            raise NotLinked(UNREADABLE) from error
        if said is None or not said.text.strip():
            raise NotLinked("There is no such message, or it was deleted, so nothing was linked.")
        if (known := self._linked_before(decision, what, asker)) is not None:
            return Made(said=f"{decision.ref} is linked to that message already: it is {known}.")
        names = self.people.names_in([said])
        node = self._signal(
            said=by_name(said.text, names)[:4000],
            signal=Signal(
                kind=SignalKind.MESSAGE,
                said=Said(
                    channel=what.channel,
                    ts=what.ts,
                    name=names.get(said.user or "", SOMEBODY),
                    at=datetime.fromtimestamp(float(what.ts), tz=UTC),
                    thread=what.thread,
                    permalink=what.url,
                ),
            ),
            origin=origin,
            asker=asker,
        )
        return self._put(decision, node, asker)

    def _linked_before(self, decision: Decision, what: ToMessage, asker: Asker) -> Ref | None:
        ties = self.keeping.store.ties([ref_of(decision.number)])
        lower = [each.lower for each in ties if each.upper == ref_of(decision.number)]
        for node in self.keeping.store.nodes(lower, asker.seen):
            said = node.signal.said if node.signal else None
            if said is not None and (said.channel, said.ts) == (what.channel, what.ts):
                return node.ref
        return None

    def _may_read(self, what: ToMessage, asker: Asker) -> Origin:
        """Where it was said. A message to Cadence is nobody's to link; one that may not be seen is none."""
        try:
            kind = self.messenger.kind_of(what.channel)
        except NotSent as error:
            raise NotLinked(UNREADABLE) from error
        origin = Origin(channel=what.channel, kind=kind, thread=what.thread, permalink=what.url)
        if kind is Kind.DIRECT or not asker.seen.allows(origin, asker.by):
            raise NotLinked(UNREADABLE)
        return origin

    def _to_filter(self, decision: Decision, what: ToFilter, asker: Asker) -> Made:
        found = self._counted(what.words, decision.origin, asker)
        node = self._signal(
            said=what.words,
            signal=Signal(kind=SignalKind.FILTER, threshold=what.threshold, zone=asker.zone.key),
            origin=decision.origin,
            asker=asker,
        )
        node = _begun(node, as_reading(found))
        made = self._put(decision, node, asker)
        return replace(made, said=f"{made.said} I counted {found.understood}.")

    def _counted(self, words: str, origin: Origin, asker: Asker) -> Figure:
        try:
            return self.signals.count(words, origin, asker.by, asker.zone)
        except (NotUnderstood, QueryRefused) as error:
            raise NotLinked(messages.not_counted(words, error, origin)) from error
        except TrackerError as error:
            raise NotLinked(AWAY.format(f"“{words}”")) from error

    def _to_figure(self, decision: Decision, what: ToFigure, asker: Asker) -> Made:
        node = self._signal(
            said=what.name,
            signal=Signal(kind=SignalKind.FIGURE, unit=what.unit, threshold=what.threshold),
            origin=decision.origin,
            asker=asker,
        )
        reading = Reading(value=what.value, at=self.keeping.clock.now(), on=what.on, by=asker.by)
        made = self._put(decision, _begun(node, reading), asker)
        later = f"A later reading: “/decision link {node.ref} 36 on 2026-12-01”."
        return replace(made, said=f"{made.said} {later}")

    def _to_answer(self, decision: Decision, what: ToAnswer, asker: Asker) -> Made:
        node = self._signal(
            said=what.text,
            signal=Signal(kind=SignalKind.ANSWER, reference=what.reference),
            origin=decision.origin,
            asker=asker,
        )
        return self._put(decision, node, asker)

    def _signal(self, *, said: str, signal: Signal, origin: Origin, asker: Asker) -> Node:
        number = self.keeping.store.number_for(Sort.SIGNAL, asker.key)
        return Node(
            ref=Ref(Sort.SIGNAL, number),
            text=said,
            by=asker.by,
            at=self.keeping.clock.now(),
            origin=origin,
            signal=signal,
        )

    # new learnings and principles

    def _to_learning(self, decision: Decision, what: ToLearning, asker: Asker) -> Made:
        made = self._new(decision, Sort.LEARNING, what.text, asker)
        learning = Ref(Sort.LEARNING, self.keeping.store.number_for(Sort.LEARNING, asker.key))
        for ref in what.rests_on:
            must_be_as_visible(self.keeping.node(ref, asker.seen), decision.origin, decision.ref)
        ties = tuple(self.keeping.tied(learning, ref, asker) for ref in what.rests_on)
        return replace(made, changes=(*made.changes, *ties))

    def _new(self, decision: Decision, sort: Sort, text: str, asker: Asker) -> Made:
        node = Node(
            ref=Ref(sort, self.keeping.store.number_for(sort, asker.key)),
            text=text,
            by=asker.by,
            at=self.keeping.clock.now(),
            origin=decision.origin,
        )
        return self._put(decision, node, asker)

    def _put(self, decision: Decision, node: Node, asker: Asker) -> Made:
        return Made(
            said=messages.how(decision.ref, node),
            changes=(
                self.keeping.store.put(node, key=asker.key),
                self.keeping.tied(ref_of(decision.number), node.ref, asker),
                self.keeping.event(decision, Happened.LINKED, known(node, decision), asker),
            ),
        )

    # a later reading

    def read(self, what: NewReading, asker: Asker) -> Made:
        node = self.keeping.node(what.ref, asker.seen)
        if node.signal is None or node.signal.kind is not SignalKind.FIGURE:
            raise NotLinked(f"{what.ref} is no figure that is read by hand.")
        on = what.on or self.keeping.clock.now().astimezone(asker.zone).date()
        reading = Reading(value=what.value, at=self.keeping.clock.now(), on=on, by=asker.by)
        settled = self.signals.read(node, reading)
        after = turned(node, reading)
        return Made(
            said=messages.read_by_hand(node, after, told_to=len(settled.jobs)),
            changes=settled.changes,
            jobs=settled.jobs,
        )


UNREADABLE = (
    "I can't read that message: there is none that I may show you, or I am not in its channel. "
    "Nothing was linked."
)


def _begun(node: Node, reading: Reading) -> Node:
    """With its first reading, which tells nobody anything."""
    is_passed = node.threshold is not None and node.threshold.is_passed_by(reading.value)
    return replace(node, latest=reading, is_passed=is_passed)
