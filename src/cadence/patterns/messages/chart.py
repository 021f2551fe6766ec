"""The control chart of a pattern, and in words what it shows."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cadence.core.agenda import Drawn
from cadence.core.calendar import midnight
from cadence.core.chart import Control, Count, Flag
from cadence.core.words import begun, counted, cut, listed
from cadence.patterns.messages.words import (
    MOST_TITLE,
    bugs_of,
    day,
    figure,
    lasting,
    short,
    window,
)
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.model.weeks import Limits, Week, limits

AHEAD = 8
"""Weeks that are drawn beyond this one at most, up to the day of a test."""
WITHOUT_YEARS = 52
"""Weeks from which on their labels say the year."""
WEEK = timedelta(weeks=1)


def drawn(pattern: Pattern, weeks: Sequence[Week], *, at: datetime, zone: ZoneInfo) -> Drawn | None:
    """`weeks` as `weeks.weekly` counts them, to `at`. None where there is no week to show."""
    if not weeks:
        return None
    whole, part = _limits(pattern, weeks, zone)
    title = f"{cut(pattern.name, MOST_TITLE)}: {bugs_of(pattern.kind)} a week"
    chart = Control(
        title=title,
        unit=_unit(weeks, at, zone),
        counts=tuple(_counts(pattern, weeks, whole, part)),
        centre=f"usual {figure(whole.centre)}",
        upper=f"limit {whole.upper:,}",
        about=_about(pattern, weeks, zone),
        counted=f"{pattern.finding.tested.rate:,} in {lasting(pattern.finding.tested.window_days)}",
        flags=tuple(_flags(pattern, weeks, at, zone)),
    )
    return Drawn(
        chart=chart, title=_short_title(pattern), alt=_told(pattern, chart, weeks, whole, zone)
    )


def _short_title(pattern: Pattern) -> str:
    """Above the picture, which says the name itself."""
    return begun(f"{bugs_of(pattern.kind)}, week by week")


def _limits(pattern: Pattern, weeks: Sequence[Week], zone: ZoneInfo) -> tuple[Limits, Limits]:
    """Of a whole week, and of as much of the last one as is over; by how the weeks scattered before what was found."""
    tested = pattern.finding.tested
    usual = tested.baseline * 7 / tested.window_days
    begin = tested.window.start
    calm = [each for each in weeks if begin is None or midnight(each.monday + WEEK, zone) <= begin]
    part = max(weeks[-1].part, 0.01)
    return limits(calm, baseline=usual), limits(calm, baseline=usual, part=part)


def _unit(weeks: Sequence[Week], at: datetime, zone: ZoneInfo) -> str:
    until = day(at.astimezone(zone).date())
    partial = "; the last week is not over (slanting lines)" if weeks[-1].part < 1 else ""
    return f"{counted(len(weeks), 'week')} to {until}{partial}"


def _counts(
    pattern: Pattern,
    weeks: Sequence[Week],
    whole: Limits,
    part: Limits,
) -> Iterator[Count]:
    with_years = len(weeks) > WITHOUT_YEARS
    for each in weeks:
        level = whole if each.part >= 1 else part
        yield Count(
            label=_label(each.monday, with_years),
            value=Decimal(each.count),
            centre=_decimal(level.centre),
            upper=Decimal(level.upper),
            is_partial=each.part < 1,
        )
    for number in range(_ahead(pattern, weeks)):
        monday = weeks[-1].monday + (number + 1) * WEEK
        yield Count(
            label=_label(monday, with_years),
            value=None,
            centre=_decimal(whole.centre),
            upper=Decimal(whole.upper),
        )


def _label(monday: date, with_years: bool) -> str:
    return f"{monday:%b %Y}" if with_years else short(monday)


def _ahead(pattern: Pattern, weeks: Sequence[Week]) -> int:
    until = _test_day(pattern)
    return min(AHEAD, max(0, (until - weeks[-1].monday).days // 7)) if until else 0


def _test_day(pattern: Pattern) -> date | None:
    owned = pattern.ownership
    return owned.until if owned and pattern.state is State.OWNED else None


def _about(
    pattern: Pattern, weeks: Sequence[Week], zone: ZoneInfo
) -> tuple[Decimal, Decimal] | None:
    window_ = pattern.finding.tested.window
    if window_.start is None or window_.end is None:
        return None
    return _place(window_.start, weeks, zone), _place(window_.end, weeks, zone)


def _place(at: datetime, weeks: Sequence[Week], zone: ZoneInfo) -> Decimal:
    """In weeks from the beginning of the first one."""
    return _decimal((at - midnight(weeks[0].monday, zone)) / WEEK)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(round(value, 4)))


def _flags(pattern: Pattern, weeks: Sequence[Week], at: datetime, zone: ZoneInfo) -> Iterator[Flag]:
    """What happened on one day shares a flag."""
    by_day: dict[date, list[str]] = {}
    for moment, what in _happened(pattern):
        on = moment.astimezone(zone).date()
        if on >= weeks[0].monday:
            by_day.setdefault(on, []).append(what)
    for on, these in sorted(by_day.items()):
        noon = midnight(on, zone) + timedelta(hours=12)
        yield Flag(label=f"{listed(these)} {short(on)}", at=_place(noon, weeks, zone))
    until = _test_day(pattern)
    if until and until not in by_day:
        is_ahead = until > at.astimezone(zone).date()
        place = _place(midnight(until, zone), weeks, zone)
        beyond = " →" if place > len(weeks) + AHEAD else ""
        yield Flag(label=f"test {short(until)}{beyond}", at=place, is_ahead=is_ahead)


def _happened(pattern: Pattern) -> Iterator[tuple[datetime, str]]:
    if pattern.told_at:
        yield pattern.told_at, "told"
    if pattern.escalated and pattern.escalated.level:
        yield pattern.escalated.at, "one level up"
    if pattern.ownership:
        yield pattern.ownership.at, "owned"
    if pattern.verified:
        yield pattern.verified.at, f"tested: {pattern.verified.verdict.value}"


def _told(
    pattern: Pattern, chart: Control, weeks: Sequence[Week], whole: Limits, zone: ZoneInfo
) -> str:
    """All of it in words."""
    last = " (not over)" if weeks[-1].part < 1 else ""
    values = ", ".join(f"{each.count:,}" for each in weeks)
    beyond = [
        f"{each.label} ({each.value:,f})" for each in chart.counts if each.is_beyond and each.value
    ]
    over = f"above its limit: {listed(beyond)}" if beyond else "no week is above its limit"
    flags = f" {listed([each.label for each in chart.flags])}." if chart.flags else ""
    return (
        f"{chart.title}. Weeks from {day(weeks[0].monday)} to that of {day(weeks[-1].monday)}{last}: {values}. "
        f"Usual: {figure(whole.centre)} a week; limit {whole.upper:,}; {over}. "
        f"{chart.counted}, {window(pattern.finding.tested, zone)}.{flags}"
    )
