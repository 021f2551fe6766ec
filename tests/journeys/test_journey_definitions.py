"""A ritual is set up from Slack: a template, a question of one's own that follows another, and back again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.core.agenda import Comparison, Condition
from cadence.rituals.model.ritual import State
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.model import View
from journeys.house import House, control, house

HANNAH, AMARA = "hannah.weiss", "amara.okafor"
PAYMENTS = "checkout-payments"


@pytest.fixture
def home(company: Company, tmp_path: Path, sqlite_url: str) -> Iterator[House]:
    with house(jira_site(company), company, tmp_path, database_url=sqlite_url) as each:
        yield each


def pressed(home: House, view: View, label: str, value: Any = None) -> View:
    """A button in the modal; brings the modal as it is after it."""
    action, held = control(view.body["blocks"], label)
    chosen = held if value is None else value
    home.slack.people.press_in_view(HANNAH, view.id, action, chosen).wait()
    return home.told(view, besides=("One moment…",))


def chosen(home: House, view: View, label: str, value: str) -> View:
    """Something is chosen in a field that is watched; brings the modal with the fields that follow."""
    block = home.fields(view)[label]["block_id"]
    home.slack.people.fill(HANNAH, view.id, {block: value}).wait()
    return home.told(view, besides=("One moment…",))


def test_a_ritual_is_set_up_started_changed_and_rolled_back(home: House) -> None:
    user = home.slack.workspace.user(HANNAH).id
    home.slack.people.command(HANNAH, PAYMENTS, "/cadence", "rituals new pre-mortem").wait()
    page = home.submit(HANNAH, home.filled(HANNAH), {"Who is asked": [user]})
    assert "nobody is asked before you start it" in home.modal(page)
    page = pressed(home, page, "Start it")
    assert "“Pre-mortem” is on; next" in home.modal(page)

    questions = pressed(home, page, "Questions…")
    form = pressed(home, questions, "Add a question…")
    home.slack.people.fill(
        HANNAH, form.id, {home.fields(form)["Question"]["block_id"]: "Who else?"}
    )
    form = chosen(home, form, "Answer", "person")
    form = chosen(home, form, "Asked only if", "seen")
    done = home.submit(HANNAH, form, {"The answer to that": "is", "What": "yes"})
    assert "Version 2: question added: “Who else?”" in home.modal(done)
    assert "only if “Is that sign there already?” is “Yes”" in home.modal(done)

    definitions = SqlDefinitions(home.cadence.engine)
    standing = definitions.standing("pre-mortem")
    assert standing is not None
    assert standing.state is State.ON
    assert standing.version.ritual.asks[-1].only_if == Condition(
        ask="seen", comparison=Comparison.IS, value="yes"
    )

    history = home.command(HANNAH, PAYMENTS, "rituals history pre-mortem", name="/cadence")
    before = home.said_in(PAYMENTS)
    home.press(HANNAH, history, "Roll back").wait()
    assert "rolled back to version 1" in home.shown(home.next_in(PAYMENTS, before))
    assert len(definitions.versions("pre-mortem")) == 3


def test_what_is_typed_after_the_command_reaches_who_can_answer(home: House) -> None:
    def said(text: str) -> str:
        return home.shown(home.command(AMARA, PAYMENTS, text, name="/cadence"))

    helped = said("help")
    assert "/cadence QUESTION" in helped
    assert "/cadence rituals" in helped
    assert "/cadence board" in helped
    assert "Portfolio review" in said("rituals")
    assert "You watch nothing" in said("watches")
    assert "Slack: healthy" in said("health")
    assert "PAY-352" in said("PAY-352")
