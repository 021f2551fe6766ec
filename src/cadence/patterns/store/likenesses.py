"""What bugs are compared by, kept: each is embedded once, whatever comes after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cadence.patterns.model.similarity.embedding import Embedding
from cadence.patterns.model.similarity.rarity import Rarity

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.pile import Pile


@dataclass(frozen=True, slots=True, kw_only=True)
class Likened:
    """A page of the feed, as it is to be kept."""

    embeddings: tuple[Embedding, ...]
    """Of what is new, or otherwise than it was kept."""
    gone: tuple[str, ...] = ()
    """Ids."""
    after: str | None
    """The mark from which the page was read."""
    mark: str


class Likenesses(Protocol):
    """Raises StoreUnavailable throughout."""

    def mark(self) -> str | None:
        """How far the feed was taken in."""

    def digests(self, ids: Sequence[str]) -> Mapping[str, str]:
        """What those that are kept were made from, by id."""

    def take_in(self, likened: Likened) -> None:
        """In one transaction with the mark, and with how rare each term is now. Raises Overtaken where somebody else
        took it in meanwhile: go on from the mark."""

    def rarity(self) -> Rarity:
        """Of all terms, in all that is kept."""

    def of(self, ids: Sequence[str]) -> Mapping[str, Embedding]:
        """Those that are kept, by id."""

    def by_key(self, keys: Sequence[str]) -> Mapping[str, Embedding]:
        """The same by key, spelt as it was asked for, in any case."""

    def until(self, day: float) -> "Iterator[Pile]":
        """All that were created up to then (days since 1970, UTC), some at a time and never all of them in memory:
        those that were taken in last come first."""
