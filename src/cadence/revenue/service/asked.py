"""`/cadence revenue`: the figures of a month, by segment, and the accounts, for the asker alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cadence.core.heard import Heard
from cadence.core.message import Message
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Said, Usage
from cadence.delivery.job import Settlement
from cadence.revenue.messages import asked as messages
from cadence.revenue.messages.indicators import NO_SIGHT
from cadence.revenue.model.access import Sight
from cadence.revenue.model.month import Month
from cadence.revenue.model.review import Review
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People

ACCOUNTS = ("accounts", "leads", "risk")
ALL_SEGMENTS = "segments"
"""They are shown anyway."""
BY = re.compile(r"by\s+(?P<dimension>\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Flow):
    looking: Looking
    people: People
    clock: Clock
    minimum: int

    @property
    def usage(self) -> tuple[Usage, ...]:
        return (
            Usage(typed="revenue", does="NRR and GRR of the last month, and what moved"),
            Usage(typed="revenue 2026-10", does="those of another month"),
            Usage(typed="revenue by plan", does="by a kind of segment"),
            Usage(typed="revenue accounts", does="accounts at risk, and ready to expand"),
        )

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"revenue": self.answer}

    def answer(self, heard: Heard, words: str) -> Settlement:
        sight = self.people.alone(heard.user)
        if not sight.figures:
            return replying.answered(heard, replying.short(NO_SIGHT))
        if words.casefold() in ("help", "?"):
            return replying.answered(heard, replying.usage(self.usage))
        return replying.answered(heard, self._message(heard, words, sight))

    def _message(self, heard: Heard, words: str, sight: Sight) -> Message:
        today = self.people.today(heard.user, self.clock.now())
        if words.casefold() in ACCOUNTS:
            found = self.looking.review(today, since=None)
            return messages.watchlist(found, sight, self.people.suggested)
        by = BY.search(words)
        rest = BY.sub("", words).strip()
        rest = "" if rest.casefold() == ALL_SEGMENTS else rest
        month = _month(rest)
        if rest and month is None:
            return messages.no_dimension(
                rest, self._dimensions(self.looking.review(today, since=None))
            )
        found = self.looking.review(_after(month) if month else today, since=None)
        dimension = by["dimension"].casefold() if by else None
        known = self._dimensions(found)
        if dimension and found.numbers and dimension not in known:
            return messages.no_dimension(dimension, known)
        return messages.told(found, sight, dimension=dimension, minimum=self.minimum)

    def _dimensions(self, found: Review) -> tuple[str, ...]:
        if found.numbers is None:
            return ()
        return tuple(sorted({each.dimension for each in found.numbers.report.segments}))


def _month(words: str) -> Month | None:
    try:
        return Month.read(words)
    except ValueError:
        return None


def _after(month: Month) -> date:
    """The first day on which the month was whole."""
    following = month.plus(1)
    return date(following.year, following.number, 1)
