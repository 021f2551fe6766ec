"""What is told rather than asked: watch, stop watching, list what I watch."""

import re
from dataclasses import dataclass
from enum import StrEnum

_BARE = r"[A-Za-z][A-Za-z0-9_]+-\d+"
_KEY = rf"(?P<key>{_BARE})"
_IT = r"(?:it|(?:this|that|the)\s+(?:one|bug|issue|ticket|defect)|this|that)"


class Verb(StrEnum):
    WATCH = "watch"
    UNWATCH = "unwatch"
    WATCHES = "watches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    verb: Verb
    key: str | None = None
    """None means the issue that was spoken of last."""


_PATTERNS = tuple(
    (
        verb,
        re.compile(
            rf"^(?:please\s+|(?:can|could|will|would)\s+you\s+(?:please\s+)?)?(?:{pattern})(?:,?\s+please)?[\s.!?]*$",
            re.IGNORECASE,
        ),
    )
    for verb, pattern in (
        (
            Verb.WATCHES,
            r"(?:(?:list|show)\s+)?(?:me\s+)?(?:my\s+)?watches|what\s+(?:do|am)\s+i\s+watch(?:ing)?\s*\??",
        ),
        (
            Verb.UNWATCH,
            rf"(?:(?:unwatch|stop\s+watching)\s+(?:{_KEY}|{_IT})|forget\s+(?P<forgotten>{_BARE}))",
        ),
        (Verb.WATCH, rf"watch\s+(?:{_KEY}|{_IT})(?:\s+for\s+me)?"),
        (
            Verb.WATCH,
            (
                rf"(?:tell|notify|ping|let)\s+me\s+(?:know\s+)?(?:when|once|as\s+soon\s+as)\s+(?:{_KEY}|{_IT})"
                r"(?:['’]s|\s+is|\s+gets|\s+has\s+been|\s+changes)\s*(?:fixed|done|resolved|closed|solved|changed)?"
            ),
        ),
    )
)


def command(text: str) -> Command | None:
    """What the text tells Cadence to do; None for anything else, which is a question."""
    said = " ".join(text.split())  # several spaces in a row would be tried in every division
    for verb, pattern in _PATTERNS:
        if found := pattern.match(said):
            named = found.groupdict()
            key = named.get("key") or named.get("forgotten")
            return Command(verb=verb, key=key.upper() if key else None)
    return None
