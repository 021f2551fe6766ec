"""The status room's memory, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from cadence.core.errors import LeaseLost, StoreUnavailable
from cadence.core.issue import Issue
from cadence.core.ports import Change
from cadence.status.model.asked import ANSWERED, Remembered, Watch


@dataclass
class FakeStatusStore:
    """A `StatusStore`. While it `is_down`, every read raises StoreUnavailable. A change is made when it is called."""

    is_down: bool = False
    questions: dict[str, Remembered] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], str] = field(default_factory=dict)
    """By question and user."""
    every_watch: dict[int, Watch] = field(default_factory=dict)
    """Ended ones too."""
    _ids: Any = field(default_factory=lambda: count(1))

    def question(self, id: str) -> Remembered | None:  # noqa: A002 - the port's word
        self._reach()
        return self.questions.get(id)

    def latest(self, conversation: str) -> Remembered | None:
        return self._newest(
            lambda each: each.conversation == conversation and each.question is not None
        )

    def last_by(self, user: str, *, before: datetime) -> Remembered | None:
        return self._newest(
            lambda each: each.user == user and each.at < before and each.outcome == ANSWERED
        )

    def remember(self, asked: Remembered) -> Change:
        def change(_: object) -> None:
            self.questions[asked.id] = asked

        return change

    def judge(self, id: str, *, user: str, verdict: str, at: datetime) -> Change:  # noqa: A002 - the port's word
        def change(_: object) -> None:
            self.verdicts[id, user] = verdict

        return change

    def forget(self, *, before: datetime) -> Change:
        def change(_: object) -> None:
            old = {key for key, each in self.questions.items() if each.at < before}
            self.questions = {key: x for key, x in self.questions.items() if key not in old}
            self.verdicts = {key: each for key, each in self.verdicts.items() if key[0] not in old}

        return change

    def watches(self) -> tuple[Watch, ...]:
        self._reach()
        return tuple(each for each in self.every_watch.values() if each.ended_at is None)

    def watches_of(self, user: str) -> tuple[Watch, ...]:
        return tuple(each for each in self.watches() if each.user == user)

    def watch(self, *, user: str, team: str, issue: Issue, at: datetime) -> Change:
        def change(_: object) -> None:
            if any((each.team, each.key) == (team, issue.key) for each in self.watches_of(user)):
                return
            number = next(self._ids)
            self.every_watch[number] = Watch(
                id=number,
                user=user,
                team=team,
                key=issue.key,
                status=issue.status,
                category=issue.category,
                resolution=issue.resolution,
                since=at,
            )

        return change

    def unwatch(self, *, user: str, key: str, at: datetime) -> Change:
        def change(_: object) -> None:
            for each in self.watches_of(user):
                if each.key == key:
                    self.every_watch[each.id] = replace(each, ended_at=at)

        return change

    def told(self, watch: Watch, *, issue: Issue, at: datetime, ended: bool) -> Change:
        def change(_: object) -> None:
            if self.every_watch.get(watch.id) != watch:
                raise LeaseLost(f"watch {watch.id} was told of another state meanwhile")
            self.every_watch[watch.id] = replace(
                watch,
                status=issue.status,
                category=issue.category,
                resolution=issue.resolution,
                ended_at=at if ended else None,
            )

        return change

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer: it is switched off")

    def _newest(self, fits: Callable[[Remembered], bool]) -> Remembered | None:
        self._reach()
        return max(
            filter(fits, self.questions.values()), key=lambda each: (each.at, each.id), default=None
        )
