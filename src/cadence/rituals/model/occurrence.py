"""One due run of a ritual, its life, and the ledger of every step."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """due → open → (reminded) → closed → published; or skipped, or paused, with the reason."""

    DUE = "due"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    SKIPPED = "skipped"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Unique by ritual and local date."""

    ritual: str
    on: date
    """The date that the recurrence names; on a holiday it may be due on another."""
    version: int
    due_at: datetime
    stage: Stage
    why: str = ""
    """Of skipped and paused."""
    closes_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    published_at: datetime | None = None
    channel: str = ""
    digest_ts: str | None = None

    @property
    def key(self) -> str:
        return occurrence_key(self.ritual, self.on)


def occurrence_key(ritual: str, on: date) -> str:
    return f"{ritual}@{on.isoformat()}"


def ritual_and_date(key: str) -> tuple[str, date]:
    """Of an occurrence's key. Raises ValueError for what is none."""
    ritual, _, on = key.rpartition("@")
    return ritual, date.fromisoformat(on)


class Step(StrEnum):
    """What the ledger tells of."""

    DUE = "due"
    OPENED = "opened"
    ASKED = "asked"
    REMINDED = "reminded"
    ANSWERED = "answered"
    CLOSED = "closed"
    PUBLISHED = "published"
    LATE = "late"
    """Late answers were added to the digest."""
    CALL = "call"
    SKIPPED = "skipped"
    PAUSED = "paused"
    UNREACHED = "unreached"
    """Slack never took a message."""
    FAILED = "failed"
    """It will be tried again; the entry says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the ledger. Each step stands in it before it is said (`intended`) and after."""

    ritual: str
    on: date
    step: Step
    whom: str = ""
    """A user id or a channel, where it concerns one."""
    at: datetime
    process: str
    """Which process did it: host and number."""
    done: bool
    """False: intended, or failed. True: it stands."""
    why: str = ""
