"""The digests of rituals and their calls, wired."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.adapters.db.calls import SqlCalls
from cadence.adapters.db.digests import SqlDigests
from cadence.assembly.added import Added
from cadence.assembly.outside import Outside
from cadence.core.ports import Painter
from cadence.delivery.between import DecisionLog, Source
from cadence.delivery.picturing import Picturing
from cadence.rituals.service.calling import Calling
from cadence.rituals.service.ending import Ending
from cadence.rituals.service.gathering import Gathering
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.publishing import Publisher
from cadence.rituals.service.questions import Questions
from cadence.rituals.service.raising import Raising
from cadence.rituals.service.redrawing import Redrawing
from cadence.rituals.service.rehearsing import CheckInPreview, Rehearsing
from cadence.rituals.service.summing import Summing
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestParts:
    publishing: Publisher
    rehearsing: Rehearsing
    added: Added


def digests(
    outside: Outside,
    *,
    definitions: Definitions,
    occurrences: Occurrences,
    checkins: CheckIns,
    check_in: CheckInPreview,
    ledger: Ledger,
    sources: Mapping[str, Source],
    decisions: DecisionLog,
    painter: Painter | None = None,
) -> DigestParts:
    """Without a painter everything is said in words."""
    messenger, clock = outside.messenger, outside.clock
    calls, kept = SqlCalls(outside.engine), SqlDigests(outside.engine)
    gathering = Gathering(checkins=checkins, occurrences=occurrences, sources=sources)
    raising = Raising(store=calls)
    questions = Questions(calls=calls, definitions=definitions, messenger=messenger, clock=clock)
    rehearsing = Rehearsing(
        occurrences=occurrences,
        gathering=gathering,
        raising=raising,
        checkins=check_in,
        messenger=messenger,
        sources=sources,
    )
    publishing = Publisher(
        definitions=definitions,
        gathering=gathering,
        raising=raising,
        picturing=Picturing(messenger=messenger, painter=painter),
        summing=Summing(writer=outside.writer, dropped=outside.dropped),
        rehearsing=rehearsing,
        questions=questions,
        digests=kept,
        messenger=messenger,
    )
    redrawing = Redrawing(
        definitions=definitions,
        occurrences=occurrences,
        gathering=gathering,
        calls=calls,
        digests=kept,
        messenger=messenger,
        clock=clock,
    )
    ending = Ending(
        calls=calls,
        digests=kept,
        definitions=definitions,
        questions=questions,
        messenger=messenger,
        sources=sources,
        ledger=ledger,
        working=outside.settings.working_time,
        clock=clock,
    )
    calling = Calling(ending=ending, decisions=decisions, messenger=messenger, clock=clock)
    return DigestParts(
        publishing=publishing,
        rehearsing=rehearsing,
        added=Added(
            flows=(calling,),
            handlers={
                **redrawing.handlers(),
                **questions.handlers(),
                **ending.handlers(),
            },
            on_posted=(publishing.posted,),
            on_refused=(publishing.refused,),
            at_home=(calling.at_home,),
        ),
    )
