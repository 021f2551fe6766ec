"""A value that came from a person or from Jira, made safe to stand in a query."""

import re

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_AWKWARD = re.compile(
    '[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]',
)
"""What JQL's grammar reserves inside quotes, control characters and the non-characters that it rejects."""


def quoted(value: str) -> str:
    """A JQL string literal that means exactly this value, in printable characters."""
    return f'"{_AWKWARD.sub(_escape, value)}"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _ESCAPED.get(character) or f"\\u{ord(character):04x}"


def wording(words: str) -> str | None:
    r"""What `~` looks for, as a JQL literal; None where there is no word to look for.

    One plain word stands by itself, so that Jira finds its other forms too ("crash": crashes, crashed); anything else
    is a phrase: `"\"dark mode\""`. In a phrase only the quote and the backslash mean something to Lucene; both fall to
    a space, as control characters do: none of them is ever part of a word. Operators lose their capitals.
    """
    told = [word for word in _NO_WORD.sub(" ", words).split() if any(map(str.isalnum, word))]
    plain = " ".join(word.lower() if word in _OPERATORS else word for word in told)
    if not plain:
        return None
    return quoted(plain if plain.isalnum() else f'"{plain}"')


_NO_WORD = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]')
_OPERATORS = frozenset({"AND", "OR", "NOT"})
"""Lucene's, in capitals only."""
