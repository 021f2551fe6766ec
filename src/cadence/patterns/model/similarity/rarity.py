"""How rare each term is among all bugs: kept beside them and applied when something is asked, never stored in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cadence.patterns.model.similarity.embedding import BUCKETS, Embedding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    total: int = 0
    """How many bugs were counted."""
    counts: bytes = b""
    """Of each bucket, in how many bugs it is: four bytes each, the lowest first, compressed. Empty: in none."""

    def changed(self, *, come: Iterable[Embedding], gone: Iterable[Embedding]) -> Rarity:
        """With these bugs more and these fewer: what changed is among both."""
        import numpy as np  # noqa: PLC0415 - not needed by most of what runs

        counts = self._counts().copy()
        total = self.total
        for embeddings, step in ((tuple(come), 1), (tuple(gone), -1)):
            terms = np.frombuffer(b"".join(each.terms for each in embeddings), "<u4")
            counts += step * np.bincount(terms, minlength=BUCKETS).astype(np.int32)
            total += step * len(embeddings)
        packed = zlib.compress(np.maximum(counts, 0).astype("<u4").tobytes(), level=1)
        return Rarity(total=max(0, total), counts=packed)

    def weights(self) -> NDArray[np.float32]:
        """Of each bucket, BM25's inverse document frequency."""
        import numpy as np  # noqa: PLC0415 - not needed by most of what runs

        counts = self._counts().astype(np.float32)
        total = np.float32(max(self.total, 1))
        rare: NDArray[np.float32] = np.log1p(
            np.maximum(total - counts + np.float32(0.5), np.float32(0.5))
            / (counts + np.float32(0.5))
        )
        return rare

    def _counts(self) -> NDArray[np.int32]:
        import numpy as np  # noqa: PLC0415 - not needed by most of what runs

        if not self.counts:
            return np.zeros(BUCKETS, np.int32)
        return np.frombuffer(zlib.decompress(self.counts), "<u4").astype(np.int32)
