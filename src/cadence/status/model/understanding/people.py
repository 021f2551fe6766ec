"""Assignees and reporters: the asker, somebody who was named, or nobody. A name is taken as it was said."""

from cadence.core.query import Among, Condition, Empty, Field

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .ordinary import ordinary
from .tokens import Form

_PRONOUNS = frozenset({"him", "her", "them", "us", "you", "it", "team", "everyone", "nobody"})
_WHOEVER = (
    "assigned", "have an assignee", "has an assignee", "with an assignee", "having an assignee",
)  # fmt: skip
_ANYBODY = ("someone", "somebody", "anyone", "anybody", "a person", "people")


def read_people(draft: Draft) -> None:
    for _, mark in draft.having(Tag.UNASSIGNED, unused=True):
        draft.take("assignee", mark)
        draft.require(Empty(Field.ASSIGNEE), "is unassigned")
    for place, mark in draft.having(Tag.ASSIGNED, Tag.REPORTED_BY, unused=True):
        field = Field.ASSIGNEE if mark.has(Tag.ASSIGNED) else Field.REPORTER
        _read_person(draft, place, mark, field)
    for place, mark in draft.having(Tag.MINE, unused=True):
        _read_mine(draft, place, mark)
    _read_by_me(draft)


def _read_person(draft: Draft, place: int, mark: Mark, field: Field) -> None:
    following = draft.at(place + 1)
    if following is None:
        if mark.low in _WHOEVER:
            draft.take("assignee", mark)
            draft.require(Empty(field, negated=True), "is assigned")
        return
    negation = draft.is_negated(place, lambda _: False)
    if following.has(Tag.ME):
        draft.take("person", mark, following)
        _require(draft, field, draft.asker, mark, negation)
        return
    if following.low in _ANYBODY:
        draft.take("assignee", mark, following)
        draft.require(Empty(field, negated=negation is None), "is assigned")
        draft.take("negation", *([negation] if negation is not None else []))
        return
    name, marks = _name(draft, place + 1)
    if not name:
        if mark.low in _WHOEVER:
            draft.take("assignee", mark)
            draft.require(Empty(field, negated=True), "is assigned")
        return
    draft.take("person", mark, *marks)
    if marks[0].form is Form.MENTION:
        draft.trouble(
            "I can't tell whose account in the tracker that is; please give the name or e-mail address."
        )
        return
    _require(draft, field, name, mark, negation)


def _require(
    draft: Draft, field: Field, who: str | None, mark: Mark, negation: Mark | None
) -> None:
    if who is None:
        draft.trouble(
            f"I don't know your account in the tracker, so I can't tell what is {mark.low} you."
        )
        return
    if negation is not None:
        draft.take("negation", negation)
    values = (who,)
    negated = negation is not None
    condition: Condition = Among(field, values, negated)
    draft.require(condition, labels.among(field, values, negated=negated))


def _name(draft: Draft, place: int) -> tuple[str, list[Mark]]:
    """A name as it was written: an address, a quotation, capitalised words and figures, or else one or two words."""
    first = draft.at(place)
    if first is None or first.said or first.role:
        return "", []
    if first.form in (Form.EMAIL, Form.QUOTE, Form.MENTION):
        return first.text, [first]
    out: list[Mark] = []
    for mark in draft.marks[place : place + 4]:
        is_word = mark.form is Form.NUMBER or not (mark.tags or mark.names)
        capital = mark.text[:1].isupper() and not mark.said and not mark.role
        if not (is_word or capital) or mark.said or mark.role:
            break
        if not capital and mark.low in ordinary() | _PRONOUNS:
            break
        if out and not (capital or mark.form is Form.NUMBER or not out[0].text[:1].isupper()):
            break
        if out and any(sign in mark.gap for sign in ",;?!"):
            break
        out.append(mark)
    return " ".join(mark.text for mark in out), out


def _read_mine(draft: Draft, place: int, mark: Mark) -> None:
    following = draft.at(place + 1)
    if (
        following is not None
        and not following.has(Tag.BUGS, Tag.ISSUES, Tag.OPEN, Tag.PROBLEMS, Tag.FIRST)
        and not following.is_name
    ):
        return
    draft.take("person", mark)
    _require(draft, Field.ASSIGNEE, draft.asker, mark, None)


def _read_by_me(draft: Draft) -> None:
    """ "Bugs I reported", "which did I raise"."""
    for place, mark in draft.having(Tag.CREATED, unused=True):
        before = draft.at(draft.back(place, Tag.BE, Tag.YET))
        if before is not None and before.low in ("i", "did i", "that i", "have i"):
            draft.take("person", before)
            if before.low in ("i", "did i", "that i", "have i"):
                draft.take("person", mark)
                _require(draft, Field.REPORTER, draft.asker, mark, None)
