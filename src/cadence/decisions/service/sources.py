"""The messages that decisions quote, looked at again: edited or deleted ones are marked, and no record is rewritten."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from cadence.core.errors import (
    MessengerError,
    MessengerFailed,
    MessengerUnavailable,
    NotSent,
    SlowDown,
)
from cadence.core.message import Kind
from cadence.core.ports import Change, Clock, Messenger
from cadence.decisions.model.decision import Decision, Quote, Standing
from cadence.decisions.model.naming import still_says
from cadence.decisions.service.questions import EVERYTHING
from cadence.decisions.store.records import Records
from cadence.delivery.clock import every
from cadence.delivery.job import Again, Handler, Job, Settlement

RECENT = timedelta(days=90)
"""How long after it was recorded a decision's sources are looked at daily; later, whenever it is shown."""

AT_ONCE = 20
"""Decisions of one step of the round."""

PAUSE = timedelta(seconds=30)
"""Between two steps, so that the round leaves Slack's allowance to those who wait for an answer."""

WHEN_SHOWN = 8
"""Messages that are looked at while somebody waits."""

UNREACHED = timedelta(minutes=5)
"""How long the round waits where Slack could not be reached."""

MOST_TRIES = 2**31
"""The round is never set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    records: Records
    messenger: Messenger
    clock: Clock

    def looked(self, decision: Decision) -> tuple[Decision, tuple[Change, ...]]:
        """As its sources stand now, for whoever is about to read it, and what is to be stored of it. Where it can't be
        looked, it stays as it was known."""
        try:
            found = self._standings(decision, most=WHEN_SHOWN)
        except MessengerError:
            return decision, ()
        return _with(decision, found), self._marks(decision, found)

    def step(self, job: Job) -> Settlement:
        """One step of the daily round; the job's step says behind which decision it goes on."""
        after = int(job.step or 0)
        since = self.clock.now() - RECENT
        numbers = [n for n in self.records.live_with_sources(recorded_after=since) if n > after]
        changes: list[Change] = []
        done = after
        if not after:
            try:
                changes += self._narrowed()
            except SlowDown as error:
                return self._on((), done, error.wait)
            except MessengerUnavailable:
                return self._on((), done, UNREACHED)
        for decision in self.records.decisions(numbers[:AT_ONCE], EVERYTHING):
            try:
                found = self._standings(decision)
            except SlowDown as error:
                return self._on(changes, done, error.wait)
            except MessengerUnavailable:
                return self._on(changes, done, UNREACHED)
            changes += self._marks(decision, found)
            done = decision.number
        if len(numbers) > AT_ONCE:
            return self._on(changes, numbers[AT_ONCE - 1], PAUSE)
        tomorrow = every(timedelta(days=1))(self.clock.now())
        return Settlement(changes=tuple(changes), again=Again(due_at=tomorrow))

    def handler(self) -> Handler:
        return Handler(run=self.step, tries=MOST_TRIES)

    def _narrowed(self) -> Iterator[Change]:
        """Of public channels that were made private. One that can't be looked at stays as it was known."""
        for channel in self.records.public_channels():
            try:
                kind = self.messenger.kind_of(channel)
            except (NotSent, MessengerFailed):
                continue
            if kind is Kind.PRIVATE:
                yield self.records.narrow(channel)

    def _on(self, changes: Iterable[Change], after: int, wait: timedelta) -> Settlement:
        """What was found is kept, and the round goes on from there."""
        due_at: datetime = self.clock.now() + wait
        return Settlement(
            changes=tuple(changes), again=Again(due_at=due_at, step=str(after) if after else "")
        )

    def _standings(self, decision: Decision, *, most: int | None = None) -> dict[str, Standing]:
        """How each message stands now, by its `ts`, without those that can't be read here. Raises
        MessengerUnavailable and SlowDown: then nothing is known of the rest."""
        found: dict[str, Standing] = {}
        quotes = {quote.ts: quote for quote in decision.quotes}
        for ts, quote in list(quotes.items())[:most]:
            standing = self._standing(decision, quote)
            if standing is not None:
                found[ts] = standing
        return found

    def _standing(self, decision: Decision, quote: Quote) -> Standing | None:
        try:
            said = self.messenger.said(quote.channel, quote.ts, thread=_thread_of(decision, quote))
        except (NotSent, MessengerFailed):
            return None  # it may be this one message that can never be read
        if said is None:
            return Standing.DELETED
        return Standing.AS_SAID if still_says(quote.text, said.text) else Standing.EDITED

    def _marks(self, decision: Decision, found: dict[str, Standing]) -> tuple[Change, ...]:
        known = {quote.ts: quote.standing for quote in decision.quotes}
        return tuple(
            self.records.mark(decision.number, ts, standing)
            for ts, standing in found.items()
            if known[ts] is not standing
        )


def _with(decision: Decision, found: dict[str, Standing]) -> Decision:
    quotes = tuple(
        replace(quote, standing=found.get(quote.ts, quote.standing)) for quote in decision.quotes
    )
    return replace(decision, quotes=quotes)


def _thread_of(decision: Decision, quote: Quote) -> str | None:
    """A reply is only found in its thread: its address names that, and most quotes are of the decision's own."""
    named = parse_qs(urlsplit(quote.permalink or "").query).get("thread_ts")
    if named:
        return named[0]
    if quote.permalink is None and quote.channel == decision.origin.channel:
        return decision.origin.thread
    return None
