"""Questions about issues that are named by their keys."""

from cadence.core.query import Among, Field
from cadence.status.model.question import Filter, Kind, Question, Understood

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .times import read_states
from .tokens import Form

_OTHERS = (
    "blocked",
    "similar",
    "like",
    "linked",
    "duplicates",
    "duplicate",
    "depends",
    "dependent",
    "dependencies",
    "comments",
    "commits",
    "versus",
    "vs",
    "than",
)
"""Words that ask for something other than the issue itself."""
MOST_KEYS = 50


def read_keyed(draft: Draft) -> Understood | None:
    """What is asked about the issues named by key; None where none is named."""
    found = [
        mark for mark in draft.marks if mark.form is Form.KEY and mark.role == "" and not mark.names
    ]
    keys = tuple(dict.fromkeys(mark.text.upper() for mark in found))[:MOST_KEYS]
    if not keys:
        return None
    if draft.has(Tag.CHILDREN):
        return Understood(question=_children(draft, keys))
    kind = _kind(draft)
    question = Question(kind=kind, keys=keys)
    if draft.has(Tag.WATCH):
        why = "To be told of its changes, press Watch under the answer."
        return Understood(question=None, why=why, nearest=question)
    strange = [mark for mark in draft.marks if _asks_otherwise(draft, mark)]
    if strange:
        words = tuple(mark.text for mark in strange)
        why = f"About {', '.join(keys)} I could not read “{' '.join(words)}”; I can say how it stands."
        return Understood(question=None, why=why, nearest=question, unread=words)
    return Understood(question=question)


def _kind(draft: Draft) -> Kind:
    whens = [mark for _, mark in draft.having(Tag.WHEN, Tag.HOW_LONG)]
    if (
        whens
        and draft.marks
        and not any(mark.low.startswith("how") and draft.has(Tag.OLDER) for mark in whens)
    ):
        return Kind.WHEN
    owned = draft.has(Tag.OWNER) or any(
        mark.low not in ("who", "who is", "whom") for _, mark in draft.having(Tag.WHO)
    )
    return Kind.WHO if owned else Kind.ISSUE


def _asks_otherwise(draft: Draft, mark: Mark) -> bool:
    if (
        mark.has(Tag.COUNT, Tag.BREAKDOWN, Tag.NOT)
        and not mark.low.startswith("summar")
        and not _not_yet(mark)
    ):
        return True
    if mark.has(Tag.ABOUT) and mark.low in ("related to", "relating to"):
        return True
    if mark.form is Form.BAD:
        return True
    words = {token.low for token in mark.tokens}
    if "blocked" in words and not draft.has(Tag.BUGS, Tag.ISSUES):
        return False
    return bool(words & set(_OTHERS)) or (
        mark.has(Tag.BUGS, Tag.ISSUES)
        and mark.low.endswith("s")
        and not draft.has(Tag.STATUS_OF)
        and len(draft.marks) > 3
        and not draft.marks[-1].low.endswith("s")
        and draft.has(Tag.LIST, Tag.WHAT, Tag.BLOCKS)
    )


def _not_yet(mark: Mark) -> bool:
    return mark.has(Tag.NOT) and mark.low in ("not", "no")


def _children(draft: Draft, keys: tuple[str, ...]) -> Question:
    kind = Kind.COUNT if draft.has(Tag.COUNT) else Kind.LIST
    filter_ = Filter(condition=Among(Field.PARENT, keys), label=labels.among(Field.PARENT, keys))
    return Question(kind=kind, filters=(filter_, *_state(draft)))


def _state(draft: Draft) -> tuple[Filter, ...]:
    inner = Draft(marks=draft.marks, vocabulary=draft.vocabulary, calendar=draft.calendar)
    read_states(inner)
    return tuple(inner.filters)
