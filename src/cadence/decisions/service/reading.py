"""Looking decisions up: a list, one of them with all there is to it, its history, and what can be typed."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.message import Block, Line, Message
from cadence.core.ports import Change, Clock
from cadence.decisions.messages import otherwise, records, whole
from cadence.decisions.messages.history import history
from cadence.decisions.messages.records import Page, late, page
from cadence.decisions.messages.whole import Around, all_quotes
from cadence.decisions.model.access import Seen
from cadence.decisions.model.commands import Command, Listing, Verb, listing
from cadence.decisions.model.decision import ANYTHING, Decision, Scope
from cadence.decisions.model.numbers import MOST, number_of
from cadence.decisions.model.review import Due
from cadence.decisions.service.flow import Flow, Said
from cadence.decisions.service.seeing import Seeing, is_alone
from cadence.decisions.store.records import Listed, Records, Wanted
from cadence.delivery import replying
from cadence.delivery.desk import Press
from cadence.delivery.job import Settlement
from cadence.delivery.replying import answer, answer_aside, answered, tell, told

A_PAGE = 10

Chain = Callable[[int, Seen, str, str | None], tuple[Block, ...]]
"""What a decision rests on and what rests on it, as far as it may be seen; to whom, and in which channel unless they
are told alone."""
Overdue = Callable[[Seen], tuple[tuple[Decision, Due], ...]]
"""Those that should have been looked at again by now."""
Looked = tuple[Decision, tuple[Change, ...]]
Look = Callable[[Decision], Looked]
"""The decision with what became of its sources by now, and that to be kept."""


Shown = tuple[Message, tuple[Change, ...]]


def _no_chain(number: int, seen: Seen, user: str, channel: str | None) -> tuple[Block, ...]:  # noqa: ARG001 - the shape of Chain
    return ()


def _none_overdue(seen: Seen) -> tuple[tuple[Decision, Due], ...]:  # noqa: ARG001 - the shape of Overdue
    return ()


def _as_kept(decision: Decision) -> Looked:
    return decision, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Flow):
    records: Records
    seeing: Seeing
    clock: Clock
    browse: str = ""
    """Where issues open."""
    chain: Chain = field(default=_no_chain)
    overdue: Overdue = field(default=_none_overdue)
    look: Look = field(default=_as_kept)

    @property
    def commands(self) -> Mapping[Verb, Said]:
        return {Verb.LIST: self.list, Verb.SHOW: self.show, Verb.HELP: self.help}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            records.OLDER: self.older,
            records.SHOW: self.show_pressed,
            whole.HISTORY: self.show_history,
            whole.QUOTES: self.show_quotes,
        }

    def help(self, heard: Heard, command: Command) -> Settlement:
        return Settlement(jobs=(answer_aside(heard, otherwise.usage(command.words)),))

    # --- a list --------------------------------------------------------------------------------------

    def list(self, heard: Heard, command: Command) -> Settlement:
        asked = listing(command.words)
        seen = self.seeing.answering(heard)
        wanted = self._wanted(asked, heard.user, seen)
        shown = self._page(wanted, asked, seen)
        if heard.surface is not Surface.MENTION:
            shown = replace(shown, overdue=self._overdue(seen))
        return answered(heard, page(shown))

    def _overdue(self, seen: Seen) -> tuple[Line, ...]:
        today = self.clock.now().date()
        return tuple(late(decision, due, today) for decision, due in self.overdue(seen))

    def older(self, pressed: Pressed) -> Settlement:
        held = _older(pressed.value)
        if held is None:
            return told(pressed, replying.old_button())
        words, before, begins = held
        asked = listing(words)
        seen = self.seeing.alone(pressed.user)
        wanted = replace(self._wanted(asked, pressed.user, seen), before=before)
        return told(pressed, page(self._page(wanted, asked, seen, words=words, begins=begins)))

    def _wanted(self, asked: Listing, user: str, seen: Seen) -> Wanted:
        wanted = Wanted(
            statuses=asked.statuses,
            channel=asked.channel,
            decider=user if asked.is_mine else None,
        )
        return replace(wanted, scope=self._scope(asked.words, wanted, seen))

    def _scope(self, words: str, wanted: Wanted, seen: Seen) -> Scope:
        """What the words name of which there are decisions: an area, a product, a project or an epic."""
        if not words:
            return ANYTHING
        named = (Scope(area=words), Scope(product=words), Scope(project=words), Scope(epic=words))
        for scope in named:
            if self.records.listed(replace(wanted, scope=scope), seen, limit=0).total:
                return scope
        return named[0]

    def _page(
        self, wanted: Wanted, asked: Listing, seen: Seen, *, words: str = "", begins: int = 1
    ) -> Page:
        found = self.records.listed(wanted, seen, limit=A_PAGE)
        return Page(
            decisions=found.decisions,
            total=found.total,
            what=" ".join(_what(asked)),
            begins=begins,
            older=_next(found, words or _words(asked), begins),
        )

    # --- one -----------------------------------------------------------------------------------------

    def show(self, heard: Heard, command: Command) -> Settlement:
        """Where everyone may not see it, whoever asked and may is told alone."""
        number = command.number or 0
        seen = self.seeing.answering(heard)
        decision = self.records.decision(number, seen)
        if decision is not None:
            channel = None if is_alone(heard) else heard.channel
            message, changes = self._whole(decision, seen, heard.user, channel)
            return Settlement(changes=changes, jobs=(answer(heard, message),))
        alone = self.seeing.alone(heard.user)
        decision = self.records.decision(number, alone)
        if decision is None:
            said = replying.short(otherwise.no_such(number))
            return Settlement(jobs=(answer_aside(heard, said),))
        message, changes = self._whole(decision, alone, heard.user)
        return Settlement(changes=changes, jobs=(answer_aside(heard, message),))

    def show_pressed(self, pressed: Pressed) -> Settlement:
        seen = self.seeing.alone(pressed.user)
        decision = self._of(pressed, seen)
        if decision is None:
            return _no_such(pressed)
        message, changes = self._whole(decision, seen, pressed.user)
        return Settlement(changes=changes, jobs=(tell(pressed, message),))

    def show_history(self, pressed: Pressed) -> Settlement:
        seen = self.seeing.alone(pressed.user)
        decision = self._of(pressed, seen)
        if decision is None:
            return _no_such(pressed)
        events = self.records.history(decision.number)
        others = sorted({each.other for each in events if each.other is not None})
        may_name = frozenset(each.number for each in self.records.decisions(others, seen))
        revisions = self.records.revisions(decision.number)
        return told(pressed, history(decision, events, revisions, may_name=may_name))

    def show_quotes(self, pressed: Pressed) -> Settlement:
        decision = self._of(pressed, self.seeing.alone(pressed.user))
        return told(pressed, all_quotes(decision)) if decision else _no_such(pressed)

    def _of(self, pressed: Pressed, seen: Seen) -> Decision | None:
        return self.records.decision(_number(pressed), seen)

    def _whole(
        self, decision: Decision, seen: Seen, user: str, channel: str | None = None
    ) -> Shown:
        looked, changes = self.look(decision)
        around = replace(
            around_of(looked, self.records, seen),
            chain=self.chain(looked.number, seen, user, channel),
            browse=self.browse,
        )
        return whole.whole(looked, around), changes


def around_of(decision: Decision, records: Records, seen: Seen) -> Around:
    """The decisions right before and after it, as far as they may be seen."""
    successor = decision.superseded_by
    return Around(
        replaced=records.decisions(decision.supersedes, seen),
        successor=None if successor is None else records.decision(successor, seen),
    )


def _number(pressed: Pressed) -> int:
    return number_of(pressed.value)


def _no_such(pressed: Pressed) -> Settlement:
    return told(pressed, replying.short(otherwise.no_such(_number(pressed))))


def _what(asked: Listing) -> Iterator[str]:
    if asked.statuses:
        yield f"({', '.join(sorted(asked.statuses))})"
    if asked.words:
        yield f"about {asked.words}"
    if asked.is_mine:
        yield "decided by you"
    if asked.channel:
        yield "of that channel"


def _words(asked: Listing) -> str:
    """Words that `listing` reads as the same."""
    channel = (f"#{asked.channel}",) if asked.channel else ()
    mine = ("mine",) if asked.is_mine else ()
    return " ".join((*sorted(asked.statuses), *mine, *channel, asked.words)).strip()


def _next(found: Listed, words: str, begins: int) -> str | None:
    shown = begins - 1 + len(found.decisions)
    if not found.decisions or shown >= found.total:
        return None
    return json.dumps([words, found.decisions[-1].number, shown + 1])


def _older(value: str) -> tuple[str, int, int] | None:
    """None for what no button of ours carries."""
    try:
        words, before, begins = json.loads(value)
    except (ValueError, TypeError):
        return None
    if not (isinstance(words, str) and isinstance(before, int) and isinstance(begins, int)):
        return None
    return (words, before, begins) if 0 < before <= MOST and 0 < begins <= MOST else None
