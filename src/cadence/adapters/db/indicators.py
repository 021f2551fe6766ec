"""Leading indicators and calls that rest: `Indicators` and `Rests` on SQLite and PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, func, select

from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.indicator_tables import (
    indicator_readings,
    indicator_versions,
    revenue_rests,
)
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Wire, types_in
from cadence.revenue.model import indicator as values
from cadence.revenue.model.indicator import LeadingIndicator, Reading
from cadence.revenue.model.resting import Rest

WIRE = Wire(*types_in(values))


@dataclass(frozen=True, slots=True)
class SqlIndicators:
    """`Indicators` on SQLAlchemy."""

    engine: Engine

    def defined(self) -> tuple[tuple[LeadingIndicator, int], ...]:
        last = (
            select(indicator_versions.c.key, func.max(indicator_versions.c.number).label("number"))
            .group_by(indicator_versions.c.key)
            .subquery()
        )
        wanted = (
            select(indicator_versions.c.body, indicator_versions.c.number)
            .join(
                last,
                and_(
                    last.c.key == indicator_versions.c.key,
                    last.c.number == indicator_versions.c.number,
                ),
            )
            .order_by(indicator_versions.c.key)
        )
        with reading(self.engine) as connection:
            return tuple((WIRE.load(body), number) for body, number in connection.execute(wanted))

    def define(self, indicator: LeadingIndicator, number: int, *, by: str, at: datetime) -> Change:
        mine = indicator_versions.c.key == indicator.key
        row = {"key": indicator.key, "number": number, "by": by, "at": at}

        def change(connection: Connection) -> None:
            known = select(func.coalesce(func.max(indicator_versions.c.number), 0)).where(mine)
            is_next = connection.execute(known).scalar_one() + 1 == number
            made = (
                is_next
                and connection.execute(
                    insert_into(self.engine, indicator_versions)
                    .values(body=WIRE.dump(indicator), **row)
                    .on_conflict_do_nothing()
                    .returning(indicator_versions.c.number)
                ).first()
            )
            if not made:
                raise Overtaken(f"“{indicator.name}” was changed by somebody else meanwhile.")

        return change

    def readings(self, *, since: date) -> tuple[Reading, ...]:
        wanted = (
            select(indicator_readings)
            .where(indicator_readings.c.read_on >= since)
            .order_by(
                indicator_readings.c.indicator,
                indicator_readings.c.read_on,
                indicator_readings.c.taken_at,
                indicator_readings.c.key,
            )
        )
        with reading(self.engine) as connection:
            return tuple(_reading(row) for row in connection.execute(wanted))

    def take(self, *readings: Reading, key: str) -> Change:
        def change(connection: Connection) -> None:
            for each in readings:
                connection.execute(
                    insert_into(self.engine, indicator_readings)
                    .values(key=f"{key}:{each.indicator}:{each.on}", **_columns(each))
                    .on_conflict_do_nothing()
                )

        return change


@dataclass(frozen=True, slots=True)
class SqlRests:
    """`Rests` on SQLAlchemy."""

    engine: Engine

    def resting(self) -> Mapping[str, Rest]:
        with reading(self.engine) as connection:
            return {
                row.call: Rest(call=row.call, mark=row.mark, until=row.until, at=row.at)
                for row in connection.execute(select(revenue_rests))
            }

    def rest(self, rest: Rest) -> Change:
        now = {"mark": rest.mark, "until": rest.until, "at": rest.at}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, revenue_rests)
                .values(call=rest.call, **now)
                .on_conflict_do_update(index_elements=["call"], set_=now)
            )

        return change


def _columns(each: Reading) -> dict[str, Any]:
    return {
        "indicator": each.indicator,
        "read_on": each.on,
        "value": str(each.value),
        "taken_at": each.taken_at,
        "source": storable(each.source),
        "by": each.by,
        "accounts": each.accounts,
        "note": storable(each.note),
    }


def _reading(row: Row[Any]) -> Reading:
    return Reading(
        indicator=row.indicator,
        on=row.read_on,
        value=Decimal(row.value),
        taken_at=row.taken_at,
        source=row.source,
        by=row.by,
        accounts=row.accounts,
        note=row.note,
    )
