"""Anthropic's library, used for what it is good at: credentials, headers, pooled connections, the format of streams.

Its own patience is not used: it waits ten minutes and repeats twice.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cadence.adapters.claude.answer import Answer, from_events, from_message
from cadence.adapters.claude.failure import Passing, failure
from cadence.core.errors import Unreadable

if TYPE_CHECKING:
    from anthropic import Anthropic
    from httpx2 import Response, Timeout

ADDRESS = "https://api.anthropic.com"

CONNECT_WITHIN = 3.0
PATIENT = 5.0
"""Seconds. Whoever stays silent for longer than this is failing; before that, it may only be our own haste."""
LARGEST = 4 * 1024 * 1024
"""Bytes of an answer; the longest one that is ever asked for is a hundredth of it."""

Left = Callable[[], float]
"""Seconds that are left; below zero when the time has passed."""


class ClaudeLine:
    """Opened on first use, since importing the library takes three seconds. Opening makes no call."""

    def __init__(self, *, api_key: str, base_url: str | None = None) -> None:
        self._api_key = api_key
        self._address = base_url or ADDRESS
        self._lock = threading.Lock()
        self._client: Anthropic | None = None

    def send(self, params: Mapping[str, Any], *, left: Left) -> Answer:
        """One request for a message, streamed.

        Raises WriterRefused, Unreadable, and Passing for what may go better another time.
        """
        with _our_errors(left()):
            with self._opened().messages.with_streaming_response.create(
                **params, stream=True, timeout=_timeout(left())
            ) as response:
                body = _body(response.http_response, left)
            if "text/event-stream" in response.headers.get("content-type", ""):
                return from_events(_events(body))
            return from_message(body)

    def model(self, name: str, *, left: Left) -> Mapping[str, Any]:
        """What is known of a model. Raises as `send`."""
        with _our_errors(left()):
            found = self._opened().models.retrieve(name, timeout=_timeout(left()))
            return found.to_dict()

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self) -> "Anthropic":
        if (client := self._client) is not None:
            return client
        with self._lock:
            if self._client is None:
                self._client = self._open()
            return self._client

    def _open(self) -> "Anthropic":
        from anthropic import Anthropic  # noqa: PLC0415 - slow to import, see above

        # at DEBUG these two write what is sent, and that is what people said
        for name in ("anthropic", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        return Anthropic(
            api_key=self._api_key, base_url=self._address, max_retries=0, open_telemetry=False
        )


@contextmanager
def _our_errors(given: float) -> Iterator[None]:
    """Turns the library's errors into ours. `given` are the seconds there were."""
    import anthropic  # noqa: PLC0415 - slow to import, see above
    import httpx2  # noqa: PLC0415 - the same

    try:
        yield
    except anthropic.APIStatusError as error:
        raise failure(
            status=error.status_code,
            said=str(error.api_message or ""),
            headers=error.response.headers,
        ) from error
    except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
        raise too_late(given) from error
    except anthropic.APIConnectionError as error:
        never_sent = isinstance(error.__cause__, httpx2.ConnectError)
        raise Passing("Claude cannot be reached", is_free=never_sent) from error
    except httpx2.HTTPError as error:
        raise Passing("the connection to Claude broke") from error
    except anthropic.APIError as error:
        raise Unreadable("Claude's answer is not what its library expects") from error


def too_late(given: float) -> Passing:
    """After so many seconds."""
    return Passing("Claude did not answer in time", blames=True if given >= PATIENT else None)


def _timeout(left: float) -> "Timeout":
    from httpx2 import Timeout  # noqa: PLC0415 - slow to import, see above

    left = max(left, 0.001)
    return Timeout(left, connect=min(CONNECT_WITHIN, left))


def _body(response: "Response", left: Left) -> bytes:
    """All of it. A server that drips is cut off at the deadline, which a read timeout alone would not do."""
    began, chunks, size = left(), [], 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise Unreadable("Claude's answer is longer than any that was asked for")
        if left() <= 0:
            raise too_late(began)
    return b"".join(chunks)


def _events(body: bytes) -> Iterator[tuple[str | None, str]]:
    from anthropic import Stream  # noqa: PLC0415 - slow to import, see above
    from httpx2 import Response  # noqa: PLC0415 - the same

    try:
        for each in Stream.raw_events(Response(200, content=body)):
            yield each.event, each.data
    except UnicodeDecodeError as error:
        raise Unreadable("Claude's answer is no text") from error
