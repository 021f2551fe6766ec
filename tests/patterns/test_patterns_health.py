"""What `cadence doctor` and the metrics say of patterns."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.adapters.metrics import Metrics
from cadence.core.people import Area, Lead
from cadence.core.ports import Check, Health
from cadence.patterns.model.pattern import State, Step
from cadence.patterns.model.scan import Unlooked
from cadence.patterns.service.health import PatternsHealth
from fakes.clock import FakeClock
from fakes.pattern_feed import FakeFeed
from fakes.patterns import FakePatterns
from pattern_builders import NIGHT, a_pattern, a_scan, an_entry
from patterns_surfaces import CHECKOUT, MORNING


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def patterns() -> FakePatterns:
    made = FakePatterns()
    made.scanned(a_scan().looked)(None)
    return made


@pytest.fixture
def feed() -> FakeFeed:
    return FakeFeed(read_at=NIGHT)


def check(patterns: FakePatterns, feed: FakeFeed, clock: FakeClock, *areas: Area) -> Check:
    health = PatternsHealth(patterns=patterns, feed=feed, areas=areas or (CHECKOUT,), clock=clock)
    (found,) = health.checks()
    return found


def test_all_is_well(patterns: FakePatterns, feed: FakeFeed, clock: FakeClock) -> None:
    patterns.put_in(a_pattern(1))
    found = check(patterns, feed, clock)
    assert (found.health, found.why) == (Health.HEALTHY, "The last scan is 7 hours old: 1 area.")
    assert found.facts == {
        "live": "1",
        "nobody's": "1",
        "scanned_at": NIGHT.isoformat(),
        "copy_as_of": NIGHT.isoformat(),
    }


def test_never_scanned(feed: FakeFeed, clock: FakeClock) -> None:
    found = check(FakePatterns(), feed, clock)
    assert found.health is Health.DEGRADED
    assert found.why == "Bugs were never scanned, so nothing is known of patterns."
    assert found.fix is not None


def test_a_night_without_a_scan(patterns: FakePatterns, feed: FakeFeed, clock: FakeClock) -> None:
    clock.advance(days=3)
    found = check(patterns, feed, clock)
    assert "The last scan is 3 days old" in found.why


def test_an_old_copy(patterns: FakePatterns, feed: FakeFeed, clock: FakeClock) -> None:
    feed.read_at = NIGHT - timedelta(days=5)
    found = check(patterns, feed, clock)
    assert (found.health, found.why) == (Health.DEGRADED, "The copy of Jira is 5 days old.")
    assert found.fix == "`cadence sync`"


def test_no_copy_at_all(patterns: FakePatterns, clock: FakeClock) -> None:
    found = check(patterns, FakeFeed(read_at=None), clock)
    assert "There is no copy of Jira's bugs yet" in found.why


def test_an_area_whose_lead_nobody_can_tell(
    patterns: FakePatterns, feed: FakeFeed, clock: FakeClock
) -> None:
    lost = Area(name="Search", projects=frozenset({"SRC"}), lead=Lead(name="Nina"))
    found = check(patterns, feed, clock, CHECKOUT, lost)
    assert found.health is Health.DEGRADED
    assert "Search has neither a lead with a Slack user id nor a channel" in found.why
    assert check(patterns, feed, clock, replace(lost, channel="C1")).health is Health.HEALTHY


def test_what_could_not_be_tested_and_that_nobody_is_named(
    patterns: FakePatterns, feed: FakeFeed, clock: FakeClock
) -> None:
    later = a_scan(at=NIGHT + timedelta(hours=1), unlooked=(Unlooked(area="A", why="new"),))
    patterns.scanned(later.looked)(None)
    health = PatternsHealth(patterns=patterns, feed=feed, areas=(), clock=clock)
    (found,) = health.checks()
    assert found.health is Health.HEALTHY
    assert found.why == (
        "The last scan is 6 hours old: 1 area. 1 area could not be tested. "
        "No [areas] are set, so nobody is told."
    )


def test_a_database_that_does_not_answer(
    patterns: FakePatterns, feed: FakeFeed, clock: FakeClock
) -> None:
    patterns.is_down = True
    assert check(patterns, feed, clock).health is Health.FAILING


# --- metrics ------------------------------------------------------------------------------------------


def page(patterns: FakePatterns) -> str:
    return Metrics(dict, patterns).page().decode()


def test_metrics_tell_what_happened_and_what_stands(patterns: FakePatterns) -> None:
    patterns.put_in(a_pattern(1), a_pattern(2, state=State.OWNED))
    patterns.written += [an_entry(1), an_entry(2), an_entry(2, step=Step.OWNED)]
    later = a_scan(at=NIGHT + timedelta(hours=1), unlooked=(Unlooked(area="A", why="new"),) * 2)
    patterns.scanned(later.looked)(None)
    text = page(patterns)
    assert 'cadence_patterns{state="open"} 1.0' in text
    assert 'cadence_patterns{state="closed"} 0.0' in text
    assert 'cadence_pattern_steps_total{step="found"} 2.0' in text
    assert 'cadence_pattern_steps_total{step="owned"} 1.0' in text
    assert 'cadence_pattern_steps_total{step="not a pattern"} 0.0' in text
    (told,) = re.findall(r"^cadence_patterns_scanned_timestamp_seconds (\S+)", text, re.MULTILINE)
    assert float(told) == later.at.timestamp()
    assert "cadence_patterns_untested_areas 1.0" in text


def test_before_the_first_scan_there_is_no_time_of_one() -> None:
    text = page(FakePatterns())
    assert "\ncadence_patterns_scanned_timestamp_seconds " not in text
    assert 'cadence_patterns{state="open"} 0.0' in text


def test_a_database_that_does_not_answer_leaves_the_figures_out(patterns: FakePatterns) -> None:
    patterns.is_down = True
    text = page(patterns)
    assert "cadence_pattern" not in text
    assert "process_cpu_seconds_total" in text
