"""A bare Bolt app on the same servers: `python -m benchmarks.servers.bare (socket|http) (acks|answers)`.

It acknowledges, and either that is all, or it asks Jira what was asked for and posts it from a thread; nothing is kept,
repeated or understood. What it asks Jira for is given as a file of requests by text.
"""

import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from benchmarks.calls import Raw
from benchmarks.children import obey
from cadence.adapters.web import WebServer, application

THREADS = 16
"""As many as Cadence works with."""


def main(mode: str, work: str) -> None:
    client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
        token_verification_enabled=False,
    )
    app.event("message")(_answering(client) if work == "answers" else _nothing)
    web = WebServer(
        application(ready=tuple, metrics=bytes, slack=SlackRequestHandler(app)),
        host="127.0.0.1",
        port=0,
    )
    web.start()
    if mode == "socket":
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).connect()  # type: ignore[no-untyped-call] # Bolt's handler is not annotated
    obey({"url": f"http://127.0.0.1:{web.port}/slack/events"}, {})
    web.stop()


def _nothing(event: Mapping[str, Any]) -> None:
    """Bolt acknowledges an event when its listener returns."""


def _answering(client: WebClient) -> Any:
    asked: Mapping[str, Any] = json.loads(Path(os.environ["REQUESTS"]).read_text())
    raw = Raw(os.environ["JIRA_URL"], os.environ["JIRA_EMAIL"], os.environ["JIRA_API_TOKEN"])
    pool = ThreadPoolExecutor(THREADS)

    def answer(event: Mapping[str, Any]) -> None:
        answers = raw.all(asked[event["text"]])
        client.chat_postMessage(
            channel=event["channel"],
            thread_ts=event["ts"],
            text=f"{event['text']}: {len(orjson.dumps(answers))} bytes",
        )

    def hear(event: Mapping[str, Any]) -> None:
        pool.submit(answer, event)

    return hear


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
