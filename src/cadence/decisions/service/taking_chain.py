"""What decisions rest on, out of a file of our own."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import Node, Ref, Sort
from cadence.decisions.model.madr.chained import FILE, Chained
from cadence.decisions.model.madr.plain import instant
from cadence.decisions.model.madr.record import Note
from cadence.decisions.model.madr.taking import Fate, Taken
from cadence.decisions.store.chain import Chain

EVERYTHING = Seen(everything=True)


@dataclass(frozen=True, slots=True)
class Taking:
    chain: Chain
    commit: Callable[[Sequence[Change]], None]
    is_rehearsal: bool

    def take(self, chained: Chained, numbers: Mapping[Ref, Ref]) -> Taken:
        """`numbers`: of each decision in the folder, the one it has here. What is there already stays as it is."""
        notes: list[Note] = []
        here = dict(numbers)
        is_new = False
        for node in sorted(chained.nodes, key=lambda each: each.ref):
            if self._is_there(node, node.ref):
                here[node.ref] = node.ref
                continue
            is_new |= self._put(node, here, notes)
        if not self.is_rehearsal:
            is_new |= self._tie(chained, here, notes)
        return Taken(file=FILE, fate=Fate.NEW if is_new else Fate.UNCHANGED, notes=tuple(notes))

    def _is_there(self, node: Node, ref: Ref) -> bool:
        there = self.chain.node(ref, EVERYTHING)
        return there is not None and _said(there) == _said(node)

    def _put(self, node: Node, here: dict[Ref, Ref], notes: list[Note]) -> bool:
        if self.is_rehearsal:
            return True
        key = hashlib.sha256("\n".join(_said(node)).encode()).hexdigest()[:32]
        ref = Ref(node.ref.sort, self.chain.number_for(node.ref.sort, f"file:{key}"))
        here[node.ref] = ref
        if self._is_there(node, ref):
            return False
        self.commit((self.chain.put(replace(node, ref=ref), key=f"file:{key}"),))
        if ref != node.ref:
            notes.append(Note(f"{node.ref} is {ref} here"))
        return True

    def _tie(self, chained: Chained, here: Mapping[Ref, Ref], notes: list[Note]) -> bool:
        ends = {
            here[end] for each in chained.ties for end in (each.upper, each.lower) if end in here
        }
        known = {(each.upper, each.lower) for each in self.chain.ties(sorted(ends))}
        is_new = False
        for each in chained.ties:
            upper, lower = here.get(each.upper), here.get(each.lower)
            if upper is None or lower is None or (upper, lower) in known:
                continue
            try:
                self.commit((self.chain.tie(replace(each, upper=upper, lower=lower)),))
                is_new = True
            except Overtaken as overtaken:
                notes.append(Note(str(overtaken)))
        return self._tie_issues(chained, here) or is_new

    def _tie_issues(self, chained: Chained, here: Mapping[Ref, Ref]) -> bool:
        is_new = False
        for each in chained.issues:
            ref = here.get(Ref(Sort.DECISION, each.number))
            if ref and each.key not in {known.key for known in self.chain.issues_of(ref.number)}:
                self.commit((self.chain.tie_issue(replace(each, number=ref.number)),))
                is_new = True
        return is_new


def _said(node: Node) -> tuple[str, ...]:
    """What makes a node itself, whatever its number and its latest reading."""
    return (node.ref.sort.value, node.text, node.by.name, instant(node.at))
