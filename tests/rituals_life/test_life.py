"""From due to published: once, in time, and never silently."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from life_support import (
    EVE,
    MortalReplica,
    Replica,
    World,
    at,
    in_memory,
    on_database,
)

from builders import a_definition, a_ritual
from cadence.core.errors import (
    MessengerUnavailable,
    SlowDown,
    StoreUnavailable,
    TrackerUnavailable,
)
from cadence.rituals.model.occurrence import Stage, Step
from cadence.rituals.model.ritual import Closing, State
from cadence.rituals.model.schedule import OnHoliday, Pause, Weekly
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
DAILY = Weekly(weekdays=frozenset(range(5)))
ASKED = "Weekly review, 2026-11-23: what changed?"
DIGEST = "Weekly review, 2026-11-23: the digest"


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    clock = FakeClock(EVE)
    if request.param == "fake":
        yield in_memory(clock)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with on_database(request.getfixturevalue(name), clock) as found:
        yield found


@pytest.fixture
def memory() -> World:
    return in_memory(FakeClock(EVE))


# --- the plain way ---------------------------------------------------------------------------------


def test_it_opens_at_its_time_closes_at_its_and_is_published(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-23T07:59")
    assert world.messenger.texts == []
    world.go_to("2026-11-23T08:00")
    assert world.said("UDANA") == [ASKED]
    assert world.said("UOWEN") == [ASKED]
    assert world.occurrence(MONDAY).stage is Stage.OPEN
    world.go_to("2026-11-24T14:59")
    assert world.said("CREVIEW") == []
    world.go_to("2026-11-24T15:01")
    assert world.said("CREVIEW") == [DIGEST]
    occurrence = world.occurrence(MONDAY)
    assert occurrence.stage is Stage.PUBLISHED
    assert occurrence.opened_at == at("2026-11-23T08:00")
    assert occurrence.closed_at == at("2026-11-24T15:00")
    assert occurrence.digest_ts == world.digests()[0].ts


def test_the_ledger_has_each_step_before_and_after_it_is_said(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-24T15:01")
    assert world.steps(MONDAY) == [
        (Step.DUE, "", True),
        (Step.OPENED, "", True),
        (Step.ASKED, "UDANA", False),
        (Step.ASKED, "UOWEN", False),
        (Step.ASKED, "UDANA", True),
        (Step.ASKED, "UOWEN", True),
        (Step.CLOSED, "", True),
        (Step.PUBLISHED, "CREVIEW", False),
        (Step.PUBLISHED, "CREVIEW", True),
    ]
    assert {each.process for each in world.lines(MONDAY)} == {"web.1:1"}


def test_it_comes_again_every_week(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-12-09T00:00")
    found = world.occurrences.occurrences("weekly")
    assert [each.on.day for each in found] == [7, 30, 23]
    assert {each.stage for each in found} == {Stage.PUBLISHED}


def test_of_several_replicas_one_does_each_step(world: World) -> None:
    world.define(a_ritual())
    world.replicas = [Replica(world, name=f"web.{n}") for n in (1, 2, 3)]
    world.go_to("2026-11-24T16:00")
    assert len(world.said("UDANA")) == 1
    assert len(world.digests()) == 1


def test_an_occurrence_keeps_the_version_it_began_with(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-23T09:00")
    other = a_definition(a_ritual(title="Another review", channel="COTHER"), number=2)
    world.make(world.definitions.define(other, next_at=at("2026-11-30T08:00")))
    world.go_to("2026-12-01T16:00")
    assert world.said("CREVIEW") == [DIGEST]
    assert world.said("COTHER") == ["Another review, 2026-11-30: the digest"]
    assert [each.version for each in world.occurrences.occurrences("weekly")] == [2, 1]


def test_what_is_paused_by_hand_is_not_due(world: World) -> None:
    world.define(a_ritual())
    world.make(world.definitions.put("weekly", State.PAUSED, why="offsite", next_at=None))
    world.go_to("2026-12-01T16:00")
    assert world.messenger.texts == []
    world.make(world.definitions.put("weekly", State.ON, why="", next_at=at("2026-12-07T08:00")))
    world.go_to("2026-12-07T08:01")
    assert world.said("UDANA") == ["Weekly review, 2026-12-07: what changed?"]


def test_one_that_ends_finishes_what_it_began(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-23T09:00")
    world.make(world.definitions.put("weekly", State.ENDED, why="", next_at=None))
    world.go_to("2026-12-08T16:00")
    assert world.said("CREVIEW") == [DIGEST]


# --- late ------------------------------------------------------------------------------------------


def test_a_late_opening_within_the_grace_is_done_and_closes_later_too(world: World) -> None:
    world.define(a_ritual())
    world.skip_to("2026-11-23T17:30")
    world.go_to("2026-11-23T17:31")
    assert world.said("UDANA") == [ASKED]
    assert world.occurrence(MONDAY).closes_at == at("2026-11-24T15:00")


def test_one_that_closes_the_same_day_is_open_for_a_while_after_a_late_opening(
    world: World,
) -> None:
    world.define(a_ritual(closing=Closing(days=0)))
    world.skip_to("2026-11-23T17:30")
    world.go_to("2026-11-23T17:31")
    assert world.occurrence(MONDAY).closes_at == at("2026-11-24T15:00")


def test_past_its_grace_it_is_skipped_and_that_is_said(world: World) -> None:
    world.define(a_ritual())
    world.skip_to("2026-11-23T20:01")
    world.go_to("2026-11-23T21:00")
    occurrence = world.occurrence(MONDAY)
    assert occurrence.stage is Stage.SKIPPED
    (said,) = world.said("CREVIEW")
    assert "Mon 23 Nov 2026 is left out" in said
    assert "within 12 hours of its time" in said
    assert world.said("UDANA") == []
    assert world.steps(MONDAY) == [
        (Step.SKIPPED, "", True),
        (Step.SKIPPED, "CREVIEW", False),
        (Step.SKIPPED, "CREVIEW", True),
    ]


def test_days_without_cadence_are_told_of_in_one_message(world: World) -> None:
    world.define(a_ritual(recurrence=DAILY))
    world.skip_to("2026-11-26T09:00")
    world.go_to("2026-11-26T09:30")
    (said,) = world.said("CREVIEW")
    for day in ("Mon 23", "Tue 24", "Wed 25"):
        assert day in said
    assert world.occurrence("2026-11-26").stage is Stage.OPEN
    stages = [each.stage for each in world.occurrences.occurrences("weekly")]
    assert stages == [Stage.OPEN, *[Stage.SKIPPED] * 3]


def test_of_two_that_may_still_open_only_the_later_one_does(world: World) -> None:
    world.define(a_ritual(recurrence=DAILY, grace=timedelta(hours=36)))
    world.skip_to("2026-11-24T09:00")
    world.go_to("2026-11-24T09:01")
    assert world.occurrence(MONDAY).stage is Stage.SKIPPED
    assert world.occurrence(TUESDAY).stage is Stage.OPEN
    assert world.said("UDANA") == ["Weekly review, 2026-11-24: what changed?"]


def test_a_year_without_cadence_is_seen_to_at_once_and_bounded(memory: World) -> None:
    memory.define(a_ritual(recurrence=DAILY))
    memory.skip_to("2027-11-23T09:00")
    memory.go_to("2027-11-23T09:05")
    found = memory.occurrences.occurrences("weekly", limit=1000)
    assert len(found) == 262
    assert [each.on for each in found if each.stage is Stage.OPEN] == [date(2027, 11, 23)]
    assert len(memory.said("CREVIEW")) == 3


def test_a_late_closing_is_done_all_the_same(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-23T09:00")
    world.skip_to("2026-11-26T09:00")
    world.go_to("2026-11-26T09:01")
    occurrence = world.occurrence(MONDAY)
    assert occurrence.stage is Stage.PUBLISHED
    assert occurrence.closed_at == at("2026-11-26T09:00:15")


# --- left out --------------------------------------------------------------------------------------


def test_a_holiday_that_leaves_it_out_is_said_by_name(world: World) -> None:
    world.clock.set(at("2026-04-01T09:00"))
    world.define(a_ritual(holidays=("DE",), on_holiday=OnHoliday.SKIP))
    world.go_to("2026-04-06T12:00")
    (said,) = world.said("CREVIEW")
    assert "Mon 6 Apr 2026 is left out: Easter Monday." in said
    assert world.occurrence("2026-04-06").why == "Easter Monday"


def test_a_pause_is_said_once_however_long_it_is(world: World) -> None:
    pause = Pause(start=date(2026, 12, 1), end=date(2026, 12, 28), why="feature freeze")
    world.define(a_ritual(pauses=(pause,)))
    world.go_to("2026-12-29T16:00")
    assert world.said("CREVIEW") == [
        DIGEST,
        "Weekly review, 2026-11-30: the digest",
        "Weekly review is paused until Mon 28 Dec 2026: feature freeze.",
        "Weekly review, 2026-12-28: the digest",
    ]
    stages = [each.stage for each in world.occurrences.occurrences("weekly")]
    published, paused = Stage.PUBLISHED, Stage.PAUSED
    assert stages == [published, paused, paused, paused, published, published]


def test_a_pause_of_months_is_said_once_too(memory: World) -> None:
    pause = Pause(start=date(2026, 12, 1), end=date(2027, 5, 1), why="reorganisation")
    memory.define(a_ritual(pauses=(pause,)))
    while memory.clock.now() < at("2027-04-30T00:00"):
        memory.go_to(memory.clock.now() + timedelta(days=10))
        memory.store.forget_done(before=memory.clock.now() - timedelta(days=30))
    assert len([each for each in memory.said("CREVIEW") if "is paused until" in each]) == 1


# --- what goes wrong -------------------------------------------------------------------------------


def test_a_step_that_fails_says_why_once_and_is_done_in_the_end(world: World) -> None:
    world.define(a_ritual())
    world.asking.fails = TrackerUnavailable("Jira did not answer within 10 s")
    world.go_to("2026-11-23T09:00")
    failures = [each for each in world.lines(MONDAY) if each.step is Step.FAILED]
    assert [each.why for each in failures] == ["opening: Jira did not answer within 10 s"]
    world.asking.fails = None
    world.go_to("2026-11-23T09:10")
    assert world.said("UDANA") == [ASKED]


def test_being_asked_to_wait_is_no_failure(memory: World) -> None:
    memory.define(a_ritual())
    memory.asking.fails = SlowDown(timedelta(seconds=30))
    memory.go_to("2026-11-23T08:00")
    memory.asking.fails = None
    memory.go_to("2026-11-23T08:01")
    assert Step.FAILED not in {each.step for each in memory.lines(MONDAY)}
    assert memory.said("UDANA") == [ASKED]


def test_a_fault_of_ours_stands_in_the_ledger_without_its_words(memory: World) -> None:
    memory.define(a_ritual())
    memory.publishing.fails = KeyError("a secret")
    memory.go_to("2026-11-24T16:00")
    (failure,) = [each for each in memory.lines(MONDAY) if each.step is Step.FAILED]
    assert failure.why == "publishing: something went wrong inside (KeyError)"
    assert memory.occurrence(MONDAY).stage is Stage.CLOSED


def test_what_can_not_be_opened_within_its_grace_is_skipped(world: World) -> None:
    world.define(a_ritual(grace=timedelta(minutes=5)))
    world.asking.fails = MessengerUnavailable("Slack could not be reached")
    world.go_to("2026-11-23T08:04")
    assert world.occurrence(MONDAY).stage is Stage.DUE
    world.go_to("2026-11-23T08:06")
    assert world.occurrence(MONDAY).stage is Stage.SKIPPED
    (said,) = world.said("CREVIEW")
    assert "within 5 minutes of its time" in said


def test_a_channel_that_can_not_be_written_to_stands_in_the_ledger(world: World) -> None:
    world.define(a_ritual())
    world.messenger.refuse["CREVIEW"] = "channel_not_found"
    world.go_to("2026-11-24T16:00")
    last = world.lines(MONDAY)[-1]
    assert (last.step, last.whom, last.done) == (Step.UNREACHED, "CREVIEW", False)
    assert "channel_not_found" in last.why


def test_while_the_database_is_away_nothing_is_lost(memory: World) -> None:
    store = memory.store
    assert isinstance(store, FakeJobStore)
    memory.define(a_ritual())
    memory.skip_to("2026-11-23T08:00")
    store.is_down = True
    memory.replicas[0].heart.tick()
    with pytest.raises(StoreUnavailable):
        memory.replicas[0].workers.drain()
    store.is_down = False
    memory.go_to("2026-11-23T08:01")
    assert memory.said("UDANA") == [ASKED]


def test_a_job_that_was_lost_is_made_again(memory: World) -> None:
    store = memory.store
    assert isinstance(store, FakeJobStore)
    memory.define(a_ritual())
    memory.go_to("2026-11-23T09:00")
    (lost,) = (each.id for each in store.of("ritual"))
    store.lose(lost)
    memory.go_to("2026-11-24T15:01")
    assert memory.said("CREVIEW") == [DIGEST]


def test_rules_of_a_zone_that_change_neither_lose_nor_double_it(world: World) -> None:
    for hours, key in ((-1, "early"), (1, "late")):
        ritual = a_ritual(key, title=key)
        world.make(
            world.definitions.define(
                a_definition(ritual), next_at=at("2026-11-23T08:00") + timedelta(hours=hours)
            )
        )
    world.go_to("2026-11-25T16:00")
    for key in ("early", "late"):
        (occurrence,) = world.occurrences.occurrences(key)
        assert occurrence.stage is Stage.PUBLISHED
        assert occurrence.due_at == at("2026-11-23T08:00")
        standing = world.definitions.standing(key)
        assert standing is not None
        assert standing.next_at == at("2026-11-30T08:00")


def test_a_change_after_it_was_due_and_before_anybody_looked_is_of_no_harm(world: World) -> None:
    world.define(a_ritual())
    world.skip_to("2026-11-23T08:00:10")
    world.replicas[0].heart.tick()
    changed = a_definition(a_ritual(title="Weekly portfolio review"), number=2)
    world.make(world.definitions.define(changed, next_at=at("2026-11-23T08:00")))
    world.go_to("2026-11-23T08:01")
    assert world.said("UDANA") == ["Weekly portfolio review, 2026-11-23: what changed?"]
    assert world.occurrence(MONDAY).version == 2


def test_kills_at_any_moment_neither_lose_nor_double_a_message(world: World) -> None:
    chance = Random(20261123)  # noqa: S311 - seeded, so that a run can be repeated
    world.define(*(a_ritual(f"r{n}", title=f"Review {n}", channel=f"CR{n}") for n in range(6)))
    replicas = [MortalReplica(world, f"web.{n}", chance, 0.15) for n in (1, 2)]
    world.replicas = list(replicas)  # type: ignore[arg-type] - beats as a replica does
    world.go_to("2026-11-25T00:00")
    assert sum(each.lives for each in replicas) > 10
    for n in range(6):
        assert world.occurrence(MONDAY, f"r{n}").stage is Stage.PUBLISHED
        assert world.said(f"CR{n}") == [f"Review {n}, 2026-11-23: the digest"]
    assert sorted(world.said("UDANA")) == [
        f"Review {n}, 2026-11-23: what changed?" for n in range(6)
    ]


def test_nothing_moves_back(world: World) -> None:
    world.define(a_ritual())
    world.go_to("2026-11-23T09:00")
    opened = world.occurrence(MONDAY)
    world.make(world.occurrences.create(replace(opened, stage=Stage.DUE)))
    assert world.occurrence(MONDAY) == opened
