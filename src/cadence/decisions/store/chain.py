"""What decisions rest on and found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import IssueTie, Node, Reading, Ref, Sort, Tie


class Chain(Protocol):
    def node(self, ref: Ref, seen: Seen) -> Node | None:
        """None where there is none or it may not be seen. Decisions are no nodes of this store."""

    def nodes(self, refs: Sequence[Ref], seen: Seen) -> tuple[Node, ...]:
        """Those that are there and may be seen, in the given order."""

    def ties(self, refs: Iterable[Ref]) -> tuple[Tie, ...]:
        """Every tie of one of these, upwards and downwards, oldest first. Who may see both ends is not looked at."""

    def readings(self, signal: int, *, most: int = 10) -> tuple[Reading, ...]:
        """Those in which the figure was another than before, latest first."""

    def issues_of(self, number: int) -> tuple[IssueTie, ...]:
        """Of one decision, oldest first."""

    def watched(self, *, limit: int) -> tuple[Node, ...]:
        """Filters with a threshold under a live decision: those first that were counted longest ago, or never."""

    def resting_on(self, signal: int) -> tuple[int, ...]:
        """Live decisions that rest on a signal, directly or by way of a learning; by number."""

    def number_for(self, sort: Sort, key: str) -> int:
        """The number that the node with this key has or will have: the next free one the first time, the same ever
        after. A write of its own; a number whose node never comes is missing for good."""

    # --- changes ------------------------------------------------------------------------------------

    def put(self, node: Node, *, key: str) -> Change:
        """Under the number that was given for this key. One that is there already stays as it is."""

    def tie(self, tie: Tie) -> Change:
        """One that is there already stays as it is. Made, it raises Overtaken where a decision would come to rest on
        itself."""

    def untie(self, upper: Ref, lower: Ref) -> Change: ...

    def tie_issue(self, tie: IssueTie) -> Change:
        """One that is there already stays as it is."""

    def untie_issue(self, number: int, key: str) -> Change: ...

    def read(self, node: Node, reading: Reading, *, is_passed: bool, is_told: bool) -> Change:
        """The latest reading of a signal. Made, it raises Overtaken where it went past its threshold, or came back,
        since `node` was read."""

    def tried(self, node: Node, *, at: datetime) -> Change:
        """It could not be counted; it is tried again after all the others."""
