"""Hears what people say, press and submit, and finds the flow that deals with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cadence.core.heard import Answer, Closed, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form, Message
from cadence.decisions.messages import otherwise
from cadence.decisions.model.commands import Command, Misused, Verb, command
from cadence.decisions.model.intent import intent
from cadence.decisions.service.flow import Check, Closing, Errors, Flow, Press, Said, Submission
from cadence.decisions.service.replying import answer_aside, answered, tell, tell_directly
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import show_form

FORMS = frozenset({Verb.NEW, Verb.SUPERSEDE})
"""Verbs that are answered by a form when they are typed, so that it has to be opened at once."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hearing:
    """Every flow of the room, by what it answers to. Raises ValueError where two answer to the same."""

    flows: tuple[Flow, ...]
    verbs: Mapping[Verb, Said] = field(init=False)
    presses: Mapping[str, Press] = field(init=False)
    submissions: Mapping[str, Submission] = field(init=False)
    checks: Mapping[str, Check] = field(init=False)
    closings: Mapping[str, Closing] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("verbs", "presses", "submissions", "checks", "closings"):
            object.__setattr__(self, name, _joined(getattr(flow, name) for flow in self.flows))

    # --- before the acknowledgement: pure, and quick -------------------------------------------------

    def opens_form(self, heard: Heard) -> bool:
        """Whether a form is to be opened before this is worked on."""
        if heard.surface is Surface.SHORTCUT:
            return True
        told = _told(heard) if heard.surface is Surface.COMMAND else None
        return isinstance(told, Command) and told.verb in FORMS

    def errors(self, callback: str, answers: Mapping[str, Answer]) -> Errors:
        """What is wrong with a form as it was filled in, by its fields."""
        check = self.checks.get(callback)
        return check(answers) if check else {}

    # --- the jobs ------------------------------------------------------------------------------------

    def hear(self, heard: Heard) -> Settlement:
        told = _told(heard)
        if isinstance(told, Misused):
            return Settlement(jobs=(answer_aside(heard, otherwise.misused(told)),))
        flow = self.verbs.get(told.verb)
        return flow(heard, told) if flow else answered(heard, otherwise.usage())

    def press(self, pressed: Pressed) -> Settlement:
        flow = self.presses.get(pressed.action)
        if flow is None:
            return Settlement(jobs=(tell(pressed, otherwise.old_button()),))
        return flow(pressed)

    def submit(self, submitted: Submitted) -> Settlement:
        flow = self.submissions.get(submitted.callback)
        if flow is None:
            return _in_its_form(
                submitted, otherwise.done(otherwise.OLD_BUTTON), otherwise.old_button()
            )
        return flow(submitted)

    def close(self, closed: Closed) -> Settlement:
        flow = self.closings.get(closed.callback)
        return flow(closed) if flow else DONE

    # --- what could not be dealt with at all: the person is told ---------------------------------------

    def gave_up(self, heard: Heard, reference: str) -> Settlement:
        return _failed(answer_aside(heard, otherwise.failed(reference)), heard.view, reference)

    def gave_up_press(self, pressed: Pressed, reference: str) -> Settlement:
        return _failed(tell(pressed, otherwise.failed(reference)), pressed.view, reference)

    def gave_up_form(self, submitted: Submitted, reference: str) -> Settlement:
        message = tell_directly(submitted, otherwise.failed(reference))
        return _failed(message, submitted.view, reference)


def _told(heard: Heard) -> Command | Misused:
    """What somebody asked for. What stands in the message that a shortcut is used on is no command."""
    if heard.surface is Surface.SHORTCUT:
        return Command(verb=Verb.LOG)
    if heard.surface is Surface.COMMAND:
        return command(heard.text)
    return intent(heard.text) or Command(verb=Verb.HELP)


def _joined(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    joined: dict[str, T] = {}
    for part in parts:
        if both := joined.keys() & part.keys():
            raise ValueError(f"two flows answer to {', '.join(sorted(both))}")
        joined |= part
    return joined


def _failed(message: NewJob, view: str | None, reference: str) -> Settlement:
    """In the modal that waits, where there is one, else beside what was said or pressed."""
    if view is None:
        return Settlement(jobs=(message,))
    form = otherwise.failed_form(reference)
    return Settlement(jobs=(show_form(view, form, key=message.key, instead=message),))


def _in_its_form(submitted: Submitted, form: Form, message: Message) -> Settlement:
    instead = tell_directly(submitted, message)
    return Settlement(jobs=(show_form(submitted.view, form, key=instead.key, instead=instead),))
