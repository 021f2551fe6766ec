"""Revenue by account and month, every state of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from cadence.revenue.model.level import Batch, Import, Rate, Segments, Stated, Taken
from cadence.revenue.model.month import Month


class Amount(NamedTuple):
    """A stored level, as light as millions of them have to be."""

    account: str
    month: int
    """Month.ordinal."""
    currency: str
    cents: int
    kind: int
    """Of `Revenue.kinds`."""


class Paid(NamedTuple):
    """What somebody pays in one month, for reports: there, too, lightness counts."""

    account: str
    currency: str
    cents: int
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An account's month that differs between two imports."""

    account: str
    month: Month
    currency: str
    before: Decimal | None
    """None where there was nothing."""
    now: Decimal | None
    by: int
    """The last import that changed it."""


class Revenue(Protocol):
    """Raises StoreUnavailable throughout.

    Nothing is overwritten: a read names the import as of which it is, so several reads fit together whatever is
    imported meanwhile.
    """

    def latest(self) -> Import | None:
        """None: nothing was ever imported."""

    def imports(self, *, limit: int = 20) -> tuple[Import, ...]:
        """Newest first."""

    def imported_by(self, moment: datetime) -> Import | None:
        """The last one at or before this moment."""

    def months(self, *, as_of: int) -> tuple[Month, ...]:
        """Those that were imported, in order."""

    def derived_months(self) -> frozenset[Month]:
        """Those whose amounts follow from movements, since nobody has imported the amounts themselves."""

    def amounts(self, first: Month, last: Month, *, as_of: int) -> Iterable[Amount]:
        """All from the first month to the last, in no order, under the names they were imported with."""

    def paid(self, month: Month, *, as_of: int) -> Sequence[Paid]:
        """Of one month, all that is above 0, in no order, under the names it was imported with."""

    def kinds(self) -> Mapping[int, Segments]:
        """What `Amount.kind` stands for."""

    def paid_before(self, accounts: Sequence[str], month: Month, *, as_of: int) -> frozenset[str]:
        """Those of them that paid anything in any month before."""

    def first_paid(self, *, as_of: int) -> Mapping[str, Month]:
        """When each account first paid."""

    def stated(self, first: Month, last: Month, *, as_of: int) -> tuple[Stated, ...]:
        """What movements came to, of the months that were imported as movements."""

    def stated_months(self, first: Month, last: Month, *, as_of: int) -> frozenset[Month]:
        """Months that movements were imported for: there, what is not stated did not move."""

    def merges(self, *, as_of: int) -> Mapping[str, str]:
        """By account, the one that it is counted as now. No chain, no circle."""

    def rates(self, *, as_of: int) -> Mapping[tuple[str, Month], Decimal]: ...

    def changed(self, since: int, until: int) -> tuple[Changed, ...]:
        """Account-months that differ between two imports."""

    def take(self, batch: Batch, *, at: datetime) -> Taken:
        """In one transaction; the same batch again changes nothing. Replicas that import at once do so in turn.

        Raises Overtaken where something was imported after what the batch follows.
        """

    def take_merges(self, merges: Mapping[str, str], *, at: datetime, note: str = "") -> Taken:
        """Beside those that there are. Whoever is merged into an account that is merged itself goes where that goes;
        raises ValueError for a circle."""

    def take_rates(self, rates: Sequence[Rate], *, at: datetime, note: str = "") -> Taken: ...
