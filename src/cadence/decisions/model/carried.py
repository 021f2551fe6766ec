"""What a form of a decision carries while somebody fills it in: where it comes from, and never a word of the draft."""

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cadence.core.errors import CadenceError
from cadence.core.message import Said
from cadence.decisions.model.decision import Part
from cadence.decisions.model.draft import Support

MOST = 3_000
"""Characters that Slack keeps for a form: https://docs.slack.dev/reference/views/modal-views"""

QUOTES = 12
"""Of one field, at most: so many fit for all fields together, however far apart they were said."""

_MICRO = 1_000_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PARTS = tuple(Part)


class NotCarried(CadenceError):
    """This is nothing that a form of ours carries; it may be an older version's. Nothing was read or done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    channel: str
    thread: str | None = None
    team: str = ""
    offer: str | None = None
    """The `ts` of our message that offered the draft, which becomes the record's."""
    asked: str | None = None
    """The `ts` of the message that asked for the draft."""
    words: str | None = None
    """The `ts` of a message that says itself what to log: the draft is of it alone."""
    alone: Said | None = None
    """The one message that could be read, where Cadence is not in the channel: it can't be read again."""
    support: tuple[Support, ...] = ()
    decisive: str | None = None
    decided_on: date | None = None
    """The date that the form was filled with, the decisive message's."""
    supersedes: int | None = None
    turn: int = 0
    """How often the form was filled before."""

    def resting_on(self, part: Part) -> tuple[str, ...]:
        return next((each.said for each in self.support if each.part is part), ())

    @property
    def quoted(self) -> tuple[str, ...]:
        """Every `ts` once, oldest first."""
        return tuple(sorted({ts for each in self.support for ts in each.said}, key=_instant))


def dumped(carried: Carried) -> str:
    """At most MOST characters. Of one field QUOTES messages are kept, and of a message that can't be read again as
    much as fits."""
    text = _json(_packed(carried))
    if _size(text) > MOST and carried.alone:
        said = carried.alone
        kept = bisect_left(
            range(len(said.text)), True, key=lambda most: _size(_cut(carried, said, most)) > MOST
        )
        text = _cut(carried, said, kept - 1)
    if _size(text) > MOST:
        raise ValueError("a form can't carry this much")
    return text


def _cut(carried: Carried, said: Said, most: int) -> str:
    shorter = replace(said, text=f"{said.text[:most]}…")
    return _json(_packed(replace(carried, alone=shorter)))


def loaded(text: str) -> Carried:
    """Raises NotCarried."""
    try:
        return _unpacked(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise NotCarried("this form is from an older version of Cadence") from error


# --- packing -------------------------------------------------------------------------------------


def _packed(carried: Carried) -> Mapping[str, Any]:
    support = [replace(each, said=each.said[:QUOTES]) for each in carried.support]
    known = sorted({ts for each in support for ts in each.said}, key=_instant)
    places = {ts: _digits(place) for place, ts in enumerate(known)}
    packed: dict[str, Any] = {
        "c": carried.channel,
        "t": carried.thread,
        "m": carried.team,
        "o": carried.offer,
        "q": carried.asked,
        "w": carried.words,
        "a": _packed_said(carried.alone),
        "k": _differences(known),
        "s": {
            _digits(_PARTS.index(each.part)): ".".join(places[ts] for ts in each.said)
            for each in support
            if each.said
        },
        "d": carried.decisive,
        "n": carried.decided_on.isoformat() if carried.decided_on else None,
        "r": carried.supersedes,
        "i": carried.turn,
    }
    return {name: value for name, value in packed.items() if value}


def _unpacked(json: Mapping[str, Any]) -> Carried:
    known = _summed(json.get("k", ""))
    on = json.get("n")
    return Carried(
        channel=json["c"],
        thread=json.get("t"),
        team=json.get("m", ""),
        offer=json.get("o"),
        asked=json.get("q"),
        words=json.get("w"),
        alone=_unpacked_said(json.get("a")),
        support=tuple(
            Support(
                part=_PARTS[int(part, 36)],
                said=tuple(known[int(place, 36)] for place in places.split(".")),
            )
            for part, places in json.get("s", {}).items()
        ),
        decisive=json.get("d"),
        decided_on=date.fromisoformat(on) if on else None,
        supersedes=json.get("r"),
        turn=json.get("i", 0),
    )


def _packed_said(said: Said | None) -> list[Any] | None:
    return [said.ts, said.user, said.text, said.thread] if said else None


def _unpacked_said(json: list[Any] | None) -> Said | None:
    if json is None:
        return None
    ts, user, text, thread = json
    return Said(ts=ts, user=user, text=text, thread=thread)


def _differences(known: list[str]) -> str:
    """Each message's distance from the one before it, in millionths of a second, since a `ts` is long."""
    instants = [_instant(ts) for ts in known]
    befores = [0, *instants]
    return ".".join(_digits(at - before) for at, before in zip(instants, befores, strict=False))


def _summed(written: str) -> tuple[str, ...]:
    at, found = 0, []
    for each in written.split(".") if written else ():
        at += int(each, 36)
        found.append(f"{at // _MICRO}.{at % _MICRO:06d}")
    return tuple(found)


def _instant(ts: str) -> int:
    """Raises ValueError for what is no `ts` of Slack's."""
    seconds, _, rest = ts.partition(".")
    return int(seconds) * _MICRO + int(f"{rest:0<6}"[:6])


def _digits(number: int) -> str:
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def _json(packed: Mapping[str, Any]) -> str:
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _size(text: str) -> int:
    """In UTF-16 units: never less than any way in which Slack may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
