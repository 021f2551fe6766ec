"""What goes wrong on the way, over real HTTP to a local Jira that misbehaves on demand."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cadence.adapters.jira.breaker import FAILURES, REST
from cadence.adapters.jira.http import TRIES
from cadence.adapters.jira.tracker import JiraTracker
from cadence.core.errors import (
    IssueNotFound,
    PartialRead,
    QueryRefused,
    TrackerRefused,
    TrackerUnavailable,
)
from cadence.core.query import Among, Field, IssueQuery, Order, OrderBy, Unresolved
from cadence.sandbox.jira import Fault, JiraSandbox, Kind
from jira_world import a_jira, a_jira_site, an_export, tracker_at

OPEN = IssueQuery((Unresolved(),))
BY_KEY = IssueQuery((), (Order(OrderBy.KEY, descending=False),))


class Time:
    """A steady clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def both(request: pytest.FixtureRequest) -> Iterator[JiraSandbox]:
    with a_jira(request.param) as jira:
        yield jira


@pytest.fixture
def jira(both: JiraSandbox) -> Iterator[JiraSandbox]:
    both.faults.clear()
    both.log.clear()
    yield both
    both.faults.clear()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tracker(jira: JiraSandbox, time: Time) -> Iterator[JiraTracker]:
    with tracker_at(
        jira.url, jira.flavour.value, monotonic=time.now, sleep=time.sleep
    ) as connected:
        yield connected


def test_an_overloaded_jira_is_asked_again_when_it_says(
    jira: JiraSandbox, tracker: JiraTracker, time: Time
) -> None:
    jira.faults.add(Fault(kind=Kind.RATE_LIMIT, retry_after=3))

    assert tracker.issue("PAY-1").key == "PAY-1"
    assert 3 <= time.slept[0] <= 3.5


def test_a_date_to_come_back_at_is_understood(
    jira: JiraSandbox, tracker: JiraTracker, time: Time
) -> None:
    jira.faults.add(
        Fault(kind=Kind.RATE_LIMIT, retry_after=datetime.now(UTC) + timedelta(seconds=4))
    )

    assert tracker.issue("PAY-1").key == "PAY-1"
    assert 2.5 <= time.slept[0] <= 6


def test_a_wait_beyond_the_deadline_is_not_waited_for_but_told(
    jira: JiraSandbox, tracker: JiraTracker, time: Time
) -> None:
    jira.faults.add(
        Fault(kind=Kind.RATE_LIMIT, retry_after=60, reason="jira-burst-based", times=None)
    )

    with pytest.raises(TrackerUnavailable, match="jira-burst-based") as raised:
        tracker.issue("PAY-1")

    assert raised.value.retry_after == timedelta(seconds=60)
    assert time.slept == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failure_that_passes_is_not_noticed(
    jira: JiraSandbox, tracker: JiraTracker, status: int
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=status, times=2))

    assert tracker.search(OPEN, limit=0).total == 4


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.TRUNCATE])
def test_an_answer_that_breaks_off_is_asked_for_again(
    jira: JiraSandbox, tracker: JiraTracker, kind: Kind
) -> None:
    jira.faults.add(Fault(kind=kind))

    assert [issue.key for issue in tracker.search(BY_KEY).issues][:2] == ["PAY-1", "PAY-2"]


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.TRUNCATE, Kind.ERROR])
def test_a_failure_that_stays_is_said(jira: JiraSandbox, tracker: JiraTracker, kind: Kind) -> None:
    jira.faults.add(Fault(kind=kind, times=None))

    with pytest.raises(TrackerUnavailable) as raised:
        tracker.issue("PAY-1")

    assert not isinstance(raised.value, PartialRead)
    assert tracker.calls == TRIES


def test_a_jira_that_keeps_failing_is_left_alone_and_tried_again_later(
    jira: JiraSandbox, tracker: JiraTracker, time: Time
) -> None:
    broken = jira.faults.add(Fault(kind=Kind.ERROR, times=None))
    for _ in range(2):
        with pytest.raises(TrackerUnavailable):
            tracker.issue("PAY-1")
    assert tracker.calls == FAILURES

    with pytest.raises(TrackerUnavailable, match="left alone"):
        tracker.issue("PAY-1")
    assert tracker.calls == FAILURES

    time.seconds += REST.total_seconds()
    with pytest.raises(TrackerUnavailable):
        tracker.issue("PAY-1")
    assert tracker.calls == FAILURES + 1

    jira.faults.remove(broken.id)
    time.seconds += REST.total_seconds()
    assert tracker.issue("PAY-1").key == "PAY-1"
    assert tracker.issue("PAY-2").key == "PAY-2"


def test_a_refusal_is_no_sign_of_a_broken_jira(jira: JiraSandbox, tracker: JiraTracker) -> None:
    wrong = IssueQuery((Among(Field.COMPONENT, ("no such",)),))
    for _ in range(FAILURES + 1):
        with pytest.raises(QueryRefused):
            tracker.search(wrong)

    assert tracker.issue("PAY-1").key == "PAY-1"


def test_a_slow_answer_is_given_up_at_the_deadline(jira: JiraSandbox) -> None:
    jira.faults.add(Fault(kind=Kind.SLOW, delay_s=0.8, times=None))
    limit = timedelta(seconds=0.3)

    with (
        tracker_at(jira.url, jira.flavour.value, deadline=limit) as hurried,
        pytest.raises(TrackerUnavailable, match=r"in time|took longer than"),
    ):
        hurried.issue("PAY-1")


def test_a_token_that_expired_is_a_refusal(jira: JiraSandbox) -> None:
    wrong = {"token": "old"} if jira.flavour == "cloud" else {"pat": "old"}

    with tracker_at(jira.url, jira.flavour.value, **wrong) as stranger:
        with pytest.raises(TrackerRefused, match="401"):
            stranger.issue("PAY-1")
        with pytest.raises(TrackerRefused):
            stranger.site()
    assert all(one.status == 401 for one in jira.log.requests)


def test_a_refused_query_says_why_in_jiras_words(jira: JiraSandbox, tracker: JiraTracker) -> None:
    with pytest.raises(QueryRefused, match="no such"):
        tracker.search(IssueQuery((Among(Field.COMPONENT, ("no such",)),)))
    with pytest.raises(QueryRefused):
        list(tracker.every(IssueQuery((Among(Field.COMPONENT, ("no such",)),))))


def test_a_resource_that_is_gone_is_said_plainly(jira: JiraSandbox, tracker: JiraTracker) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=410, times=None))

    with pytest.raises(TrackerUnavailable, match="410"):
        tracker.search(OPEN)
    assert tracker.calls == 1


def test_a_redirect_is_not_followed_but_told(jira: JiraSandbox, tracker: JiraTracker) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=302, headers={"Location": "https://login.test/"}))

    with pytest.raises(TrackerRefused, match=r"login\.test"):
        tracker.issue("PAY-1")


def test_what_one_issue_forbids_is_not_found(jira: JiraSandbox, tracker: JiraTracker) -> None:
    said = ("You do not have the permission to see the specified issue.",)
    jira.faults.add(Fault(kind=Kind.ERROR, status=403, messages=said, path="*/issue/PAY-1"))

    with pytest.raises(IssueNotFound):
        tracker.issue("PAY-1")


def test_nothing_listening_is_unavailable() -> None:
    with a_jira("cloud") as gone:
        url = gone.url
    time = Time()

    with (
        tracker_at(url, "cloud", monotonic=time.now, sleep=time.sleep) as tracker,
        pytest.raises(TrackerUnavailable, match="cannot be reached"),
    ):
        tracker.issue("PAY-1")


# --- many pages ----------------------------------------------------------------------------------


MANY = tuple(an_export(f"PAY-{number}") for number in range(1, 2302))


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def big(request: pytest.FixtureRequest) -> Iterator[JiraSandbox]:
    with a_jira(request.param, a_jira_site(MANY)) as jira:
        yield jira


@pytest.fixture
def big_tracker(big: JiraSandbox, time: Time) -> Iterator[JiraTracker]:
    big.faults.clear()
    big.log.clear()
    with tracker_at(big.url, big.flavour.value, monotonic=time.now, sleep=time.sleep) as connected:
        yield connected
    big.faults.clear()


def test_every_issue_comes_once_and_in_order_over_many_pages(big_tracker: JiraTracker) -> None:
    keys = [issue.key for issue in big_tracker.every(BY_KEY)]

    assert keys == [each["key"] for each in MANY]


def test_a_page_that_fails_in_the_middle_breaks_the_read_off(
    big: JiraSandbox, big_tracker: JiraTracker
) -> None:
    big.faults.add(Fault(kind=Kind.ERROR, path="*/search*", skip=1, times=None))
    reading = big_tracker.every(BY_KEY)
    assert next(reading).key == "PAY-1"

    with pytest.raises(PartialRead):
        list(reading)


def test_the_first_page_failing_is_no_partial_read(
    big: JiraSandbox, big_tracker: JiraTracker
) -> None:
    big.faults.add(Fault(kind=Kind.ERROR, path="*/search*", times=None))

    with pytest.raises(TrackerUnavailable):
        next(big_tracker.every(BY_KEY))


def test_a_search_over_several_pages_is_whole_or_nothing(
    big: JiraSandbox, big_tracker: JiraTracker
) -> None:
    assert len(big_tracker.search(BY_KEY, limit=2000).issues) == 2000

    big.faults.add(Fault(kind=Kind.ERROR, path="*/search*", skip=1, times=None))
    with pytest.raises(PartialRead):
        big_tracker.search(BY_KEY, limit=2000)


def test_many_issues_and_histories_are_read_whole_or_not_at_all(
    big: JiraSandbox, big_tracker: JiraTracker
) -> None:
    keys = [each["key"] for each in MANY[:1200]]
    assert [issue.key for issue in big_tracker.issues(keys)] == keys
    assert len(big_tracker.histories(keys[:250])) == 250

    big.faults.add(Fault(kind=Kind.ERROR, method="POST", skip=1, times=None))
    with pytest.raises(PartialRead):
        big_tracker.issues(keys)


def test_leaving_a_long_read_early_leaves_no_thread_behind(big_tracker: JiraTracker) -> None:
    reading = big_tracker.every(BY_KEY)
    next(reading)

    reading.close()  # type: ignore[attr-defined]  # an Iterator that is a generator

    assert not [each for each in threading.enumerate() if each.name.startswith("jira-page")]


def test_warnings_reach_the_answer() -> None:
    with a_jira("cloud") as jira, tracker_at(jira.url, "cloud") as tracker:
        jira.faults.add(
            Fault(kind=Kind.WARN, path="*/search/jql", messages=("The value 'x' is gone.",))
        )
        found = tracker.search(OPEN, limit=5)

    assert found.warnings == ("The value 'x' is gone.",)
    assert found.total == 4


def test_a_count_that_would_take_too_long_is_an_estimate_and_says_so() -> None:
    """6,001 issues are two pages of ids; the first one takes all but a second of the time there is."""
    many = tuple(an_export(f"PAY-{number}") for number in range(1, 6002))
    with a_jira("cloud", a_jira_site(many)) as jira, tracker_at(jira.url, "cloud") as tracker:
        counted = tracker.search(BY_KEY, limit=0)
        jira.faults.add(Fault(kind=Kind.SLOW, path="*/search/jql", delay_s=0.4))
        with tracker_at(jira.url, "cloud", deadline=timedelta(seconds=1.7)) as hurried:
            estimated = hurried.search(BY_KEY, limit=0)

    assert (counted.total, counted.exact) == (6001, True)
    assert (estimated.total, estimated.exact) == (6001, False)
    assert jira.log.to("/approximate-count")


def test_a_list_that_moves_while_it_is_read_skips_nothing() -> None:
    """Data Center pages by offset: an issue that leaves the list pulls the later ones forward."""
    site = a_jira_site(MANY)
    with a_jira("datacenter", site) as jira, tracker_at(jira.url, "datacenter") as tracker:
        jira.faults.add(Fault(kind=Kind.SLOW, path="*/search", delay_s=0.3, skip=1, times=1))
        reading = tracker.every(BY_KEY)
        first = next(reading).key
        for key in ("PAY-3", "PAY-4", "PAY-5"):
            site.delete(key)
        rest = [issue.key for issue in reading]

    assert first == "PAY-1"
    assert rest == [each["key"] for each in MANY[1:]]


def test_fifty_threads_may_ask_at_once() -> None:
    with a_jira("cloud") as jira, tracker_at(jira.url, "cloud") as tracker:
        start = threading.Barrier(50)
        told: list[tuple[str, int]] = []

        def ask(number: int) -> None:
            start.wait(timeout=10)
            key = ("PAY-1", "PAY-2", "WEB-1")[number % 3]
            told.append((tracker.issue(key).key, tracker.search(OPEN, limit=2).total))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

    assert len(told) == 50
    assert {total for _, total in told} == {4}
    assert len(jira.log.to("/field")) == 1
    assert tracker.calls == len(jira.log)
