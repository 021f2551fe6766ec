"""Whether two decisions contradict each other: what is asked, and the check of what comes back."""

import re
from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from cadence.core.addressed import is_addressed
from cadence.core.plain import clean
from cadence.core.ports import Request
from cadence.core.quoting import as_data, quoted
from cadence.decisions.model.conflict import Judgement, Verdict
from cadence.decisions.model.decision import Body
from cadence.decisions.prompts.support import CLAUDE, Lack, Source, confidence, lack

TAG = "decisions"
MOST_TOKENS = 1_500
MOST_REASON = 500
FEWEST_WORDS = 3
"""That must be quoted of each decision; of a text that has fewer, all of them."""

INSTRUCTIONS = f"""\
A team is about to record a new decision. You judge whether it and an earlier one can both be followed.

{as_data(TAG)}

- "contradict": whoever follows one of them breaks the other, for the same thing in the same place. The new one \
may say so openly or only in effect.
- "compatible": both are about the same thing and can both be followed: one adds to, narrows, repeats or carries \
out the other, or they hold for different cases.
- "unrelated": they are about different things.
A false alarm teaches people to ignore alarms: answer "contradict" only when the words of both leave no way to \
follow both. What is not said is not a contradiction.

- "new_words" and "old_words": the words of each decision on which your judgement rests, copied exactly, at \
least three.
- "reason": one or two plain sentences for the team that use these words. Nothing that is not in the data.
- "confidence": from 0 to 1.\
"""

SHAPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "new_words": {"type": "string"},
        "old_words": {"type": "string"},
        "reason": {"type": "string"},
        "verdict": {"type": "string", "enum": [each.value for each in Verdict]},
        "confidence": {"type": "number"},
    },
    "required": ["new_words", "old_words", "reason", "verdict", "confidence"],
    "additionalProperties": False,
}


def contradiction_request(new: Body, old: Body) -> Request:
    """People, quotes and links are left out: they are no part of what is decided."""
    return Request(
        purpose="contradiction",
        instructions=INSTRUCTIONS,
        material=quoted(TAG, {"new": _told(new), "old": _told(old)}),
        shape=SHAPE,
        most_tokens=MOST_TOKENS,
    )


def judgement_in(reply: Mapping[str, Any], new: Body, old: Body) -> Judgement | None:
    """None where the reply doesn't quote both decisions, so that nothing can be shown for it.

    What it says in its own words is kept where it brings in no name, figure or address that is in neither.
    """
    words = [
        (_tidy(reply["new_words"]), _texts(new)),
        (_tidy(reply["old_words"]), _texts(old)),
    ]
    if not all(_is_quoted(said, texts) for said, texts in words):
        return None
    (mine, mine_in), (theirs, theirs_in) = words
    reason = f"This one says “{mine}”, the earlier one “{theirs}”."
    own = _tidy(reply["reason"])
    if own and lack(own, Source((*mine_in, *theirs_in))) in _HARMLESS and not is_addressed(own):
        reason = f"{reason} {shorten(own, MOST_REASON, placeholder='…')}"
    return Judgement(
        verdict=Verdict(reply["verdict"]),
        score=confidence(reply["confidence"]),
        reason=reason,
        by=CLAUDE,
    )


_HARMLESS = (None, Lack.WORDS, Lack.NEGATION)
"""A reason is in words of its own, and may say what is not so."""


def _is_quoted(said: str, texts: Sequence[str]) -> bool:
    """Whether so many words, as they are, stand in one of the texts."""
    wanted = _plain(said)
    return any(
        wanted in _plain(text) and len(wanted.split()) >= min(FEWEST_WORDS, len(text.split()))
        for text in texts
        if wanted
    )


def _told(body: Body) -> dict[str, Any]:
    scope = {"area": body.scope.area, "product": body.scope.product}
    scope |= {"project": body.scope.project, "epic": body.scope.epic}
    return {
        "title": body.title,
        "decided": body.decided,
        "options": [
            {"text": each.text, "chosen": each.is_chosen, "why": each.why} for each in body.options
        ],
        "reasons": list(body.reasons),
        "consequences": list(body.consequences),
        "scope": {name: value for name, value in scope.items() if value},
    }


def _texts(body: Body) -> tuple[str, ...]:
    options = (text for each in body.options for text in (each.text, each.why))
    return (body.title, body.decided, *options, *body.reasons, *body.consequences)


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} " if _WORD.search(text) else ""


_WORD = re.compile(r"\w+")
