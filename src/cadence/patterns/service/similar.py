"""Given a bug, the earlier ones that are most like it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.patterns.model.similarity.near import Near
from cadence.patterns.store.likenesses import Likenesses

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.nearest import Nearest

TOGETHER = 64
"""Bugs that are asked about while all others pass by once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Looks at what was taken in (see `Likening`). Raises ArchiveEmpty where nothing was, and StoreUnavailable."""

    likenesses: Likenesses

    def of(self, key: str, limit: int = 10, *, within: timedelta | None = None) -> tuple[Near, ...]:
        """Of all projects, likest first; of those that were compared after so long, the latest first. Raises
        IssueNotFound: no such issue, or none that may be compared."""
        _, found = next(self.of_each([key], limit, within=within))
        if found is None:
            raise IssueNotFound(key)
        return found

    def of_each(
        self, keys: Sequence[str], limit: int = 10, *, within: timedelta | None = None
    ) -> Iterator[tuple[str, tuple[Near, ...] | None]]:
        """The same for each, in their order; None for one that is not there."""
        rarity = self.likenesses.rarity()
        if not rarity.total:
            raise ArchiveEmpty("no bugs were compared yet; `cadence sync` copies them first")
        from cadence.patterns.model.similarity.nearest import (  # noqa: PLC0415 - brings numpy
            Nearest,
        )

        for start in range(0, len(keys), TOGETHER):
            some = keys[start : start + TOGETHER]
            known = self.likenesses.by_key(some)
            asked = {each.id: each for each in known.values()}
            nearest = Nearest(tuple(asked.values()), rarity)
            if asked:
                self._compare(nearest, max(each.day for each in asked.values()), within)
            rows = {id_: row for row, id_ in enumerate(asked)}
            for key in some:
                yield key, nearest.of(rows[known[key].id], limit) if key in known else None

    def _compare(self, nearest: "Nearest", until: float, within: timedelta | None) -> None:
        began = monotonic()
        for others in self.likenesses.until(until):
            nearest.show(others)
            if within is not None and monotonic() - began > within.total_seconds():
                return
