"""Evidence and settings of cards for tests: each states only what it is about."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.patterns.messages.card import Setting
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.occasion import Occasion
from pattern_builders import DAY, NIGHT

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
