"""What owners are asked about each of their patterns in a quality review, and what an answer must be."""

from datetime import date, datetime

from cadence.core.agenda import Ask, Sort, Value
from cadence.core.message import Choice
from cadence.patterns.model.filled import FARTHEST, LAST_ZONE

SOURCE = "patterns"
"""By which definitions of rituals name the patterns."""

PROGRESS = "progress"
LEARNED = "learned"
UNTIL = "until"
DECIDE = "decide"

ASKS = (
    Ask(
        name=PROGRESS,
        label="How far is what you do about its cause?",
        sort=Sort.CHOICE,
        choices=(
            Choice("Not begun", "not_begun"),
            Choice("Under way", "under_way"),
            Choice("Done", "done"),
            Choice("Stuck", "stuck"),
        ),
        each=SOURCE,
    ),
    Ask(
        name=LEARNED,
        label="What do you know of the cause that was not known before?",
        hint="Of the system: code, tools, process, staffing. Never of a person.",
        optional=True,
        each=SOURCE,
    ),
    Ask(
        name=UNTIL,
        label="By when is it done?",
        sort=Sort.DATE,
        hint="On that day it is tested whether the rate fell.",
        optional=True,
        each=SOURCE,
    ),
    Ask(
        name=DECIDE,
        label="What do you need to have decided?",
        optional=True,
        is_call=True,
        each=SOURCE,
    ),
)


def wrong(ask: str, value: Value, now: datetime) -> str | None:
    """What is wrong with an answer, in a plain sentence. A day is held against no zone of anybody's: wrong is what is
    past everywhere."""
    if ask != UNTIL or not isinstance(value, date):
        return None
    if value <= (now - LAST_ZONE).date():
        return "Choose a day ahead."
    return "Choose a day within two years." if value > (now + FARTHEST).date() else None


def key_of(number: int) -> str:
    """Of a subject, and of the call about it."""
    return f"pattern:{number}"


def number_of(key: str | None) -> int | None:
    """The pattern that a subject's or a call's key names; None where it names none."""
    kind, _, number = (key or "").partition(":")
    return int(number) if kind == "pattern" and number.isascii() and number.isdigit() else None
