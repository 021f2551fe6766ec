"""Who may see a pattern: whoever may see every project that its bugs and its figures are of, guests and other companies
apart."""

from collections.abc import Callable

from cadence.core.message import Audience, Kind
from cadence.patterns.model.pattern import Pattern

Sees = Callable[[str, Audience], bool]
"""Whether an audience may know of a project, by its key: `core.ports.Bugs.sees`."""


def may_read(audience: Audience) -> bool:
    """Not where another company reads along."""
    return audience.kind is not Kind.SHARED


def may_see(pattern: Pattern, audience: Audience, sees: Sees) -> bool:
    """Its figures are of all bugs of its area, so one project of these that may not be seen hides it."""
    return may_see_all(pattern.tells_of, audience, sees)


def may_see_all(projects: tuple[str, ...], audience: Audience, sees: Sees) -> bool:
    """Of what belongs to no known project nothing can be said to anybody but those who see everything."""
    return may_read(audience) and all(sees(each, audience) for each in projects or ("",))
