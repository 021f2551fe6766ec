"""How the Jira issues stand that a decision is linked to."""

from collections.abc import Sequence
from dataclasses import dataclass

from cadence.core.errors import TrackerError
from cadence.core.message import Audience
from cadence.core.ports import Bugs
from cadence.decisions.model.issue_states import NOT_ASKED, IssueStates

MOST = 50
"""Issues that are asked for, in one call; further ones are shown by their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    bugs: Bugs

    def of(self, keys: Sequence[str], audience: Audience) -> IssueStates:
        """Takes no longer than the tracker's deadline."""
        if not keys:
            return NOT_ASKED
        try:
            found = self.bugs.issues(keys[:MOST], audience)
        except TrackerError:
            return IssueStates(is_unknown=True)
        return IssueStates(
            statuses={each.key: each.status for each in found},
            read_at=min((each.read_at for each in found), default=None),
        )
