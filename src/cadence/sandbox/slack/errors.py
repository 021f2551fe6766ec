"""How Slack says no."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """An answer with `ok: false`; `details` are further fields of it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def invalid_arguments(*messages: str) -> SlackError:
    return _with_messages("invalid_arguments", messages)


def invalid_blocks(problems: Sequence[str]) -> SlackError:
    """Problems of the form "must be less than 151 characters [json-pointer:/blocks/0/text/text]"."""
    error = _with_messages("invalid_blocks", problems)
    error.details["errors"] = list(problems)
    return error


def _with_messages(code: str, problems: Sequence[str]) -> SlackError:
    return SlackError(
        code, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]}
    )
