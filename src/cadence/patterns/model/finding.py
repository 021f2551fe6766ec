"""A tested claim about an area: a rate against its baseline, with the odds that chance alone brings it about."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cadence.core.calendar import Span


class Kind(StrEnum):
    RECURRENCE = "recurrence"
    """Similar bugs coming back."""
    SPIKE = "spike"
    DRIFT = "drift"
    REOPENED = "reopened"
    REGRESSED = "regressed"
    """Back after a version that had fixed it."""
    AGEING = "ageing"
    ESCAPES = "escapes"
    """Found after a release that they should have been found before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One question that was asked of the data, alarming or not: all of them share the false-discovery budget.

    Every kind is a count held against what is usual for the same window: bugs that came in, came back, grew too old.
    """

    kind: Kind
    area: str
    subject: str = ""
    """What of the area it is about: a group's number, a release's id; "" for all of it. With kind and area it makes a
    pattern one from scan to scan."""
    keys: tuple[str, ...]
    """The bugs that were counted, latest first."""
    rate: int
    """How many there were in the window."""
    baseline: float
    """How many there usually are in a window of this length."""
    window: Span
    """Half-open, bounded on both sides."""
    out_of: int | None = None
    """Of how many, where the claim is about a share: reopened of resolved."""
    share: float | None = None
    """The usual share, with `out_of`."""
    past_days: int | None = None
    """The age that is too old, where the claim is about ageing."""
    p_value: float
    """Of this many or more, if nothing but chance had changed; one-sided."""
    method: str
    """The test's name, as statisticians know it."""
    matters: bool = True
    """Whether it is large enough to bother somebody with, however sure: a floor of its kind."""
    stricter: float = 1.0
    """By what its kind's threshold is divided, after what leads of this area dismissed."""
    since: datetime
    """When it began, as well as that can be said: the first counted bug, or the estimated moment of change."""

    @property
    def window_days(self) -> int:
        start, end = self.window.start, self.window.end
        assert start is not None  # noqa: S101 - both bounds are the type's promise
        assert end is not None  # noqa: S101 - the same
        return max(1, round((end - start).total_seconds() / 86_400))

    @property
    def times(self) -> float | None:
        """How many times the usual; None where usually there are none."""
        return self.rate / self.baseline if self.baseline else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What passed: surprising after all that was looked at in the same scan, and large enough."""

    tested: Tested
    q_value: float
    """The smallest false-discovery rate at which it still counts (Benjamini and Hochberg 1995)."""
    budget: float
    """False alarms that are allowed, per area and quarter."""
