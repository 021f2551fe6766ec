"""What "(b)", "option 2" or "the second one" point back to, and which sentences speak of an option by its label."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.pairs import pair
from cadence.decisions.model.drafting.text import Sentence, Turn
from cadence.decisions.model.drafting.words import listed, lowered

_NUMBERED = r"(?:option|plan|variant|proposal|number|alternative|#) ?#?"
_CHOSEN = r"(?:go(?:ing)? (?:with|for)|take|pick|choose|do|doing|stick with|settle on|vote|vote for|prefer)"
_ENDS = r"(?= (?:then|because|since|as|and|now|please|it is|wins|instead|[–-])|\s*[,.:;!?]|$)"
_POINTER = re.compile(
    rf"\b{_NUMBERED}\(?(?P<named>[a-h]|[1-9]|one|two|three)\b|"
    r"(?<!\w)\((?P<round>[a-h]|[1-9])\)|"
    rf"\b{_CHOSEN} (?P<taken>[a-h]|[1-9]){_ENDS}|"
    rf"^(?:then |so )?(?P<bare>[a-h]|[1-9])(?:(?: then| it is| wins| please)\b|[,:]|$)"
)
_ORDINAL = re.compile(
    r"\bthe (?P<rank>first|second|third|fourth|fifth|last|former|latter)\b"
    r"(?: (?:one|option|way|variant|idea)\b|$|[,.:;]| (?:then|it is|wins|please)\b)"
)
_RANKS = {
    "first": 0,
    "former": 0,
    "second": 1,
    "latter": -1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "last": -1,
}
_NUMBER = {"one": "1", "two": "2", "three": "3"}
_NOT = re.compile(
    r"\b(?:instead of|rather than|not|over|than|against) (?:option )?\(?(?:[a-h]|\d)\b\)?"
)
_LABEL = rf"(?:{_NUMBERED})?\(?(?:[a-h]|[1-9])\)?"
_LABELLED = re.compile(
    rf"^(?:then |so )?(?:(?:let's|let us|we|we'll|we're|we will|i'd|i'll|i would|i will) )?(?:{_CHOSEN} )?"
    rf"{_LABEL}(?: then| it is)?\s*(?:[,:]|\s[–—-]) ?(?=\S+ \S)"
)
_JUDGED = re.compile(
    rf"^(?:(?:i'm |i am )?(?:against|for|no to|not|as for|about|re|on|with) )?(?P<label>{_LABEL})"
    r"(?P<out> (?:is|are|was) (?:out|dead|off the table|no option)| won't (?:do|work|fly))?"
    r"(?P<colon>\s*[,:]| [–—-])?\s*"
)
_WORD = re.compile(r"\w[\w']*")
_WHY = re.compile(
    rf"^(?:then |so )?(?:(?:let's|we|we'll|i'll) )?{_CHOSEN} {_LABEL},? "
    r"(?:because|since|as|so that|it|it's|that|this|they|we)\b"
)
_SAYING = listed(
    "let's let us go with going for take do doing i'd i'll i we we'll we're will then it is it's so ok one option "
    "please wins stick now the choose pick decision decided and both"
)
_VERBS = listed(
    "is isn't was has hasn't had would wouldn't will won't can can't could costs cost needs need means breaks takes "
    "gives lets keeps makes only moves works doesn't does saves looks sounds seems gets adds requires leaves and"
)
"""After a bare letter: "a is slow" speaks of option a, "a websocket" does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An option that was pointed to, the message it stands in, and its words as a move."""

    turn: Turn
    move: Move


def labels(text: str) -> frozenset[str]:
    """The letters and numbers by which a text chooses."""
    low = _NOT.sub(" ", lowered(text).rstrip(" .!"))
    found = (next(filter(None, each.groups())) for each in _POINTER.finditer(low))
    return frozenset(_NUMBER.get(each, each) for each in found)


def rank(text: str) -> int | None:
    """Which one of several "the second one" means."""
    found = _ORDINAL.search(lowered(text).rstrip(" .!?"))
    return _RANKS[found["rank"]] if found else None


def named_in(move: Move, before: Sequence[Turn]) -> tuple[Named, ...]:
    """The options that "option 2", "B then" or "the latter" mean: of the last list that has them, or else of the last
    message that is an entry of one."""
    marks, at = labels(move.core), rank(move.core)
    whole = [turn for turn in before if len(turn.listed) > 1]
    for turn in (*reversed(whole), *reversed(before)):
        found = [item.sentence for item in turn.listed if item.mark in marks]
        if at is not None and not marks:
            found = _ranked(turn, at)
        if found:
            return tuple(
                Named(
                    turn=turn,
                    move=Move(act=Act.TELLS, sentence=each, weight=0.0, core=each.text),
                )
                for each in found
            )
    return ()


def _ranked(turn: Turn, at: int) -> list[Sentence]:
    among = [item.sentence for item in turn.listed] or [
        side for each in turn.sentences for side in pair(each)
    ]
    return [among[at]] if len(among) > 1 and at < len(among) else []


def without_label(text: str) -> str:
    """Of "let's go with (b): queue them": "queue them"."""
    found = _LABELLED.match(lowered(text))
    return text[found.end() :] if found else text


def is_label(text: str) -> bool:
    """Whether it names an option and says no more."""
    low = lowered(text).rstrip(" .!")
    rest = _POINTER.sub(" ", _ORDINAL.sub(" ", low))
    return rest != low and set(_WORD.findall(rest)) <= _SAYING


def names_only(text: str) -> bool:
    """Whether it chooses by a label alone, though it may go on with why: "let's go with b because it's cheap"."""
    return bool(labels(text)) and (is_label(text) or bool(_WHY.search(lowered(text))))


def judged(text: str) -> tuple[str, str] | None:
    """The label of the option that a sentence speaks of, and what it says of it."""
    low = lowered(text)
    found = _JUDGED.match(low)
    if found is None:
        return None
    label, rest = found["label"], text[found.end() :]
    mark = label.strip("()")[-1]
    is_bare = label == mark and found.start("label") == 0 and not (found["out"] or found["colon"])
    if is_bare and low[found.end() :].split(" ")[0] not in _VERBS:
        return None
    if found["colon"] and len(rest.split()) >= 3:
        return mark, rest
    return mark, text
