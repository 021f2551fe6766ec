"""Which words somebody may have meant by one that no text holds.

A word and a misspelt form of it mostly share a clue: one of them itself, either of them less one letter, or their first
three letters. Clues are looked up by equality, which any database does fast; how near the words really are is judged
afterwards. What is not found so: two slips of which one is among the first three letters.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters of a word that may be misspelt: among shorter ones everything is near everything."""
LONGEST = 32
FIRST = 3
TWO_SLIPS = 6
"""Letters from which on a word may hold two slips; below it is one. A slip is a letter too many, too few, another one,
or two neighbours exchanged."""
MOST_NEAR = 24
"""Words that are considered further."""


def is_spelt(word: str) -> bool:
    """Whether it is a word that somebody may misspell, rather than a number, a key or a blob."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def clues(word: str) -> frozenset[str]:
    shorter = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return frozenset({word, *shorter, f"{word[:FIRST]}*"})


def nearest(word: str, candidates: Iterable[str]) -> Sequence[tuple[float, str]]:
    """Those that may have been meant, each with its distance, nearest first. One that only begins like the word is half
    a slip further away."""
    slips = 1 if len(word) < TWO_SLIPS else 2
    known = sorted(set(candidates))
    found = {known[place]: far for far, place in _within(word, known, slips)}
    for length in range(len(word) - 1, len(word) + 2):
        for far, place in _within(word, [each[:length] for each in known], 1):
            found[known[place]] = min(found.get(known[place], slips + 1.0), far + 0.5)
    return sorted((far, each) for each, far in found.items())[:MOST_NEAR]


def _within(word: str, known: Sequence[str], slips: int) -> list[tuple[float, int]]:
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [(far, place) for _, far, place in near]
