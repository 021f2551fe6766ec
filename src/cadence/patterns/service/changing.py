"""People's word on which bugs belong together: groups, patterns and the ledger change at once, and later scans keep to
it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.core.words import counted, cut
from cadence.delivery.job import Settlement
from cadence.patterns.model import joining
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.identity import survivor
from cadence.patterns.model.pattern import Entry, Pattern, Step
from cadence.patterns.model.version import Refusal
from cadence.patterns.store.cases import Cases
from cadence.patterns.store.patterns import Patterns

KEYS, INTO, GROUP = "keys", "into", "group"
"""What the ledger remembers of a merge, so that it can be undone, and of a split."""
MOST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """Each raises Refusal where it can't be done, and StoreUnavailable; its settlement may be Overtaken."""

    patterns: Patterns
    cases: Cases

    def merged(self, pattern: Pattern, into: Pattern, *, by: str, at: datetime) -> Settlement:
        """The one is part of the other; of similar bugs the groups are one from here on."""
        part, whole = joining.merged(pattern, into, at=at)
        took = [key for key in pattern.keys if key not in into.keys]
        changes = []
        if _is_group(pattern) and _is_group(into) and pattern.subject != into.subject:
            group = int(pattern.subject)
            took += [key for key in self.cases.members(group) if key not in took]
            changes.append(self.cases.merged(group, into=int(into.subject)))
        facts = {INTO: str(into.number), KEYS: _joined(took)}
        said = f"It is part of {into.label}, “{cut(into.name, MOST_NAME)}”, now."
        also = f"{pattern.label}, “{cut(pattern.name, MOST_NAME)}”, is part of it now."
        changes += [
            self.patterns.put(part, _line(part, at, Step.MERGED, said, by, **facts)),
            self.patterns.put(whole, _line(whole, at, Step.MERGED, also, by)),
        ]
        return Settlement(changes=tuple(changes))

    def unmerged(self, pattern: Pattern, *, by: str, at: datetime) -> Settlement:
        """Both stand for themselves again. What came in meanwhile stays with the whole."""
        merge = self._merge_of(pattern)
        known = {each.number: each for each in self.patterns.all()}
        whole = survivor(pattern, known)
        took = _keys(merge)
        part, left = joining.unmerged(pattern, whole, took=took, at=at)
        changes = []
        if _is_group(pattern) and _is_group(whole) and pattern.subject != whole.subject:
            still = frozenset(self.cases.members(int(whole.subject)))
            back = [key for key in took if key in still]
            changes.append(self.cases.placed(back, group=int(pattern.subject)))
        said = f"It is no part of {whole.label} any more."
        also = f"{pattern.label} is no part of it any more."
        changes += [
            self.patterns.put(left, _line(left, at, Step.SPLIT, also, by)),
            self.patterns.put(part, _line(part, at, Step.REOPENED, said, by)),
        ]
        return Settlement(changes=tuple(changes))

    def split(
        self, pattern: Pattern, keys: Sequence[str], *, by: str, at: datetime, key: str
    ) -> Settlement:
        """They are a group of their own, the same for the same `key`, and no pattern before a test found one."""
        if not _is_group(pattern):
            raise Refusal(
                f"{pattern.label} counts bugs of {pattern.area} whether similar or not: none can be split off."
            )
        left = joining.split(pattern, keys, at=at)
        group, change = self.cases.split(tuple(keys), key=key)
        said = f"{counted(len(keys), 'bug')} split off: {_joined(keys)}."
        facts = {KEYS: _joined(keys), GROUP: str(group)}
        put = self.patterns.put(left, _line(left, at, Step.SPLIT, said, by, **facts))
        return Settlement(changes=(change, put))

    def _merge_of(self, pattern: Pattern) -> Entry:
        """The last."""
        lines = [
            each
            for each in self.patterns.ledger(pattern.number)
            if each.step is Step.MERGED and INTO in each.facts
        ]
        if not lines:
            raise Refusal(f"Nothing of {pattern.label} was merged.")
        return lines[-1]


def _is_group(pattern: Pattern) -> bool:
    return pattern.kind is Kind.RECURRENCE and pattern.subject.isdigit()


def _joined(keys: Collection[str]) -> str:
    return ", ".join(keys)


def _keys(entry: Entry) -> tuple[str, ...]:
    return tuple(each for each in entry.facts.get(KEYS, "").split(", ") if each)


def _line(pattern: Pattern, at: datetime, step: Step, says: str, by: str, **facts: str) -> Entry:
    return Entry(pattern=pattern.number, at=at, step=step, by=by, says=says, facts=facts)
