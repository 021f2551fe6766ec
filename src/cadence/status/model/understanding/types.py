"""Bugs, or issues of another type, or of all types. Where nothing is said, bugs are taken for granted."""

import re

from cadence.core.query import Among, Field
from cadence.core.site import Site

from . import labels
from .draft import Draft
from .lexicon import Tag
from .vocabulary import Sort

_BUG = re.compile(r"\b(bug|defect|fault)s?\b", re.IGNORECASE)


def bug_types(site: Site) -> tuple[str, ...]:
    """The site's names for bugs; sub-tasks of bugs are not bugs. Jira's own name where the site tells no types."""
    if not site.types:
        return ("Bug",)
    return tuple(kind.name for kind in site.types if _BUG.search(kind.name) and not kind.subtask)


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
