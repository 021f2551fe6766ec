"""What the mirror must remember. Each method is one short transaction and raises StoreUnavailable."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from cadence.core.issue import Issue, StatusChange
from cadence.core.site import Site
from cadence.mirror.model import Standing

Histories = Mapping[str, tuple[StatusChange, ...]]
"""By key."""


class MirrorStore(Protocol):
    """Kept by the tracker's own ids, so that an issue that moves to another key stays one."""

    def standings(self) -> Mapping[str, Standing]:
        """By project, finished or not."""

    def keep(
        self, issues: Sequence[Issue], histories: Histories, standing: Standing | None = None
    ) -> int:
        """Store these issues whole, and how far that brings us. How many were stored.

        An issue that is there as of a later reading stays as it is: two syncs at once can't put back the clock. One
        without an entry in `histories` loses none that it had.
        """

    def stand(self, standings: Iterable[Standing], site: Site | None = None) -> None:
        """Note how far these projects are, and the site's vocabulary."""

    def differing(self, issues: Sequence[Issue]) -> frozenset[str]:
        """Ids of those that the copy has not, or not like this. Texts and links are not compared, nor `read_at`."""

    def held(self, projects: Iterable[str]) -> Mapping[str, str]:
        """Id and key of every issue of these projects."""

    def remove(self, ids: Iterable[str]) -> int:
        """Forget these issues. How many there were."""

    def forget(self, projects: Iterable[str]) -> int:
        """Forget all of these projects, and how far they were. How many issues there were."""
