"""Whether a bug was there before: what status answers offer."""

from dataclasses import dataclass
from datetime import timedelta

from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.patterns.service.similar import Similar

ENOUGH = 0.6
"""From this score on an earlier bug is offered: of a real tracker's bugs, for 22 in 100. Of those that people later
called duplicates, the right one is then offered for 27 in 100. `python -m evals --set similar` counts both."""
OFFERED = 3
PATIENCE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """`SeenBefore`, from what was compared."""

    similar: Similar

    def like(self, key: str) -> tuple[str, ...]:
        try:
            found = self.similar.of(key, OFFERED, within=PATIENCE)
        except (ArchiveEmpty, IssueNotFound):
            return ()
        return tuple(each.key for each in found if each.score >= ENOUGH)
