"""A summary above the digest, where Claude is there and says nothing that the digest doesn't."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from cadence.core.errors import WriterError
from cadence.core.message import Block
from cadence.core.ports import Writer
from cadence.rituals.messages.digest import summed_up
from cadence.rituals.prompts.summary import (
    MOST_CHARACTERS,
    PURPOSE,
    lines_of,
    summary_in,
    summary_request,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summing:
    writer: Writer | None
    dropped: Callable[[str, str], None]
    """Told, with its purpose, of what Claude wrote and the digest doesn't say."""

    def summed_up(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Nothing without Claude, or where nothing of what it wrote holds: the digest stands by itself."""
        lines = lines_of(blocks)
        if self.writer is None or sum(map(len, lines)) > MOST_CHARACTERS:
            return ()
        try:
            found = summary_in(self.writer.write(summary_request(lines)), lines)
        except WriterError as error:
            log.warning("Claude summed nothing up", why=str(error), kind=type(error).__name__)
            return ()
        for each in found.dropped:
            self.dropped(PURPOSE, each.value)
        return summed_up(found.sentences) if found.sentences else ()
