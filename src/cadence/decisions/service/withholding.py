"""Decisions that an arbiter chooses between: nobody puts another one in the place of either before their day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cadence.core.ports import Clock
from cadence.decisions.messages import conflicts as messages
from cadence.decisions.model.access import Seen
from cadence.decisions.model.clash import Dispute, Outcome
from cadence.decisions.model.decision import Decision, Party, Status
from cadence.decisions.service.disputes import Case, Disputes
from cadence.decisions.store.conflicts import Conflicts as Kept
from cadence.delivery.job import DONE, NewJob, Settlement


class Withheld(Protocol):
    def why(self, old: Decision, *, user: str, seen: Seen) -> str:
        """Why nothing can take its place now, to somebody who may see it; "" where nothing is in the way."""

    def ended(self, olds: Sequence[Decision], *, by: Party) -> Settlement:
        """What superseding these brings about: their disputes, which bind nobody any more, come to nothing."""


class NothingWithheld:
    """Where there are no arbiters."""

    def why(self, old: Decision, *, user: str, seen: Seen) -> str:  # noqa: ARG002 - the shape of Withheld
        return ""

    def ended(self, olds: Sequence[Decision], *, by: Party) -> Settlement:  # noqa: ARG002 - the shape of Withheld
        return DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    kept: Kept
    disputes: Disputes
    clock: Clock

    def why(self, old: Decision, *, user: str, seen: Seen) -> str:
        for case in self._open((old,)):
            if case.dispute.binds and not case.is_moot:
                other = case.old if old.number == case.new.number else case.new
                may_name = seen.allows(other.origin, other.recorded_by)
                return messages.is_withheld(case.dispute, old.number, user, may_name=may_name)
        return ""

    def taking_place(self, new: Decision, *, user: str, seen: Seen) -> str:
        """Why this one can't take another's place now: only proposed, it may yet be rejected."""
        return self.disputes.binding(new, user, seen)

    def ended(self, olds: Sequence[Decision], *, by: Party) -> Settlement:
        cases = tuple(self._open(olds))
        numbers = frozenset(each.number for each in olds)
        now = self.clock.now()
        return Settlement(
            changes=tuple(
                self.kept.settle(each.dispute.key, Outcome.MOOT, at=now) for each in cases
            ),
            jobs=tuple(job for each in cases for job in self._told(each, numbers, by)),
        )

    def _told(self, case: Case, olds: frozenset[int], by: Party) -> Iterator[NewJob]:
        dispute = case.dispute
        number = dispute.new if dispute.new in olds else dispute.old
        is_proposed = number == dispute.old and case.new.status is Status.PROPOSED
        words = messages.was_replaced(dispute, number, by.name, is_proposed=is_proposed)
        yield from self.disputes.told_of_hand(case, words, by)

    def _open(self, decisions: Sequence[Decision]) -> Iterator[Case]:
        disputes: Sequence[Dispute] = self.kept.open_about([each.number for each in decisions])
        yield from filter(None, map(self.disputes.case, disputes))
