"""The local Slack, full of people with questions: `python -m benchmarks.servers.slack (socket|http) PEOPLE`."""

import sys
import time
from itertools import count
from time import perf_counter

from benchmarks.children import Json, obey
from cadence.adapters.slack.manifest import manifest
from cadence.sandbox.slack.actors import Receipt
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.workspace import Workspace

PATIENCE = 120.0


class Crowd:
    """Each asks in direct messages of their own, whose answers come one after the other."""

    def __init__(self, slack: SlackSandbox, people: int) -> None:
        self._slack = slack
        self._people = people
        self._turn = count()
        self._receipts: list[Receipt] = []
        self._began = 0.0
        self._asked = 0

    def ask(self, texts: list[str], number: int, per_second: float = 0) -> Json:
        """Ask so many questions, all at once or at a steady pace. Brings nothing yet."""
        self._receipts = []
        self._began = perf_counter()
        for n in range(number):
            if per_second:
                time.sleep(max(0.0, self._began + n / per_second - perf_counter()))
            who = f"person{next(self._turn) % self._people}"
            text = texts[n % len(texts)]
            said = self._slack.people.say(who, self._slack.workspace.app.handle, text)
            self._receipts.append(said)
        self._asked += number
        return {}

    def acked(self) -> Json:
        """Wait until all are acknowledged or given up on: each attempt's milliseconds, and what went wrong."""
        for receipt in self._receipts:
            for delivery in receipt.deliveries:
                delivery.settled.wait(PATIENCE)
        took = perf_counter() - self._began
        attempts = [
            attempt
            for receipt in self._receipts
            for delivery in receipt.deliveries
            for attempt in delivery.attempts
        ]
        return {
            "seconds": took,
            "ack_ms": [each.took_ms for each in attempts],
            "failed": [each.failed for each in attempts if each.failed],
        }

    def settled(self) -> Json:
        """Wait until there is an answer to every question that was ever asked: how many seconds since `ask`."""
        self._slack.workspace.wait_until(lambda: self._said() >= self._asked, timeout=PATIENCE)
        return {"seconds": perf_counter() - self._began}

    def texts(self, most: int) -> Json:
        """What was said last."""
        us = self._slack.workspace.app.bot_user_id
        said = [
            message
            for channel in list(self._slack.workspace.channels.values())
            for message in list(channel.messages.values())
            if message.user == us
        ]
        return {"texts": [each.text for each in sorted(said, key=lambda m: m.ts)[-most:]]}

    def _said(self) -> int:
        us = self._slack.workspace.app.bot_user_id
        channels = list(self._slack.workspace.channels.values())
        return sum(each.user == us for c in channels for each in list(c.messages.values()))


def main(mode: str, people: int) -> None:
    app = InstalledApp.from_manifest(manifest(), socket_mode=mode == "socket")
    workspace = Workspace(app=app)
    for n in range(people):
        workspace.add_user(f"person{n}", email=f"person{n}@example.com")
    with SlackSandbox(workspace, limits=False) as slack:
        crowd = Crowd(slack, people)

        def listens(url: str) -> Json:
            slack.webhooks.request_url = url
            return {}

        def connected() -> Json:
            until = time.monotonic() + PATIENCE
            while not slack.sockets.connections and time.monotonic() < until:
                time.sleep(0.05)
            return {"connections": slack.sockets.connections}

        ready = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
        }
        verbs = {
            "listens": listens,
            "connected": connected,
            "ask": crowd.ask,
            "acked": crowd.acked,
            "settled": crowd.settled,
            "texts": crowd.texts,
        }
        obey(ready, verbs)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
