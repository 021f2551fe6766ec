"""Time-boxed disagreements: an arbiter is asked which decision stands, and asked again once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cadence.core.calendar import WorkingTime, midnight
from cadence.core.errors import NotSent
from cadence.core.heard import Pressed
from cadence.core.message import Message, Place
from cadence.core.ports import Change, Clock
from cadence.decisions.messages import conflicts as messages
from cadence.decisions.model.access import Seen
from cadence.decisions.model.clash import Dispute, Outcome
from cadence.decisions.model.decision import Decision, Event, Happened, Party, Status
from cadence.decisions.model.review import begun
from cadence.decisions.service.boards import with_successor
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.people import People
from cadence.decisions.service.whom import Asking
from cadence.decisions.store.conflicts import Conflicts as Kept
from cadence.decisions.store.records import Records
from cadence.delivery.desk import Press
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import amend, say
from cadence.delivery.replying import short, told

AT_ONCE = 100
"""Disputes that one round looks at; the next one goes on from there."""

EVERYTHING = Seen(everything=True)
"""For deciding what to do; what is said is read by its reader's rights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dispute with both its decisions."""

    dispute: Dispute
    new: Decision
    old: Decision

    @property
    def is_moot(self) -> bool:
        """Whether nothing is left to settle: somebody accepted or rejected the new one, or the earlier one ended."""
        return self.new.status is not Status.PROPOSED or not self.old.is_live


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What follows where no arbiter accepts or rejects a disputed decision."""

    changes: tuple[Change, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    replaced: tuple[Decision, ...] = ()
    """What it takes the place of, as it will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes(Flow):
    kept: Kept
    records: Records
    asking: Asking
    people: People
    changes: Changes
    clock: Clock
    office: WorkingTime

    @property
    def presses(self) -> Mapping[str, Press]:
        return dict.fromkeys(messages.STANDS, self.settle)

    # --- asking --------------------------------------------------------------------------------------

    def question(
        self, dispute: Dispute, new: Decision, old: Decision, *, again: bool = False
    ) -> NewJob:
        """To the arbiter, who may see both."""
        return say(
            Place(channel=dispute.arbiter.user or "", team=dispute.team),
            messages.asked(dispute, new, old, again=again),
            key=f"dispute:{dispute.key}{':again' if again else ''}",
            about={"room": "decisions", "dispute": dispute.key},
        )

    def refused(self, about: Mapping[str, str]) -> Settlement:
        """Slack let us not write to the arbiter: whoever handed it on is told, and nothing binds the new one any
        more."""
        dispute = self.kept.dispute(about["dispute"])
        if dispute is None or not dispute.is_open:
            return Settlement()
        place = Place(channel=dispute.by.user or "", team=dispute.team)
        said = short(messages.could_not_ask(dispute))
        return Settlement(
            changes=(self.kept.settle(dispute.key, Outcome.MOOT, at=self.clock.now()),),
            jobs=(say(place, said, key=f"dispute:{dispute.key}:refused"),),
        )

    # --- the answer ----------------------------------------------------------------------------------

    def settle(self, pressed: Pressed) -> Settlement:
        outcome = messages.STANDS[pressed.action]
        dispute = self.kept.dispute(pressed.value)
        if dispute is None or not dispute.is_open:
            return told(pressed, short(messages.NO_LONGER))
        if pressed.user != dispute.arbiter.user:
            return told(pressed, short(messages.NOT_YOURS))
        case = self.case(dispute)
        if case is None or case.is_moot:
            return self._came_to_nothing(dispute, pressed)
        others = self._others(dispute)
        waits_for = 0 if outcome is Outcome.EARLIER else len(others)
        beside = frozenset(each.key for each in others)
        changes, jobs = self._brought_about(case, outcome, others)
        return Settlement(
            changes=(
                self.kept.settle(dispute.key, outcome, at=pressed.at, beside=beside),
                *changes,
            ),
            jobs=(
                self._answered(pressed, dispute, outcome, waits_for),
                *self._told(case, outcome, waits_for),
                *jobs,
            ),
        )

    def case(self, dispute: Dispute) -> Case | None:
        found = self.records.decisions([dispute.new, dispute.old], EVERYTHING)
        if len(found) < 2:
            return None
        return Case(dispute=dispute, new=found[0], old=found[1])

    def _came_to_nothing(self, dispute: Dispute, pressed: Pressed) -> Settlement:
        return Settlement(
            changes=(self.kept.settle(dispute.key, Outcome.MOOT, at=pressed.at),),
            jobs=(self._answered(pressed, dispute, Outcome.MOOT, 0), *self._told_of_end(dispute)),
        )

    def _told_of_end(self, dispute: Dispute) -> Iterator[NewJob]:
        """Whoever handed it on, where the new one is left proposed: nobody else would decide on it any more."""
        case = self.case(dispute)
        user = dispute.by.user
        if case and user and case.new.status is Status.PROPOSED and self._may_see(user, case):
            message = short(messages.is_moot(case.new, case.old))
            yield self._say(user, message, dispute, "moot")

    def _answered(
        self, pressed: Pressed, dispute: Dispute, outcome: Outcome, waits_for: int
    ) -> NewJob:
        message = messages.answered(dispute, outcome, waits_for=waits_for)
        place = Place(channel=pressed.channel, thread=pressed.thread, team=pressed.team)
        if pressed.ts is None:
            return say(place, message, key=f"press:{pressed.id}")
        return amend(place, pressed.ts, message, key=f"press:{pressed.id}")

    def _others(self, dispute: Dispute) -> tuple[Dispute, ...]:
        """Other open ones about the same new decision."""
        return tuple(
            each
            for each in self.kept.disputes_of(dispute.new)
            if each.is_open and each.key != dispute.key
        )

    # --- what an answer brings about -----------------------------------------------------------------

    def _brought_about(
        self, case: Case, outcome: Outcome, others: tuple[Dispute, ...]
    ) -> tuple[tuple[Change, ...], tuple[NewJob, ...]]:
        """The new one is rejected at once, and accepted once nobody disputes it any more."""
        kept = self._histories(case) if outcome is Outcome.BOTH else ()
        if outcome is Outcome.EARLIER:
            moot = (
                self.kept.settle(each.key, Outcome.MOOT, at=self.clock.now()) for each in others
            )
            changes, jobs = self._rejected(case)
            return (*changes, *moot), jobs
        if others:
            return kept, ()
        changes, jobs = self._accepted(case, outcome)
        return (*changes, *kept), jobs

    def _rejected(self, case: Case) -> tuple[tuple[Change, ...], tuple[NewJob, ...]]:
        turned = self._turned(case, Status.REJECTED)
        after = replace(case.new, status=Status.REJECTED)
        return (turned,), self._follow(case, after, f"rejected by {case.dispute.arbiter.name}.")

    def _accepted(
        self, case: Case, outcome: Outcome
    ) -> tuple[tuple[Change, ...], tuple[NewJob, ...]]:
        arbiter = case.dispute.arbiter
        olds = tuple(self._replaced(case, outcome))
        after = replace(
            case.new, status=Status.ACCEPTED, supersedes=tuple(old.number for old in olds)
        )
        superseded = (
            self.records.supersede(old.number, after.number, by=arbiter, at=self.clock.now())
            for old in olds
        )
        afters = tuple(with_successor(old, after.number) for old in olds)
        jobs = [*self._follow(case, after, f"accepted by {arbiter.name}.", beside=afters)]
        for old in afters:
            jobs += self._follow(case, old, f"superseded, says {arbiter.name}.", beside=(after,))
        return (self._turned(case, Status.ACCEPTED), *superseded), tuple(jobs)

    def _follow(
        self, case: Case, after: Decision, did: str, *, beside: tuple[Decision, ...] = ()
    ) -> tuple[NewJob, ...]:
        key = f"settled:{case.dispute.key}:{after.number}"
        return self.changes.follow(after, key, did=did, beside=beside)

    def _replaced(self, case: Case, outcome: Outcome) -> Iterator[Decision]:
        """What the new one takes the place of: what it was opened for, and what arbiters said it does."""
        now = frozenset({case.old.number} if outcome is Outcome.NEW else ())
        return self._ended_by(self.kept.disputes_of(case.dispute.new), now)

    def _ended_by(
        self, disputes: tuple[Dispute, ...], besides: frozenset[int] = frozenset()
    ) -> Iterator[Decision]:
        numbers = {number for each in disputes for number in each.replaces}
        numbers |= {each.old for each in disputes if each.outcome is Outcome.NEW} | besides
        for old in self.records.decisions(sorted(numbers), EVERYTHING):
            if old.is_live:
                yield old

    def _turned(self, case: Case, status: Status) -> Change:
        words = f"Settled by {case.dispute.arbiter.name}. In dispute was: {case.dispute.point}"
        return self.records.turn(
            case.new.number,
            status,
            was=case.new.status,
            by=case.dispute.arbiter,
            at=self.clock.now(),
            words=words,
        )

    def _histories(self, case: Case) -> tuple[Change, ...]:
        pairs = ((case.new.number, case.old.number), (case.old.number, case.new.number))
        return tuple(
            self.records.happened(
                Event(
                    number=mine,
                    at=self.clock.now(),
                    what=Happened.KEPT,
                    by=case.dispute.arbiter,
                    words=case.dispute.point,
                    other=other,
                )
            )
            for mine, other in pairs
        )

    def _told(self, case: Case, outcome: Outcome, waits_for: int) -> Iterator[NewJob]:
        """Who recorded and decided the two, as far as each may see both."""
        message = messages.was_settled(case.dispute, outcome, waits_for=waits_for)
        for user in sorted(_parties(case) - {case.dispute.arbiter.user or ""}):
            if self._may_see(user, case):
                yield self._say(user, message, case.dispute, "settled")

    def _say(self, user: str, message: Message, dispute: Dispute, what: str) -> NewJob:
        place = Place(channel=user, team=dispute.team)
        return say(place, message, key=f"dispute:{dispute.key}:{what}:{user}")

    def _may_see(self, user: str, case: Case) -> bool:
        try:
            seen = self.asking.seen(user)
        except NotSent:
            return False
        return all(seen.allows(each.origin, each.recorded_by) for each in (case.new, case.old))

    # --- decided by somebody else ----------------------------------------------------------------------

    def binding(self, decision: Decision, user: str, seen: Seen) -> str:
        """Why this person can't accept or reject it now: until its day its arbiter does. "" where nothing is in the
        way. `seen` is theirs: they may see the new decision and not the earlier one."""
        for dispute in self.kept.disputes_of(decision.number):
            case = self.case(dispute) if dispute.binds else None
            if case is not None and not case.is_moot:
                may_name = self.records.decision(dispute.old, seen) is not None
                return messages.is_with_arbiter(dispute, user, may_name=may_name)
        return ""

    def by_hand(self, decision: Decision, status: Status, by: Party) -> ByHand:
        """What somebody's accepting or rejecting a proposed one brings about once nothing binds it: its disputes end,
        and accepted it takes the place of what it was opened for."""
        disputes = self.kept.disputes_of(decision.number)
        still_open = [each for each in disputes if each.is_open]
        olds: tuple[Decision, ...] = ()
        if status is Status.ACCEPTED:
            olds = tuple(self._ended_by(disputes))
        now = self.clock.now()
        ended = (self.kept.settle(each.key, Outcome.MOOT, at=now) for each in still_open)
        superseded = (
            self.records.supersede(each.number, decision.number, by=by, at=now) for each in olds
        )
        return ByHand(
            changes=(*ended, *superseded),
            jobs=tuple(job for each in still_open for job in self._told_by_hand(each, status, by)),
            replaced=tuple(with_successor(each, decision.number) for each in olds),
        )

    def _told_by_hand(self, dispute: Dispute, status: Status, by: Party) -> Iterator[NewJob]:
        case = self.case(dispute)
        if case is not None:
            yield from self.told_of_hand(case, messages.was_decided(dispute, status, by.name), by)

    def told_of_hand(self, case: Case, words: str, by: Party) -> Iterator[NewJob]:
        """The arbiter, and who recorded and decided the two, but for whoever did it, as far as each may see both."""
        dispute = case.dispute
        for user in sorted({*_parties(case), dispute.arbiter.user or ""} - {"", by.user}):
            if self._may_see(user, case):
                yield self._say(user, short(words), dispute, "by hand")

    # --- its day -------------------------------------------------------------------------------------

    def look(self) -> Settlement:
        """On the agreed day the arbiter is asked again, once, and the channel's owner is told."""
        now = self.clock.now()
        changes: list[Change] = []
        jobs: list[NewJob] = []
        for dispute in self.kept.open_disputes(until=begun(now), limit=AT_ONCE):
            case = self.case(dispute)
            if case is None or case.is_moot:
                changes.append(self.kept.settle(dispute.key, Outcome.MOOT, at=now))
                jobs += self._told_of_end(dispute)
            elif self._is_due(dispute):
                changes.append(self.kept.ask_again(dispute.key, now))
                jobs += self._asked_again(case)
        return Settlement(changes=tuple(changes), jobs=tuple(jobs))

    def _is_due(self, dispute: Dispute) -> bool:
        """In the arbiter's working hours of that day, or later."""
        zone = self.people.zone_of(dispute.arbiter.user or "")
        begins = self.office.first_moment(midnight(dispute.until, zone), zone)
        return begins <= self.clock.now()

    def _asked_again(self, case: Case) -> Iterator[NewJob]:
        dispute = case.dispute
        arbiter = dispute.arbiter.user or ""
        may = self._may_see(arbiter, case)
        if may:
            yield self.question(dispute, case.new, case.old, again=True)
        owner = self.asking.owner(case.new, besides=frozenset({arbiter}))
        if owner is not None and self._may_see(owner.to, case):
            message = messages.overdue(dispute, asked_again=may)
            yield self._say(owner.to, message, dispute, "overdue")


def _parties(case: Case) -> frozenset[str]:
    """Who recorded and decided the two."""
    parties = (
        case.new.recorded_by, case.new.body.decider, case.old.recorded_by, case.old.body.decider,
    )  # fmt: skip
    return frozenset(each.user for each in parties if each and each.user)
