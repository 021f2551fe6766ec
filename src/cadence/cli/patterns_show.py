"""`cadence patterns show`: one pattern with its evidence, as its lead reads it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cadence import config
from cadence.adapters.charts.painter import ChartPainter
from cadence.assembly import parts
from cadence.assembly.scans import Scans, existing_scans
from cadence.cli.pattern_json import at_json, pattern_json
from cadence.cli.patterns_named import pattern_named
from cadence.config import Settings
from cadence.core.agenda import Drawn
from cadence.core.errors import ArchiveEmpty
from cadence.core.plain import clean, plain
from cadence.core.ports import Clock
from cadence.delivery.between import Logged, NewDecision
from cadence.delivery.clock import SystemClock
from cadence.patterns.messages.card import Setting, card
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.evidence import Evidencing


class NoTitles:
    """A `DecisionLog` for the terminal: decisions are named by their numbers, `cadence decisions show` has them."""

    def log(self, new: NewDecision, *, key: str) -> Logged:
        raise NotImplementedError

    def titles(self, numbers: Sequence[int], *, user: str) -> Mapping[int, str]:  # noqa: ARG002 - the protocol's
        return {}


@click.command()
@click.argument("pattern", metavar="PATTERN")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write its chart there, as a PNG.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def show(*, pattern: str, picture: Path | None, as_object: bool) -> None:
    """Show one pattern with its evidence: PATTERN is P-3, or a part of its name."""
    settings, clock = config.read(), SystemClock()
    found_in, _ = existing_scans(settings, clock)
    found = pattern_named(found_in.patterns, pattern)
    try:
        evidence = _evidence(settings, found_in, found, clock)
    except ArchiveEmpty as error:
        raise click.ClickException(
            f"{found.label} {found.sentence}. Its bugs can't be shown: {error}."
        ) from error
    drawn = Charting(
        histories=found_in.looking, picturing=None, policy=settings.pattern_policy
    ).drawn(found, at=min(clock.now(), evidence.as_of))
    if picture and drawn:
        picture.write_bytes(ChartPainter().paint(drawn.chart))
    if as_object:
        told = {**pattern_json(found), **_evidence_json(evidence)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(clean(_told(settings, found, evidence, drawn)))


def _evidence(settings: Settings, parts_of: Scans, pattern: Pattern, clock: Clock) -> Evidence:
    evidencing = Evidencing(
        feed=parts_of.feed,
        patterns=parts_of.patterns,
        decisions=NoTitles(),
        policy=settings.pattern_policy,
        browse=parts.browse_url(settings) or None,
    )
    return evidencing.evidence(pattern, user=None, at=clock.now())


def _told(settings: Settings, pattern: Pattern, evidence: Evidence, drawn: Drawn | None) -> str:
    owner = pattern.ownership.by if pattern.ownership else None
    setting = Setting(
        zone=ZoneInfo(settings.pattern_policy.zone),
        names={owner: owner} if owner else {},
        pressable=False,
    )
    return plain(card(pattern, evidence, setting, picture=drawn))


def _evidence_json(evidence: Evidence) -> dict[str, object]:
    return {
        "bugs": [*_bugs(evidence)],
        "not_in_the_copy": list(evidence.unseen),
        "similar_patterns": [each.label for each in evidence.past],
        "as_of": at_json(evidence.as_of),
    }


def _bugs(evidence: Evidence) -> Iterator[dict[str, object]]:
    counted = {each.key for each in evidence.counted}
    for each in evidence.all:
        yield _bug(each, is_counted=each.key in counted)


def _bug(bug: Exhibit, *, is_counted: bool) -> dict[str, object]:
    return {
        "key": bug.key,
        "title": bug.title,
        "counted": is_counted,
        "created_at": at_json(bug.created_at),
        "resolved_at": at_json(bug.resolved_at) if bug.resolved_at else None,
        "resolution": bug.resolution,
        "priority": bug.priority,
        "affects": list(bug.affects),
        "fixed_in": list(bug.fixed_in),
        "reopened": len(bug.reopened_at),
        "customers": bug.is_customers,
    }
