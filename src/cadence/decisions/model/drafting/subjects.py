"""What a sentence is about: its telling words, and what "option 2" or "B" points back to."""

import re
from collections.abc import Sequence

from cadence.decisions.model.drafting.cues import Act, Move
from cadence.decisions.model.drafting.text import Sentence, Turn

_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "so",
        "if",
        "then",
        "than",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "without",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "it",
        "its",
        "it's",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "we",
        "we'll",
        "we're",
        "we've",
        "us",
        "our",
        "i",
        "i'll",
        "i'm",
        "i'd",
        "you",
        "your",
        "they",
        "them",
        "their",
        "he",
        "she",
        "his",
        "her",
        "let",
        "let's",
        "go",
        "going",
        "stick",
        "use",
        "using",
        "used",
        "keep",
        "keeping",
        "do",
        "does",
        "did",
        "done",
        "don't",
        "doing",
        "make",
        "makes",
        "made",
        "take",
        "taken",
        "have",
        "has",
        "had",
        "will",
        "would",
        "won't",
        "can",
        "could",
        "should",
        "shall",
        "may",
        "might",
        "must",
        "not",
        "no",
        "yes",
        "ok",
        "okay",
        "right",
        "all",
        "any",
        "some",
        "more",
        "most",
        "less",
        "now",
        "just",
        "only",
        "also",
        "too",
        "very",
        "still",
        "yet",
        "again",
        "back",
        "up",
        "down",
        "out",
        "off",
        "over",
        "into",
        "about",
        "after",
        "before",
        "until",
        "because",
        "since",
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "how",
        "option",
        "options",
        "plan",
        "decision",
        "decided",
        "agreed",
        "agree",
        "proposal",
        "propose",
        "think",
        "say",
        "one",
        "two",
        "thing",
        "things",
        "way",
        "good",
        "fine",
        "well",
        "really",
        "actually",
        "instead",
        "rather",
        "next",
        "new",
        "get",
        "got",
        "set",
        "put",
        "try",
    ]
)
_POINTER = re.compile(
    r"\b(?:option|plan|variant|proposal|number|alternative|#) ?#?(?P<named>[a-e]|\d|one|two|three)\b|"
    r"^(?:let's (?:do|go with|take) |(?:i'll|we'll|we|i)? ?(?:go with|going with|take|do) |)(?P<bare>[a-e]|\d)(?: then| it is|$)"
)
_NUMBER = {"one": "1", "two": "2", "three": "3"}
_LISTED = re.compile(
    r"^\W{0,3}(?:option|plan|variant|proposal|alternative|number)? ?#?\(?(?P<mark>[a-e]|\d)(?:[):.]|\s*[-–—:=]\s)"
)


def subject(move: Move) -> set[str]:
    return telling_in(move.sentence)


def telling_in(sentence: Sentence) -> set[str]:
    """Its words without common ones and without their endings."""
    return {_stem(word) for word in sentence.words if word not in _COMMON and len(word) > 1}


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def alike(later: Sequence[Move], earlier: Sequence[Move]) -> bool:
    """Whether both are about one thing: half of the telling words of the one with fewer stand in the other."""
    one = set[str]().union(*(subject(move) for move in later))
    other = set[str]().union(*(subject(move) for move in earlier))
    fewer = min(len(one), len(other))
    return fewer > 0 and len(one & other) * 2 >= fewer


def named_in(move: Move, before: Sequence[Turn]) -> tuple[Turn, Move] | None:
    """The listed option that "option 2" or "B then" means, the last one of that name."""
    found = _POINTER.search(move.core.lower().rstrip(" .!"))
    if found is None:
        return None
    said = found["named"] or found["bare"]
    mark = _NUMBER.get(said, said)
    for turn in reversed(before):
        for sentence in turn.sentences:
            listed = _LISTED.match(sentence.low)
            if listed and listed["mark"] == mark:
                return turn, Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=sentence.text)
    return None
