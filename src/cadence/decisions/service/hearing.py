"""Hears what people type and say, and finds the flow that deals with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cadence.core.heard import Heard, Surface
from cadence.decisions.messages import otherwise
from cadence.decisions.model.commands import Command, Misused, Verb, command
from cadence.decisions.model.intent import intent
from cadence.decisions.service.flow import Flow, Said
from cadence.delivery.desk import failed, joined
from cadence.delivery.job import Settlement
from cadence.delivery.replying import answer_aside, answered
from cadence.delivery.replying import failed as failure

FORMS = frozenset({Verb.NEW, Verb.SUPERSEDE})
"""Verbs that are answered by a form when they are typed, so that it has to be opened at once."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Every flow of the room, by what it answers to. Raises ValueError where two answer to the same."""

    flows: tuple[Flow, ...]
    commands: Mapping[Verb, Said] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "commands", joined(flow.commands for flow in self.flows))

    def opens_form(self, heard: Heard) -> bool:
        """Whether a form is to be opened before this is worked on; pure and quick."""
        if heard.surface is Surface.SHORTCUT:
            return True
        told = _told(heard) if heard.surface is Surface.COMMAND else None
        return isinstance(told, Command) and told.verb in FORMS

    def hear(self, heard: Heard) -> Settlement:
        told = _told(heard)
        if isinstance(told, Misused):
            return Settlement(jobs=(answer_aside(heard, otherwise.misused(told)),))
        flow = self.commands.get(told.verb)
        return flow(heard, told) if flow else answered(heard, otherwise.usage())

    def gave_up(self, heard: Heard, reference: str) -> Settlement:
        """What could not be dealt with at all: the person is told."""
        return failed(answer_aside(heard, failure(reference)), heard.view, reference)


def _told(heard: Heard) -> Command | Misused:
    """What somebody asked for. What stands in the message that a shortcut is used on is no command."""
    if heard.surface is Surface.SHORTCUT:
        return Command(verb=Verb.LOG)
    if heard.surface is Surface.COMMAND:
        return command(heard.text)
    return intent(heard.text) or Command(verb=Verb.HELP)
