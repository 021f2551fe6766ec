"""Bugs, or issues of another type, or of all types. Where nothing is said, bugs are taken for granted."""

from cadence.core.query import Among, Field
from cadence.core.site import bug_types

from . import labels
from .draft import Draft
from .lexicon import Tag
from .vocabulary import Sort


def read_types(draft: Draft) -> None:
    site_bugs = bug_types(draft.vocabulary.site)
    for place, mark in enumerate(draft.marks):
        values: tuple[str, ...] = ()
        if mark.role == Sort.TYPE.value:
            values = mark.names.get(Sort.TYPE, ())
        elif mark.has(Tag.BUGS) and not mark.role:
            values = site_bugs
        if mark.has(Tag.BUGS):
            values = site_bugs
        draft.take("noun", *([mark] if mark.has(Tag.ISSUES, Tag.BUGS) else []))
        if values:
            negation = draft.is_negated(place, lambda other: other.role == Sort.TYPE.value)
            if negation is not None:
                draft.take("negation", negation)
            apart = not draft.is_joined(place, mark.role)
            draft.hold(Field.TYPE, values, negated=negation is not None, apart=apart)
    said = any(each.field is Field.TYPE for each in draft.named)
    draft.all_types = not said and draft.has(Tag.ISSUES)


def assume_bugs(draft: Draft) -> None:
    names = bug_types(draft.vocabulary.site)
    if names and not draft.all_types and not any(each.field is Field.TYPE for each in draft.named):
        label = labels.among(Field.TYPE, names)
        draft.require(Among(Field.TYPE, names), label, assumed=True)
