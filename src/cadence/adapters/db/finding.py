"""How a search weighs what an index holds: the same for every index, so that all find the same in the same order.

A text is found by the rarer of the words. A word counts more the rarer it is, in a title three times as much, said
again a little more, and less where a longer word merely begins with it. What holds only some of the words counts by
their share.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

from cadence.adapters.db.full_text import IDLE, Term, Words, spelt, unspelt, words
from cadence.adapters.db.spelling import clues, is_spelt, nearest

TITLE = 3
BEGINNING = 0.6
"""What a longer word counts that begins with the one that was asked for."""
NAMED = 1000.0
"""What it counts to be named by its number."""
SCOPE = 0.25
"""What each shared part of a scope counts, against all words together."""
FINE = 1000
"""Rarities are whole numbers of so many parts, which every database adds alike."""
ENOUGH = 50
"""Up to here documents are counted to tell which of two words is the usual one."""
MOST_ASKED = 12
"""Different words of a question that are looked for."""
MOST_SAID = 24
"""The same of a text to which similar ones are wanted; of them, the rarest `MOST_ASKED`."""
SHORTEST_STEM = 4

_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_SHORTENED = re.compile(r"(?<=\w)['’](?:s|re|ll|ve|d|m|t)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\bD-?(\d{1,9})\b", re.IGNORECASE | re.ASCII)


class Index(Protocol):
    """What one audience may find; nothing else has any bearing on it. Words and beginnings are spelt."""

    def last(self) -> int:
        """The highest number that was given."""

    def counts(self, terms: Sequence[Term], *, most: int) -> Sequence[int]:
        """How many documents hold each of these; counted no further than `most`."""

    def best(
        self, weights: Mapping[Term, int], *, live: bool, most: int
    ) -> tuple[Sequence[int], int]:
        """The best of the documents that hold any of these, and how many there are in all.

        A document counts the weights of what it holds, in its title TITLE times, and that times the same sum without
        regard to titles. Of equal ones the newest.
        """

    def holding(self, terms: Sequence[Term], *, live: bool, most: int) -> tuple[Sequence[int], int]:
        """The newest of the documents that hold all of these, and how many there are in all."""

    def titled(self, terms: Sequence[Term], *, live: bool, most: int) -> Sequence[int]:
        """The newest of those that hold all in their titles."""

    def live(self, numbers: Collection[int]) -> frozenset[int]: ...

    def said(
        self, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        """As `FullText.said`."""

    def spelt_like(self, clues: Collection[str]) -> Iterable[str]:
        """Words under any of these clues; some may stand in no document that may be seen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at."""

    candidates: int = 2000
    """A word that more documents hold finds nothing by itself, unless every word is such. It is then looked for as it
    stands, since gathering all words with one beginning takes longest where there are most."""
    near: int = 300
    """The same where similar texts are wanted."""
    weighed: int = 30
    """Documents whose texts are read to be weighed."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    scores: Mapping[int, float]
    """Best first; as many as were weighed."""
    total: int
    instead: tuple[tuple[str, str], ...] = ()
    beginnings: tuple[str, ...] = ()
    """What was looked for, spelt."""


def numbers_in(text: str) -> tuple[int, ...]:
    """Of D-42 and the like, in the order in which they are named."""
    return tuple(dict.fromkeys(int(each) for each in _NUMBER.findall(text)))


def asked(text: str) -> tuple[str, ...]:
    """The words of a question that tell something."""
    plain = _SHORTENED.sub("", _NUMBER.sub(" ", text))
    telling = (each for each in words(plain) if _tells(each))
    return tuple(dict.fromkeys(telling))[:MOST_ASKED]


def told(text: str) -> tuple[str, ...]:
    """The words of a text that tell most about it, as far as one text can say."""
    counted = Counter(each for each in words(text) if _tells(each))
    return tuple(each for each, _ in counted.most_common(MOST_SAID))


def beginning(word: str) -> str:
    """What it shares with its other forms, roughly; spelt."""
    return spelt(_stem(word))


def find(
    index: Index, text: str, *, named: Sequence[int] = (), live: bool, limits: Limits
) -> Found:
    """`named` are documents that are found whatever they say, and come first."""
    counts, instead = _meant(index, asked(text), limits.candidates)
    search = _Search(index, {word: count for word, count in counts.items() if count.documents})
    candidates = search.candidates(live=live, limits=limits)
    weights = search.weights(dict.fromkeys((*named, *candidates.numbers)))
    scores = {
        number: search.score(held) + (NAMED if number in named else 0.0)
        for number, held in weights.items()
    }
    besides = [each for each in named if not candidates.are_such(weights[each])]
    return Found(
        scores=_ordered(scores, index.live(list(scores))),
        total=candidates.total + len(besides),
        instead=instead,
        beginnings=search.beginnings,
    )


def find_near(index: Index, text: str, overlapping: Mapping[int, int], *, limits: Limits) -> Found:
    """Live documents like a text. `overlapping` are those of a scope that it shares, with how many of its parts."""
    asked_for = told(text)
    held = _counts(index, asked_for, limits.near)
    rarest = sorted(
        (count.documents, word)
        for word, count in held.items()
        if 0 < count.documents <= limits.near
    )
    search = _Search(index, {word: held[word] for _, word in rarest[:MOST_ASKED]})
    best = search.best(search.counts, live=True, most=limits.weighed).numbers
    share = SCOPE * (sum(search.rarity.values()) or FINE)
    weights = search.weights(dict.fromkeys((*best, *overlapping)))
    scores = {
        number: search.score(held) + share * overlapping.get(number, 0)
        for number, held in weights.items()
    }
    return Found(
        scores=_ordered(scores, frozenset(scores)),
        total=len(scores),
        beginnings=search.beginnings,
    )


def matched(texts: Iterable[str], beginnings: Collection[str]) -> tuple[str, ...]:
    """The words by which these texts were found, as they stand there first."""
    if not beginnings:
        return ()
    begun = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(unspelt, beginnings))})[^\W_]*")
    found: dict[str, str] = {}
    for text in texts:
        low = text.casefold()
        # Most letters fold to one letter; where one does not, the folded words have to do.
        shown = text if len(low) == len(text) else low
        for word in begun.finditer(low):
            found.setdefault(word[0], shown[word.start() : word.end()])
    return tuple(found.values())


# --- which words ---------------------------------------------------------------------------------


def _tells(word: str) -> bool:
    """A letter alone is the beginning of anything; a character of other scripts may be a word."""
    return word not in IDLE and not (len(word) == 1 and word.isascii())


class _Count(NamedTuple):
    term: Term
    documents: int
    """All of them, or more than the limit."""


def _counts(index: Index, words_: Sequence[str], most: int) -> Mapping[str, _Count]:
    """How many documents hold each of these words, or a word that begins with it, or more than `most`."""
    whole = _counted(index, [Term(spelt(word), is_whole=True) for word in words_], most)
    begun = _counted(
        index,
        [
            Term(beginning(word))
            for word, count in zip(words_, whole, strict=True)
            if count.documents <= most
        ],
        most,
    )
    rest = iter(begun)
    return {
        word: count if count.documents > most else next(rest)
        for word, count in zip(words_, whole, strict=True)
    }


def _counted(index: Index, terms: Sequence[Term], most: int) -> list[_Count]:
    return list(map(_Count, terms, index.counts(terms, most=most + 1)))


def _meant(
    index: Index, terms: Sequence[str], most: int
) -> tuple[Mapping[str, _Count], tuple[tuple[str, str], ...]]:
    """How many documents hold each of the words, or the one that was meant by it."""
    held = _counts(index, terms, most)
    meant = {word: _correct(index, word) for word, count in held.items() if not count.documents}
    instead = tuple((word, right) for word, right in meant.items() if right is not None)
    rights = list(dict.fromkeys(right for _, right in instead if right not in held))
    return {**held, **_counts(index, rights, most)}, instead


def _correct(index: Index, word: str) -> str | None:
    """The nearest word that some document holds which may be seen; of several, the one that most do."""
    if not is_spelt(word):
        return None
    stem = _stem(word)
    like = frozenset(index.spelt_like(clues(word) | clues(stem)))
    near = sorted({*nearest(word, like), *nearest(stem, like)})
    for _, some in groupby(near, key=itemgetter(0)):
        known = [each for _, each in some]
        terms = [Term(spelt(each), is_whole=True) for each in known]
        held = zip(index.counts(terms, most=ENOUGH), known, strict=True)
        best = min(((-count, each) for count, each in held if count), default=None)
        if best:
            return best[1]
    return None


# --- how well they fit ---------------------------------------------------------------------------

Weights = Mapping[str, float]
"""By word, what one document says of it; 0 where it doesn't hold it."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    numbers: Sequence[int] = ()
    total: int = 0
    words: Collection[str] = ()
    each: Callable[[Iterable[object]], bool] = any
    """Whether any of the words made it a candidate, or all of them together."""

    def are_such(self, weights: Weights) -> bool:
        return bool(self.words) and self.each(weights[word] for word in self.words)


@dataclass(frozen=True, slots=True)
class _Search:
    index: Index
    counts: Mapping[str, _Count]
    """By word; never none."""
    rarity: Mapping[str, int] = field(init=False)
    """BM25's inverse document frequency."""

    def __post_init__(self) -> None:
        total = self.index.last() if self.counts else 0
        rarity = {
            word: round(FINE * math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))) or 1
            for word, (_, count) in self.counts.items()
        }
        object.__setattr__(self, "rarity", rarity)

    @property
    def beginnings(self) -> tuple[str, ...]:
        return tuple(map(beginning, self.counts))

    def candidates(self, *, live: bool, limits: Limits) -> _Candidates:
        rare = self._rare(limits.candidates)
        if rare:
            return self.best(rare, live=live, most=limits.weighed)
        every = self._rarest_first()
        for wanted in (every, every[:1]):
            found = self._holding_all(wanted, live=live, most=limits.weighed)
            if found.total:
                return found
        return _Candidates()

    def best(self, words_: Collection[str], *, live: bool, most: int) -> _Candidates:
        """Roughly, by where each word stands."""
        weights: Counter[Term] = Counter()
        for word in words_:
            weights[self.counts[word].term] += self.rarity[word]
        if not weights:
            return _Candidates()
        numbers, total = self.index.best(weights, live=live, most=most)
        return _Candidates(numbers, total, words_)

    def weights(self, numbers: Iterable[int]) -> Mapping[int, Weights]:
        """Closely, by all that the documents say."""
        asked_of = list(numbers)
        said = self.index.said(asked_of, self.beginnings) if self.counts and asked_of else {}
        return {
            number: {word: _weight(word, said[number][beginning(word)]) for word in self.counts}
            for number in asked_of
        }

    def score(self, weights: Weights) -> float:
        held = [word for word, weight in weights.items() if weight]
        if not held:
            return 0.0
        share = sum(self.rarity[word] for word in held) / sum(self.rarity.values())
        return share * sum(self.rarity[word] * weights[word] for word in held) / FINE

    def _rare(self, most: int) -> list[str]:
        """From the rarest word on, as long as they don't bring too many documents."""
        rare = []
        for word in self._rarest_first():
            most -= self.counts[word].documents
            if most < 0:
                break
            rare.append(word)
        return rare

    def _holding_all(self, words_: Sequence[str], *, live: bool, most: int) -> _Candidates:
        """Those first that hold all in their title, then the newest."""
        terms = [self.counts[word].term for word in words_]
        newest, total = self.index.holding(terms, live=live, most=most) if terms else ((), 0)
        if not total:
            return _Candidates()
        titled = self.index.titled(terms, live=live, most=most)
        return _Candidates(list(dict.fromkeys((*titled, *newest))), total, words_, all)

    def _rarest_first(self) -> list[str]:
        return sorted(self.counts, key=lambda each: (self.counts[each].documents, each))


def _ordered(scores: Mapping[int, float], live: Collection[int]) -> Mapping[int, float]:
    """Best first; of equal ones the live, then the newest."""

    def place(number: int) -> tuple[float, bool, int]:
        return -round(scores[number], 6), number not in live, -number

    return {number: scores[number] for number in sorted(scores, key=place)}


def _weight(word: str, said: Words) -> float:
    titled = max((_likeness(word, each) for each in said.title), default=0.0)
    often = sum(_likeness(word, each) for each in said.text)
    return TITLE * titled + 2 * often / (often + 1)


def _likeness(asked_for: str, said: str) -> float:
    return 1.0 if _form(spelt(asked_for)) == _form(said) else BEGINNING


def _form(word: str) -> str:
    """What the forms of a word have in common: "cache" and "caching"."""
    return _stem(word).removesuffix("e")


def _stem(word: str) -> str:
    cut = _ENDINGS.sub("", word)
    return cut if len(cut) >= SHORTEST_STEM else word
