"""What has been made of a question so far: its pieces, what they were found to say, and what stands in the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from cadence.core.query import Among, Condition, Field, Order
from cadence.status.model.question import Dimension, Event, Filter, Kind, Suggestion

from .lexicon import Tag
from .marks import Mark
from .periods import Calendar
from .spans import Said
from .vocabulary import Vocabulary

PASSING = (
    Tag.DET, Tag.BE, Tag.FILLER, Tag.ONLY, Tag.WITH, Tag.IN, Tag.ON, Tag.FOR, Tag.AND, Tag.ALSO, Tag.BOTH, Tag.WHAT,
    Tag.LIST, Tag.YET,
)  # fmt: skip
"""Pieces that may go unused without changing what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why the question is asked back rather than answered."""

    why: str
    suggestion: Suggestion | None = None
    rank: int = 5
    """Of several, the lowest is said first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names of one field that the question holds to, or away from."""

    field: Field
    values: tuple[str, ...]
    negated: bool = False
    apart: bool = False
    """Not joined to the one before it of its field: "both iOS and Android", "Checkout bugs on iOS"."""


@dataclass(slots=True, kw_only=True)
class Draft:
    marks: list[Mark]
    vocabulary: Vocabulary
    calendar: Calendar
    asker: str | None = None
    named: list[Named] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    kind: Kind | None = None
    by: Dimension | None = None
    window: Said | None = None
    events: tuple[Event, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    quiet_days: int | None = None
    all_types: bool = False
    all_states: bool = False
    assumed: set[str] = field(default_factory=set)
    """Names that were not said as they are: a priority by its rank."""
    releases: tuple[str, ...] = ()
    """Versions that no word ties to a field yet."""

    def having(self, *tags: Tag, unused: bool = False) -> Iterator[tuple[int, Mark]]:
        for place, mark in enumerate(self.marks):
            if mark.has(*tags) and not (unused and mark.role):
                yield place, mark

    def has(self, *tags: Tag) -> bool:
        return any(True for _ in self.having(*tags))

    def take(self, role: str, *marks: Mark) -> None:
        for mark in marks:
            mark.role = mark.role or role

    def back(self, place: int, *passing: Tag) -> int | None:
        """The place of the nearest piece before this one that is none of these."""
        place -= 1
        while place >= 0 and self.marks[place].has(*passing) and not self.marks[place].is_name:
            place -= 1
        return place if place >= 0 else None

    def at(self, place: int | None) -> Mark | None:
        return self.marks[place] if place is not None and 0 <= place < len(self.marks) else None

    def is_at(self, place: int | None, *tags: Tag) -> bool:
        mark = self.at(place)
        return mark is not None and mark.has(*tags)

    def trouble(
        self, why: str, *, said: str = "", nearest: tuple[str, ...] = (), rank: int = 5
    ) -> None:
        suggestion = Suggestion(said=said, nearest=nearest) if said else None
        self.troubles.append(Trouble(why=why, suggestion=suggestion, rank=rank))

    def hold(
        self, field_: Field, values: tuple[str, ...], *, negated: bool = False, apart: bool = False
    ) -> None:
        self.named.append(Named(field=field_, values=values, negated=negated, apart=apart))

    def require(self, condition: Condition, label: str, *, assumed: bool = False) -> None:
        filter_ = Filter(condition=condition, label=label, assumed=assumed)
        if all(filter_.condition != other.condition for other in self.filters):
            self.filters.append(filter_)

    def is_negated(self, place: int, is_kin: Callable[[Mark], bool]) -> Mark | None:
        """The "not", "without", … that governs this place, through prepositions, articles and kin joined by "and"."""
        at = place - 1
        while at >= 0:
            mark = self.marks[at]
            if "," in self.marks[at + 1].gap and not is_kin(mark):
                return None
            if mark.role == "emptiness":
                return None
            if mark.has(Tag.NOT):
                return mark
            if mark.has(Tag.AND) and at > 0 and self._restarts(at):
                return None
            if not (mark.has(*_CONNECTING) or is_kin(mark)):
                return None
            at -= 1
        return None

    def is_joined(self, place: int, role: str) -> bool:
        """Whether "and", "or" or a comma ties this name to one of the same role before it."""
        at, joins = place, False
        while at > 0:
            joins = joins or bool(set(",/") & set(self.marks[at].gap))
            at -= 1
            mark = self.marks[at]
            if mark.role == role:
                return joins
            joins = joins or mark.has(Tag.AND, Tag.OR)
            if not (mark.has(*_CONNECTING, Tag.NOT) or mark.role.endswith("cue")):
                return False
        return False

    def _restarts(self, place: int) -> bool:
        """Whether a preposition after this "and" begins anew: "not in iOS and in Android"."""
        return self.is_at(place + 1, Tag.IN, Tag.ON, Tag.FOR, Tag.WITH)


_CONNECTING = (
    Tag.DET, Tag.IN, Tag.ON, Tag.FOR, Tag.AND, Tag.OR, Tag.BE, Tag.WITH, Tag.COMPONENT_CUE, Tag.PROJECT_CUE,
    Tag.VERSION_CUE,
    Tag.LABEL_CUE, Tag.PRIORITY_CUE, Tag.STATUS_CUE, Tag.TYPE_CUE, Tag.RESOLUTION_CUE, Tag.FIX_CUE, Tag.AFFECTED_CUE,
    Tag.ASSIGNED, Tag.REPORTED_BY, Tag.ABOUT, Tag.BOTH, Tag.MINE,
)  # fmt: skip


def joined(named: list[Named]) -> list[Named]:
    """Positive names of one field as one (either will do), and negative ones as one (none may be)."""
    out: list[Named] = []
    for each in named:
        kin = next(
            (
                n
                for n, other in enumerate(out)
                if (other.field, other.negated) == (each.field, each.negated)
                and (each.negated or not each.apart or other.values == each.values)
            ),
            None,
        )
        if kin is None:
            out.append(each)
        else:
            out[kin] = replace(out[kin], values=tuple(dict.fromkeys(out[kin].values + each.values)))
    return out


def among(named: Named) -> Among:
    return Among(named.field, named.values, named.negated)
