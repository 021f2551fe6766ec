"""How rare each term is among all bugs: kept beside them and applied when something is asked, never stored in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
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
            places, times = np.unique(terms, return_counts=True)
            counts[places] += step * times.astype(np.int32)
            total += step * len(embeddings)
        packed = zlib.compress(np.maximum(counts, 0).astype("<u4").tobytes(), level=1)
        return Rarity(total=max(0, total), counts=packed)

    def of(self, terms: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Of each of these buckets, BM25's inverse document frequency."""
        import numpy as np  # noqa: PLC0415 - not needed by most of what runs

        counts = self._counts()[terms].astype(np.float32)
        missing = np.maximum(np.float32(self.total) - counts, np.float32(0))
        rare: NDArray[np.float32] = np.log1p((missing + 0.5) / (counts + 0.5), dtype=np.float32)
        return rare

    def _counts(self) -> NDArray[np.int32]:
        return _unpacked(self.counts)


@lru_cache(maxsize=2)
def _unpacked(counts: bytes) -> NDArray[np.int32]:
    """Remembered, since a scan asks for the same again and again; not to be written into."""
    import numpy as np  # noqa: PLC0415 - not needed by most of what runs

    made = (
        np.frombuffer(zlib.decompress(counts), "<u4").astype(np.int32)
        if counts
        else np.zeros(BUCKETS, np.int32)
    )
    made.setflags(write=False)
    return made
