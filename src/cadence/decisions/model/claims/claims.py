"""Sentences of a decision, each with its stance: what it is for, what it is against, and which thing it puts where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cadence.decisions.model.claims.amounts import Amount, Day, measured
from cadence.decisions.model.claims.clauses import clauses, sentences
from cadence.decisions.model.claims.slots import Slot, slots
from cadence.decisions.model.claims.stance import LONGER, STANCE, UNTIL, stance
from cadence.decisions.model.claims.words import content, names, plainly, tokens
from cadence.decisions.model.decision import Body

MOST_SENTENCES = 12
"""Of one decision. What comes later explains."""
MOST_CLAIMS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    text: str
    """As it was written."""
    is_for: bool
    about: frozenset[str]
    """Stems of what it speaks of, amounts and dates aside."""
    head: frozenset[str]
    """Those up to the first comma or condition."""
    names: frozenset[str] = frozenset()
    amounts: tuple[Amount, ...] = ()
    days: tuple[Day, ...] = ()
    slots: tuple[Slot, ...] = ()
    ends: bool = False
    adds: bool = False
    only: bool = False
    every: bool = False
    made: str = ""
    """These as in a Stance."""
    is_option: bool = False


def claims_of(body: Body) -> tuple[Claim, ...]:
    """What it claims: by the words of the decision, by its title where that is a sentence, and by its options."""
    said = [*sentences(body.decided)]
    if _IMPERATIVE.match(body.title) or not said:
        said = [*sentences(body.title), *said]
    parts = [part for sentence in said[:MOST_SENTENCES] for part in clauses(sentence)]
    claims = [claim for part in parts[:MOST_CLAIMS] for claim in _claims(part)]
    claims = [each for each in claims if not _is_title_of(each, claims, body.title)]
    options = [
        replace(_claim(plainly(each.text), is_for=each.is_chosen), text=each.text, is_option=True)
        for each in body.options[:MOST_SENTENCES]
        if each.text.strip()
    ]
    return tuple(dict.fromkeys([*claims, *options]))


def _is_title_of(claim: Claim, claims: list[Claim], title: str) -> bool:
    """Whether it is a title that a sentence says more precisely: "No sponsoring" of "we do not sponsor podcasts"."""
    return title.startswith(claim.text) and any(
        claim.about < each.about and claim.is_for == each.is_for for each in claims
    )


_IMPERATIVE = re.compile(
    r"\s*(?:use|adopt|drop|keep|move|stop|no|don't|do not|never|build|buy|support|replace|switch|migrate|stay|remove"
    r"|disable|enable|allow|require|retire|deprecate|end|run|host|ship|start|choose|pick|go with)\b",
    re.IGNORECASE,
)
"""How a title begins that says what is done, rather than what it is about."""

# --- sentences -------------------------------------------------------------------------------------

_INSTEAD = (
    re.compile(
        r"^(?:instead of|rather than) (?P<against>.+?)(?:,| (?=we\b|let's\b)) ?(?P<for>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<for>.+?),? (?:instead of|rather than|in place of|over|and not) (?P<against>.+)$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?P<for>.+?), (?:not|never) (?P<against>.+)$", re.IGNORECASE),
    re.compile(r"\breplac(?:e|es|ed|ing) (?P<against>.+?) (?:with|by) (?P<for>.+)$", re.IGNORECASE),
    re.compile(r"\bswap (?P<against>.+?) for (?P<for>.+)$", re.IGNORECASE),
    re.compile(
        r"^(?P<for>.+?) (?:replaces?|supersedes?|takes the place of) (?P<against>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<what>.*?)\b(?:mov(?:e|es|ing)|migrat(?:e|es|ing)|switch(?:es|ing)?|chang(?:e|es|ing)) "
        r"(?P<moved>.*?)\bfrom (?P<against>.+?) to (?P<for>.+)$",
        re.IGNORECASE,
    ),
)


def _claims(sentence: str) -> Iterator[Claim]:
    """The sentence, and what it takes the place of as a claim against that."""
    plain = plainly(sentence)
    for pattern in _INSTEAD:
        if (found := pattern.search(plain)) and content(tokens(found["against"])):
            against = _claim(found["against"], is_for=False, begins=False)
            yield replace(against, text=sentence, ends=True)
            plain = plain[: found.start("against")] + plain[found.end("against") :]
            break
    yield replace(_claim(plain.strip(" ,")), text=sentence)


def _claim(sentence: str, *, is_for: bool = True, begins: bool = True) -> Claim:
    """`is_for`: the stance that its surroundings give it. `begins`: whether a sentence begins with it."""
    read, taken = measured(sentence), stance(sentence)
    rest = LONGER.sub(" ", read.rest)
    words = tokens(rest)
    return Claim(
        text=sentence,
        is_for=is_for == taken.is_for,
        about=content(words) - STANCE,
        head=content(tokens(UNTIL.split(rest, maxsplit=1)[0])) - STANCE,
        names=names(words, begins=begins) - STANCE,
        amounts=read.amounts,
        days=read.days,
        slots=tuple(slots(sentence)),
        ends=taken.ends,
        adds=taken.adds,
        only=taken.only,
        every=taken.every,
        made=taken.made,
    )
