"""Events until they are acknowledged: retries, several connections, and what goes wrong on demand."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from urllib.error import URLError
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
import requests
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_support import Bot, a_workspace

from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.webhooks import signature

Heard = list[tuple[str, str | None, str | None]]


def hearing(bolt: App, *, fails: int = 0) -> Heard:
    """What reaches the app's listener: event id, retry number, retry reason; the first `fails` go wrong."""
    heard: Heard = []

    @bolt.event("app_mention")
    def hear(body: dict[str, Any], request: Any) -> None:
        number, reason = (
            request.headers.get(f"x-slack-retry-{name}", [None])[0] for name in ("num", "reason")
        )
        heard.append((body["event_id"], number, reason))
        if len(heard) <= fails:
            raise RuntimeError("the listener broke")

    bolt.event("message")(lambda: None)
    return heard


def mention(slack: SlackSandbox) -> Any:
    return slack.people.say("maya", "support", "@cadence hello")


# --- retries -------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unacknowledged_event_comes_again_with_its_number_and_reason(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    heard = hearing(bolt, fails=1)
    bot.connect()
    said = mention(slack).wait()
    assert heard == [(said.id, "0", ""), (said.id, "1", "timeout")]
    assert [a.failed for a in said.deliveries[0].attempts] == ["timeout", None]


def test_an_event_is_given_up_after_three_retries() -> None:
    with SlackSandbox(a_workspace(), ack_timeout=0.05, retry_delays=(0.0, 0.01, 0.01)) as slack:
        said = mention(slack)
        with pytest.raises(TimeoutError, match="timeout, timeout, timeout, timeout"):
            said.wait()
        assert [a.number for a in said.deliveries[0].attempts] == [0, 1, 2, 3]


def test_a_command_is_never_sent_again() -> None:
    with SlackSandbox(a_workspace(), ack_timeout=0.05, retry_delays=(0.0, 0.01, 0.01)) as slack:
        told = slack.people.command("maya", "support", "/bug")
        with pytest.raises(TimeoutError):
            told.wait()
        assert len(told.deliveries[0].attempts) == 1


def test_what_is_said_before_the_app_connects_reaches_it_once_it_does(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    heard = hearing(bolt)
    said = mention(slack)
    bot.connect()
    said.wait()
    assert [event for event, *_ in heard] == [said.id]


# --- connections ---------------------------------------------------------------------------------


def test_each_event_goes_to_one_of_several_connections() -> None:
    with SlackSandbox(a_workspace(events=("app_mention",)), limits=False) as slack:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)
        apps = [App(client=client, process_before_response=True) for _ in range(2)]
        heard = [hearing(app) for app in apps]
        with Bot(slack, apps[0]) as one, Bot(slack, apps[1]) as other:
            one.connect()
            other.connect()
            said = [mention(slack).wait() for _ in range(6)]
    assert sorted(event for each in heard for event, *_ in each) == sorted(str(s.id) for s in said)
    assert all(heard)


def test_an_app_asked_to_reconnect_misses_nothing(slack: SlackSandbox, bolt: App, bot: Bot) -> None:
    heard = hearing(bolt)
    bot.connect()
    mention(slack).wait()
    slack.sockets.refresh()
    said = [mention(slack) for _ in range(3)]
    for each in said:
        each.wait()
    assert {event for event, *_ in heard} >= {each.id for each in said}


def test_an_address_to_connect_to_is_good_once(slack: SlackSandbox, client: WebClient) -> None:
    url = client.apps_connections_open(app_token="xapp-sandbox")["url"]
    assert url.startswith("ws://127.0.0.1:")
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.apps_connections_open(app_token="xoxb-sandbox")


# --- faults --------------------------------------------------------------------------------------


def test_a_duplicate_has_the_same_event_id(slack: SlackSandbox, bolt: App, bot: Bot) -> None:
    heard = hearing(bolt)
    bot.connect()
    slack.faults.add(Fault(effect=Effect.DUPLICATE, on="app_mention"))
    said = mention(slack).wait()
    slack.workspace.wait_until(lambda: len(said.deliveries[0].attempts) == 2)
    assert [event for event, *_ in heard] == [said.id, said.id]


def test_a_broken_socket_loses_the_acknowledgement_and_the_event_comes_again(
    slack: SlackSandbox, bolt: App, bot: Bot
) -> None:
    heard = hearing(bolt)
    bot.connect()
    slack.faults.add(Fault(effect=Effect.DROP_SOCKET, on="app_mention"))
    said = mention(slack).wait(timeout=20)
    assert {event for event, *_ in heard} == {said.id}
    assert heard[-1][1] != "0"
    assert said.deliveries[0].attempts[0].failed == "connection_failed"


def test_a_late_delivery_is_late(slack: SlackSandbox, bolt: App, bot: Bot) -> None:
    hearing(bolt)
    bot.connect()
    slack.faults.add(Fault(effect=Effect.LATE, on="app_mention", seconds=0.2))
    late, on_time = mention(slack), mention(slack).wait()
    assert not late.is_acked
    assert late.wait().acked_at >= on_time.acked_at


def test_a_rate_limit_strikes_as_often_as_was_asked(slack: SlackSandbox, client: WebClient) -> None:
    channel = slack.workspace.channel("support").id
    slack.faults.add(Fault(effect=Effect.RATE_LIMIT, on="chat.postMessage", times=2, seconds=7))
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=channel, text="x")
        assert caught.value.response.headers["Retry-After"] == "7"
    assert client.chat_postMessage(channel=channel, text="x")["ok"]
    assert len(slack.workspace.channel("support").messages) == 1


def test_a_server_error_handles_nothing(slack: SlackSandbox, client: WebClient) -> None:
    slack.faults.add(Fault(effect=Effect.SERVER_ERROR, status=503))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=slack.workspace.channel("support").id, text="x")
    assert caught.value.response.status_code == 503
    assert not slack.workspace.channel("support").messages


@pytest.mark.parametrize(("effect", "posted"), [(Effect.DROP_RESPONSE, 1), (Effect.REFUSE, 0)])
def test_a_dropped_connection_leaves_the_caller_in_doubt(
    slack: SlackSandbox, effect: Effect, posted: int
) -> None:
    client = WebClient("xoxb-sandbox", base_url=slack.api_url, retry_handlers=[])
    channel = slack.workspace.channel("support")
    slack.faults.add(Fault(effect=effect, on="chat.postMessage"))
    with pytest.raises((URLError, ConnectionError)):
        client.chat_postMessage(channel=channel.id, text="x")
    assert len(channel.messages) == posted


def test_a_slow_answer_comes_after_the_call_was_handled(slack: SlackSandbox) -> None:
    client = WebClient("xoxb-sandbox", base_url=slack.api_url, timeout=1, retry_handlers=[])
    channel = slack.workspace.channel("support")
    slack.faults.add(Fault(effect=Effect.SLOW, on="chat.postMessage", seconds=1.5))
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=channel.id, text="x")
    assert len(channel.messages) == 1


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        with SlackSandbox(a_workspace(), limits=False, seed=seed) as slack:
            slack.faults.add(Fault(effect=Effect.SERVER_ERROR, times=None, chance=0.5))
            with requests.Session() as session:
                return [
                    session.post(f"{slack.api_url}api.test", timeout=5).status_code == 500
                    for _ in range(20)
                ]

    assert struck(7) == struck(7)
    assert 0 < sum(struck(7)) < 20


# --- signed HTTP ---------------------------------------------------------------------------------


class Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


@contextmanager
def served(slack: SlackSandbox, app: App) -> Iterator[str]:
    """The app behind an HTTP server, known to the workspace."""
    server = Threading(("127.0.0.1", 0), Quiet)
    server.set_app(SlackRequestHandler(app))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    slack.webhooks.request_url = f"http://127.0.0.1:{server.server_port}/slack/events"
    try:
        yield slack.webhooks.request_url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def by_http() -> Iterator[SlackSandbox]:
    with SlackSandbox(
        a_workspace(socket_mode=False),
        limits=False,
        ack_timeout=1.0,
        retry_delays=(0.0, 0.05, 0.05),
    ) as sandbox:
        yield sandbox


@pytest.fixture
def web_app(by_http: SlackSandbox) -> App:
    client = WebClient("xoxb-sandbox", base_url=by_http.api_url)
    secret = by_http.workspace.app.signing_secret
    return App(client=client, signing_secret=secret, process_before_response=True)


def test_signed_events_commands_and_presses_reach_bolt_by_http(
    by_http: SlackSandbox, web_app: App
) -> None:
    heard = hearing(web_app)
    pressed: list[str] = []
    web_app.command("/bug")(lambda ack, command: ack(f"Looking for {command['text']}"))

    @web_app.action("watch")
    def press(ack: Any, action: dict[str, Any]) -> None:
        ack()
        pressed.append(action["value"])

    with served(by_http, web_app):
        assert by_http.webhooks.verify_url()
        said = mention(by_http).wait()
        by_http.people.command("maya", "support", "/bug", "PAY-1 & more").wait()
        button = {
            "type": "button",
            "action_id": "watch",
            "value": "PAY-1",
            "text": {"type": "plain_text", "text": "Watch"},
        }
        posted = web_app.client.chat_postMessage(
            channel=by_http.workspace.channel("support").id,
            text="PAY-1",
            blocks=[{"type": "actions", "elements": [button]}],
        )
        by_http.people.press("maya", "support", posted["ts"], "watch").wait()
    assert heard == [(said.id, None, None)]
    assert by_http.workspace.channel("support").ephemerals[0].text == "Looking for PAY-1 &amp; more"
    assert pressed == ["PAY-1"]


def test_a_failing_app_gets_the_event_again_with_retry_headers(
    by_http: SlackSandbox, web_app: App
) -> None:
    heard = hearing(web_app, fails=2)
    with served(by_http, web_app):
        said = mention(by_http).wait()
    assert heard == [
        (said.id, None, None),
        (said.id, "1", "http_error"),
        (said.id, "2", "http_error"),
    ]


def test_an_app_that_is_not_there_is_tried_again(by_http: SlackSandbox) -> None:
    said = mention(by_http)
    with pytest.raises(TimeoutError, match="connection_failed"):
        said.wait()


def test_a_forged_request_is_refused_by_bolt(by_http: SlackSandbox, web_app: App) -> None:
    heard = hearing(web_app)
    with served(by_http, web_app) as url:
        body = b'{"type":"event_callback","event":{"type":"app_mention"}}'
        headers = {
            "X-Slack-Request-Timestamp": "1",
            "X-Slack-Signature": signature("wrong", "1", body),
        }
        assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 401
    assert heard == []
