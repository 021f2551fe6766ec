"""Values as JSON and back, for a job's arguments.

JSON alone can't tell a `Paragraph` from a `Note`, so each value carries its name: `{"$": "message.Note", "line": …}`,
the last part of its module and its class. A JSON list is a tuple, since our values hold no lists. Every field is
written, defaults too; one that an older writer did not know takes its default.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from math import isfinite
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core import message
from cadence.core.errors import CadenceError

Json = Any
"""None, bool, int, float, str, a list, or a dict with string keys."""

TAG = "$"


class WireError(CadenceError):
    """This value can't be written, or this JSON is none that we wrote. Nothing was stored or done."""


def types_in(*modules: ModuleType) -> tuple[type, ...]:
    """The dataclasses and enums that these modules define themselves."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and (is_dataclass(each) or issubclass(each, Enum))
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How values of one type become the members of a JSON object. `dump` may bring values that are dumped in turn."""

    name: str
    dump: Callable[[Any], dict[str, Any]]
    load: Callable[[dict[str, Any]], Any]


class Wire:
    """Writes and reads the values of these dataclasses and enums, and whatever of the standard library they hold."""

    def __init__(self, *types: type) -> None:
        self._shapes = {**_STANDARD, **{each: _shape(each) for each in types}}
        self._named = {shape.name: shape for shape in self._shapes.values()}
        if len(self._named) < len(self._shapes):
            raise ValueError("two types would be written under one name")

    def dump(self, value: object) -> Json:
        """Raises WireError for what is not registered, a naive datetime, and a number that JSON has not."""
        if value is None or type(value) in {bool, int, str}:
            return value
        if isinstance(value, float) and isfinite(value):
            return value
        if type(value) is tuple:
            return [self.dump(each) for each in value]
        shape = self._shapes.get(type(value))
        if shape is None:
            raise WireError(f"{value!r:.80} is of no type that can be written")
        return {
            TAG: shape.name,
            **{name: self.dump(part) for name, part in shape.dump(value).items()},
        }

    def load(self, json: Json) -> Any:
        """Raises WireError for a name that is not registered, and for all else that `dump` does not write."""
        if isinstance(json, list):
            return tuple(self.load(each) for each in json)
        if not isinstance(json, dict):
            return json
        shape = self._named.get(str(json.get(TAG)))
        if shape is None:
            raise WireError(f"nothing is written as {json.get(TAG)!r:.80}")
        members = {name: self.load(part) for name, part in json.items() if name != TAG}
        try:
            return shape.load(members)
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise WireError(f"this is no {shape.name}: {error}") from error


def _shape(of: type) -> _Shape:
    name = f"{of.__module__.rpartition('.')[2]}.{of.__name__}"
    if issubclass(of, Enum):
        return _Shape(name, lambda member: {"value": member.value}, lambda json: of(json["value"]))
    if not is_dataclass(of):
        raise TypeError(f"{name} is neither a dataclass nor an enum")
    parts = tuple(each.name for each in fields(of))
    return _Shape(name, partial(_members, parts), lambda json: of(**json))


def _members(parts: tuple[str, ...], value: object) -> dict[str, Any]:
    return {name: getattr(value, name) for name in parts}


def _instant(value: datetime) -> dict[str, Any]:
    if value.tzinfo is None:
        raise WireError(f"an instant without a zone: {value.isoformat()}")
    return {"at": value.astimezone(UTC).isoformat()}


def _stretch(value: timedelta) -> dict[str, Any]:
    return {"days": value.days, "seconds": value.seconds, "microseconds": value.microseconds}


_STANDARD = {
    datetime: _Shape("datetime", _instant, lambda json: datetime.fromisoformat(json["at"])),
    date: _Shape(
        "date", lambda day: {"on": day.isoformat()}, lambda json: date.fromisoformat(json["on"])
    ),
    time: _Shape(
        "time", lambda at: {"at": at.isoformat()}, lambda json: time.fromisoformat(json["at"])
    ),
    timedelta: _Shape("timedelta", _stretch, lambda json: timedelta(**json)),
    Decimal: _Shape(
        "decimal", lambda number: {"value": str(number)}, lambda json: Decimal(json["value"])
    ),
    ZoneInfo: _Shape("zone", lambda zone: {"key": zone.key}, lambda json: ZoneInfo(json["key"])),
    frozenset: _Shape(
        "set",
        # In one order, so that the same value is always written alike.
        lambda held: {"items": tuple(sorted(held, key=repr))},
        lambda json: frozenset(json["items"]),
    ),
}

MESSAGES = Wire(*types_in(message))
"""For whatever is said, and where."""
