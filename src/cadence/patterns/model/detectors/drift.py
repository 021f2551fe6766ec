"""Drift: the inflow rose slowly and stays up."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from math import ceil, log, sqrt
from typing import Any

from cadence.core.calendar import Span
from cadence.patterns.model import weeks
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import unrest
from cadence.patterns.model.detectors.common import (
    WEEK,
    baseline_weeks,
    keys,
    lacks_weeks,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, begun, inflow

LEAST_BEFORE = 20
"""Weeks of baseline: what is not known of its rate is counted, and an area with a year of history is to be tested."""
RUN = 26
"""Weeks that the CUSUM runs over; the baseline is what came before."""
SHIFT = 1.5
"""The rise that it is tuned to find soonest, in times the usual."""
LEAST_USUAL = 0.1
"""A week; with fewer the CUSUM is tuned as if there were so many."""
LEAST_WEEKS = 4
"""Since the change: what is shorter is a spike."""
LEAST_TIMES = 1.25
LEAST_MORE = 5
FINE = 4
"""The reference value is rounded to a 4th of a bug (to a whole one, from 20 a week on), so that the chain is exact."""
NODES = 12


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """A Poisson CUSUM of the last 26 weeks (Lucas 1985): S = max(0, S + count - k), k = (m1 - m0) / ln(m1 / m0), for a
    rise from the usual m0 to m1 = 1.5 m0, the usual being that of the 20 to 52 weeks before these.

    The odds of a sum as high at the end are those of the Markov chain of S (Brook and Evans 1972), with weekly counts
    negative binomial where they scatter more than Poisson's, averaged over what is not known of the usual rate (its
    Gamma posterior): a CUSUM that trusts an estimated rate alarms far too often (Jensen et al. 2006). It began when S
    last left zero (Page 1954).
    """
    bugs = inflow(history, now)
    begun_at = begun(history, bugs)
    run_from = now - RUN * WEEK
    if begun_at is None or (known := baseline_weeks(begun_at, run_from)) < LEAST_BEFORE:
        return ()
    moments = [each.created_at for each in bugs]
    baseline = weeks.whole(weeks.before(moments, run_from, WEEK, known), 1)
    if len(baseline) < LEAST_BEFORE:
        return ()
    usual = sum(baseline) / len(baseline)
    step, reference = _reference(usual)
    run = weeks.before(moments, now, WEEK, RUN)[::-1]
    height, since = _cusum(run, reference, step)
    first = now - (RUN - since) * WEEK
    seen = [Happening(each.created_at, each.key) for each in bugs if each.created_at >= first]
    expected = usual * (RUN - since)
    restless = _lasting_unrest(baseline)
    return (
        Tested(
            kind=Kind.DRIFT,
            area=history.area,
            keys=keys(seen),
            rate=len(seen),
            baseline=expected,
            window=Span(start=first, end=now),
            p_value=_odds(
                height,
                reference,
                step,
                before=sum(baseline),
                known=len(baseline),
                restless=restless,
            ),
            method="Poisson CUSUM, by its Markov chain",
            matters=RUN - since >= LEAST_WEEKS
            and len(seen) >= LEAST_TIMES * expected
            and len(seen) - expected >= LEAST_MORE,
            since=first,
        ),
    )


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested."""
    few = lacks_weeks(history, now, LEAST_BEFORE + RUN)
    return few or f"needs {LEAST_BEFORE} weeks without holes in the copy before the last {RUN}"


def _lasting_unrest(weekly: Sequence[int]) -> float:
    """Of weeks, or of four weeks together where that is more: a rate that wanders by itself scatters more the longer
    one looks, and that is what a CUSUM sums up. Rather too much than too little (`Unrest.high`)."""
    by_four = [sum(weekly[at : at + 4]) for at in range(0, len(weekly) - 3, 4)]
    restless = unrest(weekly)
    return max(restless.high, unrest(by_four, restless.times).high)


def _reference(usual: float) -> tuple[int, int]:
    """Steps that a bug is divided into, and the reference value in these."""
    usual = max(usual, LEAST_USUAL)
    step = FINE if usual < 20 else 1
    return step, max(1, round(step * usual * (SHIFT - 1) / log(SHIFT)))


def _cusum(run: Sequence[int], reference: int, step: int) -> tuple[int, int]:
    """How high it stands at the end, and the week from which on it was never at zero."""
    height, since = 0, 0
    for week, count in enumerate(run):
        height = max(0, height + count * step - reference)
        if not height:
            since = week + 1
    return height, min(since, len(run) - 1)


def _odds(
    height: int, reference: int, step: int, *, before: int, known: int, restless: float
) -> float:
    """Of a CUSUM as high or higher at the end of a run in which the rate did not change."""
    from scipy.special import gammaincinv  # noqa: PLC0415 - takes half a second to import

    if height <= 0:
        return 1.0
    likely, weights = _nodes()
    shape = (before + 0.5) / restless
    return float(
        sum(
            weight
            * _reaches(height, reference, step, gammaincinv(shape, at) * restless / known, restless)
            for at, weight in zip(likely, weights, strict=True)
        )
    )


@lru_cache(maxsize=1)
def _nodes() -> tuple[Any, Any]:
    """Quantiles and weights by which a mean over a distribution is taken (Gauss and Legendre)."""
    import numpy as np  # noqa: PLC0415 - as above

    points, weights = np.polynomial.legendre.leggauss(NODES)
    return (points + 1) / 2, weights / 2


def _reaches(height: int, reference: int, step: int, mean: float, restless: float) -> float:
    import numpy as np  # noqa: PLC0415 - as above

    top = 3 * height + reference
    chances = _counts(mean, restless, ceil((top + reference) / step))
    jumps = np.zeros((len(chances) - 1) * step + 1)
    jumps[::step] = chances
    state = np.zeros(top + 1)
    state[0] = 1.0
    for _ in range(RUN):
        after = np.convolve(state, jumps)
        state = np.zeros(top + 1)
        state[0] = after[: reference + 1].sum()
        rest = after[reference + 1 : reference + top + 1]
        state[1 : 1 + len(rest)] = rest
        state[top] += max(0.0, 1.0 - state.sum())
    return float(state[height:].sum())


def _counts(mean: float, restless: float, most: int) -> Any:
    """The odds of 0, 1, 2 … bugs in a week, as far as they matter; what is beyond is missing from the sum."""
    import numpy as np  # noqa: PLC0415 - as above
    from scipy.special import gammaln  # noqa: PLC0415

    far = min(most, ceil(mean + 12 * sqrt(mean * restless) + 12))
    k = np.arange(far + 1)
    if restless <= 1 + 1e-9:
        return np.exp(k * log(mean) - mean - gammaln(k + 1))
    size = mean / (restless - 1)
    return np.exp(
        gammaln(k + size)
        - gammaln(size)
        - gammaln(k + 1)
        + size * log(1 / restless)
        + k * log(1 - 1 / restless)
    )
