"""matplotlib as a Painter."""

from threading import Lock

from cadence.core.chart import Chart
from cadence.core.errors import NotPainted

_ONE_AT_A_TIME = Lock()
"""matplotlib keeps settings and fonts for the whole process and is not safe for threads:
https://matplotlib.org/stable/users/faq.html#work-with-threads"""


class ChartPainter:
    """A `Painter`, for any number of threads; they take turns. The first picture takes some seconds longer, in which
    matplotlib is imported."""

    def paint(self, chart: Chart) -> bytes:
        with _ONE_AT_A_TIME:
            try:
                from cadence.adapters.charts.drawing import png  # noqa: PLC0415 - slow to import

                return png(chart)
            except (
                Exception
            ) as error:  # whatever it is, a message without the picture is better than none
                raise NotPainted(f"{type(chart).__name__} “{chart.title}”: {error}") from error
