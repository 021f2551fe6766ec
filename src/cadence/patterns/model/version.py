"""A pattern's next version, where it can have one as it stands."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from cadence.core.errors import CadenceError
from cadence.patterns.model.pattern import Pattern, State


class Refusal(CadenceError):
    """This can't be done to the pattern as it stands; nothing was changed. The message says in plain words how it
    stands."""


def only(pattern: Pattern, states: frozenset[State]) -> None:
    """Raises Refusal where it is in none of these."""
    if pattern.state not in states:
        raise Refusal(standing_of(pattern))


def standing_of(pattern: Pattern) -> str:
    """How it stands, in a plain sentence."""
    match pattern.state:
        case State.MERGED:
            return f"{pattern.label} is part of P-{pattern.merged_into} now."
        case State.NO_PATTERN:
            return f"{pattern.label} was said to be no pattern."
        case State.CLOSED:
            return f"{pattern.label} is closed."
        case State.OWNED:
            return f"{pattern.label} is owned already."
        case State.SNOOZED:
            return f"{pattern.label} is quiet until it gets worse."
        case State.OPEN:
            return f"{pattern.label} is open, and nobody owns it."


def following(pattern: Pattern, at: datetime, **fields: Any) -> Pattern:
    """Its next version, with these fields otherwise."""
    return replace(pattern, version=pattern.version + 1, changed_at=at, **fields)
