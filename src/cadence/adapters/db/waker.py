"""Hears from PostgreSQL that another process has brought work."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from threading import Event, Thread
from typing import cast

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cadence.adapters.db.jobs import CHANNEL

log = structlog.get_logger(__name__)

_LOOK_UP = 0.5
"""Seconds between looks at whether to stop."""


class Waker:
    """Rings whenever a process of this database has stored new work.

    It only makes things quicker: while it is not listening, work is found by polling. It keeps one connection of its
    own, beside the pool, and rings after each time it got one, since it may have missed something.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        ring: Callable[[], None],
        retry: timedelta = timedelta(seconds=2),
    ) -> None:
        self._engine = engine
        self._ring = ring
        self._retry = retry
        self._stopping = Event()
        self._thread = Thread(target=self._stay, name="listen", daemon=True)
        self.listening = Event()
        """Set while notices are heard."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _stay(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(self._connect()) as connection:
                    self._listen(connection)
            except (psycopg.Error, SQLAlchemyError) as error:
                log.warning("not told of new work; polling goes on", error=str(error))
                self._stopping.wait(self._retry.total_seconds())
            finally:
                self.listening.clear()

    def _connect(self) -> psycopg.Connection:
        pooled = self._engine.raw_connection()
        connection = cast("psycopg.Connection", pooled.driver_connection)
        pooled.detach()
        connection.autocommit = True
        return connection

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self.listening.set()
        self._ring()
        while not self._stopping.is_set():
            for _notice in connection.notifies(timeout=_LOOK_UP, stop_after=1):
                self._ring()
