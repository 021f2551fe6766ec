"""Whether the portfolio as a whole is as it is meant to be."""

from collections.abc import Iterable
from decimal import Decimal

from cadence.core.words import counted
from cadence.portfolio.model.bet import Bet, Horizon
from cadence.portfolio.model.board import Finding, Rule, Work
from cadence.portfolio.model.figures import percent, points
from cadence.portfolio.model.policy import Policy

LEAST_WORK = 10
"""Issues: of fewer, a share says nothing."""


def balance(bets: Iterable[Bet], policy: Policy) -> Finding | None:
    """The mix is asked about when a horizon's share of the capacity that running bets hold is further from its target
    than the policy's tolerance, in points, or when all bets together hold more than 100 %. Bets that are sunsetting
    count for the second alone: what they hold is on its way out.
    """
    known = tuple(bets)
    held = sum((each.capacity for each in known), Decimal(0))
    shares = mix(known)
    off = [name for name in Horizon if abs(_off(shares, name, policy)) > policy.tolerance]
    why = [_off_by(name, shares, policy) for name in off if shares]
    if held > 100:
        why.append(f"All bets together hold {percent(held)} of the capacity there is.")
    if not why:
        return None
    says = "the mix is off its target" if off and shares else "more capacity is given than there is"
    return Finding(rule=Rule.BALANCE, says=says, why=tuple(why))


def mix(bets: Iterable[Bet]) -> dict[Horizon, Decimal]:
    """Of the capacity that running bets hold, the percent in each horizon, to a tenth; empty where they hold none."""
    running = [each for each in bets if each.is_running]
    held = sum((each.capacity for each in running), Decimal(0))
    if held == 0:
        return {}
    tenth = Decimal("0.1")
    return {
        name: (
            sum((each.capacity for each in running if each.horizon is name), Decimal(0))
            / held
            * 100
        ).quantize(tenth)
        for name in Horizon
    }


def stray_work(work: Work | None, policy: Policy) -> Finding | None:
    """Work is asked about when more than the policy's share of the issues in the portfolio's projects that are in
    progress, or were resolved lately, belong to no bet, and there are ten at least of them in all.
    """
    if work is None or work.all < LEAST_WORK:
        return None
    stray = work.all - work.in_bets
    share = Decimal(stray) / work.all * 100
    if share <= policy.stray:
        return None
    return Finding(
        rule=Rule.STRAY,
        says=f"{percent(share.quantize(Decimal(1)))} of the work belongs to no bet",
        why=(
            (
                f"Of {counted(work.all, 'issue')} that are in progress or were resolved in the last {work.days} days, "
                f"{stray:,} match no bet's filter."
            ),
        ),
    )


def _off(shares: dict[Horizon, Decimal], name: Horizon, policy: Policy) -> Decimal:
    return shares.get(name, Decimal(0)) - policy.mix.get(name, Decimal(0))


def _off_by(name: Horizon, shares: dict[Horizon, Decimal], policy: Policy) -> str:
    aim = policy.mix.get(name, Decimal(0))
    off = _off(shares, name, policy)
    return (
        f"{name} has {percent(shares[name])} of the capacity that running bets hold; its target is {percent(aim)}, "
        f"{points(abs(off))} {'less' if off > 0 else 'more'}."
    )
