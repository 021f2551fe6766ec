"""What Slack sends, as values for the decisions room.

Nothing is looked up or answered here: it is kept and acknowledged. Where a form is to open, one that waits is opened
first, since Slack lets us open none later.
"""

from dataclasses import dataclass, replace

from slack_bolt import Ack, App

from cadence.core.heard import Heard, Surface
from cadence.core.ports import Messenger
from cadence.decisions.jobs import hear
from cadence.decisions.model.intent import intent
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.inbound import Inbound, Payload
from cadence.delivery.intake import Intake
from cadence.delivery.opening import opened

COMMAND = "/decision"
SHORTCUT = "log_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionListeners:
    """To be registered before the status room's, which takes every mention and direct message."""

    hearing: Hearing
    messenger: Messenger
    intake: Intake
    inbound: Inbound

    def register(self, app: App) -> None:
        read, ours = self.inbound, self.is_about_decisions
        app.event("app_mention", matchers=[read.is_said, ours])(self.mentioned)
        app.event("message", matchers=[read.is_direct, read.is_said, ours])(self.said)
        app.command(COMMAND)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": SHORTCUT})(self.used_on)

    def is_about_decisions(self, body: Payload) -> bool:
        return intent(self.inbound.said(body, Surface.MENTION).text) is not None

    # --- said --------------------------------------------------------------------------------------

    def mentioned(self, body: Payload) -> None:
        self.intake.take(hear(self.inbound.said(body, Surface.MENTION)))

    def said(self, body: Payload) -> None:
        self.intake.take(hear(self.inbound.said(body, Surface.DIRECT)))

    def commanded(self, ack: Ack, body: Payload) -> None:
        self._take_with_form(body, self.inbound.command(body))
        ack()

    def used_on(self, ack: Ack, body: Payload) -> None:
        self._take_with_form(body, self.inbound.shortcut(body))
        ack()

    def _take_with_form(self, body: Payload, heard: Heard) -> None:
        if self.hearing.opens_form(heard):
            heard = replace(heard, view=self._opened(body, heard.id))
        self.intake.take(hear(heard))

    def _opened(self, body: Payload, key: str) -> str | None:
        return opened(self.messenger, body.get("trigger_id") or "", key)
