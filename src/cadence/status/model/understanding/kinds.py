"""What kind of answer is asked for."""

from cadence.status.model.question import Kind

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .naming import NOUNS
from .times import EVENTS

_TALK = (Tag.HELP, Tag.GREETING)


def decide_early(draft: Draft) -> None:
    """Kinds that decide how the rest is read."""
    if draft.kind is not None:
        return
    if draft.has(Tag.NEWS):
        _become(draft, Kind.NEWS, Tag.NEWS, Tag.CHANGES, Tag.NEW)
        for _, mark in draft.having(*EVENTS, unused=True):
            draft.take("change", mark)
        return
    if _asks_readiness(draft):
        _become(draft, Kind.READINESS, Tag.STATUS_OF, Tag.BLOCKS, Tag.BLOCKERS, Tag.READY, Tag.LEFT)
        return
    if draft.has(Tag.HOW_LONG):
        _become(draft, Kind.WHEN, Tag.HOW_LONG)
        _take_fixing(draft)
        return
    if _asks_when(draft):
        _become(draft, Kind.WHEN, Tag.WHEN)
        _take_fixing(draft)
        return
    if _asks_who(draft):
        _become(draft, Kind.WHO, Tag.WHO, Tag.OWNER)
        return
    if draft.has(Tag.COUNT) or _asks_for_total(draft):
        _become(draft, Kind.COUNT, Tag.COUNT)
        return
    if draft.has(Tag.CHANGES) or _asks_what_happened(draft):
        _become(draft, Kind.CHANGES, Tag.CHANGES)
        for _, mark in draft.having(Tag.NEW, unused=True):
            draft.take("change", mark)


def _asks_for_total(draft: Draft) -> bool:
    return any(mark.low == "total" for _, mark in draft.having(Tag.ALL)) and not draft.has(Tag.LIST)


def _become(draft: Draft, kind: Kind, *tags: Tag) -> None:
    draft.kind = kind
    draft.take("kind", *(mark for _, mark in draft.having(*tags, unused=True)))


def _asks_readiness(draft: Draft) -> bool:
    """Blocking, ready or left, said of a version."""
    has_release = bool(draft.releases) or any("version" in each.field.value for each in draft.named)
    if draft.has(Tag.COUNT):
        return False
    strong = draft.has(Tag.BLOCKS, Tag.READY, Tag.BLOCKERS)
    if draft.releases and draft.has(Tag.STATUS_OF):
        return True
    weak = draft.has(Tag.LEFT) and not draft.has(*EVENTS)
    return has_release and (strong or weak)


def _asks_when(draft: Draft) -> bool:
    """ "When will it be fixed", not "when was it created"."""
    if not draft.has(Tag.WHEN):
        return False
    when = next(mark for _, mark in draft.having(Tag.WHEN))
    if when.low.startswith(("eta", "expected")):
        return True
    return (
        draft.has(Tag.FIXED, Tag.RESOLVED, Tag.CLOSED, Tag.OPEN, Tag.READY, Tag.DUE)
        or "expect" in when.low
    )


def _take_fixing(draft: Draft) -> None:
    tags = (Tag.FIXED, Tag.RESOLVED, Tag.CLOSED, Tag.READY, Tag.DUE, Tag.IN_PROGRESS)
    for _, mark in draft.having(*tags, unused=True):
        draft.take("kind", mark)


def _asks_who(draft: Draft) -> bool:
    if draft.has(Tag.OWNER) and not draft.has(Tag.COUNT):
        return True
    return any(
        mark.low not in ("who", "who is", "whom") for _, mark in draft.having(Tag.WHO, unused=True)
    )


def _asks_what_happened(draft: Draft) -> bool:
    """ "What got fixed last week?": no noun, an event and a window."""
    first: Mark | None = draft.marks[0] if draft.marks else None
    at = 0
    while first is not None and first.has(Tag.FILLER, Tag.GREETING) and at + 1 < len(draft.marks):
        at += 1
        first = draft.marks[at]
    if (
        first is None
        or not first.has(Tag.WHAT)
        or not first.low.startswith(("what", "anything", "everything"))
    ):
        return False
    if any(mark.role == "type" or mark.has(*NOUNS) for mark in draft.marks):
        return False
    events = [tag for tag in EVENTS if tag is not Tag.REOPENED]
    return draft.has(*events) and any(
        mark.said is not None and not mark.role for mark in draft.marks
    )
