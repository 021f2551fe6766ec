"""Threads as one would write them down, and what is drafted from them."""

import re
from zoneinfo import ZoneInfo

from cadence.core.message import Reaction, Said
from cadence.decisions.model.decision import Part
from cadence.decisions.model.draft import Draft
from cadence.decisions.model.drafting import drafts

ZONE = ZoneInfo("Europe/Berlin")
BEGAN = 1_795_000_000
"""The first message's second: Wednesday 18 November 2026, 13:26 in Berlin."""

_LINE = re.compile(r"(?P<user>\w+): (?P<text>.*)", re.DOTALL)


def a_thread(*lines: str) -> tuple[Said, ...]:
    """Of "anna: text" a line, a minute apart; the first message's `ts` is "1795000000.000001". "[+1 ben,cleo]" at the
    end are reactions."""
    return tuple(_said(number, line) for number, line in enumerate(lines))


def _said(number: int, line: str) -> Said:
    found = _LINE.fullmatch(line)
    assert found, line
    text, reactions = found["text"], []
    while reacted := re.search(r" \[([\w+-]+) ([\w,]+)\]$", text):
        users = tuple(reacted[2].split(","))
        reactions.append(Reaction(name=reacted[1], users=users, count=len(users)))
        text = text[: reacted.start()]
    return Said(
        ts=f"{BEGAN + 60 * number}.{number + 1:06d}",
        user=found["user"],
        text=text,
        reactions=tuple(reactions),
    )


def drafted(*lines: str) -> tuple[Draft, ...]:
    return drafts(a_thread(*lines), zone=ZONE)


def the_draft(*lines: str) -> Draft:
    found = drafted(*lines)
    assert len(found) == 1, [each.body.title for each in found]
    return found[0]


def places(draft: Draft, part: Part) -> list[int]:
    """Which messages a field rests on, counted from 1."""
    return [int(ts.partition(".")[2]) for ts in draft.resting_on(part)]
