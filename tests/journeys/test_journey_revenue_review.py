"""The sample company's NRR review from due to published: through Bolt, on both databases, as the clock moves on."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.assembly.figures import figures
from cadence.assembly.revenue import inputs
from cadence.revenue.model.expansion import LeadState
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.sheet import sheet_of
from cadence.rituals.model.occurrence import Occurrence, Stage, Step
from cadence.sandbox.company.model import Company, Truth
from cadence.sandbox.jira.site import Site
from journeys.house import House, house, until
from journeys.moving import ShiftedClock, at_rest, forward, local, next_monday

REVIEW = "revenue-review"
HANNAH, KEIKO, EMMA, CAMILLE = "hannah.weiss", "keiko.tanaka", "emma.larsen", "camille.dubois"
OWNERS = (HANNAH, KEIKO, EMMA, CAMILLE)


@pytest.fixture
def home(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    with house(site, company, tmp_path, database_url=database_url, clock=clock, http=True) as each:
        yield each


@pytest.fixture
def one_home(
    site: Site, company: Company, tmp_path: Path, sqlite_url: str, clock: ShiftedClock
) -> Iterator[House]:
    """On one database: what only the review itself has to show on both."""
    with house(site, company, tmp_path, database_url=sqlite_url, clock=clock, http=True) as each:
        yield each


@pytest.fixture
def tuesday(clock: ShiftedClock) -> date:
    return next_monday(clock.now().date()) + timedelta(days=1)


def take_in(home: House, company: Company, clock: ShiftedClock) -> None:
    """As `cadence revenue import` and `cadence indicators import` do it."""
    settings, engine = home.cadence.settings, home.cadence.engine
    done = figures(settings, engine, clock).importing.take(
        sheet_of(io.StringIO(company.revenue.months)), "revenue.csv", reading=Reading()
    )
    assert done.is_whole
    accounts = io.StringIO(company.revenue.accounts)
    inputs(settings, engine, clock).importing.take(accounts, source="accounts.csv")


def correct(home: House, company: Company, clock: ShiftedClock) -> None:
    figures(home.cadence.settings, home.cadence.engine, clock).importing.take(
        sheet_of(io.StringIO(company.revenue.correction)),
        "correction.csv",
        reading=Reading(),
        note="booked a third too low",
    )


def truth(company: Company, kind: str) -> Truth:
    return next(each for each in company.revenue.truths if each.kind == kind)


def review(home: House) -> str:
    return "\n".join(home.shown(each) for each in home.said_in(REVIEW))


def test_the_review_runs_from_due_to_published(
    home: House, company: Company, clock: ShiftedClock, tuesday: date
) -> None:
    take_in(home, company, clock)
    forward(home, clock, local(tuesday, "09:00"))
    asked = {user: home.direct(user, "NRR review") for user in OWNERS}
    assert [len(each) for each in asked.values()] == [1, 1, 1, 1]
    assert "Adoption depth" in home.shown(asked[EMMA][0])
    assert "accounts in accounts.csv" in home.shown(asked[EMMA][0])
    assert home.said_in(REVIEW) == []

    home.press(HANNAH, asked[HANNAH][0], "Confirm").wait()
    home.press(EMMA, asked[EMMA][0], "Correct…").wait()
    view = home.filled(EMMA)
    labels = {label.split(" (")[0]: label for label in home.fields(view)}
    home.submit(
        EMMA,
        view,
        {
            labels["Where does it stand?"]: "52.5",
            labels["What is behind it?"]: "Two big shops stopped using it.",
        },
    )
    at_rest(home, clock)

    forward(home, clock, local(tuesday + timedelta(days=1), "12:00"))
    shown = review(home)
    assert "52.5 %" in shown
    assert "Two big shops stopped using it." in shown
    assert "cohort, monthly, reactivation out, in EUR" in shown
    assert shown.index("Leading indicators") < shown.index("NRR and GRR")
    (fading,) = truth(company, "at risk").facts["accounts"]
    (full,) = truth(company, "ready").facts["accounts"]
    assert fading in shown
    assert full in shown
    assert "Southern Europe" in shown
    (question,) = home.direct(EMMA, "is short of its target")
    assert "Adoption depth" in home.shown(question)
    assert "Adoption depth is short of its target" not in shown
    pictures = [
        block
        for message in home.said_in(REVIEW)
        for block in message.blocks or ()
        if block["type"] == "image"
    ]
    assert len(pictures) == 2
    assert all("EUR" in each["alt_text"] or "NRR" in each["alt_text"] for each in pictures)
    found = stored(home, tuesday)
    assert found.stage is Stage.PUBLISHED


def stored(home: House, on: date) -> Occurrence:
    occurrences = SqlOccurrences(home.cadence.engine)
    found = occurrences.occurrence("nrr-review", on)
    lines = occurrences.ledger(ritual="nrr-review", on=on)
    assert not [each for each in lines if each.step in (Step.FAILED, Step.UNREACHED)]
    assert found is not None
    return found


def test_what_was_decided_is_not_asked_again_and_a_correction_stands_apart(
    one_home: House, company: Company, clock: ShiftedClock, tuesday: date
) -> None:
    home = one_home
    take_in(home, company, clock)
    forward(home, clock, local(tuesday, "09:00"))
    forward(home, clock, local(tuesday + timedelta(days=1), "12:00"))
    (fading,) = truth(company, "at risk").facts["accounts"]
    with_call = next(each for each in home.said_in(REVIEW) if "Who does what" in home.shown(each))
    home.press(CAMILLE, with_call, "Decide…").wait()
    view = home.filled(CAMILLE)
    shown = home.modal(view)
    assert fading in shown
    labels = list(home.fields(view))
    home.submit(CAMILLE, view, {labels[0]: "talk"})
    at_rest(home, clock)
    before = home.said_in(REVIEW)

    correct(home, company, clock)
    following = tuesday + timedelta(days=7)
    forward(home, clock, local(following, "09:00"))
    forward(home, clock, local(following + timedelta(days=1), "12:00"))
    later = [each for each in home.said_in(REVIEW) if each.ts not in {it.ts for it in before}]
    told = "\n".join(home.shown(each) for each in later)
    assert "Restated since last time" in told
    assert "booked a third too low" in told
    assert f"{fading} renews soon and is at risk" not in told


def test_a_lead_is_raised_once_and_taken_by_a_press(
    one_home: House, company: Company, clock: ShiftedClock, tuesday: date
) -> None:
    home = one_home
    take_in(home, company, clock)
    (full,) = truth(company, "ready").facts["accounts"]
    leads = inputs(home.cadence.settings, home.cadence.engine, clock).looking.leads
    for days in range(3):
        forward(home, clock, local(tuesday + timedelta(days=days), "07:30"))
        until(lambda: bool(leads.leads(LeadState.OPEN)))
        at_rest(home, clock)
    told = [each for user in company.cast.people for each in home.direct(user.handle, full)]
    leads_told = [each for each in told if "ready for more" in home.shown(each)]
    assert len(leads_told) == 1
    owner = next(
        user.handle for user in company.cast.people if home.direct(user.handle, "ready for more")
    )
    home.press(owner, leads_told[0], "I take it").wait()
    assert "took it." in home.shown(home.changed(leads_told[0]))
    assert {each.account for each in leads.leads(LeadState.TAKEN)} == {full}


def test_an_asker_is_answered_alone_and_a_figure_has_its_definition(
    one_home: House, company: Company, clock: ShiftedClock
) -> None:
    home = one_home
    take_in(home, company, clock)
    told = home.command(CAMILLE, "sales", "revenue", name="/cadence")
    assert told.only_for is not None
    assert "cohort, monthly, reactivation out, in EUR" in home.shown(told)
    told = home.command(CAMILLE, "sales", "indicators", name="/cadence")
    home.press(CAMILLE, told, "Record…").wait()
    view = home.filled(CAMILLE)
    done = home.submit(CAMILLE, view, {"Activation (%)": "71"})
    assert "Recorded. Activation: 71 %" in home.modal(done)
