"""Patterns where people look at them: typed, at home, scanned on demand, reviewed. Through Bolt, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cadence.adapters.db.patterns import SqlPatterns
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.service.nightly import NO_COPY
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.faults import Effect, Fault
from journeys.house import House, house
from journeys.moving import ShiftedClock, at_rest, forward, local
from journeys.nights import copied, night

pytestmark = pytest.mark.usefixtures("imported")

AMARA, CHLOE = "amara.okafor", "chloe.martin"
SUPPORT, REVIEWED = "support", "decisions"


@pytest.fixture
def home(
    company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    """Reviewed on Wednesdays, in the channel of decisions; every event comes three times."""
    channel = company.settings.partition('log_channel = "')[2].partition('"')[0]
    review = f'\n[rituals.quality-review]\nchannel = "{channel}"\nzone = "Europe/Berlin"\n'
    with house(
        jira_site(company, clock=clock),
        company,
        tmp_path,
        database_url=database_url,
        clock=clock,
        http=True,
        settings=company.settings + review,
        copied=True,
    ) as each:
        each.slack.faults.add(Fault(effect=Effect.DUPLICATE, times=None, copies=3))
        yield each


def scanned(home: House, clock: ShiftedClock) -> None:
    """The night that was missed is made up for, as soon as there is a copy."""
    copied(home, clock)
    forward(home, clock, clock.now() + NO_COPY)


def retries(home: House) -> Pattern:
    found = SqlPatterns(home.cadence.engine).all()
    (one,) = [each for each in found if (each.area, each.kind) == ("Payments", Kind.RECURRENCE)]
    return one


def typed(home: House, user: str, words: str) -> str:
    """Where this person can be answered beside others."""
    return home.shown(home.command(user, SUPPORT, words, name="/cadence"))


def wednesday(today: date) -> date:
    """The first one that is ahead."""
    return today + timedelta(days=(2 - today.weekday()) % 7 or 7)


def at_home(home: House, clock: ShiftedClock, user: str) -> Any:
    home.slack.people.open_home(user).wait()
    at_rest(home, clock)
    return home.slack.workspace.views.home(home.slack.workspace.user(user).id)


def test_they_are_listed_shown_and_scanned_on_demand(home: House, clock: ShiftedClock) -> None:
    assert "Bugs were never scanned yet" in typed(home, CHLOE, "patterns")
    scanned(home, clock)
    found = retries(home)
    listed = home.command(CHLOE, SUPPORT, "patterns", name="/cadence")
    assert found.sentence in home.shown(listed)
    assert "from the copy of Jira as of" in home.shown(listed)
    assert "There is no pattern “P-99”" in typed(home, CHLOE, "patterns P-99")

    shown = home.command(CHLOE, SUPPORT, f"patterns {found.label}", name="/cadence")
    assert any(each["type"] == "image" for each in shown.blocks)
    assert "PAY-" in home.shown(shown)
    assert "I own it…" not in home.shown(shown), "nothing of hers to press"
    assert "found: " in typed(home, CHLOE, f"patterns ledger {found.label}")

    assert "I begin to scan" in typed(home, CHLOE, "patterns scan")
    at_rest(home, clock)
    (over,) = home.direct(CHLOE)
    assert "The scan is over: nothing new, nothing worse, nothing back." in home.shown(over)
    assert len(home.direct(AMARA, found.label)) == 1, "what was told is not told again"


def test_a_lead_has_theirs_at_home_and_what_they_took_on_in_the_review(
    home: House, clock: ShiftedClock
) -> None:
    scanned(home, clock)
    found = retries(home)
    view = at_home(home, clock, AMARA)
    assert found.sentence in home.modal(view)
    assert "Patterns in your areas" not in home.modal(at_home(home, clock, CHLOE))
    assert "'patterns.show" in str(view.body["blocks"])

    (card,) = home.direct(AMARA, f"{found.label} ")
    home.press(AMARA, card, "I own it…").wait()
    on = wednesday(clock.now().date())
    until = on + timedelta(days=40)
    home.submit(
        AMARA,
        home.titled(AMARA, "Take it on"),
        {
            "What in the system brings it about": "code health",
            "What is done about it": "Retries get an idempotency key.",
            "When the rate is tested": until.isoformat(),
        },
    )
    night(home, clock, on)
    forward(home, clock, local(on, "10:00"))
    (asked,) = home.direct(AMARA, "Quality review")
    assert "Retries get an idempotency key" in home.shown(asked)
    home.press(AMARA, asked, "Answer…").wait()
    later = until + timedelta(days=7)
    form = home.filled(AMARA)
    fields = home.fields(form)
    assert until.isoformat() in str(fields["By when is it done?"])
    home.submit(
        AMARA,
        form,
        {
            "How far is what you do about its cause?": "under_way",
            "By when is it done?": later.isoformat(),
        },
    )
    at_rest(home, clock)
    owned = retries(home).ownership
    assert owned is not None
    assert owned.until == later

    night(home, clock, on + timedelta(days=1))
    forward(home, clock, local(on + timedelta(days=1), "15:00"))
    digest = "\n".join(home.shown(each) for each in home.said_in(REVIEWED))
    assert "Quality review" in digest
    assert "Owned (1)" in digest
    assert f"{found.label} " in digest
    assert "No alarm was answered" not in digest
    assert "1 alarm: 1 taken on, 0 no pattern" in digest
    assert retries(home).state is State.OWNED
