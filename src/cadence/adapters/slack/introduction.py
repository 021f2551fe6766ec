"""Who we are, as Bolt must know it before it hands on what comes in."""

from collections.abc import Callable
from threading import Lock

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from cadence.adapters.slack.errors import ours


def introduction(client: WebClient) -> Callable[[], AuthorizeResult]:
    """For Bolt's `authorize`: asks Slack once. Raises MessengerError.

    Bolt's own way acknowledges an event, and drops it, where `auth.test` ends in an error of Slack's, be it that Slack
    is busy just then. Ours is none that Bolt knows: the event stays unacknowledged, and Slack sends it again.
    """
    lock = Lock()
    told: list[AuthorizeResult] = []

    def authorize() -> AuthorizeResult:
        with lock:
            if not told:
                with ours(sending=False):
                    answer = client.auth_test()
                told.append(
                    AuthorizeResult.from_auth_test_response(
                        auth_test_response=answer, bot_token=client.token
                    )
                )
            return told[0]

    return authorize
