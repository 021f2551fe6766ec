"""When a decision is looked at again, what would reopen it, and whether it can be undone."""

import re
from collections.abc import Mapping
from datetime import date

from cadence.decisions.model.decision import Reversibility
from cadence.decisions.model.drafting.cues import core
from cadence.decisions.model.drafting.dates import day_ahead
from cadence.decisions.model.drafting.discussion import Discussion, Words
from cadence.decisions.model.drafting.text import Sentence
from cadence.decisions.model.drafting.words import listed

_AGAIN = re.compile(
    r"\b(?:re-?visit|review (?:it|this|that|in|again|on)|re-?evaluate|reconsider|reassess|re-?open|re-?think|"
    r"think again|"
    r"look(?:ing)? (?:at (?:it|this|that|the [^.]{1,40}) )?again|look at (?:it|this|making|how)|"
    r"(?:let's|we) check [^.]{1,40} in|check (?:again|"
    r"back|in again)|"
    r"come back to (?:it|this|that)|another look|see (?:again )?how it|evaluate (?:it|this|again)|decide again|"
    r"talk again|"
    r"time-?box(?:ed)?)\b"
)
_ONLY_IF = re.compile(
    r"\b(?:if|when|once|as soon as|unless|after(?! (?:\d|an? |one|two|three|four|six|that|this|it)))\b"
)
_OR_IF = re.compile(r",? or (?=(?:if|when|once|as soon as|after|unless)\b)")
"""After it stands a condition, before it what is agreed in any case."""
_IF = listed("if unless")
"""A day that is named beside one of these belongs to the condition."""

_UNDO = (
    r"(?:undo|undone|reverse|reversed|revert|reverted|go(?:ing)? back|roll (?:it |this )?back|rolled back|"
    r"switch back|"
    r"take (?:it|this|that) back|turn (?:it )?off|flip (?:it )?back|change (?:(?:it|this|that|"
    r"our mind) )?(?:later|back|again))"
)
_HARD = re.compile(
    r"\b(?:can't|cannot|can not|won't be able to|hard to|impossible to|difficult to|no way to|there is no|"
    r"there's no) "
    rf"(?:easily )?{_UNDO}\b|"
    r"\b(?:irreversible|one-?way door|no way back|no going back|point of no return|not reversible)\b"
)
_EASY = re.compile(
    rf"\b(?:easy to|easily|(?:can|could) (?:always |still |easily |just )?(?:be )?|simple to|trivial to|"
    rf"cheap to) ?{_UNDO}\b|"
    r"\bcan (?:always|still) [^.]{1,40} later\b|\b(?:two-?way door|reversible|not(?:hing is)? set in stone)\b"
)


def is_later(sentence: Sentence) -> bool:
    """Whether it tells when to look again or how to get back."""
    return any(pattern.search(sentence.low) for pattern in (_AGAIN, _HARD, _EASY))


def review(talk: Discussion, days: Mapping[int, date]) -> tuple[date, int] | None:
    """The last day on which somebody wants to look again. `days` are the local dates of messages by their places."""
    for sentence in _said_last(talk):
        certain, *conditions = _OR_IF.split(sentence.low, maxsplit=1)
        if not _AGAIN.search(certain) or (sentence.known & _IF and not conditions):
            continue
        if day := day_ahead(certain, today=days[sentence.place]):
            return day, sentence.place
    return None


def reopening(talk: Discussion) -> Words | None:
    """On which condition somebody wants to look again."""
    for sentence in _said_last(talk):
        if _AGAIN.search(sentence.low) and _ONLY_IF.search(sentence.low):
            either = _OR_IF.search(sentence.low)
            text = sentence.text[either.end() :] if either else core(sentence.text)
            return Words(text=text, place=sentence.place)
    return None


def reversibility(talk: Discussion) -> tuple[Reversibility, int] | None:
    for sentence in _said_last(talk):
        if _HARD.search(sentence.low):
            return Reversibility.IRREVERSIBLE, sentence.place
        if _EASY.search(sentence.low):
            return Reversibility.REVERSIBLE, sentence.place
    return None


def _said_last(talk: Discussion) -> list[Sentence]:
    return [move.sentence for move in reversed(talk.after()) if not move.sentence.is_question]
