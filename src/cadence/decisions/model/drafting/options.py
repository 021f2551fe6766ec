"""What could have been decided, what was, and why the rest was not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cadence.decisions.model.decision import Option
from cadence.decisions.model.drafting.cues import Act, Move, core, unlabelled
from cadence.decisions.model.drafting.discussion import Discussion, Words
from cadence.decisions.model.drafting.pairs import pair
from cadence.decisions.model.drafting.pointing import judged, labels, names_only
from cadence.decisions.model.drafting.text import LONGEST, Item, Sentence, alone, ordinary
from cadence.decisions.model.drafting.titles import heart
from cadence.decisions.model.drafting.words import COMMON, listed, stem

_ANNOUNCED = listed(
    "option options alternative alternatives candidates choices ways variants possibilities plans either"
)
_AGENDA = listed("topics topic agenda items points todos tasks steps summary recap questions")
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than) (?P<other>[\w.#+@%€$'-]+(?: [\w.#+@%€$'-]+){0,5})", re.IGNORECASE
)
_REJECTED = re.compile(
    r"^(?P<other>[\w.#+'-]+(?: [\w.#+'-]+){0,4}) (?:was|is|were|got) (?:rejected|ruled out|discarded|turned down|"
    r"no option)\b",
    re.IGNORECASE,
)
_OFFERING = re.compile(
    r"^(?:[^ ]+ ?){1,2}\?$|\b(?:how about|what about|what if we|why not|can we make it)\b"
)
"""In a question it offers something: "Miro?", "how about Miro?"."""
_TASK = re.compile(r"\bplease\b|^(?:no objections?|@)|^\w{2,15} (?:owns|leads|drives|takes care)\b")
"""Who does what, or that nobody minds, is no view of an option."""
NEAR = 8
"""Messages before a decision in which a proposal may be one of its options."""
MOST = 8
"""Options of a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that somebody named as a choice."""

    text: str
    place: int
    mark: str = ""
    within: Sentence
    """The sentence that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there was to choose from, and what was said of each that has a label."""

    named: tuple[Choice, ...]
    chosen: frozenset[str]
    """The labels by which it was chosen."""

    def is_naming(self, sentence: Sentence) -> bool:
        return any(each.within is sentence for each in self.named)

    def judged(self, sentence: Sentence) -> tuple[str, str] | None:
        """Which option a sentence speaks of by its label, and what it says."""
        found = judged(core(sentence.text))
        marks = {each.mark for each in self.named} - {""}
        return found if found and found[0] in marks else None


def choices(talk: Discussion) -> Choices:
    named = [*(_listed(talk) or _either(talk)), *_instead(talk), *_rejected(talk)]
    marks = {each.mark for each in named} - {""}
    said = frozenset[str]().union(*(labels(move.core) for move in talk.saying))
    return Choices(named=_distinct(named), chosen=said & marks)


def options(talk: Discussion, among: Choices) -> tuple[tuple[Option, ...], tuple[int, ...]]:
    """The options with the messages they rest on; none where nobody named a choice."""
    chosen = _chosen(talk, among)
    found, places = [], set[int]()
    for each in among.named:
        why = _why(each, talk, among)
        is_chosen = any(each is one for one in chosen)
        found.append(Option(text=each.text, is_chosen=is_chosen, why=why.text if why else ""))
        places |= {each.place, *([why.place] if why else [])}
    for option, at in (*_turned_down(talk, found), *_proposed(talk, found, among)):
        found.append(option)
        places |= at
    if all(option.is_chosen for option in found) and not places - _places_said(talk):
        return (), ()
    return tuple(found[:MOST]), tuple(sorted(places))


def _distinct(named: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple({ordinary(each.text): each for each in named}.values())[:MOST]


def _before(talk: Discussion) -> list[Sentence]:
    return [move.sentence for move in talk.moves if move.sentence.place <= talk.end]


# --- where choices are named -------------------------------------------------------------------------


def _listed(talk: Discussion) -> list[Choice]:
    """The first list of options, in one message or an entry in each of several."""
    before = [item for item in talk.listed if item.within.place <= talk.end]
    sentences = _before(talk)
    single: list[Item] = []
    for place, entries in groupby(before, key=lambda item: item.within.place):
        items = [item for item in entries if not talk.is_said(item.within)]
        if len(items) > 1 and _offers(items, place, talk, sentences):
            return [_choice(item) for item in items]
        single += items if len(items) == 1 and items[0].is_called else []
    return [_choice(item) for item in single] if len(single) > 1 else []


def _choice(item: Item) -> Choice:
    text = item.sentence.text
    return Choice(text=text, place=item.within.place, mark=item.mark, within=item.within)


def _offers(
    items: Sequence[Item], place: int, talk: Discussion, sentences: Sequence[Sentence]
) -> bool:
    """Whether a list holds options and not topics, steps or what all is done."""
    beside = [each for each in sentences if place - 1 <= each.place <= place]
    if any(item.is_called for item in items):
        return True
    if any(each.known & _AGENDA for each in beside):
        return False
    is_lettered = items[0].mark.isalpha()
    is_asked = any(each.is_question for each in beside)
    is_announced = any(each.known & _ANNOUNCED for each in beside)
    marks = {item.mark for item in items} - {""}
    is_chosen_from = any(labels(move.core) & marks for move in talk.saying)
    return is_lettered or is_asked or is_announced or is_chosen_from


def _either(talk: Discussion) -> list[Choice]:
    """Two sides of an "or", or what follows "candidates:"."""
    for sentence in _before(talk):
        if not talk.is_said(sentence) and (sides := pair(sentence)):
            return [Choice(text=side.text, place=sentence.place, within=sentence) for side in sides]
    return []


def _instead(talk: Discussion) -> list[Choice]:
    return [
        Choice(text=found["other"].strip(" ."), place=move.sentence.place, within=move.sentence)
        for move in talk.saying
        if (found := _INSTEAD.search(move.sentence.text[:LONGEST]))
    ]


def _rejected(talk: Discussion) -> list[Choice]:
    """What somebody says was rejected."""
    return [
        Choice(text=found["other"], place=sentence.place, within=sentence)
        for sentence in (move.sentence for move in talk.moves)
        if not talk.is_said(sentence) and (found := _REJECTED.match(sentence.text[:LONGEST]))
    ]


# --- which it was, and why ---------------------------------------------------------------------------


def _chosen(talk: Discussion, among: Choices) -> list[Choice]:
    """By its label, or else by its words."""
    if among.chosen:
        return [each for each in among.named if each.mark in among.chosen]
    found = [each for each in among.named if _is_chosen(each, talk)]
    if len(found) < 2:
        return found
    plain = [each for each in found if _is_plain(each, talk)]
    return plain or [each for each in found if _telling_apart(each, among) <= _said(talk)]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W_]+", text.lower())}


def _is_chosen(option: Choice, talk: Discussion) -> bool:
    """Half of its words, or all of a short one, stand in what was decided, and not behind "instead of"."""
    own = {word for word in _stems(option.text) if len(word) > 2} or _stems(option.text)
    return bool(own) and len(own & _said(talk)) * 2 >= len(own)


def _said(talk: Discussion) -> set[str]:
    """The stems of what was decided, without what it was decided against."""
    texts = (_INSTEAD.sub(" ", move.sentence.text[:LONGEST]) for move in talk.saying)
    return set[str]().union(*(_stems(text) for text in texts))


def _is_plain(option: Choice, talk: Discussion) -> bool:
    """Whether the very words of the option stand in what was decided."""
    return any(ordinary(option.text) in ordinary(move.sentence.text) for move in talk.saying)


def _why(option: Choice, talk: Discussion, among: Choices) -> Words | None:
    """The first thing that somebody says of it, by its label or in its own words."""
    own = _telling_apart(option, among)
    in_words: Words | None = None
    for move in talk.moves:
        sentence = move.sentence
        is_heard = option.place <= sentence.place <= talk.end and not sentence.is_question
        if not is_heard or talk.is_said(sentence) or _is_other(option, sentence, among):
            continue
        if spoken := among.judged(sentence):
            if spoken[0] == option.mark and not names_only(sentence.text):
                return Words(text=spoken[1], place=sentence.place)
            continue
        if _TASK.search(sentence.low):
            continue
        is_view = move.act in (Act.TELLS, Act.OBJECTS, Act.AGREES) and len(sentence.words) > 3
        if in_words is None and is_view and own & _stems(sentence.low[:60]):
            in_words = Words(text=core(sentence.text), place=sentence.place)
    return in_words


def _is_other(option: Choice, sentence: Sentence, among: Choices) -> bool:
    """Whether the sentence only names the choices; of a choice that is named with its reason, it tells that."""
    is_alone = option.within is sentence and bool(_REJECTED.match(sentence.text[:LONGEST]))
    return among.is_naming(sentence) and not is_alone


def _telling_apart(option: Choice, among: Choices) -> set[str]:
    """Its words that no other option has; where it has none, all."""
    own = {word for word in _stems(option.text) if len(word) > 2} or _stems(option.text)
    others = set[str]().union(*(_stems(each.text) for each in among.named if each is not option))
    return (own - others - {stem(word) for word in COMMON}) or own


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


def _proposed(
    talk: Discussion, found: Sequence[Option], among: Choices
) -> list[tuple[Option, set[int]]]:
    """What else was proposed on the way to it, which it may have become in the end."""
    known = {ordinary(option.text) for option in found}
    told = {turned.move.sentence.place for turned in talk.turned_down} | _places_said(talk)
    out = []
    for move in talk.moves:
        sentence = move.sentence
        is_near = talk.start - NEAR <= sentence.place < talk.end
        if not is_near or sentence.place in told or not _is_offered(move):
            continue
        text = heart(unlabelled(move.core)).rstrip(" .?!")
        if not text or ordinary(text) in known or _is_spoken_of(sentence, among):
            continue
        own = alone(sentence.place, text).telling
        is_chosen = len(own & talk.about) * 4 >= len(own) * 3
        out.append((Option(text=text, is_chosen=is_chosen), {sentence.place}))
    return out


def _is_spoken_of(sentence: Sentence, among: Choices) -> bool:
    """Whether it only names a choice that is known, or votes for it."""
    if among.is_naming(sentence) or among.judged(sentence):
        return True
    return any(_telling_apart(each, among) & _stems(sentence.low) for each in among.named)


def _is_offered(move: Move) -> bool:
    if move.act is not Act.PROPOSES or move.leans or not move.sentence.telling:
        return False
    return not move.sentence.is_question or bool(_OFFERING.search(move.sentence.low))


def _places_said(talk: Discussion) -> set[int]:
    return {move.sentence.place for move in talk.saying}


def _may_be_an_option(move: Move) -> bool:
    return not move.leans and not move.sentence.is_question and bool(move.sentence.telling)
