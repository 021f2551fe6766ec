"""Who can read along in a channel, as far as Slack tells."""

from cadence.core.errors import NotSent
from cadence.core.message import Kind
from cadence.core.ports import Messenger


def kind_or_least(messenger: Messenger, channel: str) -> Kind:
    """Where Slack won't tell, what may be seen least in: people of another company may read along."""
    try:
        return messenger.kind_of(channel)
    except NotSent:
        return Kind.SHARED
