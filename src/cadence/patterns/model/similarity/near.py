"""What is like a bug, and how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    id: str
    """The tracker's."""
    key: str
    score: float
    """Between 0 and 1; from `likeness.JOINS` on, probably of one kind."""
