"""What is drawn on: pixels from the top left corner, on a framed ground of its own."""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import withStroke

from cadence.adapters.charts.ink import FRAME, GROUND, TEXT
from cadence.adapters.charts.letters import cut, font

SHARPNESS = 2
"""Pixels of the picture to one of the layout, for fine screens."""

POINTS_PER_INCH = 72
"""matplotlib's unit of text; at as many dots to the inch, one is a pixel of the layout."""

Point = tuple[float, float]
Across = Literal["left", "center", "right"]
Upright = Literal["top", "center", "bottom", "baseline"]


class Canvas:
    """Later things cover earlier ones."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(
            figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH),
            dpi=POINTS_PER_INCH,
            facecolor="none",
        )
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._order = 0
        self.box(0.5, 0.5, width - 1, height - 1, GROUND, edge=FRAME, round_=10)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: str = TEXT,
        bold: bool = False,
        across: Across = "left",
        upright: Upright = "baseline",
        room: float | None = None,
        halo: bool = False,
    ) -> None:
        """Literal; cut to `room`. A halo keeps apart from it what it covers."""
        shown = cut(text, self.width if room is None else room, size, bold=bold)
        self._axes.text(
            x,
            y,
            shown,
            fontproperties=font(size, bold=bold),
            color=colour,
            ha=across,
            va="center_baseline" if upright == "center" else upright,
            parse_math=False,
            path_effects=[withStroke(linewidth=4, foreground=GROUND)] if halo else None,
            zorder=self._next(),
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        edge: str = "none",
        round_: float = 0,
    ) -> None:
        style = f"round,pad=0,rounding_size={round_}" if round_ else "square,pad=0"
        self._axes.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle=style, fc=fill, ec=edge, lw=1, zorder=self._next()
            )
        )

    def bar(self, x: float, top: float, width: float, bottom: float, fill: str) -> None:
        self._axes.add_patch(
            Rectangle((x, top), width, bottom - top, fc=fill, ec="none", zorder=self._next())
        )

    def hatched(self, x: float, top: float, width: float, bottom: float, ink: str) -> None:
        """A bar of slanting lines, for what is not all there yet."""
        self._axes.add_patch(
            Rectangle(
                (x, top),
                width,
                bottom - top,
                fc=GROUND,
                ec=ink,
                lw=1.4,
                hatch="////",
                zorder=self._next(),
            )
        )

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self._axes.add_patch(Polygon(points, fc=fill, ec="none", zorder=self._next()))

    def line(
        self, points: Sequence[Point], colour: str, *, wide: float = 1, dashed: bool = False
    ) -> None:
        xs, ys = zip(*points, strict=True)
        style = (0, (4, 3)) if dashed else "-"
        self._axes.add_line(
            Line2D(
                xs,
                ys,
                color=colour,
                lw=wide,
                ls=style,
                solid_joinstyle="round",
                solid_capstyle="round",
                zorder=self._next(),
            )
        )

    def mark(self, at: Point, colour: str, *, size: float = 6, marker: str = "o") -> None:
        self._axes.add_line(
            Line2D(
                [at[0]],
                [at[1]],
                ls="none",
                marker=marker,
                ms=size,
                mfc=colour,
                mec=GROUND,
                mew=1,
                zorder=self._next(),
            )
        )

    def png(self) -> bytes:
        """Without a word on what made it or when, so that equal drawings are equal bytes."""
        out = BytesIO()
        self._figure.savefig(
            out, format="png", dpi=POINTS_PER_INCH * SHARPNESS, metadata={"Software": None}
        )
        return out.getvalue()

    def _next(self) -> int:
        self._order += 1
        return self._order
