"""A plain ritual from due to published: through Bolt, on both databases, as the clock moves on."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.assembly.whole import assemble
from cadence.rituals.model.occurrence import Occurrence, Stage, Step
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.site import Site
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import Message
from journeys.house import House, house
from journeys.moving import ShiftedClock, at_rest, forward, local

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"
SURE = "How sure are you of the date? (0 to 100 %)"
RITUAL = """
[rituals.payments-week]
title = "Payments week"
channel = "{channel}"
zone = "Europe/Berlin"
when = "every Monday"
at = "09:00"
closes_after = 1
closes_at = "16:00"
reminders = ["4h"]
people = [{people}]

[[rituals.payments-week.asks]]
name = "changed"
label = "What changed?"

[[rituals.payments-week.asks]]
name = "sure"
label = "How sure are you of the date?"
sort = "confidence"
"""


@pytest.fixture
def home(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    people = {each.handle: each.user_id for each in company.cast.people}
    channels = {each.name: each.id for each in company.cast.channels}
    ritual = RITUAL.format(
        channel=channels[PAYMENTS],
        people=", ".join(f'"{people[each]}"' for each in (HANNAH, TOMASZ, AMARA)),
    )
    with house(
        site,
        company,
        tmp_path,
        database_url=database_url,
        settings=company.settings + ritual,
        clock=clock,
        http=True,
    ) as each:
        yield each


def direct(home: House, user: str) -> list[Message]:
    """What this person was told of this ritual: the sample company has others."""
    return home.direct(user, "Payments week")


def occurrence(home: House, monday: date) -> Occurrence:
    found = SqlOccurrences(home.cadence.engine).occurrence("payments-week", monday)
    assert found is not None
    return found


def test_a_week_runs_from_due_to_published(home: House, clock: ShiftedClock, monday: date) -> None:
    home.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
    assert [direct(home, each) for each in (HANNAH, TOMASZ, AMARA)] == [[], [], []]

    forward(home, clock, local(monday, "09:00"))
    (hers,), (his,), (other,) = (direct(home, each) for each in (HANNAH, TOMASZ, AMARA))
    assert "Payments week" in home.shown(hers)
    assert "What changed?" in home.shown(hers)

    for user, asked, words in (
        (HANNAH, hers, "Refunds are live for all shops."),
        (TOMASZ, his, "The new checkout slipped by a week."),
    ):
        home.press(user, asked, "Answer…").wait()
        view = home.filled(user)
        home.submit(user, view, {"What changed?": words, SURE: "70"})
        at_rest(home, clock)

    forward(home, clock, local(monday + timedelta(days=1), "12:00"))
    assert len(direct(home, AMARA)) == 2
    assert "still waits for your answer" in home.shown(direct(home, AMARA)[-1])
    assert len(direct(home, HANNAH)) == 1
    assert home.said_in(PAYMENTS) == []

    forward(home, clock, local(monday + timedelta(days=1), "16:00"))
    (digest,) = home.said_in(PAYMENTS)
    shown = home.shown(digest)
    assert "Refunds are live for all shops." in shown
    assert "The new checkout slipped by a week." in shown
    assert "Amara" in shown
    found = occurrence(home, monday)
    assert (found.stage, found.digest_ts) == (Stage.PUBLISHED, digest.ts)
    assert home.shown(other) != home.shown(direct(home, AMARA)[0])

    lines = SqlOccurrences(home.cadence.engine).ledger(ritual="payments-week", on=monday)
    done = [each.step for each in reversed(lines) if each.done]
    assert done[0] is Step.DUE
    assert done.count(Step.ASKED) == 3
    assert done.count(Step.REMINDED) == 1
    assert done.count(Step.PUBLISHED) == 1
    assert not [each for each in lines if each.step in (Step.FAILED, Step.UNREACHED)]
    assert len(SqlDefinitions(home.cadence.engine).versions("payments-week")) == 1


def test_a_day_without_cadence_is_told_and_the_next_week_is_as_ever(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    forward(home, clock, local(monday + timedelta(days=1), "09:00"))
    (said,) = home.said_in(PAYMENTS)
    assert "is left out: it could not be opened within 12 hours of its time." in home.shown(said)
    assert direct(home, HANNAH) == []
    assert occurrence(home, monday).stage is Stage.SKIPPED

    following = monday + timedelta(days=7)
    forward(home, clock, local(following, "20:59"))
    assert len(direct(home, HANNAH)) == 1
    forward(home, clock, local(following + timedelta(days=1), "16:00"))
    assert len(home.said_in(PAYMENTS)) == 2


def test_two_replicas_make_one_post(
    home: House, clock: ShiftedClock, monday: date, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is for one process")
    other = assemble(home.cadence.settings, http=True, clock=clock)
    other.start()
    try:
        for moment in (
            local(monday, "09:00"),
            local(monday + timedelta(days=1), "16:00"),
        ):
            other.heartbeat.tick()
            forward(home, clock, moment)
            other.heartbeat.tick()
            at_rest(home, clock)
    finally:
        other.stop()
    assert [len(direct(home, each)) for each in (HANNAH, TOMASZ, AMARA)] == [1, 1, 1]
    assert len(home.said_in(PAYMENTS)) == 1
