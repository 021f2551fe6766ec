"""Whether lines of text say what a sentence, written by a model, says of them.

It can't be known whether a sentence is right, but what a model makes up can be caught: a figure, a day, a key, an
address or a name that stands in none of the lines it rests on, a "not" that came or went, a rise that was a fall.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from cadence.core.addressed import is_addressed


class Lack(StrEnum):
    """What a sentence says that its lines don't."""

    EMPTY = "nothing said"
    LINES = "no line"
    LINK = "an address"
    FIGURE = "a figure, a key or a day"
    NAME = "a name"
    NEGATION = "a not"
    DIRECTION = "the other direction"
    ADDRESSED = "words to a machine"


_URL = re.compile(r"https?://[^\s<>|\"]+")
_MARK = re.compile(r"[$€£¥]?\s?[+\-−–]?[^\W_]*\d[\w.,:/'’-]*(?:\s?%)?(?:\s?[$€£¥])?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENING = re.compile(r"(?:^|[.!?…:;]\s+|[“\"(]\s*)$")
_ARROW = re.compile(r"([-−]?\d[\d,.]*)[^\d→\n]{0,12}→[^\d\n]{0,12}?([-−]?\d[\d,.]*)")

_COUNTED = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "both": "2", "twice": "2",
}  # fmt: skip
_AMOUNTS = frozenset(
    """
    half halved double doubled triple tripled dozen hundred thousand million billion quarter third most majority all
    everybody everyone nobody none every
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Words that count without a figure: they must stand in the lines."""

_DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december today tomorrow yesterday
    """.split()  # noqa: SIM905 - the same
)
_ORDINARY = frozenset(
    """
    a an the this that these those it its they their there here he she we our you your i one some several many few more
    less other others another each in on at of for from to by with without within after before since until while as and
    or but so if when where what who which why how no not nothing still also only now then overall meanwhile however
    is are was were be been has have had do does did will would can could may might should remains remain stays moved
    changes change calls call decisions decision answers answer open due unanswered missing
    """.split()  # noqa: SIM905 - the same
)
"""Words with which a sentence may begin, where a capital makes no name of them."""

_NO = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|cannot|without|neither|nor)\b|n['’]t\b", re.IGNORECASE
)
_UP = re.compile(
    r"\b(?:rose|rise[ns]?|rising|grew|grow[ns]?|growing|increas\w+|up|gain\w*|improv\w+|climb\w+|higher|recover\w+)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fell|fall\w*|drop\w*|declin\w+|decreas\w+|down|los[est]\w*|wors\w+|lower\w*|shr[aiu]nk\w*|sl[iu]pp?\w*)\b",
    re.IGNORECASE,
)


def lack(sentence: str, lines: Sequence[str]) -> Lack | None:
    """What the sentence says that these lines don't; None where it holds."""
    if not sentence.strip():
        return Lack.EMPTY
    if not lines:
        return Lack.LINES
    if is_addressed(sentence):
        return Lack.ADDRESSED
    text = "\n".join(lines)
    if not set(_URL.findall(sentence)) <= set(_URL.findall(text)):
        return Lack.LINK
    if not _figures_hold(sentence, text):
        return Lack.FIGURE
    if not _names_hold(sentence, text):
        return Lack.NAME
    if bool(_NO.search(sentence)) and not _NO.search(text):
        return Lack.NEGATION
    return None if _directions_hold(sentence, text) else Lack.DIRECTION


# --- figures ---------------------------------------------------------------------------------------


def _figures_hold(sentence: str, text: str) -> bool:
    """Everything with a digit in it as it is written, its sign, unit of money and "%" too."""
    words = {each.casefold() for each in _WORD.findall(text)}
    known = {*_marks(text), *(_COUNTED[each] for each in words & _COUNTED.keys())}
    if not set(_marks(sentence)) <= known:
        return False
    digits = {each.strip("%$€£¥+-") for each in known}
    return all(
        word in words or _COUNTED.get(word) in digits
        for each in _WORD.findall(sentence)
        if (word := each.casefold()) in _COUNTED or word in _AMOUNTS or word in _DAYS
    )


def _marks(text: str) -> Iterator[str]:
    for found in _MARK.finditer(_URL.sub(" ", text)):
        mark = re.sub(r"\s", "", found[0]).replace("−", "-").replace("–", "-").casefold()
        yield mark.strip(".,:/'’-") if not mark.startswith("-") else "-" + mark.strip(".,:/'’-")


# --- names -----------------------------------------------------------------------------------------


def _names_hold(sentence: str, text: str) -> bool:
    """A word with a capital stands in the lines, letter case aside, unless it is an ordinary one that begins the
    sentence."""
    known = {part for each in _WORD.findall(text) for part in _forms(each)}
    bare = _URL.sub(" ", sentence)
    for found in _WORD.finditer(bare):
        word = found[0]
        if word == word.lower():
            continue
        begins = _OPENING.search(bare[: found.start()]) is not None
        if known.isdisjoint(_forms(word)) and not (begins and _is_plain(word)):
            return False
    return True


def _forms(word: str) -> frozenset[str]:
    plain = re.sub(r"['’]s?$", "", word.casefold())
    return frozenset({plain, plain.removesuffix("s")})


def _is_plain(word: str) -> bool:
    return word.casefold() in _ORDINARY and word[1:] == word[1:].lower()


# --- directions ------------------------------------------------------------------------------------


def _directions_hold(sentence: str, text: str) -> bool:
    """Where a line says "60 → 40" and the sentence tells of both, it tells no rise."""
    for before, after in _moves(text):
        if before not in sentence or after not in sentence:
            continue
        rises = _amount(after) > _amount(before)
        says_up, says_down = _UP.search(sentence), _DOWN.search(sentence)
        if rises and says_down and not says_up:
            return False
        if not rises and says_up and not says_down:
            return False
        if not (says_up or says_down) and sentence.index(after) < sentence.index(before):
            return False
    return True


def _moves(text: str) -> Iterator[tuple[str, str]]:
    for found in _ARROW.finditer(text):
        before, after = (each.rstrip(",.") for each in found.groups())
        if _amount(before) != _amount(after):
            yield before, after


def _amount(written: str) -> Decimal:
    plain = written.replace(",", "").replace("−", "-")
    whole, _, part = plain.partition(".")
    return Decimal(f"{whole or 0}.{part.replace('.', '') or 0}")
