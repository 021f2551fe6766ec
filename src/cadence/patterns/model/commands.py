"""What follows `/cadence patterns`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cadence.core.typed import called, verb_in
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
    verb, rest = verb_in(words, Verb, _SAME)
    return Command(verb or Verb.SHOW, rest)


def number_said(words: str) -> int | None:
    """Of "P-12", "p12", "#12" and "12"."""
    found = _NUMBER.fullmatch(words.strip())
    return int(found[1]) if found else None


def named(words: str, patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The pattern with that number, or else those with that name, or else those whose name holds the words."""
    number = number_said(words)
    if number is not None:
        return tuple(each for each in patterns if each.number == number)
    return called(words, patterns, lambda each: each.name)


def areas_named(words: str, areas: Iterable[str]) -> tuple[str, ...]:
    """The area of that name, or else those whose name holds the words, each once."""
    return called(words, dict.fromkeys(areas), str)
