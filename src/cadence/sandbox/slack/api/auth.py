"""Who am I, what is this team, and how do I connect."""

from cadence.sandbox.slack.api.call import Call, Caller, Method
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.limits import CONNECTING, TESTING, TIER_3, TIER_4
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.shapes import bot_profile


def api_test(call: Call) -> Json:
    if error := call.args.text("error"):
        raise SlackError(error)
    return {}


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": workspace.team.url,
        "team": workspace.team.name,
        "user": workspace.app.handle,
        "team_id": workspace.team.id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    return {"url": call.sockets.invite(f"ws://{call.base}")}


def team_info(call: Call) -> Json:
    team = call.workspace.team
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "url": team.url,
            "domain": team.domain,
            "email_domain": team.email_domain,
            "icon": {"image_default": True},
        }
    }


def bots_info(call: Call) -> Json:
    workspace = call.workspace
    if call.args.text("bot") not in {None, workspace.app.bot_id}:
        raise SlackError("bot_not_found")
    bot = {k: v for k, v in bot_profile(workspace).items() if k != "team_id"}
    return {"bot": bot | {"user_id": workspace.app.bot_user_id}}


METHODS = (
    Method(name="api.test", handle=api_test, tier=TIER_4, caller=Caller.ANYONE),
    Method(name="auth.test", handle=auth_test, tier=TESTING, caller=Caller.BOT_OR_APP),
    Method(
        name="apps.connections.open",
        handle=connections_open,
        tier=CONNECTING,
        caller=Caller.APP,
    ),
    Method(name="team.info", handle=team_info, tier=TIER_3, scopes=("team:read",)),
    Method(name="bots.info", handle=bots_info, tier=TIER_3, scopes=("users:read",)),
)
