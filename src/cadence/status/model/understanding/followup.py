"""What a fragment makes of the question before it: "only iOS", "what about Android", "just the count"."""

from dataclasses import replace

from cadence.core.query import (
    Among,
    AnyOf,
    Condition,
    Empty,
    Field,
    InOpenSprint,
    Moment,
    Moved,
    Says,
    Unresolved,
    Within,
)
from cadence.status.model.question import Filter, Kind, Question, Understood

from . import labels
from .concluding import name_the_unread
from .draft import Draft
from .lexicon import Tag
from .reading import filters, read, unread
from .times import EVENTS

_LEADING = (Tag.AND, Tag.ONLY, Tag.ALSO, Tag.NOT, Tag.THOSE, Tag.BY, Tag.INSTEAD, Tag.ALL)
_FRESH = (
    Tag.COUNT,
    Tag.LIST,
    Tag.CHANGES,
    Tag.WHEN,
    Tag.WHO,
    Tag.STATUS_OF,
    Tag.BLOCKS,
    Tag.READY,
    Tag.HELP,
    Tag.NEWS,
    Tag.OWNER,
)
_STATES = (Field.STATUS, Field.CATEGORY, Field.RESOLUTION)


def is_fragment(draft: Draft) -> bool:
    """Whether the words lean on the question before: they open with "only", "and", "what about", speak of "those", or
    name no things of their own.
    """
    first = next((mark for mark in draft.marks if not mark.has(Tag.GREETING, Tag.YET)), None)
    if first is None:
        return False
    if draft.has(Tag.THOSE) or draft.has(Tag.INSTEAD):
        return True
    if first.has(*_LEADING) or first.low in ("what about", "how about", "what about the"):
        return True
    things = draft.has(Tag.BUGS, Tag.ISSUES, Tag.REGRESSIONS, Tag.CRASHES, Tag.BLOCKERS)
    asks = draft.has(*_FRESH) and not _is_short_of_kind(draft)
    verbs = draft.has(*EVENTS) and first.has(Tag.WHAT)
    return not things and not asks and not verbs


def _is_short_of_kind(draft: Draft) -> bool:
    """ "How many", "show them", "list": a kind and nothing else."""
    rest = [
        m
        for m in draft.marks
        if not m.has(Tag.COUNT, Tag.LIST, Tag.DET, Tag.FILLER, Tag.BE, Tag.ONLY, Tag.THOSE)
    ]
    return not rest


def refined(previous: Question, draft: Draft) -> Understood:
    read(draft)
    for tag in (
        *_LEADING,
        Tag.PROBLEMS,
        Tag.COUNT,
        Tag.LIST,
        Tag.WHAT,
        Tag.AGAIN,
        Tag.GREETING,
        Tag.STATUS_OF,
        Tag.BREAKDOWN,
    ):
        for _, mark in draft.having(tag, unused=True):
            if not mark.has(Tag.NOT):
                draft.take("follow-up", mark)
    left = unread(draft)
    name_the_unread(draft, left)
    question = _merged(previous, draft)
    if not draft.troubles and question == previous and not _asks_again(draft):
        draft.trouble("I could not tell what to change in the question before.")
    corrected = tuple(pair for mark in draft.marks for pair in mark.corrected)
    if not draft.troubles:
        return Understood(question=question, corrected=corrected)
    troubles = sorted(draft.troubles, key=lambda each: each.rank)
    return Understood(
        question=None,
        why=troubles[0].why,
        partly=question.filters,
        nearest=question,
        unread=tuple(mark.text for mark in left),
        suggestions=tuple(each.suggestion for each in troubles if each.suggestion is not None),
        corrected=corrected,
    )


def _asks_again(draft: Draft) -> bool:
    return draft.has(Tag.AGAIN, Tag.LIST, Tag.COUNT, Tag.THOSE)


def _merged(previous: Question, draft: Draft) -> Question:
    new = list(filters(draft))
    timed = [each for each in new if isinstance(each.condition, Within) and each.assumed]
    kept = list(previous.filters)
    question = previous
    if timed and not any(isinstance(each.condition, Within) and not each.assumed for each in new):
        question, kept, new = _window(previous, kept, new, timed[0])
    if draft.all_states:
        kept = [each for each in kept if not _is_state(each.condition)]
    if draft.all_types:
        kept = [each for each in kept if _subject(each.condition) != Field.TYPE]
    joins = draft.has(Tag.ALSO)
    for each in new:
        kept = _put(kept, each, joins=joins)
    question = replace(question, filters=tuple(dict.fromkeys(kept)))
    return _shaped(question, draft)


def _window(
    previous: Question, kept: list[Filter], new: list[Filter], timed: Filter
) -> tuple[Question, list[Filter], list[Filter]]:
    """ "Since Monday instead": the time of the question before is moved, whatever it was about."""
    condition = timed.condition
    if not isinstance(condition, Within):
        return previous, kept, new
    label = timed.label.removeprefix("created ")
    rest = [each for each in new if each is not timed]
    if previous.span is not None:
        return replace(previous, span=condition.span, span_label=label), kept, rest
    for place, each in enumerate(kept):
        if isinstance(each.condition, Within):
            moved = replace(each.condition, span=condition.span)
            verb = {
                Moment.CREATED: "created",
                Moment.UPDATED: "updated",
                Moment.RESOLVED: "resolved",
                Moment.DUE: "due",
            }
            kept[place] = Filter(condition=moved, label=f"{verb[moved.moment]} {label}")
            return previous, kept, rest
    return previous, kept, new


def _put(kept: list[Filter], new: Filter, *, joins: bool) -> list[Filter]:
    subject = _subject(new.condition)
    same = [each for each in kept if _subject(each.condition) == subject]
    if not same:
        return [*kept, new]
    place = kept.index(same[0])
    both = _union(same[0], new) if joins else None
    if _is_left_out(same[0], new):
        return [*kept, new]
    rest = [each for each in kept if each not in same]
    return [*rest[:place], both or new, *rest[place:]]


def _is_left_out(old: Filter, new: Filter) -> bool:
    """A name left out narrows what was there, unless it is all that was there."""
    a, b = old.condition, new.condition
    return (
        isinstance(a, Among)
        and isinstance(b, Among)
        and b.negated
        and not set(a.values) <= set(b.values)
    )


def _union(old: Filter, new: Filter) -> Filter | None:
    a, b = old.condition, new.condition
    if (
        isinstance(a, Among)
        and isinstance(b, Among)
        and a.field is b.field
        and a.negated is b.negated
    ):
        values = tuple(dict.fromkeys(a.values + b.values))
        return Filter(
            condition=Among(a.field, values, a.negated),
            label=labels.among(a.field, values, negated=a.negated),
        )
    return None


def _subject(condition: Condition) -> object:
    """What a filter is about: of two about the same, the later stands."""
    match condition:
        case Among(field=field) | Empty(field=field):
            return "state" if field in _STATES else field
        case Within(moment=moment):
            return moment
        case Unresolved():
            return "state"
        case Says():
            return "text"
        case Moved():
            return "moved"
        case InOpenSprint():
            return Field.SPRINT
        case AnyOf(conditions=parts):
            return _subject(parts[0])
        case _:
            return condition


def _is_state(condition: Condition) -> bool:
    return _subject(condition) == "state"


def _shaped(question: Question, draft: Draft) -> Question:
    """Kind, dimension, order and number, where the fragment says them."""
    if draft.by is not None:
        return replace(question, kind=Kind.BREAKDOWN, by=draft.by)
    if draft.has(Tag.COUNT):
        question = replace(question, kind=Kind.COUNT, by=None, limit=None)
    elif draft.has(Tag.LIST):
        question = replace(question, kind=Kind.LIST, by=None)
    elif draft.order or draft.limit:
        question = replace(
            question, kind=Kind.AGEING if draft.has(Tag.OLDEST) else Kind.LIST, by=None
        )
    if draft.order:
        question = replace(question, order=draft.order)
    if draft.limit is not None:
        question = replace(question, limit=draft.limit)
    if question.kind in (Kind.HELP, Kind.NEWS):
        question = replace(question, kind=Kind.LIST)
    return question
