"""Whether a sentence is for something or against it, and which of its words say so."""

import re
from dataclasses import dataclass

from cadence.decisions.model.claims.words import stem

_NOT = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|no longer|optional|voluntary|off|out"
    r"|(?:is|are|was|do|does|did|wo|ca|should|must|would|need)n't)\b(?! only\b| (?:later|more|less) than\b)",
    re.IGNORECASE,
)
_ENDING = (
    r"(?:drop|stop|end|remov|reject|abandon|disabl|deprecat|retir|forbid|prohibit|ban|clos|exclud|kill|cancel|sunset"
    r"|discontinu|revok|block|disallow|scrap|skip|abolish|ditch|leav|decommission|eliminat|postpon|shut(?: down)?"
    r"|turn(?:ed|s|ing)? off|switch(?:ed|es|ing)? off|rul(?:e|ed) out|phas(?:e|ed) out|get(?:s|ting)? rid of"
    r"|do away with|mov(?:e|ing) away from|give up|giv(?:e|ing) up)"
)
_ENDS = re.compile(
    rf"(?:^(?:and |then |to )?|\b(?:we|we'll|to|will|shall|should|must|now|is|are|be|been|gets?|was|were|stays?"
    rf"|remains?|team|and|also|therefore|kept|keep|not|n't|it|them) )(?:all |also |now |completely |fully )*"
    rf"(?P<verb>{_ENDING}(?:e|es|s|ed|d|ped|ping|ing|den|ning|ned)?)\b"
    r"|(?P<itself>(?:(?:ends?|stops?|closes?) (?:on|at|by|in)|goes away)\b)",
    re.IGNORECASE,
)
_SAYING_SO = """
    not no never nobody none nothing neither nor without cannot optional isn't aren't don't doesn't won't can't
    didn't shouldn't mustn't needn't wouldn't drop dropped stop stopped end remove reject abandon disable
    deprecate retire forbid prohibit ban close closed exclude kill cancel sunset discontinue revoke block
    disallow scrap skip abolish ditch leave decommission eliminate postpone shut turn off rid phase rule ruled
    enable enabled allow allowed require required mandatory adopt permit introduce accept include included open
    opened offer provide maintain hold on out add set run switch pick choose chosen choice take replace replaces
    replaced away
"""
STANCE = frozenset(stem(word) for word in _SAYING_SO.split())
"""Words that say for or against, and nothing about what."""
UNTIL = re.compile(
    r",|\b(?:until|unless|because|since|so that|if|when|once|from|as soon as)\b", re.IGNORECASE
)
LONGER = re.compile(r"(?<=\bno )(?:longer|more)\b|\bany ?(?:more|longer)\b", re.IGNORECASE)
"""What makes an end of a denial: "no longer", "not … any more"."""
_ADDS = re.compile(
    r"\b(?:also|add(?:s|ed|ing)?|additional(?:ly)?|too(?=[.,;:!)]|$)|besides|as well|another|first|pilot"
    r"|in addition)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just|exclusively|solely|nothing but)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:every|all|any|each|everybody|everyone)\b", re.IGNORECASE)
_HERE = re.compile(
    r"\b(?:in-house|ourselves|our own|our own people|home-?grown|self-(?:built|hosted|made))\b"
    r"|\b(?:we(?:'ll| will)?|and|to) (?:build|write|develop)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:vendors?|outsourc\w*|bought|third[- ]part(?:y|ies)|off[- ]the[- ]shelf|contractors?|agency|supplier"
    r"|SaaS)\b"
    r"|\b(?:we(?:'ll| will)?|and|to) (?:buy|purchase|license|outsource|hire)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    is_for: bool
    ends: bool
    """Whether it takes away something that was there, rather than saying what is not done."""
    adds: bool
    """Whether it comes beside what is there."""
    only: bool
    every: bool
    made: str
    """ "here" for built by ourselves, "there" for bought or done by others, "" where it doesn't say."""


def stance(sentence: str) -> Stance:
    """Two denials make a claim: "it does not stay closed"."""
    ended = len(_ENDS.findall(sentence))
    denied = len(_NOT.findall(_ENDS.sub(_without_verb, sentence)))
    return Stance(
        is_for=(ended + denied) % 2 == 0,
        ends=(ended > 0 and denied == 0)
        or (ended == 0 and denied == 1 and bool(LONGER.search(sentence))),
        adds=bool(_ADDS.search(sentence)),
        only=bool(_ONLY.search(sentence)),
        every=bool(_EVERY.search(sentence)),
        made=_made(sentence),
    )


def _without_verb(found: re.Match[str]) -> str:
    return found[0].removesuffix(found["verb"] or found["itself"])


def _made(sentence: str) -> str:
    here, there = _HERE.search(sentence), _THERE.search(sentence)
    if bool(here) == bool(there):
        return ""
    return "here" if here else "there"
