"""What the app is told when a person presses, submits, or types a command."""

from cadence.sandbox.slack.model import Channel, Json, Kind, Message, User, View
from cadence.sandbox.slack.shapes import message_json, view_json
from cadence.sandbox.slack.workspace import Workspace


def _common(workspace: Workspace, user: User, type_: str) -> Json:
    team = {"id": workspace.team.id, "domain": workspace.team.domain}
    person = {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team.id}
    return {
        "type": type_,
        "team": team,
        "user": person,
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(channel: Channel) -> Json:
    names = {Kind.IM: "directmessage", Kind.MPIM: channel.name, Kind.PRIVATE: "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def command(
    workspace: Workspace,
    *,
    user: User,
    channel: Channel,
    command: str,
    text: str,
    trigger: str,
    response_url: str,
) -> Json:
    """Form fields."""
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": _place(channel)["name"],
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def message_action(
    workspace: Workspace,
    *,
    user: User,
    message: Message,
    callback_id: str,
    trigger: str,
    response_url: str,
) -> Json:
    channel = workspace.channels[message.channel]
    return _common(workspace, user, "message_action") | {
        "action_ts": workspace.timeline.ts(),
        "callback_id": callback_id,
        "trigger_id": trigger,
        "response_url": response_url,
        "message_ts": message.ts,
        "channel": _place(channel),
        "message": message_json(workspace, message, with_metadata=False),
    }


def global_shortcut(workspace: Workspace, *, user: User, callback_id: str, trigger: str) -> Json:
    return _common(workspace, user, "shortcut") | {
        "action_ts": workspace.timeline.ts(),
        "callback_id": callback_id,
        "trigger_id": trigger,
    }


def pressed_in_message(
    workspace: Workspace,
    *,
    user: User,
    message: Message,
    action: Json,
    state: Json,
    trigger: str,
    response_url: str,
) -> Json:
    is_ephemeral = message.only_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    # Slack doesn't send an ephemeral message back with its press
    shown = (
        {} if is_ephemeral else {"message": message_json(workspace, message, with_metadata=True)}
    )
    return (
        _common(workspace, user, "block_actions")
        | shown
        | {
            "container": container,
            "trigger_id": trigger,
            "channel": _place(workspace.channels[message.channel]),
            "state": {"values": state},
            "response_url": response_url,
            "actions": [action],
        }
    )


def pressed_in_view(
    workspace: Workspace, *, user: User, view: View, action: Json, trigger: str
) -> Json:
    return _common(workspace, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger,
        "view": view_json(workspace, view),
        "actions": [action],
    }


def submitted(workspace: Workspace, *, user: User, view: View, trigger: str) -> Json:
    return _common(workspace, user, "view_submission") | {
        "trigger_id": trigger,
        "view": view_json(workspace, view),
        "response_urls": [],
    }


def closed(workspace: Workspace, *, user: User, view: View, all_of_them: bool) -> Json:
    return _common(workspace, user, "view_closed") | {
        "view": view_json(workspace, view),
        "is_cleared": all_of_them,
    }
