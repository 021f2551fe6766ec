"""A use of Claude, as it is counted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    purpose: str
    outcome: str
    """"well", or what went wrong: "unavailable", "refused", "over budget", "unreadable"; "failed": our own fault."""
    seconds: float
    """With a second try, where there was one."""
    input_tokens: int = 0
    """0 where no answer came, whatever it cost."""
    output_tokens: int = 0
