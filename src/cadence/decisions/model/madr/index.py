"""The index of a folder of decisions: a table, and a graph of what took the place of what."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from cadence.decisions.model.decision import LIVE, Decision, Status
from cadence.decisions.model.madr.text import inline

MARK = "<!-- Written by `cadence decisions export`. Changes made here are lost. -->"
"""Begins an index of ours."""

MOST_EDGES, MOST_CHARACTERS = 400, 40_000
"""Of one graph. Mermaid draws none beyond 500 edges or 50,000 characters (maxEdges, maxTextSize)."""

LONGEST_LABEL = 60

_SAFE = re.compile(r"[\w .,:()/+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision as the index needs it."""

    number: int
    file: str
    title: str
    status: Status
    decided_on: date
    """In UTC."""
    decider: str
    superseded_by: int | None

    @classmethod
    def of(cls, decision: Decision, file: str) -> "Entry":
        return cls(
            number=decision.number,
            file=file,
            title=decision.body.title,
            status=decision.status,
            decided_on=decision.decided_at.astimezone(UTC).date(),
            decider=decision.body.decider.name if decision.body.decider else "",
            superseded_by=decision.superseded_by,
        )


def index(entries: Sequence[Entry]) -> str:
    """Oldest number first. Successors that are not among the entries are not mentioned."""
    known = {each.number: each for each in entries}
    live = sum(each.status in LIVE for each in entries)
    pieces = [
        MARK,
        "# Decision log",
        f"{len(entries)} decision{'' if len(entries) == 1 else 's'}, {live} of them in force or proposed.",
    ]
    if entries:
        head = "| | Decision | Status | Decided | By |\n|---|---|---|---|---|"
        pieces.append("\n".join((head, *(_row(each, known) for each in entries))))
    graphs = [*_graphs(known)]
    if graphs:
        pieces.append("## What took the place of what")
        pieces += [f"```mermaid\n{graph}\n```" for graph in graphs]
    return "\n\n".join(pieces) + "\n"


def _row(entry: Entry, known: dict[int, Entry]) -> str:
    status = entry.status.value
    if entry.superseded_by in known:
        status += f" by [D-{entry.superseded_by}]({known[entry.superseded_by].file})"
    cells = (
        f"[D-{entry.number}]({entry.file})",
        inline(entry.title, also="|"),
        status,
        entry.decided_on.isoformat(),
        inline(entry.decider, also="|") if entry.decider else "",
    )
    return f"| {' | '.join(cells)} |"


def _graphs(known: dict[int, Entry]) -> Iterator[str]:
    """Whole chains together, as many to a graph as Mermaid draws."""
    lines: list[str] = []
    edges = characters = 0
    for chain in _chains(known):
        drawn = [*_drawn(chain, known)]
        size = sum(len(each) + 1 for each in drawn)
        if lines and (edges + len(chain) > MOST_EDGES or characters + size > MOST_CHARACTERS):
            yield "\n".join(("flowchart LR", *lines))
            lines, edges, characters = [], 0, 0
        lines += drawn
        edges, characters = edges + len(chain), characters + size
    if lines:
        yield "\n".join(("flowchart LR", *lines))


def _chains(known: dict[int, Entry]) -> list[list[int]]:
    """Numbers that are connected, by the lowest of each."""
    ends: dict[int, int] = {}
    chains: dict[int, list[int]] = defaultdict(list)
    for number in known:
        chains[_end(number, known, ends)].append(number)
    return sorted(sorted(chain) for chain in chains.values() if len(chain) > 1)


def _end(number: int, known: dict[int, Entry], ends: dict[int, int]) -> int:
    """The last successor. A loop, which no log holds, ends where it was entered."""
    way: list[int] = []
    while number not in ends and number not in way:
        way.append(number)
        after = known[number].superseded_by
        if after not in known or after is None:
            break
        number = after
    end = ends.get(number, number)
    ends.update(dict.fromkeys(way, end))
    return end


def _drawn(chain: Iterable[int], known: dict[int, Entry]) -> Iterator[str]:
    for number in chain:
        yield f'  D{number}["{_label(known[number])}"]'
    for number in chain:
        after = known[number].superseded_by
        if after in known:
            yield f"  D{number} --> D{after}"


def _label(entry: Entry) -> str:
    """Every character that could mean something to Mermaid by its number."""
    title = " ".join(entry.title.split())
    if len(title) > LONGEST_LABEL:
        title = title[:LONGEST_LABEL].rstrip() + "…"
    said = f"D-{entry.number}: {title}"
    return "".join(c if _SAFE.match(c) or c == "…" else f"#{ord(c)};" for c in said)
