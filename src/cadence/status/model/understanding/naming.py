"""Which of the site's names a question speaks of, and as names of what."""

import re
from collections.abc import Mapping

from cadence.core.query import Field

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .ordinary import ordinary
from .tokens import Form, squash
from .vocabulary import Sort

CUES: Mapping[Tag, Sort] = {
    Tag.COMPONENT_CUE: Sort.COMPONENT,
    Tag.PROJECT_CUE: Sort.PROJECT,
    Tag.VERSION_CUE: Sort.VERSION,
    Tag.FIX_CUE: Sort.VERSION,
    Tag.AFFECTED_CUE: Sort.VERSION,
    Tag.LABEL_CUE: Sort.LABEL,
    Tag.PRIORITY_CUE: Sort.PRIORITY,
    Tag.STATUS_CUE: Sort.STATUS,
    Tag.TYPE_CUE: Sort.TYPE,
    Tag.RESOLUTION_CUE: Sort.RESOLUTION,
}
FIELDS: Mapping[Sort, Field] = {
    Sort.PROJECT: Field.PROJECT,
    Sort.COMPONENT: Field.COMPONENT,
    Sort.PRIORITY: Field.PRIORITY,
    Sort.TYPE: Field.TYPE,
    Sort.STATUS: Field.STATUS,
    Sort.RESOLUTION: Field.RESOLUTION,
    Sort.LABEL: Field.LABEL,
}
NOUNS = (Tag.BUGS, Tag.ISSUES, Tag.PROBLEMS, Tag.CRASHES, Tag.REGRESSIONS, Tag.BLOCKERS)
_BETWEEN = (Tag.DET, Tag.BE, Tag.FILLER, Tag.BOTH, Tag.NOT)
_PLACING = (
    Tag.IN,
    Tag.ON,
    Tag.FOR,
    Tag.ABOUT,
    Tag.NOT,
    Tag.AND,
    Tag.OR,
    Tag.AFFECTED_CUE,
    Tag.ONLY,
    Tag.WHO,
    Tag.OWNER,
    Tag.STATUS_OF,
    Tag.DET,
)
_JOINTS = (
    Tag.AND, Tag.OR, Tag.NOT, Tag.BE, Tag.DET, Tag.IN, Tag.ON, Tag.FOR, Tag.WITH, Tag.BY,
)  # fmt: skip
"""What holds a sentence together."""
_OF_WORDS = {
    Sort.PRIORITY: (Tag.BLOCKERS,),
    Sort.STATUS: (Tag.IN_PROGRESS, Tag.TO_DO),
    Sort.TYPE: NOUNS,
}
_ORDER = (
    Sort.PROJECT, Sort.COMPONENT, Sort.VERSION, Sort.PRIORITY, Sort.TYPE, Sort.STATUS, Sort.RESOLUTION, Sort.AREA,
)  # fmt: skip


def read_names(draft: Draft) -> None:
    for place, mark in enumerate(draft.marks):
        if mark.role or mark.said or mark.form in (Form.KEY, Form.EMAIL, Form.MENTION):
            continue
        cue = _cue(draft, place)
        if mark.names:
            _read_name(draft, place, mark, cue)
        elif cue is not None and not mark.tags and mark.form is not Form.NUMBER:
            _unknown(draft, place, cue)


def _cue(draft: Draft, place: int) -> Sort | None:
    """What a word beside it says the name is the name of: "component iOS", "the iOS component", "labels a and b"."""
    before = draft.back(place, *_BETWEEN)
    gap = draft.marks[place].gap
    if before is not None and _is_marked_as(draft, before, place):
        draft.take("resolution cue", draft.marks[before])
        return Sort.RESOLUTION
    if gap.endswith("#"):
        return Sort.LABEL
    if before is not None and draft.is_at(before, *CUES):
        sort = _sort_of_cue(draft.marks[before])
        is_version = Sort.VERSION in draft.marks[place].names
        if (sort is not Sort.VERSION or is_version) and not _binds_back(draft, before):
            return sort
    after = draft.at(place + 1)
    if (
        after is not None
        and after.has(*CUES)
        and not after.has(Tag.FIX_CUE, Tag.AFFECTED_CUE)
        and not (after.has(Tag.LABEL_CUE) and after.low not in ("label", "labels", "tag", "tags"))
        and not _binds_on(draft, place + 1)
    ):
        return _sort_of_cue(after)
    if (before is not None and draft.is_at(before, Tag.AND, Tag.OR)) or "," in gap or "/" in gap:
        return _inherited(draft, place)
    return None


def _is_marked_as(draft: Draft, before: int, place: int) -> bool:
    """ "Marked invalid" and "flagged as duplicate" speak of the resolution where there is one of that name."""
    said = draft.marks[before].low.startswith(("marked", "flagged"))
    return said and Sort.RESOLUTION in draft.marks[place].names


def _sort_of_cue(mark: Mark) -> Sort:
    return next(CUES[tag] for tag in mark.tags if tag in CUES)


def _binds_back(draft: Draft, cue: int) -> bool:
    """Whether the cue already belongs to the name before it: "the iOS component critical bugs"."""
    before = draft.at(cue - 1)
    return bool(
        before is not None
        and before.role
        and before.role == _sort_of_cue(draft.marks[cue]).value
        and draft.marks[cue].role
    )


def _binds_on(draft: Draft, cue: int) -> bool:
    """Whether the cue belongs to what follows: "iOS version 3.2.0", "iOS priority Critical"."""
    sort = _sort_of_cue(draft.marks[cue])
    place = cue + 1
    while draft.is_at(place, Tag.BE, Tag.DET):
        place += 1
    following = draft.at(place)
    if following is None:
        return False
    return sort in following.names or (sort is Sort.VERSION and following.low[:1].isdigit())


def _inherited(draft: Draft, place: int) -> Sort | None:
    """The sort of the name that this one is joined to, where that was said by a cue."""
    before = draft.back(place, Tag.AND, Tag.OR, *_BETWEEN)
    mark = draft.at(before)
    if mark is None or not mark.role or before is None:
        return None
    sort = next((each for each in Sort if each.value == mark.role), None)
    same = sort is not None and sort in draft.marks[place].names
    return sort if same and _cue(draft, before) is sort else None


def _read_name(draft: Draft, place: int, mark: Mark, cue: Sort | None) -> None:
    if cue is Sort.LABEL and mark.has(*_JOINTS):
        return  # labels are called "and" and "not" too; quoted, they may be meant
    if cue is not None and cue in mark.names:
        draft.take(f"{cue.value} cue", *_cue_marks(draft, place, cue))
        _hold(draft, place, mark, cue)
        return
    if cue is Sort.COMPONENT and Sort.AREA in mark.names:
        draft.take("area cue", *_cue_marks(draft, place, cue))
        _hold(draft, place, mark, Sort.AREA)
        return
    if cue is not None and mark.tags:
        return
    if cue is not None and _only_other(draft, place, mark, cue):
        return
    sort = _sort(draft, place, mark)
    if sort is not None:
        _hold(draft, place, mark, sort)


def _only_other(draft: Draft, place: int, mark: Mark, cue: Sort) -> bool:
    """A cue for one sort before a name of another. Without a preposition between, that name does not exist."""
    before = draft.back(place, *_BETWEEN)
    if cue is Sort.VERSION or not draft.is_at(before, *CUES):
        return False
    if cue is Sort.PROJECT and (key := _project_beginning(draft, mark.low)):
        _hold_value(draft, place, mark, Sort.PROJECT, (key,))
        return True
    if mark.names.keys() & {Sort.COMPONENT, Sort.PROJECT, Sort.LABEL} and cue in (
        Sort.COMPONENT, Sort.PROJECT, Sort.LABEL,
    ):  # fmt: skip
        _unknown(draft, place, cue)
        return True
    return False


def _cue_marks(draft: Draft, place: int, cue: Sort) -> list[Mark]:
    beside = (draft.at(draft.back(place, *_BETWEEN)), draft.at(place + 1))
    return [
        mark
        for mark in beside
        if mark is not None and mark.has(*CUES) and _sort_of_cue(mark) is cue
    ]


def _sort(draft: Draft, place: int, mark: Mark) -> Sort | None:
    """What the name is taken for where no cue says it; None where its words are phrases of English first."""
    for sort in _ORDER:
        if sort not in mark.names:
            continue
        if (
            mark.tags
            and not mark.has(*_OF_WORDS.get(sort, ()))
            and not _is_placed(draft, place, mark)
        ):
            continue
        if sort in (Sort.COMPONENT, Sort.PROJECT, Sort.AREA) and not _stands_as_name(
            draft, place, mark
        ):
            continue
        return sort
    if Sort.LABEL in mark.names and not mark.tags and is_distinctive(mark.text):
        return Sort.LABEL
    return None


def _is_placed(draft: Draft, place: int, mark: Mark) -> bool:
    """Whether a word that English uses for something else stands where only a name would: "in Search"."""
    weak = all(tag in (Tag.LIST, Tag.FILLER, Tag.WHAT, Tag.GREETING, Tag.HELP) for tag in mark.tags)
    if weak and place == 0 and Sort.COMPONENT in mark.names and draft.is_at(1, *NOUNS):
        name = mark.names[Sort.COMPONENT][0]
        draft.trouble(f"Is “{mark.text}” the component {name}? Say “in {name}”.", rank=2)
        return True
    before = draft.back(place, Tag.DET)
    return (
        weak
        and place > 0
        and draft.is_at(before, Tag.IN, Tag.ON, Tag.FOR, Tag.AFFECTED_CUE, Tag.OWNER)
    )


def is_distinctive(label: str) -> bool:
    """Whether a label can be nothing else: it has a sign, a figure or a capital inside it."""
    return bool(re.search(r"[\d_\-.]|[a-z][A-Z]", label)) and bool(re.search(r"[A-Za-z]{2}", label))


def _stands_as_name(draft: Draft, place: int, mark: Mark) -> bool:
    """An ordinary word is a name only where a name would stand: "in core", "core bugs", or with a capital."""
    if mark.low not in ordinary() and not mark.low.isdecimal():
        return True
    before = draft.back(place, Tag.DET, Tag.BE)
    if Sort.COMPONENT not in mark.names and mark.names.get(Sort.PROJECT) == (mark.low.upper(),):
        return mark.text.isupper() or draft.is_at(before, Tag.IN, Tag.ON, Tag.FOR)
    if mark.text[:1].isupper() and place > 0:
        return True
    following = draft.at(place + 1)
    return (
        draft.is_at(before, *_PLACING)
        or (following is not None and following.has(*NOUNS, Tag.AND, Tag.OR))
        or len(draft.marks) == 1
    )


def _hold(draft: Draft, place: int, mark: Mark, sort: Sort) -> None:
    values = mark.names[sort]
    if sort is Sort.COMPONENT and _is_project_too(draft, place, mark, values):
        return
    _hold_value(draft, place, mark, sort, values)


def _is_project_too(draft: Draft, place: int, mark: Mark, values: tuple[str, ...]) -> bool:
    if _cue(draft, place) is not None:
        return False
    key = _project_beginning(draft, mark.low)
    if key is None or key in draft.vocabulary.project_of(Sort.COMPONENT, values[0]):
        return False
    name = next(p.name for p in draft.vocabulary.site.projects if p.key == key)
    if name[len(mark.text) :].startswith(" "):
        return False  # "Checkout" is not "Checkout Web"; but "Web" may well be "Web/App"
    draft.take("unclear", mark)
    draft.trouble(
        f"“{mark.text}” may be the component {values[0]} or the project {name} ({key}).",
        said=mark.text,
        nearest=(values[0], name),
    )
    return True


def _project_beginning(draft: Draft, low: str) -> str | None:
    """The key of the one project whose name begins with these words and goes on."""
    said = squash(low)
    found = [
        project.key
        for project in draft.vocabulary.site.projects
        if len(said) > 2 and squash(project.name).startswith(said) and squash(project.name) != said
    ]
    return found[0] if len(found) == 1 else None


def _hold_value(draft: Draft, place: int, mark: Mark, sort: Sort, values: tuple[str, ...]) -> None:
    draft.take(sort.value, mark)
    if sort in (Sort.VERSION, Sort.TYPE) or (sort is Sort.PRIORITY):
        return  # read by their own rules, which look at what stands around
    negation = draft.is_negated(place, lambda other: other.role == sort.value)
    if negation is not None:
        draft.take("negation", negation)
    if sort is Sort.AREA:
        _hold_area(draft, mark.text, negated=negation is not None)
        return
    if (
        sort is Sort.LABEL
        and _joins_label(draft, place)
        and negation is None
        and not _both(draft, place)
    ):
        draft.trouble(
            "Do you mean issues with either label, or with both? Say “or”, or “both”.", rank=3
        )
    if sort is Sort.LABEL:
        values = _as_written(mark.text, values)
    draft.hold(
        FIELDS[sort],
        values,
        negated=negation is not None,
        apart=_is_apart(draft, place, sort.value),
    )


def _as_written(said: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Of labels that sound alike, those that differ in case alone where there are any, as written first."""
    same = tuple(each for each in labels if each.casefold() == said.casefold())
    return tuple(sorted(same or labels, key=lambda each: each != said))


def _is_apart(draft: Draft, place: int, role: str) -> bool:
    return _both(draft, place) or not draft.is_joined(place, role)


def _joins_label(draft: Draft, place: int) -> bool:
    """Whether "and" ties this label to one before: an issue may well have both."""
    at = draft.back(place, Tag.DET, Tag.LABEL_CUE)
    before = draft.at(None if at is None else at - 1)
    return draft.is_at(at, Tag.AND) and before is not None and before.role == Sort.LABEL.value


def _hold_area(draft: Draft, name: str, *, negated: bool) -> None:
    """An area of the configuration, as its components, or its projects where it names no components."""
    area = next(a for a in draft.vocabulary.areas if squash(a.name) == squash(name))
    if area.components and not area.labels:
        draft.hold(Field.COMPONENT, tuple(sorted(area.components)), negated=negated)
    elif area.labels and not area.components:
        draft.hold(Field.LABEL, tuple(sorted(area.labels)), negated=negated)
    elif area.projects and not area.labels:
        draft.hold(Field.PROJECT, tuple(sorted(area.projects)), negated=negated)
        return
    else:
        draft.trouble(
            f"The area {area.name} has both components and labels; please name one of them."
        )
        return
    if area.projects:
        draft.hold(Field.PROJECT, tuple(sorted(area.projects)))


def _both(draft: Draft, place: int) -> bool:
    """ "both iOS and Android": one issue that has the one and the other."""
    near = draft.marks[max(0, place - 6) : place]
    return any(mark.has(Tag.BOTH) for mark in near) and not any(mark.has(Tag.OR) for mark in near)


def _unknown(draft: Draft, place: int, cue: Sort) -> None:
    """A word that stands where a name of this sort would, and is none."""
    before = draft.back(place, *_BETWEEN)
    after_cue = draft.is_at(before, *CUES)
    if cue is Sort.VERSION or (not after_cue and not draft.is_at(place + 1, *CUES)):
        return
    if after_cue and before is not None and place - before > 3:
        return
    words, marks = _run(draft, place, after_cue=after_cue)
    if cue is Sort.PROJECT and (key := _project_beginning(draft, words)):
        draft.take(Sort.PROJECT.value, *marks)
        draft.take("project cue", *_cue_marks(draft, place, cue))
        draft.hold(Field.PROJECT, (key,))
        return
    if cue in (Sort.STATUS, Sort.TYPE, Sort.PRIORITY) and not after_cue:
        return
    nearest = draft.vocabulary.near(words, (cue,))
    draft.take("unknown", *marks)
    draft.take("unknown", *_cue_marks(draft, place, cue))
    why = (
        f"There is no {cue.value} called “{words}” here."
        if cue is not Sort.LABEL
        else f"I know no label “{words}”."
    )
    draft.trouble(why, said=words, nearest=nearest, rank=1)


def _run(draft: Draft, place: int, *, after_cue: bool) -> tuple[str, list[Mark]]:
    marks = [draft.marks[place]]
    step = 1 if after_cue else -1
    at = place + step
    while (
        0 <= at < len(draft.marks)
        and not draft.marks[at].tags
        and not draft.marks[at].names
        and not draft.marks[at].said
        and not draft.marks[at].role
    ):
        marks.append(draft.marks[at])
        at += step
    ordered = marks if after_cue else marks[::-1]
    return " ".join(mark.text for mark in ordered), ordered
