"""What follows `/cadence bets`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cadence.core.typed import called, verb_in
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
    verb, rest = verb_in(words, Verb, _SAME)
    return Command(verb or Verb.SHOW, rest)


def named(words: str, bets: Iterable[Bet]) -> tuple[Bet, ...]:
    """The bet with that number, or else those with that name, or else those whose name holds the words."""
    if number := _NUMBER.fullmatch(words.strip()):
        return tuple(each for each in bets if each.number == int(number[1]))
    return called(words, bets, lambda each: each.name)
