"""The Web API through the real client: what it gives, and how it says no."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_support import Clock, a_workspace

from cadence.sandbox.slack.model import BOT_SCOPES
from cadence.sandbox.slack.server import SlackSandbox


def refusal(call: Any, *args: Any, **kwargs: Any) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return caught.value


def code(error: SlackApiError) -> str:
    return str(error.response["error"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(clock: Clock) -> Iterator[SlackSandbox]:
    """With rate limits, by a clock that the test moves."""
    with SlackSandbox(a_workspace(clock=clock)) as sandbox:
        yield sandbox


def client_of(slack: SlackSandbox, token: str | None = None) -> WebClient:
    return WebClient(token or slack.workspace.app.bot_token, base_url=slack.api_url)


# --- who may call ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (None, "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        ("xapp-sandbox", "not_allowed_token_type"),
    ],
)
def test_a_wrong_token_is_refused(slack: SlackSandbox, token: str | None, says: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(f"{slack.api_url}users.list", headers=headers, timeout=5).json()
    assert answer == {"ok": False, "error": says}


def test_the_token_may_stand_in_the_form(slack: SlackSandbox) -> None:
    answer = requests.post(
        f"{slack.api_url}auth.test", data={"token": "xoxb-sandbox"}, timeout=5
    ).json()
    assert answer["user_id"] == slack.workspace.app.bot_user_id


def test_an_unknown_method_is_named(slack: SlackSandbox, client: WebClient) -> None:
    assert code(refusal(client.api_call, "chat.postMassage")) == "unknown_method"


def test_a_missing_scope_is_named_with_those_that_are_there() -> None:
    with SlackSandbox(a_workspace(scopes=("chat:write", "channels:read"))) as slack:
        error = refusal(client_of(slack).users_list)
        assert error.response["error"] == "missing_scope"
        assert error.response["needed"] == "users:read"
        assert error.response["provided"] == "chat:write,channels:read"
        assert error.response.headers["x-oauth-scopes"] == "chat:write,channels:read"


def test_each_kind_of_conversation_has_its_own_scope() -> None:
    scopes = tuple(s for s in BOT_SCOPES if s != "groups:history")
    with SlackSandbox(a_workspace(scopes=scopes), limits=False) as slack:
        client = client_of(slack)
        assert client.conversations_history(channel=slack.workspace.channel("support").id)["ok"]
        error = refusal(client.conversations_history, channel=slack.workspace.channel("product").id)
        assert (code(error), error.response["needed"]) == ("missing_scope", "groups:history")


def test_without_the_email_scope_no_address_is_told() -> None:
    with SlackSandbox(a_workspace(scopes=("users:read",))) as slack:
        maya = slack.workspace.user("maya").id
        assert "email" not in client_of(slack).users_info(user=maya)["user"]["profile"]
        assert (
            code(refusal(client_of(slack).users_lookupByEmail, email="maya@example.com"))
            == "missing_scope"
        )


def test_a_body_that_is_no_json_object_is_refused(slack: SlackSandbox) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": "application/json"}
    url = f"{slack.api_url}auth.test"
    assert (
        requests.post(url, data="{", headers=headers, timeout=5).json()["error"] == "invalid_json"
    )
    assert (
        requests.post(url, data="[]", headers=headers, timeout=5).json()["error"]
        == "json_not_object"
    )


TOO_LARGE = {"event_type": "a", "event_payload": {"k": "v" * 9000}}

# --- posting -------------------------------------------------------------------------------------


def test_a_message_can_be_posted_changed_found_and_taken_back(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support").id
    metadata = {"event_type": "cadence", "event_payload": {"key": "answer:1", "n": 3}}
    posted = client.chat_postMessage(channel=channel, text="12 open", metadata=metadata)
    assert posted["message"]["metadata"] == metadata
    client.chat_update(channel=channel, ts=posted["ts"], text="11 open")
    found = client.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]
    assert (found["text"], found["metadata"]) == ("11 open", metadata)
    assert found["edited"]["user"] == slack.workspace.app.bot_user_id
    assert "metadata" not in client.conversations_history(channel=channel)["messages"][0]
    link = client.chat_getPermalink(channel=channel, message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/archives/{channel}/p{posted['ts'].replace('.', '')}")
    client.chat_delete(channel=channel, ts=posted["ts"])
    assert client.conversations_history(channel=channel)["messages"] == []


def test_blocks_come_back_with_ids_and_an_update_without_blocks_takes_them_away(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support").id
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*12* open"}}]
    posted = client.chat_postMessage(channel=channel, text="12 open", blocks=blocks)
    assert posted["message"]["blocks"][0]["block_id"]
    changed = client.chat_update(channel=channel, ts=posted["ts"], text="11 open")
    assert "blocks" not in changed["message"]


def test_a_user_id_as_channel_is_their_direct_message(
    slack: SlackSandbox, client: WebClient
) -> None:
    maya = slack.workspace.user("maya").id
    posted = client.chat_postMessage(channel=maya, text="Good morning")
    assert posted["channel"] == client.conversations_open(users=maya)["channel"]["id"]


def test_an_ephemeral_message_is_in_no_history(slack: SlackSandbox, client: WebClient) -> None:
    channel, maya = slack.workspace.channel("support"), slack.workspace.user("maya").id
    ts = client.chat_postEphemeral(channel=channel.id, user=maya, text="Only you")["message_ts"]
    assert client.conversations_history(channel=channel.id)["messages"] == []
    assert [m.only_for for m in channel.ephemerals] == [maya]
    assert (
        code(refusal(client.chat_update, channel=channel.id, ts=ts, text="x"))
        == "message_not_found"
    )


@pytest.mark.parametrize(
    ("where", "sent", "says"),
    [
        ("support", {}, "no_text"),
        ("nowhere", {"text": "x"}, "channel_not_found"),
        ("leads", {"text": "x"}, "channel_not_found"),
        ("random", {"text": "x"}, "not_in_channel"),
        ("support", {"text": "x" * 40_001}, "msg_too_long"),
        ("support", {"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ("support", {"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ("support", {"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ("support", {"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ("support", {"text": "x", "metadata": TOO_LARGE}, "metadata_too_large"),
        ("support", {"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ],
)  # fmt: skip
def test_a_message_that_slack_refuses(
    slack: SlackSandbox, client: WebClient, where: str, sent: Any, says: str
) -> None:
    ids = {c.name: c.id for c in slack.workspace.channels.values()}
    request = {"channel": ids.get(where, "C0NOWHERE"), **sent}
    assert code(refusal(client.api_call, "chat.postMessage", json=request)) == says


def test_nothing_can_be_said_in_an_archived_channel(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support")
    slack.workspace.archive(channel)
    assert code(refusal(client.chat_postMessage, channel=channel.id, text="x")) == "is_archived"


def test_invalid_blocks_are_pointed_at(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support").id
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "h" * 151}}]
    error = refusal(client.chat_postMessage, channel=channel, text="x", blocks=blocks)
    says = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert error.response["error"] == "invalid_blocks"
    assert error.response["errors"] == [says]
    assert error.response["response_metadata"]["messages"] == [f"[ERROR] {says}"]


def test_only_ones_own_messages_can_be_changed(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support").id
    said = slack.people.say("maya", "support", "mine")
    assert (
        code(refusal(client.chat_update, channel=channel, ts=said.ts, text="x"))
        == "cant_update_message"
    )
    assert code(refusal(client.chat_delete, channel=channel, ts=said.ts)) == "cant_delete_message"
    assert (
        code(refusal(client.chat_update, channel=channel, ts="1.000001", text="x"))
        == "message_not_found"
    )


def test_a_stream_grows_until_it_is_stopped(slack: SlackSandbox, client: WebClient) -> None:
    channel, maya = slack.workspace.channel("support"), slack.workspace.user("maya").id
    root = slack.people.say("maya", "support", "how many?").ts
    team = slack.workspace.team.id
    error = refusal(client.chat_startStream, channel=channel.id, thread_ts=root)
    assert code(error) == "missing_recipient_team_id"
    stream = client.chat_stream(
        channel=channel.id,
        thread_ts=root,
        recipient_team_id=team,
        recipient_user_id=maya,
        buffer_size=1,
    )
    stream.append(markdown_text="12 ")
    stream.append(markdown_text="open")
    stream.stop()
    answer = slack.workspace.wait_for_message("support", containing="12 open", thread_ts=root)
    assert not answer.streaming
    late = refusal(client.chat_appendStream, channel=channel.id, ts=answer.ts, markdown_text="x")
    assert code(late) == "message_not_in_streaming_state"


def test_a_status_is_shown_until_the_app_speaks(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support")
    root = slack.people.say("maya", "support", "how many?").ts
    client.assistant_threads_setStatus(channel_id=channel.id, thread_ts=root, status="is counting…")
    assert channel.status == {root: "is counting…"}
    client.chat_postMessage(channel=channel.id, thread_ts=root, text="12")
    assert channel.status == {}


# --- reading -------------------------------------------------------------------------------------


def test_a_history_is_read_page_by_page_newest_first(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support")
    said = [slack.people.say("maya", "support", f"message {n}").ts for n in range(7)]
    pages = [page["messages"] for page in client.conversations_history(channel=channel.id, limit=3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [m["ts"] for page in pages for m in page] == said[::-1]


def test_bounds_of_a_history_are_open_unless_inclusive(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support").id
    said = [slack.people.say("maya", "support", f"message {n}").ts for n in range(4)]
    window = {"channel": channel, "oldest": said[0], "latest": said[2]}
    assert [m["ts"] for m in client.conversations_history(**window)["messages"]] == [said[1]]
    closed = client.conversations_history(**window, inclusive=True)["messages"]
    assert [m["ts"] for m in closed] == said[2::-1]
    assert (
        code(refusal(client.conversations_history, channel=channel, oldest="soon"))
        == "invalid_ts_oldest"
    )
    assert (
        code(refusal(client.conversations_history, channel=channel, cursor="no"))
        == "invalid_cursor"
    )


def test_replies_stand_under_their_parent_and_not_in_the_channel(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support").id
    root = slack.people.say("maya", "support", "root").ts
    replies = [
        client.chat_postMessage(channel=channel, text=f"reply {n}", thread_ts=root)["ts"]
        for n in range(5)
    ]
    shown = client.conversations_history(channel=channel)["messages"]
    assert [(m["ts"], m["reply_count"], m["latest_reply"]) for m in shown] == [
        (root, 5, replies[-1])
    ]
    pages = [
        page["messages"] for page in client.conversations_replies(channel=channel, ts=root, limit=2)
    ]
    assert [m["ts"] for page in pages for m in page] == [root, *replies]
    assert pages[0][1]["parent_user_id"] == slack.workspace.user("maya").id
    assert (
        code(refusal(client.conversations_replies, channel=channel, ts="1.000001"))
        == "thread_not_found"
    )


def test_a_private_channel_without_the_app_does_not_exist_for_it(
    slack: SlackSandbox, client: WebClient
) -> None:
    leads = slack.workspace.channel("leads").id
    assert code(refusal(client.conversations_info, channel=leads)) == "channel_not_found"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert sorted(c["name"] for c in listed) == ["product", "random", "support"]
    mine = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert sorted(c["name"] for c in mine) == ["product", "support"]


def test_the_app_can_join_a_public_channel(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("random").id
    assert code(refusal(client.conversations_history, channel=channel)) == "not_in_channel"
    client.conversations_join(channel=channel)
    assert client.conversations_join(channel=channel)["warning"] == "already_in_channel"
    assert client.conversations_history(channel=channel)["messages"] == []
    assert (
        slack.workspace.app.bot_user_id in client.conversations_members(channel=channel)["members"]
    )


def test_people_are_found_by_id_and_address(slack: SlackSandbox, client: WebClient) -> None:
    maya = client.users_lookupByEmail(email="Maya@example.com")["user"]
    assert client.users_info(user=maya["id"])["user"] == maya
    assert (maya["tz"], maya["profile"]["email"]) == ("Europe/Berlin", "maya@example.com")
    assert (
        code(refusal(client.users_lookupByEmail, email="nobody@example.com")) == "users_not_found"
    )
    assert code(refusal(client.users_info, user="U0NOBODY")) == "user_not_found"
    assert [len(page["members"]) for page in client.users_list(limit=2)] == [2, 1]


def test_user_groups_and_team_are_told(slack: SlackSandbox, client: WebClient) -> None:
    group = slack.workspace.add_group("support-leads", users=["maya"])
    assert client.usergroups_list(include_users=True)["usergroups"][0]["users"] == list(group.users)
    assert client.usergroups_users_list(usergroup=group.id)["users"] == list(group.users)
    assert client.team_info()["team"]["id"] == slack.workspace.team.id
    assert (
        client.bots_info(bot=slack.workspace.app.bot_id)["bot"]["user_id"]
        == slack.workspace.app.bot_user_id
    )


def test_reactions_are_added_once_and_removed(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support").id
    ts = slack.people.say("maya", "support", "thanks").ts
    target = {"channel": channel, "timestamp": ts, "name": "eyes"}
    client.reactions_add(**target)
    assert code(refusal(client.reactions_add, **target)) == "already_reacted"
    reactions = client.reactions_get(channel=channel, timestamp=ts)["message"]["reactions"]
    assert reactions == [{"name": "eyes", "users": [slack.workspace.app.bot_user_id], "count": 1}]
    client.reactions_remove(**target)
    assert code(refusal(client.reactions_remove, **target)) == "no_reaction"


def test_a_file_is_uploaded_in_two_steps_and_shared(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support")
    uploaded = client.files_upload_v2(
        channel=channel.id,
        filename="nrr.png",
        title="NRR",
        content=b"\x89PNG",
        initial_comment="The chart",
    )
    file = uploaded["file"]["id"]
    assert slack.workspace.files.get(file).content == b"\x89PNG"
    shown = client.conversations_history(channel=channel.id)["messages"][0]
    assert (shown["text"], shown["files"][0]["title"]) == ("The chart", "NRR")
    assert client.files_info(file=file)["file"]["mimetype"] == ""  # not taken in yet
    assert client.files_info(file=file)["file"]["mimetype"] == "image/png"
    client.files_delete(file=file)
    assert code(refusal(client.files_info, file=file)) == "file_not_found"
    assert "files" not in client.conversations_history(channel=channel.id)["messages"][0]


def _handed_over(client: WebClient, name: str = "nrr.png") -> str:
    """Uploaded, and shown nowhere."""
    asked = client.files_getUploadURLExternal(filename=name, length=4)
    requests.post(str(asked["upload_url"]), data=b"\x89PNG", timeout=5)
    client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "NRR"}])
    return str(asked["file_id"])


def _image(file: str) -> dict[str, object]:
    return {"type": "image", "alt_text": "NRR 104 %", "slack_file": {"id": file}}


def test_a_message_shows_a_file_only_once_slack_has_taken_it_in(
    slack: SlackSandbox, client: WebClient
) -> None:
    channel = slack.workspace.channel("support").id
    file = _handed_over(client)
    said = {"channel": channel, "text": "NRR", "blocks": [_image(file)]}
    refused = refusal(client.chat_postMessage, **said)
    assert code(refused) == "invalid_blocks"
    assert refused.response["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert client.chat_postMessage(**said)["ok"]


@pytest.mark.parametrize("file", ["F0NOWHERE0", "a text"])
def test_a_message_shows_no_file_that_is_not_a_picture_of_ours(
    slack: SlackSandbox, client: WebClient, file: str
) -> None:
    slack.workspace.files.looks = 0
    shown = _handed_over(client, "notes.txt") if file == "a text" else file
    said = {"channel": slack.workspace.channel("support").id, "blocks": [_image(shown)]}
    assert code(refusal(client.chat_postMessage, text="NRR", **said)) == "invalid_blocks"


# --- how often -----------------------------------------------------------------------------------


def test_about_one_message_a_second_and_channel_with_a_burst(
    timed: SlackSandbox, clock: Clock
) -> None:
    client = client_of(timed)
    support, product = (timed.workspace.channel(name).id for name in ("support", "product"))
    for _ in range(5):
        client.chat_postMessage(channel=support, text="x")
    error = refusal(client.chat_postMessage, channel=support, text="x")
    assert (error.response.status_code, code(error)) == (429, "ratelimited")
    assert error.response.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel=product, text="another channel")["ok"]
    clock.advance(seconds=1)
    assert client.chat_postMessage(channel=support, text="x")["ok"]
    assert len(timed.workspace.channel("support").messages) == 6


def test_a_method_of_tier_2_may_be_called_20_times_a_minute(
    timed: SlackSandbox, clock: Clock
) -> None:
    client = client_of(timed)
    for _ in range(20):
        client.users_list()
    assert refusal(client.users_list).response.headers["Retry-After"] == "3"
    clock.advance(seconds=3)
    assert client.users_list()["ok"]
