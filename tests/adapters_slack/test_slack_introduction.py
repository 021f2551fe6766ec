"""Bolt asks Slack who we are when the first event comes: where Slack does not say, the event must come again."""

from collections.abc import Iterator

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_stub import Scripted, StubSlack, refused

from cadence.adapters.slack.introduction import introduction
from cadence.adapters.slack.messenger import web_client

BUSY = Scripted(
    body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "30"}
)


@pytest.fixture
def slack() -> Iterator[StubSlack]:
    with StubSlack() as stub:
        yield stub


def an_app(slack: StubSlack, heard: list[str]) -> App:
    app = App(
        client=web_client(None, base_url=slack.url),
        authorize=introduction(web_client("xoxb-1", base_url=slack.url)),
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=False,
    )

    def hear(body: dict) -> None:
        heard.append(body["event_id"])

    app.event("app_mention")(hear)
    return app


def delivered(app: App, *, user: str = "U1") -> BoltResponse:
    event = {"type": "app_mention", "user": user, "channel": "C1", "ts": "1.0", "text": "hello"}
    body = {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": event}
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


@pytest.mark.parametrize(
    "answer",
    [BUSY, refused("internal_error"), Scripted(body="<html>Bad gateway</html>", status=502)],
)
def test_an_event_is_not_acknowledged_before_slack_says_who_we_are(slack, answer):
    heard: list[str] = []
    app = an_app(slack, heard)
    slack.answers("auth.test", answer)
    assert delivered(app).status >= 500
    assert not heard
    assert delivered(app).status == 200
    assert heard == ["Ev1"]


def test_slack_is_asked_once_who_we_are(slack):
    heard: list[str] = []
    app = an_app(slack, heard)
    delivered(app)
    delivered(app)
    assert len(heard) == 2
    assert len(slack.calls("auth.test")) == 1


def test_what_we_said_ourselves_is_not_heard(slack):
    heard: list[str] = []
    app = an_app(slack, heard)
    assert delivered(app, user="U0US").status == 200
    assert not heard
