"""One decision with the messages around it: what its fields are read from."""

from dataclasses import dataclass

from cadence.decisions.model.drafting.cues import Move
from cadence.decisions.model.drafting.text import Item, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Somebody's words, and the place of the message that they stand in."""

    text: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What was put on the table and did not come to be, with what was said against it."""

    move: Move
    against: Move | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    saying: tuple[Move, ...]
    """What says what was decided."""
    moves: tuple[Move, ...]
    """All that was said around it, and `saying` too, in order."""
    start: int
    """The place of the first message by which it was decided."""
    end: int
    """And of the last one."""
    turned_down: tuple[Turned, ...] = ()
    listed: tuple[Item, ...] = ()
    """The entries of lists in the messages around it, in order."""

    @property
    def about(self) -> frozenset[str]:
        return frozenset[str]().union(*(move.sentence.telling for move in self.saying))

    def is_said(self, sentence: Sentence) -> bool:
        return any(move.sentence is sentence for move in self.saying)

    def after(self) -> tuple[Move, ...]:
        """From the message in which it was first said."""
        return tuple(move for move in self.moves if move.sentence.place >= self.start)
