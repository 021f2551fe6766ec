"""Figures of revenue as people read them. Each stands with the name of its definition."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cadence.core.message import Block, Bullets, Line, Moment, Note, Paragraph, Table, bold, line
from cadence.core.words import counted
from cadence.revenue.messages.amounts import (
    money,
    month_name,
    movement,
    percent,
    points,
    share,
)
from cadence.revenue.messages.charts import ORDER, signed
from cadence.revenue.model.figures import Figures, Kind
from cadence.revenue.model.groups import Group, Sign
from cadence.revenue.model.report import Report, Segment
from cadence.revenue.model.restated import Restatement
from cadence.revenue.model.review import Numbers


def headline(numbers: Numbers) -> Line:
    """ "NRR 101.2 %, GRR 97.3 % in October 2026", with the month before."""
    report, before = numbers.report, _month_before(numbers)
    nrr, grr = report.figures.nrr, report.figures.grr
    was = (
        f" (the month before: {percent(before.figures.nrr)} and {percent(before.figures.grr)})"
        if before
        else ""
    )
    return line(
        bold(f"NRR {percent(nrr)}, GRR {percent(grr)}"), f" in {month_name(report.month)}{was}"
    )


def _month_before(numbers: Numbers) -> Report | None:
    wanted = numbers.report.month.plus(-1)
    return next((each for each in numbers.history if each.month == wanted), None)


def blocks(numbers: Numbers) -> Iterator[Block]:
    """The figures of the month, the trailing twelve months, and by which definitions."""
    report = numbers.report
    yield Paragraph(headline(numbers))
    if report.is_first:
        first = "No revenue was imported for the month before, so all that was there counts as new."
        yield Note(line(first))
    yield movements(report)
    if numbers.trailing:
        last = numbers.trailing.figures
        yield Paragraph(
            line(
                f"Trailing twelve months: NRR {percent(last.nrr)}, GRR {percent(last.grr)} "
                f"({numbers.trailing.defined})"
            )
        )
    else:
        yield Note(line("Trailing twelve months: n/a, since not all of the months are known."))
    yield Note(
        line(f"Monthly figures: {report.defined}. Imported ", Moment(report.imported_at), ".")
    )


def movements(report: Report) -> Table:
    figures, currency = report.figures, report.currency
    moved = [(kind.value.capitalize(), movement(signed(report, kind), currency)) for kind in ORDER]
    rows = [
        ("Opening", money(figures.opening, currency)),
        *moved,
        ("Closing", money(figures.closing, currency)),
    ]
    if figures.exchange:
        rows.append(("Exchange effect, apart", movement(figures.exchange, currency)))
    return Table(
        caption=f"MRR from the end of {month_name(report.opens)} to the end of {month_name(report.month)}",
        columns=("Movement", "MRR"),
        rows=tuple((line(name), line(amount)) for name, amount in rows),
        right=frozenset({1}),
    )


def segments(
    shown: Sequence[Segment], withheld: int, minimum: int, defined: str
) -> Iterator[Block]:
    """A table of those that may be told, and how many may not."""
    if shown:
        yield Table(
            caption=f"By segment ({defined})",
            columns=("Segment", "Accounts", "Opening", "Closing", "NRR", "GRR"),
            rows=tuple(_segment(each) for each in shown),
            right=frozenset({1, 2, 3, 4, 5}),
        )
    if withheld:
        are = "is" if withheld == 1 else "are"
        yield Note(
            line(
                f"{counted(withheld, 'segment')} {are} not shown here: with fewer than {minimum} accounts "
                "a segment tells of single customers."
            )
        )


def _segment(each: Segment) -> tuple[Line, ...]:
    figures: Figures = each.figures
    return (
        line(f"{each.dimension}: {each.value}"),
        line(f"{each.accounts:,}"),
        line(f"{figures.opening:,.2f}"),
        line(f"{figures.closing:,.2f}"),
        line(percent(figures.nrr)),
        line(percent(figures.grr)),
    )


# --- why -------------------------------------------------------------------------------------------


def causes(report: Report, groups: Sequence[Group], signs: Sequence[Sign]) -> Iterator[Block]:
    """What moved in which groups, and what had been seen of those who left or pay less."""
    told = [
        *(_group(each, report.currency) for each in groups),
        *(_sign(each) for each in signs),
    ]
    if told:
        yield Paragraph(line(bold("What changed, and where")))
        yield Bullets(tuple(told))


def _group(group: Group, currency: str) -> Line:
    amount = -group.amount if group.kind in (Kind.CHURN, Kind.CONTRACTION) else group.amount
    return line(
        bold(f"{group.kind.value.capitalize()} {movement(amount, currency)}"),
        f" in {group.segment.dimension} {group.segment.value}: {share(group.share)} of all {group.kind.value}, "
        f"with {share(group.weight)} of the revenue",
    )


SIGNS = {
    "uses less": "had used it less before",
    "seats are empty": "had left most of their seats empty",
    "was never activated": "had never been activated",
    "asks for help": "had many open tickets",
}


def _sign(sign: Sign) -> Line:
    seen = SIGNS.get(sign.key, sign.key)
    return line(
        f"{sign.accounts:,} of the {counted(sign.lost, 'account')} that left or pay less {seen}"
    )


# --- restatements ----------------------------------------------------------------------------------


def restated(found: Sequence[Restatement], *, names: bool) -> Iterator[Block]:
    """Apart from all that moved: what is now known otherwise about months that were told before."""
    if not found:
        return
    yield Paragraph(line(bold("Restated since last time"), ", and in no movement above"))
    yield Bullets(tuple(_restatement(each, names=names) for each in found))


NAMED = 3


def _restatement(each: Restatement, *, names: bool) -> Line:
    accounts = "; ".join(
        f"{it.account} {it.cause} by {it.source}: {it.now:,.2f} instead of {it.before:,.2f} {it.currency}".rstrip()
        + (f" ({it.note})" if it.note else "")
        for it in each.accounts[:NAMED]
    )
    rest = len(each.accounts) - NAMED
    causes = ", ".join(sorted({it.cause.value for it in each.accounts}))
    why = f" {counted(len(each.accounts), 'account')} {causes}" if each.accounts else ""
    if names and accounts:
        why = f" {accounts}" + (f"; and {rest:,} more" if rest > 0 else "")
    rates = f" The exchange rate of {', '.join(each.rates)} changed." if each.rates else ""
    return line(bold(month_name(each.month)), f": {_figures(each)}.", why, rates)


def _figures(each: Restatement) -> str:
    if each.now is None:
        return "its figures can't be told any more"
    if each.before is None:
        return f"closing {each.now.closing:,.2f}, where there were no figures before"
    nrr = f"NRR {percent(each.now.nrr)}{_change(each.before.nrr, each.now.nrr)}"
    if each.now.closing == each.before.closing:
        return f"{nrr}, since its opening is another"
    return f"closing {each.now.closing:,.2f} instead of {each.before.closing:,.2f}, {nrr}"


def _change(before: Decimal | None, now: Decimal | None) -> str:
    if before is None or now is None or before == now:
        return ""
    return f" ({points(now - before)})"
