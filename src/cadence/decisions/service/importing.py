"""Folders of decision records in, our own and other people's: the same folder twice changes nothing."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cadence.core.errors import Overtaken
from cadence.core.message import Kind
from cadence.core.ports import Change, Clock
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import decision as decision_ref
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Happened,
    Origin,
    Party,
    Revision,
    Status,
)
from cadence.decisions.model.madr.chained import FILE as CHAIN
from cadence.decisions.model.madr.chained import chain_in
from cadence.decisions.model.madr.foreign import Foreign, foreign
from cadence.decisions.model.madr.plain import instant
from cadence.decisions.model.madr.reading import is_ours, record_in
from cadence.decisions.model.madr.record import Note, NotReadable, Record
from cadence.decisions.model.madr.sections import page
from cadence.decisions.model.madr.taking import Fate, Imported, Taken
from cadence.decisions.model.madr.underway import FILE as UNDER_WAY
from cadence.decisions.service.taking_chain import Taking
from cadence.decisions.store.chain import Chain
from cadence.decisions.store.folder import FileTrouble, Folder
from cadence.decisions.store.records import Records

EVERYTHING = Seen(everything=True)

IMPORTER = Party(name="Import")

_NO_RECORDS = re.compile(
    r"(?:readme|index|contributing|changelog|license|.*template.*)\.md", re.IGNORECASE
)

_RANK = {Status.PROPOSED: 0, Status.ACCEPTED: 1, Status.REJECTED: 2, Status.DEPRECATED: 2}
"""A file may take a decision onward, never back: the log may know more than the file."""

BY_ITSELF = (Happened.RECORDED, Happened.CORRECTED, Happened.SUPERSEDED, Happened.SUPERSEDES)
"""Lines of a history that the store writes by itself when a record is made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What one file says, as a record; and where its neighbours are."""

    file: str
    record: Record
    key: str
    wanted: int | None
    """The number it bears."""
    is_ours: bool
    replaces: tuple[str, ...] = ()
    """Files, or numbers in this folder."""
    replaced_by: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Outcome:
    """What is known of one file so far."""

    filed: Filed
    fate: Fate
    number: int | None
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    records: Records
    chain: Chain
    folder: Folder
    clock: Clock
    commit: Callable[[Sequence[Change]], None]
    """Makes changes in one transaction. Raises Overtaken."""

    def take_in(
        self, collection: str, *, by: Party = IMPORTER, is_rehearsal: bool = False
    ) -> Imported:
        """`collection` names the folder among others: files of the same name in differently named ones are different
        decisions. Raises FileTrouble where the folder can't be read. What goes wrong with one file is said of that
        file; the others are taken."""
        return _Import(self, collection, by, is_rehearsal).run()


@dataclass(frozen=True, slots=True)
class _Import:
    parts: Importing
    collection: str
    by: Party
    is_rehearsal: bool

    def run(self) -> Imported:
        filed, unreadable, passed_over = self._read()
        outcomes = self._recorded(filed)
        self._link(outcomes)
        chain = self._chain(outcomes)
        taken = [
            Taken(
                file=each.filed.file,
                fate=each.fate,
                number=each.number,
                notes=(*(each.filed.notes if each.fate is not Fate.UNCHANGED else ()), *each.notes),
            )
            for each in outcomes
        ]
        return Imported(
            files=tuple(sorted([*taken, *unreadable, *chain], key=lambda each: each.file)),
            passed_over=tuple(passed_over),
            is_rehearsal=self.is_rehearsal,
        )

    # --- reading ---------------------------------------------------------------------------------

    def _read(self) -> tuple[list[Filed], list[Taken], list[str]]:
        filed, unreadable, passed_over = [], [], []
        for name in self.parts.folder.names():
            if name in (CHAIN, UNDER_WAY):
                continue
            if _NO_RECORDS.fullmatch(name):
                passed_over.append(name)
                continue
            try:
                filed.append(self._filed(name))
            except NotReadable as error:
                unreadable.append(Taken(file=name, fate=Fate.UNREADABLE, notes=(error.note,)))
            except FileTrouble as error:
                note = Note(str(error), error.line)
                unreadable.append(Taken(file=name, fate=Fate.UNREADABLE, notes=(note,)))
        return filed, unreadable, passed_over

    def _filed(self, name: str) -> Filed:
        read = page(self.parts.folder.read(name))
        return (
            self._ours(name, record_in(read))
            if is_ours(read)
            else self._theirs(name, foreign(read, name))
        )

    def _ours(self, name: str, record: Record) -> Filed:
        decision = record.decision
        after = decision.superseded_by
        return Filed(
            file=name,
            record=record,
            key=_own_key(record),
            wanted=decision.number,
            is_ours=True,
            replaces=tuple(map(str, decision.supersedes)),
            replaced_by=() if after is None else (str(after),),
        )

    def _theirs(self, name: str, said: Foreign) -> Filed:
        now = self.parts.clock.now()
        source = f"{self.collection}/{name}"
        decision = Decision(
            number=said.number or 1,
            body=said.body,
            status=said.status,
            decided_at=said.decided_at or now,
            recorded_at=now,
            recorded_by=self.by,
            origin=Origin(channel=None, kind=Kind.TERMINAL, source=source),
        )
        first = Revision(revision=1, body=said.body, at=now, by=self.by)
        return Filed(
            file=name,
            record=Record(decision=decision, revisions=(first,)),
            key=_key_of(source),
            wanted=said.number,
            is_ours=False,
            replaces=said.replaces,
            replaced_by=said.replaced_by,
            notes=said.notes,
        )

    # --- recording -------------------------------------------------------------------------------

    def _recorded(self, filed: Sequence[Filed]) -> list[_Outcome]:
        """First those that keep their number, so that no other gets it."""
        known = {each.file: self._known(each) for each in filed}
        taken = {each.number for each in known.values() if each}
        keeping, others = list[Filed](), list[Filed]()
        for each in sorted(filed, key=lambda one: (one.wanted or 0, one.file)):
            is_free = (
                each.wanted is not None and each.wanted not in taken and self._is_free(each.wanted)
            )
            if known[each.file] or is_free:
                keeping.append(each)
                taken.add(each.wanted or 0)
            else:
                others.append(each)
        followed = _followed(filed)
        outcomes = []
        for each in keeping:
            before = known[each.file]
            outcomes.append(
                self._compared(each, before)
                if before
                else self._made(each, each.wanted, is_followed=each.file in followed)
            )
        outcomes += [self._made(each, None, is_followed=each.file in followed) for each in others]
        self._retell(outcomes)
        return outcomes

    def _known(self, filed: Filed) -> Decision | None:
        """The record that was made from this file before, or that this file was written from."""
        number = self.parts.records.recorded(filed.key)
        if number is not None:
            return self.parts.records.decision(number, EVERYTHING)
        if not filed.is_ours or filed.wanted is None:
            return None
        there = self.parts.records.decision(filed.wanted, EVERYTHING)
        of = filed.record.decision
        is_same = there and (there.recorded_at, there.recorded_by) == (
            of.recorded_at,
            of.recorded_by,
        )
        return there if is_same else None

    def _is_free(self, number: int) -> bool:
        return self.parts.records.decision(number, EVERYTHING) is None

    def _made(self, filed: Filed, number: int | None, *, is_followed: bool) -> _Outcome:
        """`is_followed`: what took its place is in this folder too, and will be linked."""
        outcome = _Outcome(filed, Fate.NEW, number)
        if self.is_rehearsal:
            outcome.notes += _renumbered(filed.wanted, None) if number is None else []
            return outcome
        if number is not None and self._makes(outcome, number, is_followed=is_followed):
            return outcome
        # The number is another decision's, or was given to a record that never came.
        number = self.parts.records.number_for(filed.key)
        outcome.number, outcome.notes = number, _renumbered(filed.wanted, number)
        if not self._makes(outcome, number, is_followed=is_followed):
            outcome.fate = Fate.REFUSED
            outcome.notes.append(Note(f"D-{number} was recorded by somebody else meanwhile"))
        return outcome

    def _makes(self, outcome: _Outcome, number: int, *, is_followed: bool) -> bool:
        try:
            self.parts.commit(tuple(self._changes(outcome.filed, number, is_followed=is_followed)))
        except Overtaken:
            return False
        return True

    def _changes(self, filed: Filed, number: int, *, is_followed: bool) -> Iterator[Change]:
        records, decision = self.parts.records, filed.record.decision
        first, *later = filed.record.revisions
        # Only what is in force can be followed by another.
        status = Status.ACCEPTED if is_followed else decision.status
        yield records.record(
            replace(decision, number=number, body=first.body, revision=1, status=status),
            key=filed.key,
        )
        for each in later:
            yield records.correct(
                number, each.body, revision=each.revision, by=each.by, at=each.at, why=each.why
            )
        if decision.body.review_on != filed.record.revisions[-1].body.review_on:
            yield records.extend(number, decision.body.review_on, revision=decision.revision)

    def _retell(self, outcomes: Sequence[_Outcome]) -> None:
        """What happened to records made from files, with the numbers that others have now. What an import that broke
        off did not come to tell is told by the next one."""
        if self.is_rehearsal:
            return
        numbers = {each.filed.wanted: each.number for each in outcomes if each.filed.is_ours}
        for each in outcomes:
            number, told = each.number, each.filed.record.history
            if number is None or not told or self.parts.records.recorded(each.filed.key) is None:
                continue
            known = {(line.at, line.what) for line in self.parts.records.history(number)}
            missing = [
                replace(line, number=number, other=numbers.get(line.other) if line.other else None)
                for line in told
                if line.what not in BY_ITSELF and (line.at, line.what) not in known
            ]
            if missing:
                self.parts.commit(tuple(map(self.parts.records.happened, missing)))

    # --- comparing -------------------------------------------------------------------------------

    def _compared(self, filed: Filed, before: Decision) -> _Outcome:
        outcome = _Outcome(filed, Fate.UNCHANGED, before.number)
        revisions = self.parts.records.revisions(before.number)
        if not _says(filed.record, before, revisions):
            base = filed.record.decision.revision if filed.is_ours else 1
            others = [
                each for each in revisions if each.revision > base and not _is_from(filed, each)
            ]
            if others:
                outcome.fate = Fate.REFUSED
                outcome.notes.append(_corrected_since(before.number, others[-1], filed))
                return outcome
            outcome.fate = Fate.REVISED
            self._commit(outcome, self._revision(filed, before))
        status = filed.record.decision.status
        if outcome.fate is not Fate.REFUSED and _RANK.get(status, 0) > _RANK.get(before.status, 2):
            outcome.fate = Fate.REVISED
            outcome.notes.append(Note(f"it is {status} now"))
            self._commit(outcome, self._turned(before, status))
        return outcome

    def _revision(self, filed: Filed, before: Decision) -> Change:
        return self.parts.records.correct(
            before.number,
            filed.record.decision.body,
            revision=before.revision + 1,
            by=self.by,
            at=self.parts.clock.now(),
            why=_why(filed),
        )

    def _turned(self, before: Decision, status: Status) -> Change:
        now = self.parts.clock.now()
        return self.parts.records.turn(before.number, status, was=before.status, by=self.by, at=now)

    def _commit(self, outcome: _Outcome, change: Change) -> None:
        if self.is_rehearsal:
            return
        try:
            self.parts.commit((change,))
        except Overtaken as overtaken:
            outcome.fate = Fate.REFUSED
            outcome.notes.append(Note(str(overtaken)))

    # --- linking ---------------------------------------------------------------------------------

    def _link(self, outcomes: Sequence[_Outcome]) -> None:
        by_file = {each.filed.file: each for each in outcomes}
        for old, after in _pairs([each.filed for each in outcomes]):
            self._supersede(by_file[old], by_file[after])
        found = _Found([each.filed for each in outcomes])
        for each in outcomes:
            if each.fate is Fate.NEW:
                away = [name for name in each.filed.replaced_by if not found.named(name)]
                each.notes += [Note(f"what took its place, {name}, is not here") for name in away]
                gone = [name for name in each.filed.replaces if not found.named(name)]
                each.notes += [
                    Note(f"what it took the place of, {name}, is not here") for name in gone
                ]

    def _supersede(self, old: _Outcome, after: _Outcome) -> None:
        if self.is_rehearsal or old.number is None or after.number is None:
            return
        known = self.parts.records.decision(old.number, EVERYTHING)
        if known is None or known.superseded_by == after.number:
            return
        event = next(
            (each for each in old.filed.record.history if each.what is Happened.SUPERSEDED), None
        )
        by, at = (event.by, event.at) if event else (self.by, self.parts.clock.now())
        try:
            self.parts.commit(
                (self.parts.records.supersede(old.number, after.number, by=by, at=at),)
            )
        except Overtaken as overtaken:
            old.fate = Fate.REFUSED
            old.notes.append(Note(f"D-{after.number} could not take its place: {overtaken}"))
        else:
            old.fate = Fate.REVISED if old.fate is Fate.UNCHANGED else old.fate
            old.notes.append(Note(f"D-{after.number} took its place"))

    # --- what they rest on -----------------------------------------------------------------------

    def _chain(self, outcomes: Sequence[_Outcome]) -> tuple[Taken, ...]:
        if CHAIN not in self.parts.folder.names():
            return ()
        try:
            text = self.parts.folder.read(CHAIN)
            chained = chain_in(text)
        except (NotReadable, FileTrouble) as error:
            line = error.note.line if isinstance(error, NotReadable) else error.line
            return (Taken(file=CHAIN, fate=Fate.UNREADABLE, notes=(Note(str(error), line),)),)
        known = {each.filed.wanted: each.number for each in outcomes if each.filed.is_ours}
        numbers = {
            decision_ref(old): decision_ref(new) for old, new in known.items() if old and new
        }
        return (
            Taking(self.parts.chain, self.parts.commit, self.is_rehearsal).take(chained, numbers),
        )


class _Found:
    """Files of the folder by their name, or by their number."""

    def __init__(self, filed: Sequence[Filed]) -> None:
        self._by_name = {each.file: each for each in filed}
        self._by_number = {each.wanted: each for each in reversed(filed) if each.wanted}

    def named(self, name: str) -> Filed | None:
        return self._by_number.get(int(name)) if name.isdecimal() else self._by_name.get(name)


def _pairs(filed: Sequence[Filed]) -> list[tuple[str, str]]:
    """Which file is followed by which, said by either of them."""
    found = _Found(filed)
    pairs = set[tuple[str, str]]()
    for each in filed:
        after = [found.named(name) for name in each.replaced_by]
        before = [found.named(name) for name in each.replaces]
        pairs |= {(each.file, other.file) for other in after if other and other is not each}
        pairs |= {(other.file, each.file) for other in before if other and other is not each}
    return sorted(pairs)


def _followed(filed: Sequence[Filed]) -> frozenset[str]:
    return frozenset(old for old, _ in _pairs(filed))


def _says(record: Record, before: Decision, revisions: Sequence[Revision]) -> bool:
    """Whether the log says this, or said it once: an older file takes nothing back."""
    body = record.decision.body
    known: list[Body] = [before.body, *(each.body for each in revisions)]
    if body in known:
        return True
    was_extended = record.revisions[-1].body != body
    return was_extended and record.revisions[-1].body in known


def _is_from(filed: Filed, revision: Revision) -> bool:
    return revision.why == _why(filed)


def _why(filed: Filed) -> str:
    return f"Changed in the file {filed.file}."


def _corrected_since(number: int, revision: Revision, filed: Filed) -> Note:
    by = f"{revision.by.name} on {revision.at.date().isoformat()}"
    return Note(
        f"D-{number} was corrected by {by}, after {filed.file} was written, and the file says something else again: "
        "export the log anew, make the change there, and import that"
    )


def _renumbered(wanted: int | None, number: int | None) -> list[Note]:
    if wanted is None:
        return []
    now = f"it is D-{number} here" if number else "it would get the next free number"
    return [Note(f"the number {wanted} belongs to another decision; {now}")]


def _own_key(record: Record) -> str:
    """Of a record made elsewhere or imported before: not its number, which may be another here."""
    decision = record.decision
    if decision.origin.source:
        return _key_of(decision.origin.source)
    said = "\n".join(
        (
            instant(decision.recorded_at),
            decision.recorded_by.name,
            record.revisions[0].body.title,
            str(decision.number),
        )
    )
    return f"record:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _key_of(source: str) -> str:
    return f"file:{source}"
