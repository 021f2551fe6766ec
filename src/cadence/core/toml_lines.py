"""Where something stands in a TOML file."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, on which the statement begins that gives this key its value; of a key that isn't there, the
    line of the innermost section around it that is. None where there is none of these, and for text that is no TOML.

    A file is read up to each of its lines in turn, so that the one parser there is says what stands where. That takes
    the square of its length: it is for telling what is wrong.
    """
    nearest: tuple[int, int] | None = None
    for begin, values in _statements(text):
        depth = _depth(values, path)
        if depth and (nearest is None or depth > nearest[0]):
            nearest = depth, begin
    return nearest[1] if nearest else None


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each statement's first line, and all that is said up to its end."""
    lines = text.splitlines(keepends=True)
    begin: int | None = None
    for at, line in enumerate(lines, 1):
        bare = line.strip()
        if begin is None and (not bare or bare.startswith("#")):
            continue
        begin = at if begin is None else begin
        try:
            yield begin, tomllib.loads("".join(lines[:at]))
        except tomllib.TOMLDecodeError:
            continue
        begin = None


def _depth(values: Any, path: Sequence[str | int]) -> int:
    """How many of the path's steps lead somewhere."""
    for depth, step in enumerate(path):
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(path)
