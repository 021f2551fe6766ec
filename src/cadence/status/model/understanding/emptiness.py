"""Fields that hold nothing ("without a component", "no fix version"), and those that hold anything."""

from cadence.core.query import Empty, Field

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .priorities import no_priority

_FIELDS = {
    Tag.COMPONENT_CUE: Field.COMPONENT,
    Tag.LABEL_CUE: Field.LABEL,
    Tag.PRIORITY_CUE: Field.PRIORITY,
    Tag.SPRINT_CUE: Field.SPRINT,
    Tag.FIX_CUE: Field.FIX_VERSION,
    Tag.AFFECTED_CUE: Field.AFFECTED_VERSION,
    Tag.VERSION_CUE: Field.FIX_VERSION,
}
_LACKING = (
    "no", "without", "with no", "missing", "lacking", "lack", "have no", "has no", "without any", "neither",
)  # fmt: skip
_HAVING = ("with", "having", "that have", "which have", "has", "have")


def read_emptiness(draft: Draft) -> None:
    for place, mark in draft.having(*_FIELDS, unused=True):
        field = _field(draft, place, mark)
        before = draft.back(place, Tag.DET)
        opening = draft.at(before)
        if field is None or opening is None or opening.role or before is None:
            continue
        follows = draft.at(place + 1)
        if (
            follows is not None
            and not set(",;") & set(follows.gap)
            and (follows.role or follows.is_name or (not follows.tags and not follows.said))
        ):
            continue
        lacks = opening.low in _HAVING and draft.is_at(before - 1, Tag.NOT)
        if lacks:
            draft.take("emptiness", draft.marks[before - 1])
        if lacks or opening.low in _LACKING:
            _require(draft, field, opening, mark, negated=False)
        elif (
            opening.low in _HAVING
            and place - before > 1
            and draft.marks[place - 1].low in ("a", "an", "any")
        ):
            _require(draft, field, opening, mark, negated=True)


def _field(draft: Draft, place: int, mark: Mark) -> Field | None:
    """The field that is spoken of; None for "version" alone, which may be either."""
    for tag in mark.tags:
        if tag is Tag.FIX_CUE and "version" not in mark.low:
            return None
        if tag is Tag.AFFECTED_CUE and not (
            "version" in mark.low or draft.is_at(place + 1, Tag.VERSION_CUE)
        ):
            return None
        if tag is Tag.VERSION_CUE:
            draft_cue = draft.at(place - 1)
            return Field.AFFECTED_VERSION if draft_cue and draft_cue.low == "affected" else None
        if tag in _FIELDS:
            return _FIELDS[tag]
    return None


def _require(draft: Draft, field: Field, opening: Mark, mark: Mark, *, negated: bool) -> None:
    draft.take("emptiness", opening, mark)
    if field is Field.PRIORITY:
        no_priority(draft, negated=negated)
        return
    draft.require(Empty(field, negated), labels.empty(field, negated=negated))
