"""The search over decisions: what of them is searched, and what one audience finds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from cadence.adapters.db.decision_rows import LIVE_NAMES, scope_columns, visible
from cadence.adapters.db.engine import POSTGRESQL
from cadence.adapters.db.finding import Held
from cadence.adapters.db.full_text import FullText, Words, decision_text, unspelt, words_of
from cadence.adapters.db.spelling import clues, is_spelt
from cadence.adapters.db.tables import decision_numbers, decision_spellings, decisions
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Body, Quote, Scope

ENOUGH = 50
"""Up to here documents are counted to tell which of two words is the usual one."""
AT_ONCE = 500
"""Values in one statement's list."""
OF_A_SCOPE = 100
"""Decisions, the newest, that share one part of a scope."""


def own_texts(body: Body) -> Iterator[str]:
    """What a decision says, its title first."""
    yield body.title
    yield body.decided
    yield from body.reasons
    yield body.context
    for option in body.options:
        yield option.text
        yield option.why
    yield from body.consequences


def all_texts(body: Body, quotes: Iterable[Quote]) -> Iterator[str]:
    """What is searched of it."""
    yield from own_texts(body)
    scope = body.scope
    yield from filter(None, (scope.area, scope.product, scope.project, scope.epic))
    yield from (quote.text for quote in quotes)


def searched(body: Body, quotes: Iterable[Quote]) -> Words:
    title, *said = all_texts(body, quotes)
    return words_of(title, said)


def write(connection: Connection, said: Mapping[int, Words]) -> None:
    """Find these decisions by these words from now on."""
    decision_text(connection.dialect.name).write(connection, said)
    held = {word for each in said.values() for word in (*each.title, *each.text)}
    _learn(connection, {word for word in map(unspelt, held) if is_spelt(word)})


def _learn(connection: Connection, words: Collection[str]) -> None:
    """Make words be found by misspelt forms of them."""
    table = decision_spellings.c
    new = set(words)
    for some in _batches(sorted(words)):
        known = select(table.word).where(table.clue.in_(some), table.word == table.clue)
        new.difference_update(connection.execute(known).scalars())
    # In one order, so that two that learn the same words wait for each other and not both.
    pairs = sorted((clue, word) for word in new for clue in clues(word))
    if pairs:
        made = postgresql if connection.dialect.name == POSTGRESQL else sqlite
        connection.execute(
            made.insert(decision_spellings).on_conflict_do_nothing(),
            [{"clue": clue, "word": word} for clue, word in pairs],
        )


@dataclass(frozen=True, slots=True)
class Visible:
    """`finding.Index` over the decisions that one audience may see."""

    connection: Connection
    seen: Seen

    def last(self) -> int:
        last = select(func.max(decision_numbers.c.number))
        return self.connection.execute(last).scalar() or 0

    def holding(
        self, beginnings: Sequence[str], *, title_only: bool = False, most: int
    ) -> Sequence[Held]:
        pattern = self._index.pattern(beginnings, title_only=title_only)
        found = self._found(pattern, decisions.c.number, decisions.c.status)
        newest = found.order_by(self._index.number.desc()).limit(most)
        rows = self.connection.execute(newest)
        return [Held(number, status in LIVE_NAMES) for number, status in rows]

    def count(self, beginnings: Sequence[str], *, live: bool) -> int:
        found = self._found(self._index.pattern(beginnings), func.count())
        if live:
            found = found.where(decisions.c.status.in_(LIVE_NAMES))
        counted: int = self.connection.execute(found).scalar_one()
        return counted

    def said(
        self, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        return self._index.said(self.connection, numbers, beginnings)

    def spelt_like(self, clues: Collection[str]) -> Iterable[str]:
        table = decision_spellings.c
        like = select(table.word).where(table.clue.in_(sorted(clues)))
        return self.connection.execute(like).scalars()

    def held_by(self, words: Sequence[str]) -> Sequence[int]:
        return [self._held_by(word) for word in words]

    def overlapping(self, scope: Scope) -> Mapping[int, int]:
        """Live decisions that share parts of the scope, with how many they share."""
        shared: dict[int, int] = {}
        for name, said in scope_columns(scope).items():
            if said is not None:
                for number in self.connection.execute(self._within(decisions.c[name] == said)):
                    shared[number.number] = shared.get(number.number, 0) + 1
        return shared

    # --- inside ------------------------------------------------------------------------------------

    def _within(self, same: ColumnElement[bool]) -> Select[Any]:
        live = decisions.c.status.in_(LIVE_NAMES)
        found = select(decisions.c.number).where(same, live, visible(self.seen))
        return found.order_by(decisions.c.number.desc()).limit(OF_A_SCOPE)

    def _held_by(self, word: str) -> int:
        pattern = self._index.pattern([word], whole=True)
        some = self._found(pattern, decisions.c.number).limit(ENOUGH).subquery()
        counted: int = self.connection.execute(select(func.count()).select_from(some)).scalar_one()
        return counted

    def _found(self, pattern: str, *columns: Any) -> Select[Any]:
        index = self._index
        return (
            select(*columns)
            .select_from(index.table)
            .join(decisions, decisions.c.number == index.number)
            .where(index.matches(pattern), visible(self.seen))
        )

    @property
    def _index(self) -> FullText:
        return decision_text(self.connection.dialect.name)


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
