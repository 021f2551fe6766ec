"""Looks at what is watched: one message on each real change of state, and then an end."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.errors import IssueNotFound
from cadence.core.issue import Issue
from cadence.core.message import Audience, Kind, Message, Place
from cadence.core.ports import Clock, Detail, Messenger
from cadence.core.readers import anyone_alone
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say
from cadence.status.messages.watching import no_longer_seen, told
from cadence.status.model.access import grant
from cadence.status.model.asked import Watch
from cadence.status.service.status import Status
from cadence.status.store import StatusStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Tells watchers of what changed since they were last told."""

    status: Status
    store: StatusStore
    messenger: Messenger
    clock: Clock
    browse: str

    def look(self) -> Settlement:
        """Who is to be told what, settled at once. Raises TrackerError: then nobody is told anything, and the next
        round looks again."""
        watches = self.store.watches()
        found = self._issues(tuple(dict.fromkeys(watch.key for watch in watches)))
        rounds = [self._round(watch, found.get(watch.key)) for watch in watches]
        return Settlement(
            changes=tuple(change for each in rounds for change in each.changes),
            jobs=tuple(job for each in rounds for job in each.jobs),
        )

    def _issues(self, keys: tuple[str, ...]) -> Mapping[str, Issue]:
        """By the key that is watched. One that is missing from the bulk read is asked for alone: it may have moved."""
        if not keys:
            return {}
        found = {issue.key: issue for issue in self.status.tracker.issues(keys)}
        for key in keys:
            if key not in found:
                try:
                    found[key] = self.status.tracker.issue(key, detail=Detail.BRIEF)
                except IssueNotFound:
                    continue
        return found

    def _round(self, watch: Watch, issue: Issue | None) -> Settlement:
        if issue is None:
            return self._over(watch)
        if (issue.status, issue.resolution) == (watch.status, watch.resolution):
            return (
                Settlement()
            )  # whose rights these are is asked of Slack, so of few: those who are to be told
        if not self._may_see(watch, issue):
            return self._over(watch)
        now = self.clock.now()
        return Settlement(
            changes=(self.store.told(watch, issue=issue, at=now, ended=not issue.is_open),),
            jobs=(self._say(watch, told(watch, issue, browse=self.browse, now=now), issue),),
        )

    def _over(self, watch: Watch) -> Settlement:
        """Gone, or no longer to be seen: the watcher is told the same either way."""
        ended = self.store.unwatch(user=watch.user, key=watch.key, at=self.clock.now())
        return Settlement(changes=(ended,), jobs=(self._say(watch, no_longer_seen(watch), None),))

    def _may_see(self, watch: Watch, issue: Issue) -> bool:
        return grant(self._audience(watch), self.status.rules).allows(issue)

    def _audience(self, watch: Watch) -> Audience:
        if self.status.rules is None:
            return Audience(user=watch.user, channel=None, kind=Kind.DIRECT)
        return anyone_alone(self.messenger, watch.user)

    def _say(self, watch: Watch, message: Message, issue: Issue | None) -> NewJob:
        """The key holds the state that is told, and when: going to and fro is two changes."""
        state = f"{issue.status}:{issue.updated_at.isoformat()}" if issue else "over"
        return say(
            Place(channel=watch.user, team=watch.team), message, key=f"watch:{watch.id}:{state}"
        )
