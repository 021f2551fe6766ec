"""The socket to Slack: made as soon as Slack is there, and what a whole process needs before it starts."""

from pathlib import Path
from threading import Event
from urllib.error import URLError

import pytest
import requests

from cadence import config
from cadence.adapters.slack.manifest import manifest
from cadence.assembly.link import Link
from cadence.assembly.whole import Cadence, assemble
from cadence.core.errors import SettingsError
from cadence.sandbox.company.build import slack_workspace
from cadence.sandbox.company.generate import generate
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from fakes.clock import NOON


class FakeHandler:
    """As much of Bolt's handler as is used: it is away for a number of tries."""

    def __init__(self, *, away_for: int) -> None:
        self.away_for = away_for
        self.tries = 0
        self.connected, self.closed = Event(), Event()

    def connect(self) -> None:
        self.tries += 1
        if self.tries <= self.away_for:
            raise URLError("refused")
        self.connected.set()

    def close(self) -> None:
        self.closed.set()


def test_where_slack_is_there_it_connects_at_once() -> None:
    handler = FakeHandler(away_for=0)
    link = Link(handler)
    link.start()
    assert handler.connected.is_set()
    link.stop()
    assert (handler.tries, handler.closed.is_set()) == (1, True)


def test_where_slack_is_away_it_tries_until_slack_is_back() -> None:
    handler = FakeHandler(away_for=3)
    link = Link(handler, first_wait=0.01)
    link.start()
    assert handler.connected.wait(10)
    link.stop()
    assert handler.tries == 4


def test_stopping_ends_the_tries() -> None:
    handler = FakeHandler(away_for=10_000)
    link = Link(handler, first_wait=60)
    link.start()
    link.stop()
    assert (handler.tries, handler.connected.is_set()) == (1, False)


# --- a whole process -----------------------------------------------------------------------------


def given(folder: Path, **environment: str) -> config.Settings:
    known = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "s",
        "JIRA_URL": "http://127.0.0.1:1",
        "JIRA_EMAIL": "a@x.example",
        "JIRA_API_TOKEN": "t",
        "DATABASE_URL": f"sqlite:///{folder}/cadence.sqlite3",
        "PORT": "0",
        "LOG_LEVEL": "ERROR",
    }
    file = folder / "cadence.toml"
    file.touch()
    return config.read({k: v for k, v in (known | environment).items() if v}, file=file)


@pytest.mark.parametrize(
    ("missing", "http"),
    [
        ("SLACK_BOT_TOKEN", False),
        ("SLACK_APP_TOKEN", False),
        ("SLACK_BOT_TOKEN", True),
        ("SLACK_SIGNING_SECRET", True),
        ("JIRA_URL", True),
    ],
)
def test_what_serving_needs_and_is_not_set_is_named(
    tmp_path: Path, missing: str, http: bool
) -> None:
    with pytest.raises(SettingsError, match=f"{missing}: is not set"):
        assemble(given(tmp_path, **{missing: ""}), http=http)


def whole(folder: Path, **environment: str) -> Cadence:
    return assemble(given(folder, **environment))


def test_a_token_that_slack_refuses_stops_the_start_with_a_plain_word(tmp_path: Path) -> None:
    app = InstalledApp.from_manifest(manifest())
    company = generate(seed=7, now=NOON)
    with SlackSandbox(slack_workspace(company, app=app), limits=False) as slack:
        cadence = whole(tmp_path, SLACK_API_URL=slack.api_url, SLACK_APP_TOKEN="xapp-wrong")
        port = cadence.web.port
        with pytest.raises(SettingsError, match=r"SLACK_APP_TOKEN: Slack refuses it \(\w+\)"):
            cadence.start()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
