"""A draft: what a thread seems to have decided, and the messages that say so. Nothing of it is stored."""

from dataclasses import dataclass

from cadence.core.message import Said
from cadence.decisions.model.decision import Body, Part

Thread = tuple[Said, ...]
"""Oldest first. What Cadence itself said is in it and is never drafted from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The messages that one field rests on, by their `ts`, in the order in which they were said."""

    part: Part
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One decision that a thread seems to hold. A field without support is empty."""

    body: Body
    support: tuple[Support, ...]
    decisive: str
    """The `ts` of the message by which it was decided."""
    score: float
    """From 0 to 1, how plainly the thread says that something was decided."""
    by: str = "rules"
    """Who drafted: "rules" or "Claude"."""

    def resting_on(self, part: Part) -> tuple[str, ...]:
        return next((each.said for each in self.support if each.part is part), ())
