"""Why a decision was found: the sentence that says it, and how much of what was asked it answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cadence.decisions.model.decision import Decision

_IDLE = """
a about after against all also an and any are as at be because been before being but by can could decide decided
decision decisions did do does doing done for from get go going had has have having how i if in into is it its just
may me more most my no nor not now of on or our out over own same should so some such than that the their them then
there these they this those to too under until up us use used uses using very was way we were what when where which
who whom why will with would you your
"""
IDLE = frozenset(_IDLE.split())
"""Words that stand in any question, and tell nothing of what it is about."""

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
SHORTEST_STEM = 4
SHORTEST = 3
"""Of a word that another one may begin with: "log" of "logs"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of a record."""

    text: str
    by: str | None = None
    """Who said it, where it is quoted."""


def passage(decision: Decision, matched: tuple[str, ...]) -> Passage:
    """The sentence that holds most of these words, of several the first; else what was decided begins with.

    A word of the title counts half: the title is read beside it.
    """
    wanted = {word.casefold() for word in matched}
    told = _words(decision.body.title)

    def holds(sentence: Passage) -> float:
        found = wanted & _words(sentence.text)
        return len(found - told) + len(found & told) / 2

    return max(_sentences(decision), key=holds, default=_NOTHING)


_NOTHING = Passage(text="")


def _sentences(decision: Decision) -> Iterator[Passage]:
    body = decision.body
    options = (text for option in body.options for text in (option.text, option.why))
    texts = (body.decided, *body.reasons, body.context, *options, *body.consequences)
    for text in texts:
        yield from (Passage(text=each) for each in _split(text))
    for quote in decision.quotes:
        yield from (Passage(text=each, by=quote.name) for each in _split(quote.text))


def _split(text: str) -> Iterator[str]:
    return (each.strip() for each in _SENTENCES.split(text) if each.strip())


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def telling(words: str) -> tuple[str, ...]:
    """Those of the words that tell what is asked about."""
    said = (word.casefold() for word in _WORD.findall(words))
    return tuple(dict.fromkeys(word for word in said if word not in IDLE))


def coverage(words: str, matched: tuple[str, ...], instead: Mapping[str, str]) -> float:
    """Which share of the telling words was found, from 0 to 1. `instead` are words that were taken for others."""
    asked = telling(words)
    if not asked:
        return 0.0
    there = [word.casefold() for word in matched]
    found = sum(_is_among(instead.get(word, word), there) for word in asked)
    return found / len(asked)


def _is_among(word: str, there: list[str]) -> bool:
    beginning = _stem(word)
    return any(
        each.startswith(beginning) or (len(each) >= SHORTEST and word.startswith(each))
        for each in there
    )


def _stem(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word
