"""How answers and days are written."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cadence.core.agenda import Ask, Sort, Value

Names = Mapping[str, str]
"""Of people, by user id."""


def day(on: date) -> str:
    """ "Mon 23 Nov 2026"."""
    return f"{on:%a} {on.day} {on:%b %Y}"


def number(value: Decimal) -> str:
    """ "1,204.5", without zeros that say nothing."""
    return _short(f"{value:,f}")


def figures(value: Decimal) -> str:
    """The same as a field holds it: "1204.5"."""
    return _short(f"{value:f}")


def _short(text: str) -> str:
    """Exact, since nothing is computed."""
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def labelled(ask: Ask) -> str:
    """A question before its answer: "Reading: ", "Where does it stand? "."""
    label = ask.label.rstrip()
    return f"{label} " if label.endswith(("?", ".", "!", ":", "…")) else f"{label}: "


def said(ask: Ask, value: Value, names: Names) -> str:
    """An answer in words: a choice by its label, a person by name, a number with its unit. What an older version of the
    definition took is written as it is."""
    if isinstance(value, Decimal):
        if ask.sort is Sort.CONFIDENCE:
            return f"{number(value)} %"
        return f"{number(value)} {ask.unit}" if ask.unit else number(value)
    if isinstance(value, date):
        return day(value)
    if ask.sort is Sort.CHOICE:
        return next((each.label for each in ask.choices if each.value == value), value)
    return names.get(value, value) if ask.sort is Sort.PERSON else value
