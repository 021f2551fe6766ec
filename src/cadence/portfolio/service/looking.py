"""Looks at the portfolio: where each bet stands, what the rules find, and what is known before anybody is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from zoneinfo import ZoneInfo

from cadence.core.agenda import Call, Known
from cadence.core.errors import NotUnderstood, TrackerError
from cadence.core.message import Audience
from cadence.core.ports import Bugs
from cadence.portfolio.model import rules
from cadence.portfolio.model.asks import ASSURANCE, READING
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Reading, latest
from cadence.portfolio.model.board import Board, Finding, Load, Standing
from cadence.portfolio.model.figures import day
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.questions import calls
from cadence.portfolio.model.trend import NOT_KNOWN, motion
from cadence.portfolio.service.loads import Loaded, Loads
from cadence.portfolio.store.bets import Bets

FROM_JIRA = "Jira: "
"""How the source of what Jira counted begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Changes nothing. Raises StoreUnavailable; what Jira does not tell is a gap."""

    bets: Bets
    policy: Policy
    zone: ZoneInfo
    """Whose days readings are of."""
    bugs: Bugs | None = None
    """None: no Jira is set up, and no work is shown."""

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def board(self, *, at: datetime, audience: Audience | None) -> Board:
        """As it stands at that moment. Without an audience Jira is not asked, and no work is shown: for what has to be
        there at once."""
        on = self.day(at)
        bets = self.bets.all()
        readings = self.bets.readings([each.number for each in bets], until=on)
        loaded = self.loaded(bets, at=at, audience=audience, projects=self.policy.projects)
        standings = (
            self._standing(each, readings[each.number], on, loaded.bets.get(each.number))
            for each in bets
        )
        about_all = (
            rules.balance(bets, self.policy),
            rules.stray_work(loaded.work, self.policy),
        )
        return Board(
            standings=tuple(standings),
            findings=_found(*about_all),
            work=loaded.work,
            gaps=loaded.gaps,
            read_at=at,
        )

    def standing(self, bet: Bet, *, at: datetime) -> Standing:
        """One bet as it stands at that moment, an ended one too. Jira is not asked."""
        on = self.day(at)
        readings = self.bets.readings([bet.number], until=on)[bet.number]
        return self._standing(bet, readings, on, None)

    def loaded(
        self,
        bets: Sequence[Bet],
        *,
        at: datetime,
        audience: Audience | None,
        projects: Sequence[str] = (),
    ) -> Loaded:
        """The work of these bets in Jira, and of these projects; nothing without an audience."""
        if self.bugs is None or audience is None:
            return Loaded()
        return Loads(bugs=self.bugs, audience=audience, at=at).read(bets, projects)

    def calls(self, board: Board) -> tuple[Call, ...]:
        """What is due to be decided by what the board shows."""
        return calls(board, self.policy, self.bets.quiet(board.read_at))

    def known(
        self, numbers: Sequence[int], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        """What can be filled in about these bets: their last readings and, where Jira counts the metric, what it counts
        now. What can't be read is left out."""
        on = self.day(at)
        readings = self.bets.readings(numbers, until=on)
        found = (self.bets.bet(number) for number in numbers)
        bets = [each for each in found if each is not None]
        return tuple(
            chain.from_iterable(self._known(each, readings[each.number], audience) for each in bets)
        )

    # --- inside ------------------------------------------------------------------------------------

    def _standing(
        self, bet: Bet, readings: tuple[Reading, ...], on: date, load: Load | None
    ) -> Standing:
        outcome = [each for each in readings if each.metric == OUTCOME]
        standing = Standing(
            bet=bet,
            readings=readings,
            motion=motion(bet.metric, outcome, on, self.policy) if bet.metric else NOT_KNOWN,
            load=load,
        )
        return replace(standing, findings=self._findings(standing, on))

    def _findings(self, standing: Standing, on: date) -> tuple[Finding, ...]:
        bet, readings = standing.bet, standing.readings
        return _found(
            rules.exit_met(bet, readings, on, self.policy),
            rules.success_met(bet, readings, on, self.policy),
            rules.flat(bet, standing.motion, readings, on),
            rules.confidence_falling(bet, readings, on, self.policy),
            rules.mismatch(bet, readings, on, self.policy),
        )

    def _known(self, bet: Bet, readings: Sequence[Reading], audience: Audience) -> Iterator[Known]:
        counted = self._counted(bet, audience)
        if counted is not None:
            yield counted
        elif bet.metric and (read := latest(readings, OUTCOME)):
            yield _filled(bet, READING, read)
        if sure := latest(readings, CONFIDENCE):
            yield _filled(bet, ASSURANCE, sure)

    def _counted(self, bet: Bet, audience: Audience) -> Known | None:
        if self.bugs is None or bet.metric is None or not bet.metric.counted:
            return None
        try:
            figure = self.bugs.figure(bet.metric.counted, audience, zone=self.zone)
        except (TrackerError, NotUnderstood):
            return None
        return Known(
            subject=bet.ref,
            ask=READING,
            value=Decimal(figure.value),
            source=f"{FROM_JIRA}{figure.understood}",
            read_at=figure.read_at,
        )


def _found(*findings: Finding | None) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each is not None)


def _filled(bet: Bet, ask: str, reading: Reading) -> Known:
    return Known(
        subject=bet.ref,
        ask=ask,
        value=reading.value,
        source=f"{reading.source}, {day(reading.on)}",
        read_at=reading.at.astimezone(UTC),
    )
