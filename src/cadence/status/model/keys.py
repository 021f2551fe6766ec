"""Issue keys in running text."""

import re

_KEY = re.compile(
    r"(?<![\w/-])(?:https?://\S{1,300}?/browse/)?([A-Za-z][A-Za-z0-9_]{1,9}-[1-9]\d{0,8})(?![\w-])"
)


def keys_in(text: str) -> tuple[str, ...]:
    """What looks like a key, by itself or at the end of a link, in order, in capitals, each once."""
    return tuple(dict.fromkeys(found.upper() for found in _KEY.findall(text)))
