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
from cadence.patterns.service.calling_names import CallingNames
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.composing import Cards
from cadence.patterns.service.deciding import Deciding
from cadence.patterns.service.escalating import Escalating
from cadence.patterns.service.evidence import Evidencing
from cadence.patterns.service.overdue import Overdue
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.redrawing import Redrawing
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.telling import Telling
from cadence.patterns.service.verifying import Verifying
from cadence.patterns.service.whom import Whom
from cadence.status.service.bugs import StatusBugs

NAMED_BY = 40
"""Bugs of a pattern at most that its name is made from, the latest."""


def patterns(outside: Outside, *, decisions: DecisionLog) -> Added:
    settings, clock = outside.settings, outside.clock
    policy = settings.pattern_policy
    looked = scans(settings, outside.engine)
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
    overdue = Overdue(patterns=store, telling=telling, whom=whom, clock=clock)
    redrawing = Redrawing(patterns=store, composing=cards)
    return Added(
        flows=(answering,),
        handlers={
            **escalating.handlers(),
            **overdue.handlers(),
            **redrawing.handlers(),
            **verifying.handlers(),
        },
        on_posted=(escalating.posted,),
        on_refused=(escalating.refused,),
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
