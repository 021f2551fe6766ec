"""What the tests of Claude share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cadence.adapters.claude.writer import ClaudeWriter
from cadence.core.ports import Request
from cadence.sandbox.claude.server import ClaudeSandbox
from fakes.clock import FakeClock

MODEL = "claude-haiku-5-5"

SHAPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "ts": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["title", "ts"],
    "additionalProperties": False,
}

AMPLE = timedelta(seconds=30)
"""Longer than any of these tests may take."""


def a_request(**fields: Any) -> Request:
    plain: dict[str, Any] = {
        "purpose": "draft",
        "instructions": "Find the title.",
        "material": "We go with Postgres.",
        "shape": SHAPE,
        "within": AMPLE,
    }
    return Request(**(plain | fields))


def a_writer(claude: ClaudeSandbox, **settings: Any) -> ClaudeWriter:
    """A real one that talks to the local API and doesn't wait between two tries."""
    plain: dict[str, Any] = {
        "api_key": claude.api_key,
        "base_url": claude.url,
        "model": MODEL,
        "clock": FakeClock(),
        "deadline": AMPLE,
        "budget": 1_000_000,
        "sleep": lambda _: None,
    }
    return ClaudeWriter.connect(**(plain | settings))
