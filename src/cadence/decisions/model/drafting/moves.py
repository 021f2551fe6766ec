"""What each sentence does, by its cues."""

import re
from collections.abc import Iterator

from cadence.decisions.model.drafting import chatter
from cadence.decisions.model.drafting.cues import (
    APPROVING,
    BARE,
    CLOSER,
    DEFERRING,
    JOKING,
    JOKING_EMOJI,
    LEANING,
    OBJECTING,
    PROPOSING,
    REPORTING,
    RETRACTING,
    SETTLING,
    STRONG,
    SUPPOSING,
    WEAK,
    Act,
    Cues,
    Move,
    core,
    unlabelled,
)
from cadence.decisions.model.drafting.text import LONGEST, Sentence, Turn
from cadence.decisions.model.drafting.words import listed, lowered

PLAIN = 0.85
"""From this weight on a cue is so plain that nothing else in its sentence weakens it."""

LABELLED = 0.95
"""The weight of "decision: …": whatever it is about, somebody means it."""

CLOSING, CLOSED = 0.2, 0.9
"""What it adds that the message begins as one does who closes a discussion, and how plain that makes it at most."""

SHORT = 0.3
"""What a question of up to three words weighs as a proposal: "space?"."""

_OF_ONESELF = re.compile(
    r"^(?:i|i'm|i'll|i've|my|me|thanks|thank|thx|you|your|they|he|she|it|it's|that|that's|there|there's|this|who|"
    r"what|where|when|"
    r"how|why|please|sorry|see|found|have|will|can|could|would|anyone|looks|just|not|no (?:idea|worries|problem|"
    r"need|rush|clue)|hope|enjoy|if|cc|fyi)\b"
)
_CUE_WORDS = listed(
    "settl final call tak consider wonderful vot majority consensu official rul policy polici decision"
)
"""Stems that say nothing of what is settled."""

_THANKING = re.compile(
    r"^(?:(?:ok|ah|oh|great|perfect|cool)[,!.]? )?(?:many )?(?:thanks|thank you|thx|cheers|sorry)\b"
)


def moves(turn: Turn) -> tuple[Move, ...]:
    """Of every sentence of a message, in order. A joke tells something and does nothing else."""
    if turn.emoji & JOKING_EMOJI or any(
        JOKING.found(each.low, each.known) for each in turn.sentences
    ):
        return tuple(_telling(each, core(each.text)) for each in turn.sentences)
    told: list[Move] = []
    is_closing = False
    for sentence in turn.sentences:
        is_closing = is_closing or bool(CLOSER.match(sentence.low))
        told.extend(_moves(sentence, is_closing=is_closing))
    return tuple(told)


def _telling(sentence: Sentence, text: str) -> Move:
    act = Act.ASKS if sentence.is_question else Act.TELLS
    return Move(act=act, sentence=sentence, weight=0.0, core=text)


def _moves(sentence: Sentence, *, is_closing: bool) -> Iterator[Move]:
    text = core(sentence.text)
    low = lowered(text[:LONGEST])
    if retracting := RETRACTING.found(sentence.low, sentence.known):
        yield Move(act=Act.RETRACTS, sentence=sentence, weight=0.8, core=text)
        rest = core(sentence.text[retracting.end() :].lstrip(" ,;:.!–—-"))
        if len(rest.split()) >= 2:
            yield _said(sentence, rest, is_closing=True)
        return
    said = _said(sentence, text, is_closing=is_closing)
    if _either(OBJECTING, low, sentence):
        if said.weight < PLAIN:
            yield Move(act=Act.OBJECTS, sentence=sentence, weight=0.6, core=text)
        if said.weight >= PLAIN or said.act is Act.PROPOSES:
            yield said
        return
    yield said


def _said(sentence: Sentence, text: str, *, is_closing: bool) -> Move:
    low, known = lowered(text[:LONGEST]), sentence.known
    settled = 0.0 if sentence.is_question else SETTLING.weight(low.rstrip(" .!"), known)
    if (
        _THANKING.match(sentence.low)
        or (settled < PLAIN and chatter.is_arranging(low))
        or ((REPORTING.found(low, known) or SUPPOSING.found(low, known)) and settled < LABELLED)
    ):
        return _telling(sentence, text)
    if settled < PLAIN and DEFERRING.found(low, known):
        return Move(act=Act.DEFERS, sentence=sentence, weight=0.6, core=text)
    if sentence.is_question:
        proposed = PROPOSING.weight(low, known) or (SHORT if len(sentence.words) <= 3 else 0.0)
        if proposed and sentence.telling:
            return Move(act=Act.PROPOSES, sentence=sentence, weight=min(proposed, 0.4), core=text)
        return _telling(sentence, text)
    return _stated(sentence, text, low, settled, is_closing=is_closing)


def _stated(sentence: Sentence, text: str, low: str, settled: float, *, is_closing: bool) -> Move:
    bare = low.rstrip(" .!")
    if APPROVING.found(low, sentence.known):
        return Move(act=Act.APPROVES, sentence=sentence, weight=0.3, core=text, leans=True)
    if (LEANING.match(bare) and (is_closing or " " in bare)) or (is_closing and BARE.match(bare)):
        return Move(act=Act.SETTLES, sentence=sentence, weight=0.6, core=text, leans=True)
    if settled:
        plainly = max(settled, min(settled + CLOSING, CLOSED)) if is_closing else settled
        leans = not sentence.telling - _CUE_WORDS
        return Move(
            act=Act.SETTLES, sentence=sentence, weight=plainly, core=unlabelled(text), leans=leans
        )
    if _either(STRONG, low, sentence):
        agreed = Move(act=Act.AGREES, sentence=sentence, weight=0.2, core=text)
        return _concluding(sentence, text) if _goes_on(text, low, sentence.known) else agreed
    if proposed := PROPOSING.weight(low, sentence.known):
        return Move(act=Act.PROPOSES, sentence=sentence, weight=proposed, core=unlabelled(text))
    if is_closing and _is_content(low, sentence):
        return _concluding(sentence, text)
    if WEAK.found(sentence.low, sentence.known):
        return Move(act=Act.AGREES, sentence=sentence, weight=0.05, core=text)
    return _telling(sentence, text)


def _goes_on(text: str, low: str, known: frozenset[str]) -> bool:
    """Whether agreement was only how the sentence began: "agreed, audit logs are kept for seven years"."""
    return not STRONG.found(low, known) and len(text.split()) >= 3 and not _OF_ONESELF.match(low)


def _is_content(low: str, sentence: Sentence) -> bool:
    return not _OF_ONESELF.match(low) and bool(sentence.telling)


def _concluding(sentence: Sentence, text: str) -> Move:
    return Move(act=Act.CONCLUDES, sentence=sentence, weight=0.4, core=text)


def _either(cues: Cues, low: str, sentence: Sentence) -> bool:
    """With its filler or without."""
    return bool(cues.found(low, sentence.known) or cues.found(sentence.low, sentence.known))
