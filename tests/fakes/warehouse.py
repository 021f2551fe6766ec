"""A company's warehouse, in memory."""

from dataclasses import dataclass, field

from cadence.revenue.model.intake.sheet import Sheet
from cadence.revenue.model.refused import WarehouseUnavailable


@dataclass
class FakeWarehouse:
    """`Warehouse`. While it `is_down`, it does not answer."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    header: tuple[str, ...] = ("account", "month", "mrr")
    is_down: bool = False

    def sheet(self) -> Sheet:
        if self.is_down:
            raise WarehouseUnavailable("The warehouse did not answer.")
        return Sheet(header=self.header, rows=list(enumerate(self.rows, start=1)))
