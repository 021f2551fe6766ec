"""`cadence decisions list`: the newest decisions."""

import json
from collections.abc import Sequence

import click

from cadence.cli.decision_json import decision_json
from cadence.cli.decisions_seen import Reader, rights
from cadence.core.message import Line, Table, Text
from cadence.core.plain import plain_table
from cadence.decisions.model.decision import Decision, Status
from cadence.decisions.store.records import Wanted


@click.command("list")
@rights
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([each.value for each in Status]),
    help="Of this status alone; may be given again.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_decisions(
    *,
    email: str | None,
    channel: str | None,
    everything: bool,
    statuses: tuple[str, ...],
    limit: int,
    as_object: bool,
) -> None:
    """List decisions, newest first: those that everybody may see, unless another audience is named."""
    reader = Reader.open(email=email, channel=channel, everything=everything)
    wanted = Wanted(statuses=frozenset(map(Status, statuses)))
    found = reader.log.records.listed(wanted, reader.seen, limit=limit)
    if as_object:
        shown = [decision_json(each) for each in found.decisions]
        whole = len(shown) == found.total
        click.echo(
            json.dumps(
                {"decisions": shown, "total": found.total, "complete": whole}, ensure_ascii=False
            )
        )
    elif not found.total:
        click.echo("There is no decision of that status." if statuses else reader.nothing())
    else:
        click.echo(table(found.decisions))
        click.echo(f"\n{len(found.decisions):,} of {found.total:,} shown.")


def table(decisions: Sequence[Decision]) -> str:
    columns = ("", "Status", "Decided", "By", "Title")
    rows = tuple(tuple(map(_cell, _facts(each))) for each in decisions)
    return plain_table(Table(caption="", columns=columns, rows=rows))


def _facts(decision: Decision) -> tuple[str, ...]:
    body = decision.body
    return (
        decision.ref,
        decision.status.value,
        decision.decided_at.date().isoformat(),
        body.decider.name if body.decider else "",
        body.title,
    )


def _cell(text: str) -> Line:
    return (Text(text),)
