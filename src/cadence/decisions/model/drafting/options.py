"""What could have been decided, what was, and why the rest was not."""

import re
from collections.abc import Iterable

from cadence.decisions.model.decision import Option
from cadence.decisions.model.drafting.cues import Act, Move, core, unlabelled
from cadence.decisions.model.drafting.discussion import Discussion, Words
from cadence.decisions.model.drafting.text import LONGEST, Sentence, ordinary
from cadence.decisions.model.drafting.words import listed, stem

LISTED = re.compile(
    r"^\W{0,3}(?:(?:option|plan|variant|proposal|alternative) ?#?(?P<named>[a-e]|\d)\b\s{0,3}[:).–—-]?\s{0,3}|"
    r"\(?(?P<mark>[a-e]|\d)(?:\)|[:.](?=\s))\s{0,3})(?P<text>\S.*)"
)
_ANNOUNCED = listed(
    "option options alternative alternatives candidates choices ways variants possibilities plans"
)
_OR = re.compile(
    r"(?P<one>[\w.#+'%€$-]+(?: [\w.#+'%€$-]+){0,6}),? (?:or|vs\.?|versus) "
    r"(?P<other>[\w.#+'%€$-]+(?: [\w.#+'%€$-]+){0,5})"
)
_EITHER = re.compile(
    r"\b(?:either|(?:we|you) (?:can|could)) (?P<one>[^?.;]{3,80}?),? or (?P<other>[^?.;]{3,80})",
    re.IGNORECASE,
)
_CANDIDATES = re.compile(
    r"\b(?:candidates|options|choices|alternatives)(?: are)?: ?(?P<list>[^?;]{5,200})",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than) (?P<other>[\w.#+@%€$'-]+(?: [\w.#+@%€$'-]+){0,5})", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"\b(?:between|choose|decide|"
    r"choice) (?:between )?(?P<one>[\w.#+'-]+(?: [\w.#+'-]+){0,3}) and (?P<other>[\w.#+'-]+(?: [\w.#+'-]+){0,3})",
    re.IGNORECASE,
)
_REJECTED = re.compile(
    r"^(?P<other>[\w.#+'-]+(?: [\w.#+'-]+){0,4}) (?:was|is|were|got) (?:rejected|ruled out|discarded|turned down|"
    r"no option)\b",
    re.IGNORECASE,
)
_UNTIL = listed("for in on at with to from by of per when if because since so as that which")
_BEGINS = listed(
    "use want take do is a the with for go pick choose need have keep be it prefer between either we on to should "
    "buy make in return"
)
_TWO = listed("or vs versus between")
MOST = 8
"""Options of a draft."""


def options(talk: Discussion) -> tuple[tuple[Option, ...], tuple[int, ...]]:
    """The options with the messages they rest on; none where nobody named a choice."""
    named = _distinct([*(_named(talk) or _either(talk)), *_instead(talk), *_rejected(talk)])
    chosen = [_is_chosen(each, talk) for each in named]
    if sum(chosen) > 1:
        chosen = [
            is_chosen and _is_plain(each, talk)
            for each, is_chosen in zip(named, chosen, strict=True)
        ]
    found, places = [], set[int]()
    for each, is_chosen in zip(named, chosen, strict=True):
        why = _why(each, talk)
        found.append(Option(text=each.text, is_chosen=is_chosen, why=why.text if why else ""))
        places |= {each.place, *([why.place] if why else [])}
    for option, at in _turned_down(talk, found):
        found.append(option)
        places |= at
    if not found or all(option.is_chosen for option in found):
        return (), ()
    return tuple(found[:MOST]), tuple(sorted(places))


def _distinct(named: Iterable[Words]) -> list[Words]:
    return list({ordinary(each.text): each for each in named}.values())[:MOST]


def _before(talk: Discussion) -> list[Sentence]:
    return [move.sentence for move in talk.moves if move.sentence.place <= talk.end]


# --- where choices are named -------------------------------------------------------------------------


def _named(talk: Discussion) -> list[Words]:
    """A list of options, or what follows "candidates:"."""
    sentences = _before(talk)
    announced = any(sentence.known & _ANNOUNCED for sentence in sentences)
    found = []
    for sentence in sentences:
        if candidates := _CANDIDATES.search(sentence.text[:LONGEST]):
            pieces = re.split(r",? or |, ", candidates["list"])
            return [
                Words(text=each.strip(' ."“”'), place=sentence.place)
                for each in pieces
                if each.strip(" .")
            ]
        each = LISTED.match(sentence.low)
        if each and (each["named"] or announced):
            text = sentence.text[each.start("text") :].strip().rstrip(".")
            found.append(Words(text=text, place=sentence.place))
    return found if len(found) > 1 else []


def _either(talk: Discussion) -> list[Words]:
    """Two sides of an "or": in a question, or after "either"."""
    for sentence in _before(talk):
        if not sentence.known & _TWO:
            continue
        text = sentence.text[:LONGEST]
        if either := _EITHER.search(text):
            sides = (either["one"], either["other"])
        elif "between" in sentence.known and (between := _BETWEEN.search(text)):
            sides = _sides(between["one"], between["other"])
        elif sentence.is_question and (found := _OR.search(text)):
            sides = _sides(found["one"], found["other"])
        else:
            continue
        return [
            Words(text=side.strip(" ,."), place=sentence.place)
            for side in sides
            if side.strip(" ,.")
        ]
    return []


def _sides(one: str, other: str) -> tuple[str, str]:
    """The second ends where a clause begins that belongs to both; the first is no longer than the second."""
    second: list[str] = []
    for word in other.split():
        if word.lower() in _UNTIL and second:
            break
        second.append(word)
    first = one.split()[-max(len(second), 1) :]
    begun = [at for at, word in enumerate(first[:-1]) if word.lower() in _BEGINS | _UNTIL]
    return " ".join(first[begun[-1] + 1 :] if begun else first), " ".join(second)


def _instead(talk: Discussion) -> list[Words]:
    return [
        Words(text=found["other"].strip(" ."), place=move.sentence.place)
        for move in talk.saying
        if (found := _INSTEAD.search(move.sentence.text[:LONGEST]))
    ]


def _rejected(talk: Discussion) -> list[Words]:
    """What somebody says was rejected."""
    return [
        Words(text=found["other"], place=sentence.place)
        for sentence in (move.sentence for move in talk.moves)
        if not talk.is_said(sentence) and (found := _REJECTED.match(sentence.text[:LONGEST]))
    ]


# --- which it was, and why ---------------------------------------------------------------------------


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W_]+", text.lower())}


def _is_chosen(option: Words, talk: Discussion) -> bool:
    """Half of its words, or all of a short one, stand in what was decided, and not behind "instead of"."""
    own = {word for word in _stems(option.text) if len(word) > 2} or _stems(option.text)
    said = set[str]()
    for move in talk.saying:
        said |= _stems(_INSTEAD.sub(" ", move.sentence.text[:LONGEST]))
    return bool(own) and len(own & said) * 2 >= len(own)


def _is_plain(option: Words, talk: Discussion) -> bool:
    """Whether the very words of the option stand in what was decided."""
    return any(ordinary(option.text) in ordinary(move.sentence.text) for move in talk.saying)


def _why(option: Words, talk: Discussion) -> Words | None:
    """The first thing that somebody tells of it."""
    own = {word for word in _stems(option.text) if len(word) > 2} or _stems(option.text)
    for move in talk.moves:
        sentence = move.sentence
        if talk.is_said(sentence) or sentence.is_question or LISTED.match(sentence.low):
            continue
        is_view = move.act in (Act.TELLS, Act.OBJECTS, Act.AGREES) and len(sentence.words) > 3
        if (
            is_view
            and option.place <= sentence.place <= talk.end
            and own & _stems(sentence.low[:60])
        ):
            return Words(text=core(sentence.text), place=sentence.place)
    return None


def _turned_down(talk: Discussion, found: list[Option]) -> list[tuple[Option, set[int]]]:
    """What was proposed and objected to, or settled and then settled otherwise."""
    known = {ordinary(option.text) for option in found}
    out = []
    for turned in talk.turned_down:
        text = unlabelled(turned.move.core)
        against = turned.against
        if ordinary(text) in known or not _may_be_an_option(turned.move):
            continue
        places = {turned.move.sentence.place} | ({against.sentence.place} if against else set())
        out.append((Option(text=text, why=core(against.sentence.text) if against else ""), places))
    return out


def _may_be_an_option(move: Move) -> bool:
    return not move.leans and not move.sentence.is_question and bool(move.sentence.telling)
