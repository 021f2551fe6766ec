"""Which column of a table is what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cadence.revenue.model.intake.sheet import SheetRefused
from cadence.revenue.model.level import Form

ACCOUNT, MONTH, MRR, ARR, CURRENCY = "account", "month", "mrr", "arr", "currency"
DATE, AMOUNT, KIND = "date", "amount", "kind"
START, END = "start", "end"

ROLES = (ACCOUNT, MONTH, MRR, ARR, CURRENCY, DATE, AMOUNT, KIND, START, END)

NEEDED: Mapping[Form, Sequence[Sequence[str]]] = {
    Form.LEVELS: ((ACCOUNT,), (MONTH,), (MRR, ARR)),
    Form.MOVEMENTS: ((ACCOUNT,), (DATE,), (AMOUNT,)),
    Form.PERIODS: ((ACCOUNT,), (START,), (END,), (MRR, ARR)),
}
"""Of each of these one is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a table is to be read. The default suits a header of our own words."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """By role, or by the name of a dimension of segments, the column's header. Where there are any, a column that is
    not among them and is called like no role is left out; else it is a dimension."""
    is_annual: bool = False
    """Whether amounts are a year's and are divided by twelve. Those of a column `arr` are anyway."""
    adds_up: bool = False
    """Whether several amounts of an account for the same month and currency are summed. Else they are rejected: they
    may be parts, or one may replace the other."""
    decimal: str = "."
    currency: str = ""
    """Of amounts beside which none stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A header as it was understood."""

    form: Form
    of: Mapping[str, int]
    """By role."""
    dimensions: tuple[tuple[str, int], ...]
    """By name."""

    @property
    def amount(self) -> int:
        """Where the amount stands."""
        return next(self.of[each] for each in (MRR, ARR, AMOUNT) if each in self.of)

    @property
    def is_annual(self) -> bool:
        return ARR in self.of and MRR not in self.of


def places(header: Sequence[str], reading: Reading) -> Places:
    """Raises SheetRefused, which names what is missing."""
    known = {name.casefold(): at for at, name in enumerate(header)}
    if len(known) < len(header):
        twice = next(name for name in header if _count(name, header) > 1)
        raise SheetRefused(f"The header has the column {twice!r} twice.")
    found = {role: known[role] for role in ROLES if role in known}
    chosen = {}
    for role, column in reading.columns.items():
        if column.casefold() not in known:
            raise SheetRefused(
                f"There is no column {column!r} for {role}; the header has {', '.join(header)}."
            )
        chosen[role] = known[column.casefold()]
    found |= {role: at for role, at in chosen.items() if role in ROLES}
    dimensions = (
        {role: at for role, at in chosen.items() if role not in ROLES}
        if reading.columns
        else {name: at for name, at in known.items() if name and name not in ROLES}
    )
    return Places(form=_form(found, header), of=found, dimensions=tuple(sorted(dimensions.items())))


def _count(name: str, header: Sequence[str]) -> int:
    return sum(each.casefold() == name.casefold() for each in header)


def _form(found: Mapping[str, int], header: Sequence[str]) -> Form:
    for form, needed in NEEDED.items():
        if all(any(role in found for role in some) for some in needed):
            return form
    missing = [
        " or ".join(some) for some in NEEDED[Form.LEVELS] if not any(role in found for role in some)
    ]
    raise SheetRefused(
        f"The header has no column {', no '.join(missing)}. It is: {', '.join(header) or 'empty'}. "
        "Needed are account, month and mrr (or account, date and amount for movements; account, start, end and mrr "
        "for subscriptions); --column account=customer_id names one that is called otherwise."
    )
