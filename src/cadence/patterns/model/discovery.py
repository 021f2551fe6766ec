"""What may be told, of everything that a scan tested in all areas."""

from collections.abc import Iterable, Sequence

from cadence.patterns.model.budget import threshold
from cadence.patterns.model.finding import Finding, Kind, Tested
from cadence.patterns.model.policy import Policy

RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            Kind.RECURRENCE,
            Kind.ESCAPES,
            Kind.SPIKE,
            Kind.DRIFT,
            Kind.REOPENED,
            Kind.REGRESSED,
            Kind.AGEING,
        )
    )
}
"""Of two that explain each other the first is kept: what is alike, then what simply came in, then what came back."""


def found(tested: Iterable[Tested], policy: Policy) -> tuple[Finding, ...]:
    """The findings, most surprising first, one for each kind and subject of an area.

    Three things are asked. Over everything that was tested: the share of false ones among the findings is kept at
    the policy's (Benjamini and Hochberg 1995). Of each kind by itself: its odds are at or below the threshold by which
    an area has no more false alarms in a quarter than the policy allows, though it is looked at every night
    (`budget`). And it has to matter. Of what is left in an area, what another finding explains is dropped
    (`explained`).
    """
    asked = list(tested)
    passed = [
        Finding(tested=each, q_value=q, budget=policy.false_alarms)
        for each, q in zip(asked, q_values([each.p_value for each in asked]), strict=True)
        if each.matters
        and q <= policy.false_discoveries
        and each.p_value <= threshold(each.kind, policy.false_alarms, stricter=each.stricter)
    ]
    passed.sort(key=lambda each: (each.q_value, each.tested.p_value, RANK[each.tested.kind]))
    by_area: dict[str, dict[tuple[Kind, str], Finding]] = {}
    for each in passed:
        mine = by_area.setdefault(each.tested.area, {})
        mine.setdefault((each.tested.kind, each.tested.subject), each)
    kept = {id(each) for mine in by_area.values() for each in _unexplained(list(mine.values()))}
    return tuple(each for each in passed if id(each) in kept)


def q_values(p_values: Sequence[float]) -> list[float]:
    """For each, the smallest false-discovery rate at which it is still a discovery."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    q_values = [1.0] * len(p_values)
    least = 1.0
    for behind, at in enumerate(order):
        least = min(least, p_values[at] * len(p_values) / (len(p_values) - behind))
        q_values[at] = least
    return q_values


def explained(test: Tested, by: Tested) -> bool:
    """Whether most of what is unusual about a finding is another one: without the other's bugs, less than half of what
    it has beyond its baseline would be left."""
    others = set(by.keys)
    left = sum(1 for key in test.keys if key not in others)
    return left - test.baseline < (test.rate - test.baseline) / 2


def _unexplained(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for each in sorted(findings, key=lambda each: RANK[each.tested.kind]):
        if not any(explained(each.tested, other.tested) for other in kept):
            kept.append(each)
    return kept
