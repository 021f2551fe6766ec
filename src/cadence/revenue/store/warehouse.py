"""The company's own figures, where they are kept."""

from typing import Protocol

from cadence.revenue.model.intake.sheet import Sheet


class Warehouse(Protocol):
    def sheet(self) -> Sheet:
        """All rows of the query that is set; nothing is ever written there.

        Raises WarehouseUnavailable and WarehouseRefused.
        """
