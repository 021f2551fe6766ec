"""What happened when: spans of time tied to created, updated, resolved, fixed, due, reopened."""

from cadence.core.calendar import Span, midnight
from cadence.core.issue import Category
from cadence.core.query import Among, Field, Moment, Moved, Within
from cadence.status.model.question import Event, Kind

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .resolutions import require_fixed, require_open, require_resolved
from .spans import Said
from .vocabulary import Sort

EVENTS = {
    Tag.CREATED: Event.CREATED,
    Tag.UPDATED: Event.UPDATED,
    Tag.RESOLVED: Event.RESOLVED,
    Tag.FIXED: Event.FIXED,
    Tag.REOPENED: Event.REOPENED,
    Tag.MOVED: Event.MOVED,
}
_BARE = ("fix", "fixing", "resolve", "resolving", "close", "closing")
"""Not yet done, unless "did" stands before: "what did we fix", but "what is there to fix"."""
_TIMED = (*EVENTS, Tag.DUE, Tag.CLOSED)


def read_times(draft: Draft) -> None:
    for place, mark in enumerate(draft.marks):
        if mark.said is None or mark.role:
            continue
        draft.take("time", mark)
        if mark.said.trouble:
            draft.trouble(f"About “{mark.text}”: {mark.said.trouble}.", rank=1)
            continue
        _read_span(draft, place, mark, mark.said)
    _read_overdue(draft)
    read_states(draft)


def _read_span(draft: Draft, place: int, mark: Mark, said: Said) -> None:
    before = draft.at(place - 1)
    if before is not None and before.said is not None and mark.low.startswith("of "):
        draft.trouble(f"I can't tell which time “{before.text} {mark.text}” is.", rank=1)
        return
    events = _events(draft, place)
    if (
        said.span.start is not None
        and said.span.start > draft.calendar.now
        and not any(e.has(Tag.DUE) for e in events)
    ):
        draft.trouble(f"{said.label[:1].upper()}{said.label[1:]} lies in the future.", rank=2)
        return
    if not events:
        _untied(draft, mark, said)
        return
    for event in events:
        negation = draft.is_negated(draft.marks.index(event), lambda _: False)
        if negation is not None:
            draft.trouble(
                f"I can't tell what “{negation.text} {event.text} {mark.text}” leaves.", rank=3
            )
        draft.take("event", event)
        _happened(draft, event, said)


def _events(draft: Draft, place: int) -> list[Mark]:
    """The verb of a span: the nearest before it with no other span between, or else after it."""
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(draft.marks) and draft.marks[at].said is None:
            mark = draft.marks[at]
            if (
                _is_event(mark)
                and mark.role in ("", "change", "resolution cue")
                and not (step == 1 and mark.low == "update")
            ):
                return [mark, *_joined(draft, at, step)]
            at += step
    return []


def _is_event(mark: Mark) -> bool:
    return mark.has(*_TIMED) or (
        mark.has(Tag.RESOLUTION_CUE) and mark.low.startswith(("resolved", "closed", "rejected"))
    )


def _joined(draft: Draft, place: int, step: int) -> list[Mark]:
    """A second verb: "created and resolved last week"."""
    at = place + step
    while draft.is_at(at, Tag.AND, Tag.BE):
        at += step
    other = draft.at(at)
    joined = at != place + step and draft.is_at(place + step, Tag.AND, Tag.BE)
    return [other] if other is not None and joined and other.has(*EVENTS) and not other.role else []


def _happened(draft: Draft, event: Mark, said: Said) -> None:
    if draft.kind is Kind.CHANGES:
        draft.window = said
        draft.events += (
            tuple(EVENTS[tag] for tag in event.tags if tag in EVENTS)[:1]
            if event.role != "change"
            else ()
        )
        return
    span, label = said.span, said.label
    if event.has(Tag.DUE):
        draft.require(Within(Moment.DUE, span, zone_name=draft.calendar.zone.key), f"due {label}")
    elif event.has(Tag.CREATED):
        draft.require(Within(Moment.CREATED, span), f"created {label}")
    elif event.has(Tag.UPDATED):
        draft.require(Within(Moment.UPDATED, span), f"updated {label}")
    elif event.has(Tag.FIXED):
        draft.require(Within(Moment.RESOLVED, span), f"resolved {label}")
        require_fixed(draft)
    elif event.has(Tag.RESOLVED, Tag.CLOSED, Tag.RESOLUTION_CUE):
        draft.require(Within(Moment.RESOLVED, span), f"resolved {label}")
    elif event.has(Tag.REOPENED):
        _reopened(draft, said)
    else:
        draft.require(Moved(span), f"status changed {label}")


def _reopened(draft: Draft, said: Said | None) -> None:
    """From a status that is done to one that isn't."""
    statuses = draft.vocabulary.site.statuses
    done = tuple(s.name for s in statuses if s.category is Category.DONE)
    again = tuple(s.name for s in statuses if s.category is not Category.DONE)
    span = said.span if said is not None else Span()
    label = "was reopened" if said is None else f"reopened {said.label}"
    draft.require(Moved(span, into=again, out_of=done), label)
    if draft.kind is None:
        draft.kind = Kind.REOPENED


def _untied(draft: Draft, mark: Mark, said: Said) -> None:
    """A span without a verb. Bugs "from last week" are those created then; "open last week" can't be told."""
    if draft.kind is Kind.CHANGES:
        if draft.window is not None:
            draft.trouble("I can look at one window of time at once.", rank=3)
        draft.window = said
        return
    if draft.kind is Kind.READINESS:
        draft.trouble(f"I can't tell what “{mark.text}” is about here.", rank=3)
        return
    if any(each.field is Field.RESOLUTION and not each.negated for each in draft.named):
        draft.require(Within(Moment.RESOLVED, said.span), f"resolved {said.label}")
        return
    states = [m for _, m in draft.having(Tag.OPEN)]
    if states and said.prefix != "from" and not draft.has(Tag.NEW):
        draft.trouble(
            f"I know what is open now, not what was open {said.label}. I can tell what was created {said.label} "
            "and is still open.",
            rank=2,
        )
    if said.prefix == "at":
        draft.trouble(f"I know how things are now, not how they were {said.label}.", rank=2)
    if said.prefix == "before" and not draft.has(Tag.NEW):
        draft.trouble(f"Created or resolved {said.label}?", rank=3)
    for _, new in draft.having(Tag.NEW):
        draft.take("event", new)
    if any(
        isinstance(f.condition, Within) and f.condition.moment is Moment.CREATED
        for f in draft.filters
    ):
        draft.trouble(
            f"Created in one time and {mark.text}? I can look at one window at once.", rank=2
        )
        return
    assumed = not draft.has(Tag.NEW)
    draft.require(Within(Moment.CREATED, said.span), f"created {said.label}", assumed=assumed)


def _read_overdue(draft: Draft) -> None:
    for _, mark in draft.having(Tag.OVERDUE, unused=True):
        draft.take("due", mark)
        today = midnight(draft.calendar.today, draft.calendar.zone)
        zone = draft.calendar.zone.key
        draft.require(Within(Moment.DUE, Span(end=today), zone_name=zone), "due before today")
        require_open(draft)


def read_states(draft: Draft) -> None:
    if draft.has(Tag.ALL):
        draft.all_states = True
        draft.take("all", *(mark for _, mark in draft.having(Tag.ALL)))
    _read_reported(draft)
    for place, mark in draft.having(Tag.IN_PROGRESS, Tag.TO_DO, unused=True):
        _read_category(draft, place, mark)
    for place, mark in draft.having(Tag.REOPENED, unused=True):
        _read_reopened(draft, place, mark)
    for place, mark in draft.having(Tag.OPEN, Tag.CLOSED, Tag.RESOLVED, Tag.FIXED, unused=True):
        if mark.low in _BARE and not any("did" in each.low.split() for each in draft.marks[:place]):
            continue
        _read_state(draft, place, mark)


def _read_reported(draft: Draft) -> None:
    """ "Bugs reported in CLI": every bug was reported, so without a time it says nothing."""
    for place, mark in draft.having(Tag.CREATED, unused=True):
        if not draft.is_at(draft.back(place, Tag.BE), Tag.NOT):
            draft.take("event", mark)


def _read_state(draft: Draft, place: int, mark: Mark) -> None:
    negation = draft.is_negated(place, lambda other: other.role == "state")
    draft.take("state", mark)
    if negation is not None:
        draft.take("negation", negation)
    is_open = mark.has(Tag.OPEN)
    if negation is not None and negation.low == "no":
        draft.trouble(f"Do you ask whether there are any that are {mark.text}?", rank=3)
    if negation is not None:
        is_open = not is_open
        if is_open or mark.has(Tag.OPEN):
            (require_open if is_open else require_resolved)(draft)
            return
    if is_open:
        require_open(draft)
    elif mark.has(Tag.FIXED):
        require_fixed(draft)
    else:
        require_resolved(draft)


def _read_category(draft: Draft, place: int, mark: Mark) -> None:
    draft.take("state", mark)
    negation = draft.is_negated(place, lambda _: False)
    if negation is not None:
        draft.take("negation", negation)
    if negation is not None and mark.low == "being fixed":
        draft.trouble("I can't tell what was closed without a fix; name the resolution.", rank=3)
    category = Category.IN_PROGRESS if mark.has(Tag.IN_PROGRESS) else Category.TO_DO
    names = tuple(s.name for s in draft.vocabulary.site.statuses if s.category is category)
    shown = "in progress" if category is Category.IN_PROGRESS else "not started"
    said = f"{labels.either(names)}" if names else shown
    draft.require(
        Among(Field.CATEGORY, (category.value,), negation is not None),
        f"status is {'not ' if negation else ''}{shown} ({said})",
    )


def _read_reopened(draft: Draft, place: int, mark: Mark) -> None:
    """ "Reopened bugs" are those in the status of that name, where there is one; else those that once came back."""
    draft.take("state", mark)
    names = draft.vocabulary.spellings(Sort.STATUS, "reopened")
    negation = draft.is_negated(place, lambda _: False)
    if negation is not None:
        draft.take("negation", negation)
    before = draft.at(place - 1)
    happened = before is not None and before.low in (
        "were",
        "was",
        "been",
        "got",
        "has been",
        "have been",
    )
    if names and mark.low in ("reopened", "re-opened", "re opened") and not happened:
        draft.hold(Field.STATUS, names, negated=negation is not None)
        return
    if negation is not None:
        draft.trouble("I can't leave out what was reopened.")
    _reopened(draft, None)
