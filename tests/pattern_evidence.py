"""Evidence and settings of cards for tests: each states only what it is about."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.message import Actions, Button, Message
from cadence.core.plain import plain
from cadence.patterns.messages.card import Setting, card
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import (
    Cause,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Verdict,
    Verified,
)
from pattern_builders import DAY, NIGHT, a_pattern

MORNING = NIGHT + timedelta(hours=7)
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = {"U1": "Ana Ruiz", "U2": "Lena Vogt"}


def an_exhibit(key: str = "PAY-109", *, days: float = 3, **fields: Any) -> Exhibit:
    """Open for three days."""
    plain = {"title": "Card declined although the bank accepted it"}
    return Exhibit(key=key, created_at=MORNING - days * DAY, **(plain | fields))


def some_exhibits(count: int, *, first: int = 109, **fields: Any) -> tuple[Exhibit, ...]:
    """The latest first, a day apart."""
    return tuple(
        an_exhibit(f"PAY-{first - number}", days=1 + number, **fields) for number in range(count)
    )


def evidence(**fields: Any) -> Evidence:
    """Nine open bugs, of a copy that is twenty minutes old."""
    plain: dict[str, Any] = {
        "counted": some_exhibits(9),
        "as_of": MORNING - timedelta(minutes=20),
        "browse": "https://acme.example",
        "read_at": MORNING,
    }
    return Evidence(**(plain | fields))


def setting(occasion: Occasion = Occasion.SHOWN, **fields: Any) -> Setting:
    return Setting(occasion=occasion, zone=BERLIN, names=NAMES, **fields)


ANA = Escalated(to="U1", name="Ana Ruiz", at=NIGHT, answer_by=NIGHT + 2 * DAY)
OWNED = Ownership(
    by="U1",
    at=NIGHT - 28 * DAY,
    cause=Cause.CODE_HEALTH,
    action="One owner for retries",
    until=date(2026, 12, 11),
)
FELL = Verified(
    at=MORNING,
    verdict=Verdict.FELL,
    before=9,
    before_days=42,
    after=1,
    after_days=28,
    p_value=0.012,
)
NO_CHANGE = replace(FELL, verdict=Verdict.UNCHANGED, after=5, p_value=0.21)

STATES: tuple[Pattern, ...] = (
    a_pattern(escalated=ANA),
    a_pattern(),
    a_pattern(state=State.OWNED, ownership=OWNED),
    a_pattern(state=State.OWNED, ownership=OWNED, verified=NO_CHANGE),
    a_pattern(state=State.SNOOZED, told_rate=9),
    a_pattern(state=State.CLOSED),
    a_pattern(state=State.CLOSED, ownership=OWNED, verified=FELL),
    a_pattern(state=State.NO_PATTERN, no_pattern=NoPattern.EXPECTED),
    a_pattern(state=State.MERGED, merged_into=7),
)


def said(pattern: Pattern, occasion: Occasion = Occasion.SHOWN, **fields: Any) -> str:
    shown = fields.pop("evidence", None) or evidence()
    return plain(card(pattern, shown, setting(occasion, **fields), picture=None))


def pressable(message: Message) -> list[str]:
    return [
        each.label if isinstance(each, Button) else "menu"
        for block in message.blocks
        if isinstance(block, Actions)
        for each in block.elements
    ]
