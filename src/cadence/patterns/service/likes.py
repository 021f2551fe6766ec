"""How like a pattern's bugs those of other patterns are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadence.patterns.store.likenesses import Likenesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Likes:
    """By what is kept to compare bugs by; what was never taken in is like nothing."""

    likenesses: Likenesses

    def alike(self, keys: Sequence[str], others: Sequence[str]) -> Mapping[str, float]:
        """Of those others that are enough like one of these to be of its group: how much, 0 to 1. Raises
        StoreUnavailable."""
        mine = self.likenesses.by_key(keys)
        theirs = self.likenesses.by_key([each for each in others if each not in mine])
        if not mine or not theirs:
            return {}
        from cadence.patterns.model.similarity.likeness import (  # noqa: PLC0415 - brings numpy
            JOINS,
            alike,
        )

        rarity = self.likenesses.rarity()
        found: dict[str, float] = {}
        for one in mine.values():
            scored = alike(one, list(theirs.values()), rarity)
            for key, score in zip(theirs, scored, strict=True):
                if score >= JOINS:
                    found[key] = max(score, found.get(key, 0.0))
        return found
