"""A short conversation in the sandbox, as the people in it would see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from time import perf_counter

from rich.text import Text

from cadence.core.errors import CadenceError
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.slack.model import Message
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.transcript import Transcript

PATIENCE = 30.0
"""Seconds to wait for an answer before giving up on it."""

DIRECT = "cadence"
"""Cadence's own direct messages, where nothing has to be mentioned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody asks. `follows_up` says it in the thread of the line before; `privately` by the slash command."""

    title: str
    user: str
    channel: str
    text: str
    follows_up: bool = False
    privately: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Happens:
    """Something changes in Jira, of which whoever watches is told."""

    title: str
    user: str
    key: str
    status: str
    resolution: str | None = None


Scene = Line | Happens


def script(company: Company) -> tuple[Scene, ...]:
    """What shows the product, about what is planted in this company."""
    crash = company.truth("promised").keys[0]
    undated = company.truth("regression").keys[-1]
    release = company.truth("stale blocker").facts["version"]
    return (
        Line(
            title="Support asks about a bug by what it is about, and needs no key",
            user="chloe.martin",
            channel="support",
            text="@cadence is the checkout crash with a gift card on iOS fixed yet?",
        ),
        Line(
            title="How many? The figure, its evidence and how it was understood",
            user="emma.larsen",
            channel="support",
            text="@cadence how many bugs are open in Checkout?",
        ),
        Line(
            title="Narrowed down in the thread",
            user="emma.larsen",
            channel="support",
            text="@cadence only P1",
            follows_up=True,
        ),
        Line(
            title="Is the release ready?",
            user="hannah.weiss",
            channel="releases",
            text=f"@cadence what still blocks {release}?",
        ),
        Line(
            title="Privately: with /bug only the asker sees the answer",
            user="priya.raman",
            channel="general",
            text="open bugs by component",
            privately=True,
        ),
        Line(
            title="No date in Jira: what is usual for such bugs, never a promise",
            user="jonas.berg",
            channel="support",
            text=f"@cadence when will {undated} be fixed?",
        ),
        Line(
            title="Whom to ask: the lead of the area",
            user="owen.hughes",
            channel="general",
            text="@cadence who do I talk to about refunds?",
        ),
        Line(
            title="What can't be read with confidence is asked back, not guessed",
            user="aisha.khan",
            channel="support",
            text="@cadence how many urgent bugs are open in Checkout?",
        ),
        Line(
            title="“Tell me when it's fixed”, in a direct message",
            user="chloe.martin",
            channel=DIRECT,
            text=f"watch {crash}",
        ),
        Happens(
            title="The bug is resolved in Jira, and the watcher is told",
            user="chloe.martin",
            key=crash,
            status="Done",
            resolution="Fixed",
        ),
    )


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
            if isinstance(scene, Happens):
                yield self._happened(scene)
            else:
                answer, shown = self._asked(scene, thread if scene.follows_up else None)
                thread = answer.thread_ts or answer.ts
                yield shown

    def _asked(self, line: Line, thread_ts: str | None) -> tuple[Message, Text]:
        people, channel = self.slack.people, self._place(line.user, line.channel)
        before, since = len(self._by_us(channel)), perf_counter()
        if line.privately:
            people.command(line.user, line.channel, "/bug", line.text)
            question = Text(f"{self._name(line.user)} types: /bug {line.text}", "italic")
        else:
            receipt = people.say(line.user, line.channel, line.text, thread_ts=thread_ts)
            assert receipt.message, "what is said is a message"  # noqa: S101 - an invariant of the sandbox
            question = self._reader(line.user).message(receipt.message)
        answer = self._next(channel, before, f"no answer to “{line.text}”")
        took = _took("answered", perf_counter() - since)
        place = "direct message to Cadence" if line.channel == DIRECT else f"#{line.channel}"
        shown = self._reader(line.user).message(answer, indent="    ")
        return answer, Text("\n").join((Text(place, "bold cyan"), question, shown, took))

    def _happened(self, change: Happens) -> Text:
        channel = self._place(change.user, DIRECT)
        before, since = len(self._by_us(channel)), perf_counter()
        self.jira.site.transition(change.key, change.status, resolution=change.resolution)
        told = self._next(channel, before, f"nobody was told of {change.key}")
        took = _took("told", perf_counter() - since)
        said = f"In Jira, {change.key} becomes {change.status} ({change.resolution})."
        shown = self._reader(change.user).message(told, indent="    ")
        place = Text(f"direct message to {self._name(change.user)}", "bold cyan")
        return Text("\n").join((Text(said, "italic"), place, shown, took))

    def _next(self, channel: str, before: int, silence: str) -> Message:
        def said() -> Message | None:
            found = self._by_us(channel)
            return found[before] if len(found) > before else None

        try:
            message = self.slack.workspace.wait_until(said, timeout=PATIENCE)
        except TimeoutError as error:
            raise CadenceError(f"{silence} within {PATIENCE:.0f} s") from error
        assert message, "what is waited for is true"  # noqa: S101 - wait_until returns nothing else
        return message

    def _by_us(self, channel: str) -> list[Message]:
        """What Cadence has said there so far, oldest first."""
        place = self.slack.workspace.channel(channel)
        us = self.slack.workspace.app.bot_user_id
        said = [*place.messages.values(), *place.ephemerals]
        return sorted((message for message in said if message.user == us), key=attrgetter("ts"))

    def _place(self, user: str, channel: str) -> str:
        if channel != DIRECT:
            return channel
        workspace = self.slack.workspace
        return workspace.direct(workspace.user(user).id, workspace.app.bot_user_id).id

    def _reader(self, user: str) -> Transcript:
        return Transcript(self.slack.workspace, reader=user, width=self.width)

    def _name(self, user: str) -> str:
        return self.slack.workspace.user(user).real_name


def _took(what: str, seconds: float) -> Text:
    return Text(f"        ({what} after {seconds:.1f} s)", "dim italic")
