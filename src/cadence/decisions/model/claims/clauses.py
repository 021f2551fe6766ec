"""Sentences of a decision, and the clauses of a sentence that each claim something by themselves."""

import re
from collections.abc import Iterator

from cadence.decisions.model.claims.words import content, tokens

LONGEST = 400
"""Characters of a sentence."""

_END = re.compile(r"\n+|(?<=[.!?])\s+(?=\S)|;\s*|,?\s+(?:but|whereas|while at the same time)\s+")
_DECIDED = re.compile(
    r"^.{0,120}?\b(?:we|team|it was|was|have|has|and)(?: have| has|'ve)?(?: all| now| therefore)* "
    r"(?:decided|agreed|concluded|decide|agree)(?: that| to(?= not)|:|,)? ",
    re.IGNORECASE,
)
"""What comes before what was decided."""
_OPENING = re.compile(
    r"^(?:(?:(?:ok|okay|alright|so|then|and|instead(?! of)|also)\b[,:!]?"
    r"|(?:fine|right|all right|good|great|cool|well|yes|yep|now|agreed|decided|decision|conclusion|in short)\b\s?[,:!])"
    r"\s*)+",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"^(?:let['’]s |we(?:['’]ll| will)? |i['’]d )?(?:go|do|take|pick|choose)(?: with| for)?(?: option| variant)?"
    r" (?:\((?:[a-h]|\d)\)|(?:[a-h]|\d)(?=\s?:))\s*[:,–-]?\s*",
    re.IGNORECASE,
)
"""The letter of an option, before what it is."""


def sentences(text: str) -> Iterator[str]:
    for each in _END.split(text[:5_000]):
        said = _DECIDED.sub("", each.strip(" \t.*-•")[:LONGEST])
        if bare := _bare(said):
            yield bare


def _bare(said: str) -> str:
    """Without what opens it; a letter alone is kept."""
    opened = _OPENING.sub("", said)
    return _LETTERED.sub("", opened) or opened


# --- clauses ---------------------------------------------------------------------------------------

_JOIN = re.compile(
    r"(?P<comma>,)?\s+(?P<word>and|but|then|so)(?: then)?(?: instead| also| just)?\s+|(?P<pause>,)\s+|(?P<colon>:)\s+",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:we|they|it|you|nobody|everybody|everyone|whoever|anything|anyone|everything|there|let's)\b(?:'\w+)? \w",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?:the|a|an|our|their|every|each|[A-Z]\w+)(?: [\w-]+){0,3}? (?:is|are|will|must|may|can|gets?|stays?|goes|has"
    r"|have|needs?|becomes?|remains?)\b",
)
_VERBS = """
    allow ask block bring build buy call cancel charge check close delete disable drop enable end fix give go hire host
    introduce keep leave let limit load look make merge migrate move offer page pay publish pull queue reject release
    remove replace report require retire retry return roll run scrap send ship show skip start stop store support switch
    take tell test translate try turn use wait warn write
"""
_VERB = rf"(?:{'|'.join(_VERBS.split())})"
_IMPERATIVE = re.compile(
    rf"(?:we )?{_VERB} (?!and\b|or\b|is\b|are\b|was\b|were\b|will\b|of\b)\S"
    r"|(?!(?:with|from|for|of|in|on|at|by|to|as|all|only|not|both|also|then|into|over|than|that)\b)[a-z]+(?<!ing)(?<!ed)"
    r"(?<!s) (?:the|a|an|them|it|our|their|every|no) \w",
)
_CONDITION = re.compile(
    r"(?:if|when|once|while|after|before|until|for|in|on|at|from|as|since|because|unless|where|whenever|with|without|by"
    r"|to|instead|rather|during|except|given)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|once|because|since|until|unless|that|which|who|where|whether|as|while)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|never|cannot|no longer|\w+n't)\b", re.IGNORECASE)
_WITH_VERB = re.compile(
    r"\b(?:we|they|it|nobody|everybody|everyone|let's|is|are|will|must|may|can|gets?|stays?|goes|has|have|needs?|no|not"
    rf"|don't|{_VERB})\b",
    re.IGNORECASE,
)


def clauses(sentence: str) -> Iterator[str]:
    """Its parts that claim something each. A part that only goes on with what was said before it is not cut off."""
    begins, straight = 0, sentence.replace("’", "'")
    for found in _JOIN.finditer(straight):
        if _both_claim(straight[begins : found.start()], found, straight[found.end() :]):
            yield _bare(sentence[begins : found.start()])
            begins = found.end()
    yield _bare(sentence[begins:].strip(" ,"))


def _both_claim(before: str, join: re.Match[str], after: str) -> bool:
    if _CONDITION.match(before) or not content(tokens(before)):
        return False
    if join["colon"]:
        return bool(re.match(r"(?:let's|we) ", before, re.IGNORECASE))
    if join["word"] and not join["comma"] and _SUBORDINATE.search(before):
        return False
    if _SUBJECT.match(after) or (_THING.match(after) and _WITH_VERB.search(before)):
        return True
    # "we don't call and mail them" denies both; after "stop calling", "mail them" is what is done.
    goes_on = join["word"] == "and" and _DENIED.search(before)
    return bool(join["word"] and not goes_on and _IMPERATIVE.match(after))
