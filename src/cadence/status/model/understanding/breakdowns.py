"""By what a count is to be broken down: "by component", "per priority", "which component has the most open bugs"."""

from cadence.status.model.question import Dimension, Kind

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .ordering import count_of

_DIMENSIONS = {
    Tag.PRIORITY_CUE: Dimension.PRIORITY,
    Tag.STATUS_CUE: Dimension.STATUS,
    Tag.AGE_CUE: Dimension.AGE,
    Tag.TYPE_CUE: Dimension.TYPE,
    Tag.LABEL_CUE: Dimension.LABEL,
    Tag.PROJECT_CUE: Dimension.PROJECT,
    Tag.RESOLUTION_CUE: Dimension.RESOLUTION,
    Tag.AFFECTED_CUE: Dimension.AFFECTED_VERSION,
    Tag.FIX_CUE: Dimension.VERSION,
    Tag.VERSION_CUE: Dimension.VERSION,
    Tag.WEEKLY: Dimension.CREATED_WEEK,
    Tag.MONTHLY: Dimension.CREATED_MONTH,
}
_LATER = (Tag.FIXED, Tag.RESOLVED, Tag.CLOSED, Tag.UPDATED, Tag.REOPENED)
_COMPONENTS = ("component", "components", "module", "modules", "comp")


def read_breakdown(draft: Draft) -> None:
    _read_periodic(draft)
    for place, mark in draft.having(Tag.BY, unused=True):
        _read_after(draft, place, mark)
    for place, mark in draft.having(Tag.BREAKDOWN, unused=True):
        _read_beside(draft, place, mark)
    _read_ranking(draft)
    _read_ages(draft)
    if draft.by in (Dimension.CREATED_MONTH, Dimension.CREATED_WEEK) and draft.has(*_LATER):
        draft.trouble("By week or month I count when issues were created, nothing else.", rank=2)
    if draft.by is not None:
        draft.kind = Kind.BREAKDOWN
        for place, mark in draft.having(Tag.BY, unused=True):
            if draft.is_at(place + 1, Tag.COUNT, Tag.OPEN, Tag.BUGS, Tag.ISSUES):
                draft.take("breakdown", mark)
        draft.take(
            "breakdown", *(mark for _, mark in draft.having(Tag.BREAKDOWN, Tag.COUNT, unused=True))
        )


def dimension(draft: Draft, place: int) -> tuple[Dimension, list[Mark]] | None:
    mark = draft.at(place)
    if mark is None or mark.role or mark.said:
        return None
    if mark.has(Tag.COMPONENT_CUE):
        return (Dimension.COMPONENT, [mark]) if mark.low in _COMPONENTS else None
    following = draft.at(place + 1)
    if (
        mark.has(Tag.AFFECTED_CUE, Tag.FIX_CUE)
        and following is not None
        and following.has(Tag.VERSION_CUE)
    ):
        return _DIMENSIONS[next(t for t in mark.tags if t in _DIMENSIONS)], [mark, following]
    if (
        mark.has(Tag.FIX_CUE, Tag.AFFECTED_CUE)
        and "version" not in mark.low
        and "release" not in mark.low
    ):
        return None
    tag = next((tag for tag in mark.tags if tag in _DIMENSIONS), None)
    if tag is None or (
        mark.has(Tag.LABEL_CUE) and mark.low not in ("label", "labels", "tag", "tags")
    ):
        return None
    if mark.has(Tag.TYPE_CUE) and following is not None and following.has(Tag.TYPE_CUE):
        return Dimension.TYPE, [mark, following]
    return _DIMENSIONS[tag], [mark]


def _set(draft: Draft, by: Dimension, *marks: Mark) -> None:
    draft.take("breakdown", *marks)
    if draft.by is not None and draft.by is not by:
        draft.trouble(f"I can break down by one thing at once: by {draft.by} or by {by}.", rank=3)
        return
    draft.by = by


def _read_periodic(draft: Draft) -> None:
    for place, mark in draft.having(Tag.MONTHLY, Tag.WEEKLY, unused=True):
        bare = mark.low in ("month", "week")
        if bare and not draft.is_at(place - 1, Tag.BY, Tag.EACH):
            continue
        if bare:
            draft.take("breakdown", draft.marks[place - 1])
        _set(draft, _DIMENSIONS[next(tag for tag in mark.tags if tag in _DIMENSIONS)], mark)


def _read_after(draft: Draft, place: int, mark: Mark) -> None:
    at = place + 1
    while draft.is_at(at, Tag.DET) and not draft.marks[at].names:
        at += 1
    found = dimension(draft, at)
    if found is None:
        _unsupported(draft, at, mark)
        return
    draft.take("breakdown", mark)
    _set(draft, found[0], *found[1])
    after = at + len(found[1])
    if draft.is_at(after, Tag.AND) or (
        draft.at(after) is not None and draft.marks[after].gap.strip() == ","
    ):
        other = dimension(draft, after + 1 if draft.is_at(after, Tag.AND) else after)
        if other is not None:
            _set(draft, other[0], *other[1])


def _unsupported(draft: Draft, place: int, mark: Mark) -> None:
    following = draft.at(place)
    if (
        following is None
        or following.role
        or not following.has(Tag.ASSIGNEE_CUE, Tag.COMPONENT_CUE, Tag.SPRINT_CUE, Tag.REPORTED_BY)
    ):
        return
    draft.take("breakdown", mark, following)
    if following.has(Tag.ASSIGNEE_CUE, Tag.REPORTED_BY):
        draft.trouble(
            "I don't count by person. I can count by component, priority, status, version, age, type or label.",
            rank=1,
        )
    else:
        draft.trouble(
            f"I can't count by {following.low}; I can by component, priority, status, version, age, type or label.",
            rank=1,
        )


def _read_beside(draft: Draft, place: int, mark: Mark) -> None:
    """ "The component breakdown", "a breakdown: priority"; a breakdown by nothing is asked back."""
    if draft.by is not None:
        draft.take("breakdown", mark)
        return
    for near in (place - 1, place + 1, place + 2):
        found = dimension(draft, near)
        if found is not None:
            draft.take("breakdown", mark)
            _set(draft, found[0], *found[1])
            return
    draft.take("breakdown", mark)
    draft.kind = Kind.BREAKDOWN
    draft.trouble(
        "By what shall I break it down? By component, priority, status, version, age, type or label.",
        rank=3,
    )
    draft.by = Dimension.COMPONENT


def _read_ranking(draft: Draft) -> None:
    """ "Which component has the most open bugs?", "top 5 components by open bugs"."""
    for place, mark in draft.having(Tag.MOST, Tag.FEWEST, unused=True):
        subject = _subject(draft, place)
        if subject is None:
            continue
        draft.take("breakdown", mark)
        _set(draft, subject[0], *subject[1])
        if mark.has(Tag.FEWEST):
            draft.trouble(
                "I list the largest groups first and can't single out the smallest.", rank=3
            )
    for place, mark in draft.having(Tag.WHAT, unused=True):
        found = dimension(draft, place + 1)
        if (
            found is not None
            and draft.is_at(place + 2, Tag.WITH)
            and not draft.is_at(place + 3, Tag.NOT)
        ):
            draft.take("breakdown", mark)
            _set(draft, found[0], *found[1])
    for place, mark in draft.having(Tag.TOP, unused=True):
        for near in (place + 1, place + 2):
            found = dimension(draft, near)
            if found is not None and found[1][0].low.endswith("s"):
                draft.take("breakdown", mark, *(m for _, m in draft.having(Tag.BY, Tag.COUNT)))
                _read_number(draft, draft.marks[place + 1])
                _set(draft, found[0], *found[1])


def _read_number(draft: Draft, mark: Mark) -> None:
    count = None if mark.role else count_of(mark)
    if count is not None:
        draft.take("limit", mark)
        draft.limit = count


def _subject(draft: Draft, place: int) -> tuple[Dimension, list[Mark]] | None:
    for at in range(place - 1, -1, -1):
        found = dimension(draft, at)
        if found is not None and (
            draft.is_at(at - 1, Tag.WHAT, Tag.LIST, Tag.DET, Tag.FILLER) or at == 0
        ):
            return found
    return None


def _read_ages(draft: Draft) -> None:
    """ "How old are the open bugs?" """
    for _, mark in draft.having(Tag.AGE_CUE, unused=True):
        if mark.low == "how old":
            _set(draft, Dimension.AGE, mark)
