"""What a room adds to a process."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cadence.core.message import Posted
from cadence.delivery.between import AtHome, Source, together
from cadence.delivery.clock import Beat
from cadence.delivery.desk import Flow
from cadence.delivery.job import Handler, Job, Settlement
from cadence.delivery.post import OnPosted, OnRefused

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    flows: tuple[Flow, ...] = ()
    """For the front desk."""
    sources: tuple[Source, ...] = ()
    """For the rituals."""
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    recurring: tuple[str, ...] = ()
    """Kinds of jobs that are never done."""
    beats: tuple[Beat, ...] = ()
    at_start: tuple[Callable[[], object], ...] = ()
    """Done before anything else is, at each start of each replica."""
    on_posted: tuple[OnPosted, ...] = ()
    """Each goes by `about`, and settles nothing for what is not its own."""
    on_refused: tuple[OnRefused, ...] = ()
    at_home: tuple[AtHome, ...] = ()
    """Parts of the Home tab, in order."""


def added(*parts: Added) -> Added:
    """All of them as one. Raises ValueError where two handle the same kind of job."""
    return Added(
        flows=_all(parts, lambda each: each.flows),
        sources=_all(parts, lambda each: each.sources),
        handlers=_handlers(parts),
        recurring=_all(parts, lambda each: each.recurring),
        beats=_all(parts, lambda each: each.beats),
        at_start=_all(parts, lambda each: each.at_start),
        on_posted=_all(parts, lambda each: each.on_posted),
        on_refused=_all(parts, lambda each: each.on_refused),
        at_home=_all(parts, lambda each: each.at_home),
    )


def when_posted(parts: Iterable[OnPosted]) -> OnPosted:
    takers = tuple(parts)

    def posted(job: Job, stands: Posted) -> Settlement:
        return together(*(take(job, stands) for take in takers))

    return posted


def when_refused(parts: Iterable[OnRefused]) -> OnRefused:
    takers = tuple(parts)

    def refused(job: Job, why: str) -> Settlement:
        return together(*(take(job, why) for take in takers))

    return refused


def _all(parts: Iterable[Added], of: Callable[[Added], tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(each for part in parts for each in of(part))


def _handlers(parts: Iterable[Added]) -> Mapping[str, Handler]:
    joined: dict[str, Handler] = {}
    for part in parts:
        if both := joined.keys() & part.handlers.keys():
            raise ValueError(f"two handle {', '.join(sorted(both))}")
        joined |= part.handlers
    return joined
