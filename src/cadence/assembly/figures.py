"""Revenue's figures: the same parts for the command line and for a process."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.adapters.db.revenue import SqlRevenue
from cadence.adapters.db.warehouse import SqlWarehouse
from cadence.assembly.existing import existing_engine, made_engine
from cadence.config import Settings
from cadence.core.errors import SettingsError
from cadence.core.ports import Clock
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.level import HOME
from cadence.revenue.service.importing import Imported, Importing
from cadence.revenue.service.reporting import Reporting
from cadence.revenue.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    store: SqlRevenue
    reporting: Reporting
    importing: Importing
    warehouse: Warehouse | None
    """None where none is set."""
    reading: Reading
    """How the warehouse's rows are to be read."""
    is_whole: bool
    """Whether they hold every account of their months."""

    def pull(self, *, note: str = "") -> Imported:
        """Raises SettingsError where no warehouse is set, and what `Importing.pull` raises."""
        if self.warehouse is None:
            raise SettingsError(
                "revenue.warehouse: is not set; set its query in cadence.toml and REVENUE_URL in the environment"
            )
        return self.importing.pull(
            self.warehouse, reading=self.reading, is_whole=self.is_whole, note=note
        )


def figures(settings: Settings, engine: Engine, clock: Clock) -> Figures:
    revenue = settings.revenue
    store = SqlRevenue(engine)
    return Figures(
        store=store,
        reporting=Reporting(store=store, home=revenue.currency),
        importing=Importing(store=store, clock=clock, home=revenue.currency or HOME),
        warehouse=warehouse(settings),
        reading=Reading(
            columns=revenue.warehouse.columns,
            is_annual=revenue.warehouse.annual,
            adds_up=revenue.warehouse.add_up,
        ),
        is_whole=revenue.warehouse.whole,
    )


def warehouse(settings: Settings) -> SqlWarehouse | None:
    query, url = settings.revenue.warehouse.query, settings.revenue_url
    if query is None or url is None:
        return None
    return SqlWarehouse(
        url=url.get_secret_value(),
        query=query,
        deadline=settings.revenue.warehouse.deadline,
    )


def existing_figures(settings: Settings, clock: Clock) -> Figures:
    """Raises NoDatabase and StoreUnavailable."""
    return figures(settings, existing_engine(settings), clock)


def figures_to_fill(settings: Settings, clock: Clock) -> tuple[Figures, bool]:
    """With whether the database had to be made first. Raises NoDatabase and StoreUnavailable."""
    engine, is_new = made_engine(settings)
    return figures(settings, engine, clock), is_new
