"""A whole Cadence beside a local Slack and a local Jira: journeys go in at a payload and come out as messages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from cadence import config
from cadence.adapters.slack.manifest import manifest
from cadence.assembly.whole import Cadence, assemble
from cadence.core.ports import Clock
from cadence.sandbox.company.build import slack_workspace
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.jira.site import Site
from cadence.sandbox.slack.actors import Receipt
from cadence.sandbox.slack.model import InstalledApp, Message, View
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.timeline import utc_now
from cadence.sandbox.slack.transcript import Transcript

EMAIL, TOKEN = "cadence@fernhill.example", "sandbox"
PATIENCE = 100.0

A_SMALL_COPY = '\n[mirror]\nprojects = ["SEC"]\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    slack: SlackSandbox
    jira: JiraSandbox
    cadence: Cadence
    copied: bool = False
    """Whether all of Jira is copied; else a small project is, whose nights matter to nobody."""

    def ask(self, user: str, channel: str, text: str, *, thread: str | None = None) -> Message:
        """Say it, and wait for the answer to it."""
        said = self.slack.people.say(user, channel, text, thread_ts=thread)
        return self.answer_to(said, channel)

    def answer_to(self, said: Receipt, channel: str) -> Message:
        assert said.message is not None
        root = said.message.thread_ts or said.message.ts
        place = channel if channel != "cadence" else said.message.channel
        return self.slack.workspace.wait_for_message(
            place, after=said.message.ts, thread_ts=root, timeout=PATIENCE
        )

    def command(self, user: str, channel: str, text: str, *, name: str = "/bug") -> Message:
        before = self.said_in(channel)
        self.slack.people.command(user, channel, name, text)
        return self.next_in(channel, before)

    # --- modals ------------------------------------------------------------------------------------

    def shortcut(self, user: str, channel: str, ts: str, callback: str) -> View:
        """Use a message shortcut; brings the modal once it is filled."""
        self.slack.people.shortcut(user, channel, ts, callback).wait()
        return self.filled(user)

    def titled(self, user: str, submit: str) -> View:
        """The modal in front of this person, once its button says this."""

        def now() -> View | None:
            view = self.slack.workspace.views.top(self.slack.workspace.user(user).id)
            says = view.body.get("submit", {}).get("text") if view else None
            return view if says == submit else None

        found = self.slack.workspace.wait_until(now, timeout=PATIENCE)
        assert found is not None
        return found

    def filled(self, user: str, *, after: View | None = None) -> View:
        """The modal in front of this person, once it has something to fill in and is another one than `after`."""

        def now() -> View | None:
            view = self.slack.workspace.views.top(self.slack.workspace.user(user).id)
            is_form = view is not None and "submit" in view.body
            return view if is_form and (after is None or view.hash != after.hash) else None

        found = self.slack.workspace.wait_until(now, timeout=PATIENCE)
        assert found is not None
        return found

    def fields(self, view: View) -> dict[str, Any]:
        """What the modal's fields begin with, by their labels, with the block that names each."""
        return {
            block["label"]["text"]: block
            for block in view.body["blocks"]
            if block["type"] == "input"
        }

    def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> View:
        """Submit the modal with these fields filled in, by their labels; brings it as it then is: with what is wrong,
        or once it tells how it ended."""
        fields = self.fields(view)
        filled = {fields[label]["block_id"]: value for label, value in (values or {}).items()}
        self.slack.people.submit(user, view.id, filled).wait()
        if (now := self.slack.workspace.views.get(view.id)).errors:
            return now
        return self.told(view, besides=("One moment…",))

    def told(self, view: View, *, besides: tuple[str, ...]) -> View:
        """The modal, once it neither is as it was nor shows any of these words."""

        def now() -> View | None:
            current = self.slack.workspace.views.get(view.id)
            shown = self.modal(current)
            is_new = current.hash != view.hash
            return current if is_new and not any(each in shown for each in besides) else None

        found = self.slack.workspace.wait_until(now, timeout=PATIENCE)
        assert found is not None
        return found

    def modal(self, view: View) -> str:
        """As a person reads it."""
        return Transcript(self.slack.workspace).view(view).plain

    # --- what is said --------------------------------------------------------------------------------

    def press(self, user: str, message: Message, label: str, value: Any = None) -> Receipt:
        """Press the button or menu with this label."""
        action_id, held = control(message.blocks, label)
        return self.slack.people.press(
            user, message.channel, message.ts, action_id, held if value is None else value
        )

    def said_in(self, channel: str) -> list[Message]:
        """What Cadence said there, ephemeral or not, oldest first."""
        place = self.slack.workspace.channel(channel)
        us = self.slack.workspace.app.bot_user_id
        said = [*place.messages.values(), *place.ephemerals]
        return sorted((each for each in said if each.user == us), key=lambda each: each.ts)

    def direct(self, user: str, words: str = "") -> list[Message]:
        """What this person was told alone that has these words."""
        workspace = self.slack.workspace
        channel = workspace.direct(workspace.app.bot_user_id, workspace.user(user).id)
        return [each for each in self.said_in(channel.id) if words in self.shown(each)]

    def next_in(self, channel: str, before: list[Message]) -> Message:
        """The first thing Cadence says there beyond what it had said before."""
        known = {each.ts for each in before}
        found = self.slack.workspace.wait_until(
            lambda: [each for each in self.said_in(channel) if each.ts not in known],
            timeout=PATIENCE,
        )
        return found[0]

    def changed(self, message: Message) -> Message:
        """The message, once it reads otherwise than it did."""

        def now() -> Message | None:
            current = self.slack.workspace.channel(message.channel).messages[message.ts]
            return current if current.blocks != message.blocks else None

        found = self.slack.workspace.wait_until(now, timeout=PATIENCE)
        assert found is not None
        return found

    def shown(self, message: Message) -> str:
        """As a person reads it."""
        return Transcript(self.slack.workspace).message(message).plain


def an_open_bug(company: Company, *, status: str | None = None) -> str:
    """The key of the newest one of PAY that anybody may see, in this status where one is named."""
    return next(
        str(issue["key"])
        for issue in reversed(company.issues)
        if issue["key"].startswith("PAY-")
        and issue["fields"]["issuetype"]["name"] == "Bug"
        and issue["fields"]["resolution"] is None
        and not issue.get("security")
        and status in (None, issue["fields"]["status"]["name"])
    )


@contextmanager
def house(
    site: Site,
    company: Company,
    folder: Path,
    *,
    database_url: str,
    http: bool = False,
    settings: str | None = None,
    levels: frozenset[str] = frozenset(),
    environment: Mapping[str, str] | None = None,
    flavour: str = "cloud",
    clock: Clock | None = None,
    copied: bool = False,
) -> Iterator[House]:
    site.add_account(Account(user_id="cadence", email=EMAIL, token=TOKEN, levels=levels))
    app = InstalledApp.from_manifest(manifest(), socket_mode=not http)
    file = folder / "cadence.toml"
    said = company.settings if settings is None else settings
    file.write_text(said if copied else said + A_SMALL_COPY, encoding="utf-8")
    workspace = slack_workspace(company, app=app, now=clock.now if clock else utc_now)
    slack = SlackSandbox(workspace, limits=False)
    jira = JiraSandbox(site, flavour=flavour)
    with slack, jira:
        known = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "JIRA_URL": jira.url,
            "DATABASE_URL": database_url,
            "PORT": "0",
            "LOG_LEVEL": "ERROR",
        }
        credentials = {"JIRA_EMAIL": EMAIL, "JIRA_API_TOKEN": TOKEN}
        if flavour == "datacenter":
            credentials = {"JIRA_PAT": TOKEN}
        given = known | credentials | dict(environment or {})
        cadence = assemble(config.read(given, file=file), http=http, clock=clock)
        slack.webhooks.request_url = f"http://127.0.0.1:{cadence.web.port}/slack/events"
        cadence.start()
        try:
            if not http:
                until(lambda: slack.sockets.connections > 0)
            yield House(slack=slack, jira=jira, cadence=cadence, copied=copied)
        finally:
            _hang_up(slack, cadence)
            cadence.stop()


def _hang_up(slack: SlackSandbox, cadence: Cadence) -> None:
    """Bolt's handler would wait three seconds for a last message: give it one, and end its connection."""
    if cadence.link is not None:
        client = cadence.link.handler.client
        client.closed, client.auto_reconnect_enabled = True, False
        slack.sockets.drop_all()
        client.enqueue_message("")


def until(is_so: Callable[[], bool], *, otherwise: Callable[[], str] = lambda: "") -> None:
    """Wait for what announces itself to nobody; `otherwise` tells what is the case where it never comes."""
    deadline = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < deadline, f"not so within {PATIENCE} s. {otherwise()}"
        sleep(0.01)


def control(blocks: Any, label: str) -> tuple[str, Any]:
    for element in _elements(blocks):
        text = element.get("text") or element.get("placeholder") or {}
        if isinstance(text, dict) and text.get("text") == label and "action_id" in element:
            return element["action_id"], element.get("value")
    raise AssertionError(f"there is no {label!r} to press")


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from _elements(each)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _elements(each)
