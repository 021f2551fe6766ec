"""The workspace's things in Slack's own JSON."""

from typing import Any

from cadence.sandbox.slack.model import Channel, File, Json, Kind, Message, User, UserGroup, View
from cadence.sandbox.slack.workspace import Workspace

HOME_TAB_TITLE = "View Title"
"""What Slack itself puts into the title of a Home tab, which has none."""

THREAD_FIELDS = {
    "thread_ts",
    "parent_user_id",
    "reply_count",
    "reply_users_count",
    "latest_reply",
    "reply_users",
    "is_locked",
    "subscribed",
}


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = True) -> Json:
    """As in a history: without its channel."""
    channel = workspace.channels[message.channel]
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.team.id,
    }
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.bot_id:
        shown |= {
            "bot_id": message.bot_id,
            "app_id": message.app_id,
            "bot_profile": bot_profile(workspace),
        }
    if message.username:
        shown["username"] = message.username
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.attachments:
        shown["attachments"] = list(message.attachments)
    if message.metadata and with_metadata:
        shown["metadata"] = message.metadata
    if message.edited:
        shown["edited"] = {"user": message.edited.user, "ts": message.edited.ts}
    if message.files:
        shown["files"] = [file_json(workspace, workspace.files.get(file)) for file in message.files]
        shown["upload"] = False
    if message.reactions:
        shown["reactions"] = [
            {"name": r.name, "users": list(r.users), "count": len(r.users)}
            for r in message.reactions
        ]
    return shown | _thread(channel, message)


def _thread(channel: Channel, message: Message) -> Json:
    if message.is_reply:
        parent = channel.messages.get(message.thread_ts or "")
        return {"thread_ts": message.thread_ts} | (
            {"parent_user_id": parent.user} if parent else {}
        )
    replies = channel.threads.get(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(channel.messages[ts].user for ts in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1],
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def bot_profile(workspace: Workspace) -> Json:
    app = workspace.app
    icon = f"{workspace.team.url}icons/{app.id}"
    return {
        "id": app.bot_id,
        "deleted": False,
        "name": app.name,
        "updated": 0,
        "app_id": app.id,
        "icons": {f"image_{size}": f"{icon}_{size}.png" for size in (36, 48, 72)},
        "team_id": workspace.team.id,
    }


def user_json(workspace: Workspace, user: User, *, with_email: bool) -> Json:
    profile: dict[str, Any] = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        **_status(workspace, user),
        "avatar_hash": "",
        "team": workspace.team.id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": workspace.app.id, "always_active": True}
    of_another_company = {"is_stranger": True} if user.is_stranger else {}
    return of_another_company | {
        "id": user.id,
        "team_id": workspace.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "4bbe2e",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(user.offset_at(workspace.now()).total_seconds()),
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
        "is_email_confirmed": user.email is not None,
        "who_can_share_contact_card": "EVERYONE",
    }


def _status(workspace: Workspace, user: User) -> Json:
    """One that has expired is gone."""
    until = user.status_until
    if until is not None and until <= workspace.now():
        return {"status_text": "", "status_emoji": "", "status_expiration": 0}
    return {
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": int(until.timestamp()) if until else 0,
    }


def channel_json(workspace: Workspace, channel: Channel, *, with_count: bool = False) -> Json:
    created = int(channel.created.timestamp())
    shown: Json = {
        "id": channel.id,
        "created": created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind is Kind.IM,
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
        "updated": created * 1000,
    }
    if channel.kind is Kind.IM:
        partner = next(iter(channel.members - {workspace.app.bot_user_id}), "")
        return shown | {"user": partner, "is_user_deleted": False, "priority": 0}
    shown |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.PUBLIC,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_mpim": channel.kind is Kind.MPIM,
        "is_private": channel.kind is not Kind.PUBLIC,
        "is_general": False,
        "unlinked": 0,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [workspace.team.id],
        "creator": channel.creator,
        "is_member": workspace.app.bot_user_id in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return shown | ({"num_members": len(channel.members)} if with_count else {})


def file_json(workspace: Workspace, file: File) -> Json:
    created = int(file.created.timestamp())
    address = f"{workspace.team.url}files/{file.user}/{file.id}/{file.name}"
    places: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for id_ in file.channels:
        places[workspace.channels[id_].kind].append(id_)
    return {
        "id": file.id,
        "created": created,
        "timestamp": created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if file.is_ready else "",
        "filetype": file.filetype if file.is_ready else "",
        "pretty_type": file.filetype.upper() if file.is_ready else "",
        "user": file.user,
        "user_team": workspace.team.id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(places[Kind.PUBLIC]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "alt_txt": file.alt_text,
        "has_rich_preview": False,
        "file_access": "visible",
        "channels": places[Kind.PUBLIC],
        "groups": places[Kind.PRIVATE] + places[Kind.MPIM],
        "ims": places[Kind.IM],
    }


def group_json(workspace: Workspace, group: UserGroup, *, with_users: bool) -> Json:
    created = int(group.created.timestamp())
    shown: Json = {
        "id": group.id,
        "team_id": workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": created,
        "date_update": created,
        "date_delete": 0,
        "auto_provision": False,
        "created_by": "",
        "updated_by": "",
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
    }
    return shown | ({"users": list(group.users)} if with_users else {})


def view_json(workspace: Workspace, view: View) -> Json:
    body = view.body
    shown: Json = {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title", {"type": "plain_text", "text": HOME_TAB_TITLE, "emoji": True}),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.app.bot_id,
    }
    return shown


def permalink(workspace: Workspace, message: Message) -> str:
    address = f"{workspace.team.url}archives/{message.channel}/p{message.ts.replace('.', '')}"
    return (
        f"{address}?thread_ts={message.thread_ts}&cid={message.channel}"
        if message.is_reply
        else address
    )
