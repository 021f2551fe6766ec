"""A pattern told to somebody: who has it then, its card, its ledger, and what follows where nobody answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from sys import maxsize
from typing import Any, Protocol

from cadence.core.message import Form, Message, Place
from cadence.core.ports import Clock
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import say
from cadence.patterns.model import life
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Entry, Escalated, Pattern, Step
from cadence.patterns.service.whom import LEAD, Chosen
from cadence.patterns.store.patterns import Patterns

ROOM = "patterns"
"""By which a message that stands is known as ours."""

UNTIL_DONE = maxsize
"""Attempts at what no later scan would make up for: a deadline, a test."""

AT_ONCE = 3
"""Attempts within one, where a pattern changes while its card is composed; what is overtaken even so is done again."""

CARD = "patterns card"
OVERDUE = "patterns overdue"
REDRAW = "patterns redraw"
"""Kinds of jobs."""


class Composing(Protocol):
    """What people read about a pattern. Reads raise ArchiveEmpty, StoreUnavailable and MessengerError."""

    def card(
        self,
        pattern: Pattern,
        occasion: Occasion,
        *,
        reader: str | None,
        pressable: bool = True,
        by: str | None = None,
        words: str = "",
    ) -> Message: ...

    def brief(self, pattern: Pattern) -> Message: ...

    def all_bugs(self, pattern: Pattern, reader: str) -> Form: ...

    def split_form(self, pattern: Pattern, reader: str) -> Form: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """By whom it is handed on, and with which words."""

    by: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    patterns: Patterns
    composing: Composing
    clock: Clock

    def latest(self, number: int, do: Callable[[Pattern], Settlement]) -> Settlement:
        """What is to be done with the pattern as it is. Composing takes so long that a scan may have gathered more
        meanwhile: then it is done once more at once, rather than be overtaken."""
        settlement = DONE
        for _ in range(AT_ONCE):
            before = self.patterns.pattern(number)
            settlement = do(before) if before else DONE
            if before == self.patterns.pattern(number):
                break
        return settlement

    def told(
        self, pattern: Pattern, chosen: Chosen, occasion: Occasion, *entries: Entry
    ) -> Settlement:
        """In one settlement: whoever was chosen has it, and its card is on its way."""
        after = life.told(pattern, _told(chosen))
        return self.on_its_way(pattern, after, chosen, occasion, *entries)

    def on_its_way(
        self,
        before: Pattern,
        after: Pattern,
        chosen: Chosen,
        occasion: Occasion,
        *entries: Entry,
        handing: Handing | None = None,
    ) -> Settlement:
        """As it was, and as it is once whoever was chosen has it, with all that follows."""
        told = _told(chosen)
        key = f"{occasion.value}:{told.at.isoformat()}:{chosen.place}"
        message = self.composing.card(
            _told_before(before, after),
            occasion,
            reader=told.to,
            by=handing.by if handing else None,
            words=handing.words if handing else "",
        )
        said = say(
            Place(channel=chosen.place or ""),
            message,
            key=f"pattern:{after.number}:{key}",
            about=about(after, told, occasion),
        )
        return Settlement(
            changes=(self.patterns.put(after, *entries),),
            jobs=(said, *waiting_for(after), *self.redraws(after, key=key)),
        )

    def nobody(self, pattern: Pattern, why: tuple[str, ...]) -> Settlement:
        """The ledger says so; a later scan tries again."""
        says = f"Nobody could be told: {'; '.join(why) or 'the settings name nobody'}."
        return Settlement(changes=(self.patterns.noted(self.line(pattern, Step.NOT_TOLD, says)),))

    def redraws(self, pattern: Pattern, *, key: str) -> Iterator[NewJob]:
        """Of every card of it that stands."""
        return (
            redraw(pattern.number, channel, ts, key=key)
            for channel, ts in self.patterns.messages(pattern.number)
        )

    def line(self, pattern: Pattern, step: Step, says: str, *, by: str | None = None) -> Entry:
        return Entry(pattern=pattern.number, at=self.clock.now(), step=step, by=by, says=says)


def _told(chosen: Chosen) -> Escalated:
    if chosen.escalated is None:
        raise ValueError("nobody was chosen")
    return chosen.escalated


def _told_before(before: Pattern, after: Pattern) -> Pattern:
    """As it is now, with when it was told before: a card says what is otherwise since then."""
    return replace(
        after,
        told_at=before.told_at,
        told_rate=before.told_rate,
        told_days=before.told_days,
    )


def about(pattern: Pattern, escalated: Escalated, occasion: Occasion) -> dict[str, Any]:
    """What comes back once the card stands, or is refused."""
    return {
        "room": ROOM,
        "pattern": pattern.number,
        "version": pattern.version,
        "occasion": occasion.value,
        "whom": escalated.name,
        "at": escalated.at.isoformat(),
        "level": escalated.level,
    }


def waiting_for(pattern: Pattern) -> Iterator[NewJob]:
    """What goes one level up where nobody answers; what is there already goes no further."""
    told = pattern.escalated
    if told is not None and told.level == LEAD and told.answer_by is not None:
        at = told.at.isoformat()
        yield NewJob(
            kind=OVERDUE,
            key=f"{pattern.number}:{at}",
            args={"pattern": pattern.number, "at": at},
            due_at=told.answer_by,
        )


def redraw(number: int, channel: str, ts: str, *, key: str) -> NewJob:
    """`key` is what changed. Redrawings of one card are done in order, so that the last one tells all."""
    return NewJob(
        kind=REDRAW,
        key=f"{number}:{channel}:{ts}:{key}",
        lane=f"pattern:{channel}:{ts}",
        args={"pattern": number, "channel": channel, "ts": ts},
    )
