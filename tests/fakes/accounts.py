"""Accounts and the leads they give, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.revenue.model.account import Account, AccountReading, accounts
from cadence.revenue.model.expansion import Lead, LeadState
from cadence.revenue.store.accounts import LastPut, Put


@dataclass
class FakeAccounts:
    """While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    held: dict[tuple[str, date], AccountReading] = field(default_factory=dict)
    last: LastPut | None = None

    def accounts(self, *, since: date) -> tuple[Account, ...]:
        self._reach()
        return accounts(each for each in self.held.values() if each.on >= since)

    def put(
        self,
        readings: Sequence[AccountReading],
        *,
        source: str,
        at: datetime,
        also: Sequence[Change] = (),
    ) -> Put:
        self._reach()
        new = [each for each in readings if (each.account, each.on) not in self.held]
        same = [each for each in readings if self.held.get((each.account, each.on)) == each]
        self.held |= {(each.account, each.on): each for each in readings}
        if len(same) < len(readings):
            self.last = LastPut(at=at, source=source)
            for change in also:
                change(None)
        return Put(new=len(new), changed=len(readings) - len(new) - len(same), same=len(same))

    def last_put(self) -> LastPut | None:
        self._reach()
        return self.last

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")


@dataclass
class FakeLeads:
    held: dict[str, Lead] = field(default_factory=dict)

    def lead(self, key: str) -> Lead | None:
        return self.held.get(key)

    def raised(self, keys: Collection[str]) -> frozenset[str]:
        return frozenset(keys) & self.held.keys()

    def leads(self, *states: LeadState, limit: int = 100) -> tuple[Lead, ...]:
        found = sorted(self.held.values(), key=lambda each: each.key)
        found.sort(key=lambda each: each.raised_at, reverse=True)
        return tuple(each for each in found if each.state in states)[:limit]

    def told_with(self, lead: Lead) -> tuple[Lead, ...]:
        return tuple(
            each
            for _, each in sorted(self.held.items())
            if each.told_to is not None
            and (each.told_to, each.raised_at) == (lead.told_to, lead.raised_at)
        )

    def raise_(self, *leads: Lead) -> Change:
        def change(_: object) -> None:
            for each in leads:
                if each.key in self.held:
                    raise Overtaken(f"The lead on {each.account} was raised meanwhile.")
            self.held |= {each.key: each for each in leads}

        return change

    def answer(self, lead: Lead, *, was: LeadState) -> Change:
        def change(_: object) -> None:
            if self.held[lead.key].state is not was:
                raise Overtaken(f"The lead on {lead.account} was answered meanwhile.")
            self.held[lead.key] = lead

        return change
