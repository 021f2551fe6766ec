"""What the status room must remember."""

from datetime import datetime
from typing import Protocol

from cadence.core.issue import Issue
from cadence.core.ports import Change
from cadence.status.model.asked import Remembered, Watch


class StatusStore(Protocol):
    """Reads raise StoreUnavailable; a Change is made by whoever settles the job."""

    def question(self, id: str) -> Remembered | None: ...  # noqa: A002 - the domain's word

    def latest(self, conversation: str) -> Remembered | None:
        """The last question of a conversation that was understood."""

    def last_by(self, user: str, *, before: datetime) -> Remembered | None:
        """The last question this person asked anywhere before then, and that was answered."""

    def remember(self, asked: Remembered) -> Change:
        """Keep it; a second time under the same id replaces the first."""

    def judge(self, id: str, *, user: str, verdict: str, at: datetime) -> Change:  # noqa: A002 - as above
        """Somebody's verdict on an answer; a later one replaces an earlier one of the same person."""

    def forget(self, *, before: datetime) -> Change:
        """Questions that were asked before then, and the verdicts on their answers."""

    def watches(self) -> tuple[Watch, ...]:
        """Every live watch, oldest first."""

    def watches_of(self, user: str) -> tuple[Watch, ...]:
        """This person's live watches, oldest first."""

    def watch(self, *, user: str, team: str, issue: Issue, at: datetime) -> Change:
        """Begin one, unless this person watches this issue already."""

    def unwatch(self, *, user: str, key: str, at: datetime) -> Change:
        """End it, if there is one."""

    def told(self, watch: Watch, *, issue: Issue, at: datetime, ended: bool) -> Change:
        """The watcher is told of this state now. Made, it raises LeaseLost when the state known was another by now."""
