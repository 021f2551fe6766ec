"""The nearest earlier bugs of some that are asked about together, while all others pass by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cadence.patterns.model.similarity.embedding import Embedding
from cadence.patterns.model.similarity.likeness import REFINED, Asked, scores
from cadence.patterns.model.similarity.near import Near
from cadence.patterns.model.similarity.pile import Pile

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.likeness import Floats
    from cadence.patterns.model.similarity.rarity import Rarity

_Seen = tuple[str, str, str]
"""Id, key and title."""


class Nearest:
    """Show it all others, some at a time; then ask. It keeps `REFINED` of them for each that is asked about."""

    def __init__(self, asked: Sequence[Embedding], rarity: Rarity) -> None:
        self._asked = tuple(asked)
        self._compared = Asked(asked, rarity)
        self._odds: list[Floats] = [np.empty(0, np.float32) for _ in asked]
        self._seen: list[list[_Seen]] = [[] for _ in asked]

    def show(self, pile: Pile) -> None:
        odds = self._compared.odds(pile)
        for row, one in enumerate(self._asked):
            mine = odds[row]
            mine[pile.days > one.day] = -np.inf
            for place in np.flatnonzero(pile.days == one.day).tolist():
                if not _is_before(pile.ids[place], one.id):
                    mine[place] = -np.inf
            self._keep(row, mine, pile)

    def of(self, row: int, limit: int) -> tuple[Near, ...]:
        """Of the one in this place among those asked about: the likest first, of equals the latest."""
        seen = self._seen[row]
        refined = self._compared.refined(row, self._odds[row], [title for _, _, title in seen])
        latest = sorted(
            range(len(seen)), key=lambda at: (len(seen[at][0]), seen[at][0]), reverse=True
        )
        order = np.array(sorted(latest, key=lambda at: -refined[at])[:limit], dtype=np.intp)
        told = scores(refined[order])
        return tuple(
            Near(id=seen[place][0], key=seen[place][1], score=float(score))
            for place, score in zip(order, told, strict=True)
        )

    def _keep(self, row: int, odds: Floats, pile: Pile) -> None:
        likest = _most(odds, REFINED)
        likest = likest[np.isfinite(odds[likest])]
        more = ((pile.ids[at], pile.keys[at], pile.titles[at]) for at in likest.tolist())
        seen = [*self._seen[row], *more]
        all_odds = np.concatenate([self._odds[row], odds[likest]])
        kept = _most(all_odds, REFINED)
        self._odds[row] = all_odds[kept]
        self._seen[row] = [seen[place] for place in kept]


def _is_before(one: str, other: str) -> bool:
    """By the tracker's ids, which rise: an import gives many the same instant."""
    return (len(one), one) < (len(other), other)


def _most(odds: Floats, limit: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The places of the highest, in no order."""
    if len(odds) <= limit:
        return np.arange(len(odds))
    return np.argpartition(-odds, limit)[:limit]
