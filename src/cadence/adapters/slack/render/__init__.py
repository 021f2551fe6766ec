"""Messages and forms as Block Kit.

Everything is literal text by construction (see `text`). What Slack's limits don't let through is cut, and the message
says what was left out.
"""

from cadence.adapters.slack.render.elements import action_of
from cadence.adapters.slack.render.pages import (
    Detail,
    home_view,
    in_words,
    message_args,
    modal_view,
)

__all__ = ["Detail", "action_of", "home_view", "in_words", "message_args", "modal_view"]
