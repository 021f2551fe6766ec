"""A customer as the review sees it: what an account pays, and how it uses the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cadence.core.message import Line
from cadence.revenue.model.account import Account
from cadence.revenue.model.level import Segments
from cadence.revenue.model.month import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    account: str
    month: Month
    """The last one whose revenue is known."""
    pays: Decimal
    """MRR of that month, in the company's currency."""
    before: Decimal | None = None
    """What it paid three months before; None where that is not known."""
    since: Decimal | None = None
    """What it pays now at the rates of then, so that no exchange rate looks like a loss."""
    usage: Account | None = None
    """None: nothing was read of it, so that its use says nothing, neither good nor bad."""
    segments: Segments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an account is at risk, or ready to expand."""

    key: str
    """Of the rule, and where one account can give the reason twice, of what it is about."""
    words: Line
    """The evidence, with its figures and since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Who answers for accounts that name nobody themselves."""

    by_segment: Mapping[tuple[str, str], str]
    """User ids, by a segment's name and value, such as ("plan", "enterprise"); the first that fits."""
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Who should take it, and why this person. "" for nobody."""

    owner: str
    """A user id, or an e-mail address where the accounts name people so."""
    why: str


def suggested(customer: Customer, owners: Owners) -> Suggested:
    """The account's own owner; else who answers for the first of its segments that has somebody; else the default."""
    if customer.usage and customer.usage.owner:
        return Suggested(owner=customer.usage.owner, why="owns the account")
    mine = set(customer.segments)
    for (name, value), owner in owners.by_segment.items():
        if (name, value) in mine:
            return Suggested(owner=owner, why=f"answers for {name} {value}")
    if owners.default:
        return Suggested(owner=owners.default, why="answers for accounts without an owner")
    return Suggested(owner="", why="nobody answers for it")


Whose = Callable[[Customer], Suggested]
"""Who should take it; the owner is a name by now, as people read it."""
