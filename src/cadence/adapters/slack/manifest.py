"""The Slack app: what it offers, what it listens to, and what it may do and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME = "Cadence"
COLOUR = "#1f3a5f"
ASK_SHORTCUT = "status_of_message"
"""The callback under which the status room hears of its message shortcut."""
LOG_SHORTCUT = "log_decision"
"""The callback under which the decision log hears of its own."""

DESCRIPTION = (
    "Ask about a bug and get the answer straight from Jira; keep what the team decided, and why."
)
LONG_DESCRIPTION = (
    "Cadence answers questions about bugs directly from Jira, so that nobody has to be in the middle: "
    "whether one is fixed, how many are open and where, what changed since Monday, what still blocks a release, "
    "when similar bugs were usually fixed, and whom to ask. Every answer links its evidence, says how the question "
    "was understood, and tells when and from where the data was read. "
    "It also keeps the team's decisions: say “@Cadence log this” in a thread, check the draft, and it is a record with "
    "who said what and why, that is found again when somebody asks “why do we…?”. Mention @Cadence in a channel, "
    "send it a direct message, type /bug or /decision, or use the shortcuts on any message."
)


@dataclass(frozen=True, slots=True)
class Scope:
    name: str
    why: str
    optional: bool = False
    """Without it something is missing, which is said, and the rest works."""


SCOPES = (
    Scope("app_mentions:read", "hear questions that mention @Cadence"),
    Scope(
        "assistant:write", "appear as an agent with suggested questions; `agent_view` requires it"
    ),
    Scope(
        "channels:history", "read the thread a question is asked in, and find our own answers again"
    ),
    Scope(
        "channels:read",
        "know whether a channel is public or shared with another company before answering, and who is in it",
    ),
    Scope("chat:write", "answer"),
    Scope("commands", "/bug, /decision, /cadence and the message shortcuts"),
    Scope(
        "files:read",
        "see when Slack is done with a chart that we handed to it; without it we wait a few seconds and hope",
        optional=True,
    ),
    Scope(
        "files:write", "show charts in messages; without it they are told in words", optional=True
    ),
    Scope("groups:history", "as channels:history, in private channels that Cadence was invited to"),
    Scope("groups:read", "as channels:read, for private channels that Cadence was invited to"),
    Scope("im:history", "hear questions in direct messages"),
    Scope("im:read", "know a direct message for one"),
    Scope("im:write", "begin a direct message: a watch that fires, a check-in"),
    Scope("mpim:history", "as channels:history, in group messages that Cadence was added to"),
    Scope("mpim:read", "as channels:read, for group messages that Cadence was added to"),
    Scope("usergroups:read", "give user groups access to projects", optional=True),
    Scope("users:read", 'names and time zones: "since Monday" begins at the asker\'s midnight'),
    Scope(
        "users:read.email",
        "find the Slack account of a lead by the address that Jira knows",
        optional=True,
    ),
)

METHODS: Mapping[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # with the app-level token: connections:write
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "usergroups.list": ("usergroups:read",),
    "users.conversations": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "users.info": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""Every Web API method we call, and the scopes it needs: https://docs.slack.dev/reference/methods"""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
}
"""Every event we listen to, and the scope it needs. Not `message.channels`: we hear what is addressed to us."""

PROMPTS = (
    ("What changed since Monday?", "What changed since Monday?"),
    ("What is critical and open?", "Which critical bugs are open?"),
    ("What did we decide lately?", "list decisions"),
    ("What can you answer?", "help"),
)


def needed() -> frozenset[str]:
    """Scopes without which Cadence does not do its work."""
    return frozenset(scope.name for scope in SCOPES if not scope.optional)


def wanted() -> frozenset[str]:
    """Scopes without which something is missing."""
    return frozenset(scope.name for scope in SCOPES if scope.optional)


def manifest() -> dict[str, Any]:
    """To be pasted at https://api.slack.com/apps → Create New App → From a manifest."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "background_color": COLOUR,
            "long_description": LONG_DESCRIPTION,
        },
        "features": {
            "agent_view": {
                "agent_description": DESCRIPTION,
                "suggested_prompts": [
                    {"title": title, "message": message} for title, message in PROMPTS
                ],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": "What's the status?",
                    "type": "message",
                    "callback_id": ASK_SHORTCUT,
                    "description": "What's the status of the bug that this message is about?",
                },
                {
                    "name": "Log decision",
                    "type": "message",
                    "callback_id": LOG_SHORTCUT,
                    "description": "Draft a record of what this thread decided",
                },
            ],
            "slash_commands": [
                {
                    "command": "/bug",
                    "description": "Ask about bugs; only you see the answer",
                    "usage_hint": "PAY-123 · how many P1s are open in Checkout?",
                    "should_escape": True,
                },
                {
                    "command": "/cadence",
                    "description": "Rituals and check-ins, bets, revenue, your watches",
                    "usage_hint": "help · rituals · checkin · board · revenue · patterns",
                    "should_escape": True,
                },
                {
                    "command": "/decision",
                    "description": "Log decisions, find them again, and ask why",
                    "usage_hint": "new · list · search WORDS · show D-42 · help",
                    "should_escape": True,
                },
            ],
        },
        "oauth_config": {
            "scopes": {
                "bot": [scope.name for scope in SCOPES],
                "bot_optional": sorted(wanted()),
            }
        },
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
