"""Who may press on a pattern's card, as far as that follows from the settings and from who was told."""

from cadence.core.people import Area
from cadence.patterns.model.pattern import Pattern


def answers_for(pattern: Pattern, area: Area | None) -> frozenset[str]:
    """User ids of those whose it is: the area's lead, whoever was told or had it handed to them, and who owns it.
    Empty where the settings name nobody by id: then it is its channel's (`is_the_channels`)."""
    told, owner = pattern.escalated, pattern.ownership
    named = (
        area.lead.user if area else None,
        area.next_level.user if area and area.next_level and told and told.level else None,
        told.to if told else None,
        owner.by if owner else None,
    )
    return frozenset(user for user in named if user)


def is_the_channels(pattern: Pattern) -> bool:
    """Whether it was told in the area's channel, to a lead who has no user id: anybody there but guests may press."""
    return pattern.escalated is not None and pattern.escalated.to is None
