"""Whether patterns are looked for every night, in a fresh copy, and whether somebody can be told of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.core.errors import ArchiveEmpty, StoreUnavailable
from cadence.core.people import Area
from cadence.core.ports import Check, Clock, Health
from cadence.core.words import counted, listed
from cadence.patterns.messages.looked import MISSED, STALE, old
from cadence.patterns.model.scan import Looked
from cadence.patterns.model.standing import Standing, by_standing
from cadence.patterns.store.feed import Feed
from cadence.patterns.store.patterns import Patterns

NAME = "patterns"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsHealth:
    """A `Connector`. Slack is not asked: whether a lead can be reached there is found out when they are told."""

    patterns: Patterns
    feed: Feed
    areas: Sequence[Area]
    clock: Clock

    def checks(self) -> tuple[Check, ...]:
        try:
            return (self._check(),)
        except StoreUnavailable as error:
            why = f"It could not be looked: {error}."
            return (Check(connector=NAME, health=Health.FAILING, why=why),)

    def _check(self) -> Check:
        """The first fault, as whatever comes after it may follow from it."""
        now, looked = self.clock.now(), self.patterns.looked()
        facts = self._facts(looked, now)
        for why, fix in self._faults(looked, now):
            return Check(connector=NAME, health=Health.DEGRADED, why=why, fix=fix, facts=facts)
        return Check(
            connector=NAME, health=Health.HEALTHY, why=self._well(looked, now), facts=facts
        )

    def _faults(self, looked: Looked | None, now: datetime) -> Iterator[tuple[str, str]]:
        """Each with what mends it."""
        if looked is None:
            why = "Bugs were never scanned, so nothing is known of patterns."
            yield why, "`cadence patterns scan`, or wait for the night's scan"
        elif now - looked.at > MISSED:
            why = f"The last scan is {old(now - looked.at)} old, though one is due every night."
            yield why, "`cadence patterns scan` tells what goes wrong"
        if behind := self._behind(now):
            yield behind, "`cadence sync`"
        if unreachable := [each.name for each in self.areas if not _can_be_told(each)]:
            has = "has" if len(unreachable) == 1 else "have"
            why = (
                f"{listed(unreachable)} {has} neither a lead with a Slack user id nor a channel, so nobody is told "
                "of patterns there."
            )
            yield why, "set lead.user or channel under [areas]; docs/configuration.md"

    def _behind(self, now: datetime) -> str:
        try:
            behind = now - self.feed.as_of()
        except ArchiveEmpty:
            return "There is no copy of Jira's bugs yet, and nothing else is scanned."
        return f"The copy of Jira is {old(behind)} old." if behind > STALE else ""

    def _well(self, looked: Looked | None, now: datetime) -> str:
        if looked is None:  # it would be a fault
            return ""
        told = "" if self.areas else " No [areas] are set, so nobody is told."
        untested = len({each.area for each in looked.whole_areas})
        less = f" {counted(untested, 'area')} could not be tested." if untested else ""
        return f"The last scan is {_age(looked, now)} old: {counted(looked.areas, 'area')}.{less}{told}"

    def _facts(self, looked: Looked | None, now: datetime) -> Mapping[str, str]:
        live = [each for each in self.patterns.all() if each.is_live]
        nobodys = by_standing(live, now, now.date()).get(Standing.NOBODYS, ())
        facts = {"live": str(len(live)), "nobody's": str(len(nobodys))}
        if looked:
            facts |= {"scanned_at": looked.at.isoformat(), "copy_as_of": looked.as_of.isoformat()}
        return facts


def _age(looked: Looked, now: datetime) -> str:
    return old(now - looked.at)


def _can_be_told(area: Area) -> bool:
    named = (area.lead.user, area.next_level.user if area.next_level else None, area.channel)
    return any(named)
