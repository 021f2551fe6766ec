"""A language model in memory."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from cadence.adapters.claude.writer import shaped
from cadence.core.errors import BudgetSpent, WriterRefused, WriterUnavailable
from cadence.core.ports import Request

Answer = Mapping[str, Any] | str
"""A string is what it says instead of JSON."""


class FakeWriter:
    """Says what is in `answers`, one a request, and then what `says` makes of the request.

    `is_away`, `declines` and `is_spent` are switches; `asked` remembers what was sent.
    """

    def __init__(self, *answers: Answer, says: Callable[[Request], Answer] | None = None) -> None:
        self.answers = list(answers)
        self.says = says
        self.asked: list[Request] = []
        self.is_away = False
        self.declines = False
        self.is_spent = False

    def write(self, request: Request) -> Mapping[str, Any]:
        if self.is_spent:
            raise BudgetSpent("too little is left of the 1,000 tokens a day for Claude")
        if self.is_away:
            raise WriterUnavailable("Claude cannot be reached")
        self.asked.append(request)
        if self.declines:
            raise WriterRefused("Claude declines to answer")
        return shaped(self._said(request), request.shape)

    def _said(self, request: Request) -> str:
        if self.answers:
            answer = self.answers.pop(0)
        else:
            assert self.says is not None, f"nobody said what is answered to {request.purpose!r}"
            answer = self.says(request)
        return answer if isinstance(answer, str) else orjson.dumps(answer).decode()
