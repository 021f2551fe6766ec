"""What a bug's text is about: its telling words, without what differs from report to report.

Issue keys, versions, instants, addresses, numbers and markup go; of a stack trace the first frames stay, by their names
alone. `Ti.UI.createWindow` counts whole and in its parts, words by their stems.
"""

import re
from functools import lru_cache
from typing import Any

FRAMES = 4
"""Of each stack trace: those at the top tell where it broke, the others how the program came there."""
LONGEST = 60
"""Characters of a word; what is longer is no word but a blob."""
MOST = 4000
"""Words of one text: what stands behind is a log."""

_MARKUP = re.compile(r"\{/?[a-z]{2,9}(?::[^}\n]{0,200})?\}|</?[a-zA-Z][^<>\n]{0,200}>")
"""Macros of wiki texts, and HTML."""
_NOISE = re.compile(
    r"\b(?:(?:https?|ftp|file|git)://\S+|www\.\S+"
    r"|[A-Z][A-Z0-9]{1,9}-\d+\b"  # issue keys
    r"|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"
    r"|0x[0-9a-fA-F]+\b|(?=[0-9a-f]*\d)[0-9a-f]{8,}\b"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.,+Z]+)?|\d\d?:\d\d(?::\d\d)?(?:[.,]\d+)?"
    r"|v?\d+(?:\.\w+)+\b)"  # versions
)
_FRAME = re.compile(
    r"^[ \t]*(?:at[ \t]+(?P<java>[\w$.<>]+)[ \t]?\([^)\n]*\)"
    r"|\d{1,3}[ \t]+\S+[ \t]+0x[0-9a-fA-F]+[ \t]+(?P<native>.{1,200})"
    r"|File \"[^\"\n]+\", line \d+, in (?P<python>\S+))[ \t]*$",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+(?:[._][^\W_]+)*")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before but by can cannot could did
    didn do does doesn don down during each few for from get gets got had has have he her here him his how i if
    in into is isn it its just like ll may me more most my no not now of off on once only or other our out over
    own re same see she should so some somebody such than that the their them then there these they this those
    through to too under until up us use used using ve very was we were what when where which while who why will
    with without won would you your
    actual actually bug code error expected hello hi issue noformat please problem reproduce steps thanks
    """.split()  # noqa: SIM905 - read as prose, it stays short
)
"""Words that tell nothing, in a text that reports a bug."""


def terms(text: str) -> list[str]:
    """Stems in their order, and each compound name whole besides, marked by "="."""
    found: list[str] = []
    for word in words(text):
        found += terms_of(word)
        if len(found) > MOST:
            break
    return found[:MOST]


def words(text: str) -> list[str]:
    """Without what differs from report to report; `terms_of` each is what it tells."""
    if "0x" in text or "at " in text or 'File "' in text:
        text = _FRAME.sub(_Frames(), text)
    found: list[str] = _WORD.findall(_plain(text))
    return found


def letters(title: str) -> str:
    """A title's letters alone, with one space around each word."""
    return f" {' '.join(_LETTERS.findall(_plain(title).lower()))} "


_LETTERS = re.compile(r"[^\W\d_]+")


def _plain(text: str) -> str:
    return _NOISE.sub(" ", _MARKUP.sub(" ", text))


class _Frames:
    """Keeps the first frames of each trace, by their names."""

    def __init__(self) -> None:
        self._end = -1
        self._run = 0

    def __call__(self, found: re.Match[str]) -> str:
        together = 0 <= found.start() - self._end <= 2
        self._run = self._run + 1 if together else 1
        self._end = found.end()
        if self._run > FRAMES:
            return " "
        return next(filter(None, found.groups()), " ")


def terms_of(word: str) -> tuple[str, ...]:
    """In the order of `terms`; none of what tells nothing."""
    if len(word) > LONGEST:
        return ()
    parts = [each.lower() for each in (_PART.findall(word) if word.isascii() else [word])]
    told = [each for each in parts if not each.isdigit() and len(each) > 1]
    stems = tuple(_stemmer().stemWord(each) for each in told if each not in STOP_WORDS)
    return (f"={word.lower()}", *stems) if len(parts) > 1 and stems else stems


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # noqa: PLC0415 - not needed by most of what runs

    return snowballstemmer.stemmer("english")
