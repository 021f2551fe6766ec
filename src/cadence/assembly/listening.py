"""What comes in from Slack: Bolt, and whoever listens."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from cadence.adapters.slack.inbound import SlackInbound
from cadence.adapters.slack.introduction import introduction
from cadence.adapters.slack.listening import DeskListeners
from cadence.adapters.slack.messenger import web_client
from cadence.adapters.slack.timed import TimedApp
from cadence.config import Settings
from cadence.core.errors import SettingsError
from cadence.core.ports import Clock, Messenger
from cadence.decisions.listeners import DecisionListeners
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.desk import Desk
from cadence.delivery.intake import Intake
from cadence.delivery.wire import Wire
from cadence.status.listeners import StatusListeners


def check_whole(settings: Settings, *, by_http: bool) -> None:
    """What serving needs beyond asking. Raises SettingsError."""
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN: is not set; it is on the app's page, under OAuth")
    if by_http and settings.slack_signing_secret is None:
        raise SettingsError(
            "SLACK_SIGNING_SECRET: is not set; it is on the app's page, under Basic Information"
        )
    if not by_http and settings.slack_app_token is None:
        raise SettingsError(
            "SLACK_APP_TOKEN: is not set; Socket Mode needs one with connections:write "
            "(the app's page, under Basic Information)"
        )


def bolt(settings: Settings, observe: Callable[[float], None]) -> App:
    """Listeners only store what comes in, so that they run before the acknowledgement, in the same thread."""
    bot, signing = settings.slack_bot_token, settings.slack_signing_secret
    token = bot.get_secret_value() if bot else ""
    return TimedApp(
        observe=observe,
        # Without a token of its own: Bolt would ask by itself who we are.
        client=web_client(None, base_url=settings.slack_api_url),
        authorize=introduction(web_client(token, base_url=settings.slack_api_url)),
        signing_secret=signing.get_secret_value() if signing else None,
        process_before_response=True,
        request_verification_enabled=signing is not None,
    )


def socket(settings: Settings, app: App) -> SocketModeHandler:
    token = settings.slack_app_token
    return SocketModeHandler(app, token.get_secret_value() if token else None)


def listen(
    app: App,
    *,
    intake: Intake,
    desk: Desk,
    hearing: Hearing,
    messenger: Messenger,
    wire: Wire,
    clock: Clock,
) -> None:
    """Registers all listeners. Bolt gives a payload to the first one that fits, so that their order counts."""
    by_id = SlackInbound(clock=clock, by_id=True)
    DecisionListeners(hearing=hearing, messenger=messenger, intake=intake, inbound=by_id).register(
        app
    )
    DeskListeners(desk=desk, messenger=messenger, intake=intake, inbound=by_id).register(app)
    StatusListeners(intake=intake, inbound=SlackInbound(clock=clock), wire=wire).register(app)
    _acknowledge_the_rest(app)


def _acknowledge_the_rest(app: App) -> None:
    """What nobody asked for is acknowledged too, or Slack would send it again and again."""

    def acknowledge(ack: Callable[[], Any]) -> None:
        ack()

    app.event(re.compile(".*"))(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
