"""Check-ins, what was answered, and who is away."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.rituals.model.checkin import Answering, Away, CheckIn, Response


class CheckIns(Protocol):
    """Raises StoreUnavailable throughout."""

    def check_in(self, occurrence: str, person: str) -> CheckIn | None: ...

    def of(self, occurrence: str) -> tuple[CheckIn, ...]:
        """By person."""

    def waiting_for(self, person: str) -> tuple[CheckIn, ...]:
        """Those that this person has not answered, whether they were asked, are away or were out of reach, and that are
        not closed; the newest first."""

    def missed_by(self, person: str, *, since: date) -> tuple[CheckIn, ...]:
        """Closed ones of that date or later that this person has not answered; the newest first."""

    def ask(self, *checkins: CheckIn) -> Change:
        """Where occurrence and person are taken, nothing."""

    def stands(
        self, occurrence: str, person: str, *, channel: str, ts: str, at: datetime
    ) -> Change:
        """Where its message stands, and since when it has."""

    def put(
        self,
        occurrence: str,
        person: str,
        standing: Answering,
        *,
        was: Collection[Answering],
        why: str = "",
    ) -> Change:
        """Where it stands at none of `was` any more, nothing."""

    def close(self, occurrence: str) -> Change:
        """None of its check-ins waits for anybody any more."""

    def reminded(self, occurrence: str, person: str) -> Change: ...

    def response(self, occurrence: str, person: str) -> Response | None: ...

    def responses(self, occurrence: str) -> tuple[Response, ...]:
        """By when they were given."""

    def answered_before(self, ritual: str, person: str, *, before: datetime) -> Response | None:
        """Their last response to an earlier occurrence of the ritual."""

    def respond(self, response: Response) -> Change:
        """Takes the place of this person's response; earlier ones are kept as history. Raises Overtaken when the change
        is made, where `edits` is not one more than is stored."""

    def away(self, people: Sequence[str], at: datetime) -> dict[str, Away]:
        """Those of them who said that they are away at this moment."""

    def leave(self, away: Away) -> Change:
        """Takes the place of what they said before."""

    def back(self, person: str, *, at: datetime) -> Change: ...
