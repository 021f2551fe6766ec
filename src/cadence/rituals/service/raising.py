"""Which calls stand in a digest: new ones, those carried over, and those that are no longer so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.core.agenda import Call, Ended, Outcome
from cadence.core.message import Text
from cadence.core.ports import Change
from cadence.rituals.messages.words import Names, said
from cadence.rituals.model.called import Raised, answer_key, carried, is_due, says_nothing
from cadence.rituals.model.digest import Material, Statement, all_statements
from cadence.rituals.store.calls import Calls

MOST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The calls of one digest, and what has to be stored of them."""

    calls: tuple[Raised, ...]
    """As they will stand, the oldest first."""
    changes: tuple[Change, ...]
    before: tuple[Raised, ...] = ()
    """Those that were carried over, as they stood until now: where their messages were."""
    settled: tuple[Raised, ...] = ()
    """Those of `calls` that are no longer so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    store: Calls

    def agenda(self, material: Material, occurrence: str, names: Names) -> Agenda:
        """By what is known now. Numbers are given at once, each for good; nothing else is stored before the digest."""
        open_before = {each.number: each for each in self.store.open(material.ritual.key)}
        due_now = {
            self.store.number_for(material.ritual.key, each.key, occurrence): each
            for each in raised_now(material, names)
        }
        settled = tuple(
            _settled(each, material)
            for each in open_before.values()
            if _is_settled(each, due_now, material)
        )
        gone = {each.number for each in settled}
        kept = [each for each in open_before.values() if each.number not in gone]
        new = tuple(
            self._new(material, number, call)
            for number, call in due_now.items()
            if number not in open_before
        )
        later = tuple(
            carried(each, due_now.get(each.number)) for each in kept if is_due(each, material.on)
        )
        waiting = tuple(each for each in kept if not is_due(each, material.on))
        return Agenda(
            calls=tuple(sorted((*later, *waiting, *new, *settled), key=lambda each: each.number)),
            changes=(
                self.store.raise_(*new),
                self.store.carry(*later),
                *(self._end(open_before[each.number], each) for each in settled),
            ),
            before=tuple(each for each in kept if is_due(each, material.on)),
            settled=settled,
        )

    def rehearsed(self, material: Material, names: Names) -> tuple[Raised, ...]:
        """As `agenda`, for a preview: a new one is shown under the number that it would have, and nothing is kept."""
        known = self.store.open(material.ritual.key)
        by_key = {each.call.key: each for each in known}
        due_now = {each.key: each for each in raised_now(material, names)}
        highest = max(
            (each.number for each in self.store.all(material.ritual.key, limit=1)), default=0
        )
        new = [call for key, call in due_now.items() if key not in by_key]
        later = (
            carried(each, due_now.get(each.call.key)) if is_due(each, material.on) else each
            for each in known
            if not _is_settled(
                each,
                {by_key[key].number: call for key, call in due_now.items() if key in by_key},
                material,
            )
        )
        return (
            *later,
            *(self._new(material, highest + place, call) for place, call in enumerate(new, 1)),
        )

    def _new(self, material: Material, number: int, call: Call) -> Raised:
        return Raised(
            ritual=material.ritual.key,
            number=number,
            call=call,
            raised_on=material.on,
            raised_at=material.at,
        )

    def _end(self, before: Raised, after: Raised) -> Change:
        outcome = after.outcome or _no_longer_so(after.raised_at)
        return self.store.end(before.ritual, before.number, outcome, was=before.ended)


def _settled(raised: Raised, material: Material) -> Raised:
    return replace(raised, ended=Ended.SETTLED, outcome=_no_longer_so(material.at))


def _no_longer_so(at: datetime) -> Outcome:
    return Outcome(ended=Ended.SETTLED, by="", at=at)


def _is_settled(raised: Raised, due_now: Mapping[int, Call], material: Material) -> bool:
    """Whether its source, which was read whole, raises it no more. What was raised in an answer stays until it is
    answered; so does what somebody has, until its date."""
    if not raised.call.source or not is_due(raised, material.on):
        return False
    part = next((each for each in material.parts if each.source == raised.call.source), None)
    if part is None or part.gaps or part.told is None:
        return False
    return raised.number not in due_now and raised.call.key not in part.told.waiting


def raised_now(material: Material, names: Names) -> Iterator[Call]:
    """By the sources, and in the answers to questions that ask for it."""
    for part in material.parts:
        yield from part.calls
    for each in all_statements(material):
        if each.ask.is_call:
            yield from _answered(each, names)


def _answered(statement: Statement, names: Names) -> Iterator[Call]:
    """An answer as a call, in the words of whoever gave it."""
    words = said(statement.ask, statement.value, names)
    if says_nothing(words):
        return
    about = f"{statement.subject}: " if statement.subject else ""
    yield Call(
        key=answer_key(statement.ask.name, statement.about, statement.by, words),
        source="",
        subject=statement.about,
        title=_title(f"{about}{words}"),
        question=f"“{words}”" if len(f"{about}{words}") > MOST_TITLE else statement.ask.label,
        why=((Text(f"Answered to “{statement.ask.label}”."),),)
        if len(f"{about}{words}") > MOST_TITLE
        else (),
        raised_by=statement.by,
    )


def _title(words: str) -> str:
    first = " ".join(words.split())
    return first if len(first) <= MOST_TITLE else f"{first[: MOST_TITLE - 1].rstrip()}…"
