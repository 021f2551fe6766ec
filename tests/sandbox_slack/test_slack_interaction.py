"""People press, submit and type commands; a real Bolt app answers over Socket Mode."""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient
from slack_support import Bot, Clock, a_workspace

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.server import SlackSandbox

PLAIN = {"type": "plain_text", "text": "Watch"}
BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "watch", "text": PLAIN, "value": "PAY-1"},
            {
                "type": "static_select",
                "action_id": "narrow",
                "options": [{"text": {"type": "plain_text", "text": "Only P1"}, "value": "p1"}],
            },
        ],
    }
]


def a_modal(title: str = "Log decision", **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": "What was decided?"}
    field = {"type": "plain_text_input", "action_id": "text", "initial_value": "Ship it"}
    return {
        "type": "modal",
        "callback_id": "decision",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{"type": "input", "block_id": "decided", "label": label, "element": field}],
        **more,
    }


def test_a_command_is_acked_and_answered_to_who_asked_alone(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.command("/bug")
    def bug(ack: Any, command: dict[str, Any]) -> None:
        heard.append(command)
        ack(f"Looking for {command['text']}")

    bot.connect()
    slack.people.command("maya", "support", "/bug", "PAY-1").wait()
    answer = slack.workspace.wait_for_message("support", containing="PAY-1")
    assert answer.only_for == slack.workspace.user("maya").id
    assert heard[0]["channel_name"] == "support"
    assert heard[0]["response_url"].startswith(slack.url)


def test_a_command_the_app_does_not_have_is_refused() -> None:
    with (
        SlackSandbox(a_workspace(commands=("/bug",))) as slack,
        pytest.raises(SlackError, match="invalid_command"),
    ):
        slack.people.command("maya", "support", "/dug")


def test_a_press_brings_the_message_its_place_and_what_was_chosen(
    slack: SlackSandbox, client: WebClient, bolt: App, bot: Bot
) -> None:
    heard: list[dict[str, Any]] = []
    for action in ("watch", "narrow"):

        @bolt.action(action)
        def pressed(ack: Any, body: dict[str, Any]) -> None:
            ack()
            heard.append(body)

    bot.connect()
    channel = slack.workspace.channel("support").id
    root = slack.people.say("maya", "support", "root").ts
    posted = client.chat_postMessage(channel=channel, thread_ts=root, text="PAY-1", blocks=BUTTONS)
    slack.people.press("maya", "support", posted["ts"], "watch").wait()
    slack.people.press("maya", "support", posted["ts"], "narrow", "Only P1").wait()

    watch, narrow = heard
    assert watch["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": channel,
        "is_ephemeral": False,
        "thread_ts": root,
    }
    assert watch["message"]["text"] == "PAY-1"
    assert (watch["actions"][0]["value"], watch["actions"][0]["block_id"]) == ("PAY-1", "row")
    assert watch["state"]["values"] == {
        "row": {"narrow": {"type": "static_select", "selected_option": None}}
    }
    assert narrow["state"]["values"]["row"]["narrow"]["selected_option"]["value"] == "p1"
    assert narrow["actions"][0]["selected_option"]["value"] == "p1"
    with pytest.raises(KeyError, match="only narrow, watch"):
        slack.people.press("maya", "support", posted["ts"], "wath")


def test_a_response_url_replaces_the_message_five_times_in_half_an_hour() -> None:
    clock = Clock()
    with SlackSandbox(a_workspace(clock=clock), limits=False) as slack:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)
        channel = slack.workspace.channel("support")
        ts = client.chat_postMessage(channel=channel.id, text="PAY-1", blocks=BUTTONS)["ts"]
        press = slack.people.press("maya", "support", ts, "watch")
        respond = WebhookClient(press.deliveries[0].payload["response_url"])
        assert respond.send(text="Watching", replace_original=True).body == "ok"
        assert (channel.messages[ts].text, channel.messages[ts].blocks) == ("Watching", ())
        assert respond.send(text="Only you").body == "ok"
        assert channel.ephemerals[-1].only_for == slack.workspace.user("maya").id
        assert respond.send(text="All", response_type="in_channel").body == "ok"
        assert list(channel.messages.values())[-1].text == "All"
        assert "no_text" in respond.send_dict({"response_type": "ephemeral"}).body
        assert respond.send_dict({"delete_original": True}).body == "ok"
        assert ts not in channel.messages
        assert "used_url" in respond.send(text="a sixth time").body
        later = (
            slack.people.command("maya", "support", "/bug").deliveries[0].payload["response_url"]
        )
        clock.advance(minutes=31)
        assert "expired_url" in WebhookClient(later).send(text="too late").body


def test_a_shortcut_opens_a_modal_whose_errors_come_back_until_it_is_right(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    @bolt.shortcut("log_decision")
    def opens(ack: Any, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        loading = client.views_open(trigger_id=shortcut["trigger_id"], view=a_modal("Loading"))[
            "view"
        ]
        client.views_update(view_id=loading["id"], hash=loading["hash"], view=a_modal("Ready"))

    @bolt.view("decision")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["decided"]["text"]["value"]
        ack(response_action="errors", errors={"decided": "Too short"}) if len(text) < 3 else ack()

    bot.connect()
    said = slack.people.say("maya", "support", "let's ship it")
    slack.people.shortcut("maya", "support", said.ts, "log_decision").wait()
    views = slack.workspace.views

    def ready() -> Any:
        top = views.top(slack.workspace.user("maya").id)
        return top if top and top.body["title"]["text"] == "Ready" else None

    modal = slack.workspace.wait_until(ready)
    slack.people.submit("maya", modal.id, {"decided": "No"}).wait()
    assert views.get(modal.id).errors == {"decided": "Too short"}
    slack.people.submit("maya", modal.id, {"text": "No, wait"}).wait()
    assert views.stack(slack.workspace.user("maya").id) == ()


@pytest.mark.parametrize(
    ("action", "titles"), [("update", ["Second"]), ("push", ["First", "Second"]), ("clear", [])]
)
def test_a_submission_can_update_push_or_clear(
    client: WebClient, bolt: App, bot: Bot, action: str, titles: list[str]
) -> None:
    slack = bot.slack

    @bolt.view("decision")
    def submitted(ack: Any) -> None:
        ack(response_action=action, **({} if action == "clear" else {"view": a_modal("Second")}))

    bot.connect()
    trigger = slack.people.command("maya", "support", "/decision").deliveries[0].id
    view = client.views_open(trigger_id=trigger, view=a_modal("First"))["view"]
    receipt = slack.people.submit("maya", view["id"]).wait()
    stack = slack.workspace.views.stack(slack.workspace.user("maya").id)
    assert [v.body["title"]["text"] for v in stack] == titles
    assert receipt.problem is None


def test_an_answer_to_a_submission_that_slack_would_not_take_is_told(
    slack: SlackSandbox, client: WebClient, bolt: App, bot: Bot
) -> None:
    @bolt.view("decision")
    def submitted(ack: Any) -> None:
        ack(response_action="errors", errors={"nothing": "?"})

    bot.connect()
    trigger = slack.people.command("maya", "support", "/decision").deliveries[0].id
    view = client.views_open(trigger_id=trigger, view=a_modal())["view"]
    assert slack.people.submit("maya", view["id"]).wait().problem == "invalid_arguments"


def test_a_trigger_is_good_once_and_for_three_seconds() -> None:
    clock = Clock()
    with SlackSandbox(a_workspace(clock=clock)) as slack:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)

        def opening(trigger: str) -> Any:
            with pytest.raises(SlackApiError) as caught:
                client.views_open(trigger_id=trigger, view=a_modal())
            return caught.value.response["error"]

        trigger = slack.people.command("maya", "support", "/bug").deliveries[0].id
        clock.advance(seconds=3)
        client.views_open(trigger_id=trigger, view=a_modal())
        assert opening(trigger) == "exchanged_trigger_id"
        late = slack.people.command("maya", "support", "/bug").deliveries[0].id
        clock.advance(seconds=3.1)
        assert opening(late) == "expired_trigger_id"
        assert opening("made.up") == "invalid_trigger_id"


def test_a_view_that_has_changed_since_is_not_overwritten(
    slack: SlackSandbox, client: WebClient
) -> None:
    trigger = slack.people.command("maya", "support", "/bug").deliveries[0].id
    view = client.views_open(trigger_id=trigger, view=a_modal())["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=a_modal("Newer"))
    with pytest.raises(SlackApiError) as caught:
        client.views_update(view_id=view["id"], hash=view["hash"], view=a_modal("Older"))
    assert caught.value.response["error"] == "hash_conflict"
    with pytest.raises(SlackApiError) as caught:
        client.views_update(view_id=view["id"], view=a_modal(private_metadata="x" * 250_001))
    assert caught.value.response["error"] == "view_too_large"


def test_home_is_published_shown_and_pressed(
    slack: SlackSandbox, client: WebClient, bolt: App, bot: Bot
) -> None:
    opened: list[str] = []

    @bolt.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        opened.append(event["tab"])
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})

    @bolt.action("watch")
    def pressed(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(
            channel=body["user"]["id"], text=f"Pressed in {body['container']['type']}"
        )

    bot.connect()
    maya = slack.workspace.user("maya").id
    slack.people.open_home("maya").wait()
    view = slack.workspace.wait_until(lambda: slack.workspace.views.home(maya))
    assert view is not None
    slack.people.press_in_view("maya", view.id, "watch").wait()
    direct = slack.workspace.direct(maya)
    assert slack.workspace.wait_for_message(direct.id, containing="Pressed in view")
    assert opened == ["home"]


def test_the_app_hears_of_a_closed_view_that_asked_for_it(
    slack: SlackSandbox, client: WebClient
) -> None:
    trigger = slack.people.command("maya", "support", "/bug").deliveries[0].id
    view = client.views_open(trigger_id=trigger, view=a_modal(notify_on_close=True))["view"]
    told = slack.people.close("maya", view["id"]).deliveries
    assert [(d.payload["type"], d.payload["is_cleared"]) for d in told] == [("view_closed", False)]
    assert slack.workspace.views.top(slack.workspace.user("maya").id) is None
