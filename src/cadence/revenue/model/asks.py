"""What the owner of an indicator is asked, and what can be wrong with an answer."""

from decimal import Decimal

from cadence.core.agenda import Ask, Sort, Value
from cadence.revenue.model.indicator import PERCENT, SOURCE, SUBJECT, LeadingIndicator

READING, WHY, NEXT, DECIDE = "reading", "why", "next", "decide"

ASKS = (
    Ask(name=READING, label="Where does it stand?", sort=Sort.NUMBER, each=SOURCE),
    Ask(name=WHY, label="What is behind it?", each=SOURCE, optional=True),
    Ask(name=NEXT, label="What is done about it, and by when?", each=SOURCE, optional=True),
    Ask(
        name=DECIDE,
        label="What do you need to have decided?",
        each=SOURCE,
        optional=True,
        is_call=True,
    ),
)

MOST = Decimal(10) ** 12
MOST_PLACES = 9
"""Behind the point."""


def key_in(subject: str | None) -> str | None:
    """The indicator that a subject's key names."""
    if subject is None or not subject.startswith(SUBJECT):
        return None
    return subject.removeprefix(SUBJECT)


def wrong(indicator: LeadingIndicator | None, value: Value) -> str | None:
    """What is wrong with a reading. `indicator` is None where it is no longer known: then the unit is not either."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return "A reading is a number."
    if value < 0:
        return "A reading is a number of 0 or more."
    if value > MOST:
        return "This number is too large to be right."
    if -int(value.as_tuple().exponent) > MOST_PLACES:
        return f"Give at most {MOST_PLACES} digits behind the point."
    if indicator and indicator.unit == PERCENT and value > 100:
        return "A share is 100 % at most."
    return None
