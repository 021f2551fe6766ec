"""Every payload we send and answer we give has only fields that Slack's own samples have, of the same kind."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_gallery import BUTTON
from slack_sdk import WebClient

from cadence.sandbox.slack.server import SlackSandbox

Json = dict[str, Any]
SAMPLES = (
    Path(os.environ.get("CADENCE_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
    / "specs/slack-samples"
)

OURS_TO_SHAPE = {
    "blocks",
    "attachments",
    "metadata",
    "files",
    "file",
    "root",
    "icons",
    "view",
    "state",
}
"""What the app or another test determines, or holds ids as keys."""
DOCUMENTED = {
    "context_team_id",
    "context_enterprise_id",
    "parent_user_id",
    "team",
    "subtype",
    "root",
    "thread_ts",
    "files",
    "upload",
    "client_msg_id",
    "previous_message",
    "blocks",
    "user",
    "response_metadata",
    "channel_type",
    "reply_users",
    "bot_id",
    "bot_profile",
    "edited",
    "is_user_deleted",
}
"""Fields of the reference that a sample, taken from an older client, may not hold."""

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the shared data folder is not here"),
]


def sample(path: str) -> Json:
    file = SAMPLES / f"{path}.json"
    text = (
        file.read_text()
        if file.exists()
        else gzip.decompress(file.with_suffix(".json.gz").read_bytes())
    )
    loaded: Json = json.loads(text)
    return loaded


def strangers(given: Any, known: Any, at: str = "") -> Iterator[str]:
    """Where `given` has a field that `known` hasn't, or another kind of value."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name not in known:
                if name not in DOCUMENTED:
                    yield f"{at}.{name}"
            elif name not in OURS_TO_SHAPE:
                yield from strangers(value, known[name], f"{at}.{name}")
    elif isinstance(given, list) and isinstance(known, list):
        for value in given:
            yield from strangers(value, known[0], f"{at}[]") if known else ()
    elif given is not None and kind(given) is not kind(known):
        yield f"{at}: {type(given).__name__} for {type(known).__name__}"


def kind(value: Any) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


@pytest.fixture
def told(slack: SlackSandbox, client: WebClient) -> dict[str, Json]:
    """Everything that can happen, happened: the payloads by type and subtype."""
    people, channel = slack.people, slack.workspace.channel("support")
    said = people.say("maya", "support", "@cadence hello")
    people.say("jonas", "support", "a reply", thread_ts=said.ts)
    client.chat_postMessage(
        channel=channel.id, text="an answer", thread_ts=said.ts, reply_broadcast=True
    )
    client.chat_postMessage(
        channel=channel.id, text="from the app", blocks=[{"type": "actions", "elements": [BUTTON]}]
    )
    people.edit("maya", "support", said.ts, "@cadence hello again")
    people.react("jonas", "support", said.ts, "eyes")
    people.unreact("jonas", "support", said.ts, "eyes")
    people.say("maya", "cadence", "directly")
    people.join("jonas", "product")
    people.leave("jonas", "product")
    people.open_home("maya")
    client.files_upload_v2(channel=channel.id, filename="x.png", content=b"x")
    people.delete("maya", "support", said.ts)
    payloads = (delivery.payload for delivery in slack.deliveries.sent)
    return {f"{p['event']['type']}:{p['event'].get('subtype', '')}": p for p in payloads}


EVENTS = {
    "app_mention:": "AppMentionPayload",
    "message:": "MessagePayload",
    "message:file_share": "MessageFileSharePayload",
    "message:thread_broadcast": "MessageThreadBroadcastPayload",
    "message:message_changed": "MessageChangedPayload",
    "message:message_deleted": "MessageDeletedPayload",
    "reaction_added:": "ReactionAddedPayload",
    "reaction_removed:": "ReactionRemovedPayload",
    "member_joined_channel:": "MemberJoinedChannelPayload",
    "member_left_channel:": "MemberLeftChannelPayload",
    "app_home_opened:": "AppHomeOpenedPayload",
    "file_shared:": "FileSharedPayload",
}


def test_every_kind_of_event_has_a_sample(told: dict[str, Json]) -> None:
    assert set(told) == set(EVENTS)


def test_events_hold_what_the_samples_hold(told: dict[str, Json]) -> None:
    for name, payload in told.items():
        assert list(strangers(payload, sample(f"events/{EVENTS[name]}"))) == [], name


def test_answers_hold_what_the_samples_hold(slack: SlackSandbox, client: WebClient) -> None:
    maya, channel = slack.workspace.user("maya").id, slack.workspace.channel("support").id
    slack.workspace.add_group("leads", users=["maya"])
    posted = client.chat_postMessage(
        channel=channel, text="x", metadata={"event_type": "a", "event_payload": {}}
    )
    ts = posted["ts"]
    client.chat_postMessage(channel=channel, text="reply", thread_ts=ts)
    client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    upload = client.files_getUploadURLExternal(filename="x.png", length=1)
    answers = {
        "auth.test": client.auth_test(),
        "apps.connections.open": client.apps_connections_open(app_token="xapp-sandbox"),
        "chat.postMessage": posted,
        "chat.postEphemeral": client.chat_postEphemeral(channel=channel, user=maya, text="x"),
        "chat.update": client.chat_update(channel=channel, ts=ts, text="y"),
        "chat.getPermalink": client.chat_getPermalink(channel=channel, message_ts=ts),
        "conversations.history": client.conversations_history(
            channel=channel, include_all_metadata=True
        ),
        "conversations.replies": client.conversations_replies(channel=channel, ts=ts),
        "conversations.info": client.conversations_info(channel=channel, include_num_members=True),
        "conversations.list": client.conversations_list(),
        "conversations.members": client.conversations_members(channel=channel),
        "conversations.open": client.conversations_open(users=maya, return_im=True),
        "users.info": client.users_info(user=maya),
        "users.list": client.users_list(),
        "users.lookupByEmail": client.users_lookupByEmail(email="maya@example.com"),
        "users.conversations": client.users_conversations(),
        "usergroups.list": client.usergroups_list(include_users=True),
        "reactions.get": client.reactions_get(channel=channel, timestamp=ts),
        "files.getUploadURLExternal": upload,
        "files.completeUploadExternal": client.files_completeUploadExternal(
            files=[{"id": upload["file_id"], "title": "x"}]
        ),
        "files.info": client.files_info(file=upload["file_id"]),
        "team.info": client.team_info(),
        "views.open": _opened(slack, client),
        "views.publish": client.views_publish(user_id=maya, view={"type": "home", "blocks": []}),
        "chat.delete": client.chat_delete(channel=channel, ts=ts),
    }
    known = {name: a for name, a in answers.items() if list(SAMPLES.glob(f"api/{name}.json*"))}
    found = {name: list(strangers(a.data, sample(f"api/{name}"))) for name, a in known.items()}
    assert {name: strange for name, strange in found.items() if strange} == {}
    assert len(known) > 20


def _opened(slack: SlackSandbox, client: WebClient) -> Any:
    trigger = slack.people.command("maya", "support", "/bug").deliveries[0].id
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    return client.views_open(trigger_id=trigger, view=view)
