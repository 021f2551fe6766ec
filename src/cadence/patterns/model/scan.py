"""What one look at everything brought."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cadence.patterns.model.finding import Finding, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlooked:
    """An area about which nothing can be said yet, which is not "nothing found"."""

    area: str
    why: str
    kinds: frozenset[Kind] = frozenset()
    """What could not be tested; empty: nothing could."""

    @property
    def clause(self) -> str:
        """Why nothing could be found, of a part what its test lacks."""
        why = self.why.rstrip(".")
        return f"its test {why}" if self.kinds and why.startswith("needs ") else why

    def hides(self, area: str, kind: Kind) -> bool:
        """Whether a pattern of this area and kind could not have been found."""
        return self.area == area and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    at: datetime
    """As of when it looks: nothing that happened later counts."""
    as_of: datetime
    """Up to when the copy of the tracker is whole."""
    areas: int
    tested: int
    """Questions asked of the data, alarming or not."""
    findings: tuple[Finding, ...]
    """Most surprising first."""
    unlooked: tuple[Unlooked, ...] = ()
    projects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """By area, the keys of the projects its bugs are of."""

    @property
    def looked(self) -> "Looked":
        return Looked(
            at=self.at,
            as_of=self.as_of,
            areas=self.areas,
            tested=self.tested,
            findings=len(self.findings),
            unlooked=self.unlooked,
            projects=self.projects,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is kept of a scan: that it was, and what it could not say."""

    at: datetime
    as_of: datetime
    areas: int
    tested: int
    findings: int
    unlooked: tuple[Unlooked, ...] = ()
    projects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """As the scan's: who may not see all projects of an area is not told of the area."""

    @property
    def whole_areas(self) -> tuple[Unlooked, ...]:
        """Of which nothing could be tested."""
        return tuple(each for each in self.unlooked if not each.kinds)

    @property
    def kinds_of_areas(self) -> tuple[Unlooked, ...]:
        """Of which all else was tested."""
        return tuple(each for each in self.unlooked if each.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the scan is that goes on now."""

    step: str
    """In plain words: "reading bugs", "testing areas"."""
    done: int
    total: int | None = None
    """None where nobody knows yet."""


Watcher = Callable[[Progress], None]


def nobody(progress: Progress) -> None:
    """Nobody watches."""
