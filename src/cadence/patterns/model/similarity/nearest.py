"""The nearest earlier bugs of some that are asked about together, while all others pass by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cadence.patterns.model.similarity.embedding import Embedding
from cadence.patterns.model.similarity.likeness import REFINED, Asked, Pile, scores
from cadence.patterns.model.similarity.near import Near

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.likeness import Floats

_Seen = tuple[str, str, str]
"""Id, key and title."""


class Nearest:
    """Show it all others, some at a time; then ask. It keeps `REFINED` of them for each that is asked about."""

    def __init__(self, asked: Sequence[Embedding], rare: Floats) -> None:
        """`rare` as `Rarity.weights` tells."""
        self._asked = tuple(asked)
        self._compared = Asked(asked, rare)
        self._odds: list[Floats] = [np.empty(0, np.float32) for _ in asked]
        self._seen: list[list[_Seen]] = [[] for _ in asked]

    def show(self, embeddings: Sequence[Embedding]) -> None:
        pile = Pile.of(embeddings)
        odds = self._compared.odds(pile)
        for row, one in enumerate(self._asked):
            mine = odds[row]
            day = one.created_at.timestamp() / 86_400
            mine[pile.days > day] = -np.inf
            for place in np.flatnonzero(pile.days == day).tolist():
                if not is_earlier(embeddings[place], than=one):
                    mine[place] = -np.inf
            self._keep(row, mine, embeddings)

    def of(self, row: int, limit: int) -> tuple[Near, ...]:
        """Of the one in this place among those asked about: the likest first."""
        seen = self._seen[row]
        refined = self._compared.refined(row, self._odds[row], [title for _, _, title in seen])
        order = np.argsort(-refined, kind="stable")[:limit]
        told = scores(refined[order])
        return tuple(
            Near(id=seen[place][0], key=seen[place][1], score=float(score))
            for place, score in zip(order, told, strict=True)
        )

    def _keep(self, row: int, odds: Floats, embeddings: Sequence[Embedding]) -> None:
        likest = _most(odds, REFINED)
        likest = likest[np.isfinite(odds[likest])]
        shown = [embeddings[place] for place in likest.tolist()]
        seen = [*self._seen[row], *((each.id, each.key, each.title) for each in shown)]
        all_odds = np.concatenate([self._odds[row], odds[likest]])
        kept = _most(all_odds, REFINED)
        self._odds[row] = all_odds[kept]
        self._seen[row] = [seen[place] for place in kept]


def is_earlier(one: Embedding, *, than: Embedding) -> bool:
    """Whether it was there before: what an import gave one instant goes by the tracker's ids."""
    return _order(one) < _order(than)


def _order(embedding: Embedding) -> tuple[float, int, str]:
    return embedding.created_at.timestamp(), len(embedding.id), embedding.id


def _most(odds: Floats, limit: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The places of the highest, in no order."""
    if len(odds) <= limit:
        return np.arange(len(odds))
    return np.argpartition(-odds, limit)[:limit]
