"""Definitions of rituals, every version of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.rituals.model.ritual import Standing, State, Version


class Definitions(Protocol):
    """Raises StoreUnavailable throughout."""

    def standing(self, key: str) -> Standing | None: ...

    def all(self) -> tuple[Standing, ...]:
        """By key; the ended ones too."""

    def due(self, now: datetime, *, limit: int = 1000) -> tuple[tuple[str, datetime], ...]:
        """Keys of the rituals that are on and due at or before now, with when; the longest due first. Its cost follows
        what is due, not what there is."""

    def version(self, key: str, number: int) -> Version | None: ...

    def versions(self, key: str) -> tuple[Version, ...]:
        """Newest first."""

    def define(
        self, version: Version, *, next_at: datetime | None, state: State = State.ON
    ) -> Change:
        """Makes this the version that counts. Raises Overtaken when the change is made, where its number is not the
        next one, or an earlier one stands in another state: a pause is not lost to an edit."""

    def schedule(self, key: str, *, was: datetime | None, next_at: datetime | None) -> Change:
        """When it is due next. Where that is not `was` any more, somebody else has seen to it: nothing is changed."""

    def put(self, key: str, state: State, *, why: str, next_at: datetime | None) -> Change: ...

    def seed(self, versions: Sequence[tuple[Version, datetime | None]]) -> tuple[str, ...]:
        """At a start: what the file defines, each as a new version where it differs from the last one, in one
        transaction; file rituals that are not among them end. Brings the keys that changed. Safe on replicas."""
