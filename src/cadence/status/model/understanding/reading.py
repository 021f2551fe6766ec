"""From a question's pieces to what they say, one subject after the other."""

from cadence.core.query import Among, Field, InOpenSprint, Unresolved
from cadence.status.model.question import Filter

from . import labels
from .ages import read_ages
from .breakdowns import read_breakdown
from .draft import PASSING, Draft, among, joined
from .emptiness import read_emptiness
from .kinds import decide_early
from .lexicon import Tag
from .marks import Mark
from .naming import CUES, FIELDS, NOUNS, read_names
from .ordering import read_order
from .people import read_people
from .priorities import read_priorities
from .releases import read_releases, settle_releases
from .resolutions import require_open
from .times import read_times
from .tokens import Form
from .types import read_types
from .vocabulary import Sort
from .wording import read_wording


def read(draft: Draft) -> None:
    """Everything the pieces say. What keeps no role was not understood."""
    read_wording(draft)
    read_names(draft)
    read_people(draft)
    read_emptiness(draft)
    read_releases(draft)
    read_types(draft)
    decide_early(draft)
    read_breakdown(draft)
    _take_type_cues(draft)
    read_priorities(draft)
    settle_releases(draft)
    read_ages(draft)
    _read_left(draft)
    read_times(draft)
    read_order(draft)
    _take_ties(draft)
    _take_as(draft)
    _read_sprint(draft)
    _read_regressions(draft)
    _check_alternatives(draft)
    _check_contradictions(draft)
    _check_states(draft)


def _take_type_cues(draft: Draft) -> None:
    """ "Issues of type Story": the cue says no more than the name."""
    if draft.all_types or any(each.field is Field.TYPE for each in draft.named):
        draft.take("type cue", *(mark for _, mark in draft.having(Tag.TYPE_CUE, unused=True)))


def _take_ties(draft: Draft) -> None:
    """ "Logged against Hyperloop": what ties a version ties a component just as "in" does."""
    for place, mark in draft.having(Tag.AFFECTED_CUE, unused=True):
        following = draft.at(place + 1)
        if following is not None and following.role in (Sort.COMPONENT.value, Sort.PROJECT.value):
            draft.take("tie", mark)


def _read_left(draft: Draft) -> None:
    for _, mark in draft.having(Tag.LEFT, unused=True):
        draft.take("state", mark)
        require_open(draft)


def _read_sprint(draft: Draft) -> None:
    for _, mark in draft.having(Tag.OPEN_SPRINT, unused=True):
        draft.take("sprint", mark)
        if not draft.vocabulary.site.sprint_field:
            draft.trouble("This tracker has no sprints that I can see.", rank=1)
            continue
        draft.require(InOpenSprint(), "is in a running sprint")


def _read_regressions(draft: Draft) -> None:
    """Regressions are the bugs that carry the label of that name, where the site has it."""
    for place, mark in draft.having(Tag.REGRESSIONS, unused=True):
        values = draft.vocabulary.spellings(Sort.LABEL, "regression")
        if not values:
            draft.trouble(
                "No label marks regressions here. I can tell what was reopened, or what mentions “regression”.",
                rank=2,
            )
            return
        draft.take("label", mark)
        negation = draft.is_negated(place, lambda _: False)
        if negation is not None:
            draft.take("negation", negation)
        draft.hold(Field.LABEL, values, negated=negation is not None)


def _check_alternatives(draft: Draft) -> None:
    """ "Or" between names of one field is read with them; between anything else it is not."""
    for place, mark in draft.having(Tag.OR, unused=True):
        before = _meaning(draft, place, -1)
        after = _meaning(draft, place, +1)
        if before is None or after is None:
            continue
        if before.role != after.role or before.role in ("state", "event", "time"):
            draft.trouble(f"I can't read “{before.text} or {after.text}” as one question.", rank=2)
        draft.take("or", mark)


def _check_states(draft: Draft) -> None:
    held = [each.condition for each in draft.filters]
    put_right = any(
        isinstance(c, Among) and c.field is Field.RESOLUTION and not c.negated for c in held
    )
    resolved = put_right or any(
        each.field is Field.RESOLUTION and not each.negated for each in draft.named
    )
    if Unresolved() in held and (resolved or Unresolved(negated=True) in held):
        draft.trouble("An issue is either open or resolved; it can't be both.", rank=2)


def _take_as(draft: Draft) -> None:
    """ "With both Android and iOS as components": the word repeats what the names are."""
    for place, mark in draft.having(
        Tag.COMPONENT_CUE, Tag.LABEL_CUE, Tag.PRIORITY_CUE, unused=True
    ):
        before = draft.at(place - 1)
        if (
            before is not None
            and before.low == "as"
            and any(each.field is FIELDS[CUES[mark.tags[0]]] for each in draft.named)
        ):
            draft.take("cue", mark)


_ONE_VALUE = (Field.PROJECT, Field.PRIORITY, Field.STATUS, Field.TYPE, Field.RESOLUTION)


def _check_contradictions(draft: Draft) -> None:
    """An issue has one project, one priority, … : two that nothing joins can't both hold."""
    held = [each for each in joined(draft.named) if not each.negated]
    for field in _ONE_VALUE:
        mine = [each for each in held if each.field is field]
        if len(mine) > 1 and not set(mine[0].values) & set(mine[1].values):
            draft.trouble(
                f"An issue has one {labels.NAMES[field]}; it can't be {labels.either(mine[0].values)} "
                f"and {labels.either(mine[1].values)}.",
                rank=2,
            )


def _meaning(draft: Draft, place: int, step: int) -> Mark | None:
    at = place + step
    while 0 <= at < len(draft.marks):
        mark = draft.marks[at]
        near = abs(at - place) == 1
        if near and mark.role == "type":
            return mark
        if (
            mark.role
            and mark.role not in ("negation", "version cue")
            and not (mark.has(*NOUNS) and mark.role == "type")
            and not mark.has(
                Tag.COMPONENT_CUE, Tag.LABEL_CUE, Tag.PRIORITY_CUE, Tag.PROJECT_CUE, Tag.STATUS_CUE
            )
        ):
            return mark
        at += step
    return None


def filters(draft: Draft) -> tuple[Filter, ...]:
    """Names first, then the rest, in the order in which they were said."""
    named = tuple(
        Filter(
            condition=among(each),
            label=labels.among(each.field, each.values, negated=each.negated),
            assumed=each.field is Field.PRIORITY and bool(draft.assumed & set(each.values)),
        )
        for each in joined(draft.named)
    )
    return tuple(dict.fromkeys(named + tuple(draft.filters)))


def unread(draft: Draft) -> list[Mark]:
    """Pieces that bear meaning and have no role."""
    return [mark for mark in draft.marks if not mark.role and not _may_pass(mark)]


def _may_pass(mark: Mark) -> bool:
    if mark.said is not None or mark.form is Form.NUMBER:
        return False
    return mark.has(*PASSING)
