"""What each sentence does, by its cues."""

import re
from collections.abc import Iterator

from cadence.decisions.model.drafting import chatter
from cadence.decisions.model.drafting.cues import (
    AGREEING,
    APPROVING,
    DEFERRING,
    JOKING,
    JOKING_EMOJI,
    LEANING,
    OBJECTING,
    PROPOSING,
    REPORTING,
    RETRACTING,
    SETTLING,
    SUPPOSING,
    Act,
    Move,
    core,
    unlabelled,
)
from cadence.decisions.model.drafting.text import Sentence, Turn

PLAIN = 0.85
"""From this weight on a cue is so plain that nothing else in its sentence weakens it."""

CLOSING = 0.2
"""What it adds that a sentence begins as one does who closes a discussion: "ok, then …"."""

_CLOSING = re.compile(
    r"^(?:ok|okay|right|alright|all right|agreed|then|so|in that case|fine|good|perfect|great|cool|yes|"
    r"fair enough|good point|to sum up|in short|hence|therefore|you convinced me)\b.{1,30}?"
)
_WEAK = re.compile(
    r"^(?:ok|okay|k|yeah|ya|yes|yep|yup|sure|good|great|right|true|nice|cool|fine|done|mm-?hmm?|uh-huh|exactly|of course|i like)\b"
)


def moves(turn: Turn) -> tuple[Move, ...]:
    """Of every sentence of a message, in order. A joke tells something and does nothing else."""
    joking = bool(turn.emoji & JOKING_EMOJI) or any(JOKING.search(s.low) for s in turn.sentences)
    found: list[Move] = []
    for sentence in turn.sentences:
        found.extend(_told(sentence) if joking else _moves(sentence))
    return tuple(found)


def _told(sentence: Sentence) -> Iterator[Move]:
    yield Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=core(sentence.text))


def _moves(sentence: Sentence) -> Iterator[Move]:
    text = core(sentence.text)
    low = _low(text)
    if retracting := RETRACTING.search(low):
        yield Move(act=Act.RETRACTS, sentence=sentence, weight=0.8, core=text)
        rest = text[retracting.end() :].lstrip(" ,;:.!–—-")
        if len(rest.split()) >= 2:
            yield from _said(sentence, core(rest), closing=True)
        return
    head = sentence.low
    if OBJECTING.search(low) or OBJECTING.search(head):
        yield Move(act=Act.OBJECTS, sentence=sentence, weight=0.6, core=text)
        yield from (
            each
            for each in _said(sentence, text)
            if each.act is Act.PROPOSES or each.weight >= PLAIN
        )
        return
    yield from _said(sentence, text, closing=text != sentence.text and bool(_CLOSING.match(head)))


def _said(sentence: Sentence, text: str, *, closing: bool = False) -> Iterator[Move]:
    """What is said from here on: at most one thing, and agreement before it."""
    low = _low(text)
    settled = 0.0 if sentence.is_question else _best(SETTLING, low)
    if REPORTING.search(low) or SUPPOSING.search(low):
        if settled < 0.95:
            yield Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=text)
            return
    if chatter.is_arranging(low):
        yield Move(act=Act.TELLS, sentence=sentence, weight=0.0, core=text)
        return
    if settled < PLAIN and DEFERRING.search(low):
        yield Move(act=Act.DEFERS, sentence=sentence, weight=0.6, core=text)
        return
    bare = low.rstrip(" .!")
    if APPROVING.search(low) and not sentence.is_question:
        yield Move(act=Act.APPROVES, sentence=sentence, weight=0.6, core=text, leans=True)
        return
    if not sentence.is_question and LEANING.match(bare) and (closing or len(bare.split()) > 1):
        yield Move(act=Act.SETTLES, sentence=sentence, weight=0.6, core=text, leans=True)
        return
    agreeing = not sentence.is_question and AGREEING.search(sentence.low)
    if settled:
        weight = min(1.0, settled + (CLOSING if closing else 0.0))
        yield Move(act=Act.SETTLES, sentence=sentence, weight=weight, core=unlabelled(text))
        return
    proposed = _best(PROPOSING, low)
    if agreeing:
        weight = 0.1 if _WEAK.match(sentence.low) else 0.2
        yield Move(
            act=Act.AGREES,
            sentence=sentence,
            weight=weight,
            core=text,
            leans=not _has_content(text),
        )
    elif proposed:
        yield Move(act=Act.PROPOSES, sentence=sentence, weight=proposed, core=unlabelled(text))
    else:
        act = Act.ASKS if sentence.is_question else Act.TELLS
        yield Move(act=act, sentence=sentence, weight=0.0, core=text)


def _has_content(text: str) -> bool:
    return len(text.split()) >= 4


def _low(text: str) -> str:
    return text[:400].replace("’", "'").lower()


def _best(cues: tuple[tuple[float, re.Pattern[str]], ...], low: str) -> float:
    return max((weight for weight, pattern in cues if pattern.search(low)), default=0.0)
