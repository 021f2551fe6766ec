"""What was set aside, for the command line and `cadence doctor`."""

from collections.abc import Iterator
from contextlib import contextmanager

from cadence.adapters.db.jobs_aside import SqlAsides
from cadence.assembly.existing import NoDatabase, existing_engine
from cadence.config import Settings
from cadence.core.errors import StoreUnavailable
from cadence.core.ports import Check, Clock, Health


@contextmanager
def asides(settings: Settings, clock: Clock) -> Iterator[SqlAsides]:
    """Raises NoDatabase and StoreUnavailable."""
    engine = existing_engine(settings)
    try:
        yield SqlAsides(engine=engine, clock=clock)
    finally:
        engine.dispose()


def checks(settings: Settings, clock: Clock) -> tuple[Check, ...]:
    """Nothing where nothing is set aside, and where there is no database of this version, which is told by itself."""
    try:
        with asides(settings, clock) as kept:
            count = kept.count()
            newest = kept.newest(limit=1)
    except (NoDatabase, StoreUnavailable):
        return ()
    if not newest:
        return ()
    (last,) = newest
    jobs = "1 job is" if count == 1 else f"{count:,} jobs are"
    return (
        Check(
            connector="jobs",
            health=Health.DEGRADED,
            why=f"{jobs} set aside, the last one ({last.kind}, {last.reference}) on {last.at:%Y-%m-%d %H:%M} UTC.",
            fix="`cadence jobs list` says why; `cadence jobs retry` or `cadence jobs drop` ends each",
        ),
    )
