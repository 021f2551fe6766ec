"""Words to be found in an issue's text: "about login", 'with "out of memory" in the title', "mentioning crash"."""

import re

from cadence.core.query import AnyOf, Says

from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .tokens import Form

_STOPS = (
    Tag.IN, Tag.ON, Tag.FOR, Tag.BE, Tag.WITH, Tag.BY, Tag.NOT, Tag.OPEN, Tag.CREATED, Tag.UPDATED, Tag.RESOLVED,
    Tag.FIXED,
    Tag.ONLY, Tag.TITLE, Tag.AFFECTED_CUE, Tag.FIX_CUE, Tag.LABEL_CUE, Tag.ASSIGNED, Tag.REPORTED_BY, Tag.COMPONENT_CUE,
    Tag.PROJECT_CUE, Tag.BUGS, Tag.ISSUES, Tag.SORTED, Tag.UNASSIGNED, Tag.PRIORITY_CUE, Tag.VERSION_CUE,
    Tag.STATUS_CUE,
)  # fmt: skip


_LITERAL = re.compile(r"mention|contain|say|match|word|text|title|summar|phrase")


def read_wording(draft: Draft) -> None:
    for place, mark in draft.having(Tag.TITLE, unused=True):
        _before_title(draft, place, mark)
    for place, mark in draft.having(Tag.ABOUT, unused=True):
        _after_about(draft, place, mark)
    for place, mark in enumerate(draft.marks):
        if mark.form is Form.QUOTE and not mark.role and not mark.names:
            _says(draft, place, [mark], in_title=False)


def _before_title(draft: Draft, place: int, mark: Mark) -> None:
    run: list[Mark] = []
    at = place - 1
    while at >= 0 and _is_word(draft.marks[at]) and len(run) < 6:
        run.insert(0, draft.marks[at])
        at -= 1
    if not run:
        run = _run(draft, place + 1)
    if run:
        first = draft.marks.index(run[0])
        about = draft.at(draft.back(first, Tag.DET))
        draft.take(
            "text cue", mark, *([about] if about is not None and about.has(Tag.ABOUT) else [])
        )
        _says(draft, first, run, in_title=True)


def _after_about(draft: Draft, place: int, mark: Mark) -> None:
    run = _run(draft, place + 1)
    if not run:
        return
    if (
        not _LITERAL.search(mark.low)
        and len(run) == 1
        and run[0].names
        and run[0].form is not Form.QUOTE
        and any(sort.value != "label" for sort in run[0].names)
    ):
        draft.take("text cue", mark)
        return
    draft.take("text cue", mark)
    in_title = "title" in mark.low or "summary" in mark.low
    if draft.is_at(place + 1 + len(run), Tag.TITLE):
        draft.take("text cue", draft.marks[place + 1 + len(run)])
        in_title = True
    _says(draft, place, run, in_title=in_title)


def _run(draft: Draft, place: int) -> list[Mark]:
    while draft.is_at(place, Tag.DET, Tag.FILLER):
        place += 1
    out: list[Mark] = []
    for mark in draft.marks[place:]:
        joins = mark.has(Tag.OR, Tag.AND) and out
        if not (_is_word(mark) or joins) or (out and any(sign in mark.gap for sign in ",;?!")):
            break
        out.append(mark)
    while out and out[-1].has(Tag.OR, Tag.AND):
        out.pop()
    return out


def _is_word(mark: Mark) -> bool:
    return (
        not mark.role
        and mark.said is None
        and mark.form is not Form.KEY
        and not mark.has(*_STOPS)
        and not (
            mark.tags
            and not mark.has(
                Tag.CRASHES,
                Tag.STALE,
                Tag.FILLER,
                Tag.TOP,
                Tag.LIST,
                Tag.STATUS_CUE,
                Tag.PROBLEMS,
                Tag.UPDATE,
            )
        )
    )


def _says(draft: Draft, place: int, run: list[Mark], *, in_title: bool) -> None:
    if any(mark.form is Form.QUOTE and not _is_worded(mark.text) for mark in run):
        return  # signs alone can't be searched for: what is left unread is asked back
    groups: list[list[str]] = [[]]
    for mark in run:
        if mark.has(Tag.OR):
            groups.append([])
        elif not mark.has(Tag.AND, Tag.FILLER):
            groups[-1].append(mark.text)
    negation = draft.is_negated(place, lambda _: False)
    draft.take("text", *run)
    if negation is not None:
        draft.take("negation", negation)
    negated = negation is not None
    where = "title" if in_title else "text"
    said = tuple(
        Says(tuple(words), summary_only=in_title, negated=negated) for words in groups if words
    )
    if not said:
        return
    shown = " or ".join(f"“{' '.join(each.words)}”" for each in said)
    label = f"{where} {'does not mention' if negated else 'mentions'} {shown}"
    if len(said) == 1:
        draft.require(said[0], label)
    elif not negated:
        draft.require(AnyOf(said), label)
    else:
        for each in said:
            draft.require(each, f"{where} does not mention “{' '.join(each.words)}”")


def _is_worded(text: str) -> bool:
    """Whether there is a letter or a figure outside of the vendor's angle brackets."""
    return any(c.isalnum() for c in re.sub(r"<[^<>]*>", "", text))
