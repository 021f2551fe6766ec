"""Drafting by rules: which decisions a thread seems to hold, in people's own words."""

from cadence.decisions.model.drafting.drafting import drafts

__all__ = ["drafts"]
