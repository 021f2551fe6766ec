"""What bugs are compared by, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cadence.core.errors import Overtaken
from cadence.patterns.model.similarity.embedding import Embedding
from cadence.patterns.model.similarity.pile import Pile
from cadence.patterns.model.similarity.rarity import Rarity
from cadence.patterns.store.likenesses import Likened


@dataclass
class FakeLikenesses:
    """`Likenesses`."""

    read_to: str | None = None
    held: dict[str, Embedding] = field(default_factory=dict)
    counted: Rarity = field(default_factory=Rarity)

    def mark(self) -> str | None:
        return self.read_to

    def digests(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {id_: each.digest for id_, each in self.of(ids).items()}

    def take_in(self, likened: Likened) -> None:
        if self.read_to != likened.after:
            raise Overtaken("somebody else took these in meanwhile")
        come = {each.id: each for each in likened.embeddings}
        old = self.of((*come, *likened.gone))
        self.counted = self.counted.changed(come=come.values(), gone=old.values())
        self.held |= come
        for each in likened.gone:
            self.held.pop(each, None)
        self.read_to = likened.mark

    def rarity(self) -> Rarity:
        return self.counted

    def of(self, ids: Sequence[str]) -> Mapping[str, Embedding]:
        return {each: self.held[each] for each in ids if each in self.held}

    def by_key(self, keys: Sequence[str]) -> Mapping[str, Embedding]:
        known = {each.key.casefold(): each for each in self.held.values()}
        return {key: known[key.casefold()] for key in keys if key.casefold() in known}

    def until(self, day: float) -> Iterator[Pile]:
        yield Pile.of([each for each in self.held.values() if each.day <= day])
