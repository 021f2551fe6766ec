"""Leading indicators as people read them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from cadence.core.message import Line, Moment, Table, Text, bold, line
from cadence.revenue.messages.amounts import day_name
from cadence.revenue.model.calling import signed, with_unit
from cadence.revenue.model.indicator import Better, LeadingIndicator, Reading, Standing, State
from cadence.revenue.model.trend import LEAST, Course


def table(standings: Sequence[Standing], on: date) -> Table:
    return Table(
        caption="Leading indicators",
        columns=("Indicator", "Now", "Target", "Trend", "As of"),
        rows=tuple(_row(each, on) for each in standings),
        right=frozenset({1, 2}),
    )


def _row(standing: Standing, on: date) -> tuple[Line, ...]:
    indicator, last = standing.indicator, standing.last
    return (
        line(indicator.name),
        line(with_unit(indicator, last.value) if last else "no reading"),
        line(target(indicator)),
        line(trend(standing)),
        line(_as_of(standing, on)),
    )


def target(indicator: LeadingIndicator) -> str:
    if indicator.target is None:
        return "none"
    sign = "≥" if indicator.better is Better.HIGHER else "≤"
    return f"{sign} {with_unit(indicator, indicator.target)}"


def trend(standing: Standing) -> str:
    """ "rising, +3.1 a month (7 readings)"."""
    found = standing.trend
    if found.course is Course.UNKNOWN or found.a_month is None:
        return f"too few readings ({found.readings} of {LEAST})"
    return f"{found.course.value}, {signed(found.a_month)} a month ({found.readings} readings)"


def _as_of(standing: Standing, on: date) -> str:
    if standing.last is None:
        return ""
    stale = ", out of date" if standing.is_stale(on) else ""
    return f"{day_name(standing.last.on)}{stale}"


def headline(standing: Standing) -> Line:
    """ "Activation: 62 %, target ≥ 60 %, met"."""
    return line(bold(standing.indicator.name), f": {_stands(standing)}")


def _stands(standing: Standing) -> str:
    indicator, last = standing.indicator, standing.last
    now = with_unit(indicator, last.value) if last else "no reading yet"
    met = {State.MET: ", met", State.SHORT: ", not met"}.get(standing.state, "")
    goal = f", target {target(indicator)}{met}" if indicator.target is not None else ", no target"
    return now + goal


def source(reading: Reading) -> Line:
    return line(f"{reading.source}, taken ", Moment(reading.taken_at))


def facts(standing: Standing) -> tuple[Line, ...]:
    """What its owner sees above the questions, below its name."""
    found = [line(_stands(standing)), line(f"It is the {standing.indicator.definition}.")]
    if standing.last:
        found.append(line(f"{trend(standing).capitalize()}. From: ", *source(standing.last)))
    return tuple(found)


def definitions(standings: Iterable[Standing]) -> Line:
    """Small print below the table."""
    told = (f"{each.indicator.name}: {each.indicator.definition}" for each in standings)
    return line("; ".join(told), ". A trend is Mann–Kendall's test at 10 %, its slope Theil–Sen's.")


def changes(standings: Iterable[Standing], since: date) -> Iterator[Line]:
    """What moved since that day, what crossed its target first."""
    moved = [found for each in standings if (found := _change(each, since))]
    yield from (told for is_crossed, told in moved if is_crossed)
    yield from (told for is_crossed, told in moved if not is_crossed)


def _change(standing: Standing, since: date) -> tuple[bool, Line] | None:
    before = standing.as_of(since)
    if standing.last is None or before.last is None:
        return None
    was, now = before.last.value, standing.last.value
    if was == now:
        return None
    crossed = {State.MET: "reached", State.SHORT: "fell short of"}.get(standing.state)
    is_crossed = before.state is not standing.state and crossed is not None
    told = line(
        bold(standing.indicator.name),
        f": {with_unit(standing.indicator, now)}, was {with_unit(standing.indicator, was)}",
        f"; it {crossed} its target of {with_unit(standing.indicator, standing.indicator.target or Decimal(0))}"
        if is_crossed
        else "",
    )
    return is_crossed, told


def without_owner(standings: Iterable[Standing]) -> Line:
    names = [each.indicator.name for each in standings if each.indicator.owner is None]
    return line(Text(f"Nobody owns {', '.join(names)}.")) if names else ()
