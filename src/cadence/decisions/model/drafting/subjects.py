"""What a sentence is about: its telling words."""

from collections.abc import Iterable

from cadence.decisions.model.drafting.cues import Move

COMPARED = 20
"""Earlier subjects that are looked at for one word."""


def subject(said: Iterable[Move]) -> frozenset[str]:
    return frozenset[str]().union(*(move.sentence.telling for move in said))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both are about one thing: half of the telling words of the one with fewer stand in the other."""
    fewer = min(len(one), len(other))
    return fewer > 0 and len(one & other) * 2 >= fewer


class Subjects:
    """Many subjects, to tell whether a further one is like one of them, in time that grows with its own words."""

    def __init__(self) -> None:
        self._kept: list[frozenset[str]] = []
        self._holding: dict[str, list[int]] = {}

    def add(self, about: frozenset[str]) -> None:
        for word in about:
            self._holding.setdefault(word, []).append(len(self._kept))
        self._kept.append(about)

    def holds(self, about: frozenset[str]) -> bool:
        """Only the last few that share a word are compared: the same word in hundreds of settlements tells nothing."""
        near = {at for word in about for at in self._holding.get(word, ())[-COMPARED:]}
        return any(alike(about, self._kept[at]) for at in near)
