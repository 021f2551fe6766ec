"""The figures as pictures, and what each shows in words."""

from collections.abc import Sequence
from decimal import Decimal

from cadence.core.agenda import Drawn
from cadence.core.chart import Series, Step, Tone, Trend, Waterfall
from cadence.revenue.messages.amounts import (
    NOT_KNOWN,
    money,
    month_name,
    movement,
    percent,
    short_month,
    whole,
)
from cadence.revenue.model.figures import LOSSES, Kind
from cadence.revenue.model.report import Report

LEAST_MONTHS = 2
"""A line has two ends."""

ORDER = (Kind.NEW, Kind.REACTIVATION, Kind.EXPANSION, Kind.CONTRACTION, Kind.CHURN)
"""What came before what went, as it is read from left to right."""


def waterfall(report: Report) -> Drawn:
    """From opening to closing."""
    figures = report.figures
    title = f"MRR, {month_name(report.opens)} to {month_name(report.month)}"
    steps = (
        _level("Opening", figures.opening),
        *(_step(report, kind) for kind in ORDER),
        _level("Closing", figures.closing),
    )
    told = ", ".join(f"{kind.value} {_moved(report, kind)}" for kind in ORDER)
    return Drawn(
        chart=Waterfall(title=title, unit=report.currency, steps=steps),
        title=title,
        alt=(
            f"{title}: opening {money(figures.opening, report.currency)}, {told}, "
            f"closing {money(figures.closing, report.currency)} ({report.defined})."
        ),
    )


def _level(label: str, amount: Decimal) -> Step:
    return Step(label=label, amount=amount, shown=whole(amount), tone=Tone.TOTAL, is_level=True)


def _step(report: Report, kind: Kind) -> Step:
    amount = signed(report, kind)
    tone = Tone.QUIET if not amount else Tone.BAD if kind in LOSSES else Tone.GOOD
    return Step(label=kind.value.capitalize(), amount=amount, shown=_with_sign(amount), tone=tone)


def signed(report: Report, kind: Kind) -> Decimal:
    """What came is above 0, what went below."""
    amount = report.figures.of(kind)
    return -amount if kind in LOSSES else amount


def _with_sign(amount: Decimal) -> str:
    return f"+{whole(amount)}" if amount > 0 else whole(amount)


def _moved(report: Report, kind: Kind) -> str:
    return movement(signed(report, kind), report.currency)


def trend(history: Sequence[Report]) -> Drawn | None:
    """NRR and GRR month by month, on the months from the first that has figures; a month without is a gap. None where
    there are fewer than two with one."""
    known = [each for each in history if each.figures.nrr is not None]
    if len(known) < LEAST_MONTHS:
        return None
    name = known[-1].definition.name
    title = f"NRR and GRR by month, {month_name(known[0].month)} to {month_name(known[-1].month)}"
    by_ordinal = {each.month.ordinal: each for each in known}
    span = range(known[0].month.ordinal, known[-1].month.ordinal + 1)
    months = [by_ordinal.get(each) for each in span]
    chart = Trend(
        title=title,
        unit="%",
        x=tuple(short_month(known[0].month.plus(place)) for place in range(len(months))),
        series=(
            Series(
                name="NRR",
                values=tuple(each.figures.nrr if each else None for each in months),
                tone=Tone.GOOD,
            ),
            Series(
                name="GRR",
                values=tuple(each.figures.grr if each else None for each in months),
                tone=Tone.PLAIN,
            ),
        ),
        marks=(("100 %", Decimal(100)),),
    )
    return Drawn(chart=chart, title=title, alt=f"{title} ({name}): {_told(known, months)}.")


def _told(known: Sequence[Report], months: Sequence[Report | None]) -> str:
    first = known[0].month
    return "; ".join(
        f"{short_month(first.plus(place))} {_pair(each)}" for place, each in enumerate(months)
    )


def _pair(report: Report | None) -> str:
    if report is None:
        return NOT_KNOWN
    return f"NRR {percent(report.figures.nrr)}, GRR {percent(report.figures.grr)}"
