"""The night's scan: due once, however often it is asked, and made up for where it was missed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from answers_room import utc
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.errors import ArchiveEmpty
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.worker import Workers
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.asked_scan import LANE
from cadence.patterns.service.nightly import SCAN, Nightly, latest_night
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

BERLIN = Policy(zone="Europe/Berlin")


@dataclass
class FakeScans:
    keys: list[str] = field(default_factory=list)
    fails: Exception | None = None

    def scanned(self, *, key: str) -> Any:
        self.keys.append(key)
        if self.fails:
            raise self.fails
        follows = NewJob(kind="card", key=key)
        return SimpleNamespace(settlement=Settlement(jobs=(follows,)), scan=None)

    def progress(self) -> None:
        return None


@dataclass
class Night:
    clock: FakeClock
    scans: FakeScans = field(default_factory=FakeScans)
    is_copied: bool = True

    def __post_init__(self) -> None:
        self.jobs = FakeJobStore(self.clock)
        self.nightly = Nightly(
            scans=self.scans, policy=BERLIN, is_copied=self.is_copied, clock=self.clock
        )
        self.workers = Workers(
            store=self.jobs, handlers=self.nightly.handlers(), clock=self.clock, count=1
        )

    def tick(self, replicas: int = 2) -> None:
        for _ in range(replicas):
            self.jobs.enqueue(*self.nightly.beat(self.clock.now()))
        self.workers.drain()


def test_each_night_has_one_scan_whatever_the_replicas_and_restarts() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 0)))
    for _ in range(4 * 24 * 3):
        night.tick()
        night.clock.advance(minutes=15)
    assert night.scans.keys == [f"night:2026-11-{day}" for day in (22, 23, 24, 25)]
    assert len(night.jobs.of("card")) == 4


def test_of_several_nights_that_were_missed_one_is_made_up_for() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 12)))
    night.tick()
    night.clock.advance(days=5)
    night.tick()
    assert night.scans.keys == ["night:2026-11-23", "night:2026-11-28"]


def test_where_nothing_is_copied_nothing_is_scanned() -> None:
    night = Night(FakeClock(), is_copied=False)
    night.tick()
    assert night.jobs.of(SCAN) == ()


def test_it_waits_for_the_first_copy() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 12)))
    night.scans.fails = ArchiveEmpty("there is no copy yet")
    for _ in range(30):
        night.tick()
        night.clock.advance(minutes=10)
    night.scans.fails = None
    night.tick()
    assert set(night.scans.keys) == {"night:2026-11-23"}
    assert len(night.jobs.of("card")) == 1


def test_who_asks_for_a_scan_does_not_wait_long_behind_a_night_without_a_copy() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 12)))
    night.scans.fails = ArchiveEmpty("there is no copy yet")
    night.tick()
    night.scans.fails = None
    night.clock.advance(seconds=31)
    night.tick()
    assert len(night.jobs.of("card")) == 1


def test_what_waited_until_the_next_night_is_left_to_that() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 12)))
    night.scans.fails = ArchiveEmpty("there is no copy yet")
    night.tick()
    night.scans.fails = None
    night.clock.advance(days=1)
    night.tick()
    assert night.scans.keys == ["night:2026-11-23", "night:2026-11-24"]
    assert [each.key for each in night.jobs.of("card")] == ["night:2026-11-24"]


def test_it_waits_for_the_scan_that_somebody_asked_for() -> None:
    night = Night(FakeClock(utc(2026, 11, 23, 12)))
    night.jobs.enqueue(NewJob(kind="patterns scan now", key="x", lane=LANE))
    night.tick()
    assert night.scans.keys == []


@pytest.mark.parametrize(
    ("at", "now", "night"),
    [
        (time(2), utc(2026, 11, 23, 0, 59), date(2026, 11, 22)),
        (time(2), utc(2026, 11, 23, 1), date(2026, 11, 23)),
        (time(23, 30), utc(2026, 11, 23, 22), date(2026, 11, 22)),
        # Clocks skip the time in March, and have it twice in October.
        (time(2, 30), utc(2026, 3, 29, 1, 30), date(2026, 3, 29)),
        (time(2, 30), utc(2026, 10, 25, 0, 30), date(2026, 10, 25)),
    ],
)
def test_a_night_begins_at_its_local_time(at: time, now: datetime, night: date) -> None:
    assert latest_night(Policy(at=at, zone="Europe/Berlin"), now) == night


@given(
    st.integers(0, 10 * 366 * 24),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata"]),
)
def test_no_night_is_left_out_and_none_comes_back(after: int, hour: int, zone: str) -> None:
    policy = Policy(at=time(hour), zone=zone)
    first = utc(2020, 1, 1) + timedelta(hours=after)
    nights = [latest_night(policy, first + timedelta(hours=each)) for each in range(24 * 4)]
    assert nights == sorted(nights)
    assert all(b - a <= timedelta(days=1) for a, b in pairwise(nights))
