"""Page marks: opaque to the app, as Slack's are."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TypeVar

from cadence.sandbox.slack.errors import SlackError

T = TypeVar("T")


def encode(kind: str, place: str) -> str:
    return b64encode(f"{kind}:{place}".encode()).decode()


def decode(kind: str, cursor: str | None) -> str | None:
    """Raises invalid_cursor."""
    if not cursor:
        return None
    try:
        said, _, place = b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error
    if said != kind:
        raise SlackError("invalid_cursor")
    return place


def page(
    items: Sequence[T], *, kind: str, cursor: str | None, limit: int
) -> tuple[Sequence[T], str]:
    """The items of this page, and the next cursor, "" at the end."""
    place = decode(kind, cursor) or "0"
    if not place.isdecimal():
        raise SlackError("invalid_cursor")
    start = int(place)
    end = start + limit
    return items[start:end], encode(kind, str(end)) if end < len(items) else ""
