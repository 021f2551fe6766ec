"""What would have been told, had every week been scanned: looked at as of then, in memory, nothing stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from cadence.patterns.model import life
from cadence.patterns.model.passing import Moved
from cadence.patterns.model.pattern import Escalated, Pattern, Step
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Progress, Watcher, nobody
from cadence.patterns.service.keeping import Keeping
from cadence.patterns.service.looking import Looking
from cadence.patterns.service.past import Past
from cadence.patterns.store.cases import Cases

NOBODY = "nobody"
WEEKS = "looking at weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a lead would have been told."""

    at: datetime
    step: Step
    """FOUND, WORSE or AGAIN."""
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    first: date
    sent: tuple[Sent, ...]
    areas: int
    """How many had bugs by its end."""
    untested: int
    """How many of those could not be tested yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtesting:
    looking: Looking
    keeping: Keeping
    cases: Cases
    policy: Policy

    def months(
        self,
        first: date,
        last: date,
        watcher: Watcher = nobody,
        *,
        until: datetime | None = None,
    ) -> Iterator[Month]:
        """Month by month, from the one that holds `first` to the one that holds `last`.

        It is looked once a week, on the policy's Monday nights, as of then; bugs are in the groups and areas that they
        are in now. Nobody answers: what is told is told again only where it gets worse, or comes back after it was
        gone for as long as the policy says. Nights after `until` are left out.
        """
        every = mondays(self.policy, first, last)
        nights = tuple(each for each in every if until is None or each <= until)
        if not nights:
            return
        past = Past(cases=self.cases, since=nights[0] - self.policy.history, at=nights[-1])
        looking = replace(self.looking, cases=past)
        known: tuple[Pattern, ...] = ()
        numbers = count(1)
        for month in _months(first, last):
            sent: list[Sent] = []
            areas = untested = 0
            for night in nights:
                if (night.year, night.month) != (month.year, month.month):
                    continue
                watcher(Progress(step=WEEKS, done=nights.index(night), total=len(nights)))
                scan = looking.looked(night)
                done = self.keeping.passed(scan, known, number=lambda _finding: next(numbers))
                known, told = _told(done.patterns, done.moved, night)
                sent += told
                areas, untested = scan.areas, sum(not each.kinds for each in scan.unlooked)
            yield Month(first=month, sent=tuple(sent), areas=areas, untested=untested)


def mondays(policy: Policy, first: date, last: date) -> Iterator[datetime]:
    """The nights to Monday of these months, when the policy's scan begins: a week is over then."""
    zone = ZoneInfo(policy.zone)
    day = first.replace(day=1)
    day += timedelta(days=-day.weekday() % 7)
    while (day.year, day.month) <= (last.year, last.month):
        yield datetime.combine(day, policy.at, tzinfo=zone)
        day += timedelta(days=7)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _told(
    known: Sequence[Pattern], moved: Sequence[Moved], at: datetime
) -> tuple[tuple[Pattern, ...], list[Sent]]:
    """With what is told marked as told."""
    escalated = Escalated(to=None, name=NOBODY, at=at)
    sent = [
        Sent(at=at, step=each.told, pattern=life.told(each.pattern, escalated))
        for each in moved
        if each.told is not None
    ]
    now = {each.number: each for each in known} | {
        each.pattern.number: each.pattern for each in sent
    }
    return tuple(each for _, each in sorted(now.items())), sent
