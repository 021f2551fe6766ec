"""Why it was decided, what follows from it, and how the discussion began."""

import re

from cadence.decisions.model.drafting.cues import Act, Move, core
from cadence.decisions.model.drafting.discussion import Discussion, Words
from cadence.decisions.model.drafting.later import is_later
from cadence.decisions.model.drafting.lists import entries
from cadence.decisions.model.drafting.options import Choices
from cadence.decisions.model.drafting.text import Sentence
from cadence.decisions.model.drafting.words import listed, lowered

_BECAUSE = re.compile(
    r"\b(?:because|so that|otherwise|due to|reasons?|thanks to|in order to|given (?:that|the|how)|saves?|costs?|"
    r"avoids?|"
    r"reduces?|cheaper|faster|easier|simpler|safer|cleaner|slower|better|worse|pays off|already (?:have|pay|use|"
    r"run|know)|"
    r"worth|too (?:expensive|slow|risky|complex|much|late|big|hard|short)|enough|no need|nobody|eol|end of life|"
    r"deprecated|"
    r"less|makes|means|fewer|overkill|boring|proven|complain(?:s|ed)?|breaks?|kills?|settles? it|numbers|risk)\b|"
    r"\d ?%|\d ?€"
)
_CLAUSE = re.compile(
    r"\b(?:because|due to|given that|so that|since (?!then|yesterday|monday|tuesday|wednesday|thursday|friday|"
    r"last|\d)|"
    r"as (?=it|we|they|this|there)|, there is )"
)
_SINCE = re.compile(r"^(?:because|since(?! then)) [^,:]{10,80}(?=[,:])")
_SO = re.compile(
    r"\b(?:(?:this|that|which|it) (?:also )?means|meaning (?:that|we)|as a (?:consequence|result)|consequences?|"
    r"trade-?offs?|"
    r"downsides?|the price is|we(?:'ll| will) (?:have|need) to|"
    r"(?:has|have|needs?) to (?:be )?(?:migrat|chang|rewrit|updat|mov|adapt)\w{1,4}|breaking change|in return|"
    r"at the (?:cost|expense|price) of|we (?:lose|give up|accept)|will break|won't be able|can stay on|"
    r"not affected|"
    r"existing (?:customers|users|clients|data))\b"
)
_DOING = re.compile(
    r"^(?:i'll|i will|i'm going to) (?:flip|update|tell|change|write|migrate|remove|announce|let|inform|create|"
    r"open|"
    r"file|move|adapt|prepare|set up|switch)\b"
)
_ASIDE = re.compile(
    r"\bplease\b|^(?:\w{2,15} (?:owns|leads|drives|takes care)\b|no objections?\b|"
    r"if|i like|i agree|i'd|i'll|i will|i'm|i've|i talked|we've been|thanks|thank|sorry|@|cc\b|"
    r"fyi\b|will do|no idea|good to know|done)"
)
_AGAINST = re.compile(
    r"^(?:against|not|no to)\b|^[^,;]{0,60}\b(?:more work|slow(?:er)?|expensive|costs?|takes longer|harder|"
    r"risk(?:y|ier)|complex)\b(?!.{0,80}\b(?:but|though|yet)\b)"
)
_AGREED = re.compile(
    r"^(?:works|fine|good|ok|okay|sounds good|agreed|i agree|yes|yep|yeah|\+ ?1)(?: (?:for|with|by) [\w ]{1,20})?"
    r"(?:, | [–—-] |: )(?=we|our|it|they|nobody|the|this|there)"
)
_WHY = re.compile(r"^(?:(?:ok|and|hm+)[,.]? )?why\b|\bwhy (?:not|is|do|don't|would)\b")

_REASON = listed("reason reasons because")

LEAST = 4
"""Words of a sentence that tells a reason."""

BEGINNING = 3
"""Sentences of the first message that are taken for the context."""


def reasons(talk: Discussion, among: Choices) -> tuple[Words, ...]:
    """What stands beside it in its own message, what was told of the same things before, and what answers "why?"."""
    own = {move.sentence.place for move in talk.saying}
    first = talk.moves[0].sentence.place
    terms = talk.about | _of_options(talk, among)
    asked_why = False
    proposed = -1
    found: list[Words] = []
    for move in talk.moves:
        sentence, place = move.sentence, move.sentence.place
        if talk.is_said(sentence):
            found += _clause(sentence)
        elif sentence.is_question:
            asked_why = asked_why or bool(_WHY.search(sentence.low))
        elif _is_of_another(sentence, among):
            continue
        elif move.act is Act.AGREES and (tail := _agreed_since(sentence)):
            found.append(tail)
        elif _may_tell(move) and _tells_why(sentence, among):
            after = place > talk.end and asked_why | bool(sentence.known & _REASON)
            of_it = bool(_BECAUSE.search(sentence.low) or terms & sentence.telling)
            before = place <= talk.end and (place == proposed or (place > first and of_it))
            if place in own or before or after:
                asked_why = asked_why and not after
                found.append(Words(text=core(sentence.text), place=place))
        if _offers(move):
            proposed = place
    return tuple(found)


def _may_tell(move: Move) -> bool:
    if move.act is Act.PROPOSES:
        return bool(_BECAUSE.search(move.sentence.low))
    return move.act in (Act.TELLS, Act.CONCLUDES, Act.AGREES)


def _offers(move: Move) -> bool:
    """Whether what its message goes on with tells why: after a proposal, or an answer in a word."""
    is_answer = len(move.sentence.words) < LEAST and move.act is Act.TELLS
    return move.act is Act.PROPOSES or is_answer


def _is_of_another(sentence: Sentence, among: Choices) -> bool:
    """Whether it names the options, or speaks of one by its label and not for the one that was chosen."""
    if among.is_naming(sentence):
        return True
    spoken = among.judged(sentence)
    if spoken is None:
        return False
    return spoken[0] not in among.chosen or bool(_AGAINST.search(sentence.low))


def _of_options(talk: Discussion, among: Choices) -> frozenset[str]:
    """What the choices are about."""
    return frozenset[str]().union(
        *(
            move.sentence.telling
            for move in talk.moves
            if move.sentence.place <= talk.end
            and (move.sentence.is_question or among.is_naming(move.sentence))
        )
    )


def _agreed_since(sentence: Sentence) -> Words | None:
    """Why somebody agrees: "works for me, we have the table anyway"."""
    agreed = _AGREED.match(sentence.low)
    tail = sentence.text[agreed.end() :] if agreed else ""
    low = sentence.low[agreed.end() :] if agreed else ""
    if len(tail.split()) < LEAST or _ASIDE.search(low) or _SO.search(low) or is_later(sentence):
        return None
    return Words(text=tail, place=sentence.place)


def _tells_why(sentence: Sentence, among: Choices) -> bool:
    text = core(sentence.text)
    if len(text.split()) < LEAST or _ASIDE.search(sentence.low) or _ASIDE.search(lowered(text)):
        return False
    if sentence.text.endswith(":") or (entries(sentence.text) and not among.judged(sentence)):
        return False
    return not (_SO.search(sentence.low) or is_later(sentence))


def _clause(sentence: Sentence) -> list[Words]:
    """The part of a sentence that begins with "because" or its like."""
    if begun := _SINCE.match(sentence.low):
        return [Words(text=sentence.text[: begun.end()], place=sentence.place)]
    found = _CLAUSE.search(sentence.low)
    if found is None or found.start() < 8 or len(sentence.low) - found.start() < 12:
        return []
    return [Words(text=sentence.text[found.start() :].lstrip(" ,"), place=sentence.place)]


def consequences(talk: Discussion) -> tuple[Words, ...]:
    """What is said to follow, and what somebody will do about it."""
    found = []
    for move in talk.after():
        sentence = move.sentence
        text = core(sentence.text)
        follows = _SO.search(sentence.low) or _DOING.match(text.lower())
        if (
            follows
            and not sentence.is_question
            and not talk.is_said(sentence)
            and not is_later(sentence)
        ):
            found.append(Words(text=text, place=sentence.place))
    return tuple(found)


def context(talk: Discussion) -> tuple[Words, ...]:
    """How the discussion began: the first message, as far as it neither proposes nor lists what could be decided."""
    first = talk.moves[0].sentence.place
    found = []
    for move in talk.moves:
        sentence = move.sentence
        if sentence.place != first or talk.is_said(sentence):
            break
        if entries(sentence.text) or (move.act is Act.PROPOSES and not sentence.is_question):
            return ()
        if move.act in (Act.TELLS, Act.ASKS, Act.PROPOSES, Act.CONCLUDES):
            found.append(sentence)
    if sum(len(each.words) for each in found) <= LEAST:
        return ()
    return tuple(Words(text=core(each.text), place=each.place) for each in found[:BEGINNING])
