"""What became of each file of a folder that was read in."""

from dataclasses import dataclass
from enum import StrEnum

from cadence.decisions.model.madr.record import Note


class Fate(StrEnum):
    NEW = "new"
    REVISED = "revised"
    """The file says otherwise than the log did: that is a new revision now."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """It could be read, but contradicts what the log holds. Nothing of it was taken."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    file: str
    fate: Fate
    number: int | None = None
    """None where it has none in the log, or (with nothing being stored) would get the next free one."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    files: tuple[Taken, ...]
    passed_over: tuple[str, ...] = ()
    """Markdown files that hold no decision by their name: the index, a template."""
    is_rehearsal: bool = False
    """Nothing was stored; this is what would have happened."""

    def count(self, fate: Fate) -> int:
        return sum(each.fate is fate for each in self.files)

    @property
    def is_whole(self) -> bool:
        return not self.count(Fate.UNREADABLE) and not self.count(Fate.REFUSED)
