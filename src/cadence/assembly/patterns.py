"""The patterns room, wired."""

from collections.abc import Callable
from dataclasses import dataclass

from cadence.adapters.charts.painter import ChartPainter
from cadence.adapters.db.pattern_people import People
from cadence.assembly import parts
from cadence.assembly.added import Added, added
from cadence.assembly.outside import Outside
from cadence.assembly.scans import Scans, scans
from cadence.delivery.between import DecisionLog
from cadence.delivery.picturing import Picturing
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.service.answering import Answering
from cadence.patterns.service.asked_scan import AskedScan
from cadence.patterns.service.at_once import AtOnce
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.composing import Cards
from cadence.patterns.service.deciding import Deciding
from cadence.patterns.service.escalating import Escalating
from cadence.patterns.service.evidence import Evidencing
from cadence.patterns.service.ledgers import Ledgers
from cadence.patterns.service.likes import Likes
from cadence.patterns.service.naming_by_claude import NamingByClaude
from cadence.patterns.service.nightly import Nightly
from cadence.patterns.service.overdue import Overdue
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.reckoning import Reckoning
from cadence.patterns.service.redrawing import Redrawing
from cadence.patterns.service.regrouping import Regrouping
from cadence.patterns.service.reviewing import Reviewing
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.showing import Showing
from cadence.patterns.service.source import PatternsSource
from cadence.patterns.service.telling import Telling
from cadence.patterns.service.verifying import Verifying
from cadence.patterns.service.whom import Whom
from cadence.status.service.bugs import StatusBugs

NAMED_BY = 40
"""Bugs of a pattern at most that its name is made from, the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What the room's parts share."""

    outside: Outside
    looked: Scans
    decisions: DecisionLog
    seeing: Seeing
    whom: Whom
    cards: Cards
    telling: Telling
    pressing: Pressing
    verifying: Verifying
    people: People

    def unnamed(self, text: str) -> str:
        return self.people.mask().masked_whole(text)


def patterns(outside: Outside, *, decisions: DecisionLog) -> Added:
    room = _room(outside, decisions)
    return added(_scans(room), _escalation(room), _answers(room), _review(room))


def _room(outside: Outside, decisions: DecisionLog) -> _Room:
    settings, clock, messenger = outside.settings, outside.clock, outside.messenger
    looked = scans(settings, outside.engine, clock)
    store = looked.patterns
    seeing = Seeing(patterns=store, bugs=StatusBugs(status=outside.status), messenger=messenger)
    cards = _cards(outside, looked, seeing, decisions)
    whom = Whom(
        areas=settings.owned,
        messenger=messenger,
        seeing=seeing,
        policy=settings.pattern_policy,
    )
    telling = Telling(patterns=store, composing=cards, clock=clock)
    return _Room(
        outside=outside,
        looked=looked,
        decisions=decisions,
        seeing=seeing,
        whom=whom,
        cards=cards,
        telling=telling,
        pressing=Pressing(seeing=seeing, whom=whom),
        verifying=Verifying(
            patterns=store, looking=looked.looking, telling=telling, whom=whom, clock=clock
        ),
        people=People(outside.engine),
    )


def _scans(room: _Room) -> Added:
    """At night and on demand, and what is typed to look at what they found."""
    settings, clock = room.outside.settings, room.outside.clock
    policy, is_copied = settings.pattern_policy, bool(settings.mirrored)
    scanning = room.looked.scanning
    nightly = Nightly(scans=scanning, policy=policy, is_copied=is_copied, clock=clock)
    asked = AskedScan(scans=scanning, seeing=room.seeing, is_copied=is_copied, clock=clock)
    showing = Showing(
        seeing=room.seeing,
        cards=room.cards,
        ledgers=Ledgers(seeing=room.seeing, feed=room.looked.feed),
        pressing=room.pressing,
        scans=asked,
        areas=settings.owned,
        policy=policy,
        is_copied=is_copied,
        clock=clock,
    )
    return Added(
        flows=(showing,),
        handlers={**nightly.handlers(), **asked.handlers()},
        beats=(nightly.beat,),
        on_posted=(asked.on_posted,),
        at_home=(showing.at_home,),
    )


def _escalation(room: _Room) -> Added:
    clock, store = room.outside.clock, room.looked.patterns
    escalating = Escalating(
        patterns=store,
        telling=room.telling,
        whom=room.whom,
        named=_named(room.outside, room.looked),
        clock=clock,
    )
    overdue = Overdue(telling=room.telling, whom=room.whom, clock=clock)
    redrawing = Redrawing(patterns=store, composing=room.cards, seeing=room.seeing)
    return Added(
        handlers={
            **escalating.handlers(),
            **overdue.handlers(),
            **redrawing.handlers(),
            **room.verifying.handlers(),
        },
        on_posted=(escalating.posted,),
        on_refused=(escalating.refused,),
    )


def _answers(room: _Room) -> Added:
    clock, pressing, telling = room.outside.clock, room.pressing, room.telling
    changing = Changing(patterns=room.looked.patterns, cases=room.looked.cases)
    answering = Answering(
        pressing=pressing,
        telling=telling,
        whom=room.whom,
        verifying=room.verifying,
        deciding=Deciding(log=room.decisions, whom=room.whom),
        unnamed=room.unnamed,
        clock=clock,
    )
    at_once = AtOnce(
        pressing=pressing, telling=telling, whom=room.whom, changing=changing, clock=clock
    )
    regrouping = Regrouping(pressing=pressing, telling=telling, changing=changing, clock=clock)
    return Added(flows=(answering, at_once, regrouping))


def _review(room: _Room) -> Added:
    settings = room.outside.settings
    reckoning = Reckoning(seeing=room.seeing, areas=settings.owned, policy=settings.pattern_policy)
    reviewing = Reviewing(
        seeing=room.seeing, telling=room.telling, tests=room.verifying, unnamed=room.unnamed
    )
    source = PatternsSource(
        seeing=room.seeing, reckoning=reckoning, reviewing=reviewing, clock=room.outside.clock
    )
    return Added(sources=(source,))


def _cards(outside: Outside, looked: Scans, seeing: Seeing, decisions: DecisionLog) -> Cards:
    policy = outside.settings.pattern_policy
    picturing = Picturing(messenger=outside.messenger, painter=ChartPainter())
    return Cards(
        evidencing=Evidencing(
            feed=looked.feed,
            patterns=looked.patterns,
            decisions=decisions,
            policy=policy,
            likes=Likes(likenesses=looked.likenesses),
            browse=parts.browse_url(outside.settings) or None,
        ),
        charting=Charting(histories=looked.looking, picturing=picturing, policy=policy),
        seeing=seeing,
        policy=policy,
        clock=outside.clock,
    )


def _named(outside: Outside, looked: Scans) -> Callable[[Pattern], Pattern]:
    """By Claude, from the pattern's latest bugs, where there is one."""
    people = People(outside.engine)
    naming = NamingByClaude(
        writer=outside.writer, masked=lambda: people.mask().masked, dropped=outside.dropped
    )

    def named(pattern: Pattern) -> Pattern:
        return naming.named(pattern, looked.feed.bugs(pattern.keys[:NAMED_BY]))

    return named
