"""How the room's verbs are found: each flow says what it answers to, and `hearing` puts them together."""

from collections.abc import Callable, Mapping

from cadence.core.heard import Answer, Closed, Heard, Pressed, Submitted
from cadence.decisions.model.commands import Command, Verb
from cadence.delivery.job import Settlement

Errors = Mapping[str, str]
"""What is wrong with a form, by its fields; empty where nothing is."""

Said = Callable[[Heard, Command], Settlement]
Press = Callable[[Pressed], Settlement]
Submission = Callable[[Submitted], Settlement]
Closing = Callable[[Closed], Settlement]
Check = Callable[[Mapping[str, Answer]], Errors]
"""Pure and quick: it runs before the acknowledgement."""


class Flow:
    """One subject of the room. What it names is its own alone.

    A button whose action begins with "decisions.open." opens a modal: the listener has opened a waiting form before the
    press is worked on, and `Pressed.view` names it. None: it could not be opened, which has to be said, with a way to
    try again. A submitted form that passes its check turns into a waiting one too, until the flow changes it.
    """

    __slots__ = ()

    @property
    def verbs(self) -> Mapping[Verb, Said]:
        return {}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        """By the form's callback, which begins with "decisions."."""
        return {}

    @property
    def checks(self) -> Mapping[str, Check]:
        """By the same callbacks; a form without one has nothing to check."""
        return {}

    @property
    def closings(self) -> Mapping[str, Closing]:
        return {}
