"""A short conversation in the sandbox, as the people in it would see it."""

from dataclasses import dataclass

from rich.text import Text

from cadence.core.errors import CadenceError
from cadence.sandbox.slack.actors import Receipt
from cadence.sandbox.slack.model import Message
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.transcript import Transcript

PATIENCE = 30.0
"""Seconds to wait for an answer before giving up on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody asks. `follows_up` says it in the thread of the line before; `privately` by the slash command."""

    user: str
    channel: str
    text: str
    follows_up: bool = False
    privately: bool = False


SCRIPT = (
    Line(
        user="chloe.martin",
        channel="support",
        text="@cadence how many critical bugs are open in Checkout?",
    ),
    Line(user="chloe.martin", channel="support", text="@cadence only iOS", follows_up=True),
    Line(user="hannah.weiss", channel="general", text="@cadence what got fixed last week?"),
    Line(user="hannah.weiss", channel="general", text="open bugs by component", privately=True),
)


def play(slack: SlackSandbox) -> Text:
    """The script, line by line, each answer waited for; brings the transcript. Raises CadenceError for silence."""
    shown: list[Text] = []
    thread: str | None = None
    for line in SCRIPT:
        receipt, answer = _exchange(slack, line, thread if line.follows_up else None)
        thread = answer.thread_ts or answer.ts
        reader = Transcript(slack.workspace, reader=line.user)
        shown.append(Text(f"\n#{line.channel}", "bold"))
        shown.append(_question(reader, receipt, line))
        shown.append(reader.message(answer, indent="    "))
    return Text("\n").join(shown)


def _question(reader: Transcript, receipt: Receipt, line: Line) -> Text:
    if receipt.message is not None:
        return reader.message(receipt.message)
    return Text(f"{line.user} types /bug {line.text}", "italic")


def _exchange(slack: SlackSandbox, line: Line, thread_ts: str | None) -> tuple[Receipt, Message]:
    workspace = slack.workspace
    before = len(_by_us(slack, line))
    if line.privately:
        receipt = slack.people.command(line.user, line.channel, "/bug", line.text)
    else:
        receipt = slack.people.say(line.user, line.channel, line.text, thread_ts=thread_ts)
    try:
        answers = workspace.wait_until(
            lambda: found[before:] if len(found := _by_us(slack, line)) > before else None,
            timeout=PATIENCE,
        )
    except TimeoutError as error:
        raise CadenceError(f"no answer to “{line.text}” within {PATIENCE:.0f} s") from error
    return receipt, (answers or [])[0]


def _by_us(slack: SlackSandbox, line: Line) -> list[Message]:
    """What Cadence has said in the channel so far, oldest first."""
    channel = slack.workspace.channel(line.channel)
    us = slack.workspace.app.bot_user_id
    said = [*channel.messages.values(), *channel.ephemerals]
    return sorted((message for message in said if message.user == us), key=lambda each: each.ts)
