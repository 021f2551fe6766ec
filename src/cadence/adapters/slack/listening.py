"""What Slack sends to the front desk. Nothing is looked up or answered here: it is kept and acknowledged. Where a form
is to open, one that waits is opened first, since Slack lets us open none later."""

import re
from dataclasses import dataclass, replace

from slack_bolt import Ack, App

from cadence.core.ports import Messenger
from cadence.delivery import desk, replying
from cadence.delivery.desk import Desk
from cadence.delivery.inbound import Inbound, Payload
from cadence.delivery.intake import Intake
from cadence.delivery.opening import opened

COMMAND = "/cadence"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskListeners:
    desk: Desk
    messenger: Messenger
    intake: Intake
    inbound: Inbound

    def register(self, app: App) -> None:
        rooms = "|".join(sorted(map(re.escape, self.desk.rooms)))
        ours = re.compile(rf"^(?:{rooms})\.")
        app.command(COMMAND, matchers=[self.is_known])(self.commanded)
        app.action(ours)(self.pressed)
        app.view(ours)(self.submitted)
        app.view_closed(ours)(self.closed)

    def is_known(self, body: Payload) -> bool:
        """What nobody at the desk answers to may be a question about bugs."""
        return self.desk.knows(self.inbound.command(body).text)

    def commanded(self, ack: Ack, body: Payload) -> None:
        heard = self.inbound.command(body)
        if self.desk.opens_form(heard):
            heard = replace(heard, view=self._opened(body, heard.id))
        self.intake.take(desk.hear(heard))
        ack()

    def pressed(self, ack: Ack, body: Payload) -> None:
        pressed = self.inbound.press(body)
        if desk.OPENS in pressed.action and pressed.view is None:
            pressed = replace(pressed, view=self._opened(body, pressed.id))
        self.intake.take(desk.press(pressed))
        ack()

    def _opened(self, body: Payload, key: str) -> str | None:
        return opened(self.messenger, body.get("trigger_id") or "", key)

    def submitted(self, ack: Ack, body: Payload) -> None:
        submitted = self.inbound.submission(body)
        if errors := self.desk.errors(submitted):
            ack(response_action="errors", errors=dict(errors))
            return
        self.intake.take(desk.submit(submitted))
        ack(response_action="update", view=dict(self.inbound.view(replying.waiting())))

    def closed(self, ack: Ack, body: Payload) -> None:
        self.intake.take(desk.close(self.inbound.closing(body)))
        ack()
