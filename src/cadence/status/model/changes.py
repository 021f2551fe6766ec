"""What counts as a change during a window."""

from datetime import datetime

from cadence.core.calendar import Span
from cadence.core.issue import Category, StatusChange, says_fixed
from cadence.core.query import AllOf, Among, AnyOf, Condition, Field, Moment, Moved, Within
from cadence.core.site import Site
from cadence.status.model.question import Event


def fixed_resolutions(site: Site) -> tuple[str, ...]:
    """The site's names for "it is fixed"."""
    return tuple(name for name in site.resolutions if says_fixed(name))


def knowable(events: tuple[Event, ...], span: Span, now: datetime) -> tuple[Event, ...]:
    """The events that can be told of this window.

    A tracker knows when an issue was touched last and not when before, so that of a window that is over nobody can tell
    what was touched in it: what was reported, resolved or moved is told instead.
    """
    is_over = span.end is not None and span.end <= now
    if is_over and events in ((), (Event.UPDATED,)):
        return (Event.CREATED, Event.RESOLVED, Event.MOVED)
    return events


def conditions_of(events: tuple[Event, ...], span: Span, site: Site) -> tuple[Condition, ...]:
    """What an issue meets to which one of these events happened in the window; any event when none is named."""
    parts = tuple(_condition(event, span, site) for event in events or (Event.UPDATED,))
    return parts if len(parts) == 1 else (AnyOf(parts),)


def _condition(event: Event, span: Span, site: Site) -> Condition:
    match event:
        case Event.CREATED:
            return Within(Moment.CREATED, span)
        case Event.UPDATED:
            return Within(Moment.UPDATED, span)
        case Event.RESOLVED:
            return Within(Moment.RESOLVED, span)
        case Event.FIXED:
            resolved = Within(Moment.RESOLVED, span)
            names = fixed_resolutions(site)
            return AllOf((resolved, Among(Field.RESOLUTION, names))) if names else resolved
        case Event.REOPENED:
            return Moved(span, into=_named(site, done=False), out_of=_named(site, done=True))
        case Event.MOVED:
            return Moved(span)


def _named(site: Site, *, done: bool) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            status.name for status in site.statuses if (status.category is Category.DONE) is done
        )
    )


def changed_in(changes: tuple[StatusChange, ...], span: Span) -> tuple[StatusChange, ...]:
    """The changes that fall into the window."""
    return tuple(change for change in changes if change.at in span)
