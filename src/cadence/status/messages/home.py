"""The Home tab."""

from cadence.core.message import Block, Bullets, Header, Message, Paragraph, Rule, line
from cadence.status.messages.answering import EXAMPLES
from cadence.status.messages.watching import watches
from cadence.status.model.asked import Watch


def home(mine: tuple[Watch, ...], *, above: tuple[Block, ...] = (), browse: str) -> Message:
    """What this person watches, and what can be asked; `above` is what other rooms show."""
    return Message(
        summary="Cadence",
        blocks=(
            *above,
            *((Rule(),) if above else ()),
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
