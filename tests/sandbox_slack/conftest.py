from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_support import Bot, a_workspace

from cadence.sandbox.slack.server import SlackSandbox


@pytest.fixture
def slack() -> Iterator[SlackSandbox]:
    """A running workspace: Maya and Jonas in #support, Maya and the app in #product, nobody else in #leads."""
    with SlackSandbox(
        a_workspace(), limits=False, ack_timeout=1.0, retry_delays=(0.0, 0.05, 0.05)
    ) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: SlackSandbox) -> WebClient:
    return WebClient(slack.workspace.app.bot_token, base_url=slack.api_url)


@pytest.fixture
def bolt(client: WebClient) -> App:
    """Listeners are added by the test, before it connects `bot`."""
    return App(client=client, process_before_response=True)


@pytest.fixture
def bot(slack: SlackSandbox, bolt: App) -> Iterator[Bot]:
    with Bot(slack, bolt) as bot:
        yield bot
