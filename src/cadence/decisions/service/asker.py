"""Who links something, and what comes of it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cadence.core.errors import CadenceError
from cadence.core.message import Audience
from cadence.core.ports import Change, Clock
from cadence.decisions.messages import chain as messages
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import Node, Ref, SignalKind, is_as_visible, tied
from cadence.decisions.model.chain import decision as ref_of
from cadence.decisions.model.decision import Decision, Event, Happened, Origin, Party
from cadence.decisions.store.chain import Chain
from cadence.decisions.store.records import Records
from cadence.delivery.job import NewJob


class NotLinked(CadenceError):
    """Nothing was linked and nothing stored. The message says why, in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who links, and whose rights count: those of everyone who reads the answer."""

    by: Party
    seen: Seen
    audience: Audience
    zone: ZoneInfo
    key: str
    """Of what was typed or submitted: what is made under it is made once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What comes of linking one thing, and how it is told."""

    said: str
    changes: tuple[Change, ...] = ()
    jobs: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What every link leaves behind: a tie, and a line in the decision's history."""

    records: Records
    store: Chain
    clock: Clock

    def decision(self, number: int, seen: Seen) -> Decision:
        found = self.records.decision(number, seen)
        if found is None:
            raise NotLinked(messages.no_such(ref_of(number)))
        return found

    def node(self, ref: Ref, seen: Seen) -> Node:
        node = self.store.node(ref, seen)
        if node is None:
            raise NotLinked(messages.no_such(ref))
        return node

    def tied(self, one: Ref, other: Ref, asker: Asker) -> Change:
        tie = tied(one, other, by=asker.by, at=self.clock.now())
        if tie is None:
            raise NotLinked(f"{one} and {other} have no place beside each other in the chain.")
        return self.store.tie(tie)

    def event(
        self,
        decision: Decision,
        what: Happened,
        words: str,
        asker: Asker,
        *,
        other: int | None = None,
    ) -> Change:
        return self.records.happened(
            Event(
                number=decision.number,
                at=self.clock.now(),
                what=what,
                by=asker.by,
                words=words,
                other=other,
            )
        )


AWAY = (
    "Jira is not answering, so {} could not be looked up and nothing was linked. Please try again."
)


def known(node: Node, decision: Decision) -> str:
    """In a history that everyone reads who may see the decision: a number only where they may see that too."""
    return str(node.ref) if is_as_visible(node.origin, decision.origin) else "a signal"


def must_be_as_visible(lower: Node, upper: Origin, name: str) -> None:
    """What is read of a figure, or was learnt, is told to whoever decided on it, so it must not be less visible. A
    message is only shown to those who may see it."""
    is_message = lower.signal is not None and lower.signal.kind is SignalKind.MESSAGE
    if not is_message and not is_as_visible(lower.origin, upper):
        raise NotLinked(
            f"{lower.ref} comes from a channel that not everyone reads who may see {name}, so it can't rest on it."
        )
