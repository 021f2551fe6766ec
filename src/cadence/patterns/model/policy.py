"""What a company settles about its patterns: `[patterns]`."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    at: time = time(2)
    """When the night's scan begins, local to `zone`."""
    zone: str = "UTC"
    """An IANA name; weeks begin on its Mondays."""
    history: timedelta = timedelta(days=1096)
    """How far back baselines reach."""
    false_discoveries: float = 0.1
    """The share of findings that may be false, over everything that one scan tests."""
    false_alarms: float = 0.2
    """How many an area may have in a quarter."""
    answer_within: int = 2
    """Working days that a lead has to answer before it goes one level up."""
    quiet_after: timedelta = timedelta(days=56)
    """A pattern that nobody owns and that was not found for so long is closed."""
    customer_labels: frozenset[str] = frozenset({"customer", "escalation", "customer-escalation"})
    """Labels, in any case, that say that a customer escalated it."""
