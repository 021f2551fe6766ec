"""Whatever the tracker holds, a test says something sensible, and the same again."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.patterns.model import detectors, discovery
from cadence.patterns.model.case import Case, History
from cadence.patterns.model.policy import Policy
from pattern_histories import DAY, NOW, a_history, a_release

RELEASES = tuple(a_release(f"r{n}", 400 - 50 * n) for n in range(9))
POLICY = Policy()
some_days = st.floats(-20, 900).map(lambda days: NOW - timedelta(days=days))
some_releases = st.lists(st.sampled_from(["r0", "r3", "r7", "r8", "unknown"]), max_size=2).map(
    tuple
)
some_case = st.builds(
    Case,
    key=st.integers(1, 10_000).map(lambda n: f"PAY-{n}"),
    created_at=some_days,
    resolved_at=st.none() | some_days,
    fixed=st.booleans(),
    reopened_at=st.lists(some_days, max_size=3).map(lambda each: tuple(sorted(each))),
    affects=some_releases,
    fixed_in=some_releases,
    group=st.none() | st.integers(1, 5),
    bulk=st.booleans(),
)


@given(cases=st.lists(some_case, max_size=40, unique_by=lambda each: each.key))
@settings(max_examples=12, deadline=None)
def test_every_answer_is_whole_and_the_order_of_bugs_says_nothing(cases: list[Case]) -> None:
    history = a_history(cases, days=800, releases=RELEASES)
    tests = detectors.tested(history, NOW)
    for each in tests:
        assert 0 <= each.p_value <= 1 + 1e-9
        assert each.baseline >= 0
        assert each.rate == len(each.keys)
        assert each.window.start is not None
        assert each.window.end is not None
        assert each.window.start < each.window.end <= NOW
        assert each.out_of is None or each.out_of >= each.rate
        assert not each.matters or each.rate >= 3
    backwards: History = replace(history, cases=history.cases[::-1])
    assert detectors.tested(backwards, NOW) == tests
    assert len(discovery.found(tests, POLICY)) <= len(tests)


@given(cases=st.lists(some_case, max_size=40, unique_by=lambda each: each.key))
@settings(max_examples=8, deadline=None)
def test_what_happens_later_changes_nothing_now(cases: list[Case]) -> None:
    now = NOW - 100 * DAY
    known = [each for each in cases if each.created_at < now]
    later = [
        replace(each, created_at=max(each.created_at, now)) for each in cases if each not in known
    ]
    before = detectors.tested(a_history(known, days=800, releases=RELEASES), now)
    after = detectors.tested(a_history([*known, *later], days=800, releases=RELEASES), now)
    assert after == before
