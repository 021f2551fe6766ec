"""A check-in in people's hands: filled in, followed by its form, put off by a holiday, answered late."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cadence.adapters.db.checkins import SqlCheckIns
from cadence.rituals.model.checkin import Answering, CheckIn, Response
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.model import Message, View
from journeys.house import House, house, until
from journeys.moving import ShiftedClock, at_rest, forward, local

HANNAH, TOMASZ, AMARA = "hannah.weiss", "tomasz.wojcik", "amara.okafor"
PAYMENTS = "checkout-payments"
RITUAL = """
[rituals.mood]
title = "Mood of the team"
purpose = "So that nobody carries it alone."
channel = "{channel}"
zone = "Europe/Berlin"
when = "every Monday"
at = "09:00"
closes_after = 1
closes_at = "16:00"
reminders = ["4h"]
people = [{people}]

[[rituals.mood.asks]]
name = "mood"
label = "How is it?"
sort = "choice"
choices = ["Fine", "Not fine"]

[[rituals.mood.asks]]
name = "why"
label = "Why?"
only_if = {{ ask = "mood", is = "Not fine" }}

[[rituals.mood.asks]]
name = "load"
label = "Load"
sort = "number"
unit = "%"
least = 0
most = 150
"""


@pytest.fixture
def home(
    company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    people = {each.handle: each.user_id for each in company.cast.people}
    channels = {each.name: each.id for each in company.cast.channels}
    ritual = RITUAL.format(
        channel=channels[PAYMENTS],
        people=", ".join(f'"{people[each]}"' for each in (HANNAH, TOMASZ, AMARA)),
    )
    with house(
        jira_site(company),
        company,
        tmp_path,
        database_url=database_url,
        settings=_without_rituals(company.settings) + ritual,
        clock=clock,
        http=True,
    ) as each:
        yield each


def _without_rituals(settings: str) -> str:
    """The sample company has some of its own, which would take their time."""
    sections = re.split(r"(?m)^(?=\[)", settings)
    return "".join(each for each in sections if not each.lstrip("[").startswith("rituals"))


def user_id(home: House, user: str) -> str:
    return home.slack.workspace.user(user).id


def direct(home: House, user: str) -> list[Message]:
    """What this person was told of this ritual."""
    return home.direct(user, "Mood of the team")


def check_in(home: House, user: str, on: date) -> CheckIn:
    store = SqlCheckIns(home.cadence.engine)
    found = store.check_in(f"mood@{on.isoformat()}", user_id(home, user))
    assert found is not None
    return found


def response(home: House, user: str, on: date) -> Response:
    store = SqlCheckIns(home.cadence.engine)
    found = store.response(f"mood@{on.isoformat()}", user_id(home, user))
    assert found is not None
    return found


def said(found: Response) -> dict[str, str]:
    return {each.ask: str(each.value) for each in found.given}


def with_field(home: House, view: View, label: str) -> View:
    """The modal, once it has this field."""
    until(lambda: label in home.fields(home.slack.workspace.views.get(view.id)))
    return home.slack.workspace.views.get(view.id)


def test_a_form_follows_what_is_chosen_and_next_week_it_is_one_press(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    forward(home, clock, local(monday, "09:00"))
    (asked,) = direct(home, HANNAH)
    assert "So that nobody carries it alone." in home.shown(asked)

    home.press(HANNAH, asked, "Answer…").wait()
    view = home.filled(HANNAH)
    assert [*home.fields(view)] == ["How is it?", "Load (%)"]
    field = home.fields(view)["How is it?"]["block_id"]
    load = home.fields(view)["Load (%)"]["block_id"]
    home.slack.people.fill(HANNAH, view.id, {load: "120"}).wait()
    home.slack.people.fill(HANNAH, view.id, {field: "Not fine"}).wait()
    view = with_field(home, view, "Why?")
    home.slack.people.fill(HANNAH, view.id, {field: "Fine"}).wait()
    until(lambda: "Why?" not in home.fields(home.slack.workspace.views.get(view.id)))
    home.slack.people.fill(HANNAH, view.id, {field: "Not fine"}).wait()
    view = with_field(home, view, "Why?")
    assert home.submit(HANNAH, view, {"Load (%)": "151"}).errors == {load: "It can't be above 150."}
    done = home.submit(HANNAH, view, {"Why?": "On call every night", "Load (%)": "120.5"})
    assert "Thank you. You can change your answers until it closes." in home.modal(done)
    at_rest(home, clock)
    found = response(home, HANNAH, monday)
    assert said(found) == {"mood": "not_fine", "why": "On call every night", "load": "120.5"}
    changed = direct(home, HANNAH)[0]
    assert "Why? On call every night" in home.shown(changed)
    assert "Load: 120.5 %" in home.shown(changed)

    home.press(HANNAH, changed, "Change…").wait()
    view = home.filled(HANNAH)
    home.slack.people.fill(HANNAH, view.id, {field: "Fine"}).wait()
    until(lambda: "Why?" not in home.fields(home.slack.workspace.views.get(view.id)))
    home.submit(HANNAH, home.slack.workspace.views.get(view.id))
    at_rest(home, clock)
    assert said(response(home, HANNAH, monday)) == {"mood": "fine", "load": "120.5"}

    following = monday + timedelta(days=7)
    forward(home, clock, local(following, "09:00"))
    again = direct(home, HANNAH)[-1]
    assert "Load: 120.5 % – your answer of Mon" in home.shown(again)
    home.press(HANNAH, again, "Confirm").wait()
    at_rest(home, clock)
    last = response(home, HANNAH, following)
    assert (said(last), last.confirmed) == ({"mood": "fine", "load": "120.5"}, True)
    assert check_in(home, HANNAH, following).standing is Answering.ANSWERED
    assert "You confirmed it." in home.shown(direct(home, HANNAH)[-1])


def test_a_holiday_is_away_and_an_answer_after_it_is_late(
    home: House, clock: ShiftedClock, monday: date
) -> None:
    back = local(monday + timedelta(days=2), "12:00")
    home.slack.people.set_status(HANNAH, ":palm_tree:", expiration=int(back.timestamp()))
    told = home.command(TOMASZ, PAYMENTS, "away until 2020-01-01", name="/cadence")
    assert "is not within the year ahead" in home.shown(told)
    told = home.command(TOMASZ, PAYMENTS, "away", name="/cadence")
    assert "You are away until you say that you are back." in home.shown(told)

    forward(home, clock, local(monday, "09:00"))
    assert [len(direct(home, each)) for each in (HANNAH, TOMASZ, AMARA)] == [0, 0, 1]
    told = home.command(TOMASZ, PAYMENTS, "back", name="/cadence")
    assert "Welcome back." in home.shown(told)
    at_rest(home, clock)
    assert len(direct(home, TOMASZ)) == 1

    home.slack.people.open_home(TOMASZ).wait()
    until(lambda: home.slack.workspace.views.home(user_id(home, TOMASZ)) is not None)
    tab = home.slack.workspace.views.home(user_id(home, TOMASZ))
    assert tab is not None
    shown = home.modal(tab)
    assert shown.index("What waits for you") < shown.index("What you watch")
    assert "Mood of the team" in shown

    forward(home, clock, local(monday + timedelta(days=1), "16:00"))
    assert check_in(home, HANNAH, monday).standing is Answering.AWAY
    assert check_in(home, AMARA, monday).standing is Answering.MISSED
    digest = home.said_in(PAYMENTS)[-1]
    assert "Mood of the team" in home.shown(digest)

    forward(home, clock, back + timedelta(hours=1))
    told = home.command(AMARA, PAYMENTS, "checkin", name="/cadence")
    assert "It is closed. You can still answer" in home.shown(told)
    home.press(AMARA, told, "Answer late…").wait()
    view = home.filled(AMARA)
    home.submit(AMARA, view, {"How is it?": "Fine", "Load (%)": "80"})
    at_rest(home, clock)
    assert check_in(home, AMARA, monday).standing is Answering.LATE
    assert "Late" in home.shown(home.slack.workspace.channel(PAYMENTS).messages[digest.ts])
