"""The bugs of a pattern: a few on its card, all of them in a modal."""

from collections.abc import Iterator
from datetime import datetime

from cadence.core.message import (
    Block,
    Bullets,
    Button,
    Card,
    Form,
    Line,
    Link,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.core.words import counted, cut, listed
from cadence.patterns.messages.actions import BUGS, value_of
from cadence.patterns.messages.words import MOST_NAME, MOST_TITLE, old
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.keys import EVIDENCE, has_more
from cadence.patterns.model.pattern import Pattern

FEW = 5
"""On the card."""
MOST = 200
"""In the modal."""
MOST_FACTS = 250
A_LIST = 20
"""Bugs of one list there, so that none is cut by Slack's limit of a block's text."""

_TIMES = {1: "reopened", 2: "reopened twice"}


def few_bugs(pattern: Pattern, evidence: Evidence) -> Iterator[Block]:
    """The most telling five; the others behind a button."""
    shown = evidence.counted[:FEW]
    more = len(evidence.all) - len(shown)
    title = line(bold("Bugs"), _order(evidence) if len(evidence.counted) > 1 else "")
    if more:
        label = f"and {more:,} more" if shown else f"{more:,} earlier"
        yield Paragraph(title, Button(label=label, action=BUGS, value=value_of(pattern.number)))
    elif shown:
        yield Paragraph(title)
    for each in shown:
        yield _card(each, evidence)
    if evidence.unseen:
        yield Note(line(_unseen(evidence)))


def _order(evidence: Evidence) -> str:
    first = [
        name
        for name, is_there in (
            ("customers’", any(each.is_customers for each in evidence.counted)),
            ("reopened", any(each.reopened_at for each in evidence.counted)),
        )
        if is_there
    ]
    return f", {listed(first)} ones first" if first else ", what is open first"


def _unseen(evidence: Evidence) -> str:
    """How many: the key of what was hidden is hidden too."""
    gone = len(evidence.unseen)
    are = "is" if gone == 1 else "are"
    return f"{counted(gone, 'bug')} of it {are} not in the copy any more."


def _card(bug: Exhibit, evidence: Evidence) -> Card:
    return Card(
        key=bug.key,
        url=evidence.address(bug.key),
        title=cut(bug.title, MOST_TITLE),
        facts=facts(bug, evidence.read_at),
    )


def facts(bug: Exhibit, at: datetime) -> Line:
    """ "open for 12 days · reopened twice · a customer’s · P1 · found in 4.2"."""
    parts = [how_long(bug, at)]
    if times := len(bug.reopened_at):
        parts.append(_TIMES.get(times, f"reopened {times} times"))
    if bug.is_customers:
        parts.append("a customer’s")
    if bug.priority:
        parts.append(bug.priority)
    if bug.affects:
        parts.append(f"found in {_versions(bug.affects)}")
    if bug.fixed_in:
        when = "planned for" if bug.is_open else "fixed in"
        parts.append(f"{when} {_versions(bug.fixed_in)}")
    return line(cut(" · ".join(cut(each, MOST_NAME) for each in parts), MOST_FACTS))


def how_long(bug: Exhibit, at: datetime) -> str:
    """ "open for 12 days", "Fixed after 4 days"."""
    if bug.is_open:
        return f"open for {old(bug.age(at))}"
    resolution = bug.resolution or "resolved"
    return f"{resolution} after {old(bug.age(at))}" if bug.resolved_at else resolution


def _versions(names: tuple[str, ...]) -> str:
    return listed([*(cut(name, 40) for name in names[:2]), *(["more"] if len(names) > 2 else [])])


def all_bugs(pattern: Pattern, evidence: Evidence) -> Form:
    """Those that were counted first."""
    return Form(
        callback="patterns.bugs",
        title=f"Bugs of {pattern.label}",
        blocks=tuple(_all_blocks(pattern, evidence)),
    )


def _all_blocks(pattern: Pattern, evidence: Evidence) -> Iterator[Block]:
    room = MOST
    for title, bugs in (
        (f"{counted(len(evidence.counted), 'bug')} counted now", evidence.counted),
        (counted(len(evidence.earlier), "earlier bug"), evidence.earlier),
    ):
        shown = bugs[:room]
        room -= len(shown)
        if bugs:
            yield Paragraph(line(bold(title)))
        for start in range(0, len(shown), A_LIST):
            part = shown[start : start + A_LIST]
            yield Bullets(tuple(_row(each, evidence) for each in part))
        if len(shown) < len(bugs):
            yield Note(line(f"and {len(bugs) - len(shown):,} more, which are not shown here"))
    if evidence.unseen:
        yield Note(line(_unseen(evidence)))
    if has_more(pattern):
        yield Note(line(f"The latest {EVIDENCE} bugs of a pattern are kept."))
    if not evidence.all:
        yield Paragraph(line("None of its bugs is in the copy any more."))


def _row(bug: Exhibit, evidence: Evidence) -> Line:
    url = evidence.address(bug.key)
    key = Link(bug.key, url, bold=True) if url else bold(bug.key)
    return line(key, f" {cut(bug.title, 60)}\n", *facts(bug, evidence.read_at))
