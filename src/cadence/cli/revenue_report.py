"""`cadence revenue report`: figures of a month, or of all."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import click

from cadence import config
from cadence.assembly.figures import existing_figures
from cadence.cli.revenue_json import NOT_APPLICABLE, refused_json, report_json
from cadence.core.message import Line, Table, Text
from cadence.core.plain import clean, plain_table
from cadence.delivery.clock import SystemClock
from cadence.revenue.model.definition import MONTHLY, TRAILING, Basis, Definition, Reactivation
from cadence.revenue.model.figures import Figures
from cadence.revenue.model.month import Month
from cadence.revenue.model.refused import NoRevenue, ReportRefused
from cadence.revenue.model.report import Report
from cadence.revenue.service.reporting import Reporting, Unreported


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Segments that were named: a dimension, or one value of it."""

    dimensions: tuple[str, ...] | None
    """None: all there are."""
    values: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, said: Sequence[str]) -> "Wanted":
        parts = [each.partition("=") for each in said]
        return cls(
            dimensions=tuple(dict.fromkeys(name for name, _, _ in parts)) or None,
            values=frozenset((name, value) for name, mark, value in parts if mark),
        )

    def kept(self, report: Report) -> Report:
        """Without the segments that were not asked for."""
        narrowed = {dimension for dimension, _ in self.values}
        return replace(
            report,
            segments=tuple(
                each
                for each in report.segments
                if each.dimension not in narrowed or (each.dimension, each.value) in self.values
            ),
        )


def _month(_ctx: click.Context, _parameter: click.Parameter, said: str | None) -> Month | None:
    try:
        return None if said is None else Month.read(said)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.option("--month", metavar="YYYY-MM", callback=_month, help="Not the newest one.")
@click.option("--all", "every", is_flag=True, help="Every month; with --json an object a line.")
@click.option(
    "--segment",
    "segments",
    metavar="NAME",
    multiple=True,
    help="By plan, or plan=Pro alone; cohort is the quarter of the first payment. May be given again.",
)
@click.option(
    "--basis", type=click.Choice([each.value for each in Basis]), default=Basis.COHORT.value
)
@click.option("--trailing", is_flag=True, help="Over twelve months instead of one.")
@click.option(
    "--reactivation",
    type=click.Choice([each.value for each in Reactivation]),
    default=Reactivation.OUT.value,
    help="Whether revenue that came back counts as kept.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def report(
    *,
    month: Month | None,
    every: bool,
    segments: tuple[str, ...],
    basis: str,
    trailing: bool,
    reactivation: str,
    as_object: bool,
) -> None:
    """Opening, what moved, closing; NRR and GRR, each with the name of its definition.

    Exit code: 0, or 1 where a month has no figures or they do not reconcile.
    """
    if every and month:
        raise click.UsageError("Give --month or --all, not both.")
    definition = Definition(
        basis=Basis(basis),
        months=TRAILING if trailing else MONTHLY,
        reactivation=Reactivation(reactivation),
    )
    reporting = existing_figures(config.read(), SystemClock()).reporting
    wanted = Wanted.of(segments)
    found = list(_found(reporting, month, definition, wanted, every=every))
    if as_object:
        for each in found:
            click.echo(json.dumps(_object(each, definition), ensure_ascii=False))
    else:
        click.echo(clean(_all_text(found, definition) if every else _text(found[0])))
    sys.exit(0 if all(isinstance(each, Report) for each in found) else 1)


def _found(
    reporting: Reporting,
    month: Month | None,
    definition: Definition,
    wanted: Wanted,
    *,
    every: bool,
) -> Iterator[Report | Unreported]:
    """Raises NoRevenue."""
    if every:
        for each in reporting.reports(definition=definition, dimensions=wanted.dimensions):
            yield wanted.kept(each) if isinstance(each, Report) else each
        return
    try:
        one = reporting.report(month, definition=definition, dimensions=wanted.dimensions)
    except NoRevenue:
        raise
    except ReportRefused as error:
        yield Unreported(month=month or reporting.months()[-1], why=error)
    else:
        yield wanted.kept(one)


def _object(each: Report | Unreported, definition: Definition) -> dict[str, object]:
    if isinstance(each, Report):
        return report_json(each)
    return refused_json(each.month, definition, each.why)


# --- in words --------------------------------------------------------------------------------------


def _text(found: Report | Unreported) -> str:
    if isinstance(found, Unreported):
        return str(found.why)
    return "\n".join(_told(found))


def _told(report: Report) -> Iterator[str]:
    yield f"{report.opens} to {report.month} · {report.defined}"
    yield ""
    for label, amount in _lines(report.figures):
        yield f"{label:<14}{amount:>18}"
    yield ""
    yield f"NRR ({report.defined}): {_percent(report.figures.nrr)}"
    yield f"GRR ({report.defined}): {_percent(report.figures.grr)}"
    if report.figures.exchange:
        yield f"At the rates of {report.month} the closing is worth {report.figures.exchange:+,.2f}."
    yield f"{report.accounts:,} accounts pay. Imported {report.imported_at:%Y-%m-%d %H:%M} UTC."
    if report.is_first:
        yield f"{report.month} is the first month that was imported: all that was there counts as new."
    if report.segments:
        yield ""
        yield _segments(report)


def _lines(figures: Figures) -> tuple[tuple[str, str], ...]:
    return (
        ("Opening", f"{figures.opening:,.2f}"),
        ("New", f"{figures.new:+,.2f}"),
        ("Reactivation", f"{figures.reactivation:+,.2f}"),
        ("Expansion", f"{figures.expansion:+,.2f}"),
        ("Contraction", f"{-figures.contraction:+,.2f}"),
        ("Churn", f"{-figures.churn:+,.2f}"),
        ("Closing", f"{figures.closing:,.2f}"),
    )


def _segments(report: Report) -> str:
    columns = ("Segment", "", "Accounts", "Opening", "Closing", "NRR", "GRR")
    rows = (
        (
            each.dimension,
            each.value,
            f"{each.accounts:,}",
            f"{each.figures.opening:,.2f}",
            f"{each.figures.closing:,.2f}",
            _percent(each.figures.nrr),
            _percent(each.figures.grr),
        )
        for each in report.segments
    )
    return _table(columns, rows)


def _all_text(found: Sequence[Report | Unreported], definition: Definition) -> str:
    reports = [each for each in found if isinstance(each, Report)]
    columns = (
        "",
        "Opening",
        "New",
        "Expansion",
        "Contraction",
        "Churn",
        "Reactivation",
        "Closing",
        "NRR",
        "GRR",
    )
    rows = ((str(each.month), *_row(each.figures)) for each in reports)
    without = [str(each.why) for each in found if isinstance(each, Unreported)]
    defined = reports[-1].defined if reports else definition.name
    if not found:
        return f"No month has its whole window in what was imported ({definition.name})."
    return "\n".join((f"All figures: {defined}.", _table(columns, rows), *without))


def _row(figures: Figures) -> tuple[str, ...]:
    amounts = (
        figures.opening,
        figures.new,
        figures.expansion,
        figures.contraction,
        figures.churn,
        figures.reactivation,
        figures.closing,
    )
    return (*(f"{each:,.2f}" for each in amounts), _percent(figures.nrr), _percent(figures.grr))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells: tuple[tuple[Line, ...], ...] = tuple(
        tuple((Text(cell),) for cell in row) for row in rows
    )
    return plain_table(Table(caption="", columns=tuple(columns), rows=cells), width=140)


def _percent(figure: Decimal | None) -> str:
    return NOT_APPLICABLE if figure is None else f"{figure:,.2f} %"
