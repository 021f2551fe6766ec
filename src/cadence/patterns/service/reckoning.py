"""What a quality review is made of, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cadence.core.message import Audience
from cadence.core.people import Area
from cadence.patterns.messages.review import LOOKED_BACK
from cadence.patterns.messages.words import Names
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.precision import Precision, precision
from cadence.patterns.model.review import Changed, Review, changes
from cadence.patterns.model.standing import Standing, by_standing
from cadence.patterns.service.seeing import Seeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Raises StoreUnavailable and MessengerError. Everything is what this audience may see, the shares too."""

    seeing: Seeing
    areas: Sequence[Area]
    policy: Policy

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.policy.zone)).date()

    def review(self, audience: Audience, *, at: datetime, since: datetime | None) -> Review:
        seen = self.seeing.all(audience)
        return Review(
            at=at,
            on=self.day(at),
            live=self._live(seen, at),
            changed=self._changed(seen, since),
            precision=self.precision(seen, at),
            looked=self.seeing.looked(audience),
            has_areas=bool(self.areas),
        )

    def precision(self, patterns: Sequence[Pattern], at: datetime) -> Precision:
        """Of these patterns' alarms in the last half year."""
        numbers = {each.number for each in patterns}
        entries = self.seeing.patterns.since(at - LOOKED_BACK)
        return precision(each for each in entries if each.pattern in numbers)

    def names(self, patterns: Sequence[Pattern]) -> Names:
        owners = {each.ownership.by for each in patterns if each.ownership}
        return {user: self.seeing.name(user) for user in sorted(owners)}

    # --- inside ------------------------------------------------------------------------------------

    def _live(
        self, patterns: Sequence[Pattern], at: datetime
    ) -> Mapping[Standing, Sequence[Pattern]]:
        live = [each for each in patterns if each.is_live]
        return by_standing(live, at, self.day(at))

    def _changed(self, patterns: Sequence[Pattern], since: datetime | None) -> tuple[Changed, ...]:
        return changes(patterns, self.seeing.patterns.since(since)) if since else ()
