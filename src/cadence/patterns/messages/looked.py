"""What is said of the last scan: when it was, of what it read, and what it could not test."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from cadence.core.message import Block, Bullets, Line, Moment, Note, line
from cadence.core.words import counted, listed
from cadence.patterns.messages.words import IN_SHORT
from cadence.patterns.model.scan import Looked
from cadence.patterns.model.sentence import lasting

MOST_UNTESTED = 10

STALE = timedelta(days=1)
"""A copy that was older when it was scanned is told of."""
MISSED = timedelta(hours=50)
"""After so long without a scan at least one night was left out."""


def scanned(looked: Looked, at: datetime) -> Line:
    behind = looked.at - looked.as_of
    stale = (
        f" That copy was {old(behind)} old: what came later is not in it." if behind > STALE else ""
    )
    gone = at - looked.at
    missed = (
        f" No scan was stored for {old(gone)}, though one is due every night."
        if gone > MISSED
        else ""
    )
    return line(
        f"{counted(looked.areas, 'area')} scanned ",
        Moment(looked.at),
        ", from the copy of Jira as of ",
        Moment(looked.as_of),
        f".{stale}{missed}",
    )


def old(age: timedelta) -> str:
    """ "3 days", "5 hours", "less than an hour"."""
    if age.days:
        return lasting(age.days)
    hours = round(age.total_seconds() / 3600)
    return counted(hours, "hour") if hours else "less than an hour"


def untested(looked: Looked) -> Iterator[Block]:
    """The areas that "nothing found" does not hold for."""
    by_reason: dict[str, list[str]] = {}
    for each in looked.whole_areas:
        by_reason.setdefault(each.why.rstrip("."), []).append(each.area)
    if not by_reason:
        return
    said = counted(len({each.area for each in looked.whole_areas}), "area")
    yield Note(line(f"{said} could not be tested, which is not “nothing found”:"))
    yield Bullets(tuple(line(f"{_some(areas)}: {why}") for why, areas in by_reason.items()))


def not_yet(looked: Looked) -> Iterator[Block]:
    """What areas have too little for, quietly: a line each."""
    if said := tuple(not_yet_lines(looked)):
        yield Note(line("\n".join(said)))


def not_yet_lines(looked: Looked) -> Iterator[str]:
    """ "Not yet tested in Checkout: slow rise (needs 46 weeks, has 20)". Areas that lack the same share a line."""
    lacks: dict[str, list[str]] = {}
    for each in looked.kinds_of_areas:
        kinds = listed([IN_SHORT[kind] for kind in sorted(each.kinds)])
        lacks.setdefault(each.area, []).append(f"{kinds} ({each.why.rstrip('.')})")
    alike: dict[str, list[str]] = {}
    for area, these in lacks.items():
        alike.setdefault("; ".join(these), []).append(area)
    for said, areas in [*alike.items()][:MOST_UNTESTED]:
        yield f"Not yet tested in {_some(areas)}: {said}."
    if left := sum(len(areas) for areas in [*alike.values()][MOST_UNTESTED:]):
        yield f"Something is not yet tested in {counted(left, 'more area', 'more areas')}."


def _some(areas: Sequence[str]) -> str:
    shown = [*areas[:MOST_UNTESTED]]
    if len(areas) > MOST_UNTESTED:
        shown.append(f"{len(areas) - MOST_UNTESTED} more")
    return listed(shown)
