"""How old a bug is, and for how long nobody has touched it."""

from datetime import datetime

from cadence.core.calendar import Span
from cadence.core.query import Moment, Within

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .periods import count_at
from .resolutions import require_open

STALE_DAYS = 30
"""What "stale" means where no length of time is said."""
_BETWEEN = (Tag.IN, Tag.FOR, Tag.DET, Tag.BE, Tag.FILLER, Tag.OLDER, Tag.ON)
_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "quarter": 91,
    "year": 365,
}


def read_ages(draft: Draft) -> None:
    for place, mark in draft.having(Tag.TOUCHED_NOT, unused=True):
        _read_quiet(draft, place, mark)
    for place, mark in draft.having(Tag.OLDER, Tag.YOUNGER, unused=True):
        _read_age(draft, place, mark)
    for _, mark in draft.having(Tag.STALE, unused=True):
        _read_stale(draft, mark)


def _read_quiet(draft: Draft, place: int, mark: Mark) -> None:
    """ "Not updated in 30 days", "untouched since March": last touched before then."""
    at = place + 1
    passed = []
    while at < len(draft.marks) and draft.marks[at].has(*_BETWEEN) and not draft.marks[at].role:
        passed.append(draft.marks[at])
        at += 1
    following = draft.at(at)
    if following is None or following.role:
        return
    longer = any(each.has(Tag.OLDER) for each in passed)
    if (
        mark.low in ("last updated", "last touched", "sitting", "quiet")
        and not longer
        and following.lasting is None
    ):
        return
    lasting = _lasting(following)
    if lasting is not None and (longer or not following.said or not following.low.endswith("ago")):
        draft.take("age", mark, following, *passed)
        _quiet_for(draft, *lasting)
        return
    if following.said is not None and following.said.span.start is not None:
        draft.take("age", mark, following, *passed)
        said = following.said
        name = said.label.removeprefix("since ")
        draft.require(
            Within(Moment.UPDATED, Span(end=said.span.start)), f"not updated since {name}"
        )
        draft.quiet_days = max(1, (draft.calendar.now - _start(said.span)).days)


def _start(span: Span) -> datetime:
    if span.start is None:
        raise ValueError("a span with a beginning")
    return span.start


def _lasting(mark: Mark) -> tuple[int, str] | None:
    """The length of time in "30 days", or in "30 days ago" and "in the past 30 days"."""
    if mark.lasting is not None:
        return mark.lasting
    if mark.said is None or (mark.said.trouble and not mark.low.endswith("ago")):
        return None
    for at in range(len(mark.tokens)):
        counted = count_at(mark.tokens, at)
        if counted is not None and (mark.low.endswith("ago") or mark.said.prefix == "past"):
            return counted[1], counted[2]
    return None


def _quiet_for(draft: Draft, count: int, unit: str, *, assumed: bool = False) -> None:
    before = draft.calendar.back(count, unit)
    many = f"{count} {unit}{'s' if count != 1 else ''}"
    draft.require(
        Within(Moment.UPDATED, Span(end=before)), f"not updated for {many}", assumed=assumed
    )
    draft.quiet_days = max(1, round(count * _DAYS[unit]))


def _read_age(draft: Draft, place: int, mark: Mark) -> None:
    at = place + 1
    while draft.is_at(at, Tag.DET) or (draft.is_at(at, Tag.OLDER) and not draft.marks[at].role):
        draft.take("age", *([draft.marks[at]] if draft.is_at(at, Tag.OLDER) else []))
        at += 1
    following = draft.at(at)
    if following is None or following.role:
        return
    lasting = _lasting(following)
    older = mark.has(Tag.OLDER)
    if lasting is None:
        _read_since(draft, mark, following)
        return
    draft.take("age", mark, following)
    if draft.is_at(at + 1, Tag.FILLER) or (
        draft.at(at + 1) is not None and draft.marks[at + 1].low in ("old", "of age")
    ):
        draft.take("age", draft.marks[at + 1])
    moment, verb = _moment(draft, place)
    before = draft.calendar.back(*lasting)
    many = f"{lasting[0]} {lasting[1]}{'s' if lasting[0] != 1 else ''}"
    span = Span(end=before) if older else Span(start=before)
    draft.require(Within(moment, span), f"{verb} {'more' if older else 'less'} than {many} ago")
    if "open" in mark.low or "unresolved" in mark.low:
        require_open(draft)


def _read_since(draft: Draft, mark: Mark, following: Mark) -> None:
    """ "Older than last week", "older than 2013"."""
    if following.said is None or following.said.span.start is None or "older" not in mark.low:
        return
    draft.take("age", mark, following)
    draft.require(
        Within(Moment.CREATED, Span(end=following.said.span.start)),
        f"created before {following.said.label}",
    )


def _moment(draft: Draft, place: int) -> tuple[Moment, str]:
    before = draft.at(draft.back(place, Tag.BE, Tag.FILLER, Tag.DET, Tag.FOR, Tag.IN))
    if before is not None and not before.role:
        if before.has(Tag.RESOLVED, Tag.FIXED):
            draft.take("age", before)
            return Moment.RESOLVED, "resolved"
        if before.has(Tag.UPDATED):
            draft.take("age", before)
            return Moment.UPDATED, "updated"
        if before.has(Tag.CREATED):
            draft.take("age", before)
    return Moment.CREATED, "created"


def _read_stale(draft: Draft, mark: Mark) -> None:
    draft.take("age", mark)
    if draft.quiet_days is None:
        _quiet_for(draft, STALE_DAYS, "day", assumed=True)
