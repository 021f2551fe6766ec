"""Everything that will be recorded, once it is sure that it is to be."""

from dataclasses import dataclass
from datetime import datetime

from cadence.decisions.model.carried import Carried
from cadence.decisions.model.decision import Body, Decision, Origin, Party, Quote, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    key: str
    """Of the submission: what is recorded under it is recorded once."""
    body: Body
    status: Status
    decided_at: datetime
    origin: Origin
    by: Party
    quotes: tuple[Quote, ...]
    carried: Carried
    """What its form carried, by which it can be filled again."""
    team: str = ""
    remarks: tuple[str, ...] = ()
    """Sentences that whoever confirmed must still be told, such as that a quoted message was deleted."""

    def recorded(self, number: int, *, at: datetime) -> Decision:
        """The record that it becomes, before it takes the place of any other."""
        return Decision(
            number=number,
            body=self.body,
            status=self.status,
            decided_at=self.decided_at,
            recorded_at=at,
            recorded_by=self.by,
            origin=self.origin,
            quotes=self.quotes,
        )
