"""How a search weighs what an index holds: the same for every index, so that all find the same in the same order.

A text is found by the rarer of the words. A word counts more the rarer it is, in a title three times as much, said
again a little more, and less where a longer word merely begins with it. What holds only some of the words counts by
their share.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

from cadence.adapters.db.full_text import IDLE, Words, spelt, words
from cadence.adapters.db.spelling import clues, is_spelt, nearest

TITLE = 3.0
BEGINNING = 0.6
"""What a longer word counts that begins with the one that was asked for."""
NAMED = 1000.0
"""What it counts to be named by its number."""
SCOPE = 0.25
"""What each shared part of a scope counts, against all words together."""
MOST_ASKED = 12
"""Different words of a question that are looked for."""
MOST_SAID = 24
"""The same of a text to which similar ones are wanted."""
SHORTEST_STEM = 4

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_SHORTENED = re.compile(r"(?<=\w)['’](?:s|re|ll|ve|d|m|t)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\bD-?(\d{1,9})\b", re.IGNORECASE | re.ASCII)


class Held(NamedTuple):
    number: int
    is_live: bool


class Index(Protocol):
    """What one audience may find; nothing else has any bearing on it. Words and beginnings are spelt."""

    def last(self) -> int:
        """The highest number that was given."""

    def holding(
        self, beginnings: Sequence[str], *, title_only: bool = False, most: int
    ) -> Sequence[Held]:
        """The newest documents that hold all of these."""

    def count(self, beginnings: Sequence[str], *, live: bool) -> int:
        """How many documents hold all of these."""

    def said(
        self, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        """As `FullText.said`."""

    def spelt_like(self, clues: Collection[str]) -> Iterable[str]:
        """Words under any of these clues; some may stand in no document that may be seen."""

    def held_by(self, words: Sequence[str]) -> Sequence[int]:
        """How many documents hold each of these, as a whole word; counted up to some limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at. A word that more documents hold finds nothing unless all words are such."""

    candidates: int = 3000
    near: int = 300
    """The same where similar texts are wanted."""
    weighed: int = 60
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
    index: Index, text: str, *, named: Collection[Held] = (), live: bool, limits: Limits
) -> Found:
    """`named` are documents that are found whatever they say, and come first."""
    held, instead = _meant(index, asked(text), limits.candidates)
    lists = {word: each for word, each in held.items() if each}
    weighing = _Weighing(index, lists, limits)
    rare = weighing.rarest()
    if rare:
        among = _united(lists[word] for word in rare)
        total = 0
    else:
        among, total = weighing.holding_all(live=live)
    among |= _united([named])
    among = {number: each for number, each in among.items() if each.is_live or not live}
    scores = weighing.scores(rare or list(lists), among)
    first = {each.number: NAMED + scores.get(each.number, 0.0) for each in named}
    return Found(
        scores={
            **first,
            **{number: each for number, each in scores.items() if number not in first},
        },
        total=max(total, len(among)),
        instead=instead,
        beginnings=tuple(map(beginning, lists)),
    )


def find_near(index: Index, text: str, overlapping: Mapping[int, int], *, limits: Limits) -> Found:
    """Live documents like a text. `overlapping` are those of a scope that it shares, with how many of its parts."""
    every = {word: index.holding([beginning(word)], most=limits.near + 1) for word in told(text)}
    lists = {word: held for word, held in every.items() if 0 < len(held) <= limits.near}
    weighing = _Weighing(index, lists, limits)
    among = _united(lists.values())
    scores = weighing.scores(
        list(lists), {number: each for number, each in among.items() if each.is_live}
    )
    share = SCOPE * (sum(weighing.rarity.values()) or 1.0)
    both = {
        number: scores.get(number, 0.0) + share * overlapping.get(number, 0)
        for number in {*scores, *overlapping}
    }
    best = sorted(both, key=lambda number: (-round(both[number], 6), -number))
    return Found(
        scores={number: both[number] for number in best},
        total=len(best),
        beginnings=tuple(map(beginning, lists)),
    )


def matched(texts: Iterable[str], beginnings: Collection[str]) -> tuple[str, ...]:
    """The words by which these texts were found, as they stand there first."""
    found: dict[str, str] = {}
    if beginnings:
        for word in chain.from_iterable(map(_WORD.findall, texts)):
            if spelt(word.casefold()).startswith(tuple(beginnings)):
                found.setdefault(word.casefold(), word)
    return tuple(found.values())


def _tells(word: str) -> bool:
    """A letter alone is the beginning of anything; a character of other scripts may be a word."""
    return word not in IDLE and not (len(word) == 1 and word.isascii())


# --- which words ---------------------------------------------------------------------------------


def _meant(
    index: Index, terms: Sequence[str], most: int
) -> tuple[Mapping[str, Sequence[Held]], tuple[tuple[str, str], ...]]:
    """Which documents hold each of the words, or the one that was meant by it."""
    held: dict[str, Sequence[Held]] = {}
    instead: list[tuple[str, str]] = []
    for word in terms:
        found = index.holding([beginning(word)], most=most + 1)
        meant = None if found else _correct(index, word)
        if meant is not None:
            instead.append((word, meant))
            found = index.holding([beginning(meant)], most=most + 1)
        held[meant or word] = found
    return held, tuple(instead)


def _correct(index: Index, word: str) -> str | None:
    """The nearest word that some document holds which may be seen; of several, the one that most do."""
    if not is_spelt(word):
        return None
    stem = _stem(word)
    like = frozenset(index.spelt_like(clues(word) | clues(stem)))
    near = sorted({*nearest(word, like), *nearest(stem, like)})
    for _, some in groupby(near, key=itemgetter(0)):
        known = [each for _, each in some]
        held = zip(index.held_by(list(map(spelt, known))), known, strict=True)
        best = min(((-count, each) for count, each in held if count), default=None)
        if best:
            return best[1]
    return None


def _united(lists: Iterable[Iterable[Held]]) -> dict[int, Held]:
    return {each.number: each for held in lists for each in held}


# --- how well they fit ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Words, each with the documents that hold it: all of them, or more than the limit."""

    index: Index
    lists: Mapping[str, Sequence[Held]]
    limits: Limits
    rarity: Mapping[str, float] = field(init=False)
    """BM25's inverse document frequency."""

    def __post_init__(self) -> None:
        total = self.index.last() if self.lists else 0
        held = {word: len(each) for word, each in self.lists.items()}
        rarity = {
            word: math.log(1 + (max(total - count, 0) + 0.5) / (count + 0.5))
            for word, count in held.items()
        }
        object.__setattr__(self, "rarity", rarity)

    def rarest(self) -> list[str]:
        """From the rarest word on, as long as they don't bring too many documents."""
        rare: list[str] = []
        room = self.limits.candidates
        for word in self._rarest_first():
            room -= len(self.lists[word])
            if room < 0:
                break
            rare.append(word)
        return rare

    def holding_all(self, *, live: bool) -> tuple[dict[int, Held], int]:
        """Where every word is in very many documents: some of those that hold them all, or else the rarest, those first
        that do in their title, then the newest; and how many there are."""
        every = list(map(beginning, self._rarest_first()))
        for wanted in (every, every[:1]):
            total = self.index.count(wanted, live=live) if wanted else 0
            if total:
                most = self.limits.candidates
                titled = self.index.holding(wanted, title_only=True, most=most)
                return _united([titled, self.index.holding(wanted, most=most)]), total
        return {}, 0

    def scores(self, words: Collection[str], among: Mapping[int, Held]) -> Mapping[int, float]:
        """Roughly of all, by where each word stands; then closely of the best, by all that they say."""
        if not self.lists:
            return {}
        rough: dict[int, dict[str, float]] = {number: {} for number in among}
        for word in words:
            for each in self.lists[word]:
                if each.number in rough:
                    rough[each.number][word] = 1.0
            for each in self._titled(word):
                if each.number in rough:
                    rough[each.number][word] = TITLE
        first = _ordered({each: self._score(held) for each, held in rough.items()}, among)
        return self._closely(list(first)[: self.limits.weighed], among)

    def _closely(self, numbers: Sequence[int], among: Mapping[int, Held]) -> Mapping[int, float]:
        said = self.index.said(numbers, list(map(beginning, self.lists)))
        close = {
            number: self._score({word: _weight(word, held[beginning(word)]) for word in self.lists})
            for number, held in said.items()
        }
        return _ordered(close, among)

    def _score(self, weights: Mapping[str, float]) -> float:
        held = [word for word, weight in weights.items() if weight]
        share = sum(self.rarity[word] for word in held) / sum(self.rarity.values())
        return share * sum(self.rarity[word] * weights[word] for word in held)

    def _titled(self, word: str) -> Sequence[Held]:
        return self.index.holding([beginning(word)], title_only=True, most=self.limits.candidates)

    def _rarest_first(self) -> list[str]:
        return sorted(self.lists, key=lambda each: (len(self.lists[each]), each))


def _ordered(scores: Mapping[int, float], among: Mapping[int, Held]) -> Mapping[int, float]:
    """Best first; of equal ones the live, then the newest."""

    def place(number: int) -> tuple[float, bool, int]:
        return -round(scores[number], 6), not among[number].is_live, -number

    return {number: scores[number] for number in sorted(scores, key=place)}


def _weight(word: str, said: Words) -> float:
    """What a document says of one word."""
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
