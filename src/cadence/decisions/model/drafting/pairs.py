"""Choices that one sentence names: "either X or Y", "X vs. Y?", "between X and Y", "candidates: X, Y and Z"."""

import re
from collections.abc import Iterable

from cadence.decisions.model.drafting.text import LONGEST, Sentence, alone
from cadence.decisions.model.drafting.words import listed

_OR = re.compile(
    r"(?P<one>[\w.#+'%€$-]+(?: [\w.#+'%€$-]+){0,9}),? (?:or|vs\.?|versus) "
    r"(?P<other>[\w.#+'%€$-]+(?: [\w.#+'%€$-]+){0,9})",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\b(?:(?:we|you) (?:can|could)(?: either)?|either) (?P<one>[^?.;]{3,80}?),? or (?P<other>[^?.;]{3,80})",
    re.IGNORECASE,
)
_CANDIDATES = re.compile(
    r"\b(?:(?:candidates|options|choices|alternatives|ways)(?: are)?(?: (?:for|to|of|here) ?[^:?.;]{0,40})?: ?|"
    r"(?:looked at|compared|considered|considering|evaluated|tested|shortlisted) )(?P<list>[^?;:]{5,200})",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|choose|decide|choice) (?:between )?(?P<one>[\w.#+'-]+(?: [\w.#+'-]+){0,3}) and "
    r"(?P<other>[\w.#+'-]+(?: [\w.#+'-]+){0,3})",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?:(?:so|and|ok)[,]? )?(?:do|should|shall|can|could|will|would) (?:we|i) ")
_BREAK = re.compile(r"[:–—(]| - ")
_SPLIT = re.compile(r",? (?:or|and|vs\.?|versus) |, ")
_UNTIL = listed("for in on at with to from by of per when if because since so as that which")
_BEGINS = listed(
    "use want take do is a the with for go pick choose need have keep be it prefer between either we on to should "
    "buy make in return"
)
_DOING = listed(
    "use take do go pick choose keep have buy make return drop add remove move switch stay write build rewrite tune "
    "wait ship start stop cut raise lower split merge prune renew fix hire train allow block pay host run store send "
    "show hide retry queue leave migrate upgrade replace extend delay postpone cancel cap set let ask call support"
)
"""With one of these after "or" both sides are things to do, told in full."""
_TWO = listed("or vs versus between candidates options choices alternatives ways looked compared considered "
              "considering evaluated tested shortlisted")  # fmt: skip
LONGEST_NAME = 5
"""Words of one of several that are named in a row."""


def pair(sentence: Sentence) -> tuple[Sentence, ...]:
    """The choices that a sentence names, each alone; none where it names none."""
    if sentence.known.isdisjoint(_TWO):
        return ()
    sides = (side.strip(' ,."“”?!') for side in _sides_of(sentence, sentence.text[:LONGEST]))
    named = [side for side in sides if side and side.lower() not in ("not", "no", "so", "later")]
    return tuple(alone(sentence.place, side) for side in named) if len(named) > 1 else ()


def _sides_of(sentence: Sentence, text: str) -> Iterable[str]:
    if (candidates := _CANDIDATES.search(text)) and (row := _row(candidates["list"])):
        return row
    if either := _EITHER.search(text):
        return (either["one"], either["other"])
    if "between" in sentence.known and (between := _BETWEEN.search(text)):
        return _sides(between["one"], between["other"])
    if sentence.is_question and (found := _OR.search(text)):
        row = _row(_BREAK.split(text)[-1])
        return row if len(row) > 2 and "," in text else _sides(found["one"], found["other"])
    return ()


def _row(text: str) -> list[str]:
    """Of "uptime, error rate or latency" all three; nothing where one of them is a whole clause."""
    named = [each for each in _SPLIT.split(text) if each.strip(" .?")]
    return (
        named if len(named) > 1 and all(len(each.split()) <= LONGEST_NAME for each in named) else []
    )


def _sides(one: str, other: str) -> tuple[str, str]:
    """The second ends where a clause begins that belongs to both; the first is no longer than the second."""
    second = _ASKED.sub("", other).split()
    if second and second[0].lower() in _DOING:
        return _done(one), " ".join(second)
    second = list(_until(second))
    first = one.split()[-max(len(second), 1) :]
    begun = [at for at, word in enumerate(first[:-1]) if word.lower() in _BEGINS | _UNTIL]
    return " ".join(first[begun[-1] + 1 :] if begun else first), " ".join(second)


def _done(text: str) -> str:
    """From its first verb on."""
    words = text.split()
    return " ".join(
        words[next((at for at, word in enumerate(words) if word.lower() in _DOING - {"do"}), 0) :]
    )


def _until(words: Iterable[str]) -> Iterable[str]:
    for at, word in enumerate(words):
        if at and word.lower() in _UNTIL:
            return
        yield word
