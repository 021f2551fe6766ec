"""Calls that go to some people alone: one message a person, which follows what becomes of each call in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cadence.core.message import Line, Place, Posted
from cadence.core.ports import Change, Clock, Messenger
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import amend, patiently, say
from cadence.rituals.messages import calls as messages
from cadence.rituals.messages.pages import fits
from cadence.rituals.messages.words import Names
from cadence.rituals.model.called import Raised, can_end, is_due
from cadence.rituals.model.occurrence import Occurrence, Step
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.composing import users_of
from cadence.rituals.service.ledger import ROOM
from cadence.rituals.service.names import names_of
from cadence.rituals.store.calls import Calls
from cadence.rituals.store.definitions import Definitions

REDRAW = "redraw questions"
"""The kind of job; its arguments name `channel` and `ts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    calls: Calls
    definitions: Definitions
    messenger: Messenger
    clock: Clock

    # --- asking ----------------------------------------------------------------------------------------

    def asked(
        self, ritual: Ritual, occurrence: Occurrence, calls: Sequence[Raised], names: Names
    ) -> Iterator[NewJob]:
        """To each person all that is theirs, in one message where it fits."""
        due = [each for each in calls if is_due(each, occurrence.on)]
        for user in dict.fromkeys(user for each in due for user in each.call.to):
            mine = [each for each in due if user in each.call.to]
            for part, some in enumerate(_in_messages(mine, names, occurrence.on), 1):
                head = messages.of_ritual(ritual, occurrence.on, len(some))
                yield self.to(
                    user,
                    some,
                    names,
                    on=occurrence.on,
                    head=head,
                    occurrence=occurrence.key,
                    key=f"call:{occurrence.key}:{user}:{part}",
                )

    def to(
        self,
        user: str,
        calls: Sequence[Raised],
        names: Names,
        *,
        on: date,
        head: Line,
        occurrence: str,
        key: str,
        words: str = "",
    ) -> NewJob:
        about = {
            "room": ROOM,
            "occurrence": occurrence,
            "step": Step.CALL.value,
            "whom": user,
            "ritual": calls[0].ritual,
            "calls": [each.number for each in calls],
        }
        message = messages.questions(calls, names, on=on, head=head, words=words)
        return say(Place(channel=user), message, key=key, about=about)

    # --- what becomes of the messages --------------------------------------------------------------------

    def stands(self, about: Mapping[str, Any], posted: Posted) -> Settlement:
        """The one before it loses its buttons; where something ended while it waited to be said, so does it."""
        ritual, numbers, ts = about["ritual"], tuple(about["calls"]), posted.ts or ""
        calls = self.calls.calls(ritual, numbers)
        changes: tuple[Change, ...] = tuple(
            self.calls.shown(ritual, each.number, channel=posted.channel, ts=ts) for each in calls
        )
        behind = {
            before
            for each in calls
            for before in newest(each)
            if before[0] == posted.channel and before[1] < ts
        }
        if any(not can_end(each) for each in calls):
            behind.add((posted.channel, ts))
        jobs = tuple(redraw(*each, key=f"stands:{ts}") for each in sorted(behind))
        return Settlement(changes=changes, jobs=jobs)

    def handlers(self) -> Mapping[str, Handler]:
        return {REDRAW: Handler(run=self.redrawn)}

    def redrawn(self, job: Job) -> Settlement:
        """The message as it stands now."""
        channel, ts = job.args["channel"], job.args["ts"]
        calls = self.calls.at(channel, ts)
        standing = self.definitions.standing(calls[0].ritual) if calls else None
        if standing is None:
            return DONE
        ritual = standing.version.ritual
        with patiently():
            names = names_of(users_of(calls), self.messenger)
        message = messages.questions(
            calls,
            names,
            on=self.clock.now().astimezone(ritual.schedule.zone).date(),
            head=messages.of_ritual_now(ritual),
            asked_again=[each.number for each in calls if (channel, ts) not in newest(each)],
        )
        key = f"questions:{channel}:{ts}:{job.key}"
        return Settlement(jobs=(amend(Place(channel=channel), ts, message, key=key),))


def redraw(channel: str, ts: str, *, key: str) -> NewJob:
    """`key` is what changed. Redrawings of one message are done in order, so that the last one tells all."""
    return NewJob(
        kind=REDRAW,
        key=f"redraw:{channel}:{ts}:{key}",
        lane=f"questions:{channel}:{ts}",
        args={"channel": channel, "ts": ts},
    )


def redraws(raised: Raised, *, key: str) -> Iterator[NewJob]:
    """Of every message in which it can be answered."""
    return (redraw(*each, key=key) for each in newest(raised))


def newest(raised: Raised) -> tuple[tuple[str, str], ...]:
    """Where its newest message stands, in each conversation."""
    return tuple(dict(sorted(raised.shown, key=lambda each: each[1])).items())


def _in_messages(calls: Sequence[Raised], names: Names, on: date) -> Iterator[tuple[Raised, ...]]:
    """As many in each as Slack shows whole."""
    waiting: tuple[Raised, ...] = ()
    for each in calls:
        together = messages.questions((*waiting, each), names, on=on, head=())
        if waiting and not fits(together.blocks):
            yield waiting
            waiting = ()
        waiting = (*waiting, each)
    if waiting:
        yield waiting
