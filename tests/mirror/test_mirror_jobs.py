from datetime import timedelta

from structlog.testing import capture_logs

from builders import a_site, an_issue
from cadence.delivery.clock import recurring
from cadence.delivery.worker import Workers
from cadence.mirror.jobs import MIRROR, handlers
from cadence.mirror.service import Mirror
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.jobs import FakeJobStore
from fakes.tracker import FakeTracker


class World:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.jobs = FakeJobStore(clock)
        self.tracker = FakeTracker([an_issue("PAY-1")], a_site(), clock=clock)
        self.copy = FakeArchive(clock=clock)
        mirror = Mirror(tracker=self.tracker, store=self.copy, clock=clock, projects=("PAY",))
        self.workers = Workers(
            store=self.jobs,
            handlers=handlers(mirror, clock=clock, sync_every=timedelta(minutes=2)),
            clock=clock,
        )
        self.jobs.enqueue(recurring(MIRROR))

    def work(self) -> None:
        with capture_logs():
            self.workers.drain()


def test_the_copy_is_brought_up_to_date_again_and_again(clock: FakeClock) -> None:
    world = World(clock)
    world.work()
    assert world.copy.as_of() == NOON
    clock.advance(minutes=2)
    world.work()
    assert world.copy.as_of() == NOON + timedelta(minutes=2)
    assert [job.done_at for job in world.jobs.of(MIRROR)] == [None]


def test_a_sync_that_fails_is_tried_again_and_never_set_aside(clock: FakeClock) -> None:
    world = World(clock)
    world.tracker.is_down = True
    for _ in range(30):
        world.work()
        clock.advance(minutes=10)
    world.tracker.is_down = False
    world.work()
    assert world.copy.as_of() == clock.now()
    assert world.jobs.backlog() == {MIRROR: 1}
