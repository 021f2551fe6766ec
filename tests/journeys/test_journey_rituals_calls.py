"""What people ask to have decided, from their answers to the decision log: through Bolt, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadence.adapters.db.calls import SqlCalls
from cadence.adapters.db.decisions import SqlRecords
from cadence.core.agenda import Ended
from cadence.decisions.model.access import Seen
from cadence.rituals.model.called import Raised
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import Message
from journeys.house import House, house
from journeys.moving import ShiftedClock, at_rest, forward, local

HANNAH, TOMASZ = "hannah.weiss", "tomasz.wojcik"
PAYMENTS = "checkout-payments"
RITUAL = """
[rituals.calls-week]
title = "Calls week"
channel = "{channel}"
zone = "Europe/Berlin"
when = "every Monday"
at = "09:00"
closes_after = 1
closes_at = "16:00"
reminders = []
people = [{people}]

[[rituals.calls-week.asks]]
name = "decide"
label = "What has to be decided?"
call = true
"""


@pytest.fixture
def home(
    company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    people = {each.handle: each.user_id for each in company.cast.people}
    channels = {each.name: each.id for each in company.cast.channels}
    named = ", ".join(f'"{people[each]}"' for each in (HANNAH, TOMASZ))
    ritual = RITUAL.format(channel=channels[PAYMENTS], people=named)
    with house(
        jira_site(company),
        company,
        tmp_path,
        database_url=database_url,
        settings=company.settings + ritual,
        clock=clock,
        http=True,
    ) as each:
        yield each


def direct(home: House, user: str) -> list[Message]:
    return home.direct(user, "Calls week")


def answer(home: House, user: str, words: str) -> None:
    home.press(user, direct(home, user)[0], "Answer…").wait()
    home.submit(user, home.filled(user), {"What has to be decided?": words})


def call(home: House, number: int = 1) -> Raised:
    found = SqlCalls(home.cadence.engine).call("calls-week", number)
    assert found is not None
    return found


def published(home: House, clock: ShiftedClock, monday: date) -> Message:
    forward(home, clock, local(monday, "09:00"))
    answer(home, HANNAH, "Do we drop Safari 15?")
    answer(home, TOMASZ, "Nothing this week")
    at_rest(home, clock)
    forward(home, clock, local(monday + timedelta(days=1), "16:00"))
    (digest,) = home.said_in(PAYMENTS)
    return digest


def test_a_call_becomes_a_decision_once_though_everything_is_sent_thrice(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    home.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
    digest = published(home, clock, monday)
    assert "#1 Do we drop Safari 15?" in home.shown(digest)
    assert "#2" not in home.shown(digest)

    home.press(TOMASZ, digest, "Decide…").wait()
    view = home.filled(TOMASZ)
    wrong = home.submit(TOMASZ, view, {"What is decided": " "})
    assert "Say what is decided." in str(wrong.errors)
    told = home.submit(
        TOMASZ, view, {"What is decided": "Yes, from January on", "Why": "2 % use it"}
    )
    assert "Recorded as D-1." in home.modal(told)
    at_rest(home, clock)

    records = SqlRecords(home.cadence.engine)
    (decision,) = records.every(Seen(everything=True))
    assert decision.body.title == "Do we drop Safari 15?: Yes, from January on"
    assert decision.body.reasons == ("2 % use it",)
    assert (decision.origin.channel, decision.origin.thread) == (digest.channel, digest.ts)
    ended = call(home)
    assert (ended.ended, ended.outcome and ended.outcome.decision) == (Ended.DECIDED, 1)
    current = home.slack.workspace.channel(PAYMENTS).messages[digest.ts]
    assert "Decided by Tomasz Wójcik: Yes, from January on (D-1)" in home.shown(current)
    in_thread = [each for each in home.said_in(PAYMENTS) if each.thread_ts == digest.ts]
    assert ["D-1" in home.shown(each) for each in in_thread] == [True]


def test_a_call_that_is_given_away_comes_back_on_its_day(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    digest = published(home, clock, monday)
    friday = monday + timedelta(days=4)
    home.press(TOMASZ, digest, "Give to…").wait()
    hannah = home.slack.workspace.user(HANNAH).id
    told = home.submit(
        TOMASZ, home.filled(TOMASZ), {"Who answers it": hannah, "By when": friday.isoformat()}
    )
    assert "has it until" in home.modal(told)
    at_rest(home, clock)
    assert "gave you this question of “Calls week”" in home.shown(direct(home, HANNAH)[-1])
    assert call(home).ended is Ended.GIVEN

    forward(home, clock, local(friday, "23:00"))
    assert "Today is the day for this question" in home.shown(direct(home, HANNAH)[-1])
    assert call(home).ended is Ended.OPEN
    home.press(HANNAH, direct(home, HANNAH)[-1], "No change").wait()
    at_rest(home, clock)
    current = home.slack.workspace.channel(PAYMENTS).messages[digest.ts]
    assert "No change, says Hannah Weiss." in home.shown(current)


def test_what_is_left_open_is_asked_again_next_week(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    first = published(home, clock, monday)
    following = monday + timedelta(days=7)
    forward(home, clock, local(following, "09:00"))
    forward(home, clock, local(following + timedelta(days=1), "16:00"))
    digests = [each for each in home.said_in(PAYMENTS) if each.thread_ts is None]
    assert "#1 Do we drop Safari 15?" in home.shown(digests[1])
    assert "7 days; carried over once" in home.shown(digests[1])
    current = home.slack.workspace.channel(PAYMENTS).messages[first.ts]
    assert "Asked again in a later digest" in home.shown(current)
