"""The portfolio as a source of rituals: what its owners are asked, and its part of the digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.core.agenda import Ask, Call, Edition, Given, Known, Outcome, Subject, Told, Value
from cadence.core.message import Audience, Line, line
from cadence.delivery.job import Settlement
from cadence.portfolio.messages.board import board_blocks
from cadence.portfolio.messages.changed import changed
from cadence.portfolio.messages.chart import drawn
from cadence.portfolio.messages.words import confidence, course, outcome, read_on
from cadence.portfolio.model.access import may_read
from cadence.portfolio.model.asks import ASKS, SOURCE, number_of, wrong
from cadence.portfolio.model.board import Board, Rule, Standing
from cadence.portfolio.service.answering import Answering
from cadence.portfolio.service.keeping import NOT_OURS
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.readers import Readers

NOT_HERE = "the portfolio is not shown in a channel that is shared with another company"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioSource:
    """A `Source`."""

    looking: Looking
    answering: Answering
    readers: Readers

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def asks(self) -> tuple[Ask, ...]:
        return ASKS

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:  # noqa: ARG002 - the same for every bet
        """Alone, a guest is told nothing; in a channel they read what stands there."""
        if audience.channel is None and audience.user is not None:
            return self.readers.alone(audience.user) is not None
        return may_read(audience)

    def subjects(self, at: datetime) -> tuple[Subject, ...]:
        """Every bet that has not ended. Jira is not asked."""
        board = self.looking.board(at=at, audience=None)
        return tuple(self._subject(each, at) for each in board.standings)

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        found = [number_of(each.key) for each in subjects]
        numbers = [each for each in found if each is not None]
        return self.looking.known(numbers, at=at, audience=audience)

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:  # noqa: ARG002 - the same for every bet
        return wrong(ask, value)

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        return self.answering.taken(given, key=key)

    def told(self, edition: Edition) -> Told:
        if not self.is_for(edition.audience):
            is_guest = edition.audience.channel is None
            return Told(gaps=(NOT_OURS if is_guest else NOT_HERE,), read_at=edition.at)
        board = self.looking.board(at=edition.at, audience=edition.audience)
        policy, on = self.looking.policy, self.looking.day(edition.at)
        picture = (drawn(board, policy, on),) if board.standings else ()
        return Told(
            changes=self._changes(board, edition.since),
            parts=(*picture, *board_blocks(board, policy, on)),
            calls=self.looking.calls(board),
            # What these readers may not see was not looked at, which is not "no longer so".
            waiting=frozenset({f"portfolio:{Rule.STRAY}"}) if board.work is None else frozenset(),
            gaps=board.gaps,
            read_at=board.read_at,
        )

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        return self.answering.ended(call, outcome, key=key)

    # --- inside ------------------------------------------------------------------------------------

    def _subject(self, standing: Standing, at: datetime) -> Subject:
        bet = standing.bet
        facts = tuple(self._facts(standing, at))
        return Subject(
            key=bet.ref,
            source=SOURCE,
            name=bet.name,
            owner=bet.owner,
            facts=facts,
            unit=bet.metric.unit if bet.metric else "",
        )

    def _facts(self, standing: Standing, at: datetime) -> Iterator[Line]:
        moves = course(standing, self.looking.day(at))
        read = read_on(standing)
        yield line("; ".join(part for part in (outcome(standing), moves, read) if part))
        yield line(confidence(standing).capitalize())
        if exits := "; ".join(map(str, standing.bet.exits)):
            yield line(f"Exit criteria: {exits}")

    def _changes(self, board: Board, since: datetime | None) -> tuple[Line, ...]:
        if since is None:
            return ()
        bets = self.looking.bets
        events = bets.since(since)
        numbers = {each.bet.number for each in board.standings} | {each.bet for each in events}
        found = {number: bets.bet(number) for number in sorted(numbers)}
        known = {number: bet for number, bet in found.items() if bet is not None}
        before = bets.readings(list(known), known_at=since)
        return changed(board, known, before, events, self.looking.day(since))
