"""Driving the sandbox from another process, over HTTP."""

from typing import Any

import requests
from slack_bolt import App
from slack_sdk import WebClient
from slack_support import Bot

from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox


def asked(slack: SlackSandbox, name: str, **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = requests.post(
        f"{slack.url}/sandbox/{name}", json=given, timeout=10
    ).json()
    return answer


def test_someone_can_speak_and_read_from_another_process(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    bolt.event("app_mention")(lambda event, say: say(text="Here", thread_ts=event["ts"]))
    bolt.event("message")(lambda: None)
    bot.connect()
    said = asked(slack, "say", user="maya", channel="support", text="@cadence hello", wait=5)
    assert said["ok"]
    assert said["ack_ms"] > 0
    slack.workspace.wait_for_message("support", containing="Here", thread_ts=said["ts"])
    assert [m["text"] for m in asked(slack, "messages", channel="support")["messages"]] == [
        f"<@{slack.workspace.app.bot_user_id}> hello",
        "Here",
    ]
    shown = asked(slack, "transcript", channel="support", reader="maya")["transcript"]
    assert "Maya Okafor" in shown
    assert "@Cadence hello" in shown


def test_the_state_tells_who_and_what_there_is(slack: SlackSandbox) -> None:
    state = asked(slack, "state")["state"]
    assert {user["name"] for user in state["users"]} == {"cadence", "maya", "jonas"}
    assert state["connections"] == 0


def test_modals_and_home_can_be_looked_at(slack: SlackSandbox, client: WebClient) -> None:
    maya = slack.workspace.user("maya").id
    assert asked(slack, "home", user="maya")["home"] is None
    client.views_publish(user_id=maya, view={"type": "home", "blocks": [{"type": "divider"}]})
    assert asked(slack, "home", user="maya")["home"]["blocks"][0]["type"] == "divider"
    assert asked(slack, "modals", user="maya")["modals"] == []


def test_a_fault_can_be_ordered_and_called_off(slack: SlackSandbox, client: WebClient) -> None:
    pending = asked(slack, "faults", effect="server_error", on="auth.test", times=1)["pending"]
    assert [(f["effect"], f["on"]) for f in pending] == [("server_error", "auth.test")]
    assert asked(slack, "faults", clear=True)["pending"] == []
    assert client.auth_test()["ok"]


def test_what_makes_no_sense_is_refused_with_a_reason(slack: SlackSandbox) -> None:
    assert asked(slack, "say", user="nobody", channel="support", text="x") == {
        "ok": False,
        "error": "user_not_found",
    }
    assert (
        "unexpected keyword"
        in asked(slack, "say", user="maya", channel="support", txt="x")["error"]
    )
    assert "no /sandbox/sing" in asked(slack, "sing")["error"]
    assert "has no speed" in asked(slack, "faults", effect="slow", speed=1)["error"]
    assert requests.get(f"{slack.url}/elsewhere", timeout=5).status_code == 404


def test_an_app_is_installed_as_its_manifest_says() -> None:
    app = InstalledApp.from_manifest(
        {
            "display_information": {"name": "Cadence"},
            "features": {
                "bot_user": {"display_name": "Cadence Bot"},
                "slash_commands": [{"command": "/bug", "description": "Ask"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {
                "event_subscriptions": {"bot_events": ["app_mention"]},
                "socket_mode_enabled": True,
            },
        },
        bot_token="xoxb-mine",
    )
    assert (app.name, app.handle, app.commands) == ("Cadence", "cadence-bot", ("/bug",))
    assert (app.scopes, app.events, app.socket_mode) == (("chat:write",), ("app_mention",), True)
    assert app.bot_token == "xoxb-mine"
