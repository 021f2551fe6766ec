"""Charts painted and handed to Slack before the message that shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from cadence.core.agenda import Drawn
from cadence.core.errors import MessengerError, NotPainted
from cadence.core.message import Picture
from cadence.core.ports import Messenger, Painter

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picturing:
    messenger: Messenger
    painter: Painter | None = None
    """None: everything is said in words."""

    def uploaded(self, drawn: Iterable[Drawn]) -> Mapping[Drawn, Picture]:
        """Those that could be; of the others their words stand there. Nothing waits for a picture."""
        found = {each: self._uploaded(each, self.painter) for each in drawn if self.painter}
        return {each: picture for each, picture in found.items() if picture}

    def _uploaded(self, drawn: Drawn, painter: Painter | None) -> Picture | None:
        if painter is None:
            return None
        try:
            png = painter.paint(drawn.chart)
            file = self.messenger.upload(
                png, name=f"{_name(drawn.title)}.png", title=drawn.title, alt=drawn.alt
            )
        except (MessengerError, NotPainted) as error:
            log.warning("a picture stays words", title=drawn.title, error=str(error))
            return None
        return Picture(file=file, title=drawn.title, alt=drawn.alt)


def _name(title: str) -> str:
    """As a file is called."""
    letters = (each if each.isalnum() and each.isascii() else "-" for each in title.lower())
    return "-".join(part for part in "".join(letters).split("-") if part)[:60] or "chart"
