"""What the life of an occurrence asks of the subjects of the room, step by step."""

from datetime import date, datetime
from typing import Protocol

from cadence.core.message import Message
from cadence.delivery.job import NewJob, Settlement
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Ritual


class Asking(Protocol):
    """Check-ins. Reads may raise what the sources and the messenger raise; then the step is tried again."""

    def opened(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        """Who is asked what, filled in: the check-ins, their messages, and the reminders as jobs of their own."""

    def closed(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        """Who has not answered is away or missed; their messages say that it is closed."""


class Publishing(Protocol):
    """The digest and its calls."""

    def published(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        """The digest's messages, with pictures that were uploaded, and its calls."""

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        """The check-in and the digest as they would read for that date with today's data; nothing is kept, said or
        uploaded. `user` is who reads it, None on the terminal."""


LATE_ANSWER = "late answer"
"""The kind of the job that adds late answers to the digest; its arguments name `ritual` and `on`."""


def late_answer(occurrence: Occurrence, person: str, edits: int) -> NewJob:
    return NewJob(
        kind=LATE_ANSWER,
        key=f"late:{occurrence.key}:{person}:{edits}",
        lane=f"late:{occurrence.key}",
        args={"ritual": occurrence.ritual, "on": occurrence.on.isoformat()},
    )
