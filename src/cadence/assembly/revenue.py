"""The revenue room, wired: what it adds to a process, and what the command line needs of it."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.accounts import SqlAccounts, SqlLeads
from cadence.adapters.db.engine import writing
from cadence.adapters.db.indicators import SqlIndicators, SqlRests
from cadence.assembly.added import Added, added
from cadence.assembly.existing import existing_engine
from cadence.assembly.figures import Figures, figures
from cadence.assembly.outside import Outside
from cadence.config import Settings
from cadence.core.ports import Clock
from cadence.revenue.model.indicator import Reading
from cadence.revenue.service.account_import import AccountImport
from cadence.revenue.service.asked import Asked
from cadence.revenue.service.indicating import Indicating
from cadence.revenue.service.leads import ROUND, Leading
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People
from cadence.revenue.service.pulling import PULL
from cadence.revenue.service.pulling import handlers as pulling
from cadence.revenue.service.source import RevenueSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Leading indicators and accounts."""

    looking: Looking
    importing: AccountImport
    indicators: SqlIndicators
    engine: Engine

    def record(self, reading: Reading, *, key: str) -> None:
        """At once. Raises StoreUnavailable."""
        with writing(self.engine) as connection:
            self.indicators.take(reading, key=key)(connection)


def inputs(settings: Settings, engine: Engine, clock: Clock) -> Inputs:
    indicators, accounts = SqlIndicators(engine), SqlAccounts(engine)
    return Inputs(
        looking=Looking(
            reporting=figures(settings, engine, clock).reporting,
            indicators=indicators,
            accounts=accounts,
            leads=SqlLeads(engine),
            in_file=tuple(each.indicator(key) for key, each in settings.indicators.items()),
        ),
        importing=AccountImport(accounts=accounts, indicators=indicators, clock=clock),
        indicators=indicators,
        engine=engine,
    )


def existing_inputs(settings: Settings, clock: Clock) -> Inputs:
    """Raises NoDatabase and StoreUnavailable."""
    return inputs(settings, existing_engine(settings), clock)


def revenue(outside: Outside) -> Added:
    settings, clock = outside.settings, outside.clock
    parts = inputs(settings, outside.engine, clock)
    people = People(
        messenger=outside.messenger,
        zone=settings.zone,
        access=settings.revenue.access,
        owners=settings.revenue.account_owners,
    )
    leading = Leading(
        looking=parts.looking, leads=SqlLeads(outside.engine), people=people, clock=clock
    )
    reviewing = Added(
        flows=(
            Asked(
                looking=parts.looking,
                people=people,
                clock=clock,
                minimum=settings.revenue.minimum,
            ),
            Indicating(
                looking=parts.looking, indicators=parts.indicators, people=people, clock=clock
            ),
            leading,
        ),
        sources=(
            RevenueSource(
                looking=parts.looking,
                rests=SqlRests(outside.engine),
                people=people,
                clock=clock,
                minimum=settings.revenue.minimum,
            ),
        ),
        handlers=leading.handlers(),
        recurring=(ROUND,),
        on_refused=(leading.refused,),
    )
    return added(reviewing, _pulled(figures(settings, outside.engine, clock), settings, clock))


def _pulled(parts: Figures, settings: Settings, clock: Clock) -> Added:
    """Nothing where no warehouse is set."""
    if parts.warehouse is None:
        return Added()
    return Added(
        handlers=pulling(parts.pull, clock=clock, pull_every=settings.revenue.warehouse.every),
        recurring=(PULL,),
    )
