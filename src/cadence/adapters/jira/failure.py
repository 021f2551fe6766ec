"""What Jira answers when it does not do what it was asked, in our own errors."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import orjson

from cadence.core.errors import QueryRefused, TrackerError, TrackerRefused, TrackerUnavailable

_LONGEST = 500
_LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more than this is not believed."""


class Passing(TrackerUnavailable):
    """It may go better at once, so the read is repeated within its deadline."""

    def __init__(
        self, message: str, *, retry_after: timedelta | None = None, blames: bool | None = True
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.blames = blames
        """Whether Jira is failing (True), is well and only busy (False), or cannot be judged (None)."""


class NothingThere(TrackerUnavailable):
    """404: no such thing, or not for us; or no Jira at this address."""


class NotForUs(TrackerRefused):
    """403 in Jira's own words: this one thing is closed to us, though we are known."""


def failure(*, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> TrackerError:
    said = messages(body)
    match status:
        case 400 | 413 | 414:
            return QueryRefused(said or "Jira did not accept the query")
        case 401:
            return TrackerRefused("Jira does not accept the credentials (401)" + _colon(said))
        case 403:
            return _forbidden(headers, said)
        case 404:
            return NothingThere("Jira has nothing at this address (404)" + _colon(said))
        case 410:
            return TrackerUnavailable(
                "this Jira no longer offers the request (410): its flavour is set wrongly, "
                "or Cadence is too old for it" + _colon(said)
            )
        case 429:
            wait = retry_after(headers, now)
            reason = headers.get("RateLimit-Reason")
            words = "Jira asks us to slow down (429)" + _colon(reason or "")
            return Passing(words, retry_after=wait, blames=False)
        case _ if status >= 500 or status == 408:
            wait = retry_after(headers, now)
            return Passing(f"Jira failed inside ({status})" + _colon(said), retry_after=wait)
        case _ if 300 <= status < 400:
            return TrackerRefused(
                f"Jira sends us elsewhere ({status} to {headers.get('Location', 'nowhere')[:200]}): "
                "JIRA_URL must name the final address, and single sign-on cannot be passed"
            )
        case _:
            return TrackerUnavailable(f"Jira answered {status}" + _colon(said))


def _forbidden(headers: Mapping[str, str], said: str) -> TrackerRefused:
    denied = headers.get("X-Authentication-Denied-Reason")
    if denied:
        return TrackerRefused(f"Jira denies the login (403): {_tidy(denied)}")
    if said:
        return NotForUs(f"Jira does not allow it (403): {said}")
    return TrackerRefused("Jira does not allow it (403)")


def login_failed(headers: Mapping[str, str]) -> bool:
    """Jira may answer 200 with an anonymous stranger's view when the credentials are wrong; this header tells."""
    reason = headers.get("X-Seraph-LoginReason", "")
    return "AUTHENTICATED_FAILED" in reason or "AUTHENTICATION_DENIED" in reason


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Seconds or an HTTP date, counted from the server's own `Date` so that a wrong clock does no harm."""
    told = headers.get("Retry-After")
    if told is None:
        return None
    if re.fullmatch(r"\s*\d{1,9}(\.\d+)?\s*", told):
        return min(timedelta(seconds=float(told)), _LONGEST_WAIT)
    at = http_date(told)
    if at is None:
        return None
    wait = at - (http_date(headers.get("Date", "")) or now)
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def http_date(told: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def messages(body: bytes) -> str:
    """Jira's own words out of an error's body, as one plain line; empty where it is no JSON of Jira's."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return "; ".join(_words(told))[:_LONGEST] if isinstance(told, dict) else ""


def _words(told: Mapping[str, object]) -> list[str]:
    listed = told.get("errorMessages")
    words = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    errors = told.get("errors")
    if isinstance(errors, dict):
        words += [f"{name}: {each}" for name, each in errors.items() if isinstance(each, str)]
    for name in ("message", "errorMessage"):
        single = told.get(name)
        if isinstance(single, str):
            words.append(single)
    return [tidy for each in words if (tidy := _tidy(each))]


def _tidy(words: str) -> str:
    return " ".join(re.sub(r"<[^<>]{0,200}>", " ", words).split())[:_LONGEST]


def _colon(said: str) -> str:
    return f": {said}" if said else ""
