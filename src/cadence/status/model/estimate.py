"""How long similar bugs took, from those that are done and those that still wait.

Open bugs are not left out: that would make every estimate too hopeful, since what takes longest is what is still
open. They are censored: known to have lasted so long and not yet done. Kaplan and Meier's estimator (J. Am. Stat.
Assoc. 53, 1958) takes both: S(t) is the product, over each time at which bugs were resolved, of 1 - resolved / still
open just before. The p-th percentile is the first time at which S(t) <= 1 - p; where S never falls so low, the
history does not reach that far and nothing is claimed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from cadence.core.issue import Issue
from cadence.status.model.answer import Expectation

HALF = Fraction(1, 2)
MOST = Fraction(85, 100)
"""The service level that is quoted: 85 % is the usual one of service-level expectations in Kanban."""
FEWEST = 10
"""With fewer resolved bugs than this nothing is said: one more or less would move the figures by days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    lasted: timedelta
    done: bool
    """False: it is open still, and has lasted that long so far."""


def lifetime(issue: Issue, *, now: datetime) -> Lifetime:
    """From creation to resolution, or to now. Clocks that disagree make no negative time."""
    end = issue.resolved_at if not issue.is_open and issue.resolved_at is not None else now
    return Lifetime(lasted=max(timedelta(0), end - issue.created_at), done=not issue.is_open)


def expectation(lifetimes: Iterable[Lifetime], *, like: str) -> Expectation:
    """`like` says what "similar" means. Both figures are None where fewer than FEWEST are done."""
    lives = tuple(lifetimes)
    if sum(life.done for life in lives) < FEWEST:
        return Expectation(n=len(lives), half=None, most=None, like=like)
    steps = survival(lives)
    half, most = first_below(steps, 1 - HALF), first_below(steps, 1 - MOST)
    return Expectation(n=len(lives), half=half, most=most, like=like)


def survival(lives: Iterable[Lifetime]) -> tuple[tuple[timedelta, Fraction], ...]:
    """Kaplan-Meier: after each time at which some were resolved, the share that is estimated to be open still.

    At one and the same time, resolutions come before those that are only known to have lasted so long.
    """
    lives = tuple(lives)
    done = Counter(life.lasted for life in lives if life.done)
    gone = Counter(life.lasted for life in lives)
    at_risk, share = len(lives), Fraction(1)
    out: list[tuple[timedelta, Fraction]] = []
    for moment in sorted(gone):
        if done[moment]:
            share *= 1 - Fraction(done[moment], at_risk)
            out.append((moment, share))
        at_risk -= gone[moment]
    return tuple(out)


def first_below(steps: Iterable[tuple[timedelta, Fraction]], share: Fraction) -> timedelta | None:
    """The first time at which no more than this share is open still."""
    return next((moment for moment, left in steps if left <= share), None)
