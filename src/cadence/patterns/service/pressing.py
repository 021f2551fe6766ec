"""Whether somebody may press what they pressed, which pattern it is about, and what they get to see then."""

from collections.abc import Callable
from dataclasses import dataclass

from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Form
from cadence.delivery import replying
from cadence.delivery.job import Settlement
from cadence.delivery.post import show_form
from cadence.patterns.messages import answered as messages
from cadence.patterns.messages.actions import number_in
from cadence.patterns.messages.words import Names
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.rights import answers_for, is_the_channels
from cadence.patterns.model.version import Refusal
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.whom import Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """Raises MessengerError where Slack can't be asked, and StoreUnavailable."""

    seeing: Seeing
    whom: Whom

    def seen(self, value: str, user: str) -> Pattern | str:
        """For what everybody may press who sees it; or why there is nothing, in a plain sentence."""
        audience, number = self.seeing.alone(user), number_in(value)
        if audience is None:
            return messages.NOT_OURS
        found = self.seeing.pattern(number, audience) if number else None
        return found or messages.GONE

    def answerable(self, value: str, user: str) -> Pattern | str:
        """For what changes it; or why this person can't, in a plain sentence."""
        found = self.seen(value, user)
        if isinstance(found, str) or self.may_press(found, user):
            return found
        if is_the_channels(found):
            return messages.of_the_channel(found)
        whose = sorted(answers_for(found, self.whom.area(found)))
        return messages.not_yours(found, tuple(map(self.seeing.name, whose)))

    def may_press(self, pattern: Pattern, user: str) -> bool:
        """Whoever was told or owns it; who is in the area's channel, where it was told there alone."""
        area = self.whom.area(pattern)
        if user in answers_for(pattern, area):
            return True
        if not is_the_channels(pattern) or area is None or area.channel is None:
            return False
        return area.channel in self.seeing.messenger.channels_of(user)

    def names(self, pattern: Pattern) -> Names:
        owner = pattern.ownership.by if pattern.ownership else None
        return {owner: self.seeing.name(owner)} if owner else {}


def shown(pressed: Pressed, found: Pattern | str, form: Callable[[Pattern], Form]) -> Settlement:
    """In the modal that waits; or why there is nothing."""
    if pressed.view is None:
        return replying.told(pressed, replying.not_opened())
    filled = replying.done(found) if isinstance(found, str) else form(found)
    instead = replying.tell(pressed, replying.not_opened())
    job = show_form(pressed.view, filled, key=f"form:{pressed.id}", instead=instead)
    return Settlement(jobs=(job,))


def refusing(submitted: Submitted, do: Callable[[], Settlement]) -> Settlement:
    """What can't be done to the pattern as it stands is said, and nothing is changed."""
    try:
        return do()
    except Refusal as refusal:
        return replying.ended(submitted, messages.refused(refusal))
