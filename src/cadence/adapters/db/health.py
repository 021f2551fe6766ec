"""Does the database answer, and do its tables fit this program?"""

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from cadence.adapters.db.engine import SQLITE, make_engine, reading
from cadence.adapters.db.schema import revision_state
from cadence.core.errors import CadenceError, SettingsError
from cadence.core.ports import Check, Health

NAME = "database"
UPGRADE = "cadence db upgrade"


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """Looks with a connection of its own, so that it can be asked at any time. Makes no SQLite file."""

    url: str

    def checks(self) -> tuple[Check, ...]:
        try:
            return (self._check(),)
        except SettingsError as error:
            return (
                Check(connector=NAME, health=Health.FAILING, why=str(error), fix="DATABASE_URL"),
            )
        except CadenceError as error:
            return (
                Check(
                    connector=NAME,
                    health=Health.FAILING,
                    why=f"It does not answer: {error}",
                    fix="check DATABASE_URL and that the server runs",
                ),
            )

    def _check(self) -> Check:
        address = make_url(self.url)
        kind = address.get_backend_name()
        if kind == SQLITE and not _is_there(address.database):
            return Check(
                connector=NAME,
                health=Health.DEGRADED,
                why=f"There is no file {address.database} yet.",
                fix=UPGRADE,
            )
        engine = make_engine(self.url, connections=1)
        try:
            began = time.monotonic()
            with reading(engine) as connection:
                connection.execute(text("SELECT 1"))
            took_ms = (time.monotonic() - began) * 1000
            current, head = revision_state(engine)
        finally:
            engine.dispose()
        facts = {"kind": kind, "revision": str(current), "answered in": f"{took_ms:.0f} ms"}
        if current != head:
            return Check(
                connector=NAME,
                health=Health.FAILING,
                why=f"Its tables are at revision {current or 'none'}, this program needs {head}.",
                fix=UPGRADE,
                facts=facts,
            )
        return Check(
            connector=NAME,
            health=Health.HEALTHY,
            why=f"{kind} answers in {took_ms:.0f} ms; its tables are at revision {current}.",
            facts=facts,
        )


def _is_there(path: str | None) -> bool:
    return bool(path) and Path(path or "").exists()
