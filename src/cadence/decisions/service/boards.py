"""The messages of ours that show a decision: where they may stand, and how they follow its state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cadence.core.message import Message, Place, Posted
from cadence.core.ports import Change
from cadence.decisions.messages.drafting import could_not_post
from cadence.decisions.messages.posts import posted
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Board, Decision, Shown, Status
from cadence.decisions.store.records import Records, Wanted
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import amend, say

ROOM = "decisions"
RECENT = 50
"""Of how many decisions of a channel it is looked whether their message stands at some place already."""


_EVERYTHING = Seen(everything=True)
"""For our own bookkeeping: nothing of what is read so is shown to anybody."""


class Seeing(Protocol):
    def alone(self, user: str) -> Seen:
        """What may be shown to this person alone."""

    def in_channel(self, channel: str) -> Seen:
        """What everyone who reads there may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What is to be posted of a new record."""

    changes: tuple[Change, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    log: str | None = None
    """The log channel, where it is posted there."""
    kept_from: str | None = None
    """The log channel, where more people can read than may see the decision."""
    in_thread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    records: Records
    seeing: Seeing
    log_channel: str | None = None

    def announce(
        self,
        decision: Decision,
        *,
        offer: str | None,
        can_write: bool,
        beside: tuple[Decision, ...] = (),
    ) -> Announced:
        """A new record in the log channel, and in its thread: in the place of the message that offered the draft, where
        there is one. `beside` are the decisions that it names, as they will be."""
        log = self.log_channel
        may_log = log is not None and self._covers(log, decision)
        jobs: list[NewJob] = []
        changes: list[Change] = []
        if log is not None and may_log:
            place = Place(channel=log, team=decision.origin.team)
            jobs.append(self._say(decision, place, Board.LOG, beside))
        thread = can_write and decision.origin.thread is not None
        if thread:
            job, shown = self._in_thread(decision, offer, beside)
            jobs.append(job)
            changes += shown
        return Announced(
            changes=tuple(changes),
            jobs=tuple(jobs),
            log=log if may_log else None,
            kept_from=None if may_log else log,
            in_thread=thread,
        )

    def redraw(
        self, decision: Decision, key: str, *, beside: tuple[Decision, ...] = ()
    ) -> tuple[NewJob, ...]:
        """Every message that shows it, as it now is. `key` is this change's own; `beside` are decisions that it names
        and that are not stored as they will be."""
        return tuple(
            amend(
                Place(channel=shown.channel, team=decision.origin.team),
                shown.ts,
                self._message(decision, shown.channel, shown.board, beside),
                key=f"{key}:{shown.board}",
            )
            for shown in decision.shown
        )

    # --- what becomes of posts -----------------------------------------------------------------------

    def posted(self, about: Mapping[str, Any], where: Posted) -> Settlement:
        """A message that shows a decision stands. Where the decision's state changed while it waited to be posted, so
        does the message: nobody could change it before it was there."""
        number, board = about["decision"], Board(about["board"])
        if where.ts is None:
            return DONE
        shown = Shown(board=board, channel=where.channel, ts=where.ts)
        now = self.records.decision(number, _EVERYTHING)
        behind = now is not None and now.status.value != about.get("status")
        late = (
            self.redraw(replace(now, shown=(shown,)), f"decision:{number}:late")
            if now and behind
            else ()
        )
        return Settlement(changes=(self.records.show(number, shown),), jobs=late)

    def refused(self, about: Mapping[str, Any], why: str) -> Settlement:
        """Slack did not take a message that shows a decision: whoever recorded it is told."""
        ref, user = f"D-{about['decision']}", about.get("by")
        if not user:
            return DONE
        told = say(
            Place(channel=user, team=about.get("team", "")),
            could_not_post(ref, about["channel"], why),
            key=f"decision:{about['decision']}:{about['board']}:refused",
        )
        return Settlement(jobs=(told,))

    # --- inside ------------------------------------------------------------------------------------

    def _in_thread(
        self, decision: Decision, offer: str | None, beside: tuple[Decision, ...]
    ) -> tuple[NewJob, tuple[Change, ...]]:
        origin = decision.origin
        place = Place(channel=origin.channel or "", thread=origin.thread, team=origin.team)
        if offer is None or self._is_taken(place.channel, offer):
            return self._say(decision, place, Board.THREAD, beside), ()
        message = self._message(decision, place.channel, Board.THREAD, beside)
        anew = self._say(decision, place, Board.THREAD, beside)
        job = amend(place, offer, message, key=_key(decision, Board.THREAD), instead=anew)
        shown = Shown(board=Board.THREAD, channel=place.channel, ts=offer)
        return job, (self.records.show(decision.number, shown),)

    def _is_taken(self, channel: str, ts: str) -> bool:
        """Whether the offer became another record's message already: two may confirm what one button offered."""
        recent = self.records.listed(
            Wanted(channel=channel), Seen(channels=frozenset({channel})), limit=RECENT
        )
        return any(shown.ts == ts for each in recent.decisions for shown in each.shown)

    def _say(
        self, decision: Decision, place: Place, board: Board, beside: tuple[Decision, ...]
    ) -> NewJob:
        return say(
            place,
            self._message(decision, place.channel, board, beside),
            key=_key(decision, board),
            about={
                "room": ROOM,
                "decision": decision.number,
                "board": board.value,
                "status": decision.status.value,
                "channel": place.channel,
                "by": decision.recorded_by.user,
                "team": place.team,
            },
        )

    def _message(
        self, decision: Decision, channel: str, board: Board, beside: tuple[Decision, ...]
    ) -> Message:
        seen = self.seeing.in_channel(channel)
        return posted(decision, board, may_name=self._may_name(decision, seen, beside))

    def _may_name(
        self, decision: Decision, seen: Seen, beside: Iterable[Decision]
    ) -> frozenset[int]:
        known = {each.number: each for each in beside}
        named = {*decision.supersedes, decision.superseded_by} - {None, *known}
        stored = self.records.decisions(sorted(each for each in named if each), seen)
        allowed = (each for each in known.values() if seen.allows(each.origin, each.recorded_by))
        return frozenset(each.number for each in (*stored, *allowed))

    def _covers(self, channel: str, decision: Decision) -> bool:
        return self.seeing.in_channel(channel).allows(decision.origin, decision.recorded_by)


def _key(decision: Decision, board: Board) -> str:
    return f"decision:{decision.number}:{board}"


def with_successor(old: Decision, new: int) -> Decision:
    """As the old decision will be once the new one is stored."""
    return replace(old, status=Status.SUPERSEDED, superseded_by=new)
