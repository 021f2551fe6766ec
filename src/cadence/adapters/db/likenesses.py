"""What bugs are compared by: the patterns room's `Likenesses` on SQLite and PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    delete,
    select,
    update,
)

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.issue_rows import folded
from cadence.adapters.db.likeness_tables import likeness_marks as marks
from cadence.adapters.db.likeness_tables import likenesses
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.mirror.model import batched
from cadence.patterns.model.similarity.embedding import Embedding
from cadence.patterns.model.similarity.rarity import Rarity
from cadence.patterns.store.likenesses import Likened

if TYPE_CHECKING:
    from cadence.patterns.model.similarity.pile import Pile

THE_ONE = 1
AT_ONCE = 500
"""Values in one statement's list."""
CHUNK = 5000
"""Embeddings that are in memory at once: some 3 MB."""

_PARTS = (
    likenesses.c.id, likenesses.c.key, likenesses.c.project, likenesses.c.day, likenesses.c.title,
    likenesses.c.terms, likenesses.c.weights, likenesses.c.traits, likenesses.c.digest,
)  # fmt: skip


_COMPARED = {
    "ids": "id", "keys": "key", "titles": "title", "projects": "project", "days": "day",
    "terms": "terms", "weights": "weights", "traits": "traits",
}  # fmt: skip
"""What a pile holds of each."""


@dataclass(frozen=True, slots=True)
class SqlLikenesses:
    """`Likenesses` on SQLAlchemy."""

    engine: Engine
    chunk: int = CHUNK

    def mark(self) -> str | None:
        with reading(self.engine) as connection:
            found: str | None = connection.execute(select(marks.c.mark)).scalar()
            return found

    def digests(self, ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        with reading(self.engine) as connection:
            for some in batched(ids, AT_ONCE):
                wanted = select(likenesses.c.id, likenesses.c.digest)
                for each in connection.execute(wanted.where(likenesses.c.id.in_(some))):
                    found[each.id] = each.digest
        return found

    def take_in(self, likened: Likened) -> None:
        come = {each.id: each for each in likened.embeddings}
        with writing(self.engine) as connection:
            state = self._locked(connection)
            if state.mark != likened.after:
                raise Overtaken("somebody else took these in meanwhile")
            old = _kept(connection, likenesses.c.id, (*come, *likened.gone))
            rarity = Rarity(total=state.total, counts=state.counts)
            if come or old:
                rarity = rarity.changed(come=come.values(), gone=old)
                self._keep(connection, come)
            for some in batched(likened.gone, AT_ONCE):
                connection.execute(delete(likenesses).where(likenesses.c.id.in_(some)))
            connection.execute(
                update(marks).values(mark=likened.mark, total=rarity.total, counts=rarity.counts)
            )

    def rarity(self) -> Rarity:
        with reading(self.engine) as connection:
            found = connection.execute(select(marks.c.total, marks.c.counts)).one_or_none()
        return Rarity(total=found.total, counts=found.counts) if found else Rarity()

    def of(self, ids: Sequence[str]) -> Mapping[str, Embedding]:
        with reading(self.engine) as connection:
            return {each.id: each for each in _kept(connection, likenesses.c.id, ids)}

    def by_key(self, keys: Sequence[str]) -> Mapping[str, Embedding]:
        asked = {folded(storable(key)): key for key in keys}
        with reading(self.engine) as connection:
            found = _kept(connection, likenesses.c.key, tuple(key.upper() for key in asked))
        return {asked[folded(each.key)]: each for each in found}

    def until(self, day: float) -> "Iterator[Pile]":
        from cadence.patterns.model.similarity.pile import Pile  # noqa: PLC0415 - brings numpy

        last: int | None = None
        while True:
            with reading(self.engine) as connection:
                rows = connection.execute(_page(day, last, self.chunk)).all()
            if rows:
                seqs, *parts = zip(*rows, strict=True)
                yield Pile.made(**dict(zip(_COMPARED, parts, strict=True)))
                last = seqs[-1]
            if len(rows) < self.chunk:
                return

    # --- inside --------------------------------------------------------------------------------------

    def _locked(self, connection: Connection) -> Row[Any]:
        first = {"id": THE_ONE, "total": 0, "counts": b""}
        connection.execute(insert_into(self.engine, marks).values(first).on_conflict_do_nothing())
        return connection.execute(select(marks).with_for_update()).one()

    def _keep(self, connection: Connection, come: Mapping[str, Embedding]) -> None:
        if not come:
            return
        statement = insert_into(self.engine, likenesses)
        new = statement.excluded
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={each.name: new[each.name] for each in _PARTS if each.name != "id"},
            ),
            [_row(each) for each in come.values()],
        )


def _page(day: float, last: int | None, limit: int) -> Select[Any]:
    parts = (likenesses.c[name] for name in _COMPARED.values())
    wanted = select(likenesses.c.seq, *parts).where(likenesses.c.day <= day)
    if last is not None:
        wanted = wanted.where(likenesses.c.seq < last)
    return wanted.order_by(likenesses.c.seq.desc()).limit(limit)


def _kept(
    connection: Connection, column: ColumnElement[str], values: Sequence[str]
) -> list[Embedding]:
    return [
        _embedding(row)
        for some in batched(values, AT_ONCE)
        for row in connection.execute(select(*_PARTS).where(column.in_(some)))
    ]


def _row(embedding: Embedding) -> dict[str, Any]:
    row = {each.name: getattr(embedding, each.name) for each in _PARTS}
    return row | {"title": storable(embedding.title)}


def _embedding(row: Any) -> Embedding:
    id_, key, project, day, title, terms, weights, traits, digest = tuple(row)
    return Embedding(
        id=id_,
        key=key,
        project=project,
        day=day,
        title=title,
        terms=terms,
        weights=weights,
        traits=traits,
        digest=digest,
    )
