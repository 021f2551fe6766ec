"""What owners are asked about each of their bets, and what an answer must be."""

from decimal import Decimal

from cadence.core.agenda import Ask, Sort, Value

SOURCE = "portfolio"
"""By which definitions of rituals name the portfolio."""

READING = "reading"
ASSURANCE = "confidence"
CHANGED = "changed"
DECIDE = "decide"

MOST = Decimal(10) ** 15
"""What a metric is beyond is a slip of the keyboard."""
MOST_PLACES = 9
"""Behind the point."""

ASKS = (
    Ask(
        name=READING,
        label="Where does its outcome metric stand today?",
        sort=Sort.NUMBER,
        hint="Leave it empty where nothing was measured since the last time.",
        least=-MOST,
        most=MOST,
        optional=True,
        each=SOURCE,
    ),
    Ask(
        name=ASSURANCE,
        label="How sure are you that it reaches its target?",
        sort=Sort.CONFIDENCE,
        unit="%",
        least=Decimal(0),
        most=Decimal(100),
        each=SOURCE,
    ),
    Ask(
        name=CHANGED,
        label="What changed for customers?",
        hint="Not what was shipped: what they can do, or do, that they could not or did not.",
        optional=True,
        each=SOURCE,
    ),
    Ask(
        name=DECIDE,
        label="What needs a decision above the team?",
        optional=True,
        is_call=True,
        each=SOURCE,
    ),
)


def wrong(ask: str, value: Value) -> str | None:
    """What is wrong with an answer, in a plain sentence."""
    if ask not in (READING, ASSURANCE):
        return None
    if not isinstance(value, Decimal) or not value.is_finite():
        return "Give a number, such as 42 or 3.5."
    if ask == ASSURANCE and not 0 <= value <= 100:
        return "Confidence is between 0 and 100 %."
    if abs(value) > MOST:
        return "This number is too large to be right."
    if -int(value.as_tuple().exponent) > MOST_PLACES:
        return f"Give at most {MOST_PLACES} digits behind the point."
    return None


def number_of(subject: str | None) -> int | None:
    """The bet that a subject's key names; None where it names none."""
    kind, _, number = (subject or "").partition(":")
    return int(number) if kind == "bet" and number.isascii() and number.isdigit() else None
