"""The socket to Slack, made as soon as Slack is there."""

from threading import Event, Thread

import structlog
from slack_bolt.adapter.socket_mode import SocketModeHandler

from cadence.adapters.slack.errors import ours
from cadence.core.errors import MessengerError, NotSent, SettingsError

log = structlog.get_logger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
"""Between two tries while Slack is away."""


class Link:
    """Connects once; from then on Bolt's own client keeps the connection up."""

    def __init__(self, handler: SocketModeHandler, *, first_wait: float = FIRST_WAIT_S) -> None:
        self.handler = handler
        self._first_wait = first_wait
        self._is_over = Event()
        self._trying = Thread(target=self._try_again, name="link", daemon=True)

    def start(self) -> None:
        """Where Slack is away, tries go on in the background. Raises SettingsError for a token that Slack refuses."""
        try:
            self._connect()
        except NotSent as refused:
            raise SettingsError(
                f"SLACK_APP_TOKEN: Slack refuses it ({refused.reason}); make one with connections:write "
                "on the app's page, under Basic Information"
            ) from refused
        except MessengerError as away:
            log.warning("slack is away; trying on", error=str(away))
            self._trying.start()

    def stop(self) -> None:
        self._is_over.set()
        if self._trying.is_alive():
            self._trying.join(timeout=5)
        self.handler.close()  # type: ignore[no-untyped-call] # Bolt's handler is not annotated

    def _connect(self) -> None:
        with ours(sending=False):
            self.handler.connect()  # type: ignore[no-untyped-call] # as above

    def _try_again(self) -> None:
        wait = self._first_wait
        while not self._is_over.wait(wait):
            try:
                self._connect()
            except MessengerError as away:
                wait = min(wait * 2, LONGEST_WAIT_S)
                log.warning("slack is still away", error=str(away), next_try_s=wait)
            else:
                log.info("connected to slack")
                return
