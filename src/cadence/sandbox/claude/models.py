"""The models that are served here, as far as they differ in what they accept.

Source: https://platform.claude.com/docs/en/about-claude/models/overview and the models' migration guides.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    id: str
    name: str
    lifecycle: str = "active"
    """"active", "deprecated" or "retired"; a retired one answers nothing."""
    created_at: str = "2026-09-01T00:00:00Z"
    deprecated_at: str | None = None
    most_tokens: int = 128_000
    window: int = 1_000_000
    is_current: bool = True
    """Takes `output_config`, and neither sampling parameters, nor a token budget for thinking, nor prefill."""

    def told(self) -> dict[str, Any]:
        return {
            "type": "model",
            "id": self.id,
            "display_name": self.name,
            "created_at": self.created_at,
            "deprecated_at": self.deprecated_at,
            "lifecycle": self.lifecycle,
            "max_input_tokens": self.window,
            "max_tokens": self.most_tokens,
        }


MODELS = {
    model.id: model
    for model in (
        Model(id="claude-haiku-5-5", name="Claude Haiku 5.5"),
        Model(id="claude-sonnet-5-5", name="Claude Sonnet 5.5"),
        Model(id="claude-opus-5-5", name="Claude Opus 5.5"),
        Model(
            id="claude-sonnet-4-5",
            name="Claude Sonnet 4.5",
            lifecycle="deprecated",
            created_at="2025-09-29T00:00:00Z",
            deprecated_at="2026-05-30T00:00:00Z",
            most_tokens=64_000,
            window=200_000,
            is_current=False,
        ),
        Model(
            id="claude-sonnet-4-0",
            name="Claude Sonnet 4",
            lifecycle="retired",
            created_at="2025-05-14T00:00:00Z",
            deprecated_at="2026-02-15T00:00:00Z",
            most_tokens=64_000,
            window=200_000,
            is_current=False,
        ),
    )
}
