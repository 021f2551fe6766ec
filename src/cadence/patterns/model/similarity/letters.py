"""Runs of letters in titles: what two of them share though a word is spelt or put together otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cadence.patterns.model.text import letters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Runs = NDArray[np.uint64]

HELD = 8192
"""Titles whose runs are remembered, some 700 bytes each: one is compared again and again while its neighbours come."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Makes one number of several letters. Two runs with the same one are in some one of 10^13 pairs of titles."""


@lru_cache(maxsize=HELD)
def runs(title: str) -> Runs:
    """Its different runs of three and of four letters, each as a number, rising."""
    codes = np.frombuffer(letters(title).encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    three = (codes[:-2] * _BASE + codes[1:-1]) * _BASE + codes[2:]
    four = three[:-1] * _BASE + codes[3:]
    found: Runs = np.unique(np.concatenate([three, four]))
    found.setflags(write=False)
    return found


def shared(one: Runs, others: Sequence[Runs]) -> NDArray[np.float64]:
    """Of each of the others, the cosine of its runs and those of one."""
    lengths = np.fromiter(map(len, others), np.int64, len(others))
    if not len(one) or not lengths.any():
        return np.zeros(len(others))
    every = np.concatenate(others)
    places = np.minimum(np.searchsorted(one, every), len(one) - 1)
    before = np.concatenate([[0], np.cumsum(one[places] == every)])
    ends = np.cumsum(lengths)
    common = before[ends] - before[ends - lengths]
    cosines: NDArray[np.float64] = common / np.maximum(1.0, np.sqrt(len(one) * lengths))
    return cosines
