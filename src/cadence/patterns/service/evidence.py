"""What a pattern rests on, read anew whenever it is shown: nothing here is remembered from when it was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadence.delivery.between import DecisionLog
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.evidence import Evidence, Exhibit, Past, Since, most_telling
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.model.policy import Policy
from cadence.patterns.store.feed import Feed
from cadence.patterns.store.patterns import Patterns

ASKED = 10
"""Bugs whose likes are looked for among those of other patterns."""
COMPARED = 30
"""Of another pattern, the latest."""
MOST_OTHERS = 100
"""The latest."""
MOST_PAST = 3


class Likes(Protocol):
    def alike(self, keys: Sequence[str], others: Sequence[str]) -> Mapping[str, float]:
        """Those others that are like one of these, with how much, 0 to 1. Raises StoreUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidencing:
    """Reads raise ArchiveEmpty and StoreUnavailable."""

    feed: Feed
    patterns: Patterns
    decisions: DecisionLog
    policy: Policy
    likes: Likes | None = None
    browse: str | None = None
    """The tracker's address for people."""

    def evidence(self, pattern: Pattern, *, user: str | None, at: datetime) -> Evidence:
        """For this reader, who may see the pattern; None: for a channel, where no decision is named by its title."""
        counted_keys = frozenset(pattern.finding.tested.keys)
        keys = tuple(dict.fromkeys((*pattern.finding.tested.keys, *pattern.keys)))
        bugs = self.feed.bugs(keys)
        exhibits = tuple(exhibit(each, self.policy) for each in bugs)
        found = {each.key for each in exhibits}
        counted = most_telling(each for each in exhibits if each.key in counted_keys)
        return Evidence(
            counted=counted,
            earlier=tuple(each for each in exhibits if each.key not in counted_keys),
            unseen=tuple(key for key in keys if key not in found),
            since=since(pattern, exhibits),
            past=self._past(pattern, counted),
            decisions=self._decisions(pattern, user),
            as_of=self.feed.as_of(),
            uncovered=self._uncovered(pattern),
            browse=self.browse,
            read_at=at,
        )

    def _uncovered(self, pattern: Pattern) -> tuple[str, ...]:
        covered = self.feed.covers()
        return tuple(key for key in pattern.projects if key not in covered)

    def _decisions(self, pattern: Pattern, user: str | None) -> tuple[tuple[int, str], ...]:
        if not pattern.decisions:
            return ()
        titles: Mapping[int, str] = (
            self.decisions.titles(pattern.decisions, user=user) if user else {}
        )
        return tuple((number, titles.get(number, "")) for number in pattern.decisions)

    def _past(self, pattern: Pattern, counted: Sequence[Exhibit]) -> tuple[Past, ...]:
        """Of its area and of the same projects, so that whoever sees the one sees the other."""
        others = [
            each
            for each in self.patterns.all(area=pattern.area)
            if each.number != pattern.number
            and each.state is not State.MERGED
            and set(each.tells_of) <= set(pattern.tells_of)
        ]
        others = sorted(others, key=lambda each: each.number)[-MOST_OTHERS:]
        if not others:
            return ()
        own = frozenset(each.key for each in counted)
        weights = self._weights(counted, others)
        ranked = sorted(
            ((_alike(each, own, weights), each) for each in others),
            key=lambda each: (-each[0], -each[1].number),
        )
        return tuple(past(each) for score, each in ranked if score > 0)[:MOST_PAST]

    def _weights(
        self, counted: Sequence[Exhibit], others: Sequence[Pattern]
    ) -> Mapping[str, float]:
        """How like the pattern's bugs those of others are."""
        if self.likes is None:
            return {}
        theirs = tuple(dict.fromkeys(key for each in others for key in each.keys[:COMPARED]))
        return self.likes.alike([each.key for each in counted[:ASKED]], theirs)


def _alike(other: Pattern, own: frozenset[str], weights: Mapping[str, float]) -> float:
    """The bugs they share, and those that are like one of them by as much as they are."""
    return sum(1.0 if key in own else weights.get(key, 0.0) for key in other.keys)


def exhibit(bug: Bug, policy: Policy) -> Exhibit:
    asked = {label.casefold() for label in policy.customer_labels}
    return Exhibit(
        key=bug.key,
        title=bug.summary,
        created_at=bug.created_at,
        resolved_at=bug.resolved_at,
        resolution=bug.resolution,
        priority=bug.priority,
        affects=tuple(each.name for each in bug.affects),
        fixed_in=tuple(each.name for each in bug.fix_versions),
        reopened_at=bug.reopened_at,
        is_customers=any(label.casefold() in asked for label in bug.labels),
    )


def since(pattern: Pattern, exhibits: Iterable[Exhibit]) -> Since | None:
    """What happened to its bugs after somebody was told of it."""
    told = pattern.told_at
    if told is None:
        return None
    latest = sorted(exhibits, key=lambda each: (each.created_at, each.key), reverse=True)
    return Since(
        at=told,
        new=tuple(each.key for each in latest if each.created_at > told),
        resolved=tuple(
            each.key
            for each in latest
            if each.created_at <= told and each.resolved_at and each.resolved_at > told
        ),
        reopened=tuple(each.key for each in latest if any(at > told for at in each.reopened_at)),
    )


def past(pattern: Pattern) -> Past:
    owned, verified = pattern.ownership, pattern.verified
    return Past(
        number=pattern.number,
        name=pattern.name,
        state=pattern.state,
        changed_at=pattern.changed_at,
        cause=owned.cause if owned else None,
        action=owned.action if owned else None,
        verdict=verified.verdict if verified else None,
    )
