"""The patterns room, wired."""

from collections.abc import Callable
from dataclasses import replace

from cadence.adapters.charts.painter import ChartPainter
from cadence.adapters.db.pattern_people import People
from cadence.assembly import parts
from cadence.assembly.added import Added
from cadence.assembly.outside import Outside
from cadence.assembly.scans import Scans, scans
from cadence.delivery.between import DecisionLog
from cadence.delivery.picturing import Picturing
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.sentence import renamed
from cadence.patterns.service.answering import Answering
from cadence.patterns.service.asked_scan import AskedScan
from cadence.patterns.service.at_once import AtOnce
from cadence.patterns.service.calling_names import CallingNames
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.composing import Cards
from cadence.patterns.service.deciding import Deciding
from cadence.patterns.service.escalating import Escalating
from cadence.patterns.service.evidence import Evidencing
from cadence.patterns.service.likes import Likes
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


def patterns(outside: Outside, *, decisions: DecisionLog) -> Added:
    settings, clock = outside.settings, outside.clock
    policy = settings.pattern_policy
    looked = scans(settings, outside.engine, clock)
    store = looked.patterns
    seeing = Seeing(
        patterns=store, bugs=StatusBugs(status=outside.status), messenger=outside.messenger
    )
    cards = _cards(outside, looked, seeing, decisions)
    whom = Whom(areas=settings.owned, messenger=outside.messenger, seeing=seeing, policy=policy)
    telling = Telling(patterns=store, composing=cards, clock=clock)
    escalating = Escalating(
        patterns=store,
        telling=telling,
        whom=whom,
        named=_named(outside, looked),
        clock=clock,
    )
    pressing = Pressing(seeing=seeing, whom=whom)
    verifying = Verifying(
        patterns=store, looking=looked.looking, telling=telling, whom=whom, clock=clock
    )
    answering = Answering(
        pressing=pressing,
        telling=telling,
        whom=whom,
        verifying=verifying,
        deciding=Deciding(log=decisions, whom=whom),
        clock=clock,
    )
    changing = Changing(patterns=store, cases=looked.cases)
    at_once = AtOnce(pressing=pressing, telling=telling, whom=whom, changing=changing, clock=clock)
    regrouping = Regrouping(pressing=pressing, telling=telling, changing=changing, clock=clock)
    is_copied = bool(settings.mirrored)
    asked = AskedScan(scans=looked.scanning, seeing=seeing, is_copied=is_copied, clock=clock)
    showing = Showing(
        seeing=seeing,
        cards=cards,
        pressing=pressing,
        scans=asked,
        areas=settings.owned,
        policy=policy,
        is_copied=is_copied,
        clock=clock,
    )
    reviewing = Reviewing(seeing=seeing, telling=telling, tests=verifying)
    source = PatternsSource(
        seeing=seeing,
        reckoning=Reckoning(seeing=seeing, areas=settings.owned, policy=policy),
        reviewing=reviewing,
        clock=clock,
    )
    nightly = Nightly(scans=looked.scanning, policy=policy, is_copied=is_copied, clock=clock)
    overdue = Overdue(telling=telling, whom=whom, clock=clock)
    redrawing = Redrawing(patterns=store, composing=cards)
    return Added(
        flows=(showing, answering, at_once, regrouping),
        sources=(source,),
        handlers={
            **nightly.handlers(),
            **asked.handlers(),
            **escalating.handlers(),
            **overdue.handlers(),
            **redrawing.handlers(),
            **verifying.handlers(),
        },
        beats=(nightly.beat,),
        on_posted=(escalating.posted, asked.on_posted),
        on_refused=(escalating.refused,),
        at_home=(showing.at_home,),
    )


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
    calling = CallingNames(
        writer=outside.writer, masked=lambda: people.mask().masked, dropped=outside.dropped
    )

    def named(pattern: Pattern) -> Pattern:
        found = calling.named(pattern, looked.feed.bugs(pattern.keys[:NAMED_BY]))
        if found.name == pattern.name:
            return found
        return replace(found, sentence=renamed(pattern, found.name))

    return named
