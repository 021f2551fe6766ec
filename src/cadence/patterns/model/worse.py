"""Is a pattern that is known worse than when it was last told of?"""

from cadence.patterns.model.chance import ONE_SUBJECT, more_later
from cadence.patterns.model.finding import Finding
from cadence.patterns.model.pattern import Pattern

CLEARLY = 0.05
TIMES = 1.5


def is_worse(pattern: Pattern, finding: Finding) -> bool:
    """Whether the finding's pace is at least TIMES the told one, and chance alone brings about as much more less often
    than CLEARLY, had the rate stayed the same.

    The test is the exact conditional one of two counts (`chance.more_later`). The two windows usually share days, which
    makes their difference smaller than the test assumes; so it is right less often than CLEARLY says, and may be asked
    every night. A pattern that was never told cannot be worse than told.
    """
    if not pattern.told_rate:
        return False
    test = finding.tested
    told_days = pattern.told_days or pattern.finding.tested.window_days
    if test.rate / test.window_days < TIMES * pattern.told_rate / told_days:
        return False
    odds = more_later(pattern.told_rate, told_days, test.rate, test.window_days, unrest=ONE_SUBJECT)
    return odds <= CLEARLY
