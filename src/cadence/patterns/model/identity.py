"""What makes a pattern the same one from scan to scan."""

from collections.abc import Iterable, Mapping

from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.pattern import Pattern, State

INFLOW = "inflow"
"""A sudden rise and a slow one are told of as one: whoever owns the one owns the other."""

_NAMED = {Kind.SPIKE: INFLOW, Kind.DRIFT: INFLOW}


def identity(area: str, kind: Kind, subject: str) -> str:
    """Unique among the patterns that are not merged. The area stands last: it alone may hold any sign."""
    return f"{_NAMED.get(kind, kind.value)}|{subject}|{area}"


def of_pattern(pattern: Pattern) -> str:
    return identity(pattern.area, pattern.kind, pattern.subject)


def of_finding(finding: Finding) -> str:
    tested = finding.tested
    return identity(tested.area, tested.kind, tested.subject)


def matched(finding: Finding, known: Iterable[Pattern]) -> Pattern | None:
    """The pattern whose evidence this is; None: it is new.

    The one with its identity; a merged one stands for the one that has its evidence now. A group of similar bugs keeps
    its pattern where the settings give its area another name: its number is of no area.
    """
    by_number = {each.number: each for each in known}
    own = _own(finding, by_number.values())
    return None if own is None else survivor(own, by_number)


def _own(finding: Finding, known: Iterable[Pattern]) -> Pattern | None:
    wanted = of_finding(finding)
    same = [each for each in known if of_pattern(each) == wanted] or [
        each for each in known if _same_group(finding, each)
    ]
    # A merged one may have left its identity to another that lives.
    return min(same, key=lambda each: (each.state is State.MERGED, each.number), default=None)


def _same_group(finding: Finding, pattern: Pattern) -> bool:
    tested = finding.tested
    return (
        tested.kind is Kind.RECURRENCE is pattern.kind
        and tested.subject != ""
        and tested.subject == pattern.subject
    )


def survivor(pattern: Pattern, by_number: Mapping[int, Pattern]) -> Pattern:
    """What it was merged into in the end. Merges never lead in a circle: only what lives is merged into."""
    seen: set[int] = set()
    while pattern.merged_into is not None and pattern.number not in seen:
        seen.add(pattern.number)
        if pattern.merged_into not in by_number:
            break
        pattern = by_number[pattern.merged_into]
    return pattern
