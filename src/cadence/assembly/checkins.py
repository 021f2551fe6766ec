"""Check-ins, wired."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.adapters.db.checkins import SqlCheckIns
from cadence.assembly.added import Added
from cadence.assembly.outside import Outside
from cadence.delivery.between import Source
from cadence.rituals.service.answering import AnsweringCheckIns
from cadence.rituals.service.asking import CheckInAsking
from cadence.rituals.service.cards import Cards
from cadence.rituals.service.filling import Filling
from cadence.rituals.service.leaving import Leaving
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.participants import Participants
from cadence.rituals.service.placing import Placing
from cadence.rituals.service.reminding import Reminding
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInParts:
    store: CheckIns
    asking: CheckInAsking
    added: Added


def check_ins(
    outside: Outside,
    *,
    definitions: Definitions,
    occurrences: Occurrences,
    ledger: Ledger,
    sources: Mapping[str, Source],
) -> CheckInParts:
    checkins = SqlCheckIns(outside.engine)
    messenger, clock = outside.messenger, outside.clock
    working = outside.settings.working_time
    cards = Cards(
        definitions=definitions, occurrences=occurrences, checkins=checkins, messenger=messenger
    )
    participants = Participants(messenger=messenger, checkins=checkins)
    asking = CheckInAsking(
        participants=participants,
        filling=Filling(sources=sources, checkins=checkins, messenger=messenger),
        cards=cards,
        checkins=checkins,
        working=working,
    )
    answering = AnsweringCheckIns(
        cards=cards,
        checkins=checkins,
        occurrences=occurrences,
        sources=sources,
        messenger=messenger,
        ledger=ledger,
    )
    reminding = Reminding(
        cards=cards,
        checkins=checkins,
        participants=participants,
        messenger=messenger,
        ledger=ledger,
        clock=clock,
        working=working,
    )
    placing = Placing(cards=cards, checkins=checkins, clock=clock)
    leaving = Leaving(cards=cards, checkins=checkins, participants=participants, clock=clock)
    added = Added(
        flows=(answering, leaving),
        handlers=reminding.handlers(),
        on_posted=(placing.posted,),
        on_refused=(placing.refused,),
        at_home=(leaving.at_home,),
    )
    return CheckInParts(store=checkins, asking=asking, added=added)
