"""What was decided, in full and in one line, in the words of who said it."""

import re
from collections.abc import Sequence

from cadence.decisions.model.drafting.cues import Move, unlabelled
from cadence.decisions.model.drafting.pointing import is_label, names_only, without_label
from cadence.decisions.model.drafting.words import lowered

LONGEST_TITLE = 80
"""Characters."""

_BEGUN = re.compile(
    r"^(?:(?:let's|let us|we(?:'ll| will| shall|'re going to| are going to|'re| are|'ve| have| should| could)?"
    r"(?: (?:now|all|finally))?(?: (?:decided|agreed)(?: with \w{2,20})?(?: to| that(?: we)?| on)?)?|i(?:'ll|"
    r" will)|"
    r"i(?:'d| would)? (?:propose|suggest|recommend|vote|say)(?: that| to| for)?(?: we)?|i'd|"
    r"(?:my |new )?(?:proposal|suggestion|recommendation)(?: ?:| is(?: to| that)?)(?: we)?|how about|what about|"
    r"should we|shall we|are we (?:agreed|ok) (?:on|with))\s+)"
)
_PREFACE = re.compile(r"^[^:]{3,60}: (?=\S+ \S+ \S)")
_CLAUSE = re.compile(
    r"\s*(?:[;–—(]|:(?!\d)|, (?:because|since|so|but|and|as|which|with)\b|\b(?:because|since|so that)\b|\. )"
)


def decided(saying: Sequence[Move]) -> str:
    """A line a sentence, without the filler at its beginning; what an option says stands for its label."""
    full = [move for move in saying if not is_label(move.core)] or saying
    return "\n".join(_tidy(unlabelled(move.core)) for move in full)


def title(saying: Sequence[Move]) -> str:
    """The heart of it: of the sentence that says most, the first clause that isn't a preface."""
    full = [move for move in saying if not names_only(move.core)] or saying
    fullest = max(full, key=lambda move: min(len(move.sentence.telling), 3))
    text = _tidy(unlabelled(fullest.core))
    text = without_label(text)
    if preface := _PREFACE.match(text):
        text = text[preface.end() :]
    text = heart(text)
    if len(text) > LONGEST_TITLE // 2 and (cut := _CLAUSE.search(text, 20)):
        text = text[: cut.start()]
    if len(text) > LONGEST_TITLE:
        text = text[: LONGEST_TITLE + 1].rsplit(" ", 1)[0][:LONGEST_TITLE]
    text = text.strip(" .,;:!?–—-") or fullest.sentence.text[:LONGEST_TITLE]
    return text[:1].upper() + text[1:]


def heart(text: str) -> str:
    """Of "I suggest we keep it": "keep it"."""
    begun = _BEGUN.match(lowered(text))
    return text[begun.end() :] if begun and begun.end() < len(text) else text


def _tidy(text: str) -> str:
    return text.strip(" ,;–—-") or text
