"""In which order, and how many: "the oldest five", "top 10", "most recently updated"."""

from cadence.core.query import Order, OrderBy

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .periods import NUMBERS
from .tokens import Form

_ORDERS = {
    Tag.OLDEST: (Order(OrderBy.CREATED, descending=False),),
    Tag.NEWEST: (Order(OrderBy.CREATED),),
    Tag.TOP: (Order(OrderBy.PRIORITY), Order(OrderBy.UPDATED)),
    Tag.RECENTLY: (Order(OrderBy.UPDATED),),
    Tag.LEAST_RECENTLY: (Order(OrderBy.UPDATED, descending=False),),
}
_SORTS = {
    Tag.PRIORITY_CUE: (Order(OrderBy.PRIORITY),),
    Tag.AGE_CUE: (Order(OrderBy.CREATED, descending=False),),
    Tag.CREATED: (Order(OrderBy.CREATED),),
    Tag.UPDATED: (Order(OrderBy.UPDATED),),
    Tag.RESOLVED: (Order(OrderBy.RESOLVED),),
    Tag.DUE: (Order(OrderBy.DUE, descending=False),),
}
MOST = 1000


def read_order(draft: Draft) -> None:
    for place, mark in draft.having(Tag.SORTED, unused=True):
        _read_sort(draft, place, mark)
    for place, mark in draft.having(*_ORDERS, unused=True):
        if mark.names or (mark.has(Tag.TOP) and draft.is_at(place + 1, Tag.PRIORITY_CUE)):
            draft.take("order", draft.marks[place + 1]) if draft.is_at(
                place + 1, Tag.PRIORITY_CUE
            ) else None
        tag = next(tag for tag in mark.tags if tag in _ORDERS)
        draft.take("order", mark)
        draft.order = draft.order or _ORDERS[tag]
        _read_limit(draft, place, alone=mark.has(Tag.OLDEST, Tag.NEWEST))
        if draft.limit is None and _asks_which_one(draft, place):
            draft.limit = 1
    for place, mark in draft.having(Tag.FIRST, unused=True):
        _read_first(draft, place, mark)
    _read_recent_event(draft)


def _read_sort(draft: Draft, place: int, mark: Mark) -> None:
    following = draft.at(place + 1)
    if following is not None and following.has(Tag.BY):
        following = draft.at(place + 2)
    tag = next((tag for tag in _SORTS if following is not None and following.has(tag)), None)
    if tag is None or following is None:
        return
    draft.take("order", mark, following)
    draft.order = _SORTS[tag]


def _read_limit(draft: Draft, place: int, *, alone: bool) -> None:
    """The number beside the superlative: "oldest 5", "5 oldest", "top ten"; one where the noun is singular."""
    for near in (place + 1, place - 1):
        mark = draft.at(near)
        count = None if mark is None or mark.role else count_of(mark)
        if mark is not None and count is not None:
            draft.take("limit", mark)
            draft.limit = count
            return
    if alone and draft.limit is None and _is_singular(draft, place):
        draft.limit = 1


def count_of(mark: Mark) -> int | None:
    if mark.said or (mark.tags and mark.low != "one") or mark.lasting:
        return None
    if mark.form is Form.NUMBER:
        return int(mark.text) if 0 < int(mark.text) <= MOST else None
    return NUMBERS.get(mark.low) if mark.low not in ("a", "an") else None


def _is_singular(draft: Draft, place: int) -> bool:
    for mark in draft.marks[place + 1 : place + 5]:
        if mark.has(Tag.BUGS, Tag.ISSUES, Tag.PROBLEMS) or mark.role == "type":
            return not mark.low.endswith("s")
    return False


def _asks_which_one(draft: Draft, place: int) -> bool:
    """ "Which bug was updated most recently?": the noun is singular, and precedes."""
    before = draft.marks[:place]
    asked = bool(before) and before[0].low in ("which", "what")
    nouns = [mark for mark in before if mark.has(Tag.BUGS, Tag.ISSUES)]
    return asked and bool(nouns) and not nouns[-1].low.endswith("s")


def _read_first(draft: Draft, place: int, mark: Mark) -> None:
    """ "The last 5 bugs" are the newest five; "the first 20" are the first in whatever order."""
    following = draft.at(place + 1)
    count = None if following is None or following.role else count_of(following)
    if following is None or count is None:
        return
    draft.take("limit", mark, following)
    draft.limit = count
    if mark.low == "last":
        draft.order = draft.order or _last_of(draft)


def _last_of(draft: Draft) -> tuple[Order, ...]:
    if draft.has(Tag.RESOLVED, Tag.FIXED):
        return (Order(OrderBy.RESOLVED),)
    if draft.has(Tag.UPDATED):
        return (Order(OrderBy.UPDATED),)
    return (Order(OrderBy.CREATED),)


def _read_recent_event(draft: Draft) -> None:
    """ "Recently fixed", "latest resolved": by when they were resolved."""
    for place, mark in enumerate(draft.marks):
        if mark.low not in ("recently", "lately", "most recently", "just recently"):
            continue
        near = [draft.at(place + 1), draft.at(place - 1)]
        if any(other is not None and other.has(Tag.RESOLVED, Tag.FIXED) for other in near):
            draft.order = (Order(OrderBy.RESOLVED),)
            draft.take("order", mark)
            most = draft.at(place - 1)
            if most is not None and most.low == "most":
                draft.take("order", most)
                _read_limit(draft, place + 1, alone=True)
    if draft.order and draft.order[0].by is OrderBy.CREATED and draft.order[0].descending:
        newest = [place for place, mark in draft.having(Tag.NEWEST)]
        if any(draft.is_at(place + 1, Tag.RESOLVED, Tag.FIXED) for place in newest):
            draft.order = (Order(OrderBy.RESOLVED),)
