"""Whom the copy names: learned as it is read, so that their names can be masked wherever they are written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, literal, select, tuple_

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.scan_tables import known_names, name_marks
from cadence.adapters.db.tables import UtcDateTime
from cadence.adapters.db.tables import mirrored_bodies as bodies
from cadence.adapters.db.tables import mirrored_issues as issues
from cadence.adapters.db.texts import storable
from cadence.core.issue import Issue
from cadence.patterns.model.masking import Mask

THE_ONE = 1
PAGE = 1000
BEGINNING = "0001-01-01T00:00:00+00:00/0"


def written(read_at: datetime, seq: int) -> str:
    """A place in the copy, in the order in which it was read."""
    return f"{read_at.isoformat()}/{seq}"


def beyond(mark: str) -> Any:
    """What was read after that place."""
    moment, _, seq = mark.partition("/")
    at = literal(datetime.fromisoformat(moment), UtcDateTime)
    # As a pair: with "or" in it, neither database would go by the index.
    return tuple_(issues.c.read_at, issues.c.seq) > tuple_(at, literal(int(seq)))


@dataclass(slots=True)
class People:
    """Everybody whom the copy names, other than inside texts: assignees, reporters, who wrote comments."""

    engine: Engine
    _mark: str | None = None
    _mask: Mask = field(default_factory=lambda: Mask(()))
    _lock: Lock = field(default_factory=Lock)

    def learn(self) -> None:
        """Take in the names of what was read of the tracker since the last time."""
        with reading(self.engine) as connection:
            mark = _mark(connection) or BEGINNING
        while (page := self._page(mark)) is not None:
            names, mark = page
            self._keep(names, mark)

    def mask(self, *besides: Issue) -> Mask:
        """Of everybody who was learned, and of these issues' own people."""
        with self._lock, reading(self.engine) as connection:
            if (mark := _mark(connection)) != self._mark:
                self._mask = Mask(connection.execute(select(known_names.c.name)).scalars())
                self._mark = mark
            known = self._mask
        more = {name for issue in besides for name in people_of(issue)}
        return known.and_of(more) if more else known

    # --- inside --------------------------------------------------------------------------------------

    def _page(self, mark: str) -> tuple[frozenset[str], str] | None:
        statement = (
            select(issues.c.seq, issues.c.read_at, bodies.c.body)
            .join_from(issues, bodies, bodies.c.issue == issues.c.seq)
            .where(beyond(mark))
            .order_by(issues.c.read_at, issues.c.seq)
            .limit(PAGE)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(statement).all()
        if not rows:
            return None
        names = frozenset(name for row in rows for name in _named(orjson.loads(row.body)))
        return names, written(rows[-1].read_at, rows[-1].seq)

    def _keep(self, names: frozenset[str], mark: str) -> None:
        stored = insert_into(self.engine, known_names).on_conflict_do_nothing()
        stands = insert_into(self.engine, name_marks).values(id=THE_ONE, mark=mark)
        with writing(self.engine) as connection:
            if names:
                connection.execute(
                    stored, [{"name": each} for each in sorted(map(storable, names))]
                )
            connection.execute(
                stands.on_conflict_do_update(index_elements=["id"], set_={"mark": mark})
            )


def people_of(issue: Issue) -> Iterable[str]:
    named = (issue.assignee, issue.assignee_email, issue.reporter)
    return filter(None, (*named, *(each.author for each in issue.comments)))


def _named(body: dict[str, Any]) -> Iterator[str]:
    """As `people_of`, of an issue that was not read into a value: half the time of a scan would go there."""
    for name in ("assignee", "assignee_email", "reporter"):
        if body.get(name):
            yield body[name]
    for comment in body.get("comments") or ():
        if comment.get("author"):
            yield comment["author"]


def _mark(connection: Connection) -> str | None:
    return connection.execute(select(name_marks.c.mark)).scalar()
