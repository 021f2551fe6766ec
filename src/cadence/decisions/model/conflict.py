"""Whether two decisions say otherwise about the same thing, by rules.

Precision comes first: what is flagged falsely teaches people to click through. So a contradiction needs the same
subject in both, and a reason that can be shown in the words of both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cadence.decisions.model.claims.against import Against, Side, against, side
from cadence.decisions.model.claims.words import content, tokens
from cadence.decisions.model.decision import Body, Scope

FLOOR = 0.6
"""From this score on it counts as a contradiction."""
JUST_BELOW = 0.59

BY_TEXT_ALONE = 0.9
"""What a score is worth where no scope says that both are about the same."""


class Verdict(StrEnum):
    CONTRADICT = "contradict"
    COMPATIBLE = "compatible"
    """About the same, and both can hold."""
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    verdict: Verdict
    score: float
    """From 0 to 1: how plainly they say otherwise."""
    reason: str
    """In plain words, with the words of both."""
    by: str = "rules"


class Overlap(StrEnum):
    """How the scopes of two decisions lie to each other."""

    SAME = "same"
    OPEN = "open"
    """Nothing that both name: by their text alone they may be about the same."""
    APART = "apart"


def overlap(one: Scope, other: Scope) -> Overlap:
    """Any part that both name and that differs sets them apart: that is how a scope is narrowed."""
    shared = [
        same
        for same in (
            _alike(one.area, other.area),
            _alike(one.product, other.product),
            _same_key(
                one.project or _project_of(one.epic), other.project or _project_of(other.epic)
            ),
            _same_key(one.epic, other.epic),
        )
        if same is not None
    ]
    if not shared:
        return Overlap.OPEN
    return Overlap.SAME if all(shared) else Overlap.APART


def _project_of(epic: str | None) -> str | None:
    return epic.rpartition("-")[0] if epic else None


def _same_key(one: str | None, other: str | None) -> bool | None:
    return one.upper() == other.upper() if one and other else None


def _alike(one: str | None, other: str | None) -> bool | None:
    """Names in people's own words: "Payments" and "payments team" are the same area."""
    if not one or not other:
        return None
    mine, theirs = content(tokens(one)), content(tokens(other))
    return one.casefold() == other.casefold() or bool(
        mine and theirs and (mine <= theirs or theirs <= mine)
    )


# --- judging ---------------------------------------------------------------------------------------


def judge(new: Body, old: Body) -> Judgement:
    """`old` is the earlier one, which holds. The order matters for the wording alone."""
    (found,) = judge_each(new, (old,))
    return found


def judge_each(new: Body, olds: Iterable[Body]) -> tuple[Judgement, ...]:
    """As `judge`, for each in turn; what the new one says is read once."""
    mine = side(new)
    return tuple(_judge(new.scope, mine, old) for old in olds)


def _judge(scope: Scope, mine: Side, old: Body) -> Judgement:
    lie = overlap(scope, old.scope)
    if lie is Overlap.APART:
        return _judged(
            Verdict.UNRELATED, 0.0, "They are about different things: their scopes differ."
        )
    theirs = side(old)
    found = max(against(mine, theirs), key=lambda each: _score(each, lie), default=None)
    if found and (score := _score(found, lie)) >= FLOOR:
        return _judged(Verdict.CONTRADICT, score, found.reason)
    below = min(_score(found, lie), JUST_BELOW) if found else 0.0
    if lie is Overlap.SAME or len(mine.whole & theirs.whole) > 1:
        reason = "They are about the same, and nothing in their words rules the other out."
        return _judged(Verdict.COMPATIBLE, below, reason)
    return _judged(Verdict.UNRELATED, below, "Their words are about different things.")


def _score(found: Against, lie: Overlap) -> float:
    if lie is Overlap.SAME:
        return round(min(1.0, found.strength), 2)
    score = round(min(1.0, found.strength) * BY_TEXT_ALONE, 2)
    return score if found.is_plain else min(score, JUST_BELOW)


def _judged(verdict: Verdict, score: float, reason: str) -> Judgement:
    return Judgement(verdict=verdict, score=score, reason=reason)
