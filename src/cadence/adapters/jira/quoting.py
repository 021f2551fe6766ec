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


def phrase(words: str) -> str | None:
    r"""A text-search phrase for `~`, as a JQL literal: `"\"word\""`. None where there is no word to look for.

    Inside Lucene's quotes only the quote and the backslash have a meaning; both fall to a space, as does every control
    character: none of them is ever part of a word.
    """
    plain = " ".join(re.sub(r'[\\"\x00-\x1f\x7f-\x9f\ud800-\udfff]', " ", words).split())
    if not any(character.isalnum() for character in plain):
        return None
    return quoted(f'"{plain}"')
