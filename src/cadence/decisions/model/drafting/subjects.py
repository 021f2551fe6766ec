"""What a sentence is about: its telling words, and what "option 2" or "B" points back to."""

import re
from collections.abc import Iterable, Sequence

from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.text import Turn

COMPARED = 20
"""Earlier subjects that are looked at for one word."""

_POINTER = re.compile(
    r"\b(?:option|plan|variant|proposal|number|alternative|#) ?#?(?P<named>[a-e]|\d|one|two|three)\b|"
    r"^(?:let's (?:do|go with|take) |(?:i'll|we'll|we|i)? ?(?:go with|going with|take|do) |)(?P<bare>[a-e]|"
    r"\d)(?: then| it is|$)"
)
_NUMBER = {"one": "1", "two": "2", "three": "3"}
_LISTED = re.compile(
    r"^\W{0,3}(?:option|plan|variant|proposal|alternative|number)? ?#?\(?(?P<mark>[a-e]|\d)(?:[):.]|\s*[-–—:=]\s)"
)


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


def named_in(move: Move, before: Sequence[Turn]) -> tuple[Turn, Move] | None:
    """The listed option that "option 2" or "B then" means, the last one of that name."""
    found = _POINTER.search(move.core.lower().rstrip(" .!"))
    if found is None:
        return None
    said = found["named"] or found["bare"]
    mark = _NUMBER.get(said, said)
    for turn in reversed(before):
        for sentence in turn.sentences:
            listed = _LISTED.match(sentence.low)
            if listed and listed["mark"] == mark:
                return turn, Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=sentence.text)
    return None
