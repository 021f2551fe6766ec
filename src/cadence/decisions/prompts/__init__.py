"""What a language model is asked about decisions, and the check of what comes back. Nothing here asks anybody."""

from cadence.decisions.prompts.contradiction import contradiction_request, judgement_in
from cadence.decisions.prompts.draft import draft_request
from cadence.decisions.prompts.drafted import Checked, Dropped, checked, drafts_in

__all__ = [
    "Checked",
    "Dropped",
    "checked",
    "contradiction_request",
    "draft_request",
    "drafts_in",
    "judgement_in",
]
