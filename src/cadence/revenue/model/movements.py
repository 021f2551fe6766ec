"""What an account's course over a window comes to. Amounts are whole cents, in one currency at one month's rates."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cadence.revenue.model.definition import Basis, Definition, Reactivation
from cadence.revenue.model.figures import Kind

Movement = tuple[Kind, int]
"""A magnitude: above 0."""


def monthly(opening: int, closing: int, *, paid_before: bool) -> Movement | None:
    """What happened from one month to the next: from nothing, it is new, or a reactivation where the account had paid
    in any earlier month; to nothing, it is churn; else what is more is expansion, and what is less contraction."""
    if opening == closing:
        return None
    if opening == 0:
        return (Kind.REACTIVATION if paid_before else Kind.NEW), closing
    if closing == 0:
        return Kind.CHURN, opening
    change = closing - opening
    return (Kind.EXPANSION, change) if change > 0 else (Kind.CONTRACTION, -change)


def movements(
    course: Sequence[int], definition: Definition, *, paid_before: bool
) -> Iterator[Movement]:
    """All that the definition counts, from the first amount, the opening, to the last, the closing."""
    if definition.basis is Basis.PERIOD:
        yield from _summed(course, paid_before=paid_before)
    else:
        yield from _compared(course, definition, paid_before=paid_before)


def _summed(course: Sequence[int], *, paid_before: bool) -> Iterator[Movement]:
    for opening, closing in pairwise(course):
        paid_before = paid_before or opening > 0
        if moved := monthly(opening, closing, paid_before=paid_before):
            yield moved


def _compared(
    course: Sequence[int], definition: Definition, *, paid_before: bool
) -> Iterator[Movement]:
    opening, closing = course[0], course[-1]
    came_back = opening > 0 and closing > 0 and 0 in course
    if came_back and definition.reactivation is Reactivation.OUT:
        yield Kind.CHURN, opening
        yield Kind.REACTIVATION, closing
    elif moved := monthly(opening, closing, paid_before=paid_before):
        yield moved
