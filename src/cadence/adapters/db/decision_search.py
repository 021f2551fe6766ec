"""The search over decisions: what of them is searched, and what one audience finds."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Result,
    Select,
    Text,
    bindparam,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from cadence.adapters.db.decision_rows import LIVE_NAMES, scope_columns, visible
from cadence.adapters.db.engine import POSTGRESQL
from cadence.adapters.db.finding import TITLE
from cadence.adapters.db.full_text import (
    FullText,
    Term,
    Words,
    decision_text,
    mark,
    unspelt,
    words_of,
)
from cadence.adapters.db.spelling import clues, is_spelt
from cadence.adapters.db.tables import decision_numbers, decision_spellings, decisions
from cadence.core.message import Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Body, Origin, Party, Quote, Scope
from cadence.mirror.model import batched

MOST_COMMON = 20_000
"""Terms that are remembered as common."""
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


def searched(body: Body, quotes: Iterable[Quote], origin: Origin, recorded_by: Party) -> Words:
    title, *said = all_texts(body, quotes)
    return replace(words_of(title, said), marks=_audiences(origin, recorded_by))


def _audiences(origin: Origin, recorded_by: Party) -> list[str]:
    """Marks of whoever may see it: what `Seen.allows` says, for an index that is narrowed by it."""
    named = []
    if origin.channel is None or origin.kind is Kind.PUBLIC:
        named.append(_PUBLIC)
    if origin.channel is not None:
        named.append(_channel(origin.channel))
        if origin.kind is Kind.DIRECT and recorded_by.user is not None:
            named.append(_user(recorded_by.user))
    return list(map(mark, named))


def _marks(seen: Seen) -> list[str]:
    named = [_PUBLIC] if seen.public else []
    named += map(_channel, seen.channels)
    named += [_user(seen.user)] if seen.user is not None else []
    return list(map(mark, named))


_PUBLIC = "public"
_PUBLIC_ALONE = (mark(_PUBLIC),)


def _channel(channel: str) -> str:
    return f"channel {channel}"


def _user(user: str) -> str:
    return f"user {user}"


def write(connection: Connection, said: Mapping[int, Words]) -> None:
    """Find these decisions by these words from now on."""
    decision_text(connection.dialect.name).write(connection, said)
    held = {word for each in said.values() for word in (*each.title, *each.text)}
    _learn(connection, {word for word in map(unspelt, held) if is_spelt(word)})


def _learn(connection: Connection, words: Collection[str]) -> None:
    """Make words be found by misspelt forms of them."""
    table = decision_spellings.c
    new = set(words)
    for some in batched(sorted(words), AT_ONCE):
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


class Common:
    """Terms that very many public decisions hold. They stay such, since nothing is deleted and corrections are few, and
    are so for everyone who sees what is public: they need not be counted again."""

    def __init__(self) -> None:
        self._known: dict[tuple[Term, int], None] = {}

    def is_known(self, term: Term, most: int) -> bool:
        return (term, most) in self._known

    def learn(self, terms: Iterable[Term], most: int) -> None:
        if len(self._known) > MOST_COMMON:
            self._known.clear()
        self._known.update(((term, most), None) for term in terms)


def visible_to(connection: Connection, seen: Seen, common: Common) -> "Visible":
    decision_text(connection.dialect.name).prepare(connection)
    return Visible(connection, seen, common)


@dataclass(frozen=True, slots=True)
class Visible:
    """`finding.Index` over the decisions that one audience may see."""

    connection: Connection
    seen: Seen
    common: Common

    def last(self) -> int:
        return self.connection.execute(_LAST).scalar() or 0

    def counts(self, terms: Sequence[Term], *, most: int) -> Sequence[int]:
        if self._sees_nothing:
            return [0] * len(terms)
        public = self.seen.public or self.seen.everything
        known = [each for each in terms if public and self.common.is_known(each, most)]
        rest = [each for each in terms if each not in known]
        counted = dict(zip(rest, self._counts(rest, most), strict=True))
        many = [each for each, count in counted.items() if count == most]
        if public:
            among = zip(many, self._counts(many, most, _PUBLIC_ALONE), strict=True)
            self.common.learn((each for each, count in among if count == most), most)
        return [counted.get(each, most) for each in terms]

    def best(
        self, weights: Mapping[Term, int], *, live: bool, most: int
    ) -> tuple[Sequence[int], int]:
        if self._sees_nothing:
            return (), 0
        given: dict[str, Any] = {"most": most}
        for place, (each, weight) in enumerate(weights.items()):
            given[f"anywhere_{place}"] = self._pattern([each])
            given[f"titled_{place}"] = self._pattern([each], title_only=True)
            given[f"weight_{place}"] = weight
        return _numbers_and_total(
            self.connection.execute(_best(self._index, len(weights), live), given)
        )

    def holding(self, terms: Sequence[Term], *, live: bool, most: int) -> tuple[Sequence[int], int]:
        if self._sees_nothing:
            return (), 0
        given = {"pattern": self._pattern(terms), "most": most}
        return _numbers_and_total(self.connection.execute(_newest(self._index, live), given))

    def titled(self, terms: Sequence[Term], *, live: bool, most: int) -> Sequence[int]:
        if self._sees_nothing:
            return ()
        given = {"pattern": self._pattern(terms, title_only=True), "most": most}
        return self.connection.execute(_titled(self._index, live), given).scalars().all()

    def live(self, numbers: Collection[int]) -> frozenset[int]:
        return frozenset(self.connection.execute(_LIVE, {"numbers": list(numbers)}).scalars())

    def said(
        self, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        return self._index.said(self.connection, numbers, beginnings)

    def spelt_like(self, clues: Collection[str]) -> Iterable[str]:
        table = decision_spellings.c
        like = select(table.word).where(table.clue.in_(sorted(clues)))
        return self.connection.execute(like).scalars()

    def overlapping(self, scope: Scope) -> Mapping[int, int]:
        """Live decisions that share parts of the scope, with how many they share."""
        shared: Counter[int] = Counter()
        for name, said in scope_columns(scope).items():
            if said is not None:
                same = self._within(decisions.c[name] == said)
                shared.update(self.connection.execute(same).scalars())
        return shared

    # --- inside ------------------------------------------------------------------------------------

    def _within(self, same: ColumnElement[bool]) -> Select[Any]:
        live = decisions.c.status.in_(LIVE_NAMES)
        found = select(decisions.c.number).where(same, live, visible(self.seen))
        return found.order_by(decisions.c.number.desc()).limit(OF_A_SCOPE)

    def _counts(
        self, terms: Sequence[Term], most: int, marks: Sequence[str] | None = None
    ) -> Sequence[int]:
        if not terms:
            return ()
        among = self._marks if marks is None else marks
        patterns = [self._index.pattern([each], marks=among) for each in terms]
        given = {f"pattern_{place}": each for place, each in enumerate(patterns)}
        counts = _counted(self._index, len(terms))
        return self.connection.execute(counts, given | {"most": most}).one()

    def _pattern(self, terms: Sequence[Term], *, title_only: bool = False) -> str:
        return self._index.pattern(terms, title_only=title_only, marks=self._marks)

    @property
    def _marks(self) -> Sequence[str]:
        return () if self.seen.everything else _marks(self.seen)

    @property
    def _sees_nothing(self) -> bool:
        return not self.seen.everything and not _marks(self.seen)

    @property
    def _index(self) -> FullText:
        return decision_text(self.connection.dialect.name)


def _numbers_and_total(found: Result[Any]) -> tuple[Sequence[int], int]:
    rows = found.all()
    return [each.number for each in rows], rows[0].total if rows else 0


def _is_live(number: ColumnElement[int]) -> ColumnElement[bool]:
    live = select(decisions.c.number).where(decisions.c.status.in_(LIVE_NAMES))
    return number.in_(live)


_LAST = select(func.max(decision_numbers.c.number))
_LIVE = select(decisions.c.number).where(
    decisions.c.number.in_(bindparam("numbers", expanding=True)),
    decisions.c.status.in_(LIVE_NAMES),
)


# Statements are built once: building one takes as long as running it.
@cache
def _holding(index: FullText, live: bool) -> Select[Any]:
    held = select(index.number.label("number")).where(
        index.matches(bindparam("pattern", type_=Text()))
    )
    return held.where(_is_live(index.number)) if live else held


@cache
def _newest(index: FullText, live: bool) -> Select[Any]:
    held = _holding(index, live)
    if index.comes_in_order:
        total = select(func.count()).select_from(held.subquery()).scalar_subquery()
        newest = held.add_columns(total.label("total")).order_by(index.number.desc())
    else:
        every = _gathered(held)
        columns: list[Any] = [every.c.number, func.count().over().label("total")]
        newest = select(*columns).order_by(every.c.number.desc())
    return newest.limit(bindparam("most"))


@cache
def _titled(index: FullText, live: bool) -> Select[Any]:
    every = _gathered(_holding(index, live))
    return select(every.c.number).order_by(every.c.number.desc()).limit(bindparam("most"))


def _gathered(held: Select[Any]) -> CTE:
    """By itself, lest PostgreSQL go through all texts backwards to save the sorting."""
    return held.cte("held").prefix_with("MATERIALIZED", dialect="postgresql")


@cache
def _counted(index: FullText, patterns: int) -> Select[Any]:
    """How many documents each of the bound patterns finds, counted up to `most`."""
    return select(
        *(
            select(func.count())
            .select_from(
                select(index.number)
                .where(index.matches(bindparam(f"pattern_{place}", type_=Text())))
                .limit(bindparam("most"))
                .subquery()
            )
            .scalar_subquery()
            for place in range(patterns)
        )
    )


@cache
def _best(index: FullText, words: int, live: bool) -> Select[Any]:
    """As `Index.best` says, of so many words."""
    hits = union_all(
        *(_hits(index, f"anywhere_{place}", f"weight_{place}", 1, 1) for place in range(words)),
        *(
            _hits(index, f"titled_{place}", f"weight_{place}", 0, TITLE - 1)
            for place in range(words)
        ),
    ).subquery()
    number, held, weighed = hits.c.number, func.sum(hits.c.held), func.sum(hits.c.weighed)
    found = select(number, func.count().over().label("total")).group_by(number)
    if live:
        found = found.where(_is_live(number))
    return found.order_by((held * weighed).desc(), number.desc()).limit(bindparam("most"))


def _hits(index: FullText, pattern: str, weight: str, held: int, weighed: int) -> Select[Any]:
    rarity = bindparam(weight, type_=BigInteger())
    columns: list[Any] = [
        index.number.label("number"),
        (rarity * held).label("held"),
        (rarity * weighed).label("weighed"),
    ]
    return select(*columns).where(index.matches(bindparam(pattern, type_=Text())))
