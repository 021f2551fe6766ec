"""`cadence patterns backtest`: what would have been told, month by month."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import click

from cadence import config
from cadence.assembly.scans import existing_scans
from cadence.cli.pattern_json import Json, at_json, finding_json
from cadence.cli.patterns_scan import EARLIEST, watched
from cadence.core.plain import clean
from cadence.core.words import counted
from cadence.delivery.clock import SystemClock
from cadence.patterns.service.backtesting import Backtesting, Month, Sent


def _month(_ctx: click.Context, _parameter: click.Parameter, said: str) -> date:
    try:
        month = date.fromisoformat(f"{said}-01")
    except ValueError:
        raise click.BadParameter("must be a month, such as 2026-09") from None
    latest = datetime.now(UTC).year + 1
    if not EARLIEST <= month.year <= latest:
        raise click.BadParameter(f"must be between {EARLIEST} and {latest}")
    return month


@click.command()
@click.option("--from", "first", metavar="YYYY-MM", required=True, callback=_month)
@click.option("--to", "last", metavar="YYYY-MM", required=True, callback=_month)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a line, a month each.")
def backtest(*, first: date, last: date, as_lines: bool) -> None:
    """Scan the copy of Jira as of the end of each week, and print what leads would have been told.

    Nothing is stored but what is new in the copy, and nobody is told. Nobody answers, so what is told again is only
    what got worse or came back. The numbers are the backtest's own: its P-1 is not the P-1 of `cadence patterns list`.
    """
    if first > last:
        raise click.UsageError("--from is after --to.")
    settings, clock = config.read(), SystemClock()
    parts, _ = existing_scans(settings, clock)
    backtesting = Backtesting(
        looking=parts.looking,
        keeping=parts.keeping,
        cases=parts.cases,
        policy=settings.pattern_policy,
    )
    sent = 0
    with watched() as watcher:
        parts.scanning.taken_in(watcher)
        for month in backtesting.months(first, last, watcher, until=clock.now()):
            sent += len(month.sent)
            if as_lines:
                click.echo(json.dumps(month_json(month), ensure_ascii=False))
            else:
                click.echo(clean("\n".join(lines(month))))
            sys.stdout.flush()
    if not as_lines:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        click.echo(f"{counted(sent, 'message')} in {counted(months, 'month')}.")


def lines(month: Month) -> Iterator[str]:
    areas = counted(month.areas, "area")
    untested = f", {month.untested} with too little history" if month.untested else ""
    if not month.areas:
        yield f"{month.first:%Y-%m}: not looked at, since no week of it is over or no bug was there"
        return
    yield f"{month.first:%Y-%m}: {counted(len(month.sent), 'message')} ({areas}{untested})"
    for each in month.sent:
        yield f"  {each.at:%d %b}  {each.step.value:<6}{each.pattern.label:<6}{each.pattern.sentence}"


def month_json(month: Month) -> Json:
    return {
        "month": f"{month.first:%Y-%m}",
        "areas": month.areas,
        "untested": month.untested,
        "sent": [_sent_json(each) for each in month.sent],
    }


def _sent_json(sent: Sent) -> Json:
    pattern = sent.pattern
    return {
        "at": at_json(sent.at),
        "step": sent.step.value,
        **finding_json(pattern.finding, label=pattern.label, sentence=pattern.sentence),
    }
