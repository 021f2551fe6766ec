"""What detectors learn from leads who said that something is no pattern."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cadence.patterns.model.case import Learned
from cadence.patterns.model.chance import more_later
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.pattern import NoPattern

CLEARLY = 0.05
"""The odds of so many more than what was dismissed, were the rate the same."""
TIMES = 1.5
STRICTER = 2.0
"""What one dismissal, said just now, divides the threshold of its kind by."""
HALF_FORGOTTEN = timedelta(days=182)
STRICTEST = 64.0
INFLOW = frozenset({Kind.SPIKE, Kind.DRIFT})
ACCEPTED = frozenset({NoPattern.KNOWN.value, NoPattern.EXPECTED.value})
"""It was there: the detector was right, and learns of the subject alone."""


def heeded(test: Tested, learned: Sequence[Learned], now: datetime) -> Tested:
    """The test with what was dismissed of its kind in this area taken into account.

    Its own subject, dismissed: it takes TIMES the rate of then, and so many more that an unchanged rate brings them
    about less often than CLEARLY (exact conditional test of two Poisson counts). Any subject of its kind, dismissed
    because it was none: the kind's threshold is divided by STRICTER for each time, and each time counts for half as
    much after HALF_FORGOTTEN; so an area that is no longer told nonsense gets its alarms back by itself.
    """
    same = [each for each in learned if each.kind in _alike(test.kind)]
    if not same:
        return test
    subject = [each for each in same if each.subject == test.subject]
    is_told = all(_is_clearly_more(test, each) for each in subject)
    wrong = sum(_weight(each, now) for each in same if each.reason not in ACCEPTED)
    return replace(
        test,
        matters=test.matters and is_told,
        stricter=min(STRICTEST, STRICTER**wrong),
    )


def _alike(kind: Kind) -> frozenset[str]:
    """A spike and a drift are two ways to see that more comes in: who dismisses one dismisses the other."""
    return frozenset(map(str, INFLOW if kind in INFLOW else {kind}))


def _is_clearly_more(test: Tested, dismissed: Learned) -> bool:
    days = dismissed.window_days or test.window_days
    pace = dismissed.rate / days
    if test.rate / test.window_days < TIMES * pace:
        return False
    return more_later(dismissed.rate, days, test.rate, test.window_days) <= CLEARLY


def _weight(dismissed: Learned, now: datetime) -> float:
    if dismissed.at is None:
        return 1.0
    return float(0.5 ** (max(timedelta(), now - dismissed.at) / HALF_FORGOTTEN))
