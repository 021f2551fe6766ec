"""What would end a bet, as figures: a metric, a comparison, a value, and for how long."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Compared(StrEnum):
    BELOW = "below"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    ABOVE = "above"


_HOLDS: Mapping[Compared, Callable[[Decimal, Decimal], bool]] = {
    Compared.BELOW: operator.lt,
    Compared.AT_MOST: operator.le,
    Compared.AT_LEAST: operator.ge,
    Compared.ABOVE: operator.gt,
}
_SIGNS = {
    "<": Compared.BELOW,
    "<=": Compared.AT_MOST,
    "≤": Compared.AT_MOST,
    ">=": Compared.AT_LEAST,
    "≥": Compared.AT_LEAST,
    ">": Compared.ABOVE,
}
_UNITS = {"day": 1, "week": 7, "month": 30}

_WRITTEN = re.compile(
    r"(?P<metric>.*?)\s*"
    r"(?P<compared>\bbelow|\bat most|\bat least|\babove|<=|>=|<|>|≤|≥)\s*"
    r"(?P<value>[-+]?\d+(?:\.\d+)?)\s*%?"
    r"(?:\s+for\s+(?P<count>\d{1,3})\s+(?P<unit>day|week|month)s?)?",
    re.IGNORECASE,
)


class NoCriterion(ValueError):
    """These words are no criterion; the message says how one is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCriterion:
    metric: str
    """OUTCOME, CONFIDENCE, or a name of its own, of which readings are given."""
    compared: Compared
    value: Decimal
    days: int = 0
    """For how long it has to hold without a break; 0: one reading will do."""

    def holds(self, value: Decimal) -> bool:
        return _HOLDS[self.compared](value, self.value)

    def __str__(self) -> str:
        """As `criterion` reads it."""
        return f"{self.metric} {self.compared} {self.value:f}{_lasting(self.days)}"


def criterion(words: str) -> ExitCriterion:
    """Reads "outcome below 20 for 4 weeks", "confidence < 30", "at least 95 for 30 days" (of the outcome).

    A month is 30 days. Raises NoCriterion.
    """
    read = _WRITTEN.fullmatch(words.strip())
    if read is None:
        raise NoCriterion(
            f"“{words.strip()[:80]}” is no criterion; write it as in “outcome below 20 for 4 weeks”"
        )
    sign = read["compared"].casefold()
    return ExitCriterion(
        metric=" ".join(read["metric"].casefold().split()) or "outcome",
        compared=_SIGNS.get(sign) or Compared(sign),
        value=Decimal(read["value"]),
        days=int(read["count"]) * _UNITS[read["unit"].casefold()] if read["count"] else 0,
    )


def criteria(words: str) -> tuple[ExitCriterion, ...]:
    """Several, each on a line of its own or after a semicolon. Raises NoCriterion."""
    return tuple(criterion(each) for each in re.split(r"[;\n]", words) if each.strip())


def _lasting(days: int) -> str:
    if days == 0:
        return ""
    count, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f" for {count} {unit}{'' if count == 1 else 's'}"
