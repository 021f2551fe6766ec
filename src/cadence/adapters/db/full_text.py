"""The copy's full-text index, which finds words by their beginnings, on either database.

The words are those that `core.query.matches` compares, cut here and not by the database, so that both find the same.
Whatever isn't plain ASCII is spelt out ("ö" is `_0000f6`), which keeps beginnings as they are and leaves a database
nothing to interpret. On SQLite deletions follow by a trigger, on PostgreSQL by a foreign key.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects import postgresql

from cadence.adapters.db.engine import POSTGRESQL
from cadence.adapters.db.tables import FULL_TEXT
from cadence.core.issue import Issue

LONGEST = 64
"""Characters of a word that are indexed; what is longer is no word but a blob."""
MOST_WORDS = 8000
MOST_CHARACTERS = 400_000
"""Of one issue's title and of its text, spelt out: PostgreSQL takes a megabyte. What stands behind them isn't found."""

MOST_ASKED = 24
"""Different words of a text whose rarity is looked up."""
MOST_TERMS = 10
"""Of those, the rarest are searched for: more cost time and bring little."""
COMMON = 0.1
"""A word in a larger share of the issues tells nothing, unless there is no other."""
TITLE_WEIGHT = 4.0
MOST_HITS = 4000
"""Issues that are weighed, roughly: the rarest words are taken until they bring so many."""
MOST_RANKED = 300
"""Issues whose texts PostgreSQL reads to rank them."""
SHORTEST_STEM = 4

_STOP_WORDS = """
a about after again all also am an and any are as at be because been before but by can cannot could did do
does doesn don down during each few for from get gets got had has have he her here him his how i if in into is
isn it its just like may me more most my no not now of off on once only or other our out over own same see she
should so some such t than that the their them then there these they this those through to too under until up
us use used using very was we were what when where which while who why will with without won would you your
actual bug code error expected hello hi issue noformat please problem reproduce steps thanks
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|ly|ers?)$")


class FullText(Protocol):
    """One database's kind of index. Issues are known by their `seq`; words and beginnings are spelt."""

    def write(self, connection: Connection, said: Mapping[int, Issue]) -> None:
        """Index these, in the place of what was indexed of them before."""

    def holding(self, beginning: str, *, summary_only: bool = False) -> Select[Any]:
        """The `seq` of the issues in which a word begins like this."""

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        """`seq` and `score` (higher is better) of the issues that hold any of these beginnings."""


def full_text(dialect: str) -> FullText:
    return Postgresql() if dialect == POSTGRESQL else Sqlite()


def words(text: str) -> list[str]:
    """As `core.query` cuts them."""
    return _WORD.findall(text.casefold())


def spelt(word: str) -> str:
    if word.isascii():
        return word[:LONGEST]
    return "".join(c if c.isascii() else f"_{ord(c):06x}" for c in word[:LONGEST])


def is_whole(word: str) -> bool:
    """Whether the index knows all of a word rather than its beginning."""
    return len(word) <= LONGEST


def telling(text: str) -> tuple[str, ...]:
    """The beginnings of the words that may tell what a text is about, those said most often first."""
    counted = Counter(
        spelt(_stem(word))
        for word in words(text)
        if word not in STOP_WORDS and len(word) > 1 and is_whole(word)
    )
    return tuple(word for word, _ in counted.most_common(MOST_ASKED))


def rarest(
    connection: Connection, index: FullText, asked: Sequence[str], total: int
) -> Mapping[str, float]:
    """Those of the words that tell most, each with its rarity (BM25's inverse document frequency)."""
    if not asked:
        return {}
    common = int(COMMON * total) + 1
    counts = select(
        *(
            # Counted no further than needed: the most common words would cost most.
            select(func.count())
            .select_from(index.holding(each).limit(common).subquery())
            .scalar_subquery()
            for each in asked
        )
    )
    found = zip(asked, connection.execute(counts).one(), strict=True)
    known = sorted((count, word) for word, count in found if count)
    rare = [(count, word) for count, word in known if count < common] or known[:2]
    before = accumulate((count for count, _ in rare), initial=0)
    return {
        word: math.log(1 + (total - count + 0.5) / (count + 0.5))
        for (count, word), hits in zip(rare[:MOST_TERMS], before, strict=False)
        if hits + count <= MOST_HITS or hits == 0
    }


def _stem(word: str) -> str:
    """The beginning that a word shares with its other forms, roughly."""
    cut = _ENDINGS.sub("", word)
    return cut if len(cut) >= SHORTEST_STEM else word


def _indexed(texts: Iterable[str]) -> list[str]:
    """Spelt words in their order, up to the limits."""
    kept: list[str] = []
    room = MOST_CHARACTERS
    for text in texts:
        for word in map(spelt, words(text)):
            kept.append(word)
            room -= len(word)
            if room < 0 or len(kept) == MOST_WORDS:
                return kept
    return kept


def _title_and_text(issue: Issue) -> tuple[list[str], list[str]]:
    said = [issue.description or "", *(comment.text for comment in issue.comments)]
    return _indexed([issue.summary]), _indexed(said)


class Sqlite:
    """FTS5, ranked by its own BM25."""

    _table = table(FULL_TEXT, column("rowid"), column("title"), column("body"))

    def write(self, connection: Connection, said: Mapping[int, Issue]) -> None:
        rows = []
        for seq, issue in said.items():
            title, text = _title_and_text(issue)
            rows.append({"rowid": seq, "title": " ".join(title), "body": " ".join(text)})
        connection.execute(insert(self._table).prefix_with("OR REPLACE"), rows)

    def holding(self, beginning: str, *, summary_only: bool = False) -> Select[Any]:
        within = "title : " if summary_only else ""
        return select(self._table.c.rowid).where(self._matches(f'{within}"{beginning}"*'))

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        score = -func.bm25(literal_column(FULL_TEXT), TITLE_WEIGHT, 1.0)
        return select(self._table.c.rowid.label("seq"), score.label("score")).where(
            self._matches(" OR ".join(f'"{each}"*' for each in rarity))
        )

    def _matches(self, query: str) -> ColumnElement[bool]:
        return literal_column(FULL_TEXT).bool_op("MATCH")(query)


class Postgresql:
    """A tsvector, ranked by ts_rank with each word's rarity, which PostgreSQL itself doesn't know."""

    _table = table(FULL_TEXT, column("issue"), column("words"))
    _weights = "{%s, 0, 0, 1}" % (1 / TITLE_WEIGHT)

    def write(self, connection: Connection, said: Mapping[int, Issue]) -> None:
        statement = postgresql.insert(self._table).values(
            issue=bindparam("issue"), words=cast(bindparam("words"), postgresql.TSVECTOR)
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["issue"], set_={"words": statement.excluded.words}
            ),
            [{"issue": seq, "words": _vector(issue)} for seq, issue in said.items()],
        )

    def holding(self, beginning: str, *, summary_only: bool = False) -> Select[Any]:
        query = f"{beginning}:*A" if summary_only else f"{beginning}:*"
        return select(self._table.c.issue).where(self._matches(query))

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        likely = self._likely(rarity)
        ranks = [
            literal(weight)
            * func.ts_rank(self._rank_weights, self._table.c.words, _asked(f"{each}:*"))
            for each, weight in rarity.items()
        ]
        score = sum(ranks[1:], start=ranks[0])
        return select(self._table.c.issue.label("seq"), score.label("score")).join(
            likely, likely.c.issue == self._table.c.issue
        )

    def _likely(self, rarity: Mapping[str, float]) -> Subquery:
        """Those whose words are rarest in all: the index alone tells, so that few texts are read to be ranked."""
        held = union_all(
            *(
                self.holding(each).add_columns(literal(weight).label("weight"))
                for each, weight in rarity.items()
            )
        ).subquery()
        found = select(held.c.issue).group_by(held.c.issue)
        return found.order_by(func.sum(held.c.weight).desc()).limit(MOST_RANKED).subquery()

    @property
    def _rank_weights(self) -> ColumnElement[Any]:
        return literal_column(f"'{self._weights}'::float4[]")

    def _matches(self, query: str) -> ColumnElement[bool]:
        return self._table.c.words.bool_op("@@")(_asked(query))


def _asked(query: str) -> ColumnElement[Any]:
    return cast(literal(query), postgresql.TSQUERY)


_PLACES = 16_383
"""PostgreSQL counts no further."""
_MOST_PLACES = 255


def _vector(issue: Issue) -> str:
    """A tsvector as PostgreSQL reads it: each word with its places, those of the title marked A."""
    title, text = _title_and_text(issue)
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate([*title, *text], start=1):
        if len(places[word]) < _MOST_PLACES:
            mark = "A" if place <= len(title) else ""
            places[word].append(f"{min(place, _PLACES)}{mark}")
    return " ".join(f"{word}:{','.join(marks)}" for word, marks in places.items())
