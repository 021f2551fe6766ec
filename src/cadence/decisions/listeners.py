"""What Slack sends, as values for the decisions room.

Nothing is looked up or answered here: it is kept and acknowledged. Where a form is to open, one that waits is opened
first, since Slack lets us open none later.
"""

import re
from dataclasses import dataclass, replace

import structlog
from slack_bolt import Ack, App

from cadence.core.errors import MessengerError
from cadence.core.heard import Heard, Surface
from cadence.core.message import form_name
from cadence.core.ports import Messenger
from cadence.decisions.jobs import close, hear, press, submit
from cadence.decisions.messages.otherwise import waiting
from cadence.decisions.model.intent import intent
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.inbound import Inbound, Payload
from cadence.delivery.intake import Intake
from cadence.delivery.wire import Wire

COMMAND = "/decision"
SHORTCUT = "log_decision"
OPENING = "decisions.open."
"""What the action of a button begins with that opens a form."""

OURS = re.compile(r"^decisions\.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionListeners:
    """To be registered before the status room's, which takes every mention and direct message."""

    hearing: Hearing
    messenger: Messenger
    intake: Intake
    inbound: Inbound
    wire: Wire

    def register(self, app: App) -> None:
        read, ours = self.inbound, self.is_about_decisions
        app.event("app_mention", matchers=[read.is_said, ours])(self.mentioned)
        app.event("message", matchers=[read.is_direct, read.is_said, ours])(self.said)
        app.command(COMMAND)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": SHORTCUT})(self.used_on)
        app.action(OURS)(self.pressed)
        app.view(OURS)(self.submitted)
        app.view_closed(OURS)(self.closed)

    def is_about_decisions(self, body: Payload) -> bool:
        return intent(self.inbound.said(body, Surface.MENTION).text) is not None

    # --- said --------------------------------------------------------------------------------------

    def mentioned(self, body: Payload) -> None:
        self.intake.take(hear(self.inbound.said(body, Surface.MENTION), self.wire))

    def said(self, body: Payload) -> None:
        self.intake.take(hear(self.inbound.said(body, Surface.DIRECT), self.wire))

    def commanded(self, ack: Ack, body: Payload) -> None:
        self._take_with_form(body, self.inbound.command(body))
        ack()

    def used_on(self, ack: Ack, body: Payload) -> None:
        self._take_with_form(body, self.inbound.shortcut(body))
        ack()

    def _take_with_form(self, body: Payload, heard: Heard) -> None:
        if self.hearing.opens_form(heard):
            heard = replace(heard, view=self._opened(body, heard.id))
        self.intake.take(hear(heard, self.wire))

    # --- pressed -------------------------------------------------------------------------------------

    def pressed(self, ack: Ack, body: Payload) -> None:
        pressed = self.inbound.press(body)
        if pressed.action.startswith(OPENING) and pressed.view is None:
            pressed = replace(pressed, view=self._opened(body, pressed.id))
        self.intake.take(press(pressed, self.wire))
        ack()

    def _opened(self, body: Payload, key: str) -> str | None:
        """A form that waits; None where Slack did not open it. Named for the key, since this may not be the delivery
        that is kept: whichever is, it knows the form."""
        form = replace(waiting(), name=form_name(key))
        try:
            return self.messenger.open_form(body.get("trigger_id") or "", form)
        except MessengerError as error:
            log.warning("a form was not opened", error=str(error))
            return None

    # --- forms ---------------------------------------------------------------------------------------

    def submitted(self, ack: Ack, body: Payload) -> None:
        submitted = self.inbound.submission(body)
        if errors := self.hearing.errors(submitted.callback, dict(submitted.answers)):
            ack(response_action="errors", errors=dict(errors))
            return
        self.intake.take(submit(submitted, self.wire))
        ack(response_action="update", view=dict(self.inbound.view(waiting())))

    def closed(self, ack: Ack, body: Payload) -> None:
        self.intake.take(close(self.inbound.closing(body), self.wire))
        ack()
