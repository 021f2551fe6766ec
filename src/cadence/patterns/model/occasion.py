"""Why a pattern is told of."""

from enum import StrEnum


class Occasion(StrEnum):
    FOUND = "found"
    WORSE = "worse"
    AGAIN = "again"
    """It came back after it was closed."""
    ONE_UP = "one level up"
    """Nobody answered in the agreed working time."""
    HANDED = "handed on"
    DUE = "due"
    """Its action's date is here, and the rate did not fall: what now?"""
    SHOWN = "shown"
    """Somebody asked to see it, or a card that stands is amended."""
