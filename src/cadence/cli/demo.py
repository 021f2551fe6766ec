"""A short conversation in the sandbox, as the people in it would see it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from time import perf_counter
from typing import Any, TypeVar

from rich.text import Text

from cadence.cli.script import DIRECT, Happens, Line, Scene, Talk
from cadence.core.errors import CadenceError
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.slack.model import Message, View
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.transcript import Transcript

PATIENCE = 30.0
"""Seconds to wait for an answer before giving up on it."""

SHORTCUT = "log_decision"
LOG = "decisions"
"""The channel of the sample company's log."""
MOMENT = "One moment…"
"""What a modal shows while it is being worked on."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A script played through the local Slack and Jira."""

    slack: SlackSandbox
    jira: JiraSandbox
    width: int
    """Cells of the terminal."""

    def scenes(self, scenes: tuple[Scene, ...]) -> Iterator[Text]:
        """Each scene as its person sees it, once it was answered. Raises CadenceError for silence."""
        thread: str | None = None
        for number, scene in enumerate(scenes, start=1):
            yield Text(f"\n{number}. {scene.title}", "bold")
            match scene:
                case Happens():
                    yield self._happened(scene)
                case Talk():
                    yield from self._decided(scene)
                case Line():
                    answer, shown = self._asked(scene, thread if scene.follows_up else None)
                    thread = answer.thread_ts or answer.ts
                    yield shown

    def _asked(self, line: Line, thread_ts: str | None) -> tuple[Message, Text]:
        people, channel = self.slack.people, self.place(line.user, line.channel)
        before, since = len(self.by_us(channel)), perf_counter()
        if line.command:
            people.command(line.user, line.channel, line.command, line.text)
            question = Text(f"{self.name(line.user)} types: {line.command} {line.text}", "italic")
        else:
            receipt = people.say(line.user, line.channel, line.text, thread_ts=thread_ts)
            assert receipt.message, "what is said is a message"  # noqa: S101 - an invariant of the sandbox
            question = self.reader(line.user).message(receipt.message)
        answer = self.next(channel, before, f"no answer to “{line.text}”")
        took = _took("answered", perf_counter() - since)
        place = "direct message to Cadence" if line.channel == DIRECT else f"#{line.channel}"
        shown = self.reader(line.user).message(answer, indent="    ")
        return answer, Text("\n").join((Text(place, "bold cyan"), question, shown, took))

    def _happened(self, change: Happens) -> Text:
        channel = self.place(change.user, DIRECT)
        before, since = len(self.by_us(channel)), perf_counter()
        self.jira.site.transition(change.key, change.status, resolution=change.resolution)
        told = self.next(channel, before, f"nobody was told of {change.key}")
        took = _took("told", perf_counter() - since)
        said = f"In Jira, {change.key} becomes {change.status} ({change.resolution})."
        shown = self.reader(change.user).message(told, indent="    ")
        place = Text(f"direct message to {self.name(change.user)}", "bold cyan")
        return Text("\n").join((Text(said, "italic"), place, shown, took))

    def _decided(self, talk: Talk) -> Iterator[Text]:
        """The thread, the modal as it was filled, and what stands in the log once it was submitted."""
        people, log = self.slack.people, self.place(talk.user, LOG)
        (first, words), *rest = talk.said
        root = people.say(first, talk.channel, words)
        receipts = [root]
        for user, more in rest:
            receipts.append(people.say(user, talk.channel, more, thread_ts=root.ts))
        yield Text(f"#{talk.channel}", "bold cyan")
        for each in receipts:
            if each.message:
                yield self.reader(talk.user).message(each.message)
        before = self.by_us(log)
        looked = [self._seen(talk.user, each) for each in before]
        people.shortcut(talk.user, talk.channel, receipts[-1].ts, SHORTCUT)
        draft = self.modal(talk.user)
        yield Text(f"{self.name(talk.user)} uses “Log decision”:", "italic")
        yield self.reader(talk.user).view(draft)
        yield Text(f"{self.name(talk.user)} presses Record:", "italic")
        people.submit(talk.user, draft.id)
        then = self.modal(talk.user, after=draft)
        yield self.reader(talk.user).view(then)
        if talk.settled:
            yield from self._settled(talk, then)
        recorded = self.next(log, len(before), "nothing in the log")
        yield Text(f"#{LOG}", "bold cyan")
        yield self.reader(talk.user).message(recorded)
        if talk.settled:
            yield Text("The earlier one now reads:", "italic")
            yield self._changed(talk.user, log, looked)

    def _settled(self, talk: Talk, form: View) -> Iterator[Text]:
        """The choice, and how it ended. Raises CadenceError where nothing is asked."""
        chosen = named(form, talk.settled)
        if len(chosen) < len(talk.settled):
            raise CadenceError(f"“{talk.title}”: it was not asked {', '.join(talk.settled)}")
        said = ", ".join(f"“{value}”" for value in talk.settled.values())
        yield Text(f"{self.name(talk.user)} chooses {said} and presses Record:", "italic")
        self.slack.people.submit(talk.user, form.id, chosen)
        yield self.reader(talk.user).view(self.modal(talk.user, after=form))

    def _changed(self, user: str, channel: str, looked: list[str]) -> Text:
        """The last of what stood there before that reads otherwise now. `looked`: how it looked, oldest first."""

        def now() -> Text | None:
            pairs = zip(self.by_us(channel), looked, strict=False)
            changed = [each for each, before in pairs if self._seen(user, each) != before]
            return self.reader(user).message(changed[-1]) if changed else None

        return self.waited(now, f"nothing changed in #{channel}")

    def _seen(self, user: str, message: Message) -> str:
        return self.reader(user).message(message).plain

    def modal(self, user: str, *, after: View | None = None) -> View:
        """What stands in front of them once it is worked out."""
        views, who = self.slack.workspace.views, self.slack.workspace.user(user).id

        def now() -> View | None:
            view = views.top(who)
            if view is None or (after is not None and view.hash == after.hash):
                return None
            return None if MOMENT in self.reader(user).view(view).plain else view

        return self.waited(now, f"no form for {user}")

    def next(self, channel: str, before: int, silence: str) -> Message:
        def said() -> Message | None:
            found = self.by_us(channel)
            return found[before] if len(found) > before else None

        return self.waited(said, silence)

    def waited(self, now: Callable[[], T | None], silence: str) -> T:
        try:
            found = self.slack.workspace.wait_until(now, timeout=PATIENCE)
        except TimeoutError as error:
            raise CadenceError(f"{silence} within {PATIENCE:.0f} s") from error
        assert found, "what is waited for is true"  # noqa: S101 - wait_until returns nothing else
        return found

    def by_us(self, channel: str) -> list[Message]:
        """What Cadence has said there so far, oldest first."""
        place = self.slack.workspace.channel(channel)
        us = self.slack.workspace.app.bot_user_id
        said = [*place.messages.values(), *place.ephemerals]
        return sorted((message for message in said if message.user == us), key=attrgetter("ts"))

    def place(self, user: str, channel: str) -> str:
        if channel != DIRECT:
            return channel
        workspace = self.slack.workspace
        return workspace.direct(workspace.user(user).id, workspace.app.bot_user_id).id

    def reader(self, user: str) -> Transcript:
        return Transcript(self.slack.workspace, reader=user, width=self.width)

    def name(self, user: str) -> str:
        return self.slack.workspace.user(user).real_name


def _took(what: str, seconds: float) -> Text:
    return Text(f"        ({what} after {seconds:.1f} s)", "dim italic")


def named(view: View, by_label: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is filled in, by the fields' own names."""
    inputs = (block for block in view.body["blocks"] if block["type"] == "input")
    return {
        block["block_id"]: by_label[block["label"]["text"]]
        for block in inputs
        if block["label"]["text"] in by_label
    }


def control(message: Message, label: str, *, below: str = "") -> tuple[str, Any]:
    """The action and the value of the first button with this label, below the block that says `below`. Raises
    CadenceError where there is none."""
    blocks = list(message.blocks)
    first = next((place for place, each in enumerate(blocks) if below in str(each)), 0)
    for element in _elements(blocks[first:]):
        text = element.get("text")
        if isinstance(text, dict) and text.get("text") == label and "action_id" in element:
            return element["action_id"], element.get("value")
    raise CadenceError(f"there is no {label!r} to press")


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from _elements(each)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _elements(each)
