"""What a draft is made from, and how much of it can be read."""

import json
import re
from dataclasses import dataclass, replace

from cadence.core.errors import NotSent
from cadence.core.message import Said
from cadence.core.ports import Messenger
from cadence.decisions.messages import drafting as messages
from cadence.decisions.model.carried import Carried
from cadence.decisions.model.draft import Thread
from cadence.decisions.model.intent import intent

MOST_MESSAGES = 1_000
"""Of one thread. A longer one is read from its beginning, and the form says so."""

TYPED = 900
"""Characters of what was typed that a button carries; Slack takes 2,000 of all, and JSON may write two for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """As little of it as a button can carry."""

    channel: str
    thread: str | None = None
    asked: str | None = None
    """The `ts` of the message that asked for the draft, which decides nothing."""
    words: str | None = None
    """The `ts` of a message that says itself what to log."""
    offer: str | None = None
    """The `ts` of our message that offered the draft."""
    typed: str = ""
    """What was typed to begin an empty form with."""
    message: Said | None = None
    """The message a shortcut was used on; no button carries it."""

    @property
    def value(self) -> str:
        held = {
            "c": self.channel,
            "t": self.thread,
            "q": self.asked,
            "w": self.words,
            "o": self.offer,
            "d": self.typed[:TYPED],
        }
        known = {name: said for name, said in held.items() if said}
        return json.dumps(known, separators=(",", ":"), ensure_ascii=False)


def source(value: str) -> Source | None:
    """None for what no button of ours carries."""
    try:
        held = json.loads(value)
        return Source(
            channel=held["c"],
            thread=held.get("t"),
            asked=held.get("q"),
            words=held.get("w"),
            offer=held.get("o"),
            typed=held.get("d", ""),
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def source_of(carried: Carried) -> Source:
    """What the draft in a form was made from."""
    return Source(
        channel=carried.channel,
        thread=carried.thread,
        asked=carried.asked,
        words=carried.words,
        offer=carried.offer,
        message=carried.alone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What could be read of a source."""

    said: Thread = ()
    remarks: tuple[str, ...] = ()
    """What has to be said about what could not."""
    alone: Said | None = None
    """The one message that is known, where Cadence can't read."""


UNREAD = Read(remarks=(messages.CANT_READ,))
"""Of a source that can't be read, or by whoever asks may not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    messenger: Messenger

    def read(self, held: Source) -> Read:
        try:
            if held.words:
                return self._words(held, held.words)
            said = self._thread(held)
        except NotSent:
            return _unread(held.message)
        cut = len(said) == MOST_MESSAGES
        return Read(
            said=_by_people(said, held), remarks=(messages.cut_at(MOST_MESSAGES),) if cut else ()
        )

    def said(self, held: Source) -> Thread:
        """What people said in the thread. Raises NotSent."""
        return _by_people(self._thread(held), held)

    def _thread(self, held: Source) -> Thread:
        return self.messenger.thread(held.channel, held.thread or "", most=MOST_MESSAGES)

    def _words(self, held: Source, ts: str) -> Read:
        found = self.messenger.said(held.channel, ts, thread=held.thread)
        return Read(said=(_words_of(found),)) if found else Read(remarks=(messages.IS_DELETED,))


def _unread(message: Said | None) -> Read:
    if message is None:
        return UNREAD
    return Read(said=(message,), remarks=(messages.ONLY_THIS,), alone=message)


def _by_people(said: Thread, held: Source) -> Thread:
    """Without what Cadence said itself and the message that asked for the draft."""
    return tuple(each for each in said if not each.is_ours and each.ts != held.asked)


_TO_US = re.compile(r"^(?:@[UW][A-Z0-9]+[\s,:]*)+")
"""The mention that a message to Cadence begins with."""


def _words_of(said: Said) -> Said:
    """The message without what asks for the draft: of "@Cadence log decision: we go with X" what follows the colon."""
    text = _TO_US.sub("", said.text)
    asked = intent(text)
    return replace(said, text=asked.words if asked and asked.words else text)
