"""How listeners read what comes in: a vendor's payload becomes a value here and nowhere else."""

from collections.abc import Mapping
from typing import Any, Protocol

from cadence.core.heard import Closed, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form

Payload = Mapping[str, Any]


class Inbound(Protocol):
    """The adapter's part. Whatever is delivered again is read as a value with the same id."""

    def is_said(self, event: Payload) -> bool:
        """By a person, not by an app, and not a notice of something else."""

    def is_direct(self, event: Payload) -> bool:
        """To us alone."""

    def is_home(self, event: Payload) -> bool:
        """The Home tab, not the tab of messages beside it."""

    def said(self, body: Payload, surface: Surface) -> Heard: ...

    def command(self, body: Payload) -> Heard: ...

    def shortcut(self, body: Payload) -> Heard: ...

    def press(self, body: Payload) -> Pressed: ...

    def submission(self, body: Payload) -> Submitted: ...

    def closing(self, body: Payload) -> Closed: ...

    def view(self, form: Form) -> Payload:
        """A form, as an acknowledgement may put it in the place of another."""
