"""WAS and CHANGED: what an issue's history says of one field."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from cadence.sandbox.jira.model import ChangeItem, History, Issue

Told = tuple[str | None, str | None]
"""A value's id, and its name as people saw it."""

NOTHING: Told = (None, None)


@dataclass(frozen=True, slots=True)
class Held:
    """A value that was held from `start` (inclusive) to `end`, in seconds since 1970; set by `by`."""

    id: str | None
    text: str | None
    start: float
    end: float
    by: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: ids, or names as people saw them (in small letters); whether an empty field counts."""

    ids: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    empty: bool = False

    def holds(self, value: str | None, text: str | None) -> bool:
        if value is None and not text:
            return self.empty
        return value in self.ids or (text is not None and text.casefold() in self.names)


@dataclass(frozen=True, slots=True)
class When:
    """The predicates of a clause. A window is half-open, in seconds since 1970."""

    start: float = -inf
    end: float = inf
    by: frozenset[str] | None = None
    before: Wanted | None = None
    after: Wanted | None = None

    def narrowed(self, start: float, end: float) -> "When":
        return When(max(start, self.start), min(end, self.end), self.by, self.before, self.after)


EVER = When()

Touched = tuple[History, ChangeItem]
"""A change of the field that is asked about."""


def ever_held(
    issue: Issue, field_id: str, wanted: Wanted, when: When, now_held: Sequence[Told]
) -> bool:
    """`now_held`: the values that the field holds now."""
    touched = _items(issue, field_id)
    if when == EVER and not wanted.empty:
        # most queries ask no more than this, of many thousands of issues
        return any(wanted.holds(*value) for value in now_held) or any(
            wanted.holds(item.old, item.old_text) or wanted.holds(item.new, item.new_text)
            for _, item in touched
        )
    return any(
        wanted.holds(held.id, held.text)
        and held.start < when.end
        and held.end > when.start
        and (when.by is None or held.by in when.by)
        for held in spans(issue, touched, now_held)
    )


def spans(issue: Issue, touched: Sequence[Touched], now_held: Sequence[Told]) -> list[Held]:
    """Everything the field ever held, newest first, found by walking back from what it holds now.

    An empty field holds nothing, which is a span of its own, without id and text.
    """
    held: dict[Told, float] = dict.fromkeys(now_held or [NOTHING], inf)
    found: list[Held] = []

    def close(value: Told, start: float, by: str | None) -> None:
        if value in held:
            found.append(Held(*value, start, held.pop(value), by))

    for history, item in reversed(touched):
        at = history.at.timestamp()
        close((item.new, item.new_text), at, history.author_id)
        if item.old or item.old_text:
            held.setdefault((item.old, item.old_text), at)
        if len(held) > 1:
            close(NOTHING, at, history.author_id)
        elif not held:
            held[NOTHING] = at
    for value in list(held):
        close(value, issue.created.timestamp(), issue.reporter_id)
    return found


def changed(issue: Issue, field_id: str, when: When) -> bool:
    return any(
        when.start <= history.at.timestamp() < when.end
        and (when.by is None or history.author_id in when.by)
        and (when.before is None or when.before.holds(item.old, item.old_text))
        and (when.after is None or when.after.holds(item.new, item.new_text))
        for history, item in _items(issue, field_id)
    )


def _items(issue: Issue, field_id: str) -> list[Touched]:
    return [
        (history, item)
        for history in issue.history
        for item in history.items
        if item.field_id == field_id
    ]
