"""Definitions of rituals in Slack, wired."""

from collections.abc import Collection

from cadence.assembly.outside import Outside
from cadence.delivery.desk import Flow
from cadence.rituals.service.beginning import Beginning
from cadence.rituals.service.defined import Defined
from cadence.rituals.service.defining import Defining
from cadence.rituals.service.edited import Edited
from cadence.rituals.service.editing import Editing
from cadence.rituals.service.questioning import Questioning
from cadence.rituals.service.rights import Rights
from cadence.rituals.service.steps import Publishing
from cadence.rituals.service.turning import Turning
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences


def definition_flows(
    outside: Outside,
    *,
    definitions: Definitions,
    occurrences: Occurrences,
    publishing: Publishing,
    sources: Collection[str],
) -> tuple[Flow, ...]:
    clock, messenger = outside.clock, outside.messenger
    rights = Rights(messenger)
    defined = Defined(definitions=definitions, rights=rights, messenger=messenger, clock=clock)
    turning = Turning(definitions=definitions, rights=rights, clock=clock, sources=sources)
    edited = Edited(defined=defined, turning=turning, clock=clock)
    beginning = Beginning(edited=edited, messenger=messenger, clock=clock)
    editing = Editing(edited=edited)
    defining = Defining(
        defined=defined,
        occurrences=occurrences,
        publishing=publishing,
        turning=turning,
        beginning=beginning,
        editing=editing,
        clock=clock,
    )
    return (defining, beginning, editing, Questioning(edited=edited))
