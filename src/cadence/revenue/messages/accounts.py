"""Accounts at risk and ready to expand, as people read them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cadence.core.message import Block, Bullets, Line, Note, Paragraph, bold, code, line
from cadence.core.words import counted
from cadence.revenue.messages.amounts import day_name, money
from cadence.revenue.model.calling import told
from cadence.revenue.model.customer import Customer, Reason, Whose
from cadence.revenue.model.expansion import Lead, Ready
from cadence.revenue.model.review import Watchlist
from cadence.revenue.model.risk import AtRisk, renewal

SHOWN = 8
"""Of each list; the rest is counted, and `/cadence revenue accounts` has more."""
MORE = 40


def blocks(
    found: Watchlist, whose: Whose, currency: str, *, names: bool, most: int = SHOWN
) -> Iterator[Block]:
    """Without the right to see accounts there are counts and sums alone."""
    yield Paragraph(_title("Accounts at risk", [each.customer for each in found.at_risk], currency))
    if names and found.at_risk:
        yield _list([_at_risk(each, whose, found, currency) for each in found.at_risk], most)
    yield Paragraph(_title("Ready to expand", [each.customer for each in found.ready], currency))
    if names and found.ready:
        yield _list([_ready(each, whose, found, currency) for each in found.ready], most)
    yield Note(_read_on(found))


def _title(what: str, customers: Sequence[Customer], currency: str) -> Line:
    if not customers:
        return line(bold(what), ": none")
    pays = sum((each.pays for each in customers), Decimal(0))
    return line(bold(what), f": {counted(len(customers), 'account')}, {money(pays, currency)} MRR")


def _list(lines: list[Line], most: int) -> Bullets:
    rest = len(lines) - most
    more = (line(f"and {rest:,} more: ", code("/cadence revenue accounts")),) if rest > 0 else ()
    return Bullets((*lines[:most], *more))


def _at_risk(each: AtRisk, whose: Whose, found: Watchlist, currency: str) -> Line:
    renews = renewal(each)
    return line(
        bold(each.account),
        f" ({money(each.customer.pays, currency)}): ",
        *_joined(each.reasons),
        *((line("; ") + renews) if renews else ()),
        f". {told(whose(each.customer))}",
        " New." if each.account in found.newly_at_risk else "",
    )


def _ready(each: Ready, whose: Whose, found: Watchlist, currency: str) -> Line:
    is_lead = any(lead.account == each.account for lead in found.leads)
    return line(
        bold(each.account),
        f" ({money(each.customer.pays, currency)}): ",
        *_joined(each.reasons),
        f". {told(whose(each.customer))}",
        " A lead that nobody has taken yet." if is_lead else "",
    )


def _joined(reasons: Sequence[Reason]) -> Line:
    spans: Line = ()
    for place, each in enumerate(reasons):
        spans = (*spans, *(line("; ") if place else ()), *each.words)
    return spans


def _read_on(found: Watchlist) -> Line:
    if found.read_on is None:
        return line(
            "No use of the product was read in the last four months, so only what accounts pay was looked at: ",
            code("cadence indicators import FILE"),
            ".",
        )
    unread = (
        f" Of {counted(found.unread, 'paying account')} no use was read lately."
        if found.unread
        else ""
    )
    return line(
        f"Use of the accounts as of {day_name(found.read_on)}; each reason is a rule of its own.{unread}"
    )


def changes(found: Watchlist, *, names: bool) -> Iterator[Line]:
    if found.newly_at_risk:
        yield _change("newly at risk", found.newly_at_risk, names=names)
    if found.recovered:
        yield _change("no longer at risk", found.recovered, names=names)


def _change(what: str, accounts: frozenset[str], *, names: bool) -> Line:
    some = sorted(accounts)
    rest = f" and {len(some) - SHOWN:,} more" if len(some) > SHOWN else ""
    told = f": {', '.join(some[:SHOWN])}{rest}" if names else ""
    return line(bold(f"{counted(len(some), 'account')} {what}"), told)


def lead_line(lead: Lead) -> Line:
    return line(bold(lead.account), f": {lead.words} (raised on {day_name(lead.raised_at.date())})")
