"""What the API answers when it does not do what it was asked, in our own errors."""

from collections.abc import Mapping
from datetime import timedelta

from cadence.core.errors import WriterError, WriterRefused, WriterUnavailable

_LONGEST = 300
_LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more than this is not believed."""

TYPES = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
    "invalid_request_error": 400,
}
"""The status that belongs to a type of error, for one that arrives in mid-stream.
Source: https://platform.claude.com/docs/en/api/errors"""


class Passing(WriterUnavailable):
    """It may go better at once, so it is tried once more where there is time."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: timedelta | None = None,
        blames: bool | None = True,
        is_free: bool = False,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.blames = blames
        """Whether Claude is failing (True), is well and only busy (False), or cannot be judged (None)."""
        self.is_free = is_free
        """Whether it surely cost nothing."""


def failure(
    *, status: int, said: str = "", headers: Mapping[str, str] | None = None
) -> WriterError:
    """`said` is the API's own message."""
    wait = retry_after(headers or {})
    words = f": {_tidy(said)}" if said else ""
    match status:
        case 401:
            return WriterRefused(f"Claude does not accept the API key (401){words}")
        case 402 | 403:
            return WriterRefused(f"Claude does not let this account in ({status}){words}")
        case 404:
            return WriterRefused(
                f"Claude has no such model, or nothing at this address (404){words}"
            )
        case 429 if wait is None:
            # a limit of what may be spent has the same status as one of pace, and names no time
            return WriterRefused(f"this account's limit at Anthropic is reached (429){words}")
        case 429:
            return Passing(
                f"Claude asks us to slow down (429){words}",
                retry_after=wait,
                blames=False,
                is_free=True,
            )
        case 529:
            return Passing(f"Claude is overloaded (529){words}", retry_after=wait, is_free=True)
        case _ if status >= 500 or status == 408:
            return Passing(f"Claude failed inside ({status}){words}", retry_after=wait)
        case _:
            return WriterRefused(f"Claude does not take the request ({status}){words}")


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """None where it isn't said. What isn't said in seconds is no time to wait for here."""
    said = headers.get("retry-after")
    if said is None:
        return None
    try:
        seconds = float(said)
    except ValueError:
        return _LONGEST_WAIT
    if not 0 <= seconds <= _LONGEST_WAIT.total_seconds():
        return _LONGEST_WAIT
    return timedelta(seconds=seconds)


def _tidy(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
