"""Filling in forms: every element, and the views around them."""

from typing import Any

import pytest
from slack_gallery import INPUTS, PICKERS, SELECTS, plain
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.transcript import Transcript

FILLED: dict[str, tuple[Any, dict[str, Any]]] = {
    "plain_text_input": ("Ship it", {"value": "Ship it"}),
    "email_text_input": ("a@b.c", {"value": "a@b.c"}),
    "url_text_input": ("https://x", {"value": "https://x"}),
    "number_input": ("7", {"value": "7"}),
    "rich_text_input": (
        {"type": "rich_text", "elements": []},
        {"rich_text_value": {"type": "rich_text", "elements": []}},
    ),
    "file_input": ([{"id": "F1"}], {"files": [{"id": "F1"}]}),
    "external_select": ("PAY-1", {"selected_option": {"text": plain("PAY-1"), "value": "PAY-1"}}),
    "multi_external_select": (["P"], {"selected_options": [{"text": plain("P"), "value": "P"}]}),
    "users_select": ("U2", {"selected_user": "U2"}),
    "conversations_select": ("C1", {"selected_conversation": "C1"}),
    "channels_select": ("C2", {"selected_channel": "C2"}),
    "multi_users_select": (["U1"], {"selected_users": ["U1"]}),
    "multi_conversations_select": (["C1"], {"selected_conversations": ["C1"]}),
    "multi_channels_select": (["C1"], {"selected_channels": ["C1"]}),
    "datepicker": ("2026-12-01", {"selected_date": "2026-12-01"}),
    "timepicker": ("10:00", {"selected_time": "10:00"}),
    "datetimepicker": (1794821400, {"selected_date_time": 1794821400}),
}
ONE = {"text": plain("One"), "value": "one", "description": plain("The first")}
FILLED |= dict.fromkeys(("static_select",), ("One", {"selected_option": ONE}))
FILLED |= dict.fromkeys(
    ("multi_static_select", "checkboxes"), (["one"], {"selected_options": [ONE]})
)
ELEMENTS = [e for e in [*INPUTS, *PICKERS, *SELECTS] if e["type"] in FILLED]


def opened(
    slack: SlackSandbox, client: WebClient, element: dict[str, Any], **more: Any
) -> dict[str, Any]:
    trigger = slack.people.command("maya", "support", "/bug").deliveries[0].id
    block = {"type": "input", "block_id": "b", "label": plain("What?"), "element": element}
    view = {
        "type": "modal",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": [block],
        **more,
    }
    shown: dict[str, Any] = client.views_open(trigger_id=trigger, view=view)["view"]
    return shown


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element["type"])
def test_an_element_holds_what_was_chosen(
    slack: SlackSandbox, client: WebClient, element: dict[str, Any]
) -> None:
    view = opened(slack, client, element)
    chosen, held = FILLED[element["type"]]
    told = slack.people.submit("maya", view["id"], {"b": chosen}).deliveries[0].payload
    assert told["view"]["state"]["values"]["b"][element["action_id"]] == {
        "type": element["type"],
        **held,
    }


@pytest.mark.parametrize(
    "element", [*INPUTS, *PICKERS[1:], *SELECTS], ids=lambda element: element["type"]
)
def test_an_untouched_element_holds_its_initial_value(
    slack: SlackSandbox, client: WebClient, element: dict[str, Any]
) -> None:
    view = opened(slack, client, element)
    told = slack.people.submit("maya", view["id"]).deliveries[0].payload
    held = told["view"]["state"]["values"]["b"][element["action_id"]]
    initial = [value for name, value in element.items() if name.startswith("initial_")]
    assert [value for name, value in held.items() if name != "type" and value] == initial


MOOD = {
    "type": "input",
    "block_id": "mood",
    "dispatch_action": True,
    "label": plain("Mood"),
    "element": {
        "type": "static_select",
        "action_id": "pick",
        "options": [
            {"text": plain("Fine"), "value": "fine"},
            {"text": plain("Not fine"), "value": "bad"},
        ],
    },
}


def test_a_field_tells_the_app_only_where_its_block_says_so(
    slack: SlackSandbox, client: WebClient
) -> None:
    words = {"type": "plain_text_input", "action_id": "words"}
    view = opened(slack, client, words)
    view = client.views_update(view_id=view["id"], view=_with(view, MOOD))["view"]
    assert slack.people.fill("maya", view["id"], {"b": "Much"}).deliveries == ()
    with pytest.raises(KeyError, match="tells the app nothing"):
        slack.people.press_in_view("maya", view["id"], "words", "Much")
    (told,) = slack.people.fill("maya", view["id"], {"mood": "bad"}).deliveries
    assert told.payload["actions"][0]["selected_option"]["value"] == "bad"
    values = told.payload["view"]["state"]["values"]
    assert values["b"]["words"]["value"] == "Much"
    assert values["mood"]["pick"]["selected_option"]["value"] == "bad"


def test_what_was_put_in_stays_while_the_field_keeps_its_ids(
    slack: SlackSandbox, client: WebClient
) -> None:
    words = {"type": "plain_text_input", "action_id": "words"}
    view = opened(slack, client, words)
    slack.people.fill("maya", view["id"], {"b": "Much"})
    client.views_update(view_id=view["id"], view=_with(view, MOOD))
    slack.people.fill("maya", view["id"], {"mood": "fine"})
    other = view["blocks"][0] | {"element": words | {"action_id": "other", "initial_value": "New"}}
    told = client.views_update(view_id=view["id"], view=_with(view, other, only=True))["view"]
    assert told["state"]["values"] == {}
    told = slack.people.submit("maya", view["id"]).deliveries[0].payload
    assert told["view"]["state"]["values"] == {
        "b": {"other": {"type": "plain_text_input", "value": "New"}}
    }


def _with(view: dict[str, Any], block: dict[str, Any], *, only: bool = False) -> dict[str, Any]:
    kept = [] if only else view["blocks"]
    return {
        "type": "modal",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": [*kept, block],
    }


def test_a_status_is_shown_until_it_ends(slack: SlackSandbox, client: WebClient) -> None:
    workspace = slack.workspace
    maya = workspace.user("maya").id
    soon = int(workspace.now().timestamp()) + 3_600
    slack.people.set_status("maya", ":palm_tree:", "Vacationing", expiration=soon)
    profile = client.users_info(user=maya)["user"]["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == (":palm_tree:", soon)
    slack.people.set_status("maya", ":palm_tree:", "Vacationing", expiration=soon - 7_200)
    profile = client.users_info(user=maya)["user"]["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == ("", 0)
    slack.people.set_status("maya", ":face_with_thermometer:")
    profile = client.users_info(user=maya)["user"]["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == (
        ":face_with_thermometer:",
        0,
    )


def test_a_choice_that_is_not_offered_cannot_be_made(
    slack: SlackSandbox, client: WebClient
) -> None:
    view = opened(slack, client, SELECTS[0])
    with pytest.raises(KeyError, match="no option 'three'"):
        slack.people.submit("maya", view["id"], {"b": "three"})
    with pytest.raises(KeyError, match="no field 'c'"):
        slack.people.submit("maya", view["id"], {"c": "one"})


def test_a_view_is_known_by_its_external_id_too(slack: SlackSandbox, client: WebClient) -> None:
    opened(slack, client, INPUTS[0], external_id="form-1")
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        opened(slack, client, INPUTS[0], external_id="form-1")
    view = {"type": "modal", "title": plain("Newer"), "blocks": [], "external_id": "form-1"}
    assert client.views_update(external_id="form-1", view=view)["view"]["title"]["text"] == "Newer"
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V0NOTHING", view=view)


def test_at_most_three_views_are_stacked(slack: SlackSandbox, client: WebClient) -> None:
    bottom = opened(slack, client, INPUTS[0])
    view = {"type": "modal", "title": plain("Upper"), "blocks": []}

    def push() -> Any:
        return client.views_push(
            trigger_id=slack.people.command("maya", "support", "/bug").deliveries[0].id, view=view
        )

    second, third = push()["view"], push()["view"]
    assert (second["root_view_id"], third["previous_view_id"]) == (bottom["id"], second["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        push()


def test_what_is_wrong_with_a_view_is_said(slack: SlackSandbox, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        opened(slack, client, INPUTS[0], title=plain("x" * 25))
    assert caught.value.response["error"] == "invalid_arguments"
    says = caught.value.response["response_metadata"]["messages"]
    assert says == ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]


def test_a_direct_thread_gets_its_title_and_prompts(slack: SlackSandbox, client: WebClient) -> None:
    said = slack.people.say("maya", "cadence", "hello")
    assert said.message is not None
    place = {"channel_id": said.message.channel, "thread_ts": said.ts}
    client.assistant_threads_setTitle(**place, title="Hello")
    client.assistant_threads_setSuggestedPrompts(
        **place, prompts=[{"title": "P1s", "message": "how many P1s?"}]
    )
    channel = slack.workspace.channels[said.message.channel]
    assert channel.titles == {said.ts: "Hello"}
    assert [prompt["title"] for prompt in channel.prompts[said.ts]] == ["P1s"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.assistant_threads_setSuggestedPrompts(**place, prompts=[])
    client.assistant_threads_setStatus(**place, status="is thinking…")
    shown = Transcript(slack.workspace, reader="maya").of(channel.id).plain
    assert shown.startswith("Direct message: Cadence, Maya Okafor")
    assert shown.endswith("Cadence is thinking…")


def test_attachments_files_and_edits_are_shown(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support").id
    posted = client.chat_postMessage(
        channel=channel,
        text="See",
        attachments=[
            {"text": "*old* style"},
            {"fallback": "f", "blocks": [{"type": "header", "text": plain("New")}]},
        ],
    )
    client.chat_update(channel=channel, ts=posted["ts"], text="See below")
    client.files_upload_v2(channel=channel, filename="x.png", title="Chart", content=b"x")
    shown = Transcript(slack.workspace).of("support").plain
    assert "Cadence (app, edited)\n    See below\n    ┃ old style\n    ┃ New\n" in shown
    assert "[file: Chart]" in shown
