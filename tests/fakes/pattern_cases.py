"""What scans remember of bugs, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cadence.core.errors import Overtaken
from cadence.core.people import Area
from cadence.core.ports import Change
from cadence.patterns.model.areas import area_of
from cadence.patterns.model.case import History
from cadence.patterns.model.grouping import Member
from cadence.patterns.model.kept import Kept, Known, Machines, history, kept, machines
from cadence.patterns.model.scan import Progress
from cadence.patterns.store.cases import Taking


@dataclass
class FakeCases:
    """`Cases`."""

    owned: tuple[Area, ...] = ()
    read_to: str | None = None
    held: dict[str, Kept] = field(default_factory=dict)
    last_group: int = 0
    splits: dict[str, int] = field(default_factory=dict)
    stands: tuple[Progress, datetime] | None = None

    def mark(self) -> str | None:
        return self.read_to

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        return {
            each: Known(said=self.held[each].said, group=self.held[each].group)
            for each in ids
            if each in self.held
        }

    def take_in(self, taking: Taking) -> int:
        if self.read_to == taking.mark and self.read_to != taking.after:
            return 0
        if self.read_to != taking.after:
            raise Overtaken("another scan took these bugs in meanwhile")
        before = dict(self.held)
        for bug in taking.bugs:
            was = self.held.get(bug.id)
            joined = (was and was.group) or self._numbered(taking.groups.get(bug.id))
            self.held[bug.id] = kept(bug, self.owned, group=joined)
        for id_, said in taking.opened.items():
            if (was := self.held.get(id_)) and was.group is None:
                self.held[id_] = replace(was, group=self._numbered(said))
        self.last_group = max(self.last_group, *(each.group or 0 for each in self.held.values()), 0)
        for each in taking.gone:
            self.held.pop(each, None)
        self.read_to = taking.mark
        return sum(
            _told(self.held.get(each.id)) != _told(before.get(each.id)) for each in taking.bugs
        )

    def rehome(self) -> int:
        homes = {
            each.id: area_of(
                self.owned,
                project=each.project,
                components=each.components,
                labels=each.labels,
            )
            for each in self.held.values()
        }
        moved = [each for each in self.held.values() if each.area != homes[each.id]]
        self.held |= {each.id: replace(each, area=homes[each.id]) for each in moved}
        return len(moved)

    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({each.area for each in self.held.values()}))

    def projects(self, area: str) -> tuple[str, ...]:
        return tuple(sorted({each.project for each in self._in(area)}))

    def history(self, area: str, *, since: datetime, at: datetime) -> History:
        by = {
            project: self.machines(project, since=since, at=at) for project in self.projects(area)
        }
        return history(area, self._in(area), since=since, at=at, by=by)

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]:
        return (self.history(area, since=since, at=at) for area in self.areas())

    def kept(self, area: str, *, since: datetime, at: datetime) -> tuple[Kept, ...]:
        return tuple(each for each in self._in(area) if each.created_at < at)

    def machines(self, project: str, *, since: datetime, at: datetime) -> Machines:
        mine = [each for each in self.held.values() if each.project == project]
        return machines(
            [each.created_at for each in mine if each.created_at < at],
            [moment for each in mine for moment in each.reopenings if moment < at],
        )

    def near(self, area: str, *, first: datetime, last: datetime) -> tuple[Member, ...]:
        mine = [each for each in self._in(area) if first <= each.created_at <= last]
        return tuple(
            Member(id=each.id, key=each.key, created_at=each.created_at, group=each.group)
            for each in sorted(mine, key=lambda each: (each.created_at, each.id))
        )

    def still(self, keys: Sequence[str]) -> frozenset[str]:
        return frozenset(each.key for each in self.held.values() if each.key in keys)

    def members(self, group: int) -> tuple[str, ...]:
        mine = [each for each in self.held.values() if each.group == group]
        mine.sort(key=lambda each: each.key)
        return tuple(
            each.key for each in sorted(mine, key=lambda each: each.created_at, reverse=True)
        )

    def merged(self, group: int, *, into: int) -> Change:
        return lambda _connection: self._put(self.members(group), into)

    def split(self, keys: Sequence[str], *, key: str) -> tuple[int, Change]:
        if key not in self.splits:
            self.last_group += 1
            self.splits[key] = self.last_group
        return self.splits[key], self.placed(keys, group=self.splits[key])

    def placed(self, keys: Sequence[str], *, group: int) -> Change:
        return lambda _connection: self._put(keys, group)

    def progress(self) -> tuple[Progress, datetime] | None:
        return self.stands

    def stand(self, progress: Progress | None, *, at: datetime) -> None:
        self.stands = (progress, at) if progress else None

    # --- inside --------------------------------------------------------------------------------------

    def _numbered(self, said: int | None) -> int | None:
        return said if said is None or said > 0 else self.last_group - said

    def _in(self, area: str) -> list[Kept]:
        return [each for each in self.held.values() if each.area == area]

    def _put(self, keys: Sequence[str], group: int) -> None:
        self.held |= {
            each.id: replace(each, group=group) for each in self.held.values() if each.key in keys
        }


def _told(kept: Kept | None) -> Kept | None:
    """Without where we put it."""
    return kept and replace(kept, area="", group=None)
