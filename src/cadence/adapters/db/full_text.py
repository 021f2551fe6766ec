"""A full-text index, which finds words by their beginnings, on either database: over issues, and over decisions.

The words are those that `core.query.matches` compares, cut here and not by the database, so that both find the same.
Whatever isn't plain ASCII is spelt out ("ö" is `_0000f6`), which keeps beginnings as they are and leaves a database
nothing to interpret. Deletions of issues follow on SQLite by a trigger, on PostgreSQL by a foreign key.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql

from cadence.adapters.db.engine import POSTGRESQL
from cadence.adapters.db.tables import DECISION_TEXT, FULL_TEXT
from cadence.core.issue import Issue

LONGEST = 64
"""Characters of a word that are indexed; what is longer is no word but a blob."""
MOST_WORDS = 8000
MOST_CHARACTERS = 400_000
"""Of one document's title and of its text, spelt out: PostgreSQL takes a megabyte. What stands behind isn't found."""

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

_IDLE = """
a about after again all also am an and any are as at be because been before but by can cannot could did do
does doesn don down during each few for from get gets got had has have he her here him his how i if in into is
isn it its just like may me more most my no not now of off on once only or other our out over own same see she
should so some such t than that the their them then there these they this those through to too under until up
us use used using very was we were what when where which while who why will with without won would you your
"""
_REPORTING = """
actual bug code error expected hello hi issue noformat please problem reproduce steps thanks
"""
IDLE = frozenset(_IDLE.split())
"""Words that tell nothing about what a text is about."""
STOP_WORDS = IDLE | frozenset(_REPORTING.split())
"""The same where every text reports a bug."""
_WORD = re.compile(r"[^\W_]+")
_SPELT = re.compile(r"_([0-9a-f]{6})")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|ly|ers?)$")


@dataclass(frozen=True, slots=True)
class Words:
    """Of one document, or those of them that were looked for: spelt, in their order."""

    title: Sequence[str]
    text: Sequence[str]
    marks: Sequence[str] = ()
    """What else it is to be found by: `mark`s, which are no words."""


class Term(NamedTuple):
    """A beginning of words, or a whole word; spelt."""

    spelt: str
    is_whole: bool = False


class FullText(Hashable, Protocol):
    """One database's kind of index. Documents are known by a number, issues by their `seq`; words and beginnings are
    spelt."""

    @property
    def comes_in_order(self) -> bool:
        """Whether documents come one by one, by their numbers, rather than all of them together."""

    def prepare(self, connection: Connection) -> None:
        """What is to be done in a transaction before it searches for common words."""

    def write(self, connection: Connection, said: Mapping[int, Words]) -> None:
        """Index these, in the place of what was indexed of them before."""

    @property
    def table(self) -> TableClause: ...

    @property
    def number(self) -> ColumnElement[int]:
        """Of the index's document."""

    def pattern(
        self,
        terms: Sequence[Term],
        *,
        title_only: bool = False,
        marks: Collection[str] = (),
    ) -> str:
        """For `matches`: all of these terms, and where there are marks one of those."""

    def matches(self, pattern: str | ColumnElement[str]) -> ColumnElement[bool]:
        """Whether the index's document is such a one."""

    def holding(self, beginning: str, *, title_only: bool = False) -> Select[Any]:
        """The numbers of the documents in which a word begins like this."""

    def said(
        self, connection: Connection, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        """By document and beginning, the words that begin so, as often as they stand there."""

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        """`seq` and `score` (higher is better) of the documents that hold any of these beginnings."""


def full_text(dialect: str) -> FullText:
    """Over the copy of the tracker."""
    return Postgresql(FULL_TEXT, "issue") if dialect == POSTGRESQL else Sqlite(FULL_TEXT)


@cache
def decision_text(dialect: str) -> FullText:
    if dialect == POSTGRESQL:
        return Postgresql(DECISION_TEXT, "decision", knows_titles=True)
    return Sqlite(DECISION_TEXT)


def words(text: str) -> list[str]:
    """As `core.query` cuts them."""
    return _WORD.findall(text.casefold())


def spelt(word: str) -> str:
    if word.isascii():
        return word[:LONGEST]
    return "".join(c if c.isascii() else f"_{ord(c):06x}" for c in word[:LONGEST])


def mark(name: str) -> str:
    """A name that can't be taken for a word, or for another name."""
    return f"_m{blake2b(name.encode('utf-8', 'replace'), digest_size=10).hexdigest()}"


def unspelt(word: str) -> str:
    return _SPELT.sub(lambda found: chr(int(found[1], 16)), word)


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
    kept = [spelt(word) for text in texts for word in words(text)]
    if len(kept) <= MOST_WORDS and sum(map(len, kept)) <= MOST_CHARACTERS:
        return kept
    lengths = accumulate(len(word) for word in kept)
    return [word for word, end in zip(kept, lengths, strict=True) if end <= MOST_CHARACTERS][
        :MOST_WORDS
    ]


def words_of(title: str, texts: Iterable[str]) -> Words:
    return Words(_indexed([title]), _indexed(texts))


def issue_words(issue: Issue) -> Words:
    said = (issue.description or "", *(comment.text for comment in issue.comments))
    return words_of(issue.summary, said)


class Sqlite:
    """FTS5, ranked by its own BM25."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.table = table(name, column("rowid"), column("title"), column("body"))

    @property
    def number(self) -> ColumnElement[int]:
        return self.table.c.rowid

    @property
    def comes_in_order(self) -> bool:
        return True

    def prepare(self, connection: Connection) -> None:
        pass

    def write(self, connection: Connection, said: Mapping[int, Words]) -> None:
        rows = [
            {
                "rowid": number,
                "title": " ".join(each.title),
                "body": " ".join((*each.text, *each.marks)),
            }
            for number, each in said.items()
        ]
        connection.execute(insert(self.table).prefix_with("OR REPLACE"), rows)

    def pattern(
        self,
        terms: Sequence[Term],
        *,
        title_only: bool = False,
        marks: Collection[str] = (),
    ) -> str:
        held = " AND ".join(f'"{word}"' if whole else f'"{word}"*' for word, whole in terms)
        wanted = f"(title : ({held}))" if title_only else held
        return f"{wanted} AND ({' OR '.join(sorted(marks))})" if marks else wanted

    def matches(self, pattern: str | ColumnElement[str]) -> ColumnElement[bool]:
        return literal_column(self._name).bool_op("MATCH")(pattern)

    def holding(self, beginning: str, *, title_only: bool = False) -> Select[Any]:
        pattern = self.pattern([Term(beginning)], title_only=title_only)
        return select(self.number).where(self.matches(pattern))

    def said(
        self, connection: Connection, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        rows = connection.execute(select(self.table).where(self.number.in_(numbers)))
        # Each word after a space: a pattern that begins with letters is looked for faster.
        sought = {each: re.compile(rf" ({each}\S*)") for each in beginnings}
        return {
            row.rowid: {
                each: Words(begins.findall(f" {row.title}"), begins.findall(f" {row.body}"))
                for each, begins in sought.items()
            }
            for row in rows
        }

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        score = -func.bm25(literal_column(self._name), TITLE_WEIGHT, 1.0)
        return select(self.number.label("seq"), score.label("score")).where(
            self.matches(" OR ".join(f'"{each}"*' for each in rarity))
        )


_DEARER = text(
    "SELECT set_config('cpu_operator_cost', '0.25', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)"
)


class Postgresql:
    """A tsvector, ranked by ts_rank with each word's rarity, which PostgreSQL itself doesn't know."""

    _weights = "{%s, 0, 0, 1}" % (1 / TITLE_WEIGHT)

    def __init__(self, name: str, key: str, *, knows_titles: bool = False) -> None:
        """`knows_titles`: words of titles are indexed a second time, marked. Otherwise each document that holds one is
        read to see whether it stands in its title."""
        self._knows_titles = knows_titles
        self._key = key
        self.table = table(name, column(key), column("words"))

    @property
    def number(self) -> ColumnElement[int]:
        return self.table.c[self._key]

    @property
    def comes_in_order(self) -> bool:
        return False

    def prepare(self, connection: Connection) -> None:
        # PostgreSQL takes the unpacking of a text for an operator like any other, and so reads thousands of texts where
        # its index would tell at once: ten times as long, at 100,000 decisions. Workers take longer to start than that.
        connection.execute(_DEARER)

    def write(self, connection: Connection, said: Mapping[int, Words]) -> None:
        statement = postgresql.insert(self.table).values(
            {self._key: bindparam("seq"), "words": cast(bindparam("words"), postgresql.TSVECTOR)}
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[self._key], set_={"words": statement.excluded.words}
            ),
            [
                {"seq": number, "words": _vector(each, knows_titles=self._knows_titles)}
                for number, each in said.items()
            ],
        )

    def pattern(
        self,
        terms: Sequence[Term],
        *,
        title_only: bool = False,
        marks: Collection[str] = (),
    ) -> str:
        before = _TITLED if title_only and self._knows_titles else ""
        where = "A" if title_only and not self._knows_titles else ""
        held = " & ".join(
            f"{before}{word}:{where if whole else '*' + where}" for word, whole in terms
        )
        return f"{held} & ({' | '.join(sorted(marks))})" if marks else held

    def matches(self, pattern: str | ColumnElement[str]) -> ColumnElement[bool]:
        return self.table.c.words.bool_op("@@")(_asked(pattern))

    def holding(self, beginning: str, *, title_only: bool = False) -> Select[Any]:
        pattern = self.pattern([Term(beginning)], title_only=title_only)
        return select(self.number).where(self.matches(pattern))

    def said(
        self, connection: Connection, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        texts = select(self.number.label("seq"), cast(self.table.c.words, Text).label("words"))
        rows = connection.execute(texts.where(self.number.in_(numbers)))
        sought = {each: re.compile(rf"'({each}\w*)':([\d,A]+)") for each in beginnings}
        return {
            row.seq: {each: _placed(begins.findall(row.words)) for each, begins in sought.items()}
            for row in rows
        }

    def ranked(self, rarity: Mapping[str, float]) -> Select[Any]:
        likely = self._likely(rarity)
        ranks = [
            literal(weight)
            * func.ts_rank(self._rank_weights, self.table.c.words, _asked(f"{each}:*"))
            for each, weight in rarity.items()
        ]
        score = sum(ranks[1:], start=ranks[0])
        columns: list[Any] = [self.number.label("seq"), score.label("score")]
        return select(*columns).join(likely, likely.c.seq == self.number)

    def _likely(self, rarity: Mapping[str, float]) -> Subquery:
        """Those whose words are rarest in all: the index alone tells, so that few texts are read to be ranked."""
        held = union_all(
            *(
                self.holding(each).add_columns(literal(weight).label("weight"))
                for each, weight in rarity.items()
            )
        ).subquery()
        number = held.c[self._key]
        found = select(number.label("seq")).group_by(number)
        return found.order_by(func.sum(held.c.weight).desc()).limit(MOST_RANKED).subquery()

    @property
    def _rank_weights(self) -> ColumnElement[Any]:
        return literal_column(f"'{self._weights}'::float4[]")


def _asked(query: str | ColumnElement[str]) -> ColumnElement[Any]:
    return cast(query, postgresql.TSQUERY)


_PLACES = 16_383
"""PostgreSQL counts no further."""
_MOST_PLACES = 255


_TITLED = "_t"
"""Before a word of a title: no spelt word begins so."""


def _vector(said: Words, *, knows_titles: bool) -> str:
    """A tsvector as PostgreSQL reads it: each word with its places, those of the title marked A."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate([*said.title, *said.text], start=1):
        if len(places[word]) < _MOST_PLACES:
            mark = "A" if place <= len(said.title) else ""
            places[word].append(f"{min(place, _PLACES)}{mark}")
    titled = [f"{_TITLED}{word}" for word in set(said.title)] if knows_titles else []
    placed = (f"{word}:{','.join(marks)}" for word, marks in places.items())
    return " ".join((*placed, *titled, *said.marks))


def _placed(found: Sequence[tuple[str, str]]) -> Words:
    """Words with their places as PostgreSQL writes them."""
    title: list[str] = []
    text: list[str] = []
    for word, places in found:
        marked = places.count("A")
        title += [word] * marked
        text += [word] * (places.count(",") + 1 - marked)
    return Words(title, text)
