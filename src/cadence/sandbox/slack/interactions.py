"""What the app is told when a person presses, submits, or types a command."""

from typing import Any

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


def chosen(element: Json, value: Any) -> Json:
    """What an element holds when a person has chosen or typed `value`: as in `actions` and in `state.values`.

    `value` is a label or value of an option, an id, a date, a text; a list of them where many can be chosen.
    """
    kind = element["type"]
    match kind:
        case "button" | "icon_button":
            held: Json = {"value": element["value"]} if "value" in element else {}
        case "workflow_button":
            held = {}
        case "feedback_buttons":
            side = (
                "negative_button"
                if value in {"negative", element["negative_button"]["value"]}
                else "positive_button"
            )
            held = {"value": element[side]["value"], "text": element[side]["text"]}
        case "static_select" | "external_select" | "overflow" | "radio_buttons":
            held = {"selected_option": _option(element, value)}
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            held = {"selected_options": [_option(element, one) for one in value or ()]}
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            held = {"value": value}
        case "rich_text_input":
            held = {"rich_text_value": value}
        case "file_input":
            held = {"files": value}
        case _:
            held = {HELD_BY[kind]: value}
    return {"type": kind} | held


HELD_BY = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def initial(element: Json) -> Json:
    """What an element holds before anyone touches it."""
    held = {"initial_option": "selected_option", "initial_options": "selected_options"}
    kind = element["type"]
    for given, name in held.items():
        if given in element:
            return {"type": kind, name: element[given]}
    if "initial_value" in element:
        return {
            "type": kind,
            "rich_text_value" if kind == "rich_text_input" else "value": element["initial_value"],
        }
    preset = next((name for name in element if name.startswith("initial_")), None)
    if preset:
        return {"type": kind, HELD_BY[kind]: element[preset]}
    if kind in {"multi_static_select", "multi_external_select", "checkboxes"}:
        return {"type": kind, "selected_options": []}
    if kind in {"static_select", "external_select", "radio_buttons"}:
        return {"type": kind, "selected_option": None}
    if kind in HELD_BY:
        return {"type": kind, HELD_BY[kind]: [] if kind.startswith("multi_") else None}
    return {"type": kind, "value": None}


def _option(element: Json, wanted: Any) -> Json | None:
    """By value or label. Raises KeyError where there is no such option."""
    if wanted is None:
        return None
    if isinstance(wanted, dict):
        return wanted
    groups = [group["options"] for group in element.get("option_groups", ())]
    for option in [*element.get("options", ()), *(o for group in groups for o in group)]:
        if wanted in {option.get("value"), option["text"]["text"]}:
            return {k: v for k, v in option.items() if k in {"text", "value", "description"}}
    if element["type"].endswith("external_select"):
        return {
            "text": {"type": "plain_text", "text": str(wanted), "emoji": True},
            "value": str(wanted),
        }
    raise KeyError(f"there is no option {wanted!r}")
