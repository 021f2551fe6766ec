"""What the status room tells other rooms, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cadence.core.errors import IssueNotFound, NotUnderstood, TrackerUnavailable
from cadence.core.issue import Issue
from cadence.core.message import Audience
from cadence.core.ports import Figure
from cadence.core.query import Condition, matches


def _everybody(_audience: Audience, _project: str) -> bool:
    return True


@dataclass
class FakeBugs:
    """`Bugs`. While it `is_down`, every call raises TrackerUnavailable."""

    issues_held: dict[str, Issue] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """By the words that are counted; others are not understood."""
    may_see: Callable[[Audience, str], bool] = _everybody
    """Whether this audience may see this project."""
    may_count: Callable[[Audience], bool] = field(default=lambda _audience: True)
    is_down: bool = False
    read_at: datetime = datetime(2026, 11, 18, 12, tzinfo=UTC)
    asked: list[Audience] = field(default_factory=list)

    def put(self, issue: Issue) -> None:
        self.issues_held[issue.key] = issue

    def issue(self, key: str, audience: Audience) -> Issue:
        self._reach(audience)
        found = self.issues_held.get(key)
        if found is None or not self.may_see(audience, found.project):
            raise IssueNotFound(key)
        return found

    def issues(self, keys: Sequence[str], audience: Audience) -> tuple[Issue, ...]:
        self._reach(audience)
        found = (self.issues_held.get(key) for key in keys)
        return tuple(each for each in found if each and self.may_see(audience, each.project))

    def sees(self, project: str, audience: Audience) -> bool:
        return self.may_see(audience, project)

    def figure(self, words: str, audience: Audience, *, zone: ZoneInfo) -> Figure:
        self._reach(audience)
        if words not in self.counts or not self.may_count(audience):
            raise NotUnderstood(f"“{words}” names nothing that can be counted.")
        return Figure(
            value=self.counts[words],
            understood=words,
            jql=f'text ~ "{words}"',
            read_at=self.read_at,
        )

    def count(self, *conditions: Condition, audience: Audience, bugs_only: bool = False) -> Figure:
        """Of the issues it holds."""
        self._reach(audience)
        if not self.may_count(audience):
            raise NotUnderstood("Nothing may be seen here.")
        meeting = [
            each
            for each in self.issues_held.values()
            if self.may_see(audience, each.project)
            and (each.type == "Bug" or not bugs_only)
            and all(matches(condition, each) for condition in conditions)
        ]
        return Figure(value=len(meeting), understood="", jql="the filter", read_at=self.read_at)

    def _reach(self, audience: Audience) -> None:
        if self.is_down:
            raise TrackerUnavailable("Jira cannot be reached")
        self.asked.append(audience)
