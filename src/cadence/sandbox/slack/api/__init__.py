"""The Web API: one module per family of methods; `METHODS` has them all by name."""

from cadence.sandbox.slack.api import (
    assistant,
    auth,
    chat,
    conversations,
    files,
    people,
    reactions,
    streams,
    views,
)
from cadence.sandbox.slack.api.call import Method

METHODS: dict[str, Method] = {
    method.name: method
    for family in (assistant, auth, chat, conversations, files, people, reactions, streams, views)
    for method in family.METHODS
}
