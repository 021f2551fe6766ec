"""Looks whether a linked issue or version has reached the state that reopens a decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.errors import IssueNotFound
from cadence.core.issue import Issue, Version
from cadence.core.ports import Change, Clock, Detail, IssueTracker
from cadence.decisions.model.review import Subject, Trigger, Why
from cadence.decisions.service.questions import asking
from cadence.decisions.store.reviews import Reviews
from cadence.delivery.job import NewJob, Settlement

AT_ONCE = 500
"""Triggers that one round looks at; the next goes on with those that were looked at longest ago."""

ALONE = 20
"""Issues of one round that are asked for one by one, since a bulk read doesn't find those that were moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    reviews: Reviews
    tracker: IssueTracker
    clock: Clock

    def look(self) -> Settlement:
        """What has come about fires once, in the transaction that keeps the state it was seen in.

        Raises TrackerError: then nothing fires and nothing is taken for gone, and the next round looks again.
        """
        armed = self.reviews.armed(limit=AT_ONCE)
        triggers = tuple(each.trigger for each in armed)
        issues, versions = _issues(triggers, self.tracker), _versions(triggers, self.tracker)
        changes: list[Change] = []
        jobs: list[NewJob] = []
        now = self.clock.now()
        for each in armed:
            if each.trigger.subject is Subject.ISSUE and each.trigger.name not in issues:
                continue  # nobody looked; it comes first in the next round
            state, is_reached = _seen(each.trigger, issues, versions)
            if state is not None and is_reached:
                changes.append(self.reviews.fire(each, state=state, at=now))
                jobs.append(asking(each.number, Why.REOPENED, each.key, words=each.trigger.words))
            else:
                changes.append(self.reviews.looked(each, state=state, at=now))
        return Settlement(changes=tuple(changes), jobs=tuple(jobs))


def state_of(trigger: Trigger, tracker: IssueTracker) -> tuple[str | None, bool]:
    """The state that it is in now, None where it is not to be seen, and whether that is the one waited for. Raises
    TrackerError."""
    return _seen(trigger, _issues((trigger,), tracker), _versions((trigger,), tracker))


def _issues(triggers: tuple[Trigger, ...], tracker: IssueTracker) -> Mapping[str, Issue | None]:
    """By the key that is waited for; None for one that is not to be seen. Some may have to wait for the next round."""
    keys = tuple(dict.fromkeys(each.name for each in triggers if each.subject is Subject.ISSUE))
    if not keys:
        return {}
    found: dict[str, Issue | None] = {}
    found |= {issue.key: issue for issue in tracker.issues(keys, detail=Detail.BRIEF)}
    for key in [each for each in keys if each not in found][:ALONE]:
        try:
            found[key] = tracker.issue(key, detail=Detail.BRIEF)
        except IssueNotFound:
            found[key] = None
    return found


def _versions(
    triggers: tuple[Trigger, ...], tracker: IssueTracker
) -> Mapping[str, tuple[Version, ...]]:
    """By their project's key."""
    if not any(each.subject is Subject.VERSION for each in triggers):
        return {}
    return {project.key: project.versions for project in tracker.site().projects}


def _seen(
    trigger: Trigger,
    issues: Mapping[str, Issue | None],
    versions: Mapping[str, tuple[Version, ...]],
) -> tuple[str | None, bool]:
    if trigger.subject is Subject.ISSUE:
        issue = issues.get(trigger.name)
        return (None, False) if issue is None else (issue.status, trigger.is_reached_by(issue))
    known = versions.get(trigger.project, ())
    version = next((each for each in known if trigger.is_of(each)), None)
    if version is None:
        return None, False
    return "released" if version.released else "unreleased", version.released
