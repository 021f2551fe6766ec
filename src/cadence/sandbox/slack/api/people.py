"""Users and user groups."""

from cadence.sandbox.slack.api.call import Call, Method
from cadence.sandbox.slack.cursors import page
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.limits import TIER_2, TIER_3, TIER_4
from cadence.sandbox.slack.model import Json, User
from cadence.sandbox.slack.shapes import group_json, user_json


def info(call: Call) -> Json:
    return {"user": _shown(call, call.user())}


def list_(call: Call) -> Json:
    users = list(call.workspace.users.values())
    limit = call.args.number("limit", default=0) or len(users)
    shown, cursor = page(users, kind="user", cursor=call.args.text("cursor"), limit=limit)
    return {
        "members": [_shown(call, user) for user in shown],
        "cache_ts": int(call.workspace.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(call: Call) -> Json:
    email = call.args.need("email").lower()
    for user in call.workspace.users.values():
        if (user.email or "").lower() == email and not user.deleted:
            return {"user": _shown(call, user)}
    raise SlackError("users_not_found")


def _shown(call: Call, user: User) -> Json:
    may_see_email = "users:read.email" in call.workspace.app.scopes
    return user_json(call.workspace, user, with_email=may_see_email)


def groups(call: Call) -> Json:
    with_users = call.args.flag("include_users")
    return {
        "usergroups": [
            group_json(call.workspace, g, with_users=with_users)
            for g in call.workspace.groups.values()
        ]
    }


def group_users(call: Call) -> Json:
    group = call.workspace.groups.get(call.args.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = (
    Method(name="users.info", handle=info, tier=TIER_4, scopes=("users:read",)),
    Method(name="users.list", handle=list_, tier=TIER_2, scopes=("users:read",)),
    Method(
        name="users.lookupByEmail",
        handle=lookup_by_email,
        tier=TIER_3,
        scopes=("users:read.email",),
    ),
    Method(name="usergroups.list", handle=groups, tier=TIER_2, scopes=("usergroups:read",)),
    Method(
        name="usergroups.users.list", handle=group_users, tier=TIER_2, scopes=("usergroups:read",)
    ),
)
