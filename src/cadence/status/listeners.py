"""What Slack sends, as values for the status room.

Nothing is looked up or answered here: it is kept and acknowledged.
"""

import re
from dataclasses import dataclass, replace

from slack_bolt import Ack, App

from cadence.core.heard import Heard, Surface
from cadence.delivery.inbound import Inbound, Payload
from cadence.delivery.intake import Intake
from cadence.delivery.wire import Wire
from cadence.status.jobs import home, press, question
from cadence.status.model.asked import CameHome

COMMANDS = re.compile(r"^/(?:bug|cadence)$")
SHORTCUT = "status_of_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListeners:
    intake: Intake
    inbound: Inbound
    wire: Wire

    def register(self, app: App) -> None:
        read = self.inbound
        app.event("app_mention", matchers=[read.is_said])(self.mentioned)
        app.event("message", matchers=[read.is_direct, read.is_said])(self.said)
        app.command(COMMANDS)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": SHORTCUT})(self.asked_about)
        app.event("app_home_opened", matchers=[read.is_home])(self.came_home)
        app.action(re.compile(r"^status\."))(self.pressed)

    def mentioned(self, body: Payload) -> None:
        self._take(self.inbound.said(body, Surface.MENTION))

    def said(self, body: Payload) -> None:
        self._take(self.inbound.said(body, Surface.DIRECT))

    def came_home(self, body: Payload, event: Payload) -> None:
        came = CameHome(id=body["event_id"], user=event["user"])
        self.intake.take(home(came, self.wire))

    def commanded(self, ack: Ack, body: Payload) -> None:
        heard = self.inbound.command(body)
        self._take(replace(heard, text=heard.text or "help"))
        ack()

    def asked_about(self, ack: Ack, body: Payload) -> None:
        self._take(self.inbound.shortcut(body))
        ack()

    def pressed(self, ack: Ack, body: Payload) -> None:
        self.intake.take(press(self.inbound.press(body), self.wire))
        ack()

    def _take(self, heard: Heard) -> None:
        self.intake.take(question(heard, self.wire))
