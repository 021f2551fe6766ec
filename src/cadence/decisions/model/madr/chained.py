"""What decisions rest on and found, as one file beside theirs: to be read by people, and back by us."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cadence.core import message
from cadence.decisions.model import chain, decision
from cadence.decisions.model.chain import IssueTie, Node, Ref, Sort, Tie
from cadence.decisions.model.madr.names import Names
from cadence.decisions.model.madr.record import NotReadable
from cadence.decisions.model.madr.text import block, fenced, inline
from cadence.delivery.wire import Wire, WireError, types_in

FILE = "CHAIN.md"

MARK = (
    "<!-- Written by `cadence decisions export`: what decisions rest on, and what they found. -->"
)

_WIRE = Wire(*types_in(chain, decision), message.Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """Signals, learnings and principles by number, and what rests on what. Of a figure the latest reading."""

    nodes: tuple[Node, ...] = ()
    ties: tuple[Tie, ...] = ()
    issues: tuple[IssueTie, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.ties or self.issues)


def chain_written(chained: Chained, names: Names) -> str:
    """The same chain gives the same bytes. `names` has every decision that is tied."""
    pieces = [MARK, "# What decisions rest on"]
    for node in sorted(chained.nodes, key=lambda each: each.ref):
        pieces += [f"## {node.ref}, a {node.ref.sort.word}", block(node.text), _fenced(node)]
    for tie in sorted(chained.ties, key=lambda each: (each.upper, each.lower)):
        rests = f"{_named(tie.upper, names)} rests on {_named(tie.lower, names)}"
        pieces += [f"{rests}:", _fenced(tie)]
    for issue in sorted(chained.issues, key=lambda each: (each.number, each.key)):
        about = f"{_named(chain.decision(issue.number), names)} has to do with {inline(issue.key)}"
        pieces += [f"{about}:", _fenced(issue)]
    return "\n\n".join(pieces) + "\n"


def chain_in(text: str) -> Chained:
    """Raises NotReadable."""
    read = [*_values(text)]
    return Chained(
        nodes=tuple(each for each in read if isinstance(each, Node)),
        ties=tuple(each for each in read if isinstance(each, Tie)),
        issues=tuple(each for each in read if isinstance(each, IssueTie)),
    )


def _named(ref: Ref, names: Names) -> str:
    return f"[{ref}]({names[ref.number]})" if ref.sort is Sort.DECISION else str(ref)


def _fenced(value: Node | Tie | IssueTie) -> str:
    return fenced(_WIRE.dump(value))


def _values(text: str) -> Iterator[object]:
    lines = text.replace("\r\n", "\n").split("\n")
    for number, (fence, line) in enumerate(pairwise(lines), start=2):
        if fence == "```json" and re.match(r"\{", line):
            try:
                yield _WIRE.load(json.loads(line))
            except (ValueError, RecursionError, WireError) as error:
                raise NotReadable(
                    f"this is nothing that was written by us: {error}", number
                ) from error
