"""Decisions from other rooms: `DecisionLog`, and what is done where one says otherwise than one that holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cadence.core.heard import Pressed
from cadence.core.message import Message, Place
from cadence.core.ports import Clock
from cadence.decisions.messages import beside as messages
from cadence.decisions.messages.otherwise import no_such
from cadence.decisions.model.carried import Carried
from cadence.decisions.model.clash import SHOWN, Clash
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Option,
    Party,
    Scope,
    Status,
)
from cadence.decisions.model.numbers import number_of
from cadence.decisions.service.boards import Seeing
from cadence.decisions.service.confirming import Confirming
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.people import People
from cadence.decisions.service.recording import Made
from cadence.decisions.store.records import Records
from cadence.delivery import replying
from cadence.delivery.between import Logged, NewDecision, together
from cadence.delivery.desk import Press
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import amend, say


class Record(Protocol):
    def __call__(self, confirmed: Confirmed) -> Made: ...


class Found(Protocol):
    def __call__(self, confirmed: Confirmed, *, user: str) -> tuple[Clash, ...]:
        """Decisions that hold and say otherwise, as far as this person may see them, the surest first."""


class Replace(Protocol):
    def __call__(self, old: Decision, new: Decision, *, user: str, key: str) -> Settlement: ...


class InTheWay(Protocol):
    def __call__(self, old: Decision, new: Decision, *, user: str) -> str:
        """Why the one can't take the other's place now; "" where nothing is in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(Flow):
    """`DecisionLog`, and the flow of the messages under what it logs."""

    records: Records
    confirming: Confirming
    people: People
    seeing: Seeing
    clock: Clock
    record: Record
    found: Found
    in_the_way: InTheWay
    replace: Replace
    areas: tuple[str, ...] = field(default=())

    # --- the port --------------------------------------------------------------------------------------

    def log(self, new: NewDecision, *, key: str) -> Logged:
        confirmed = self._confirmed(new, key)
        clashes = self.found(confirmed, user=new.decided_by)
        made = self.record(confirmed)
        told = tuple(self._clashes(made.decision, clashes[:SHOWN], new))
        return Logged(
            number=made.decision.number,
            settlement=Settlement(changes=made.changes, jobs=(*made.jobs, *told)),
        )

    def titles(self, numbers: Sequence[int], *, user: str) -> Mapping[int, str]:
        seen = self.seeing.alone(user)
        return {each.number: each.body.title for each in self.records.decisions(numbers, seen)}

    def _confirmed(self, new: NewDecision, key: str) -> Confirmed:
        by = self.people.party(new.decided_by)
        carried = Carried(channel=new.channel, thread=new.thread, team=new.team)
        return Confirmed(
            key=key,
            body=self._body(new, by),
            status=Status.ACCEPTED,
            decided_at=new.decided_at,
            origin=self.confirming.origin(carried),
            by=by,
            quotes=(),
            carried=carried,
            team=new.team,
        )

    def _body(self, new: NewDecision, by: Party) -> Body:
        return Body(
            title=new.title,
            decided=new.decided,
            context=new.context,
            options=tuple(Option(text=each, is_chosen=each == new.chosen) for each in new.options),
            reasons=(new.why,) if new.why else (),
            decider=by,
            review_on=new.review_on,
            scope=self._scope(new.about),
        )

    def _scope(self, about: tuple[str, ...]) -> Scope:
        """An area of the configuration by its name; what else it is about is a product in people's own words."""
        area = next((each for each in about if each in self.areas), None)
        rest = tuple(each for each in about if each != area)
        return Scope(area=area, product=", ".join(rest) or None)

    # --- what says otherwise ---------------------------------------------------------------------------

    def _clashes(
        self, decision: Decision, clashes: Sequence[Clash], new: NewDecision
    ) -> Iterator[NewJob]:
        """Under the new one, where everybody who reads there may see the earlier one; else to whoever decided."""
        in_channel = self.seeing.in_channel(new.channel)
        for each in clashes:
            old = each.decision
            is_open = new.thread is not None and in_channel.allows(old.origin, old.recorded_by)
            place = (
                Place(channel=new.channel, thread=new.thread, team=new.team)
                if is_open
                else Place(channel=new.decided_by, team=new.team)
            )
            key = f"beside:{decision.number}:{old.number}"
            yield say(place, messages.says_otherwise(decision, each), key=key)

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.REPLACE: self.put_in_place, messages.KEEP: self.keep_both}

    def put_in_place(self, pressed: Pressed) -> Settlement:
        pair = self._pair(pressed)
        if isinstance(pair, Settlement):
            return pair
        new, old = pair
        if problem := self.in_the_way(old, new, user=pressed.user):
            return replying.told(pressed, replying.short(problem))
        by = self.people.party(pressed.user).name
        made = self.replace(old, new, user=pressed.user, key=pressed.id)
        return together(made, _in_place(pressed, messages.replaced(new, old, by)))

    def keep_both(self, pressed: Pressed) -> Settlement:
        pair = self._pair(pressed)
        if isinstance(pair, Settlement):
            return pair
        new, old = pair
        by, at = self.people.party(pressed.user), self.clock.now()
        kept = tuple(
            self.records.happened(Event(number=mine, at=at, what=Happened.KEPT, by=by, other=other))
            for mine, other in ((new.number, old.number), (old.number, new.number))
        )
        said = _in_place(pressed, messages.both_hold(new, old, by.name))
        return together(Settlement(changes=kept), said)

    def _pair(self, pressed: Pressed) -> tuple[Decision, Decision] | Settlement:
        """The new one and the earlier one, or what is said where one may not be seen or holds no more."""
        first, _, second = pressed.value.partition(":")
        seen = self.seeing.alone(pressed.user)
        found: list[Decision] = []
        for number in (number_of(first), number_of(second)):
            decision = self.records.decision(number, seen)
            if decision is None:
                return replying.told(pressed, replying.short(no_such(number)))
            if not decision.is_live:
                return _in_place(pressed, f"{decision.ref} is {decision.status.value} already.")
            found.append(decision)
        return found[0], found[1]


def _in_place(pressed: Pressed, text: str) -> Settlement:
    """In the place of the message that was pressed."""
    if pressed.ts is None:
        return DONE
    place = Place(channel=pressed.channel, thread=pressed.thread, team=pressed.team)
    message: Message = messages.chosen(text)
    return Settlement(jobs=(amend(place, pressed.ts, message, key=f"beside:{pressed.id}"),))
