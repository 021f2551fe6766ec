"""Accounts and the leads they give: `Accounts` and `Leads` on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, tuple_, update

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.indicator_tables import account_readings, expansion_leads
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.revenue.model.account import Account, AccountReading, accounts
from cadence.revenue.model.expansion import Lead, LeadState
from cadence.revenue.store.accounts import LastPut, Put

AT_ONCE = 500
"""Rows in one statement: SQLite takes 32,766 values, and a row has seven."""

Place = tuple[str, date]


@dataclass(frozen=True, slots=True)
class SqlAccounts:
    """`Accounts` on SQLAlchemy."""

    engine: Engine

    def accounts(self, *, since: date) -> tuple[Account, ...]:
        wanted = select(account_readings).where(account_readings.c.read_on >= since)
        with reading(self.engine) as connection:
            return accounts(_reading(row) for row in connection.execute(wanted))

    def put(
        self,
        readings: Sequence[AccountReading],
        *,
        source: str,
        at: datetime,
        also: Sequence[Change] = (),
    ) -> Put:
        with writing(self.engine) as connection:
            known = _known(connection, readings)
            new = [each for each in readings if _place(each) not in known]
            changed = [
                each for each in readings if _place(each) in known and known[_place(each)] != each
            ]
            self._insert(connection, [*new, *changed], {"source": storable(source), "put_at": at})
            for change in also if new or changed else ():
                change(connection)
        same = len(readings) - len(new) - len(changed)
        return Put(new=len(new), changed=len(changed), same=same)

    def last_put(self) -> LastPut | None:
        order = (account_readings.c.put_at.desc(), account_readings.c.account)
        newest = select(account_readings.c.put_at, account_readings.c.source).order_by(*order)
        with reading(self.engine) as connection:
            row = connection.execute(newest.limit(1)).first()
        return LastPut(at=row.put_at, source=row.source) if row else None

    def _insert(
        self, connection: Connection, rows: Iterable[AccountReading], put: dict[str, Any]
    ) -> None:
        for some in _batches(rows):
            insert = insert_into(self.engine, account_readings).values(
                [_columns(each) | put for each in some]
            )
            replaced = {
                name: insert.excluded[name]
                for name in ("measures", "days", "owner", "source", "put_at")
            }
            connection.execute(
                insert.on_conflict_do_update(index_elements=["account", "read_on"], set_=replaced)
            )


@dataclass(frozen=True, slots=True)
class SqlLeads:
    """`Leads` on SQLAlchemy."""

    engine: Engine

    def lead(self, key: str) -> Lead | None:
        wanted = select(expansion_leads).where(expansion_leads.c.key == key)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).first()
        return _lead(row) if row else None

    def raised(self, keys: Collection[str]) -> frozenset[str]:
        found: set[str] = set()
        with reading(self.engine) as connection:
            for some in _batches(keys):
                wanted = select(expansion_leads.c.key).where(expansion_leads.c.key.in_(some))
                found.update(connection.execute(wanted).scalars())
        return frozenset(found)

    def leads(self, *states: LeadState, limit: int = 100) -> tuple[Lead, ...]:
        wanted = (
            select(expansion_leads)
            .where(expansion_leads.c.state.in_([each.value for each in states]))
            .order_by(expansion_leads.c.raised_at.desc(), expansion_leads.c.key)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(_lead(row) for row in connection.execute(wanted))

    def told_with(self, lead: Lead) -> tuple[Lead, ...]:
        if lead.told_to is None:
            return ()
        wanted = (
            select(expansion_leads)
            .where(
                expansion_leads.c.told_to == lead.told_to,
                expansion_leads.c.raised_at == lead.raised_at,
            )
            .order_by(expansion_leads.c.key)
        )
        with reading(self.engine) as connection:
            return tuple(_lead(row) for row in connection.execute(wanted))

    def raise_(self, *leads: Lead) -> Change:
        def change(connection: Connection) -> None:
            for each in leads:
                made = connection.execute(
                    insert_into(self.engine, expansion_leads)
                    .values(**_lead_columns(each))
                    .on_conflict_do_nothing()
                    .returning(expansion_leads.c.key)
                )
                if made.first() is None:
                    raise Overtaken(f"The lead on {each.account} was raised meanwhile.")

        return change

    def answer(self, lead: Lead, *, was: LeadState) -> Change:
        mine = expansion_leads.c.key == lead.key
        now = {
            "state": lead.state,
            "owner": lead.owner,
            "why_owner": storable(lead.why_owner),
            "answered_by": lead.answered_by,
            "answered_at": lead.answered_at,
        }

        def change(connection: Connection) -> None:
            done = connection.execute(
                update(expansion_leads)
                .where(mine, expansion_leads.c.state == was)
                .values(**now)
                .returning(expansion_leads.c.key)
            )
            if done.first() is None:
                raise Overtaken(f"The lead on {lead.account} was answered meanwhile.")

        return change


def _batches(rows: Iterable[Any]) -> Iterable[list[Any]]:
    waiting: list[Any] = []
    for each in rows:
        waiting.append(each)
        if len(waiting) == AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _known(
    connection: Connection, readings: Sequence[AccountReading]
) -> dict[Place, AccountReading]:
    place = tuple_(account_readings.c.account, account_readings.c.read_on)
    found: dict[Place, AccountReading] = {}
    for some in _batches([_place(each) for each in readings]):
        for row in connection.execute(select(account_readings).where(place.in_(some))):
            each = _reading(row)
            found[_place(each)] = each
    return found


def _place(each: AccountReading) -> Place:
    return storable(each.account), each.on


def _columns(each: AccountReading) -> dict[str, Any]:
    return {
        "account": storable(each.account),
        "read_on": each.on,
        "measures": {name: str(value) for name, value in each.measures},
        "days": {name: day.isoformat() for name, day in each.days},
        "owner": storable(each.owner),
    }


def _reading(row: Row[Any]) -> AccountReading:
    return AccountReading(
        account=row.account,
        on=row.read_on,
        measures=tuple((name, Decimal(value)) for name, value in row.measures.items()),
        days=tuple((name, date.fromisoformat(day)) for name, day in row.days.items()),
        owner=row.owner,
    )


def _lead_columns(lead: Lead) -> dict[str, Any]:
    return {
        "key": lead.key,
        "account": lead.account,
        "words": storable(lead.words),
        "raised_at": lead.raised_at,
        "owner": lead.owner,
        "why_owner": storable(lead.why_owner),
        "told_to": lead.told_to,
        "state": lead.state,
        "answered_by": lead.answered_by,
        "answered_at": lead.answered_at,
    }


def _lead(row: Row[Any]) -> Lead:
    return Lead(
        key=row.key,
        account=row.account,
        words=row.words,
        raised_at=row.raised_at,
        owner=row.owner,
        why_owner=row.why_owner,
        told_to=row.told_to,
        state=LeadState(row.state),
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
