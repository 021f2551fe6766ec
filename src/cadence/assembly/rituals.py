"""The rituals room, wired."""

from collections.abc import Mapping

from cadence.adapters.charts.painter import ChartPainter
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.assembly.added import Added, added
from cadence.assembly.checkins import check_ins
from cadence.assembly.definitions import definition_flows
from cadence.assembly.digests import digests
from cadence.assembly.outside import Outside
from cadence.delivery.between import DecisionLog, Source
from cadence.delivery.worker import this_process
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.life import Life
from cadence.rituals.service.seeding import seed


def rituals(outside: Outside, *, sources: Mapping[str, Source], decisions: DecisionLog) -> Added:
    clock = outside.clock
    definitions = SqlDefinitions(outside.engine)
    occurrences = SqlOccurrences(outside.engine)
    ledger = Ledger(occurrences=occurrences, clock=clock, process=this_process())
    asked = check_ins(
        outside, definitions=definitions, occurrences=occurrences, ledger=ledger, sources=sources
    )
    told = digests(
        outside,
        definitions=definitions,
        occurrences=occurrences,
        checkins=asked.store,
        check_in=asked.asking,
        ledger=ledger,
        sources=sources,
        decisions=decisions,
        painter=ChartPainter(),
    )
    life = Life(
        definitions=definitions,
        occurrences=occurrences,
        asking=asked.asking,
        publishing=told.publishing,
        ledger=ledger,
        clock=clock,
    )

    defining = Added(
        flows=definition_flows(
            outside,
            definitions=definitions,
            occurrences=occurrences,
            publishing=told.publishing,
            sources=tuple(sources),
        )
    )

    def seeded() -> None:
        seed(definitions, outside.settings.rituals.values(), at=clock.now())

    living = Added(
        handlers=life.handlers(),
        beats=(life.beat,),
        at_start=(seeded,),
        on_posted=(ledger.posted, life.posted),
        on_refused=(ledger.refused,),
    )
    return added(living, asked.added, told.added, defining)
