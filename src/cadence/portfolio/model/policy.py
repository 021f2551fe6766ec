"""By what the portfolio is looked at: what a company may set, each with the figure we begin with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from cadence.portfolio.model.bet import Horizon


def _usual_mix() -> Mapping[Horizon, Decimal]:
    return {Horizon.H1: Decimal(70), Horizon.H2: Decimal(20), Horizon.H3: Decimal(10)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    owners: tuple[str, ...] = ()
    """User ids of the portfolio owners, whom every question goes to."""
    mix: Mapping[Horizon, Decimal] = field(default_factory=_usual_mix)
    """Shares of capacity in percent, 100 in all. 70/20/10 is Nagji and Tuff's, "Managing Your Innovation Portfolio",
    Harvard Business Review, May 2012."""
    tolerance: Decimal = Decimal(10)
    """Points that a horizon may be off before it is asked about."""
    window: timedelta = timedelta(weeks=12)
    """Over which a metric is looked at."""
    least_readings: int = 6
    """Fewer say nothing about a trend. Where the window holds fewer, it reaches back for as many, a year at most."""
    least_gain: Decimal = Decimal(10)
    """What a metric has to gain over the window to count as moving: percent of the way from baseline to target."""
    drop: Decimal = Decimal(15)
    """Points by which confidence has to fall before it is asked about."""
    fresh: timedelta = timedelta(days=45)
    """How long a reading stands for the metric: a month, and two weeks."""
    ask_again: timedelta = timedelta(days=28)
    """How long a question that was answered is not asked again, where the answer named no date."""
    projects: tuple[str, ...] = ()
    """Keys of the projects whose work is to belong to a bet; empty: work without a bet is not looked for."""
    stray: Decimal = Decimal(20)
    """Percent of the work that may belong to no bet."""


USUAL = Policy()
