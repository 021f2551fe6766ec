"""Bolt's app, and how long it takes over each request."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse


class TimedApp(App):
    """`observe` is told the seconds from a request's arrival to its acknowledgement, by socket and by HTTP alike."""

    def __init__(self, *, observe: Callable[[float], None], **given: Any) -> None:
        super().__init__(**given)
        self._observe = observe

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        began = perf_counter()
        try:
            return super().dispatch(req)
        finally:
            self._observe(perf_counter() - began)
