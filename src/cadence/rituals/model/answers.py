"""An answer as it was put into a field, read as a value, or what is wrong with it in a plain sentence."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from cadence.core.agenda import Ask, Sort, Value
from cadence.core.errors import CadenceError
from cadence.core.heard import Answer

LONGEST = 3_000
"""Characters of a text; Slack's fields take no more."""

FULL = Decimal(100)
"""Percent of a confidence."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,12})?")


class Wrong(CadenceError):
    """This is no answer to the question. The message says why; nothing was stored."""


def value_of(ask: Ask, raw: Answer) -> Value | None:
    """None where nothing was put in. Raises Wrong."""
    words = raw.strip() if isinstance(raw, str) else ""
    if not words:
        return None
    match ask.sort:
        case Sort.NUMBER | Sort.CONFIDENCE:
            return _number(ask, words)
        case Sort.CHOICE:
            if words not in {each.value for each in ask.choices}:
                raise Wrong("Choose one of these.")
            return words
        case Sort.DATE:
            return _day(words)
        case Sort.TEXT | Sort.PERSON:
            if len(words) > LONGEST:
                raise Wrong(f"Write at most {LONGEST:,} characters.")
            return words


def _number(ask: Ask, words: str) -> Decimal:
    if not _NUMBER.fullmatch(words):
        raise Wrong("Write a number in figures, such as 12 or 3.5.")
    try:
        number = Decimal(words)
    except InvalidOperation as error:
        raise Wrong("Write a number in figures, such as 12 or 3.5.") from error
    least, most = bounds(ask)
    if least is not None and number < least:
        raise Wrong(f"It can't be below {least:f}.")
    if most is not None and number > most:
        raise Wrong(f"It can't be above {most:f}.")
    return number


def bounds(ask: Ask) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that a number may be."""
    if ask.sort is not Sort.CONFIDENCE:
        return ask.least, ask.most
    least = Decimal(0) if ask.least is None else max(ask.least, Decimal(0))
    return least, FULL if ask.most is None else min(ask.most, FULL)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Wrong("Choose a day.") from error


def is_answer(ask: Ask, value: Value) -> bool:
    """Whether a value that was not put in by hand, or answered an older version of the question, answers this one."""
    if isinstance(value, Decimal) is not (ask.sort in (Sort.NUMBER, Sort.CONFIDENCE)):
        return False
    if isinstance(value, date) is not (ask.sort is Sort.DATE):
        return False
    if isinstance(value, Decimal):
        least, most = bounds(ask)
        return (least is None or value >= least) and (most is None or value <= most)
    return ask.sort is not Sort.CHOICE or value in {each.value for each in ask.choices}
