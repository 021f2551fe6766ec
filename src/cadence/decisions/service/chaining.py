"""The chain of a decision, upwards and downwards, as an audience may see it; and signals that are read again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from cadence.core.errors import NotUnderstood, QueryRefused, TrackerError
from cadence.core.message import Audience, Kind
from cadence.core.ports import Bugs, Change, Clock, Figure
from cadence.decisions.messages import chain as messages
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import (
    DEEPEST,
    MOST,
    Branch,
    Item,
    Node,
    Reading,
    Ref,
    Sort,
    Tie,
    Tree,
    decision,
    is_later,
    turned,
)
from cadence.decisions.model.decision import Origin, Party
from cadence.decisions.model.review import Why
from cadence.decisions.service.questions import asking
from cadence.decisions.service.whom import Asking
from cadence.decisions.store.chain import Chain
from cadence.decisions.store.records import Records
from cadence.decisions.store.reviews import Reviews
from cadence.delivery.job import NewJob, Settlement

AT_ONCE = 50
"""Figures that one round counts, one call each; the next goes on with those that were counted longest ago."""

EVERYONE = Audience(user=None, channel="", kind=Kind.PUBLIC)
"""Who may see a public decision: every channel, so only what rules for all of them allow. No channel has this id."""

NOBODY = Audience(user=None, channel=None, kind=Kind.DIRECT)

Onward = Callable[[Tie], tuple[Ref, Ref]]
"""Of a tie, where one comes from and where it leads."""


def down(tie: Tie) -> tuple[Ref, Ref]:
    return tie.upper, tie.lower


def up(tie: Tie) -> tuple[Ref, Ref]:
    return tie.lower, tie.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaining:
    records: Records
    reviews: Reviews
    store: Chain

    def chain(self, number: int, seen: Seen) -> Tree | None:
        """None where there is no such decision, or it may not be seen. What may not be seen is left out, with all that
        hangs on it alone."""
        root = self.records.decision(number, seen)
        if root is None:
            return None
        below, above = self._walk(number, seen, down), self._walk(number, seen, up)
        return Tree(
            root=root,
            below=below.branches(decision(number)),
            above=above.branches(decision(number)),
            is_cut=below.is_cut or above.is_cut,
            issues=tuple(each.key for each in self.store.issues_of(number)),
            reopened_by=tuple(each.trigger.words for each in self.reviews.armed_on(number)),
        )

    def rests_on(self, upper: int, lower: int) -> bool:
        """Whether one decision rests on another, by however many steps, whoever may see them."""
        seen, ahead = {upper}, [upper]
        while ahead:
            ties = self.store.ties(map(decision, ahead))
            below = {
                tie.lower.number
                for tie in ties
                if tie.upper.sort is tie.lower.sort and tie.upper.number in ahead
            }
            ahead = sorted(below - seen)
            seen |= below
        return lower in seen and lower != upper

    def _walk(self, number: int, seen: Seen, onward: Onward) -> "_Walk":
        """Step by step, with one read of the ties for each step: never round in a circle, never without end."""
        walk = _Walk()
        ahead = [decision(number)]
        met = {decision(number)}
        for _ in range(DEEPEST):
            steps = self._steps(ahead, onward)
            fresh = [ref for ref in dict.fromkeys(there for _, there in steps) if ref not in met]
            room = max(MOST - len(walk.items), 0)
            walk.items |= self._items(fresh[:room], seen)
            walk.is_cut |= bool(self._items(fresh[room : room + MOST], seen))
            for here, there in steps:
                walk.onward.setdefault(here, []).append(there)
            met |= set(fresh)
            ahead = [ref for ref in fresh if ref in walk.items]
            if not ahead:
                return walk
        further = [there for _, there in self._steps(ahead, onward) if there not in met]
        walk.is_cut |= bool(self._items(further, seen))
        return walk

    def _steps(self, refs: list[Ref], onward: Onward) -> list[tuple[Ref, Ref]]:
        from_here = set(refs)
        return [step for tie in self.store.ties(refs) if (step := onward(tie))[0] in from_here]

    def _items(self, refs: Iterable[Ref], seen: Seen) -> dict[Ref, Item]:
        refs = tuple(refs)
        numbers = [ref.number for ref in refs if ref.sort is Sort.DECISION]
        found: dict[Ref, Item] = {
            decision(each.number): each for each in self.records.decisions(numbers, seen)
        }
        others = [ref for ref in refs if ref.sort is not Sort.DECISION]
        return found | {each.ref: each for each in self.store.nodes(others, seen)}


@dataclass(slots=True)
class _Walk:
    """What was met on the way, and where each leads on."""

    items: dict[Ref, Item] = field(default_factory=dict)
    onward: dict[Ref, list[Ref]] = field(default_factory=dict)
    is_cut: bool = False

    def branches(self, root: Ref) -> tuple[Branch, ...]:
        return self._onward(root, {root})

    def _onward(self, ref: Ref, shown: set[Ref]) -> tuple[Branch, ...]:
        return tuple(
            self._branch(there, shown) for there in self.onward.get(ref, ()) if there in self.items
        )

    def _branch(self, ref: Ref, shown: set[Ref]) -> Branch:
        if ref in shown:
            return Branch(ref=ref, item=self.items[ref], is_repeated=True)
        shown.add(ref)
        return Branch(ref=ref, item=self.items[ref], onward=self._onward(ref, shown))


# --- figures ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Reads figures, and has deciders told of those that went past their threshold."""

    store: Chain
    bugs: Bugs
    asking: Asking
    clock: Clock

    def count(self, words: str, origin: Origin, by: Party, zone: ZoneInfo) -> Figure:
        """Within the rights of those who may see what comes of it. Raises NotUnderstood and TrackerError."""
        return self.bugs.figure(words, self._audience(origin, by), zone=zone)

    def _audience(self, origin: Origin, by: Party) -> Audience:
        """Everyone who may see what rests on it; of what was said to Cadence directly, whoever said it."""
        if origin.channel is None or origin.kind is Kind.PUBLIC:
            return EVERYONE
        if origin.kind is not Kind.DIRECT:
            return Audience(user=None, channel=origin.channel, kind=origin.kind)
        return self.asking.audience(by.user) if by.user else NOBODY

    def look(self) -> Settlement:
        """Counts what is watched. Where Jira is away, what was counted before that is kept and the rest waits.

        Raises TrackerError where nothing could be counted: then nothing is known, and nothing is told.
        """
        changes: list[Change] = []
        jobs: list[NewJob] = []
        for node in self.store.watched(limit=AT_ONCE):
            try:
                found = self._counted(node)
            except (NotUnderstood, QueryRefused):
                # Perhaps a component was renamed. Its last reading tells its own age.
                changes.append(self.store.tried(node, at=self.clock.now()))
                continue
            except TrackerError:
                if not changes:
                    raise
                break
            settled = self.read(node, found)
            changes += settled.changes
            jobs += settled.jobs
        return Settlement(changes=tuple(changes), jobs=tuple(jobs))

    def read(self, node: Node, reading: Reading) -> Settlement:
        """A new reading, and whoever decided on the old one is told where it went past its threshold."""
        after = turned(node, reading)
        is_news = after.is_told and is_later(reading, node.latest)
        kept = self.store.read(node, reading, is_passed=after.is_passed, is_told=is_news)
        if not is_news:
            return Settlement(changes=(kept,))
        told = messages.passed(node, after)
        words = messages.passed_in_words(node, after)
        jobs = tuple(
            asking(
                number,
                Why.SIGNAL,
                f"{number}:{node.ref}:{node.passes + 1}",
                words=words,
                told=told,
            )
            for number in self.store.resting_on(node.ref.number)
        )
        return Settlement(changes=(kept,), jobs=jobs)

    def _counted(self, node: Node) -> Reading:
        zone = ZoneInfo(node.signal.zone if node.signal else "UTC")
        return as_reading(self.count(node.text, node.origin, node.by, zone))


def as_reading(figure: Figure) -> Reading:
    return Reading(
        value=Decimal(figure.value),
        at=figure.read_at,
        understood=figure.understood,
        jql=figure.jql,
    )
