"""Slack's errors in our words."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from errno import EHOSTUNREACH, ENETUNREACH
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from cadence.core.errors import (
    MessengerError,
    MessengerFailed,
    MessengerUnavailable,
    NotSent,
    OutcomeUnknown,
    SlowDown,
)

DEFAULT_WAIT = timedelta(seconds=30)
"""Where Slack asks us to wait and doesn't say how long."""

LONGEST_WAIT = timedelta(hours=1)
"""Whoever asks for more is not believed: a channel, or a whole method, would be held for as long."""

TOO_MANY = 429
SERVER_ERROR = 500

INSIDE = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack failed inside; "some aspect of the operation may have succeeded before the error was raised"."""

_CODE = re.compile(r"[a-z][a-z0-9_:./-]*")


@contextmanager
def ours(*, sending: bool) -> Iterator[None]:
    """Turns what slack_sdk raises into what `core.errors` names.

    `sending`: whether something may have been posted although no answer came.
    """
    try:
        yield
    except SlackApiError as error:
        raise _of_answer(error, sending=sending) from error
    except (SlackClientError, OSError, HTTPException) as error:
        raise _of_connection(error, sending=sending) from error


def code_of(error: SlackApiError) -> str:
    """Slack's own error code; empty where the answer wasn't one of Slack's."""
    code = error.response.get("error") if error.response is not None else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def wait_of(error: SlackApiError) -> timedelta:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        return min(timedelta(seconds=max(1, int(headers["retry-after"]))), LONGEST_WAIT)
    except (KeyError, ValueError, OverflowError):
        return DEFAULT_WAIT


def is_slow_down(error: SlackApiError) -> bool:
    return error.response.status_code == TOO_MANY or code_of(error) in {
        "ratelimited",
        "rate_limited",
    }


def _of_answer(error: SlackApiError, *, sending: bool) -> MessengerError:
    code = code_of(error)
    if is_slow_down(error):
        return SlowDown(wait_of(error))
    if error.response.status_code >= SERVER_ERROR or code in INSIDE or not code:
        said = code or f"HTTP {error.response.status_code}"
        if sending:
            return OutcomeUnknown(f"Slack failed inside ({said})")
        return MessengerFailed(f"Slack failed inside ({said})")
    return NotSent(code)


def _of_connection(error: Exception, *, sending: bool) -> MessengerError:
    if sending and not _never_left(error):
        return OutcomeUnknown("the connection to Slack broke before the answer")
    return MessengerUnavailable("Slack could not be reached")


def _never_left(error: Exception) -> bool:
    """Whether the connection was never made, so that nothing can have arrived."""
    cause = error.reason if isinstance(error, URLError) else error
    return isinstance(
        cause, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError
    ) or (isinstance(cause, OSError) and cause.errno in {ENETUNREACH, EHOSTUNREACH})
