"""Drafting from a meeting that was written down as it was spoken.

Speakers seldom settle a thing in one plain sentence, so the cues of written threads find next to nothing there. Instead
every turn is weighed by what can be seen of it (speech.py); those that weigh most, and stand near each other, are
one decision.

The weights in meetings.toml were fitted by `python -m evals.meetings` to the teams ES2002 to ES2008 of the AMI Meeting
Corpus (logistic regression, strongly regularised): no word of what these teams designed is among the traits. The
figures below were chosen on the same teams, each team judged by weights fitted to the others.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, prod

from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.following import Matter
from cadence.decisions.model.drafting.speech import UNWRITTEN, Heard, Traits, heard, traits
from cadence.decisions.model.drafting.text import Turn

FEWEST = 100
"""Turns of a meeting: in a shorter thread it can't be told."""

HESITANT = 0.04
"""The share of turns with a sound that is not written, from which on a thread is speech. It is 0.05 to 0.2 in the
meetings."""

WEIGHTY = 0.057
"""From this chance on a turn may say what was decided: one in seventy does."""

SHARE = 0.03
"""Of a meeting's turns that are taken at most."""

TOGETHER = 30
"""Turns between two that say the same decision, at most."""

LONG = 8
"""Turns that one decision rests on, at most."""

EACH = 150
"""Turns of a meeting for which one decision is drafted, at most."""

_LEADING = re.compile(
    r"^(?:(?:um+|uh+|erm?|hmm|mm|mm-hmm|yeah|okay|ok|right|well|so|and|but|alright)(?:[,.]? +|$))+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    intercept: float
    of: Mapping[str, float]
    """By the name of the trait."""

    def chance(self, seen: Traits) -> float:
        """That a turn of which this is seen says what was decided."""
        odds = self.intercept + sum(weight * seen[name] for name, weight in self.of.items())
        return 1 / (1 + exp(-odds))


@cache
def fitted() -> Weights:
    kept = tomllib.loads(files(__package__).joinpath("meetings.toml").read_text(encoding="utf-8"))
    return Weights(intercept=kept["intercept"], of=kept["weights"])


def is_spoken(turns: Sequence[Turn]) -> bool:
    """Whether it is a meeting's transcript rather than a thread that was typed."""
    sounding = sum(
        any(not sentence.known.isdisjoint(UNWRITTEN) for sentence in turn.sentences)
        for turn in turns
    )
    return len(turns) >= FEWEST and sounding >= HESITANT * len(turns)


def is_telling(each: Heard) -> bool:
    """Whether a turn says enough to be weighed at all."""
    return not each.is_short and bool(each.about)


def settled(turns: Sequence[Turn], *, weights: Weights | None = None) -> tuple[Matter, ...]:
    """What a meeting seems to have decided, in the order in which it was said."""
    found = [_matter(turns, group) for group in _groups(_weighty(turns, weights or fitted()))]
    best = sorted(found, key=lambda each: -each.score)[: max(1, round(len(turns) / EACH))]
    return tuple(sorted(best, key=lambda each: each.start))


def _weighty(turns: Sequence[Turn], weights: Weights) -> Mapping[int, float]:
    """The chance of each turn that is taken, by its place, in order."""
    spoken = [heard(turn) for turn in turns]
    chances = {
        place: weights.chance(seen)
        for place, (each, seen) in enumerate(zip(spoken, traits(spoken), strict=True))
        if is_telling(each)
    }
    most = max(1, int(len(turns) * SHARE))
    taken = sorted(chances, key=lambda place: -chances[place])[:most]
    return {place: chances[place] for place in sorted(taken) if chances[place] >= WEIGHTY}


def _groups(weighty: Mapping[int, float]) -> Iterator[Mapping[int, float]]:
    """Those that stand near each other; of many the weightiest."""
    groups: list[list[int]] = []
    for place in weighty:
        if groups and place - groups[-1][-1] <= TOGETHER:
            groups[-1].append(place)
        else:
            groups.append([place])
    for group in groups:
        best = sorted(group, key=lambda place: -weighty[place])[:LONG]
        yield {place: weighty[place] for place in sorted(best)}


def _matter(turns: Sequence[Turn], group: Mapping[int, float]) -> Matter:
    decisive = turns[max(group, key=lambda place: group[place])]
    said = [turns[place] for place in group]
    return Matter(
        turn=decisive,
        said=[move for turn in said for move in _saying(turn)],
        score=1 - prod(1 - chance for chance in group.values()),
        rests=tuple(turn for turn in said if turn is not decisive),
    )


def _saying(turn: Turn) -> Iterator[Move]:
    """Its sentences that say more than "um, yeah"."""
    for sentence in turn.sentences:
        text = _LEADING.sub("", sentence.text)
        if sentence.telling and text:
            yield Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=text)
