"""`cadence decisions search`: decisions by words."""

import json

import click

from cadence.cli.decision_json import decision_json
from cadence.cli.decisions_list import table
from cadence.cli.decisions_seen import Reader, rights
from cadence.core.plain import clean


@click.command()
@click.argument("words", nargs=-1, required=True)
@rights
@click.option("--live", is_flag=True, help="Those alone that hold or may come to hold.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def search(
    *,
    words: tuple[str, ...],
    email: str | None,
    channel: str | None,
    everything: bool,
    live: bool,
    limit: int,
    as_object: bool,
) -> None:
    """Find decisions by words, best first. A word is found by its beginning, and despite a typo."""
    reader = Reader.open(email=email, channel=channel, everything=everything)
    query = " ".join(words)
    found = reader.log.records.search(query, reader.seen, live=live, limit=limit)
    if as_object:
        hits = [
            {
                "score": hit.score,
                "matched": list(hit.matched),
                "decision": decision_json(hit.decision),
            }
            for hit in found.hits
        ]
        told = {
            "query": query,
            "hits": hits,
            "total": found.total,
            "complete": len(hits) == found.total,
            "instead": dict(found.instead),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for said, meant in found.instead:
        click.echo(clean(f"No decision holds “{said}”; searched for “{meant}” instead."))
    if not found.hits:
        click.echo(clean(f"No decision was found for “{query}”."))
        return
    click.echo(table([hit.decision for hit in found.hits]))
    click.echo(f"\n{len(found.hits):,} of {found.total:,} shown, best first.")
