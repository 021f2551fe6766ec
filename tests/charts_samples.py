"""Charts for tests."""

from decimal import Decimal

from cadence.core.chart import (
    Column,
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
