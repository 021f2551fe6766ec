"""What follows `/cadence bets`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cadence.portfolio.model.bet import Bet


class Verb(StrEnum):
    LIST = "list"
    MINE = "mine"
    ENDED = "ended"
    NEW = "new"
    SHOW = "show"
    EDIT = "edit"
    READ = "read"
    CRITERIA = "criteria"
    STAGE = "stage"
    HISTORY = "history"
    HELP = "help"


FORMS = frozenset({Verb.NEW, Verb.EDIT, Verb.READ, Verb.CRITERIA, Verb.STAGE})
"""Answered by a form."""

_SAME = {
    "all": Verb.LIST,
    "my": Verb.MINE,
    "add": Verb.NEW,
    "change": Verb.EDIT,
    "reading": Verb.READ,
    "end": Verb.STAGE,
    "sunset": Verb.STAGE,
    "?": Verb.HELP,
}
_NUMBER = re.compile(r"(?:#|bet:)?([1-9][0-9]{0,8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    verb: Verb
    named: str = ""
    """The bet, by its number or by its name or a part of it."""


def command(words: str) -> Command:
    """What begins with no verb names the bet that is to be shown."""
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


def named(words: str, bets: Iterable[Bet]) -> tuple[Bet, ...]:
    """The bet with that number, or else those with that name, or else those whose name holds the words."""
    known = tuple(bets)
    if number := _NUMBER.fullmatch(words.strip()):
        return tuple(each for each in known if each.number == int(number[1]))
    wanted = " ".join(words.casefold().split())
    same = tuple(each for each in known if each.name.casefold() == wanted)
    return same or tuple(each for each in known if wanted and wanted in each.name.casefold())
