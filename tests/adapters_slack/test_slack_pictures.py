"""Pictures: handed to Slack, waited for, and told in words where they can't be shown."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_stub import OK, POSTED, Scripted, StubSlack, refused

from cadence.adapters.slack.messenger import SlackMessenger
from cadence.adapters.slack.pictures import BLIND_S, LOOKS_S
from cadence.adapters.slack.render import message_args
from cadence.core.errors import MessengerFailed, NotSent
from cadence.core.message import Message, Paragraph, Picture, Place, Table, line
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PICTURE = Picture(file="F0AAAAAAAA", title="NRR", alt="NRR <!here> was 104 % in October.")
DIGEST = Message(
    summary="NRR review",
    blocks=(
        Paragraph(line("NRR rose.")),
        PICTURE,
        Table(caption="All", columns=("Month", "NRR"), rows=((line("Oct"), line("104 %")),)),
    ),
)
READY = Scripted(body={"ok": True, "file": {"id": "F1", "mimetype": "image/png"}})
NOT_YET = Scripted(body={"ok": True, "file": {"id": "F1", "mimetype": ""}})


@pytest.fixture
def slack() -> Iterator[StubSlack]:
    with StubSlack() as stub:
        address = {"ok": True, "upload_url": f"{stub.url}upload", "file_id": "F1"}
        stub.answers("files.getUploadURLExternal", Scripted(body=address))
        yield stub


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def messenger(slack: StubSlack, slept: list[float]) -> SlackMessenger:
    there = SlackMessenger.connect(token="xoxb-1", base_url=slack.url, clock=FakeClock(NOW))
    return SlackMessenger(there._client, FakeClock(NOW), sleep=slept.append)


def uploaded(messenger: SlackMessenger) -> str:
    return messenger.upload(b"png", name="nrr.png", title="NRR", alt="NRR was 104 %")


def kinds(arguments: dict) -> list[str]:
    return [block["type"] for block in arguments.get("blocks", [])]


def test_a_picture_is_announced_sent_and_completed_without_a_channel(slack, messenger):
    slack.answers("files.info", READY)
    assert uploaded(messenger) == "F1"
    (asked,) = slack.calls("files.getUploadURLExternal")
    assert (asked["filename"], asked["length"]) == ("nrr.png", "3")
    assert asked["alt_txt"] == "NRR was 104 %"
    assert len(slack.calls("upload")) == 1
    (ended,) = slack.calls("files.completeUploadExternal")
    assert "channel_id" not in ended


def test_it_waits_until_slack_has_taken_the_picture_in(slack, messenger, slept):
    slack.answers("files.info", NOT_YET, NOT_YET, READY)
    assert uploaded(messenger) == "F1"
    assert slept == list(LOOKS_S[:3])


def test_it_does_not_wait_for_ever(slack, messenger, slept):
    slack.answers("files.info", *[NOT_YET] * len(LOOKS_S))
    with pytest.raises(NotSent, match="file_not_ready"):
        uploaded(messenger)
    assert sum(slept) < 10


def test_where_it_may_not_look_it_waits_a_while_and_goes_on(slack, messenger, slept):
    slack.answers("files.info", refused("missing_scope"))
    assert uploaded(messenger) == "F1"
    assert slept[-1] == BLIND_S


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_scope_that_is_missing_is_told(slack, messenger, method):
    slack._answers.get(method, []).clear() if method in slack._answers else None
    slack.answers(method, refused("missing_scope"))
    with pytest.raises(NotSent, match="missing_scope"):
        uploaded(messenger)


@pytest.mark.parametrize(("status", "error"), [(503, MessengerFailed), (413, NotSent)])
def test_an_upload_that_slack_does_not_take_is_told(slack, messenger, status, error):
    slack.answers("upload", Scripted(body="no", status=status))
    with pytest.raises(error):
        uploaded(messenger)
    assert slack.calls("files.completeUploadExternal") == []


def test_a_picture_is_shown_by_its_file_with_its_words_beside(slack, messenger):
    slack.answers("chat.postMessage", POSTED)
    messenger.post(Place(channel="C1"), DIGEST, key="k")
    (asked,) = slack.calls("chat.postMessage")
    image = asked["blocks"][1]
    assert image["slack_file"] == {"id": "F0AAAAAAAA"}
    assert image["alt_text"] == "NRR <!here> was 104 % in October."


def test_a_picture_that_slack_refuses_is_told_in_words_and_the_rest_stays(slack, messenger):
    slack.answers("chat.postMessage", refused("invalid_blocks"), POSTED)
    messenger.post(Place(channel="C1"), DIGEST, key="k")
    first, second = slack.calls("chat.postMessage")
    assert kinds(first)[1] == "image"
    assert "image" not in kinds(second)
    assert kinds(second)[-1] == kinds(first)[-1] == "table"
    assert "NRR &lt;!here&gt; was 104 % in October." in str(second["blocks"][1])


def test_a_message_without_pictures_is_not_sent_twice_alike(slack, messenger):
    slack.answers("chat.postMessage", *[refused("invalid_blocks")] * 2, POSTED)
    plain = Message(summary="NRR review", blocks=DIGEST.blocks[:1])
    messenger.post(Place(channel="C1"), plain, key="k")
    assert len(slack.calls("chat.postMessage")) == 3


def test_a_message_that_is_changed_loses_no_more_than_its_picture(slack, messenger):
    slack.answers("chat.update", refused("invalid_blocks"), OK)
    messenger.change("C1", "1.1", DIGEST)
    assert "table" in kinds(slack.calls("chat.update")[1])


def test_a_picture_without_words_is_still_one() -> None:
    bare = Message(summary="s", blocks=(Picture(file="F0AAAAAAAA", title="", alt=" "),))
    (image,) = message_args(bare)["blocks"]
    assert image["alt_text"] == "A picture"
