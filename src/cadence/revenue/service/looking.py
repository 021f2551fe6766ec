"""Reads what a review of revenue is about. What can't be read is said, and never passes for nothing found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cadence.revenue.messages.amounts import day_name, month_name
from cadence.revenue.model.account import Account, as_of
from cadence.revenue.model.customer import Customer
from cadence.revenue.model.definition import TRAILING, Definition
from cadence.revenue.model.expansion import LeadState, ready
from cadence.revenue.model.groups import Sign, lost, signs
from cadence.revenue.model.indicator import (
    FRESH,
    LeadingIndicator,
    Standing,
    defined,
    standing,
)
from cadence.revenue.model.level import Segments
from cadence.revenue.model.month import Month, months_between
from cadence.revenue.model.refused import ReportRefused
from cadence.revenue.model.report import Report
from cadence.revenue.model.restated import Restatement
from cadence.revenue.model.review import Gap, Numbers, Review, Watchlist
from cadence.revenue.model.risk import at_risk, is_fresh
from cadence.revenue.service.reporting import MONTHLY_COHORT, Reporting
from cadence.revenue.store.accounts import Accounts
from cadence.revenue.store.indicators import Indicators
from cadence.revenue.store.leads import Leads

READ_BACK = timedelta(days=400)
"""How far back readings of indicators count: a year of monthly ones."""

USE_BACK = timedelta(days=130)
"""How far back the use of accounts is read: what is usual for one, and who began in the last four months."""

QUARTER = 3
HISTORY = 12
"""Months before the review's own that its trend shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    reporting: Reporting
    indicators: Indicators
    accounts: Accounts
    leads: Leads
    in_file: tuple[LeadingIndicator, ...] = ()
    definition: Definition = MONTHLY_COHORT
    """Of the monthly figures; the trailing ones differ in their months alone."""

    # --- indicators ----------------------------------------------------------------------------------

    def defined(self) -> tuple[LeadingIndicator, ...]:
        in_slack = tuple(each for each, _ in self.indicators.defined())
        return defined(self.in_file, in_slack)

    def standings(self, on: date) -> tuple[Standing, ...]:
        """As of that day. Raises StoreUnavailable."""
        readings = self.indicators.readings(since=on - READ_BACK)
        return tuple(
            standing(each, (it for it in readings if it.indicator == each.key and it.on <= on))
            for each in self.defined()
        )

    # --- the review ----------------------------------------------------------------------------------

    def review(self, on: date, *, since: datetime | None) -> Review:
        """As of that day, against what was known at `since`. Raises StoreUnavailable."""
        month, gaps = self._month(on)
        numbers = refused = None
        if month:
            numbers, refused = self._numbers(month, since)
        use = as_of(self.accounts.accounts(since=on - USE_BACK), on)
        watchlist, unknown = self._watchlist(month, use, on, since)
        if refused and unknown and refused.says in unknown.says:
            refused = None
        return Review(
            on=on,
            month=month,
            numbers=numbers,
            standings=self.standings(on),
            watchlist=watchlist,
            signs=self._signs(numbers.report, use) if numbers else (),
            restated=self._restated(since),
            gaps=(
                *(Gap(each, each) for each in gaps),
                *(each for each in (refused, unknown) if each),
            ),
        )

    def _month(self, on: date) -> tuple[Month | None, tuple[str, ...]]:
        """The newest whole month that is known, and what is to be said where it is not the last one."""
        last = Month.of(on).plus(-1)
        known = [each for each in self.reporting.months() if each <= last]
        if not known:
            return None, (
                f"No revenue of {month_name(last)} or before was imported, so there are no figures.",
            )
        if known[-1] == last:
            return last, ()
        said = (
            f"The revenue of {month_name(last)} was not imported yet; "
            f"these are the figures of {month_name(known[-1])}."
        )
        return known[-1], (said,)

    def _numbers(self, month: Month, since: datetime | None) -> tuple[Numbers | None, Gap | None]:
        try:
            report = self.reporting.report(month, definition=self.definition)
        except ReportRefused as error:
            return None, Gap(str(error), error.unnamed)
        months = tuple(months_between(month.plus(-HISTORY), month))
        told = self.reporting.reports(months, definition=self.definition)
        return Numbers(
            report=report,
            trailing=self._trailing(month),
            history=tuple(each for each in told if isinstance(each, Report)),
            is_new=month not in self._known_at(since),
        ), None

    def _trailing(self, month: Month) -> Report | None:
        try:
            return self.reporting.report(
                month, definition=replace(self.definition, months=TRAILING), dimensions=()
            )
        except ReportRefused:
            return None

    def _known_at(self, since: datetime | None) -> tuple[Month, ...]:
        then = self.reporting.store.imported_by(since) if since else None
        return self.reporting.store.months(as_of=then.id) if then else ()

    def _restated(self, since: datetime | None) -> tuple[Restatement, ...]:
        if since is None:
            return ()
        return self.reporting.restated(since, definition=self.definition)

    # --- accounts ------------------------------------------------------------------------------------

    def customers(self, on: date) -> tuple[Customer, ...]:
        """Those that pay, with their use, as of that day. Raises ReportRefused and StoreUnavailable."""
        month, _ = self._month(on)
        use = as_of(self.accounts.accounts(since=on - USE_BACK), on)
        return tuple(self._customers(month, use)) if month else ()

    def _watchlist(
        self, month: Month | None, use: Sequence[Account], on: date, since: datetime | None
    ) -> tuple[Watchlist, Gap | None]:
        open_ones = self.leads.leads(LeadState.OPEN)
        read_on = max((each.last.on for each in use), default=None)
        bare = Watchlist(leads=open_ones, read_on=read_on)
        try:
            customers = tuple(self._customers(month, use)) if month else ()
        except ReportRefused as error:
            said = "Which accounts are at risk can't be told: "
            return bare, Gap(f"{said}{error}", f"{said}{error.unnamed}")
        now = at_risk(customers, on)
        unread = sum(each.pays > 0 and not is_fresh(each, on) for each in customers)
        before = self._at_risk_before(customers, use, since)
        names = frozenset(each.account for each in now)
        return replace(
            bare,
            at_risk=now,
            ready=ready(customers, on),
            newly_at_risk=names - before if since else frozenset(),
            recovered=before - names,
            unread=unread,
        ), self._stale(read_on, on)

    def _stale(self, read_on: date | None, on: date) -> Gap | None:
        """Where use was read once, and too long ago: that nobody shows a sign of leaving is then not known."""
        if (read_on is not None and on - read_on <= FRESH) or self.accounts.last_put() is None:
            return None
        when = f"was last read for {day_name(read_on)}" if read_on else "was not read for months"
        said = f"How accounts use the product {when}, so it says nothing about who is at risk now."
        return Gap(said, said)

    def _at_risk_before(
        self, customers: Sequence[Customer], use: Sequence[Account], since: datetime | None
    ) -> frozenset[str]:
        """By what had been read of their use then, and by what they pay now: so that a change of use shows."""
        if since is None:
            return frozenset()
        day = since.astimezone(UTC).date()
        known = {each.name: each for each in as_of(use, day)}
        then = [replace(each, usage=known.get(each.account)) for each in customers]
        return frozenset(each.account for each in at_risk(then, day))

    def _customers(self, month: Month, use: Sequence[Account]) -> Iterator[Customer]:
        usage = {each.name: each for each in use}
        moved = self._quarter(month)
        segments = self._segments(month)
        for account, pays in self.reporting.levels(month).items():
            before, since = moved.get(account, (None, None))
            yield Customer(
                account=account,
                month=month,
                pays=pays,
                before=before,
                since=since,
                usage=usage.get(account),
                segments=segments.get(account, ()),
            )

    def _quarter(self, month: Month) -> Mapping[str, tuple[Decimal, Decimal]]:
        """What each account whose revenue moved paid three months before, and pays now at the rates of then. Empty
        where that is not known."""
        wanted = Definition(months=QUARTER, reactivation=self.definition.reactivation)
        try:
            report = self.reporting.report(month, definition=wanted, dimensions=())
        except ReportRefused:
            return {}
        return {each.account: (each.opening, each.closing) for each in report.moved}

    def _segments(self, month: Month) -> Mapping[str, Segments]:
        store, by = self.reporting.store, self.reporting.latest()
        if by is None:
            return {}
        kinds, merges = store.kinds(), store.merges(as_of=by.id)
        return {
            merges.get(each.account, each.account): kinds.get(each.kind, ())
            for each in store.amounts(month, month, as_of=by.id)
        }

    def _signs(self, report: Report, use: Sequence[Account]) -> tuple[Sign, ...]:
        """As of the last day of the month before."""
        opened = date(report.month.year, report.month.number, 1) - timedelta(days=1)
        known = {each.name: each for each in as_of(use, opened)}
        gone = (
            Customer(
                account=each.account,
                month=report.opens,
                pays=each.opening,
                usage=known.get(each.account),
                segments=each.segments,
            )
            for each in lost(report.moved)
        )
        return signs(gone, opened)
