"""Digests as they were said, so that what comes later can be added."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadence.core.message import Block, Message
from cadence.core.ports import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    message: Message
    ts: str | None = None
    """None until it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One digest: what of it never changes, the calls that follow it, and its messages as they stand."""

    occurrence: str
    """Its key."""
    ritual: str
    on: date
    version: int
    """Of the ritual's definition."""
    channel: str
    title: str
    headline: str
    blocks: tuple[Block, ...]
    """All but the calls and what came late."""
    calls: tuple[int, ...]
    """Their numbers, in order."""
    at: datetime
    """When it was put together."""
    pages: tuple[Page, ...] = ()


class Digests(Protocol):
    """Raises StoreUnavailable throughout."""

    def digest(self, occurrence: str) -> Said | None: ...

    def showing(self, ritual: str, number: int) -> tuple[str, ...]:
        """Keys of the occurrences whose digest shows this call, the newest first."""

    def keep(self, said: Said) -> Change:
        """Where the occurrence has one, nothing."""

    def stands(self, occurrence: str, page: int, *, ts: str) -> Change:
        """Pages count from 1."""

    def put(self, occurrence: str, page: int, message: Message) -> Change:
        """Another message in the place of this page, or a page more."""
