"""Slight misspellings, mended only where one word alone can have been meant."""

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.distance import OSA

from .lexicon import known_words
from .ordinary import ordinary
from .periods import MONTHS, UNITS, WEEKDAYS
from .tokens import Form, Token, in_pieces, squash
from .vocabulary import Sort, Vocabulary

SHORTEST = 4
"""Shorter words are too near to one another to be mended."""

_QUESTION_WORDS = frozenset(
    """
    bugs issues tickets open opened closed resolved unresolved fixed created reported
    updated many number count list show which priority component components version release
    project status label labelled assigned unassigned critical since yesterday today week
    month quarter last between before after breakdown changed oldest newest latest reopened
    stale blockers blocking regressions affected affecting reporter assignee reported monday
    tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december what where when please still raised filed
    untouched severity duplicates resolution
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_LABELLING = ("label", "tag", "marked", "flagged")
_LONG = 9
"""From this length on two slips are allowed."""


def mended(words: Iterable[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The words, with unknown ones replaced by the one known word that they are a slip away from.

    A slip is a letter too many, too few, wrong, or two swapped. Ordinary English words, figures, quotations and
    whatever has two candidates stay as they are.
    """
    out: list[Token] = []
    for word in words:
        is_label = (bool(out) and out[-1].low.startswith(_LABELLING)) or word.gap.endswith("#")
        out += [word] if is_label else _mended(word, vocabulary)
    return tuple(out)


def _mended(word: Token, vocabulary: Vocabulary) -> list[Token]:
    if word.form is not Form.WORD or is_known(word.low, vocabulary):
        return [word]
    if "-" in word.text and squash(word.low) in vocabulary.names:
        return [word]
    pieces = in_pieces(word)
    if len(pieces) > 1:
        return [each for piece in pieces for each in _mended(piece, vocabulary)]
    meant = meant_by(word.low, vocabulary)
    return [word] if meant is None else [replace(word, low=meant, text=meant, corrected=word.text)]


def is_known(low: str, vocabulary: Vocabulary) -> bool:
    return (
        low in known_words()
        or low in _QUESTION_WORDS
        or low in ordinary()
        or low in MONTHS
        or low in WEEKDAYS
        or low in UNITS
        or bool(vocabulary.names.get(squash(low), {}).keys() - {Sort.LABEL})
        or low in vocabulary.words
        or (low.endswith("s") and low[:-1] in ordinary())
        or any(c.isdigit() for c in low)
    )


def meant_by(low: str, vocabulary: Vocabulary) -> str | None:
    if len(low) < SHORTEST or not low.isascii():
        return None
    allowed = 2 if len(low) >= _LONG else 1
    near = sorted(
        (distance, known)
        for known in _candidates(low, vocabulary)
        if (distance := OSA.distance(low, known, score_cutoff=allowed)) <= allowed
    )
    if not near:
        return None
    best = [known for distance, known in near if distance == near[0][0]]
    if len({known.removesuffix("s") for known in best}) > 1:
        return None
    meant = best[0]
    if len(low) == SHORTEST and not _swapped(low, meant) and len(meant) <= SHORTEST:
        return None
    return meant


def _swapped(low: str, meant: str) -> bool:
    return sorted(low) == sorted(meant)


def _candidates(low: str, vocabulary: Vocabulary) -> Iterable[str]:
    for pool in (_QUESTION_WORDS, vocabulary.words):
        for known in pool:
            if abs(len(known) - len(low)) <= 2 and len(known) >= SHORTEST:
                yield known
