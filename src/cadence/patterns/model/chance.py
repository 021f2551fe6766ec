"""How often chance alone brings about a count: exact tails, with the uncertainty of the baseline and its unrest.

Counts of bugs scatter more than Poisson's law has it: they come in bursts. Their unrest is the variance of such counts
divided by their mean: 1 is Poisson, 2 is twice the variance (McCullagh and Nelder 1989, 6.2: overdispersion).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

USUAL_UNREST = 1.6
"""Of counts of bugs, where little is known: the median over components and years of a real tracker with half a bug to
two bugs a week. Busier ones have more; below one in a window there is less, since rare counts can't but look like
Poisson's."""
ONE_SUBJECT = 1.25
"""Unrest of what is counted of one subject: a group's bugs, one release's."""
WORTH = 6
"""How many windows' evidence the usual unrest is worth against an area's own."""


LEAST_KNOWN = 4.0


class Unrest(NamedTuple):
    times: float
    """The variance by the mean, as estimated; 1 at least."""
    known: float
    """Degrees of freedom: by how many windows, as it were."""

    @property
    def high(self) -> float:
        """What it may well be: of four times, it is more in one."""
        return 1 + (self.times - 1) / _spread(round(self.known))[0]


def usual(mean: float) -> Unrest:
    """Where nothing else is known than how many there are in a window."""
    return Unrest(1 + (USUAL_UNREST - 1) * min(1.0, mean), WORTH)


@lru_cache(maxsize=256)
def _spread(known: int) -> tuple[float, tuple[tuple[float, float], ...]]:
    """How an estimated variance spreads about the true one: chi-squared by its degrees of freedom; so is taken what is
    beyond Poisson's. Its lower quartile, and values with their weights (Gauss and Legendre, on its quantiles)."""
    import numpy as np  # noqa: PLC0415 - most of Cadence never needs it
    from scipy.special import gammaincinv  # noqa: PLC0415 - takes half a second to import

    half = max(1, known) / 2
    points, weights = np.polynomial.legendre.leggauss(7)
    values = gammaincinv(half, (points + 1) / 2) / half
    spread = tuple((float(v), float(w)) for v, w in zip(values, weights / 2, strict=True))
    return float(gammaincinv(half, 0.25) / half), spread


def _over(unrest: Unrest, odds: Callable[[float], float]) -> float:
    """The odds, averaged over what the unrest may truly be."""
    _, spread = _spread(round(unrest.known))
    return sum(weight * odds(1 + (unrest.times - 1) / value) for value, weight in spread)


def more(observed: int, *, mean: float, variance: float) -> float:
    """The odds of `observed` or more: Poisson where the variance is no larger than the mean, else the negative
    binomial of this mean and variance."""
    from scipy.special import betainc, gammainc  # noqa: PLC0415 - takes half a second to import

    if observed <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if variance <= mean * (1 + 1e-9):
        return float(gammainc(observed, mean))
    size = mean * mean / (variance - mean)
    return float(betainc(observed, size, 1 - mean / variance))


def more_than_before(
    observed: int, *, before: float, windows: float, unrest: Unrest | None = None
) -> float:
    """The odds of `observed` or more in one window, where `before` were seen in so many windows of the same length.

    The posterior predictive of a Poisson rate under Jeffreys' prior is a negative binomial (Gelman et al., Bayesian
    Data Analysis, 3rd ed. 2013, 2.6); its variance, mean × (1 + 1/windows), is multiplied by the unrest, and the odds
    are averaged over what that may be (None: the usual one). So none before is no rate of zero, and a short baseline
    says little.
    """
    if observed <= 0:
        return 1.0
    mean = (before + 0.5) / windows
    wide = mean * (1 + 1 / windows)
    return _over(
        unrest or usual(mean), lambda times: more(observed, mean=mean, variance=wide * times)
    )


def unrest(counts: Sequence[float], prior: float | None = None) -> Unrest:
    """Of counts in windows of one length: Pearson's statistic by its degrees of freedom, drawn towards a prior one (the
    usual, unless given) as if that had been seen in WORTH windows more."""
    windows = len(counts)
    mean = sum(counts) / windows if windows else 0.0
    if prior is None:
        prior = usual(mean).times
    if windows < 2 or not mean:
        return Unrest(prior, WORTH)
    pearson = sum((each - mean) ** 2 for each in counts) / mean
    return _drawn(pearson, windows - 1, prior, mean)


def share_or_more(hits: int, of: int, *, before: float, before_of: float, unrest: Unrest) -> float:
    """The odds of `hits` or more of `of`, where `before` of `before_of` were hit earlier.

    The beta-binomial: a posterior predictive of a share under Jeffreys' prior. Unrest makes what is known from before
    worth so much less, and this window's trials as alike as makes their variance that many times the binomial's
    (Williams 1982, model II); the odds are averaged over what it may be.
    """
    if hits <= 0:
        return 1.0
    a, b = before + 0.5, max(0.0, before_of - before) + 0.5
    return _over(unrest, lambda times: _share_or_more(hits, of, a, b, times))


def _share_or_more(hits: int, of: int, a: float, b: float, times: float) -> float:
    share, known = a / (a + b), (a + b) / times
    if times > 1 and of > 1:
        # Both the share's own wandering and what is not known of it; correlations add up.
        alike = min(0.9, (times - 1) / (of - 1)) + 1 / (known + 1)
        known = max(0.1, 1 / min(0.95, alike) - 1)
    return beta_binomial_tail(hits, of, share * known, (1 - share) * known)


def unrest_of_shares(windows: Sequence[tuple[int, int]]) -> Unrest:
    """As `unrest`, of hits of trials per window, against the binomial's variance."""
    asked = [(hits, of) for hits, of in windows if of]
    trials, hits = sum(of for _, of in asked), sum(hits for hits, _ in asked)
    share = hits / trials if trials else 0.0
    prior = usual(hits / len(asked) if asked else 0.0)
    if len(asked) < 2 or not 0 < share < 1:
        return prior
    pearson = sum((hits - of * share) ** 2 / (of * share * (1 - share)) for hits, of in asked)
    return _drawn(pearson, len(asked) - 1, prior.times, hits / len(asked))


def _drawn(pearson: float, freedom: int, prior: float, mean: float) -> Unrest:
    """Drawn towards the prior, of which a third remains at least: few windows that happen to be alike are no proof of
    calm. A variance is known the worse the heavier the tails are: its own variance is that of the normal's times
    1 + k/2, with k the excess kurtosis, here the negative binomial's."""
    times = max(1 + (prior - 1) / 3, (pearson + WORTH * prior) / (freedom + WORTH))
    kurtosis = (6 * (times - 1) + 1 / times) / mean
    return Unrest(times, max(LEAST_KNOWN, (freedom + WORTH) / (1 + kurtosis / 2)))


def beta_binomial_tail(hits: int, of: int, a: float, b: float) -> float:
    """The odds of `hits` or more of `of` trials."""
    import numpy as np  # noqa: PLC0415 - as above
    from scipy.special import betaln, gammaln  # noqa: PLC0415

    if hits <= 0:
        return 1.0
    if hits > of:
        return 0.0
    k = np.arange(hits, of + 1)
    choose = gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1)
    return float(min(1.0, np.exp(choose + betaln(k + a, of - k + b) - betaln(a, b)).sum()))


def fewer_later(
    before: int, before_days: float, after: int, after_days: float, *, unrest: float = 1.0
) -> float:
    """The odds of `after` or fewer in the later span, given how many there were in both, had the rate stayed the same.

    Exact and conditional: of two Poisson counts, given their sum, the later is binomial with its part of the time
    (Przyborowski and Wilenski 1940). With unrest, of two negative binomial counts, it is beta-binomial.
    """
    part = after_days / (before_days + after_days)
    return 1.0 - _part_or_more(after + 1, before + after, part, unrest)


def more_later(
    before: int, before_days: float, after: int, after_days: float, *, unrest: float = 1.0
) -> float:
    """The odds of `after` or more in the later span; else as `fewer_later`."""
    part = after_days / (before_days + after_days)
    return _part_or_more(after, before + after, part, unrest)


def _part_or_more(hits: int, of: int, part: float, unrest: float) -> float:
    from scipy.special import betainc  # noqa: PLC0415 - as above

    if hits <= 0:
        return 1.0
    if hits > of:
        return 0.0
    if unrest <= 1:
        return float(betainc(hits, of - hits + 1, part))
    size = of / (unrest - 1)
    return beta_binomial_tail(hits, of, size * part, size * (1 - part))
