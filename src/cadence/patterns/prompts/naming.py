"""A name and one plain sentence for a pattern: what is asked, and the check of what comes back.

Claude is told the bugs, with people masked, and nothing of who reported or works on them. What it says stands only
where each figure, key and name of it stands in the bugs that it rests on, and where it speaks of no person.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cadence.core.addressed import is_addressed
from cadence.core.held import Lack, lack
from cadence.core.plain import clean
from cadence.core.ports import Request
from cadence.core.quoting import as_data, quoted
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.pattern import Pattern

PURPOSE = "pattern"
TAG = "bugs"
MOST_TOKENS = 600
MOST_BUGS = 15
MOST_TEXT = 700
"""Characters of a bug's description; what went wrong stands at its beginning."""
LONGEST_NAME, LONGEST_SENTENCE = 60, 220
WORDS_OF_A_NAME = range(2, 9)
ENOUGH = 0.5
"""Of a text's own words, how many must stand in the bugs, in whatever form."""
KIN = 5
"""Letters with which two forms of one word begin alike: "retried", "retries"."""

INSTRUCTIONS = f"""\
Several bug reports of one area of a product look alike. You give what they have in common a name, for the lead who \
owns the area.

{as_data(TAG)}

- "name": two to eight words for what breaks, such as "Payment retries charge twice". No full stop.
- "sentence": one short, plain sentence that says what these bugs have in common, in their own words.
- "keys": the keys of the bugs on which both rest, at least two of them.

Say only what the reports say. Guess no cause, judge nobody, and mention no person, team, role, customer or company. \
Leave out figures, dates, versions and keys: they are shown beside it. Where the reports have nothing in common, let \
"name" and "sentence" be empty.\
"""

SHAPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "sentence": {"type": "string"},
        "keys": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "sentence", "keys"],
    "additionalProperties": False,
}


class Wrong(StrEnum):
    """What else a name or a sentence can't be."""

    LENGTH = "too short or too long"
    KEYS = "keys that are not its bugs'"
    PERSON = "a person"
    WORDS = "other words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str
    sentence: str


def naming_request(pattern: Pattern, bugs: Sequence[Bug]) -> Request:
    told = [
        {
            "key": bug.key,
            "title": _plain(bug.summary, MOST_TEXT),
            "text": _plain(bug.description, MOST_TEXT),
        }
        for bug in shown(bugs)
    ]
    return Request(
        purpose=PURPOSE,
        instructions=INSTRUCTIONS,
        material=quoted(TAG, {"area": pattern.area, "bugs": told}),
        shape=SHAPE,
        most_tokens=MOST_TOKENS,
    )


def shown(bugs: Sequence[Bug]) -> tuple[Bug, ...]:
    """Of these the first that speak to people; nothing may rest on words to a machine."""
    return tuple(bug for bug in bugs if not is_addressed(_said(bug)))[:MOST_BUGS]


def named_in(
    reply: Mapping[str, Any],
    pattern: Pattern,
    bugs: Sequence[Bug],
    *,
    masked: Callable[[str], str],
) -> Named | Lack | Wrong:
    """`reply` has the shape that was asked for; everything else about it is checked against the bugs it names. Both
    hold, or neither. `masked` takes known people out of a text."""
    by_key = {bug.key: bug for bug in shown(bugs)}
    keys = dict.fromkeys(reply["keys"])
    if len(keys) < min(2, len(by_key)) or not keys or not keys.keys() <= by_key.keys():
        return Wrong.KEYS
    said = [_said(by_key[key]) for key in keys]
    name, sentence = (_plain(reply[part], None) for part in ("name", "sentence"))
    if not set(_COUNT.findall(f"{name} {sentence}")) <= set(_COUNT.findall(pattern.sentence)):
        return Lack.FIGURE
    return (
        _wrong_with_name(name, said, masked)
        or _wrong_with_sentence(sentence, [*said, pattern.sentence, *keys], masked)
        or Named(name=name, sentence=sentence)
    )


def _wrong_with_name(
    name: str, lines: Sequence[str], masked: Callable[[str], str]
) -> Lack | Wrong | None:
    if len(name) > LONGEST_NAME or len(name.split()) not in WORDS_OF_A_NAME or name[-1] in ".!?":
        return Lack.EMPTY if not name else Wrong.LENGTH
    return _wrong(name, lines, masked)


def _wrong_with_sentence(
    sentence: str, lines: Sequence[str], masked: Callable[[str], str]
) -> Lack | Wrong | None:
    if not sentence or len(sentence) > LONGEST_SENTENCE or _ENDS.search(sentence):
        return Wrong.LENGTH if sentence else Lack.EMPTY
    return _wrong(sentence, lines, masked)


def _wrong(text: str, lines: Sequence[str], masked: Callable[[str], str]) -> Lack | Wrong | None:
    if masked(text) != text or any(_folded(each) in _PERSONAL for each in _WORD.findall(text)):
        return Wrong.PERSON
    words = {_folded(each) for line in lines for each in _WORD.findall(line)}
    if wrong := lack(_begun_small(text, words), lines):
        return wrong
    own = [word for each in _WORD.findall(text) if len(word := _folded(each)) > 3]
    held = sum(_is_kin(word, words) for word in own)
    return None if held >= ENOUGH * len(own) else Wrong.WORDS


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COUNT = re.compile(r"(?<![\w.,-])\d+(?![\w-]|[.,]\d)")
"""A whole number by itself counts something: these are the pattern's own, whatever numbers stand in the bugs."""
_ENDS = re.compile(r"[.!?…]\s+\S")
"""Where one sentence ends and another begins."""

_PERSONAL = frozenset(
    """
    you your yours he him his she her hers somebody someone anybody nobody everybody whoever
    assignee assignees author authors reporter reporters developer developers dev devs engineer engineers programmer
    programmers tester testers colleague colleagues employee employees intern interns contractor contractors
    blame careless sloppy lazy incompetent
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Words for people and for blame; a pattern is about neither."""


def _said(bug: Bug) -> str:
    return f"{_plain(bug.summary, MOST_TEXT)}\n{_plain(bug.description, MOST_TEXT)}"


def _plain(text: str, most: int | None) -> str:
    return " ".join(clean(text).split())[:most]


def _begun_small(text: str, words: set[str]) -> str:
    """Without the capital of its first word, where that is an ordinary word of the bugs in another form: elsewhere a
    capital makes a name of it."""
    first = _WORD.match(text)
    plain = first is not None and first[0][1:] == first[0][1:].lower()
    return text[0].lower() + text[1:] if first and plain and _is_kin(first[0], words) else text


def _is_kin(word: str, words: set[str]) -> bool:
    folded = _folded(word)
    if folded in words:
        return True
    return len(folded) >= KIN and any(each.startswith(folded[:KIN]) for each in words)


def _folded(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.casefold())
