"""What makes a pattern the same one from scan to scan."""

from collections.abc import Collection, Iterable, Mapping

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


def matched(
    finding: Finding, known: Iterable[Pattern], areas: Collection[str] = ()
) -> Pattern | None:
    """The pattern whose evidence this is; None: it is new.

    The one with its identity; a merged one stands for the one that has its evidence now. A group of similar bugs keeps
    its pattern where the settings give its area another name: `areas` are all that there are now.
    """
    by_number = {each.number: each for each in known}
    wanted = of_finding(finding)
    same = [each for each in by_number.values() if of_pattern(each) == wanted]
    if not same and areas:
        same = [each for each in by_number.values() if _lost(finding, each, areas)]
    # A merged one may have left its identity to another that lives.
    own = min(same, key=lambda each: (each.state is State.MERGED, each.number), default=None)
    return None if own is None else survivor(own, by_number)


def _lost(finding: Finding, pattern: Pattern, areas: Collection[str]) -> bool:
    """Whether it is of the finding's group, and of an area that is no more."""
    tested = finding.tested
    return (
        tested.kind is Kind.RECURRENCE is pattern.kind
        and tested.subject == pattern.subject
        and pattern.area not in areas
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
