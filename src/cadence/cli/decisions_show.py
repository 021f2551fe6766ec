"""`cadence decisions show`: one decision."""

import json
from dataclasses import dataclass, replace

import click

from cadence.cli.ask import readable
from cadence.cli.decision_json import decision_json, event_json, revision_json
from cadence.cli.decisions_seen import Reader, number_of, rights
from cadence.core.plain import plain
from cadence.decisions.messages.chain import chain_blocks
from cadence.decisions.messages.history import history
from cadence.decisions.messages.whole import Around, all_quotes, whole
from cadence.decisions.model.access import told
from cadence.decisions.model.decision import Decision, Event, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A decision and all around it that may be seen."""

    decision: Decision
    revisions: tuple[Revision, ...]
    events: tuple[Event, ...]
    """As far as they may be told."""
    around: Around
    others: frozenset[int]


@click.command()
@click.argument("decision")
@rights
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def show(
    *, decision: str, email: str | None, channel: str | None, everything: bool, as_object: bool
) -> None:
    """Show one decision, as D-42, with its quotes and its history. Exit code 1 where there is none."""
    number = number_of(decision)
    reader = Reader.open(email=email, channel=channel, everything=everything)
    shown = _read(reader, number)
    if shown is None:
        raise click.ClickException(_none(reader, number))
    click.echo(_object(shown) if as_object else _text(shown))


def _read(reader: Reader, number: int) -> Shown | None:
    records, seen = reader.log.records, reader.seen
    decision = records.decision(number, seen)
    if decision is None:
        return None
    events = records.history(number)
    tree = reader.log.chaining.chain(number, seen)
    around = [*decision.supersedes, *([decision.superseded_by] if decision.superseded_by else [])]
    asked = {*around, *(each.other for each in events if each.other is not None)}
    known = {each.number: each for each in records.decisions(sorted(asked), seen)}
    return Shown(
        decision=decision,
        revisions=records.revisions(number),
        events=told(events, known),
        around=Around(
            chain=chain_blocks(tree) if tree else (),
            replaced=tuple(known[each] for each in decision.supersedes if each in known),
            successor=known.get(decision.superseded_by or 0),
        ),
        others=frozenset(known),
    )


def _none(reader: Reader, number: int) -> str:
    """Not there and not allowed read the same for everyone but whoever holds the database."""
    if not reader.is_operator:
        return f"There is no D-{number} that may be shown."
    hint = "" if reader.seen.everything else " that everybody may see; --everything looks further"
    return f"There is no D-{number}{hint}."


def _object(shown: Shown) -> str:
    told = {
        **decision_json(shown.decision),
        "revisions": [revision_json(each) for each in shown.revisions],
        "history": [event_json(each) for each in shown.events],
    }
    return json.dumps(told, ensure_ascii=False)


def _text(shown: Shown) -> str:
    decision = shown.decision
    messages = [whole(replace(decision, quotes=()), shown.around)]
    if decision.quotes:
        messages.append(all_quotes(decision))
    messages.append(history(decision, shown.events, shown.revisions, may_name=shown.others))
    return "\n\n".join(plain(readable(each)) for each in messages)
