"""What watchers read."""

from datetime import datetime

from cadence.core.issue import Issue
from cadence.core.message import (
    Actions,
    Block,
    Button,
    Link,
    Message,
    Note,
    Paragraph,
    Span,
    Text,
    bold,
    line,
)
from cadence.status.messages.answering import as_text
from cadence.status.messages.issues import address, facts, state
from cadence.status.model.asked import Watch


def told(watch: Watch, issue: Issue, *, browse: str, now: datetime) -> Message:
    """The state changed."""
    before = f"{watch.status} ({watch.resolution})" if watch.resolution else watch.status
    said = line(
        _key(issue, browse), f" moved from {before} to ", bold(state(issue)), f": {issue.summary}"
    )
    ended = not issue.is_open
    blocks: tuple[Block, ...] = (Paragraph(said), Note(facts(issue, now=now)))
    if ended:
        blocks += (Note(line("It is done, so this watch has ended.")),)
    else:
        blocks += (Actions((_stop(watch.key),)),)
    return Message(summary=as_text(said), blocks=blocks)


def no_longer_seen(watch: Watch) -> Message:
    """The issue is gone, or may no longer be seen: the two look the same."""
    text = f"{watch.key} can no longer be seen, so your watch on it has ended."
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def watching(issue: Issue, *, browse: str) -> Message:
    said = line(
        "I will tell you in a direct message when the state of ",
        _key(issue, browse),
        f" changes. It is {state(issue)} now. The watch ends by itself when it is done.",
    )
    return Message(summary=as_text(said), blocks=(Paragraph(said), Actions((_stop(issue.key),))))


def is_done_already(issue: Issue, *, browse: str) -> Message:
    said = line(_key(issue, browse), f" is {state(issue)} already; there is nothing to watch for.")
    return Message(summary=as_text(said), blocks=(Paragraph(said),))


def stopped(key: str) -> Message:
    text = f"You no longer watch {key}."
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def was_not_watched(key: str) -> Message:
    text = f"You don't watch {key}, so there is nothing to stop. “my watches” lists what you watch."
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def watches(mine: tuple[Watch, ...], *, browse: str) -> Message:
    """Everything this person watches."""
    if not mine:
        text = "You watch nothing. Press Watch under an issue, or say “watch PAY-12”."
        return Message(summary=text, blocks=(Paragraph(line(text)),))
    blocks: tuple[Block, ...] = (
        Paragraph(line("You watch:")),
        *(
            Paragraph(line(_linked(watch, browse), f": {watch.status}"), _stop(watch.key, "Stop"))
            for watch in mine
        ),
    )
    return Message(summary=f"You watch {', '.join(watch.key for watch in mine)}", blocks=blocks)


def _key(issue: Issue, browse: str) -> Span:
    url = address(issue, browse)
    return Link(issue.key, url, bold=True) if url else bold(issue.key)


def _linked(watch: Watch, browse: str) -> Span:
    return Link(watch.key, f"{browse}/browse/{watch.key}") if browse else Text(watch.key)


def _stop(key: str, label: str = "Stop watching") -> Button:
    return Button(label=label, action="status.unwatch", value=key)
