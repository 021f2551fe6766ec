"""Patterns, as far as somebody may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cadence.core.message import Audience
from cadence.core.ports import Bugs, Messenger
from cadence.core.readers import kind_or_least, name_or_somebody, ours_alone
from cadence.patterns.model.access import may_read, may_see, may_see_all
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.model.scan import Looked
from cadence.patterns.store.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """Raises MessengerError where Slack can't be asked, and StoreUnavailable. Jira is not asked."""

    patterns: Patterns
    bugs: Bugs
    messenger: Messenger

    # --- who reads ---------------------------------------------------------------------------------

    def alone(self, user: str) -> Audience | None:
        """What is said to this person alone; None where they are not of the company, to whom nothing is said."""
        return ours_alone(self.messenger, user)

    def everybody_in(self, channel: str) -> Audience:
        """Whoever reads along there; a channel that we can't see counts as shared with another company."""
        return Audience(user=None, channel=channel, kind=kind_or_least(self.messenger, channel))

    def is_for(self, audience: Audience) -> bool:
        """Whether they may be told of patterns at all."""
        if audience.channel is None and audience.user is not None:
            return self.alone(audience.user) is not None
        return may_read(audience)

    def name(self, user: str) -> str:
        return name_or_somebody(self.messenger, user)

    # --- what they see -----------------------------------------------------------------------------

    def may_see(self, pattern: Pattern, audience: Audience) -> bool:
        return may_see(pattern, audience, self.bugs.sees)

    def seen(self, patterns: Iterable[Pattern], audience: Audience) -> tuple[Pattern, ...]:
        return tuple(each for each in patterns if self.may_see(each, audience))

    def pattern(self, number: int, audience: Audience) -> Pattern | None:
        """None where there is none, and where they may not see it: the two look the same."""
        found = self.patterns.pattern(number)
        return found if found and self.may_see(found, audience) else None

    def all(
        self, audience: Audience, *, states: frozenset[State] | None = None
    ) -> tuple[Pattern, ...]:
        return self.seen(self.patterns.all(states=states), audience)

    def looked(self, audience: Audience) -> Looked | None:
        """The last scan, as far as it was about areas of which they may know; None where there was none yet."""
        last = self.patterns.looked()
        if last is None:
            return None
        of = dict(last.projects)
        shown = {
            area: projects
            for area, projects in of.items()
            if may_see_all(projects, audience, self.bugs.sees)
        }
        unlooked = (each for each in last.unlooked if each.area in shown)
        return replace(
            last, areas=len(shown), unlooked=tuple(unlooked), projects=tuple(shown.items())
        )
