"""Cards that stand, as things stand now."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.message import Message, Place
from cadence.delivery import replying
from cadence.delivery.job import DONE, Handler, Job, Settlement
from cadence.delivery.post import amend, patiently
from cadence.patterns.messages.answered import hidden
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.telling import REDRAW, Composing
from cadence.patterns.store.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawing:
    patterns: Patterns
    composing: Composing
    seeing: Seeing

    def handlers(self) -> Mapping[str, Handler]:
        return {REDRAW: Handler(run=self.redrawn)}

    def redrawn(self, job: Job) -> Settlement:
        channel, ts = job.args["channel"], job.args["ts"]
        pattern = self.patterns.pattern(job.args["pattern"])
        if pattern is None:
            return DONE
        with patiently():
            is_shown = self._is_for(pattern, channel)
            message = (
                self._message(pattern, channel, ts) if is_shown else replying.short(hidden(pattern))
            )
        return Settlement(
            jobs=(amend(Place(channel=channel), ts, message, key=f"redraw:{job.key}"),)
        )

    def _is_for(self, pattern: Pattern, channel: str) -> bool:
        """Whether those who have it there may see all its bugs still: what it gathered, or the rules, may be otherwise
        since it was told."""
        if not channel.startswith("D"):
            return self.seeing.may_see(pattern, self.seeing.everybody_in(channel))
        told, owner = pattern.escalated, pattern.ownership
        users = {told.to if told else None, owner.by if owner else None} - {None}
        readers = [each for user in users if user and (each := self.seeing.alone(user))]
        is_read = bool(readers) or not users
        return is_read and all(self.seeing.may_see(pattern, each) for each in readers)

    def _message(self, pattern: Pattern, channel: str, ts: str) -> Message:
        """Of several in one conversation the newest alone has the figures, and can be pressed."""
        newest = max(
            (each for where, each in self.patterns.messages(pattern.number) if where == channel),
            default=ts,
        )
        if ts < newest:
            return self.composing.brief(pattern)
        occasion = Occasion.DUE if _is_asked_again(pattern) else Occasion.SHOWN
        return self.composing.card(pattern, occasion, reader=None)


def _is_asked_again(pattern: Pattern) -> bool:
    owned = pattern.ownership
    return pattern.state is State.OWNED and owned is not None and owned.tested > 0
