"""Charts for tests."""

from decimal import Decimal

from cadence.core.chart import (
    Column,
    Control,
    Count,
    Flag,
    Series,
    Step,
    Tile,
    Tiles,
    Tone,
    Trend,
    Waterfall,
)


def a_step(label: str, amount: str, *, is_level: bool = False, tone: Tone = Tone.PLAIN) -> Step:
    return Step(label=label, amount=Decimal(amount), shown=amount, tone=tone, is_level=is_level)


def a_waterfall(*steps: Step, title: str = "MRR, October 2026") -> Waterfall:
    return Waterfall(title=title, unit="EUR a month", steps=steps)


def a_month() -> Waterfall:
    return a_waterfall(
        a_step("Opening", "1204500", is_level=True, tone=Tone.TOTAL),
        a_step("New", "38200", tone=Tone.GOOD),
        a_step("Churn", "-27300", tone=Tone.BAD),
        a_step("Closing", "1215400", is_level=True, tone=Tone.TOTAL),
    )


def a_series(name: str, *values: str | None, tone: Tone = Tone.PLAIN) -> Series:
    made = tuple(None if each is None else Decimal(each) for each in values)
    return Series(name=name, values=made, tone=tone)


def a_trend(
    *series: Series, title: str = "NRR", marks: tuple[tuple[str, Decimal], ...] = ()
) -> Trend:
    longest = max((len(each.values) for each in series), default=0)
    x = tuple(f"W{number + 1}" for number in range(longest))
    return Trend(title=title, unit="%", x=x, series=series, marks=marks)


def a_tile(title: str, *lines: str, tone: Tone = Tone.PLAIN, values: tuple[str, ...] = ()) -> Tile:
    return Tile(title=title, lines=lines, tone=tone, values=tuple(map(Decimal, values)))


def a_board(*tiles: Tile, title: str = "Bets") -> Tiles:
    return Tiles(title=title, columns=(Column(title="H1", note="60 % of capacity", tiles=tiles),))


def a_count(label: str, value: str | None, *, is_partial: bool = False, upper: str = "2") -> Count:
    return Count(
        label=label,
        value=None if value is None else Decimal(value),
        centre=Decimal("0.4"),
        upper=Decimal(upper),
        is_partial=is_partial,
    )


def a_control(
    *values: str | None,
    title: str = "Payment retries",
    about: tuple[str, str] | None = None,
    flags: tuple[Flag, ...] = (),
    last_is_partial: bool = False,
) -> Control:
    """Weeks, usually 0.4 each, of which two is the limit."""
    last = len(values) - 1
    counts = tuple(
        a_count(f"W{number + 1}", each, is_partial=last_is_partial and number == last)
        for number, each in enumerate(values)
    )
    return Control(
        title=title,
        unit="bugs",
        counts=counts,
        centre="usual 0.4",
        upper="limit 2",
        about=(Decimal(about[0]), Decimal(about[1])) if about else None,
        counted="6 in 2 weeks" if about else "",
        flags=flags,
    )


def a_flag(label: str, at: str, *, is_ahead: bool = False) -> Flag:
    return Flag(label=label, at=Decimal(at), is_ahead=is_ahead)
