"""The log as a folder of Markdown files, of which a Git diff shows only what really changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import Ref, Sort, Tie, decision
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.madr.chained import FILE as CHAIN
from cadence.decisions.model.madr.chained import MARK as CHAIN_MARK
from cadence.decisions.model.madr.chained import Chained, chain_written
from cadence.decisions.model.madr.index import MARK, Entry, index
from cadence.decisions.model.madr.names import INDEX, Names, file_name
from cadence.decisions.model.madr.reading import is_ours_at_a_glance
from cadence.decisions.model.madr.record import Record
from cadence.decisions.model.madr.underway import FILE as UNDER_WAY
from cadence.decisions.model.madr.underway import MARK as UNDER_WAY_MARK
from cadence.decisions.model.madr.underway import UnderWay, under_way_written
from cadence.decisions.model.madr.writing import written
from cadence.decisions.store.chain import Chain
from cadence.decisions.store.conflicts import Conflicts
from cadence.decisions.store.folder import FileTrouble, Folder
from cadence.decisions.store.records import Records, Wanted
from cadence.decisions.store.reviews import Reviews

EVERYTHING = Seen(everything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of the folder's files."""

    decisions: int
    """How many stand in the folder now."""
    left_out: int
    """How many this audience may not see. To be told to whoever holds the database, and to nobody else."""
    changed: tuple[str, ...] = ()
    """Files that were made or are different now."""
    removed: tuple[str, ...] = ()
    """Files of ours whose decision no longer belongs here."""
    in_the_way: tuple[str, ...] = ()
    """Files that are not ours and stand where ours would: they were left as they are."""

    @property
    def is_whole(self) -> bool:
        return not self.in_the_way


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    records: Records
    chain: Chain
    reviews: Reviews
    conflicts: Conflicts
    folder: Folder

    def export(self, seen: Seen) -> Exported:
        """Raises FileTrouble where a file can't be written: then what was written before stands, and nothing was
        removed."""
        held = frozenset(self.folder.names())
        entries = tuple(Entry.of(each, self._file(each)) for each in self.records.every(seen))
        names = {each.number: each.file for each in entries}
        changed, in_the_way = [], []
        besides = self._besides(seen, names)
        for name, text in self._files(seen, entries, names, besides):
            fate = self._put(name, text, held)
            if fate is None:
                in_the_way.append(name)
            elif fate:
                changed.append(name)
        belonging = {INDEX, *names.values(), *besides}
        removed = tuple(self._removed(held - belonging))
        total = self.records.listed(Wanted(), EVERYTHING, limit=1).total
        return Exported(
            decisions=len(entries) - len({*in_the_way} - {INDEX, CHAIN, UNDER_WAY}),
            left_out=max(0, total - len(entries)),
            changed=tuple(changed),
            removed=removed,
            in_the_way=tuple(in_the_way),
        )

    def _file(self, known: Decision) -> str:
        first = known.body.title
        if known.revision > 1:
            first = self.records.revisions(known.number)[0].body.title
        return file_name(known.number, first)

    def _files(
        self,
        seen: Seen,
        entries: Sequence[Entry],
        names: Names,
        besides: Mapping[str, str],
    ) -> Iterable[tuple[str, str]]:
        for each in self.records.every(seen):
            if each.number in names:  # one that was recorded meanwhile is for the next time
                yield names[each.number], written(self._record(each), names)
        yield from besides.items()
        yield INDEX, index(entries)

    def _besides(self, seen: Seen, names: Names) -> Mapping[str, str]:
        """Files that are there only where they hold something."""
        files = {}
        if chained := self._chained(seen, names):
            files[CHAIN] = chain_written(chained, names)
        if under_way := self._under_way(names):
            files[UNDER_WAY] = under_way_written(under_way, names)
        return files

    def _under_way(self, names: Names) -> UnderWay:
        """A dispute where both its decisions are written: the point in it is about both."""
        disputes = (each for number in names for each in self.conflicts.open_about([number]))
        return UnderWay(
            reviews=tuple(each for number in names for each in self.reviews.open_of(number)),
            armed=tuple(each for number in names for each in self.reviews.armed_on(number)),
            disputes=tuple(
                {
                    each.key: each for each in disputes if each.new in names and each.old in names
                }.values()
            ),
        )

    def _chained(self, seen: Seen, names: Names) -> Chained:
        """What these decisions rest on and found, as far as this audience may see it."""
        found: dict[tuple[Ref, Ref], Tie] = {}
        ahead = {decision(number) for number in names}
        gone = set[Ref]()
        while ahead:
            ties = self.chain.ties(sorted(ahead))
            gone |= ahead
            found |= {(each.upper, each.lower): each for each in ties}
            ends = {end for each in ties for end in (each.upper, each.lower)}
            ahead = {end for end in ends - gone if end.sort is not Sort.DECISION}
        others = sorted({end for pair in found for end in pair if end.sort is not Sort.DECISION})
        nodes = self.chain.nodes(others, seen)
        shown = {*(each.ref for each in nodes), *map(decision, names)}
        return Chained(
            nodes=nodes,
            ties=tuple(each for pair, each in found.items() if shown.issuperset(pair)),
            issues=tuple(each for number in names for each in self.chain.issues_of(number)),
        )

    def _record(self, known: Decision) -> Record:
        revisions = self.records.revisions(known.number)
        return Record(
            # Somebody may have corrected it between these reads.
            decision=replace(known, revision=revisions[-1].revision),
            revisions=revisions,
            history=self.records.history(known.number),
        )

    def _put(self, name: str, text: str, held: frozenset[str]) -> bool | None:
        """Whether the file is different now; None where another's file is in the way."""
        if name in held:
            before = self.folder.read(name)
            if before == text:
                return False
            if not _is_ours(before):
                return None
        self.folder.write(name, text)
        return True

    def _removed(self, others: Iterable[str]) -> Iterable[str]:
        for name in sorted(others):
            try:
                is_ours = _is_ours(self.folder.read(name))
            except FileTrouble:
                continue  # what can't be read is none of ours
            if is_ours:
                self.folder.remove(name)
                yield name


def _is_ours(text: str) -> bool:
    return text.startswith((MARK, CHAIN_MARK, UNDER_WAY_MARK)) or is_ours_at_a_glance(text)
