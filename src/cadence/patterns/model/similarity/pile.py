"""Embeddings side by side, to be compared all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cadence.patterns.model.similarity.embedding import Embedding

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Pile:
    ids: Sequence[str]
    keys: Sequence[str]
    titles: Sequence[str]
    projects: NDArray[np.str_]
    days: NDArray[np.float64]
    terms: NDArray[np.uint32]
    weights: NDArray[np.uint8]
    """Two a term, as in an embedding."""
    bounds: NDArray[np.int64]
    """Where in `terms` and `weights` each one begins, and where the last ends."""
    traits: NDArray[np.uint32]
    trait_bounds: NDArray[np.int64]

    @classmethod
    def of(cls, embeddings: Sequence[Embedding]) -> Pile:
        return cls.made(
            ids=[each.id for each in embeddings],
            keys=[each.key for each in embeddings],
            titles=[each.title for each in embeddings],
            projects=[each.project for each in embeddings],
            days=[each.day for each in embeddings],
            terms=[each.terms for each in embeddings],
            weights=[each.weights for each in embeddings],
            traits=[each.traits for each in embeddings],
        )

    @classmethod
    def made(
        cls,
        *,
        ids: Sequence[str],
        keys: Sequence[str],
        titles: Sequence[str],
        projects: Sequence[str],
        days: Sequence[float],
        terms: Sequence[bytes],
        weights: Sequence[bytes],
        traits: Sequence[bytes],
    ) -> Pile:
        """Of the parts of embeddings, each in the same order."""
        return cls(
            ids=ids,
            keys=keys,
            titles=titles,
            projects=np.array(projects, dtype=np.str_),
            days=np.array(days, dtype=np.float64),
            terms=np.frombuffer(b"".join(terms), "<u4"),
            weights=np.frombuffer(b"".join(weights), np.uint8).reshape(-1, 2),
            bounds=_bounds(terms),
            traits=np.frombuffer(b"".join(traits), "<u4"),
            trait_bounds=_bounds(traits),
        )

    def __len__(self) -> int:
        return len(self.ids)


def _bounds(packed: Sequence[bytes]) -> NDArray[np.int64]:
    lengths = np.fromiter(map(len, packed), np.int64, len(packed)) // 4
    return np.concatenate([[0], np.cumsum(lengths)])
