"""Open, resolved, fixed: by the resolution, which is Jira's own measure, and not by what a status is called."""

from cadence.core.query import Among, Field, Unresolved
from cadence.status.model.changes import fixed_resolutions

from . import labels
from .draft import Draft


def require_open(draft: Draft, *, assumed: bool = False) -> None:
    draft.require(Unresolved(), "is open (unresolved)", assumed=assumed)


def require_resolved(draft: Draft) -> None:
    draft.require(Unresolved(negated=True), "is resolved")


def require_fixed(draft: Draft) -> None:
    names = fixed_resolutions(draft.vocabulary.site)
    if not names:
        require_resolved(draft)
        return
    draft.require(Among(Field.RESOLUTION, names), labels.among(Field.RESOLUTION, names))
