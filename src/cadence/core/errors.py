"""What can go wrong, in our own words. Each docstring says what is true once it has been raised."""

from datetime import timedelta


class CadenceError(Exception):
    """The root of every error that Cadence raises on purpose."""


class SettingsError(CadenceError):
    """A setting is missing or malformed. Nothing was started. The message names the key and the fix."""


# --- the tracker -------------------------------------------------------------------------------


class TrackerError(CadenceError):
    """The tracker was asked and gave no usable answer. Nothing is known, which is not "nothing found"."""


class TrackerUnavailable(TrackerError):
    """The tracker did not answer, or not in time. Asking again later may help.

    `retry_after` is what the tracker itself asked for, where it did.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TrackerRefused(TrackerError):
    """The tracker knows us no longer, or does not let us in (401, 403). Asking again will not help."""


class QueryRefused(TrackerError):
    """The tracker did not accept the query (400). The message carries the tracker's own words, as plain text."""


class NobodyCalled(QueryRefused):
    """The query names a person whom the tracker does not know, or knows several of. The message says which."""


class PartialRead(TrackerError):
    """A read broke off after some pages. What had been read is not the whole and is not handed on."""


class IssueNotFound(CadenceError):
    """There is no such issue, or our account may not see it. The tracker does not tell these apart."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no issue {key} that may be seen")
        self.key = key


# --- the messenger -----------------------------------------------------------------------------


class MessengerError(CadenceError):
    """Slack was asked and did not do it."""


class NotSent(MessengerError):
    """Slack did not accept the message and never will as it is; nothing was posted.

    `reason` is Slack's own error code, such as `channel_not_found` or `msg_too_long`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"Slack did not accept the message: {reason}")
        self.reason = reason


class OutcomeUnknown(MessengerError):
    """The connection broke or Slack failed inside: the message may or may not have been posted.

    Look for its metadata before it is sent again.
    """


class SlowDown(MessengerError):
    """Slack asked us to wait (429); nothing was posted."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Slack asks us to wait {wait.total_seconds():.0f} s")
        self.wait = wait


class MessengerUnavailable(MessengerError):
    """Slack could not be reached; a read brought nothing, a send was not begun."""


class MessengerFailed(MessengerUnavailable):
    """Slack was reached and failed inside; a read brought nothing. It may be this one read that never works."""


# --- what we keep ------------------------------------------------------------------------------


class LeaseLost(CadenceError):
    """Another worker holds this job now. Nothing of this attempt was stored."""


class Overtaken(CadenceError):
    """Somebody else changed it first, so this change does not fit any more. Nothing of it was stored. The message says
    in plain words how things stand now."""


class StoreUnavailable(CadenceError):
    """The database did not answer. Nothing was stored."""


class ArchiveEmpty(CadenceError):
    """There is no copy of the tracker yet, so nothing can be said from it."""


# --- the writer --------------------------------------------------------------------------------


class WriterError(CadenceError):
    """The language model gave nothing usable. Whatever it was asked for is done by rules."""


class WriterUnavailable(WriterError):
    """It did not answer, or not in time, or is overloaded."""


class WriterRefused(WriterError):
    """It does not let us in, or does not take the request as it is. Asking again will not help."""


class BudgetSpent(WriterError):
    """We asked as much of it as we allow ourselves for now. Nothing was sent."""


class Unreadable(WriterError):
    """What it said does not have the shape that was asked for."""


# --- pictures ----------------------------------------------------------------------------------


class NotPainted(CadenceError):
    """There is no picture of this chart. What it would have shown can be said in words."""


# --- figures -----------------------------------------------------------------------------------


class NotUnderstood(CadenceError):
    """The words name no figure that can be counted. The message says what was not understood."""
