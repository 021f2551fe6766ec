"""What follows `/cadence patterns`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cadence.patterns.model.pattern import Pattern


class Verb(StrEnum):
    LIST = "list"
    MINE = "mine"
    ALL = "all"
    SHOW = "show"
    LEDGER = "ledger"
    AREA = "area"
    SCAN = "scan"
    HELP = "help"


_SAME = {
    "live": Verb.LIST,
    "my": Verb.MINE,
    "history": Verb.LEDGER,
    "areas": Verb.AREA,
    "?": Verb.HELP,
}
_NUMBER = re.compile(r"(?:P-?|#)?([1-9][0-9]{0,8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    verb: Verb
    named: str = ""
    """The pattern, by its number or a part of its name; of AREA, the area or a part of its name."""


def command(words: str) -> Command:
    """What begins with no verb names the pattern that is to be shown."""
    if not words.strip():
        return Command(Verb.LIST)
    first, _, rest = words.strip().partition(" ")
    verb = _verb(first.casefold())
    return Command(Verb.SHOW, words.strip()) if verb is None else Command(verb, rest.strip())


def _verb(word: str) -> Verb | None:
    try:
        return _SAME.get(word) or Verb(word)
    except ValueError:
        return None


def number_said(words: str) -> int | None:
    """Of "P-12", "p12", "#12" and "12"."""
    found = _NUMBER.fullmatch(words.strip())
    return int(found[1]) if found else None


def named(words: str, patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The pattern with that number, or else those with that name, or else those whose name holds the words."""
    known = tuple(patterns)
    number = number_said(words)
    if number is not None:
        return tuple(each for each in known if each.number == number)
    wanted = _folded(words)
    same = tuple(each for each in known if _folded(each.name) == wanted)
    return same or tuple(each for each in known if wanted and wanted in _folded(each.name))


def areas_named(words: str, areas: Iterable[str]) -> tuple[str, ...]:
    """The area of that name, or else those whose name holds the words, each once."""
    known, wanted = tuple(dict.fromkeys(areas)), _folded(words)
    same = tuple(each for each in known if _folded(each) == wanted)
    return same or tuple(each for each in known if wanted and wanted in _folded(each))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
