"""What can happen to a pattern."""

from cadence.patterns.model.case import Learned
from cadence.patterns.model.pattern import NoPattern, Pattern


def learned_from(pattern: Pattern) -> Learned:
    """What a lead's "not a pattern" says of later alarms: nothing of it changes after that, so its finding is still the
    one that was dismissed, and its last change is when."""
    tested = pattern.finding.tested
    return Learned(
        kind=tested.kind,
        subject=pattern.subject,
        rate=tested.rate,
        reason=pattern.no_pattern or NoPattern.OTHER,
        at=pattern.changed_at,
        window_days=tested.window_days,
    )
