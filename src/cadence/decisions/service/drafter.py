"""Who drafts: Claude where there is one and what it says holds, the rules otherwise."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from cadence.core.addressed import is_addressed
from cadence.core.errors import BudgetSpent, Unreadable, WriterError, WriterRefused
from cadence.core.ports import Clock, Writer
from cadence.decisions.model import drafting
from cadence.decisions.model.draft import Draft, Thread
from cadence.decisions.prompts import Checked, checked, draft_request
from cadence.decisions.prompts.draft import NONE

log = structlog.get_logger(__name__)

REMEMBERED_FOR = timedelta(minutes=10)
"""Long enough for somebody to look through several drafts of one thread."""
REMEMBERED = 200
"""Threads at once."""
MOST_CHARACTERS = 60_000

BY_CLAUDE, BY_RULES = "Claude", "rules"

BY_CLAUDE_NOTE = (
    "Claude drafted this. Every name, figure and date in it stands in the messages it rests on."
)
TOO_LONG = "This thread is too long for Claude, so rules drafted it."
OVER_BUDGET = (
    "Claude has been asked as much as the settings allow for today, so rules drafted this."
)
REFUSED = "Claude did not take this thread, so rules drafted it."
UNREADABLE = "Claude's answer could not be read, so rules drafted this."
AWAY = "Claude did not answer, so rules drafted this."
NOT_HELD = "What Claude drafted is not what the thread says, so rules drafted this."
NONE_FOUND = "Claude found no decision in this thread; rules drafted this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The drafts of a thread, in the order in which the decisions were made; none where it holds none."""

    drafts: tuple[Draft, ...]
    by: str
    """"Claude" or "rules"."""
    note: str | None = None
    """A sentence for whoever asked: that Claude drafted it, or why the rules did though there is a Claude."""


class Rules(Protocol):
    def __call__(
        self,
        thread: Thread,
        *,
        zone: ZoneInfo,
        names: Mapping[str, str],
        areas: Sequence[str],
        products: Sequence[str],
        projects: Sequence[str],
    ) -> tuple[Draft, ...]: ...


class Drafter:
    """For any number of threads at once. Nothing that it reads or drafts is stored.

    The drafts of a thread are remembered in this process for some minutes, while its messages stay as they are, so that
    whoever looks at another of them sees what was offered before.
    """

    def __init__(
        self,
        writer: Writer | None,
        *,
        clock: Clock,
        rules: Rules = drafting.drafts,
        most_characters: int = MOST_CHARACTERS,
        dropped: Callable[[str, str], None] | None = None,
    ) -> None:
        """`most_characters` is how long a thread may be to be given to Claude. `dropped` is told of what did not hold:
        the field, and what it lacked."""
        self._writer = writer
        self._clock = clock
        self._rules = rules
        self._most = most_characters
        self._dropped = dropped or (lambda _field, _lack: None)
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[datetime, Drafted]] = OrderedDict()

    def drafts(
        self,
        thread: Thread,
        *,
        zone: ZoneInfo,
        names: Mapping[str, str] = NONE,
        areas: Sequence[str] = (),
        products: Sequence[str] = (),
        projects: Sequence[str] = (),
    ) -> Drafted:
        """`thread` is oldest first, as everybody in its channel sees it: all of it goes to Claude, with the names of
        those who wrote or are mentioned in it, and nothing else. `projects` are keys. Never raises WriterError."""
        ask = _Ask(thread, zone, names, tuple(areas), tuple(products), tuple(projects))
        key = ask.key
        if (known := self._remembered(key)) is not None:
            return known
        found = self._found(ask)
        self._remember(key, found)
        return found

    def _found(self, ask: "_Ask") -> Drafted:
        if self._writer is None:
            return self._by_rules(ask, None)
        if sum(len(said.text) for said in ask.thread) > self._most:
            return self._by_rules(ask, TOO_LONG)
        try:
            held = self._by_claude(self._writer, ask)
        except WriterError as error:
            log.warning("Claude did not draft", why=str(error), kind=type(error).__name__)
            return self._by_rules(ask, _why(error))
        if held.drafts:
            return Drafted(drafts=held.drafts, by=BY_CLAUDE, note=BY_CLAUDE_NOTE)
        return self._by_rules(ask, NOT_HELD if held.dropped else NONE_FOUND)

    def _by_claude(self, writer: Writer, ask: "_Ask") -> Checked:
        request = draft_request(
            ask.thread, ask.names, ask.areas, products=ask.products, zone=ask.zone
        )
        held = checked(
            writer.write(request),
            ask.thread,
            ask.names,
            ask.areas,
            products=ask.products,
            zone=ask.zone,
        )
        for each in held.dropped:
            self._dropped(each.part.value, each.why.value)
        dropped = [f"{each.part.value}: {each.why.value}" for each in held.dropped]
        log.info("Claude drafted", drafts=len(held.drafts), dropped=dropped)
        return held

    def _by_rules(self, ask: "_Ask", note: str | None) -> Drafted:
        found = self._rules(
            ask.thread,
            zone=ask.zone,
            names=ask.names,
            areas=ask.areas,
            products=ask.products,
            projects=ask.projects,
        )
        if self._writer is not None:
            found = tuple(draft for draft in found if ask.speaks_to_people(draft.decisive))
        return Drafted(
            drafts=found, by=BY_RULES, note=note if found or note != NONE_FOUND else None
        )

    # --- remembering ----------------------------------------------------------------------------------

    def _remembered(self, key: str) -> Drafted | None:
        with self._lock:
            until, found = self._known.get(key, (None, None))
            return found if until is not None and self._clock.now() < until else None

    def _remember(self, key: str, found: Drafted) -> None:
        with self._lock:
            self._known[key] = (self._clock.now() + REMEMBERED_FOR, found)
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Ask:
    thread: Thread
    zone: ZoneInfo
    names: Mapping[str, str]
    areas: tuple[str, ...]
    products: tuple[str, ...]
    projects: tuple[str, ...]

    def speaks_to_people(self, ts: str) -> bool:
        """What Claude may not rest on doesn't come in by the rules that stand in for it."""
        return not any(said.ts == ts and is_addressed(said.text) for said in self.thread)

    @property
    def key(self) -> str:
        """The same for the same messages, read in the same way."""
        others = (str(self.zone), sorted(self.names.items()), self.areas, self.products)
        return hashlib.sha256(repr((self.thread, others, self.projects)).encode()).hexdigest()


def _why(error: WriterError) -> str:
    match error:
        case BudgetSpent():
            return OVER_BUDGET
        case WriterRefused():
            return REFUSED
        case Unreadable():
            return UNREADABLE
    return AWAY
