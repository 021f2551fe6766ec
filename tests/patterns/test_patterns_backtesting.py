"""What would have been told, week by week, as of then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cadence.patterns.model.detectors.reopened import NOT_TOLD
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import State, Step
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.backtesting import Backtesting, Month, mondays
from cadence.patterns.service.keeping import Keeping
from cadence.patterns.service.looking import Looking
from cadence.patterns.service.naming import Naming
from cadence.patterns.service.past import Past
from cadence.patterns.store.cases import Taking
from fakes.pattern_cases import FakeCases
from fakes.pattern_feed import FakeFeed
from fakes.patterns import FakePatterns
from pattern_bugs import a_bug
from pattern_builders import a_pattern

POLICY = Policy(at=time(2), zone="Europe/Berlin")
BEGIN = datetime(2025, 9, 1, 9, tzinfo=UTC)
STORM = datetime(2026, 9, 14, 9, tzinfo=UTC)
"""Twenty bugs in ten days, where usually one comes in a week."""


def bugs() -> list[datetime]:
    usual = [BEGIN + timedelta(days=7 * week + week % 5) for week in range(62)]
    return sorted([*usual, *(STORM + timedelta(hours=12 * n) for n in range(20))])


def backtest(moments: Sequence[datetime], first: date, last: date) -> tuple[Month, ...]:
    feed, cases, patterns = FakeFeed(), FakeCases(), FakePatterns()
    found = [a_bug(f"PAY-{n}", created_at=at) for n, at in enumerate(moments, start=1)]
    feed.put(*found)
    cases.take_in(Taking(bugs=tuple(found), groups={}, opened={}, after=None, mark="1"))
    looking = Looking(feed=feed, cases=cases, patterns=patterns, policy=POLICY)
    keeping = Keeping(patterns=patterns, naming=Naming(feed=feed, cases=cases), policy=POLICY)
    done = Backtesting(looking=looking, keeping=keeping, cases=cases, policy=POLICY)
    months = tuple(done.months(first, last))
    assert patterns.held == {}, "nothing is stored"
    return months


def test_it_is_looked_in_the_nights_to_monday() -> None:
    nights = list(mondays(POLICY, date(2026, 10, 15), date(2026, 10, 31)))
    assert [f"{each:%a %d %H:%M %z}" for each in nights] == [
        "Mon 05 02:00 +0200",
        "Mon 12 02:00 +0200",
        "Mon 19 02:00 +0200",
        "Mon 26 02:00 +0100",
    ]


def test_a_storm_is_told_once_in_the_month_in_which_it_came() -> None:
    months = backtest(bugs(), date(2026, 8, 1), date(2026, 10, 31))
    told = {
        f"{each.first:%Y-%m}": [(sent.step, sent.pattern.area) for sent in each.sent]
        for each in months
    }
    assert told["2026-08"] == []
    assert told["2026-09"][0] == (Step.FOUND, "PAY")
    assert sum(step is Step.FOUND for of in told.values() for step, _ in of) == 1


def test_nothing_that_came_later_is_looked_at() -> None:
    """Up to the storm the months read as if there had been none."""
    calm = [each for each in bugs() if not STORM <= each < STORM + timedelta(days=10)]
    assert backtest(calm, date(2026, 7, 1), date(2026, 8, 31)) == backtest(
        bugs(), date(2026, 7, 1), date(2026, 8, 31)
    )


def test_an_area_without_history_is_counted_as_untested() -> None:
    months = backtest(bugs(), date(2025, 9, 1), date(2025, 9, 30))
    assert [(each.areas, each.untested) for each in months] == [(1, 1)]


def test_what_is_read_once_is_what_would_be_read_each_time() -> None:
    cases = FakeCases()
    found = [
        a_bug(f"PAY-{n}", created_at=at, components=("A",) if n % 2 else ())
        for n, at in enumerate(bugs(), start=1)
    ]
    cases.take_in(Taking(bugs=tuple(found), groups={}, opened={}, after=None, mark="1"))
    year = timedelta(days=365)
    last = STORM + timedelta(days=60)
    past = Past(cases=cases, since=STORM - year, at=last)
    for at in (STORM, STORM + timedelta(days=5), last):
        assert tuple(past.histories(since=at - year, at=at)) == tuple(
            cases.histories(since=at - year, at=at)
        )


def test_what_no_tracker_tells_is_said_to_be_unknown() -> None:
    feed, cases = FakeFeed(), FakeCases()
    found = []
    for n, at in enumerate(bugs(), start=1):
        bug = a_bug(f"PAY-{n}", created_at=at, is_told=False)
        done = at + timedelta(days=3)
        found.append(replace(bug, resolved_at=done, resolution="Fixed", resolutions=(done,)))
    cases.take_in(Taking(bugs=tuple(found), groups={}, opened={}, after=None, mark="1"))
    looking = Looking(feed=feed, cases=cases, patterns=FakePatterns(), policy=POLICY)
    scan = looking.looked(STORM + timedelta(days=30))
    said = {kind: each.why for each in scan.unlooked for kind in each.kinds}
    assert said[Kind.REOPENED] == NOT_TOLD


def test_days_that_were_not_copied_are_no_quiet_days() -> None:
    feed, cases = FakeFeed(read_at=STORM + timedelta(days=10)), FakeCases()
    found = [a_bug(f"PAY-{n}", created_at=at) for n, at in enumerate(bugs(), start=1)]
    copied = tuple(each for each in found if each.created_at < STORM + timedelta(days=10))
    cases.take_in(Taking(bugs=copied, groups={}, opened={}, after=None, mark="1"))
    looking = Looking(feed=feed, cases=cases, patterns=FakePatterns(), policy=POLICY)
    later = looking.looked(STORM + timedelta(days=60))
    assert later.at == STORM + timedelta(days=60)
    assert later.findings == looking.looked(STORM + timedelta(days=10)).findings != ()


def test_what_a_lead_dismissed_later_was_not_known_before() -> None:
    feed, cases, patterns = FakeFeed(), FakeCases(), FakePatterns()
    found = [a_bug(f"PAY-{n}", created_at=at) for n, at in enumerate(bugs(), start=1)]
    cases.take_in(Taking(bugs=tuple(found), groups={}, opened={}, after=None, mark="1"))
    looking = Looking(feed=feed, cases=cases, patterns=patterns, policy=POLICY)
    night, dismissed = STORM + timedelta(days=10), STORM + timedelta(days=11)
    (spike, *_) = looking.looked(night).findings
    patterns.put_in(
        a_pattern(
            finding=spike,
            subject=spike.tested.subject,
            kind=spike.tested.kind,
            area="PAY",
            state=State.NO_PATTERN,
            changed_at=dismissed,
        )
    )
    assert spike in looking.looked(night).findings
    later = looking.looked(dismissed + timedelta(hours=1)).findings
    assert spike.tested.kind not in {each.tested.kind for each in later}
