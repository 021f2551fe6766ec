"""Which bugs are alike: each new one joins a group of similar ones, opens one with another, or stays by itself."""

from collections.abc import Mapping, Sequence

from cadence.core.ports import Change
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.kept import Known
from cadence.patterns.service.intake import Grouped


class NoGroups:
    """Nothing is like anything."""

    def grouped(self, bugs: Sequence[Bug], known: Mapping[str, Known]) -> Grouped:
        del bugs, known
        return Grouped(groups={}, opened={})

    def gone(self, ids: Sequence[str]) -> tuple[Change, ...]:
        del ids
        return ()
