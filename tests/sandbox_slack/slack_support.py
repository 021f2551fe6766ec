"""A workspace to test in, and a real Bolt app to run against it."""

from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.workspace import Workspace

MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


class Clock:
    """Stands still until it is told to move."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.at = now

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


def a_workspace(*, clock: Clock | None = None, **app: Any) -> Workspace:
    workspace = Workspace(app=InstalledApp(**app), **({"now": clock} if clock else {}))
    workspace.add_user(
        "maya", real_name="Maya Okafor", email="maya@example.com", tz="Europe/Berlin"
    )
    workspace.add_user(
        "jonas", real_name="Jonas Weber", email="jonas@example.com", tz="America/New_York"
    )
    workspace.add_channel("support", members=["maya", "jonas"])
    workspace.add_channel("product", members=["maya"], private=True)
    workspace.add_channel("leads", members=["jonas"], private=True, with_bot=False)
    workspace.add_channel("random", members=["jonas"], with_bot=False)
    return workspace


class Bot:
    """A real Bolt app, connected by Socket Mode."""

    def __init__(self, slack: SlackSandbox, app: App) -> None:
        self.slack = slack
        self._handler = SocketModeHandler(app, slack.workspace.app.app_token, ping_interval=0.2)

    def connect(self) -> None:
        self._handler.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # the client would wait seconds for a last message: give it one, and end the connection it listens to
        client = self._handler.client
        client.closed, client.auto_reconnect_enabled = True, False
        self.slack.sockets.drop_all()
        client.enqueue_message("")
        self._handler.close()
