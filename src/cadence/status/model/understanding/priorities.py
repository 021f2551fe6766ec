"""Priorities: by name, by rank ("P1"), and everything above or below one."""

import re
from dataclasses import replace

from cadence.core.query import Empty, Field

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .naming import NOUNS
from .vocabulary import Sort

_FOREIGN = re.compile(r"(?:p|sev|severity|s)-?([0-5])s?$")
_RANKING = frozenset(
    """
    blocker blockers critical criticals major majors minor minors trivial urgent severe
    highest high medium low lowest normal important
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Words for a priority that a site may not have."""


def read_priorities(draft: Draft) -> None:
    for place, mark in enumerate(draft.marks):
        if mark.role == Sort.PRIORITY.value:
            _read(draft, place, mark)
        elif not mark.role and not mark.names.get(Sort.PRIORITY):
            meant = _by_rank(mark.low, draft.vocabulary.site.priorities)
            if meant is None or draft.vocabulary.called(mark.low):
                _read_foreign(draft, place, mark)
                continue
            _stand_for(draft, mark, meant)
            _read(draft, place, mark)


def _read(draft: Draft, place: int, mark: Mark) -> None:
    values = _compared(draft, place, mark)
    if not values:
        draft.trouble(f"There is no priority beyond {mark.names[Sort.PRIORITY][0]}.")
        return
    negation = draft.is_negated(place, lambda other: other.role == Sort.PRIORITY.value)
    if negation is not None:
        draft.take("negation", negation)
        if negation.low in _LACKING:
            _nameless(draft)
            return
    apart = not draft.is_joined(place, Sort.PRIORITY.value)
    draft.hold(Field.PRIORITY, values, negated=negation is not None, apart=apart)


_NO_RANK = frozenset(
    {"none", "undefined", "unset", "not set", "unprioritized", "unprioritised", "tbd"}
)
_NUMBERED = re.compile(r"p-?(\d)s?$", re.IGNORECASE)


def _by_rank(low: str, ranks: tuple[str, ...]) -> str | None:
    """ "P1" is the first of Critical, High, …; "critical" the first of P1, P2, …: taken for granted, and said."""
    real = [rank for rank in ranks if rank.casefold() not in _NO_RANK]
    numbered = [rank for rank in real if _NUMBERED.fullmatch(rank)]
    if real and numbered == real:
        return real[0] if low in ("critical", "criticals") else None
    said = _NUMBERED.fullmatch(low)
    if said is None or numbered or not 1 <= int(said.group(1)) <= len(real):
        return None
    return real[int(said.group(1)) - 1]


def _stand_for(draft: Draft, mark: Mark, name: str) -> None:
    """The piece as if the name had been said, with a note of what really was."""
    first = mark.tokens[0]
    mark.tokens = (replace(first, text=name, corrected=mark.text),)
    mark.names = {Sort.PRIORITY: (name,)}
    draft.assumed.add(name)
    draft.take(Sort.PRIORITY.value, mark)


_LACKING = ("no", "with no", "without", "lacking", "missing", "have no", "has no")


def _compared(draft: Draft, place: int, mark: Mark) -> tuple[str, ...]:
    """The priority itself, or all above or below it, as the words around it say."""
    values, ranks = mark.names[Sort.PRIORITY], draft.vocabulary.site.priorities
    first = min(ranks.index(value) for value in values)
    last = max(ranks.index(value) for value in values)
    before, after = _before(draft, place), _after(draft, place)
    said = next((each for each in (after, before) if each is not None and _compares(each)), None)
    if said is None:
        return ranks[: last + 1] if mark.text.endswith("+") else values
    draft.take("priority cue", said)
    if said.has(Tag.AND_ABOVE) or said.low == "at least":
        return ranks[: last + 1]
    if said.has(Tag.AND_BELOW) or said.low == "at most":
        return ranks[first:]
    return ranks[:first] if said.has(Tag.ABOVE) else ranks[last + 1 :]


def _compares(mark: Mark) -> bool:
    return mark.has(Tag.AND_ABOVE, Tag.AND_BELOW, Tag.ABOVE, Tag.BELOW) or mark.low in (
        "at least",
        "at most",
    )


def _before(draft: Draft, place: int) -> Mark | None:
    """What stands before the name, but for the word "priority", on either side of a comparison."""
    at = draft.back(place, Tag.DET, Tag.BE, Tag.FILLER)
    if draft.is_at(at, Tag.PRIORITY_CUE) and at is not None:
        draft.take("priority cue", draft.marks[at])
        at = draft.back(at, Tag.DET, Tag.BE, Tag.FILLER, Tag.WITH)
    before = draft.at(at)
    if before is not None and at is not None and before.has(Tag.ABOVE, Tag.BELOW):
        _take_if(draft, draft.at(draft.back(at, Tag.DET, Tag.BE)), Tag.PRIORITY_CUE)
    return None if before is not None and before.has(Tag.AND_ABOVE, Tag.AND_BELOW) else before


def _after(draft: Draft, place: int) -> Mark | None:
    """What follows the name, but for "priority" and "bugs". Only "and above" and its like are said after it."""
    at = place + 1
    while draft.is_at(at, Tag.PRIORITY_CUE, *NOUNS):
        _take_if(draft, draft.at(at), Tag.PRIORITY_CUE)
        at += 1
    after = draft.at(at)
    return after if after is not None and after.has(Tag.AND_ABOVE, Tag.AND_BELOW) else None


def _nameless(draft: Draft) -> None:
    draft.trouble("Do you mean the priority of that name, or issues that have no priority at all?")


def _take_if(draft: Draft, mark: Mark | None, tag: Tag) -> None:
    if mark is not None and mark.has(tag):
        draft.take("priority cue", mark)


def _read_foreign(draft: Draft, place: int, mark: Mark) -> None:
    """A word for a priority that this site does not have is asked back with those it has."""
    low = mark.low
    if draft.vocabulary.called(low) or not draft.vocabulary.site.priorities:
        return
    ranked = _FOREIGN.fullmatch(low)
    cued = draft.is_at(place + 1, Tag.PRIORITY_CUE) or draft.is_at(place - 1, Tag.PRIORITY_CUE)
    if (
        ranked is None
        and low not in _RANKING
        and not (mark.has(Tag.BLOCKERS) and draft.kind is None)
    ):
        return
    if mark.has(Tag.BLOCKERS) and draft.releases:
        return
    if (
        ranked is None
        and low in ("important", "normal", "high", "low", "medium")
        and not cued
        and not draft.is_at(place + 1, *NOUNS)
    ):
        return
    draft.take("unknown", mark)
    ranks = draft.vocabulary.site.priorities
    guess = _guess(low, ranked, ranks)
    draft.trouble(
        f"No priority here is called “{mark.text}”; there are {labels.either(ranks, 'and')}.",
        said=mark.text,
        nearest=(guess,),
        rank=2,
    )
    draft.hold(Field.PRIORITY, (guess,))
    following = draft.at(place + 1)
    _take_if(draft, following, Tag.PRIORITY_CUE)


def _guess(low: str, ranked: re.Match[str] | None, ranks: tuple[str, ...]) -> str:
    if ranked is not None:
        return ranks[min(max(int(ranked.group(1)) - 1, 0), len(ranks) - 1)]
    if low.startswith(("minor", "low", "trivial")):
        return ranks[-1]
    if low.startswith(("normal", "medium", "major")):
        return ranks[min(1, len(ranks) - 1) if low.startswith("major") else len(ranks) // 3]
    return ranks[0]


def no_priority(draft: Draft, *, negated: bool) -> None:
    """No priority is set; where the site has a priority of the name "None" that may be meant as well."""
    if any(name.casefold() == "none" for name in draft.vocabulary.site.priorities):
        _nameless(draft)
    draft.require(Empty(Field.PRIORITY, negated), labels.empty(Field.PRIORITY, negated=negated))
