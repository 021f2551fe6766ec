"""A name for similar bugs, from their titles: what sets them apart from the other bugs of their area.

Each word counts by how much it tells: the part of the group's titles that have it, times the logarithm of how much more
often they have it than the others (a word's share of the Kullback-Leibler divergence; Tomokiyo and Hurst 2003). Words
are taken while they stand together in the same titles, and said as the titles say them: in the shortest stretch of a
title that has them all, or the most telling with one other, or else these two in the order that titles mostly have.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from statistics import mean

from cadence.patterns.model.text import STOP_WORDS, terms

MOST_WORDS = 3
"""That tell something; small words between them come on top."""
SHARED = 0.4
"""The least part of the titles that have all the words of the name."""
TOGETHER = 0.5
"""The least part of the titles with the words so far that have the next one too."""
TELLS = 0.15
"""The least that a word tells, in natural units: less would be as true of any bug of the area."""
LONGEST = 60
SPREAD = 2
"""Small words that may stand between those of a name."""

_BREAK = re.compile(r"[:;,!?()\[\]{}<>|/\\\"“”]|\s[-–—]\s|\.\s|\.$|=>|->")
_KEY = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d+\b")
_WORD = re.compile(r"\d{0,2}[^\W\d_]\w*(?:[.'’-]\w+)*")
_SMALL = frozenset(
    """
    a an and at by does for from in into is not of off on or out the to under up with
    """.split()  # noqa: SIM905 - read as prose, it stays short
)
"""Words that may stand inside of a name, and neither begin nor end it."""
_NOT = frozenset({"not", "no", "never", "without", "cannot", "can't", "doesn't", "isn't", "won't"})
_HELPING = frozenset({"does", "do", "did", "is", "are", "can", "could", "will"})
_EMPTY = frozenset(
    """
    able add already anymore call cause causes correctly due fix get inside make properly set show shows support try
    via way work works working
    """.split()  # noqa: SIM905 - as above
)
"""Words that any title may have: alone they tell nothing."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    """ "" for a word that tells nothing."""
    first: bool
    """Whether it begins a part of the title: its capital says nothing then."""


Part = tuple[_Word, ...]
"""Words of a title between two breaks."""


def called(titles: Sequence[str], others: Iterable[str] = (), *, area: str = "") -> str | None:
    """A few words, begun with a capital; None where the titles share none that tells anything.

    `others` are titles of the same area's other bugs; some hundreds are enough. The area's own name alone is none.
    """
    parts = [_parts(each) for each in titles]
    held = [_stems(each) for each in parts]
    outside = [_stems(_parts(each)) for each in others]
    chosen = _chosen(held, outside)
    if not set(chosen) - _stems(_parts(area)):
        return None
    casing = _casing(parts)
    first = chosen[0]
    pairs = ((first, each) for each in chosen[1:])
    stretches = (_stretch(parts, each, casing) for each in (chosen, *pairs))
    name = next(filter(None, stretches), "") or _joined(parts, chosen[:2], casing)
    return _begun(name[:LONGEST].rstrip()) if name else None


# --- which words -----------------------------------------------------------------------------------


def _chosen(held: Sequence[frozenset[str]], outside: Sequence[frozenset[str]]) -> tuple[str, ...]:
    inside = Counter(stem for each in held for stem in each)
    beyond = Counter(stem for each in outside for stem in each)
    enough = max(min(2, len(held)), SHARED * len(held))
    weights = {
        stem: weight
        for stem, count in inside.items()
        if count >= enough
        and (weight := _weight(count, len(held), beyond[stem], len(outside))) >= TELLS
    }
    chosen: list[str] = []
    titles = list(held)
    while weights and len(chosen) < MOST_WORDS:
        here = Counter(stem for each in titles for stem in each)
        fitting = [
            stem
            for stem in weights
            if stem not in chosen and (not chosen or here[stem] >= TOGETHER * len(titles))
        ]
        fitting = [stem for stem in fitting if here[stem] >= enough]
        if not fitting:
            break
        best = max(fitting, key=lambda stem: (weights[stem] * here[stem], stem))
        chosen.append(best)
        titles = [each for each in titles if best in each]
    return tuple(chosen)


def _weight(inside: int, of: int, outside: int, of_others: int) -> float:
    share = inside / of
    return share * log((inside + 0.5) / (of + 1) / ((outside + 0.5) / (of_others + 1)))


# --- how they are said -----------------------------------------------------------------------------


def _stretch(parts: Iterable[Sequence[Part]], chosen: Sequence[str], casing: dict[str, str]) -> str:
    """The most usual of the shortest stretches of titles that have all of them; "" where none is short."""
    wanted = frozenset(chosen)
    found: Counter[str] = Counter()
    for title in parts:
        for part in title:
            stretch = _shortest(part, wanted)
            if stretch is not None:
                found[" ".join(casing.get(each.text.lower(), each.text) for each in stretch)] += 1
    return min(found, key=lambda said: (-found[said], len(said), said), default="")


def _shortest(part: Part, wanted: frozenset[str]) -> Part | None:
    ends = [at for at, word in enumerate(part) if word.stem in wanted]
    spans = ((first, last + 1) for first in ends for last in ends if first <= last)
    fitting = [(first, end) for first, end in spans if _reads(part[first:end], wanted)]
    if not fitting:
        return None
    first, end = min(fitting, key=lambda span: span[1] - span[0])
    return part[_denied(part, first) : end]


def _denied(part: Part, first: int) -> int:
    """Where a stretch begins that says what is not: without its "does not" it would say that it is."""
    words = [word.text.lower() for word in part[:first]]
    if not words or words[-1] not in _NOT:
        return first
    return first - 2 if len(words) > 1 and words[-2] in _HELPING else first - 1


def _reads(stretch: Part, wanted: frozenset[str]) -> bool:
    """Whether it has them all, none of its words twice, and besides only a few small words."""
    words = [word.text.lower() for word in stretch]
    between = [word for word, each in zip(words, stretch, strict=True) if each.stem not in wanted]
    return (
        wanted <= {each.stem for each in stretch}
        and len(set(words)) == len(words)
        and len(between) <= SPREAD
        and _SMALL.issuperset(between)
    )


def _joined(parts: Sequence[Sequence[Part]], chosen: Sequence[str], casing: dict[str, str]) -> str:
    where = {stem: _place(parts, stem) for stem in chosen}
    ordered = sorted(chosen, key=lambda stem: where[stem])
    return " ".join(_usual(parts, stem, casing) for stem in ordered)


def _place(parts: Iterable[Sequence[Part]], stem: str) -> float:
    places = []
    for title in parts:
        words = [word.stem for part in title for word in part]
        if stem in words:
            places.append(words.index(stem) / len(words))
    return mean(places)


def _usual(parts: Iterable[Sequence[Part]], stem: str, casing: dict[str, str]) -> str:
    forms = Counter(
        word.text.lower() for title in parts for part in title for word in part if word.stem == stem
    )
    form = min(forms, key=lambda form: (-forms[form], len(form), form))
    return casing.get(form, form)


def _casing(parts: Iterable[Sequence[Part]]) -> dict[str, str]:
    """How each word is mostly written inside of a sentence; a capital at its beginning alone is none of its own."""
    seen: dict[str, Counter[str]] = {}
    for title in parts:
        for part in title:
            headline = _is_headline(part)
            for word in part:
                plain = word.text.istitle() and (word.first or headline)
                text = word.text.lower() if plain else word.text
                seen.setdefault(word.text.lower(), Counter())[text] += 1
    return {low: max(sorted(forms), key=lambda form: forms[form]) for low, forms in seen.items()}


def _is_headline(part: Part) -> bool:
    """Whether Every Word Begins Like This."""
    long = [word.text for word in part if word.stem]
    return len(long) > 1 and sum(each[:1].isupper() for each in long) > 0.7 * len(long)


def _begun(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{first.capitalize() if first.islower() else first}{f' {rest}' if rest else ''}"


# --- reading titles --------------------------------------------------------------------------------


def _parts(title: str) -> tuple[Part, ...]:
    parts = []
    for part in _BREAK.split(_KEY.sub(" ", title)):
        words = [each.rpartition(".")[2] or each for each in _WORD.findall(part)]
        if words:
            parts.append(
                tuple(_Word(each, _stem(each.lower()), at == 0) for at, each in enumerate(words))
            )
    return tuple(parts)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if word in STOP_WORDS or word in _EMPTY or len(word) < 2:
        return ""
    found = terms(word)
    return found[0].removeprefix("=") if found else ""


def _stems(parts: Sequence[Part]) -> frozenset[str]:
    return frozenset(word.stem for part in parts for word in part if word.stem)
