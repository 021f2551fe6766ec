"""The copy of the tracker, written: the mirror room's store on SQLite and PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.full_text import full_text, issue_words
from cadence.adapters.db.issue_rows import body, digest, folded, name_rows, row, site_body, whole
from cadence.adapters.db.tables import (
    mirrored_bodies,
    mirrored_changes,
    mirrored_issues,
    mirrored_names,
    mirrored_projects,
    mirrored_site,
)
from cadence.adapters.db.texts import storable
from cadence.core.issue import Issue, StatusChange
from cadence.core.site import Site
from cadence.mirror.model import Standing, batched
from cadence.mirror.store import Histories

AT_ONCE = 500
"""Values in one statement's list."""

THE_ONE = 1
"""The id of the only row of `mirrored_site`."""


@dataclass(frozen=True, slots=True)
class SqlMirrorStore:
    """`MirrorStore` on SQLAlchemy."""

    engine: Engine

    def standings(self) -> Mapping[str, Standing]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(mirrored_projects)).mappings()
            return {each["project"]: Standing(**each) for each in rows}

    def keep(
        self, issues: Sequence[Issue], histories: Histories, standing: Standing | None = None
    ) -> int:
        # The last reading wins where a page names an issue twice: one statement can't.
        storable = {issue.id: whole(issue) for issue in issues}
        with writing(self.engine) as connection:
            stored = self._keep_rows(connection, storable) if storable else {}
            if stored:
                self._keep_parts(connection, stored, histories)
            if standing:
                self._stand(connection, standing)
        return len(stored)

    def stand(self, standings: Iterable[Standing], site: Site | None = None) -> None:
        with writing(self.engine) as connection:
            for each in standings:
                self._stand(connection, each)
            if site:
                values = {"read_at": site.read_at, "body": site_body(site)}
                self._put(connection, mirrored_site, {"id": THE_ONE}, values)

    def differing(self, issues: Sequence[Issue]) -> frozenset[str]:
        now = {issue.id: digest(whole(issue)) for issue in issues}
        known: dict[str, str] = {}
        table = mirrored_issues.c
        with reading(self.engine) as connection:
            for some in batched(now, AT_ONCE):
                statement = select(table.id, table.digest).where(table.id.in_(some))
                known |= {each.id: each.digest for each in connection.execute(statement)}
        return frozenset(id_ for id_, each in now.items() if known.get(id_) != each)

    def held(self, projects: Iterable[str]) -> Mapping[str, str]:
        table = mirrored_issues.c
        wanted = table.project.in_([folded(each) for each in projects])
        with reading(self.engine) as connection:
            rows = connection.execute(select(table.id, table.key).where(wanted))
            return {each.id: each.key.upper() for each in rows}

    def remove(self, ids: Iterable[str]) -> int:
        with writing(self.engine) as connection:
            return sum(
                connection.execute(
                    delete(mirrored_issues).where(mirrored_issues.c.id.in_(some))
                ).rowcount
                for some in batched(ids, AT_ONCE)
            )

    def forget(self, projects: Iterable[str]) -> int:
        gone = list(projects)
        with writing(self.engine) as connection:
            connection.execute(
                delete(mirrored_projects).where(mirrored_projects.c.project.in_(gone))
            )
            mine = mirrored_issues.c.project.in_([folded(each) for each in gone])
            return connection.execute(delete(mirrored_issues).where(mine)).rowcount

    # --- inside --------------------------------------------------------------------------------------

    def _keep_rows(
        self, connection: Connection, issues: Mapping[str, Issue]
    ) -> Mapping[int, Issue]:
        """Those that were stored, by their `seq`: not what is there as of a later reading."""
        table = mirrored_issues
        rows = [row(issue) for issue in issues.values()]
        self._free_keys(connection, rows)
        statement = insert_into(self.engine, table)
        new = statement.excluded
        upsert = statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: new[name] for name in rows[0] if name != "id"},
            where=new.read_at >= table.c.read_at,
        ).returning(table.c.seq, table.c.id)
        return {each.seq: issues[each.id] for each in connection.execute(upsert, rows)}

    def _free_keys(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """A key belongs to one issue: an older holder of it was deleted or moved behind our back."""
        table = mirrored_issues.c
        holders = {each["key"]: each["id"] for each in rows}
        for some in batched(holders, AT_ONCE):
            held = connection.execute(select(table.id, table.key).where(table.key.in_(some)))
            old = [each.id for each in held if each.id != holders[each.key]]
            if old:
                connection.execute(delete(mirrored_issues).where(table.id.in_(old)))

    def _keep_parts(
        self, connection: Connection, stored: Mapping[int, Issue], histories: Histories
    ) -> None:
        told = [seq for seq, issue in stored.items() if issue.key in histories]
        for table, seqs in (
            (mirrored_bodies, list(stored)),
            (mirrored_names, list(stored)),
            (mirrored_changes, told),
        ):
            for some in batched(seqs, AT_ONCE):
                connection.execute(delete(table).where(table.c.issue.in_(some)))
        texts = [{"issue": seq, "body": body(issue)} for seq, issue in stored.items()]
        connection.execute(mirrored_bodies.insert(), texts)
        named = [each for seq, issue in stored.items() for each in name_rows(seq, issue)]
        if named:
            connection.execute(mirrored_names.insert(), named)
        steps = [each for seq in told for each in _change_rows(seq, histories[stored[seq].key])]
        if steps:
            connection.execute(mirrored_changes.insert(), steps)
        said = {seq: issue_words(issue) for seq, issue in stored.items()}
        full_text(self.engine.dialect.name).write(connection, said)

    def _stand(self, connection: Connection, standing: Standing) -> None:
        values = asdict(standing)
        self._put(connection, mirrored_projects, {"project": values.pop("project")}, values)

    def _put(
        self, connection: Connection, table: Any, key: dict[str, Any], values: dict[str, Any]
    ) -> None:
        connection.execute(
            insert_into(self.engine, table)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_=values)
        )


def _change_rows(seq: int, history: Sequence[StatusChange]) -> Iterable[dict[str, Any]]:
    for place, change in enumerate(history):
        yield {
            "issue": seq,
            "place": place,
            "at": change.at,
            "field": change.field,
            "before": _maybe(change.before),
            "after": _maybe(change.after),
            "was": folded(_maybe(change.before) or ""),
            "became": folded(_maybe(change.after) or ""),
        }


def _maybe(name: str | None) -> str | None:
    return None if name is None else storable(name)
