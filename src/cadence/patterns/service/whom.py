"""Whom a pattern may be told: its area's lead, else one level up, else their channel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.people import Area, Lead, Person
from cadence.core.ports import Messenger
from cadence.core.readers import known
from cadence.patterns.model.pattern import Escalated, Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.seeing import Seeing

LEAD, ABOVE = 0, 1
"""Levels of an escalation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Who is told, and why others before them are not."""

    escalated: Escalated | None
    """None: there is nobody who could be."""
    channel: str | None = None
    """Where it is said, where no person is told."""
    passed: tuple[str, ...] = ()
    """Plain clauses: "Lena is away until 1 December"."""

    @property
    def place(self) -> str | None:
        return (self.escalated.to if self.escalated else None) or self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    level: int
    lead: Lead
    channel: str | None = None
    """Where it is said, where not directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    areas: Sequence[Area]
    messenger: Messenger
    seeing: Seeing
    policy: Policy

    def area(self, pattern: Pattern) -> Area | None:
        return next((each for each in self.areas if each.name == pattern.area), None)

    def leads(self) -> tuple[Lead, ...]:
        """Everybody whom the settings name by id, once."""
        named = (
            lead for area in self.areas for lead in (area.lead, area.next_level) if lead is not None
        )
        return tuple({lead.user: lead for lead in named if lead.user}.values())

    def chosen(
        self, pattern: Pattern, at: datetime, *, first: int = LEAD, channel_too: bool = True
    ) -> Chosen:
        """From this level on; `channel_too`: at last in the area's channel. Somebody who is away is passed over where
        somebody else can be told, and told where nobody can. Raises MessengerError where Slack can't be asked."""
        area = self.area(pattern)
        if area is None:
            return Chosen(escalated=None, passed=(f"nobody owns {pattern.area} in the settings",))
        passed: list[str] = []
        away: Escalated | None = None
        for way in _ways(area, first, channel_too=channel_too):
            told = self._told(way, area, at)
            hindrance, is_away = self._hindrance(pattern, way, told)
            if hindrance is None:
                return Chosen(escalated=told, channel=way.channel, passed=tuple(passed))
            passed.append(hindrance)
            away = away or (told if is_away else None)
        return Chosen(escalated=away, passed=tuple(passed))

    def handed(self, pattern: Pattern, to: Lead, at: datetime) -> Chosen:
        """To this lead of some area, and to nobody else."""
        area = self.area(pattern) or next(
            each for each in self.areas if to in (each.lead, each.next_level)
        )
        way = _Way(level=LEAD, lead=to)
        told = self._told(way, area, at)
        hindrance, is_away = self._hindrance(pattern, way, told)
        if hindrance is None or is_away:
            return Chosen(escalated=told, passed=(hindrance,) if hindrance else ())
        return Chosen(escalated=None, passed=(hindrance,))

    def again(self, pattern: Pattern, at: datetime) -> Chosen:
        """Whoever has it by now: its owner, or who was told last, with time anew; as from the beginning where they
        can't be told any more."""
        told, area = pattern.escalated, self.area(pattern)
        if area is None or told is None or told.to is None:
            return self.chosen(pattern, at, first=told.level if told else LEAD)
        way = _Way(level=told.level, lead=Lead(name=told.name, user=told.to))
        anew = self._told(way, area, at)
        hindrance, is_away = self._hindrance(pattern, way, anew)
        if hindrance is None or is_away:
            return Chosen(escalated=anew)
        other = self.chosen(pattern, at)
        return replace(other, passed=(hindrance, *other.passed))

    def owner(
        self, pattern: Pattern, user: str, at: datetime, *, is_awaited: bool = False
    ) -> Chosen:
        """Who owns it; as from the beginning where they can't be told any more. `is_awaited`: they have to answer."""
        way = _Way(level=LEAD, lead=Lead(name=self.seeing.name(user), user=user))
        area = self.area(pattern)
        told = (
            self._told(way, area, at)
            if area and is_awaited
            else Escalated(to=user, name=way.lead.name, at=at)
        )
        hindrance, is_away = self._hindrance(pattern, way, told)
        if hindrance is None or is_away:
            return Chosen(escalated=told)
        other = self.chosen(pattern, at)
        return replace(other, passed=(hindrance, *other.passed))

    def zone(self, user: str | None) -> ZoneInfo:
        """Theirs, or that of the settings."""
        person = known(self.messenger, user) if user else None
        return person.zone if person else ZoneInfo(self.policy.zone)

    # --- inside ----------------------------------------------------------------------------------------

    def _told(self, way: _Way, area: Area, at: datetime) -> Escalated:
        zone = self.zone(way.lead.user)
        return Escalated(
            to=None if way.channel else way.lead.user,
            name=way.lead.name,
            level=way.level,
            at=at,
            answer_by=area.working.after(at, self.policy.answer_within, zone),
        )

    def _hindrance(self, pattern: Pattern, way: _Way, told: Escalated) -> tuple[str | None, bool]:
        """Why they can't be told, and whether it is only that they are away."""
        if way.channel:
            return self._channels_hindrance(pattern, way.channel), False
        if told.to is None:
            return (
                f"{told.name} has no Slack user id, and the area no channel, in the settings",
                False,
            )
        person = known(self.messenger, told.to)
        if person is None:
            return f"Slack knows no {told.name}", False
        if wrong := self._persons_hindrance(pattern, person, told.name):
            return wrong, False
        if person.away_until and told.answer_by and person.away_until > told.answer_by:
            return f"{told.name} is away", True
        return None, False

    def _persons_hindrance(self, pattern: Pattern, person: Person, name: str) -> str | None:
        if person.is_gone:
            return f"{name}’s account is closed"
        audience = self.seeing.alone(person.id)
        if audience is None:
            return f"{name} is no member of the company’s Slack"
        if not self.seeing.may_see(pattern, audience):
            return f"{name} may not see {', '.join(pattern.tells_of)}"
        return None

    def _channels_hindrance(self, pattern: Pattern, channel: str) -> str | None:
        if not self.seeing.may_see(pattern, self.seeing.everybody_in(channel)):
            return f"the area’s channel may not see {', '.join(pattern.tells_of)}"
        return None


def _ways(area: Area, first: int, *, channel_too: bool) -> Iterator[_Way]:
    """In the order they are gone: each level, in the channel where it has no user id, and at last the channel where
    each has one."""
    levels = ((LEAD, area.lead), (ABOVE, area.next_level))
    left = [(level, lead) for level, lead in levels if lead is not None and level >= first]
    for level, lead in left:
        in_channel = None if lead.user else area.channel
        if in_channel is None or channel_too or level > LEAD:
            yield _Way(level=level, lead=lead, channel=in_channel)
    if area.channel and channel_too and all(lead.user for _, lead in left):
        yield _Way(level=min(first, ABOVE), lead=area.lead, channel=area.channel)
