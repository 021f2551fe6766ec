"""What the sections share: how thorough to be, and servers that are started once, when they are first needed."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from benchmarks.children import Child, child
from benchmarks.measuring import say

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from real_postgres import PostgresServer, postgres_server  # the tests' own

MANY, FEW = 20_000, 2_000
"""Issues in the Jira that questions are asked about; the second when there is little time."""
ALL, SOME = 50_000, 5_000
"""Issues in the Jira that is read as a whole."""


@dataclass(slots=True)
class Bench:
    quick: bool
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="cadence-bench-")))
    _stack: ExitStack = field(default_factory=ExitStack)
    _jiras: dict[int, Child] = field(default_factory=dict)
    _postgres: PostgresServer | None = None

    def __enter__(self) -> Self:
        self._stack.callback(rmtree, self.folder, ignore_errors=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def rounds(self, most: int) -> int:
        return max(2, most // 4) if self.quick else most

    @property
    def jira(self) -> Child:
        return self._jira(FEW if self.quick else MANY)

    @property
    def large_jira(self) -> Child:
        return self._jira(SOME if self.quick else ALL)

    @property
    def postgres(self) -> PostgresServer:
        """Durable: its figures are with fsync, as SQLite's are."""
        if self._postgres is None:
            self._postgres = self._stack.enter_context(postgres_server(durable=True))
        return self._postgres

    def database(self, kind: str, name: str) -> str:
        """The address of an empty one."""
        if kind == "SQLite":
            return f"sqlite:///{self.folder}/{name}.sqlite3"
        url: str = self.postgres.url(self.postgres.create())
        return url

    def _jira(self, issues: int) -> Child:
        if issues not in self._jiras:
            started = self._stack.enter_context(child("jira", str(issues)))
            say(f"a local Jira with {issues:,} issues, made of {started.told['source']}")
            self._jiras[issues] = started
        return self._jiras[issues]
