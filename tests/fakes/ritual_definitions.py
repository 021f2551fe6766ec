"""Definitions of rituals in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.rituals.model.ritual import Origin, Standing, State, Version

GONE = "it no longer stands in cadence.toml"


@dataclass
class FakeDefinitions:
    """`Definitions`. While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    held: dict[str, Standing] = field(default_factory=dict)
    history: dict[str, list[Version]] = field(default_factory=dict)

    def standing(self, key: str) -> Standing | None:
        self._reach()
        return self.held.get(key)

    def all(self) -> tuple[Standing, ...]:
        self._reach()
        return tuple(self.held[key] for key in sorted(self.held))

    def due(self, now: datetime, *, limit: int = 1000) -> tuple[tuple[str, datetime], ...]:
        self._reach()
        found = [
            (each.next_at, key)
            for key, each in self.held.items()
            if each.state is State.ON and each.next_at is not None and each.next_at <= now
        ]
        return tuple((key, at) for at, key in sorted(found)[:limit])

    def version(self, key: str, number: int) -> Version | None:
        self._reach()
        return next((each for each in self.versions(key) if each.number == number), None)

    def versions(self, key: str) -> tuple[Version, ...]:
        self._reach()
        return tuple(reversed(self.history.get(key, ())))

    # --- changes -----------------------------------------------------------------------------------

    def define(
        self, version: Version, *, next_at: datetime | None, state: State = State.ON
    ) -> Change:
        def change(_: object) -> None:
            known = self.held.get(version.ritual.key)
            if known is not None and known.state is not state:
                raise Overtaken(f"“{version.ritual.title}” was changed by somebody else meanwhile.")
            self._stand(Standing(version=version, state=state, next_at=next_at))

        return change

    def schedule(self, key: str, *, was: datetime | None, next_at: datetime | None) -> Change:
        def change(_: object) -> None:
            known = self.held.get(key)
            if known is not None and known.next_at == was:
                self.held[key] = replace(known, next_at=next_at)

        return change

    def put(self, key: str, state: State, *, why: str, next_at: datetime | None) -> Change:
        def change(_: object) -> None:
            if known := self.held.get(key):
                self.held[key] = replace(known, state=state, why=why, next_at=next_at)

        return change

    def seed(self, versions: Sequence[tuple[Version, datetime | None]]) -> tuple[str, ...]:
        self._reach()
        changed = [each.ritual.key for each, next_at in versions if self._seeded(each, next_at)]
        named = {each.ritual.key for each, _ in versions}
        gone = [key for key, each in self.held.items() if key not in named and _is_of_file(each)]
        for key in gone:
            over = {"state": State.ENDED, "why": GONE, "next_at": None}
            self.held[key] = replace(self.held[key], **over)
        return (*changed, *gone)

    # --- inside ------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")

    def _stand(self, new: Standing) -> None:
        key = new.version.ritual.key
        known = self.held.get(key)
        if new.version.number != (known.version.number + 1 if known else 1):
            raise Overtaken(f"“{new.version.ritual.title}” was changed by somebody else meanwhile.")
        self.held[key] = new
        self.history.setdefault(key, []).append(new.version)

    def _seeded(self, version: Version, next_at: datetime | None) -> bool:
        known = self.held.get(version.ritual.key)
        if known is None:
            self._stand(Standing(version=version, state=State.ON, next_at=next_at))
            return True
        last = known.version
        is_same = last.ritual == version.ritual and last.origin is version.origin
        if is_same and known.state is not State.ENDED:
            return False
        new = Standing(
            version=replace(version, number=last.number + 1), state=State.ON, next_at=next_at
        )
        if known.next_at is not None and known.next_at <= version.at:
            new = replace(new, next_at=known.next_at)
        if known.state is State.PAUSED:
            new = replace(new, state=State.PAUSED, why=known.why, next_at=None)
        self._stand(new)
        return True


def _is_of_file(standing: Standing) -> bool:
    return standing.version.origin is Origin.FILE and standing.state is not State.ENDED
