"""Which bugs are alike: each new one joins a group of similar ones, opens one with another, or stays by itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cadence.core.people import Area
from cadence.patterns.model.areas import area_of
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.grouping import WITHIN, Member, joined, runs
from cadence.patterns.model.kept import Known
from cadence.patterns.service.intake import Grouped
from cadence.patterns.store.cases import Cases

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.embedding import Embedding
    from cadence.patterns.model.similarity.rarity import Rarity

HELD = 30_000
"""Embeddings that stay in memory from page to page, about a kilobyte each: a page's neighbours are those of the page
before."""
LIKEST = 20
"""Of how many, the likest by their words, titles are compared letter by letter too."""


class Likenesses(Protocol):
    def of(self, ids: Sequence[str]) -> Mapping[str, Embedding]:
        """By id; what is not embedded is left out."""

    def rarity(self) -> Rarity: ...


@dataclass(slots=True, kw_only=True)
class Groups:
    """`Grouping` by what bugs say and what ties them, within an area and WITHIN of each other."""

    cases: Cases
    likenesses: Likenesses
    areas: tuple[Area, ...]
    _held: OrderedDict[str, Embedding] = field(default_factory=OrderedDict)
    _rare: Rarity | None = None

    def grouped(self, bugs: Sequence[Bug], known: Mapping[str, Known]) -> Grouped:
        """Whoever is in a group stays there."""
        page = _Page()
        by_area: dict[str, list[Bug]] = {}
        for bug in sorted(bugs, key=lambda each: (each.created_at, each.id)):
            was = known.get(bug.id)
            if was is None or was.group is None:
                by_area.setdefault(self._area(bug), []).append(bug)
        for area, mine in by_area.items():
            for run in runs([each.created_at for each in mine]):
                self._group(area, [mine[place] for place in run], page)
        return Grouped(groups=page.groups, opened=page.opened)

    def gone(self, ids: Sequence[str]) -> None:
        for each in ids:
            self._held.pop(each, None)

    # --- inside --------------------------------------------------------------------------------------

    def _group(self, area: str, bugs: list[Bug], page: _Page) -> None:
        """One area's bugs, oldest first, each against those that came before it."""
        from cadence.patterns.model.similarity.likeness import JOINS  # noqa: PLC0415 - brings numpy

        asked = {bug.id: bug for bug in bugs}
        first, last = bugs[0].created_at - WITHIN, bugs[-1].created_at
        near = [
            each for each in self.cases.near(area, first=first, last=last) if each.id not in asked
        ]
        near += [
            Member(id=bug.id, key=bug.key, created_at=bug.created_at, group=None) for bug in bugs
        ]
        embeddings = self._embedded([each.id for each in near])
        near = sorted(
            (each for each in near if each.id in embeddings),
            key=lambda each: (each.created_at, each.id),
        )
        groups: dict[str, int | None] = {each.id: each.group for each in near}
        sizes = Counter(each.group for each in near if each.group is not None)
        for id_, scores in self._scored(bugs, near, embeddings):
            found = joined(scores, groups, sizes, least=JOINS)
            if found is None:
                continue
            group = found.group
            if found.alone is not None:
                group = page.opens()
                sizes[group] = 1
                groups[found.alone] = group
                (page.groups if found.alone in asked else page.opened)[found.alone] = group
            if group is not None:
                sizes[group] += 1
                groups[id_] = page.groups[id_] = group

    def _scored(
        self, bugs: list[Bug], near: list[Member], embeddings: Mapping[str, Embedding]
    ) -> Iterator[tuple[str, list[tuple[float, str]]]]:
        """Of each bug, the scores against the likest of those that came before it, by id. `near` oldest first."""
        import numpy as np  # noqa: PLC0415 - not needed by most of what runs

        from cadence.patterns.model.similarity.likeness import (  # noqa: PLC0415 - brings numpy
            CENTRE,
            GRAMS,
            Asked,
            scores,
        )
        from cadence.patterns.model.similarity.pile import Pile  # noqa: PLC0415 - the same

        mine = [bug for bug in bugs if bug.id in embeddings]
        if not mine:
            return
        asked = Asked([embeddings[bug.id] for bug in mine], self._rarity())
        odds = asked.odds(Pile.of([embeddings[each.id] for each in near]))
        moments = [each.created_at for each in near]
        by_id = {each.id: at for at, each in enumerate(near)}
        by_key = {each.key: at for at, each in enumerate(near)}
        for row, bug in enumerate(mine):
            first, own = bisect_left(moments, bug.created_at - WITHIN), by_id[bug.id]
            came = odds[row][first:own]
            # Where all letters of the titles were the same, less could not be alike enough.
            likely = np.flatnonzero(came >= CENTRE - GRAMS)
            likest = likely[np.argsort(-came[likely], kind="stable")[:LIKEST]] + first
            ids = [near[at].id for at in likest.tolist()]
            titles = [embeddings[each].title for each in ids]
            refined = scores(asked.refined(row, odds[row][likest], titles))
            scored: dict[str, float] = dict(zip(ids, refined.tolist(), strict=True))
            same = (by_key.get(key, own) for key in _same_as(bug))
            scored |= {near[at].id: 1.0 for at in same if first <= at < own}
            if scored:
                yield bug.id, [(score, id_) for id_, score in scored.items()]

    def _embedded(self, ids: Sequence[str]) -> Mapping[str, Embedding]:
        held = self._held
        missing = [each for each in ids if each not in held]
        held.update(self.likenesses.of(missing))
        found = {each: held[each] for each in ids if each in held}
        for each in found:
            held.move_to_end(each)
        while len(held) > max(HELD, len(found)):
            held.popitem(last=False)
        return found

    def _rarity(self) -> Rarity:
        """Once for all of an intake: it takes long to read, and a few pages change little of it."""
        if self._rare is None:
            self._rare = self.likenesses.rarity()
        return self._rare

    def _area(self, bug: Bug) -> str:
        return area_of(
            self.areas, project=bug.project, components=bug.components, labels=bug.labels
        )


@dataclass(slots=True)
class _Page:
    groups: dict[str, int] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    _last: int = 0

    def opens(self) -> int:
        self._last -= 1
        return self._last


def _same_as(bug: Bug) -> frozenset[str]:
    """Keys of what people say to be the same."""
    return frozenset(
        link.key for link in bug.links if "duplic" in f"{link.kind} {link.wording}".casefold()
    )
