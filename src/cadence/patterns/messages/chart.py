"""The control chart of a pattern, and in words what it shows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cadence.core.agenda import Drawn
from cadence.core.calendar import Span, midnight
from cadence.core.chart import Control, Count, Flag
from cadence.core.words import begun, counted, cut, listed
from cadence.patterns.messages.words import (
    MOST_NAME,
    MOST_TITLE,
    bugs_of,
    day,
    short,
    window,
)
from cadence.patterns.model.drawing import Bar, Drawing
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Pattern, State, Verified
from cadence.patterns.model.sentence import figure, lasting, opening

AHEAD = 8
"""Weeks that are drawn beyond this one at most, up to the day of a test."""
WITHOUT_YEARS = 52
"""Weeks from which on their labels say the year."""
MOST_RELEASE = 16
WEEK = timedelta(weeks=1)


def drawn(pattern: Pattern, found: Drawing, *, at: datetime, zone: ZoneInfo) -> Drawn:
    """As of `at`."""
    by_week = pattern.kind is not Kind.ESCAPES
    what = _what(pattern, found)
    title = f"{cut(opening(pattern), MOST_TITLE)}: {what}"
    chart = Control(
        title=title,
        unit=_unit(found, at, zone, by_week),
        counts=tuple(_counts(pattern, found, zone, by_week)),
        centre=f"usual {figure(found.whole.centre)}",
        upper=f"limit {found.whole.upper:,}",
        about=_about(pattern, found, by_week),
        counted=_counted(pattern),
        flags=tuple(_flags(pattern, found, at, zone)) if by_week else (),
    )
    return Drawn(chart=chart, title=begun(what), alt=_told(pattern, chart, found, zone))


def _what(pattern: Pattern, found: Drawing) -> str:
    match pattern.kind:
        case Kind.ESCAPES:
            days = pattern.finding.tested.window_days
            return f"bugs found in the first {counted(days, 'day')} after a release"
        case Kind.AGEING if found.age:
            return f"bugs that grew older than {counted(found.age.days, 'day')}, week by week"
        case _:
            return f"{bugs_of(pattern.kind)}, week by week"


def _unit(found: Drawing, at: datetime, zone: ZoneInfo, by_week: bool) -> str:
    last = found.bars[-1]
    until = f"{day(at.astimezone(zone).date())}"
    if not by_week:
        return f"{counted(len(found.bars), 'release')} to {until}"
    partial = "; the last week is not over (slanting lines)" if last.part < 1 else ""
    return f"{counted(len(found.bars), 'week')} to {until}{partial}"


def _counts(pattern: Pattern, found: Drawing, zone: ZoneInfo, by_week: bool) -> Iterator[Count]:
    with_years = len(found.bars) > WITHOUT_YEARS
    for each in found.bars:
        level = found.whole if each.part >= 1 else found.last
        yield Count(
            label=cut(each.name, MOST_RELEASE) or _label(each.start, zone, with_years),
            value=Decimal(each.count),
            centre=_decimal(level.centre),
            upper=Decimal(level.upper),
            is_partial=each.part < 1,
        )
    for number in range(_ahead(pattern, found, zone) if by_week else 0):
        yield Count(
            label=_label(found.bars[-1].start + (number + 1) * WEEK, zone, with_years),
            value=None,
            centre=_decimal(found.whole.centre),
            upper=Decimal(found.whole.upper),
        )


def _label(start: datetime, zone: ZoneInfo, with_years: bool) -> str:
    on = start.astimezone(zone).date()
    return f"{on:%b %Y}" if with_years else short(on)


def _ahead(pattern: Pattern, found: Drawing, zone: ZoneInfo) -> int:
    until = _test_day(pattern)
    last = found.bars[-1].start.astimezone(zone).date()
    return min(AHEAD, max(0, (until - last).days // 7)) if until else 0


def _test_day(pattern: Pattern) -> date | None:
    owned = pattern.ownership
    return owned.until if owned and pattern.state is State.OWNED else None


def _counted(pattern: Pattern) -> str:
    still = " still open" if pattern.kind is Kind.AGEING else ""
    if test := _test_of(pattern):
        return f"{test.after:,}{still} in {lasting(test.after_days)}"
    tested = pattern.finding.tested
    return f"{tested.rate:,}{still} in {lasting(tested.window_days)}"


def _test_of(pattern: Pattern) -> Verified | None:
    """The last test of what it is owned for: then that is what the chart is about. Releases have their own time."""
    owned, test = pattern.ownership, pattern.verified
    is_new = owned is not None and test is not None and test.at >= owned.at
    return test if is_new and pattern.kind is not Kind.ESCAPES else None


def _span(pattern: Pattern) -> Span:
    if test := _test_of(pattern):
        return Span(start=test.at - timedelta(days=test.after_days), end=test.at)
    return pattern.finding.tested.window


def _about(pattern: Pattern, found: Drawing, by_week: bool) -> tuple[Decimal, Decimal] | None:
    if not by_week:
        return Decimal(len(found.bars) - 1), Decimal(len(found.bars))
    span = _span(pattern)
    if span.start is None or span.end is None:
        return None
    return _place(span.start, found), _place(span.end, found)


def _place(at: datetime, found: Drawing) -> Decimal:
    """In weeks from the beginning of the first one."""
    return _decimal((at - found.bars[0].start) / WEEK)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(round(value, 4)))


def _flags(pattern: Pattern, found: Drawing, at: datetime, zone: ZoneInfo) -> Iterator[Flag]:
    """What happened on one day shares a flag."""
    by_day: dict[date, list[str]] = {}
    for moment, what in _happened(pattern):
        if moment >= found.bars[0].start:
            by_day.setdefault(moment.astimezone(zone).date(), []).append(what)
    for on, these in sorted(by_day.items()):
        noon = midnight(on, zone) + timedelta(hours=12)
        yield Flag(label=f"{listed(these)} {short(on)}", at=_place(noon, found))
    until = _test_day(pattern)
    if until and until not in by_day:
        is_ahead = until > at.astimezone(zone).date()
        place = _place(midnight(until, zone), found)
        beyond = " →" if place > len(found.bars) + AHEAD else ""
        yield Flag(label=f"test {short(until)}{beyond}", at=place, is_ahead=is_ahead)


def _happened(pattern: Pattern) -> Iterator[tuple[datetime, str]]:
    up = pattern.escalated.at if pattern.escalated and pattern.escalated.level else None
    if pattern.told_at and (up is None or pattern.told_at > up):
        yield pattern.told_at, "told"
    if up:
        yield up, "one level up"
    if pattern.ownership:
        yield pattern.ownership.at, "owned"
    if pattern.verified:
        yield pattern.verified.at, f"tested: {pattern.verified.verdict.value}"


def _told(pattern: Pattern, chart: Control, found: Drawing, zone: ZoneInfo) -> str:
    """All of it in words."""
    beyond = [
        f"{each.label} ({each.value:,f})" for each in chart.counts if each.is_beyond and each.value
    ]
    over = f"above its limit: {listed(beyond)}" if beyond else "none is above its limit"
    flags = f" {begun(listed([each.label for each in chart.flags]))}." if chart.flags else ""
    return (
        f"{chart.title}. {_values(found, zone)}. "
        f"Usual: {figure(found.whole.centre)}; limit {found.whole.upper:,}; {over}. "
        f"{chart.counted}, {window(_span(pattern), zone)}.{flags}"
    )


def _values(found: Drawing, zone: ZoneInfo) -> str:
    first, last = found.bars[0], found.bars[-1]
    if last.name:
        return listed([_valued(each) for each in found.bars])
    partial = " (not over)" if last.part < 1 else ""
    values = ", ".join(f"{each.count:,}" for each in found.bars)
    days = [day(each.start.astimezone(zone).date()) for each in (first, last)]
    return f"Weeks from {days[0]} to that of {days[1]}{partial}: {values}"


def _valued(bar: Bar) -> str:
    return f"{cut(bar.name, MOST_NAME)} {bar.count:,}"
