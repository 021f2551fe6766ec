"""Reading JSON of which nothing is sure."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def part(payload: object, *path: str) -> Json:
    """The object at the path; empty where there is none."""
    found = _at(payload, path)
    return found if isinstance(found, dict) else {}


def parts(payload: object, *path: str) -> list[Json]:
    found = _at(payload, path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def texts(payload: object, *path: str) -> tuple[str, ...]:
    """The strings of the list at the path; empty where there is none."""
    found = _at(payload, path)
    items = found if isinstance(found, list) else []
    return tuple(each for each in items if isinstance(each, str) and each)


def text(payload: object, *path: str) -> str:
    """The string at the path; empty where there is none."""
    found = _at(payload, path)
    return found if isinstance(found, str) else ""


def first(*candidates: str) -> str:
    """The first that isn't empty."""
    return next((each for each in candidates if each), "")


def _at(payload: object, path: tuple[str, ...]) -> object:
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload
