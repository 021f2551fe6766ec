"""A message's own words: Slack's markup taken off, what is quoted or pasted left out, and cut into sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from cadence.core.message import Said
from cadence.decisions.model.drafting import lists
from cadence.decisions.model.drafting.words import COMMON, lowered, stem

READ = 4_000
"""Characters of a message that are read; a longer one is a pasted log or document."""

SENTENCES = 40
"""Of a message that are read; further ones belong to a list or a table."""

LONGEST = 400
"""Characters of a sentence by which it is judged."""

_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED = re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)[^~\n]{1,300}~(?![\w~])")
_ANGLED = re.compile(r"<([^<>\n]{1,2000})>")
_EMOJI = re.compile(r":(?:[a-z][a-z0-9_+-]{0,60}|[+-]1)(?:::skin-tone-[2-6])?:")
_MARKS = re.compile(r"(?<![\w*_`])[*_`](?=[^\s*_`])|(?<=[^\s*_`])[*_`](?![\w*_`])")
_SPACE = re.compile(r"\s+")
_END = re.compile(r"(?<=[.!?…])[\"'”’)]{0,3}\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|incl|resp|cf|dr|mr|ms)|^\W{0,3}\w{1,2})\.$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of somebody's own words."""

    place: int
    """Of its message in the thread."""
    text: str
    """As it was said, without markup and emoji."""
    low: str
    """For comparing: lower case, straight apostrophes, no more than LONGEST characters."""
    words: tuple[str, ...]
    """Of `low`, in order."""
    known: frozenset[str]
    """The same, to look one up."""
    telling: frozenset[str]
    """Those that say what it is about, without their endings."""
    is_question: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a list in a message."""

    mark: str
    """The letter or number it is called by, in lower case; none after a bullet."""
    is_called: bool
    """It says of itself that it is an option."""
    sentence: Sentence
    """The entry alone."""
    within: Sentence
    """The sentence that it stands in, with the whole of a list that is written in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a person, read."""

    place: int
    said: Said
    sentences: tuple[Sentence, ...]
    emoji: frozenset[str]
    """Names of those in its text."""
    listed: tuple[Item, ...] = ()

    @property
    def ts(self) -> str:
        return self.said.ts

    @property
    def user(self) -> str | None:
        return self.said.user


def turns(thread: tuple[Said, ...]) -> tuple[Turn, ...]:
    """What people said, in the thread's order; a message that stands in it twice is read once."""
    seen: set[str] = set()
    found: list[Turn] = []
    for said in thread:
        if said.is_ours or said.ts in seen:
            continue
        seen.add(said.ts)
        found.append(_turn(len(found), said))
    return tuple(found)


def _turn(place: int, said: Said) -> Turn:
    raw = said.text[:READ]
    emoji = frozenset(each.strip(":").partition("::")[0] for each in _EMOJI.findall(raw))
    sentences = tuple(alone(place, each) for each in islice(_cut(own_words(raw)), SENTENCES))
    listed = tuple(item for each in sentences for item in _items(each))
    return Turn(place=place, said=said, sentences=sentences, emoji=emoji, listed=listed)


def _items(sentence: Sentence) -> Iterator[Item]:
    for entry in lists.entries(sentence.text):
        yield Item(
            mark=entry.mark,
            is_called=entry.is_called,
            sentence=alone(sentence.place, entry.text),
            within=sentence,
        )


def own_words(raw: str) -> str:
    """Without quotes, pasted code and what was struck out; links and mentions as they are read."""
    text = raw
    if "```" in text:
        text = _FENCED.sub("\n", text)
    if ">" in text or "&gt;" in text:
        text = _QUOTED.sub("", text)
    if "~" in text:
        text = _STRUCK.sub(" ", text)
    if "<" in text:
        text = _ANGLED.sub(_shown, text)
    if ":" in text:
        text = _EMOJI.sub(" ", text)
    if "&" in text:
        text = unescape_slack(text)
    return _MARKS.sub("", text)


def unescape_slack(text: str) -> str:
    """Slack escapes these three and no others."""
    return re.sub(r"&(?:amp|lt|gt);", lambda found: unescape(found[0]), text)


def _shown(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith("@"):
        return f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return label or target


def _cut(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from _cut_line(line)


def _cut_line(line: str) -> Iterator[str]:
    """Sentences. A full stop after an abbreviation or within a list ends nothing."""
    listed = lists.marks(line)
    first, last = (listed[0].start(), listed[-1].end()) if listed else (0, 0)
    held = ""
    start = 0
    for end in (*_END.finditer(line), None):
        piece = line[start : end.start() if end else len(line)]
        start = end.end() if end else len(line)
        held = f"{held} {piece}" if held else piece
        if end is not None and (
            first < end.end() <= last or _ABBREVIATED.search(held[-12:].strip())
        ):
            continue
        if shown := _SPACE.sub(" ", held).strip():
            yield shown
        held = ""


def alone(place: int, text: str) -> Sentence:
    """A text of the message at `place`, read as a sentence."""
    low = lowered(text[:LONGEST])
    words = tuple(_WORD.findall(low))
    return Sentence(
        place=place,
        text=text,
        low=low,
        words=words,
        known=frozenset(words),
        telling=frozenset(stem(word) for word in words if len(word) > 1 and word not in COMMON),
        is_question=text.rstrip("\"'”’) ").endswith("?"),
    )


def ordinary(text: str) -> str:
    """For comparing what stands in two places."""
    return _SPACE.sub(" ", text.replace("’", "'")).strip().lower()
