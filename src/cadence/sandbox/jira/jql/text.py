"""Text search: words in any order, all of them, by their stem; "phrases"; and the wildcards * and ?."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cadence.sandbox.jira.jql.errors import JqlError

_TERM = re.compile(r'([+-]?)(?:"([^"]*)"?|(\S+))')
_WORD = re.compile(r"[^\W_]+(?:[*?]+[^\W_]*)*|[*?]+[^\W_]+")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_WORD_END = r"(?![^\W_])"
STOP_WORDS = frozenset(
    """
    a an and are as at be but by for if in into is it no not of on or s such t that the their then there these
    they this to was will with
""".split()  # noqa: SIM905 - a word a line would be a page of them
)
"""Words that are never looked for. Source: the stop words of Lucene's English analyser."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Something to look for; `hint` must occur in a text for the pattern to have a chance."""

    hint: str
    matches: Callable[[str], bool]
    negated: bool = False


def matching(query: str, texts: Mapping[int, str], among: Collection[int], field: str) -> set[int]:
    """The rows whose text holds what the query asks for."""
    found: set[int] = set()
    for alternative in _alternatives(query, field):
        rows: Collection[int] = among
        for wanted in alternative:
            rows = _holding(wanted, texts, rows)
        found.update(rows)
    return found


def _holding(wanted: _Wanted, texts: Mapping[int, str], rows: Collection[int]) -> Collection[int]:
    hint, matches = wanted.hint, wanted.matches
    # a plain search is some fifty times faster than the pattern, and rules out nearly all
    held = {row for row in rows if hint in texts.get(row, "") and matches(texts[row])}
    return set(rows) - held if wanted.negated else held


@lru_cache(maxsize=256)
def _alternatives(query: str, field: str) -> tuple[tuple[_Wanted, ...], ...]:
    if not query.strip():
        raise JqlError(f"The field '{field}' does not support searching for an empty string.")
    if query.lstrip()[0] in "*?":
        raise JqlError(
            f"The text query '{query}' for field '{field}' is not allowed to start with character "
            f"'{query.lstrip()[0]}'."
        )
    return tuple(_all_of(part, field) for part in re.split(r"\s+(?:OR|\|\|)\s+", query))


def _all_of(part: str, field: str) -> tuple[_Wanted, ...]:
    wanted: list[_Wanted] = []
    negated = False
    for sign, phrase, word in _TERM.findall(part):
        if word in {"AND", "&&"}:
            continue
        if word in {"NOT", "!"}:
            negated = True
            continue
        wanted += _terms(phrase, word, negated or sign == "-")
        negated = False
    if not wanted:
        raise JqlError(f"Unable to parse the text '{part}' for field '{field}'.")
    return tuple(wanted)


def _terms(phrase: str, word: str, negated: bool) -> list[_Wanted]:
    if phrase:
        words = _PLAIN_WORD.findall(phrase.lower())
        return [_phrase(words, negated)] if words else []
    words = _WORD.findall(word.lower())
    kept = [one for one in words if one not in STOP_WORDS] or words
    return [_word(one, negated) for one in kept]


def _phrase(words: list[str], negated: bool) -> _Wanted:
    pattern = re.compile(r"[\W_]+".join(map(re.escape, words)) + _WORD_END)
    return _Wanted(words[0], lambda text: any(_whole(pattern, text)), negated)


def _word(word: str, negated: bool) -> _Wanted:
    if "*" in word or "?" in word:
        inner = re.escape(word).replace(r"\*", r"[^\W_]*").replace(r"\?", r"[^\W_]")
        pattern = re.compile(inner + _WORD_END)
        hint = max(re.split(r"[*?]", word), key=len)
        return _Wanted(hint, lambda text: any(_whole(pattern, text)), negated)
    root = stem(word)
    pattern = re.compile(re.escape(root) + r"[^\W_]*")
    return _Wanted(
        root, lambda text: any(stem(found) == root for found in _whole(pattern, text)), negated
    )


def _whole(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What the pattern finds at the beginning of words.

    Looked at afterwards: a pattern that begins with a lookbehind is searched for some ten times as slowly.
    """
    for found in pattern.finditer(text):
        start = found.start()
        if start == 0 or not text[start - 1].isalnum():
            yield found[0]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: endings of number and tense fall off, so that "crashed" and "crashes" are one word."""
    for ending, least in (("ing", 4), ("ied", 3), ("ies", 3), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending in {"ing", "ed"} and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if len(word) > 3 and word[-1] in "ey":
        word = word[:-1]
    return word
