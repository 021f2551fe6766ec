"""Single requests, answered from a script."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from jira_script import Script, Steady

from cadence.adapters.jira.breaker import Breaker
from cadence.adapters.jira.failure import failure, messages, retry_after
from cadence.adapters.jira.http import READ_WITHIN, Deadline, Http
from cadence.adapters.jira.line import Credentials, JiraLine
from cadence.core.errors import QueryRefused, TrackerRefused, TrackerUnavailable
from fakes.clock import NOON, FakeClock

JSON = b'{"ok": true}'


def http(line: Script, steady: Steady, breaker: Breaker | None = None) -> Http:
    return Http(
        line=line,
        clock=FakeClock(),
        breaker=breaker or Breaker(monotonic=steady),
        monotonic=steady,
        sleep=steady.sleep,
    )


@pytest.fixture
def steady() -> Steady:
    return Steady()


def within(seconds: float, steady: Steady) -> Deadline:
    return Deadline(timedelta(seconds=seconds), steady)


def test_a_strangers_view_is_not_taken_for_ours(steady: Steady) -> None:
    """Jira answers 200 to wrong credentials here and there, with what anybody may see."""
    line = Script(b'{"issues": []}', steady=steady)
    line.headers = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}

    with pytest.raises(TrackerRefused):
        http(line, steady).get("/x", deadline=within(8, steady))


def test_no_wait_is_longer_than_what_is_left(steady: Steady) -> None:
    line = Script(requests.ReadTimeout(), JSON, steady=steady, takes=3.5)

    http(line, steady).get("/x", deadline=within(8, steady))

    assert line.timeouts[0] == (3, READ_WITHIN)
    assert 0 < line.timeouts[1][1] <= 4.5


def test_nothing_is_sent_once_the_deadline_has_passed(steady: Steady) -> None:
    line = Script(steady=steady)
    deadline = within(1, steady)
    steady.seconds += 2

    with pytest.raises(TrackerUnavailable, match="longer than 1 s"):
        http(line, steady).get("/x", deadline=deadline)
    assert line.sent == []


def test_an_answer_that_drips_is_cut_off_at_the_deadline(steady: Steady) -> None:
    line = Script(JSON, steady=steady, takes=9)

    with pytest.raises(TrackerUnavailable, match="longer than 8 s"):
        http(line, steady).get("/x", deadline=within(8, steady))


def test_the_cause_of_a_failure_is_kept(steady: Steady) -> None:
    line = Script(*[requests.ConnectionError("refused")] * 4, steady=steady)

    with pytest.raises(TrackerUnavailable) as raised:
        http(line, steady).get("/x", deadline=within(8, steady))

    assert isinstance(raised.value.__cause__, requests.ConnectionError)


def test_our_own_haste_is_not_held_against_jira(steady: Steady) -> None:
    """With a second left a time-out says nothing about Jira, with all of the time it does."""
    line = Script(*[requests.ReadTimeout()] * 50, steady=steady)
    breaker = Breaker(monotonic=steady, failures=1)
    asked = http(line, steady, breaker)
    for _ in range(5):
        with pytest.raises(TrackerUnavailable):
            asked.get("/x", deadline=within(1, steady))
    assert not breaker.is_open

    with pytest.raises(TrackerUnavailable):
        asked.get("/x", deadline=within(8, steady))
    assert breaker.is_open


def test_one_probe_at_a_time_goes_to_a_jira_that_was_broken(steady: Steady) -> None:
    breaker = Breaker(monotonic=steady, failures=1, rest=timedelta(seconds=10))
    breaker.admit()
    breaker.settle(well=False)
    assert breaker.is_open
    steady.seconds += 10
    breaker.admit()

    with pytest.raises(TrackerUnavailable):
        breaker.admit()

    breaker.settle(well=None)
    breaker.admit()
    breaker.settle(well=True)
    assert not breaker.is_open


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 2.5 "}, 2.5),
        ({"Retry-After": "Wed, 18 Nov 2026 12:00:30 GMT"}, 30),
        (
            {
                "Retry-After": "Wed, 18 Nov 2026 15:00:30 GMT",
                "Date": "Wed, 18 Nov 2026 15:00:00 GMT",
            },
            30,
        ),
        ({"Retry-After": "Wed, 18 Nov 2026 11:00:00 GMT"}, 0),
        ({"Retry-After": "99999999"}, 3600),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
)
def test_when_to_come_back_is_seconds_or_a_date(
    headers: dict[str, str], wait: float | None
) -> None:
    told = retry_after(headers, NOON)

    assert (None if told is None else told.total_seconds()) == wait


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"errorMessages": ["No field <b>x</b>."], "errors": {}}', "No field x ."),
        (b'{"errorMessages": [], "errors": {"jql": "bad"}}', "jql: bad"),
        (b'{"message": "Gone"}', "Gone"),
        (b'{"errorMessages": "odd", "errors": [1]}', ""),
        (b"<html>busy</html>", ""),
        (b"[]", ""),
        (b"", ""),
    ],
)
def test_jiras_own_words_are_taken_as_plain_text(body: bytes, said: str) -> None:
    assert messages(body) == said


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (400, {}, b"", QueryRefused),
        (401, {}, b"", TrackerRefused),
        (403, {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE"}, b"", TrackerRefused),
        (403, {}, b"", TrackerRefused),
        (302, {"Location": "https://login.test"}, b"", TrackerRefused),
        (410, {}, b"", TrackerUnavailable),
        (404, {}, b"", TrackerUnavailable),
        (418, {}, b"", TrackerUnavailable),
        (500, {}, b"", TrackerUnavailable),
    ],
)
def test_every_status_is_one_of_our_errors(
    status: int, headers: dict[str, str], body: bytes, kind: type[Exception]
) -> None:
    error = failure(status=status, headers=headers, body=body, now=datetime.now(UTC))

    assert isinstance(error, kind)
    assert str(error)


def test_secrets_do_not_show() -> None:
    assert "hush" not in repr(Credentials(email="a@b.test", token="hush"))


def test_the_library_is_told_not_to_repeat_and_not_to_wait_for_ever() -> None:
    line = JiraLine(url="http://127.0.0.1:9/jira", credentials=Credentials(token="t"))
    try:
        jira = line._opened()
        assert jira._session.max_retries == 0
        assert jira._session.timeout == (3.0, 5.0)
        assert line.url("/rest/api/2/field") == "http://127.0.0.1:9/jira/rest/api/2/field"
    finally:
        line.close()
