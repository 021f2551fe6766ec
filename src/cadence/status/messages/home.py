"""The Home tab."""

from cadence.core.message import Bullets, Header, Message, Paragraph, Rule, line
from cadence.status.messages.answering import EXAMPLES
from cadence.status.messages.watching import watches
from cadence.status.model.asked import Watch


def home(mine: tuple[Watch, ...], *, browse: str) -> Message:
    """What this person watches, and what can be asked."""
    return Message(
        summary="Cadence",
        blocks=(
            Header("What you watch"),
            *watches(mine, browse=browse).blocks,
            Rule(),
            Header("What you can ask"),
            Paragraph(
                line(
                    "In a channel, mention me; here and in messages, just ask. /bug answers you alone."
                )
            ),
            Bullets(tuple(line(example) for example in EXAMPLES)),
        ),
    )
