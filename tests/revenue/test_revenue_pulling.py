"""The warehouse, asked again and again."""

from datetime import timedelta

from structlog.testing import capture_logs

from cadence.delivery.clock import recurring
from cadence.delivery.worker import Workers
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.service.importing import Imported, Importing
from cadence.revenue.service.pulling import PULL, handlers
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.revenue import FakeRevenue
from fakes.warehouse import FakeWarehouse


class World:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.jobs = FakeJobStore(clock)
        self.warehouse = FakeWarehouse(rows=[("A", "2024-01", "100")])
        self.store = FakeRevenue()
        importing = Importing(store=self.store, clock=clock)

        def pull() -> Imported:
            return importing.pull(self.warehouse, reading=Reading())

        self.workers = Workers(
            store=self.jobs,
            handlers=handlers(pull, clock=clock, pull_every=timedelta(hours=6)),
            clock=clock,
        )
        self.jobs.enqueue(recurring(PULL))

    def work(self, *, hours: int = 0) -> list[str]:
        """What was logged."""
        self.clock.advance(hours=hours)
        with capture_logs() as logged:
            self.workers.drain()
        return [each["event"] for each in logged]


def test_it_is_taken_in_again_and_again(clock: FakeClock) -> None:
    world = World(clock)
    world.work()
    world.work(hours=6)
    assert len(world.store.imports()) == 1
    world.warehouse.rows.append(("B", "2024-01", "50"))
    world.work(hours=5)
    world.work(hours=1)
    assert [each.added for each in world.store.imports()] == [1, 1]


def test_while_it_is_away_what_was_there_stays_and_it_is_asked_again(clock: FakeClock) -> None:
    world = World(clock)
    world.work()
    world.warehouse.is_down = True
    for _ in range(20):
        world.work(hours=6)
    assert len(world.store.imports()) == 1
    assert [job.set_aside for job in world.jobs.of(PULL)] == [False]
    world.warehouse.is_down = False
    world.warehouse.rows[0] = ("A", "2024-01", "110")
    world.work(hours=6)
    assert len(world.store.imports()) == 2


def test_rows_that_make_no_sense_are_counted_and_not_told_to_the_log(clock: FakeClock) -> None:
    world = World(clock)
    world.warehouse.rows.append(("Secret Customer", "2024-01", "?"))
    logged = world.work()
    assert any("rejected" in each for each in logged)
    assert world.store.latest() is None
