"""Whether somebody's words say what a text says of them.

It can't be known whether a text is right, but what a model makes up can be caught: a figure, a date, a key, an address
or a name that stands in none of the quoted messages, mostly other words than theirs, a "not" that came or went.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cadence.decisions.model.claims.words import stem

CLAUDE = "Claude"
"""Who drafted or judged, where it wasn't the rules."""

ENOUGH = 0.6
"""Of a text's own words, how many must stand in the quoted messages, in whatever form. Of 292 summaries of decisions in
recorded meetings, 91 hold so by the words they sum up, and 1 by those of another decision; at 0.5 it is 137 and 4."""


class Lack(StrEnum):
    """What a text says that its messages don't."""

    LINK = "an address"
    NUMBER = "a number, a key or a date"
    NAME = "a name"
    WORDS = "other words"
    NEGATION = "a not"
    MESSAGE = "no message"
    PERSON = "a person"
    EMPTY = "nothing said"


_URL = re.compile(r"https?://[^\s<>|\"]+")
_THOUSANDS = re.compile(r"(?<=\d)[,'’](?=\d{3}(?!\d))")
_SPLIT = re.compile(r"[\s/(),;:!?\"“”«»=~*_`\[\]{}<>|]+")
_EDGES = re.compile(r"^\W+|\W+$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_OPENING = re.compile(r"(?:^|[.!?…:\n])[\s\-–—*•\"“(]*$")

_FIGURES = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions dozen half double triple twice
    monday tuesday wednesday thursday friday saturday sunday january february april june july august september october
    november december today tomorrow yesterday
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_DIGITS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"} | {
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30",
}  # fmt: skip

_ORDINARY = frozenset(
    """
    a about after again all also an and any are as at be because been before being between both but by can could did do
    does during each every for from had has have he her here him his how however i if in into is it its itself just let
    may might more most must my now of on once onto only or other our ours out over own per same shall she should since
    so some still such than that the their theirs them then there therefore these they this those through thus to too
    under until up upon us very via was we were what when where whether which while who whom why will with within would
    yet you your
    agree agreed agrees choose chose chosen choosing decide decided decides decision everybody everyone go goes going
    gone make makes making made people team take takes took use used uses using
    """.split()  # noqa: SIM905 - the same
)
"""Words that say nothing by themselves, in a sentence that says something."""

_OPENERS = frozenset(
    """
    accept add adopt allow avoid begin build buy cancel change close continue create cut delay deploy disable do don't
    drop enable end enforce extend freeze give hire hold host increase introduce invest keep launch leave let's limit
    lower maintain merge migrate move never no nobody none not nothing offer open pay pick pilot postpone prefer provide
    publish put raise reduce refuse reject release remove rename replace require retire roll run schedule send set ship
    skip split stay stick stop store support switch test try turn version wait write
    """.split()  # noqa: SIM905 - the same
)
"""Words with which a decision may begin, where a capital makes no name of them."""

_NO = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|cannot|without)\b|n['’]t\b"
    r"|\b(?:nicht|keine?[mnrs]?|ohne|nie)\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:drop|stop|reject|remov|skip|avoid|cancel|refus|declin|discard|abandon|ditch|disabl|forbid|retir"
    r"|rule[sd]? out|leave out|turn(?:ed)? down|get rid)\w*"
    r"|(?:\b(?:am|are|is|be|being|vote|voted|decided?|advise)|['’](?:m|re|s)) against\b",
    re.IGNORECASE,
)
_RELUCTANT = re.compile(r"\b(?:against|instead|rather|nope|nah|off the table|too)\b", re.IGNORECASE)
"""What people say against a thing without saying no."""
_CLAUSE = re.compile(
    r"[,;:()–—]|\s-\s|\b(?:and|but|so|then|because|since|und|aber)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Source:
    """What was said. Who said it is no part of it: people name themselves as they like."""

    texts: tuple[str, ...]

    @cached_property
    def links(self) -> frozenset[str]:
        return frozenset(link for text in self.texts for link in links(text))

    @cached_property
    def marks(self) -> frozenset[str]:
        return frozenset(mark for text in self.texts for mark in _marks(text))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_folded(word) for text in self.texts for word in _words(text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.words)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(each for text in self.texts for each in _SENTENCE.split(text) if each.strip())

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        return tuple(
            part for each in self.sentences for part in _CLAUSE.split(each) if part.strip()
        )


def lack(text: str, source: Source, *, known: Iterable[str] = ()) -> Lack | None:
    """What the text says that the source doesn't; None where it holds. `known` are names of people, which count as
    names however they are written."""
    if not text.strip():
        return Lack.EMPTY
    if not set(links(text)) <= source.links:
        return Lack.LINK
    if not set(_marks(text)) <= source.marks or not _figures_hold(text, source):
        return Lack.NUMBER
    if not _names_hold(text, source) or not _people_hold(text, source, known):
        return Lack.NAME
    if not _words_hold(text, source):
        return Lack.WORDS
    return None if _nots_hold(text, source) else Lack.NEGATION


def confidence(told: float) -> float:
    """As a score from 0 to 1; what is no number counts for nothing."""
    return round(min(max(float(told), 0.0), 1.0), 2) if math.isfinite(told) else 0.0


def links(text: str) -> list[str]:
    return [found[0].rstrip(".,;:!?)'’”") for found in _URL.finditer(text)]


def _marks(text: str) -> list[str]:
    """Everything with a digit in it: figures, dates, keys, versions."""
    bare = _THOUSANDS.sub("", _URL.sub(" ", text))
    pieces = (_EDGES.sub("", piece).casefold() for piece in _SPLIT.split(bare))
    return [piece for piece in pieces if any(each.isdigit() for each in piece)]


def _figures_hold(text: str, source: Source) -> bool:
    return all(
        word in source.words or _DIGITS.get(word) in source.marks
        for each in _words(text)
        if (word := _folded(each)) in _FIGURES
    )


def _names_hold(text: str, source: Source) -> bool:
    bare = _URL.sub(" ", text)
    return all(
        _said_as_name(found[0], source)
        or (_OPENING.search(bare[: found.start()]) and _opens(found[0], source))
        for found in _WORD.finditer(bare)
        if found[0][0].isupper()
    )


def _opens(word: str, source: Source) -> bool:
    """Whether a word has its capital only because a sentence begins with it."""
    plain = _folded(word)
    is_known = plain in _ORDINARY or plain in _OPENERS or stem(plain) in source.stems
    return is_known and word[1:] == word[1:].lower()


def _said_as_name(word: str, source: Source) -> bool:
    plain = _folded(word)
    if plain in source.words or plain == "i":
        return True
    endings = ("s", "es", "n", "en")
    return any(plain + ending in source.words for ending in endings) or any(
        plain.endswith(ending) and plain.removesuffix(ending) in source.words for ending in endings
    )


def _people_hold(text: str, source: Source, known: Iterable[str]) -> bool:
    said = {_folded(word) for word in _words(text)}
    return all(
        word in source.words
        for name in known
        for word in map(_folded, _words(name))
        if word in said and word not in _ORDINARY
    )


def _words_hold(text: str, source: Source) -> bool:
    own = {_folded(word) for word in _words(_URL.sub(" ", text))} - _ORDINARY
    own = {word for word in own if len(word) > 2 and not _NO.fullmatch(word)}
    if not own:
        return True
    held = sum(word in source.words or stem(word) in source.stems for word in own)
    return held >= ENOUGH * len(own)


def _nots_hold(text: str, source: Source) -> bool:
    """A "not", and a verb that does away with something, need their like in what was said; and what was said with one
    is not repeated without it."""
    if _is_against(text):
        return any(_is_against(each) or _RELUCTANT.search(each) for each in source.sentences)
    nearest = _nearest(text, source.clauses)
    is_turned = bool(nearest) and all(_is_against(each) for each in nearest)
    return not is_turned or bool(_RELUCTANT.search(text))


def _is_against(text: str) -> bool:
    return bool(_NO.search(text) or _AWAY.search(text))


def _nearest(text: str, clauses: Sequence[str]) -> list[str]:
    """Those that share most words with the text; none where none shares any."""
    own = _stems(text)
    shared = [(len(own & _stems(each)), each) for each in clauses]
    most = max((count for count, _ in shared), default=0)
    return [each for count, each in shared if count == most] if most else []


def _stems(text: str) -> set[str]:
    return {stem(word) for each in _words(text) if (word := _folded(each)) not in _ORDINARY}


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _folded(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold()).replace("’", "'")
