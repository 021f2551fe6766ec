"""How often detectors alarm where nothing changed, and how soon they see what did: `python -m evals --set alarms`."""

import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

from cadence.patterns.model.finding import Kind, Tested
from evals.alarms_false import ALPHAS, Counted, Size, added, quiet_night, rate, stationary
from evals.alarms_power import PLANS, Plan, Seen, days, seen

HERE = Path(__file__).parent
FULL = Size(companies=1, areas=20, nights=364, eras=3)
SMALL = Size(companies=1, areas=8, nights=91, eras=1)
REPEATS = 32
"""Histories of which each sort of change is asked."""
OTHERS = 19


def run(*, small: bool, only: str = "") -> list[str]:
    """Prints it all, or the parts whose names have `only`; returns what lies below the floors."""
    size = SMALL if small else FULL
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["alarms"]
    began = time.process_time()
    problems = _false(size, floors["false_alarms_at_most"], only)
    others = quiet_night(OTHERS)
    if small:
        problems += _threefold(others, floors["threefold_in_4_weeks_at_least"])
    else:
        _power(others, only)
    print(f"\n  {time.process_time() - began:.0f} s of processor time")
    return problems


def _false(size: Size, at_most: float, only: str) -> list[str]:
    parts = []
    for name, counted in stationary(size, only):
        parts.append(counted)
        _print_false(name, counted)
    if only:
        return []
    everything = added(each for each in parts if len(each.asked) > 1)
    most = everything.most / everything.quarters
    print(f"\n  of all {everything.quarters:.0f} area-quarters: {most:.3f} at most")
    return [f"alarms: {most:.2f} false ones, at most {at_most} allowed"] if most > at_most else []


def _print_false(name: str, counted: Counted) -> None:
    quarters = counted.quarters
    print(
        f"\nalarms where nothing changed, per area and quarter: {name}, {quarters:.0f} area-quarters"
    )
    print(f"    {'':12}{'together':>16}{'alone':>16}{'asked':>7}   looks, at p <= {ALPHAS}")
    both = counted.together.total(), counted.alone.total()
    print(f"    {'all':12}{''.join(f'{rate(each, quarters):>16}' for each in both)}")
    for kind in Kind:
        if not counted.asked[kind]:
            continue
        looks = "".join(f"{counted.looks[alpha][kind] / quarters / alpha:7.1f}" for alpha in ALPHAS)
        rates = "".join(
            f"{rate(each[kind], quarters):>16}" for each in (counted.together, counted.alone)
        )
        print(f"    {kind:12}{rates}{counted.asked[kind] / counted.nights:>7.0%}   {looks}")


def _power(others: Sequence[Tested], only: str) -> None:
    """The part in an area among 20 with its standard error, in brackets the part alone; of those among 20 the median
    wait and its middle half."""
    for plan in PLANS:
        for weekly in plan.weekly:
            name = f"{plan.name}, in an area with {weekly:g} a week"
            if only in name:
                print(f"\nwhat is told of {name}", flush=True)
                _print_power(plan, seen(plan, weekly, REPEATS, others))


def _print_power(plan: Plan, all_seen: Sequence[Seen]) -> None:
    print(f"    {'':8}{''.join(f'{weeks} weeks'.ljust(34) for weeks in plan.weeks)}")
    for times in plan.times:
        row = [each for each in all_seen if each.times == times]
        label = f"{times:g}{plan.unit}"
        print(f"    {label:8}{''.join(_cell(each).ljust(34) for each in row)}", flush=True)
    others = sum(each.by_another for each in all_seen)
    if others:
        told = sum(len(each.waits) for each in all_seen)
        print(f"    of the {told} that were told {others} by a finding of another kind")


def _cell(each: Seen) -> str:
    return f"{each.among} ±{each.among.error:.0%} [{each.alone}] {days(each.waits)}"


def _threefold(others: Sequence[Tested], at_least: float) -> list[str]:
    """Of rises from two bugs a week, which are the first plan's."""
    plan = Plan(
        name="", change=PLANS[0].change, detectors=PLANS[0].detectors, times=(3.0,), weeks=(4,)
    )
    (four,) = seen(plan, 2.0, 24, others)
    print(f"\n  told of threefold rises from 2 a week within 4 weeks and one more: {_cell(four)}")
    if four.among.of_all < at_least:
        return [f"alarms: {four.among.of_all:.0%} of threefold rises are told in 4 weeks"]
    return []
