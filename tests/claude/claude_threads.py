"""Threads, and what a model might say of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from cadence.core.message import Reaction, Said

MAYA, TOM, LENA = "U0MAYA01", "U0TOM001", "U0LENA01"
NAMES = {MAYA: "Maya Okafor", TOM: "Tom Becker", LENA: "Lena Fischer"}

START = 1_795_424_400
"""Monday, 23 November 2026, 09:00 UTC; each message is a minute later."""


def ts(place: int) -> str:
    return f"{START + 60 * place}.000100"


def a_thread(*said: tuple[str, str]) -> tuple[Said, ...]:
    """Of (user, text) pairs."""
    return tuple(Said(ts=ts(at), user=user, text=text) for at, (user, text) in enumerate(said))


LEDGER = (
    *a_thread(
        (MAYA, "The ledger needs a database. Postgres or DynamoDB?"),
        (TOM, "DynamoDB costs us 400 EUR a month at this size, see PAY-12."),
        (LENA, "And nobody here has run DynamoDB. Easy to switch back later, though."),
        (
            MAYA,
            "OK, we go with Postgres 16 for the ledger. Let's look at it again in three months.",
        ),
    ),
    Said(
        ts=ts(4),
        user=TOM,
        text="Works for me. @U0LENA01 please tell the data team.",
        reactions=(Reaction(name="+1", users=(LENA,), count=1),),
    ),
)

NOTHING: Mapping[str, Any] = {"text": "", "said": []}
NOBODY: Mapping[str, Any] = {"name": "", "said": []}


def words(text: str, *places: int) -> dict[str, Any]:
    return {"text": text, "said": [ts(place) for place in places]}


def who(name: str, *places: int) -> dict[str, Any]:
    return {"name": name, "said": [ts(place) for place in places]}


def a_decision(**fields: Any) -> dict[str, Any]:
    """Of LEDGER, and true."""
    plain: dict[str, Any] = {
        "title": "Postgres 16 for the ledger",
        "decided": words("We go with Postgres 16 for the ledger.", 3),
        "context": NOTHING,
        "options": [],
        "reasons": [],
        "consequences": [],
        "decider": NOBODY,
        "consulted": [],
        "informed": [],
        "reversibility": {"value": "", "said": []},
        "review_on": {"date": "", "said": []},
        "reopen_if": NOTHING,
        "scope": {"area": "", "product": "", "project": "", "epic": "", "said": []},
        "links": [],
        "confidence": 0.9,
    }
    return plain | fields


def a_reply(*decisions: Mapping[str, Any]) -> dict[str, Sequence[Mapping[str, Any]]]:
    return {"decisions": list(decisions or (a_decision(),))}
