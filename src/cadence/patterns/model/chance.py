"""How often chance alone brings about a count: exact tails, with the uncertainty of the baseline and its unrest.

Counts of bugs scatter more than Poisson's law has it: they come in bursts. `unrest` is the variance of such counts
divided by their mean: 1 is Poisson, 2 is twice the variance (McCullagh and Nelder 1989, 6.2: overdispersion).
"""

from collections.abc import Sequence

USUAL_UNREST = 1.25
"""Of counts of bugs, where little is known: the median over components of a real tracker is 1.3 (`python -m evals
--set alarms`)."""
WORTH = 6
"""How many windows' evidence the usual unrest is worth against an area's own."""


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


def more_than_before(observed: int, *, before: float, windows: float, unrest: float = 1.0) -> float:
    """The odds of `observed` or more in one window, where `before` were seen in so many windows of the same length.

    The posterior predictive of a Poisson rate under Jeffreys' prior is a negative binomial (Gelman et al., Bayesian
    Data Analysis, 3rd ed. 2013, 2.6); its variance, mean × (1 + 1/windows), is multiplied by the unrest. So none before
    is no rate of zero, and a short baseline says little.
    """
    mean = (before + 0.5) / windows
    return more(observed, mean=mean, variance=mean * unrest * (1 + 1 / windows))


def unrest(counts: Sequence[float], usual: float = USUAL_UNREST) -> float:
    """Of counts in windows of one length: Pearson's statistic by its degrees of freedom, drawn towards the usual unrest
    as if that had been seen in WORTH windows more. Never below 1."""
    windows = len(counts)
    mean = sum(counts) / windows if windows else 0.0
    if windows < 2 or not mean:
        return usual
    pearson = sum((each - mean) ** 2 for each in counts) / mean
    return max(1.0, (pearson + WORTH * usual) / (windows - 1 + WORTH))


def share_or_more(
    hits: int, of: int, *, before: float, before_of: float, unrest: float = 1.0
) -> float:
    """The odds of `hits` or more of `of`, where `before` of `before_of` were hit earlier.

    The beta-binomial: a posterior predictive of a share under Jeffreys' prior. Unrest makes what is known from before
    worth so much less, and this window's trials as alike as makes their variance that many times the binomial's
    (Williams 1982, model II).
    """
    if hits <= 0:
        return 1.0
    a, b = before + 0.5, max(0.0, before_of - before) + 0.5
    known = (a + b) / unrest
    if unrest > 1 and of > 1:
        # Both the share's own wandering and what is not known of it; correlations add up.
        alike = min(0.9, (unrest - 1) / (of - 1)) + 1 / (known + 1)
        known = max(0.1, 1 / min(0.95, alike) - 1)
    share = a / (a + b)
    return beta_binomial_tail(hits, of, share * known, (1 - share) * known)


def unrest_of_shares(windows: Sequence[tuple[int, int]]) -> float:
    """As `unrest`, of hits of trials per window, against the binomial's variance."""
    asked = [(hits, of) for hits, of in windows if of]
    trials = sum(of for _, of in asked)
    share = sum(hits for hits, _ in asked) / trials if trials else 0.0
    if len(asked) < 2 or not 0 < share < 1:
        return USUAL_UNREST
    pearson = sum((hits - of * share) ** 2 / (of * share * (1 - share)) for hits, of in asked)
    return max(1.0, (pearson + WORTH * USUAL_UNREST) / (len(asked) - 1 + WORTH))


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
