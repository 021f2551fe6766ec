"""The figures of a pattern, each with what it was counted over, and how sure they are."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from cadence.core.message import Block, Line, Moment, Note, Paragraph, bold, line
from cadence.core.words import counted, listed
from cadence.patterns.messages.words import chance, old, one_in, versions, window
from cadence.patterns.model.evidence import Evidence, Share, share
from cadence.patterns.model.finding import Finding, Kind, Tested
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.sentence import figure, percent, usually

FEW = 3
"""Of so many open ones the oldest says enough."""


def figures(pattern: Pattern, evidence: Evidence) -> tuple[Line, ...]:
    """A few short lines; what there is none of is left out."""
    parts = share(evidence.counted, evidence.read_at)
    found = (
        _marked(pattern, parts),
        _open(parts),
        _versions(parts),
        _sure(pattern.finding),
    )
    return tuple(line(each) for each in found if each)


def _sure(finding: Finding) -> str:
    """How many times the usual, and whether chance may be all that is behind it."""
    tested, times = finding.tested, finding.tested.times
    often = f"{figure(times)} times the usual; by" if times and times >= 1.1 else "By"
    return f"{often} chance alone {chance(tested.p_value)} windows this long"


def _marked(pattern: Pattern, parts: Share) -> str:
    """What is counted for being reopened is not told again to be."""
    is_new = pattern.kind is not Kind.REOPENED
    told = [
        f"{parts.reopened:,} of {parts.bugs:,} reopened" if parts.reopened and is_new else "",
        counted(parts.customers, "customer’s escalation", "customers’ escalations")
        if parts.customers
        else "",
    ]
    return ", ".join(each for each in told if each)


def _open(parts: Share) -> str:
    if not parts.bugs:
        return ""
    if not parts.open or parts.oldest is None or parts.usual is None:
        return "All resolved"
    if parts.open == 1:
        return f"1 still open, for {old(parts.oldest)}"
    if parts.open <= FEW or old(parts.usual) == old(parts.oldest):
        return f"{parts.open:,} still open, the oldest for {old(parts.oldest)}"
    return (
        f"{parts.open:,} still open: half of them for {old(parts.usual)} or more, "
        f"the oldest for {old(parts.oldest)}"
    )


def _versions(parts: Share) -> str:
    told = [
        f"found in {versions(parts.affects)}" if parts.affects else "",
        f"fixed in {versions(parts.fixed_in)}" if parts.fixed_in else "",
    ]
    said = "; ".join(each for each in told if each)
    return said[:1].upper() + said[1:]


def small_print(pattern: Pattern, evidence: Evidence, zone: ZoneInfo) -> Iterator[Block]:
    """Window, baseline, test, its budget, and as of when; what is missing is said aloud."""
    for each in _gaps(evidence):
        yield Paragraph(each)
    tested = pattern.finding.tested
    yield Note(
        line(
            f"Counted {window(tested.window, zone)}. Usual: {_usual(tested)}, by this area’s own history. As of ",
            Moment(evidence.as_of),
            ".",
        )
    )
    yield Note(
        line(
            f"Test: {tested.method}. Of findings this sure {_false(pattern.finding)} a false alarm; "
            f"allowed are {figure(pattern.finding.budget)} false alarms an area and quarter."
        )
    )


def _gaps(evidence: Evidence) -> Iterator[Line]:
    if evidence.is_stale:
        yield line(
            bold("The copy of the tracker is old."),
            " What happened after ",
            Moment(evidence.as_of),
            " is not counted.",
        )
    if evidence.uncovered:
        are = "is" if len(evidence.uncovered) == 1 else "are"
        yield line(
            bold(f"{listed(evidence.uncovered)} {are} not copied any more."),
            " What happens there is not counted.",
        )


def _usual(tested: Tested) -> str:
    if tested.out_of is None or tested.share is None:
        return f"{usually(tested.baseline)} in as long a time"
    of = "bugs of that age" if tested.kind is Kind.AGEING else "what was resolved"
    return f"{percent(tested.share)} of {of}"


def _false(finding: Finding) -> str:
    if finding.q_value < 1e-3:
        return "less than one in 1,000 is"
    return f"about one in {one_in(finding.q_value):,} is"
