"""What is under way about decisions, as one file beside theirs: to be read by people and by programs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cadence.decisions.model import clash, decision, review
from cadence.decisions.model.clash import Dispute
from cadence.decisions.model.madr.names import Names, ref
from cadence.decisions.model.madr.text import fenced, inline
from cadence.decisions.model.review import Armed, Review, Why
from cadence.delivery.wire import Wire, types_in

FILE = "UNDER-WAY.md"

MARK = "<!-- Written by `cadence decisions export`: what is under way about decisions. -->"

_WIRE = Wire(*types_in(clash, decision, review))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """Open reviews, armed triggers and open disputes of the decisions that are written."""

    reviews: tuple[Review, ...] = ()
    armed: tuple[Armed, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reviews or self.armed or self.disputes)


def under_way_written(under_way: UnderWay, names: Names) -> str:
    """The same state gives the same bytes; when an issue was looked at, and where a message stands, is no part of it.
    `names` has every decision that is in it."""
    pieces = [MARK, "# What is under way"]
    for head, each in (("Reviews", _reviews), ("Triggers", _triggers), ("Disputes", _disputes)):
        if lines := [*each(under_way, names)]:
            pieces += [f"## {head}", *lines]
    return "\n\n".join(pieces) + "\n"


def _reviews(under_way: UnderWay, names: Names) -> Iterator[str]:
    for each in sorted(under_way.reviews, key=lambda it: (it.number, it.opened_at, it.key)):
        # What a signal says may be about what this audience does not see.
        words = "" if each.why is Why.SIGNAL else each.words
        asked = tuple(replace(one, channel=None, ts=None) for one in each.asked)
        yield f"{ref(each.number, names)} is looked at again since {each.opened_at:%Y-%m-%d}:"
        yield fenced(_WIRE.dump(replace(each, words=words, asked=asked)))


def _triggers(under_way: UnderWay, names: Names) -> Iterator[str]:
    for each in sorted(under_way.armed, key=lambda it: (it.number, it.trigger.words)):
        yield f"{ref(each.number, names)} is looked at again once {inline(each.trigger.words)}:"
        yield fenced(_WIRE.dump(replace(each, known=None, looked_at=None)))


def _disputes(under_way: UnderWay, names: Names) -> Iterator[str]:
    for each in sorted(under_way.disputes, key=lambda it: (it.new, it.old, it.key)):
        who, until = inline(each.arbiter.name), each.until.isoformat()
        yield f"{who} decides between {ref(each.new, names)} and {ref(each.old, names)} by {until}:"
        replaces = tuple(number for number in each.replaces if number in names)
        yield fenced(_WIRE.dump(replace(each, replaces=replaces)))
