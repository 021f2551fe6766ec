"""Amounts and dates in a sentence, in units that can be compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cadence.decisions.model.claims.words import STOP, stem

_ORDERED = "zero one two three four five six seven eight nine ten eleven twelve"
_SPELT = {word: float(value) for value, word in enumerate(_ORDERED.split())} | {
    "single": 1.0,
    "half": 0.5,
    "dozen": 12.0,
    "a": 1.0,
    "an": 1.0,
}
_SECONDS = {
    "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800,
    "fortnight": 1_209_600, "month": 2_629_800, "quarter": 7_889_400, "year": 31_557_600,
}  # fmt: skip
"""A month and a year are of average length: what differs by less is the same amount."""
_OFTEN = {
    "hourly": 3600, "daily": 86_400, "nightly": 86_400, "weekly": 604_800, "monthly": 2_629_800,
    "quarterly": 7_889_400, "yearly": 31_557_600, "annually": 31_557_600, "biweekly": 1_209_600,
}  # fmt: skip
_BYTES = {"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}
_NUMBER = r"\d+(?:[.,]\d+)*"
_WORDED = "|".join(each for each in _SPELT if each not in ("a", "an"))
_MONEY = re.compile(
    rf"(?P<sign>[$€£])\s?(?P<n>{_NUMBER})|(?P<m>{_NUMBER})\s?(?P<code>[$€£]|(?:EUR|USD|GBP|euros?|dollars?)\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<n>{_NUMBER})\s?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_EVERY = re.compile(
    rf"\b(?:every|each|once (?:a|an|per|every)|per)\s+(?:(?P<n>{_NUMBER}|{_WORDED}|other)\s+)?"
    rf"(?P<unit>{'|'.join(_SECONDS)})s?\b|\b(?P<often>{'|'.join(_OFTEN)})\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b(?P<h>\d{1,2}):(?P<m>[0-5]\d)\b")
_COUNT = re.compile(
    rf"(?<![\w.,:-])(?P<n>{_NUMBER}|{_WORDED}|(?:(?<=within )|(?<=after )|(?<=for ))an?"
    rf"(?=\s(?:{'|'.join(_SECONDS)})\b))[ -]"
    r"(?P<unit>[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?P<name>[A-Za-z]*[A-Z][A-Za-z]*)[ ](?P<n>\d+(?:\.\d+)*)\b")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<mon>{_MONTHS})[a-z]*\.?(?:,? (?P<y>20\d\d))?\b"
    rf"|\b(?P<mon2>{_MONTHS})[a-z]*\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y2>20\d\d))?\b"
    r"|\b(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    kind: str
    """Of one kind are comparable: "span" (how long), "every" (how often), "%", "money", "bytes", "clock", or what it
    counts."""
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    month: int
    day: int
    year: int | None
    text: str

    def differs(self, other: "Day") -> bool:
        if self.year and other.year and self.year != other.year:
            return True
        return (self.month, self.day) != (other.month, other.day)


@dataclass(frozen=True, slots=True)
class Measured:
    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    rest: str
    """The sentence without them."""


def measured(text: str) -> Measured:
    found: list[Amount | Day] = []
    for pattern, read in _READERS:

        def taken(each: re.Match[str], read: "_Read" = read) -> str:
            value, left = read(each)
            if value is None:
                return each[0]
            found.append(value)
            return f" {left} "

        text = pattern.sub(taken, text)
    return Measured(
        amounts=tuple(each for each in found if isinstance(each, Amount)),
        days=tuple(each for each in found if isinstance(each, Day)),
        rest=text,
    )


_Read = Callable[[re.Match[str]], tuple[Amount | Day | None, str]]
"""What was read, None where it is nothing of the kind, and what stays of its words for saying what it is about."""


def _number(written: str) -> float:
    low = written.casefold()
    if low in _SPELT:
        return _SPELT[low]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", low):
        low = low.replace(",", "")
    head, *rest = re.split(r"[.,]", low)
    return float(f"{head}.{''.join(rest)}") if rest else float(head)


def _day(found: re.Match[str]) -> tuple[Day | None, str]:
    if found["y3"]:
        return Day(int(found["m3"]), int(found["d3"]), int(found["y3"]), found[0]), ""
    month = _MONTHS.split("|").index((found["mon"] or found["mon2"])[:3].casefold()) + 1
    year = found["y"] or found["y2"]
    return Day(month, int(found["d"] or found["d2"]), int(year) if year else None, found[0]), ""


def _money(found: re.Match[str]) -> tuple[Amount, str]:
    return Amount("money", _number(found["n"] or found["m"]), found[0]), ""


def _percent(found: re.Match[str]) -> tuple[Amount, str]:
    return Amount("%", _number(found["n"]), found[0]), ""


def _every(found: re.Match[str]) -> tuple[Amount | None, str]:
    if found["often"]:
        return Amount("every", float(_OFTEN[found["often"].casefold()]), found[0]), ""
    if found[0].casefold().startswith("per "):
        return None, ""
    count = 2.0 if (found["n"] or "").casefold() == "other" else _number(found["n"] or "one")
    return Amount("every", count * _SECONDS[found["unit"].casefold()], found[0]), ""


def _clock(found: re.Match[str]) -> tuple[Amount, str]:
    return Amount("clock", int(found["h"]) * 60.0 + int(found["m"]), found[0]), ""


def _named(found: re.Match[str]) -> tuple[Amount | None, str]:
    name = found["name"].casefold()
    if name in STOP or name.startswith(tuple(_MONTHS.split("|"))):
        return None, ""
    return Amount(f"version of {name}", _number(found["n"]), found[0]), found["name"]


def _count(found: re.Match[str]) -> tuple[Amount | None, str]:
    unit = found["unit"].casefold()
    bare = unit.removesuffix("s")
    if bare in _SECONDS:
        return Amount("span", _number(found["n"]) * _SECONDS[bare], found[0]), ""
    if unit in _BYTES:
        return Amount("bytes", _number(found["n"]) * _BYTES[unit], found[0]), ""
    if unit in STOP or re.fullmatch(r"20\d\d|\d+\.\d+", found["n"]):
        return None, ""  # a year, or a version of something
    return Amount(stem(unit), _number(found["n"]), found[0]), found["unit"]


_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (_DATE, _day),
    (_MONEY, _money),
    (_PERCENT, _percent),
    (_EVERY, _every),
    (_TIME, _clock),
    (_NAMED, _named),
    (_COUNT, _count),
)
