"""Planted patterns from the nightly scan to the test of their rate: through Bolt, on both databases, in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.whole import assemble
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Pattern, State, Step, Verdict
from cadence.patterns.service.nightly import NO_COPY
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.company.onward import Onward
from cadence.sandbox.jira.site import Site
from cadence.sandbox.slack.faults import Effect, Fault
from cadence.sandbox.slack.model import Message
from journeys.house import House, house
from journeys.moving import ShiftedClock, at_rest, forward, local, next_monday
from journeys.nights import copied, night
from pattern_truths import PLANTED

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("imported")]

AMARA, MARCUS, TOMASZ = "amara.okafor", "marcus.adeyemi", "tomasz.wojcik"
ALL_OF_IT = 'projects = ["PAY", "MOB", "PLAT", "SEC"]'
ONE_PROJECT = 'projects = ["PAY"]'
ACTION = "Retries get an idempotency key, and a test that replays a slow gateway."


@pytest.fixture
def site(company: Company, clock: ShiftedClock) -> Site:
    return jira_site(company, clock=clock)


@pytest.fixture
def home(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    """Of one project, so that its nights are short."""
    settings = company.settings.replace(ALL_OF_IT, ONE_PROJECT)
    assert settings != company.settings
    with scanned(
        site, company, tmp_path, database_url=database_url, clock=clock, settings=settings
    ) as each:
        yield each


@contextmanager
def scanned(
    site: Site, company: Company, folder: Path, *, clock: ShiftedClock, **given: Any
) -> Iterator[House]:
    """A house whose first scan is done, which is made up for as soon as there is a copy; every event comes three
    times."""
    with house(site, company, folder, clock=clock, http=True, copied=True, **given) as each:
        each.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
        copied(each, clock)
        forward(each, clock, clock.now() + NO_COPY)
        yield each


def direct(home: House, user: str, words: str = "") -> list[Message]:
    """What this person was told alone whose summary has these words."""
    return [each for each in home.direct(user) if words in each.text]


def patterns(home: House) -> tuple[Pattern, ...]:
    return SqlPatterns(home.cadence.engine).all()


def the(home: House, area: str, kind: Kind) -> Pattern:
    (found,) = [each for each in patterns(home) if (each.area, each.kind) == (area, kind)]
    return found


def steps(home: House, number: int) -> list[Step]:
    return [each.step for each in SqlPatterns(home.cadence.engine).ledger(number)]


def test_what_is_planted_is_told_to_its_leads_and_nothing_else(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> None:
    with scanned(site, company, tmp_path, database_url=database_url, clock=clock) as home:
        planted = {(each.area, each.kind) for each in PLANTED}
        assert {(each.area, each.kind) for each in patterns(home)} == planted
        for each in PLANTED:
            found, keys = the(home, each.area, each.kind), set(company.truth(each.truth).keys)
            assert len(keys & set(found.keys)) >= each.share * len(keys), each.truth
            (told,) = direct(home, each.lead, f"{found.label} ")
            assert found.sentence in home.shown(told)
            assert steps(home, found.number) == [Step.FOUND, Step.TOLD]
        leads = {each.lead for each in PLANTED}
        for person in company.cast.people:
            assert person.handle in leads or direct(home, person.handle) == []
        assert all(home.said_in(each.name) == [] for each in company.cast.channels)


def test_a_pattern_is_owned_with_a_date_and_its_rate_falls(
    home: House, clock: ShiftedClock, company: Company, site: Site
) -> None:
    found = the(home, "Payments", Kind.RECURRENCE)
    (card,) = direct(home, AMARA, f"{found.label} ")
    shown = home.shown(card)
    assert "11 similar bugs in 6 weeks, usually" in shown
    (image,) = [each for each in card.blocks if each["type"] == "image"]
    file = home.slack.workspace.files.get(image["slack_file"]["id"])
    assert file.content.startswith(b"\x89PNG")

    home.press(AMARA, card, "I own it…").wait()
    until = next_monday(clock.now().date() + timedelta(days=35))
    taken = home.submit(
        AMARA,
        home.titled(AMARA, "Take it on"),
        {
            "What in the system brings it about": "code health",
            "What is done about it": ACTION,
            "When the rate is tested": until.isoformat(),
            "Decision log": ["Log it as a decision"],
        },
    )
    assert f"{found.label} is owned." in home.modal(taken)
    assert "D-1" in home.modal(taken)
    at_rest(home, clock)
    assert "Amara" in home.shown(home.slack.workspace.channel(card.channel).messages[card.ts])
    assert the(home, "Payments", Kind.RECURRENCE).state is State.OWNED

    onward = Onward(company, site, rates={"recurrence": 0.0})
    for weeks in (4, 0):
        night(home, clock, until - timedelta(weeks=weeks), onward)
    forward(home, clock, local(until, "12:00"))
    after = the(home, "Payments", Kind.RECURRENCE)
    assert after.verified is not None
    assert (after.verified.verdict, after.state) == (Verdict.FELL, State.CLOSED)
    told = direct(home, AMARA, f"{found.label} ")
    assert len(told) == 2
    assert "fell" in home.shown(told[-1])
    did = steps(home, found.number)
    assert [did.count(each) for each in (Step.FOUND, Step.OWNED, Step.DECIDED)] == [1, 1, 1]
    assert did[-2:] == [Step.VERIFIED, Step.CLOSED]
    assert direct(home, MARCUS, f"{found.label} ") == []


def test_what_nobody_takes_up_goes_one_level_up_once(home: House, clock: ShiftedClock) -> None:
    found = the(home, "Checkout", Kind.REOPENED)
    assert found.escalated is not None
    assert found.escalated.answer_by is not None
    forward(home, clock, found.escalated.answer_by - timedelta(minutes=5))
    assert direct(home, MARCUS, f"{found.label} ") == []

    forward(home, clock, found.escalated.answer_by + timedelta(minutes=5))
    (up,) = direct(home, MARCUS, f"{found.label} ")
    assert Step.ESCALATED in steps(home, found.number)

    forward(home, clock, found.escalated.answer_by + timedelta(days=14))
    assert len(direct(home, MARCUS, f"{found.label} ")) == 1
    assert len(direct(home, TOMASZ, f"{found.label} ")) == 1

    home.press(MARCUS, up, "Snooze until worse").wait()
    at_rest(home, clock)
    assert the(home, "Checkout", Kind.REOPENED).state is State.SNOOZED


def test_what_is_no_pattern_is_learned_and_not_told_again(
    home: House, clock: ShiftedClock, company: Company, site: Site
) -> None:
    found = the(home, "Payments", Kind.RECURRENCE)
    (card,) = direct(home, AMARA, f"{found.label} ")
    home.press(AMARA, card, "Not a pattern…").wait()
    said = home.submit(
        AMARA,
        home.titled(AMARA, "It is none"),
        {
            "Why it is none": "the bugs have nothing in common",
            "In a few words": "Two queues and a bank.",
        },
    )
    assert f"{found.label} is no pattern." in home.modal(said)
    at_rest(home, clock)
    (learned,) = SqlPatterns(home.cadence.engine).learned("Payments")
    assert (learned.kind, learned.subject, learned.rate) == ("recurrence", found.subject, 11)

    onward = Onward(company, site)
    for weeks in (1, 4):
        night(home, clock, (company.now + timedelta(weeks=weeks)).date(), onward)
    assert the(home, "Payments", Kind.RECURRENCE).state is State.NO_PATTERN
    assert len(direct(home, AMARA, f"{found.label} ")) == 1


def test_another_night_tells_nothing_twice(home: House, clock: ShiftedClock) -> None:
    before = {each: len(direct(home, each, "P-")) for each in (AMARA, TOMASZ)}
    assert before == {AMARA: 2, TOMASZ: 1}
    night(home, clock, clock.now().date() + timedelta(days=1))
    home.command(AMARA, "checkout-payments", "patterns scan", name="/cadence")
    at_rest(home, clock)
    assert {each: len(direct(home, each, "P-")) for each in before} == before


def test_two_replicas_tell_once(home: House, clock: ShiftedClock, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is for one process")
    other = assemble(home.cadence.settings, http=True, clock=clock)
    other.start()
    try:
        night(home, clock, clock.now().date() + timedelta(days=1))
        other.heartbeat.tick()
        at_rest(home, clock)
    finally:
        other.stop()
    for found in patterns(home):
        assert steps(home, found.number) == [Step.FOUND, Step.TOLD]
    assert {each: len(direct(home, each, "P-")) for each in (AMARA, TOMASZ)} == {
        AMARA: 2,
        TOMASZ: 1,
    }
