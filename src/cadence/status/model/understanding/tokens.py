"""A question's text as words: chat markup taken away, contractions opened, gaps remembered."""

import html
import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache


class Form(Enum):
    WORD = auto()
    NUMBER = auto()
    QUOTE = auto()
    EMAIL = auto()
    MENTION = auto()
    KEY = auto()
    DATE = auto()
    """Written in figures, with slashes or in ISO order."""
    CLOCK = auto()
    BAD = auto()
    """A sign that bears meaning and that no rule reads: `<`, `=`, `%`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    text: str
    """As it was written, without quotation marks."""
    low: str
    form: Form
    gap: str
    """What stood between the token before and this one."""
    corrected: str | None = None
    """What was written, where the spelling was mended."""


MOST_CHARACTERS = 600
"""A longer text is a report, not a question."""

_SLACK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_BROWSE = re.compile(r"https?://\S{0,300}?/browse/([A-Za-z][A-Za-z0-9_]*-\d+)[^\s>|]*")
_SELECTED = re.compile(r"https?://\S{0,500}?[?&]selectedIssue=([A-Za-z][A-Za-z0-9_]*-\d+)[^\s>|]*")
_EMOJI = re.compile(r":[a-z0-9_+-]+:(?![0-9])|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]")
_TOKEN = re.compile(
    r"""
      (?P<quote> "[^"\n]{1,200}" | “[^”\n]{1,200}” | (?<!\w)'[^'\n]{2,200}'(?!\w) | ‘[^’\n]{2,200}’(?!\w)
        | `[^`\n]{1,200}` )
    | (?P<email> [\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
    | (?P<mention> @[A-Z0-9]{3,}\b )
    | (?P<date> \b(?: \d{1,4}/\d{1,2}/\d{1,4} | \d{4}-\d{1,2}-\d{1,2} | \d{1,2}[-.]\d{1,2}[-.]\d{4} )\b )
    | (?P<clock> \b\d{1,2}:\d{2}\b )
    | (?P<key> \b[A-Za-z][A-Za-z0-9_]+-\d+\b(?![.\-]?\w) )
    | (?P<amp> & | (?<=\s)\+(?=\s) )
    | (?P<word> [^\W_] (?: \w | ['’.\-+\#@] (?=[^\W_]) )* (?: \.\* | \+{1,2}(?!\w) | \#(?!\w) )? )
    | (?P<bad> [<>=%$|{}\[\]^~]+ )
    """,
    re.VERBOSE,
)

_OPENED = {
    "what's": "what is", "whats": "what is", "who's": "who is", "it's": "it is", "there's": "there is",
    "that's": "that is", "where's": "where is", "how's": "how is", "when's": "when is", "let's": "let us",
    "i'm": "i am", "i'd": "i would", "i've": "i have", "we've": "we have", "we're": "we are",
    "they're": "they are", "they've": "they have", "i'll": "i will", "we'll": "we will", "you've": "you have",
    "gimme": "give me", "what're": "what are", "cannot": "can not", "can't": "can not", "dont": "do not",
    "isnt": "is not", "arent": "are not", "hows": "how is", "pls": "please", "plz": "please",
}  # fmt: skip
_NEGATED = re.compile(r"(is|are|was|were|has|have|had|do|does|did|should|could|would)n't$")


def plain(text: str) -> str:
    """The text without the messenger's markup: mentions as `@U1`, links to issues as their keys, entities opened."""

    def shown(found: re.Match[str]) -> str:
        sign, inside, label = found.group(1), found.group(2), found.group(3)
        if sign == "@":
            return f"@{inside} " if re.fullmatch(r"[A-Z0-9]+", inside) else " "
        if sign:
            return " "
        keyed = _BROWSE.match(inside) or _SELECTED.match(inside)
        if keyed:
            return keyed.group(1)
        return (
            (label or inside).strip() if inside.startswith(("http", "mailto:")) else found.group(0)
        )

    text = _SLACK.sub(shown, text)
    text = html.unescape(text)
    text = _SELECTED.sub(r"\1", _BROWSE.sub(r"\1", text))
    text = _EMOJI.sub(" ", text)
    text = re.sub(r"(?<!\w)[*_~]{1,3}(?=\w)|(?<=\w)[*_~]{1,3}(?!\w)(?<!\.\*)", "", text)
    return " ".join(text.split())


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a plain text, in order. A mention that opens the text is whom it is said to, and left out."""
    text = re.sub(r"^(?:@[A-Z0-9]{3,}[\s,:]*)+", "", text)
    out: list[Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        out += _opened(_token(found, text[end : found.start()]))
        end = found.end()
    return tuple(out)


@lru_cache(maxsize=8192)
def squash(name: str) -> str:
    """A name without case, spaces and signs, as names are compared: "Mobile Web" and "MobileWeb" are one.

    Dots between figures stay, and so do the signs that tell C, C++ and C# apart.
    """
    folded = name.casefold().replace("&", "and")
    kept = re.sub(r"(?<=\d)\.(?=\d)", "\0", folded)
    return "".join(c for c in kept if c.isalnum() or c in "\0+#").replace("\0", ".")


def _token(found: re.Match[str], gap: str) -> Token:
    text = found.group(0)
    form = {
        "quote": Form.QUOTE,
        "email": Form.EMAIL,
        "mention": Form.MENTION,
        "date": Form.DATE,
        "clock": Form.CLOCK,
        "key": Form.KEY,
        "bad": Form.BAD,
    }.get(found.lastgroup or "", Form.WORD)
    if form is Form.QUOTE:
        text = text[1:-1].strip()
    if found.lastgroup == "amp":
        text = "and"
    if form is Form.WORD and text.isdecimal():
        form = Form.NUMBER
    return Token(text=text, low=text.casefold().replace("’", "'"), form=form, gap=gap)


def _opened(token: Token) -> list[Token]:
    if token.form is not Form.WORD:
        return [token]
    if token.low in _OPENED:
        return _split(token, _OPENED[token.low].split())
    negated = _NEGATED.match(token.low)
    if negated:
        return _split(token, [negated.group(1), "not"])
    if token.low.endswith("'s") and len(token.low) > 2:
        return [replace(token, text=token.text[:-2], low=token.low[:-2])]
    return [token]


def _split(token: Token, parts: list[str]) -> list[Token]:
    return [
        replace(token, text=part, low=part, gap=token.gap if place == 0 else " ")
        for place, part in enumerate(parts)
    ]


def in_pieces(token: Token) -> list[Token]:
    """A hyphenated word as its words."""
    parts = [part for part in token.text.split("-") if part]
    return [
        replace(
            token,
            text=part,
            low=part.casefold().replace("’", "'"),
            form=Form.NUMBER if part.isdecimal() else Form.WORD,
            gap=token.gap if place == 0 else "-",
        )
        for place, part in enumerate(parts)
    ]
