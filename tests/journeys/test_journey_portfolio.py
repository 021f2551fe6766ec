"""Bets in Slack, and the portfolio review from due to decided: through Bolt, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cadence.adapters.db.bets import SqlBets
from cadence.portfolio.model.bet import Bet, Stage
from cadence.portfolio.model.files import contents
from cadence.portfolio.service.importing import Importing
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.site import Site
from journeys.house import House, house
from journeys.moving import ShiftedClock, at_rest, forward, local, next_monday

pytestmark = pytest.mark.usefixtures("imported")

HANNAH, DIEGO, PRIYA, MARCUS = "hannah.weiss", "diego.fuentes", "priya.raman", "marcus.adeyemi"
PORTFOLIO = "portfolio"
FLAT, MET = "Refunds without support", "Push that brings back"


@pytest.fixture
def home(
    site: Site, company: Company, tmp_path: Path, database_url: str, clock: ShiftedClock
) -> Iterator[House]:
    with house(site, company, tmp_path, database_url=database_url, clock=clock, http=True) as each:
        bets = SqlBets(each.cadence.engine)
        importing = Importing(bets=bets, zone=each.cadence.settings.zone)
        readings = contents(company.bet_readings, is_toml=False, find=lambda _: None)
        importing.take_in(readings, source="readings.csv", at=clock.now())
        yield each


def the_bet(home: House, name: str) -> Bet:
    (found,) = [each for each in SqlBets(home.cadence.engine).all(ended=True) if each.name == name]
    return found


def test_a_bet_is_made_read_and_ended_in_slack(home: House, clock: ShiftedClock) -> None:
    home.slack.people.command(HANNAH, PORTFOLIO, "/cadence", "bets new").wait()
    made = home.submit(
        HANNAH,
        home.filled(HANNAH),
        {
            "Name": "Gift cards",
            "Outcome metric": "Baskets paid by card",
            "Unit": "%",
            "Target": "4",
            "Share of capacity, in percent": "3",
        },
    )
    assert "“Gift cards” is on the board" in home.modal(made)

    card = home.command(HANNAH, PORTFOLIO, "bets gift cards", name="/cadence")
    assert "owned by Hannah Weiss" in home.shown(card)
    assert "Baskets paid by card not read yet, target 4" in home.shown(card)

    home.press(HANNAH, card, "New reading…").wait()
    read = home.submit(HANNAH, home.titled(HANNAH, "Save"), {"Value": "1.5"})
    assert "Kept: Baskets paid by card of “Gift cards” was 1.5" in home.modal(read)

    home.press(HANNAH, card, "Stage…").wait()
    view = home.titled(HANNAH, "Save")
    ended = home.submit(
        HANNAH,
        view,
        {"From today on it is": "ended", "Why, and what was learned": "Nobody gives them."},
    )
    assert "is ended from today on" in home.modal(ended)
    bet = the_bet(home, "Gift cards")
    assert (bet.stage, bet.capacity) == (Stage.ENDED, 0)

    home.press(HANNAH, card, "History…").wait()
    at_rest(home, clock)
    top = home.slack.workspace.views.top(home.slack.workspace.user(HANNAH).id)
    assert top is not None
    assert "Nobody gives them." in home.modal(top)


def test_the_board_is_shown_in_words_and_as_a_picture(home: House, clock: ShiftedClock) -> None:
    board = home.command(PRIYA, PORTFOLIO, "board", name="/cadence")
    shown = home.shown(board)
    assert "One-page checkout · 30 % of capacity" in shown
    assert "stable, not growing for" in shown
    assert "Jira: " in shown
    assert "To decide" in shown
    other = home.command(HANNAH, PORTFOLIO, "board", name="/cadence")
    assert "To decide" not in home.shown(other)

    before = home.said_in(PORTFOLIO)
    home.press(PRIYA, board, "As a picture").wait()
    picture = home.next_in(PORTFOLIO, before)
    (image,) = [each for each in picture.blocks if each["type"] == "image"]
    file = home.slack.workspace.files.get(image["slack_file"]["id"])
    assert file.content.startswith(b"\x89PNG")
    assert "One-page checkout: 30 % of capacity" in image["alt_text"]
    at_rest(home, clock)


def test_the_review_runs_from_due_to_decided(home: House, clock: ShiftedClock) -> None:
    monday = next_monday(clock.now().date())
    forward(home, clock, local(monday, "09:00"))
    (hers,) = home.direct(HANNAH, "Portfolio review")
    assert FLAT in home.shown(hers)
    assert MET not in home.shown(hers)
    home.press(HANNAH, hers, "Confirm").wait()
    at_rest(home, clock)

    (his,) = home.direct(DIEGO, "Portfolio review")
    home.press(DIEGO, his, "Correct…").wait()
    view = home.filled(DIEGO)
    confidence = next(label for label in home.fields(view) if label.startswith("How sure"))
    home.submit(DIEGO, view, {confidence: "25"})
    at_rest(home, clock)

    forward(home, clock, local(monday + timedelta(days=1), "12:00"))
    digest = home.said_in(PORTFOLIO)
    told = "\n".join(home.shown(each) for each in digest)
    assert "confidence 25 %, down 15 points" in told
    assert "an exit criterion is met" in told
    assert "To decide" not in told
    assert any(each["type"] == "image" for message in digest for each in message.blocks)

    _sunset_the_first(home, clock)
    assert the_bet(home, FLAT).stage is Stage.SUNSETTING
    assert the_bet(home, FLAT).decisions == (1,)
    board = home.command(HANNAH, PORTFOLIO, "board", name="/cadence")
    assert FLAT in home.shown(board).partition("Sunsetting")[2]


def _sunset_the_first(home: House, clock: ShiftedClock) -> None:
    """One of the portfolio's owners answers the first question: the bet that is stuck and holds the most."""
    asked = home.direct(PRIYA, FLAT)[0]
    assert home.direct(MARCUS, FLAT)
    home.press(PRIYA, asked, "Decide…").wait()
    view = home.filled(PRIYA)
    assert FLAT in home.modal(view)
    assert "It holds 22 % of capacity" in home.modal(view)
    assert "In-store pickup" in home.modal(view)
    decided = home.submit(
        PRIYA,
        view,
        {
            "Decision": "sunset",
            "In your words": "Wind it down by the end of the quarter.",
            "Why": "Support still handles as many refunds as before.",
        },
    )
    assert "D-1" in home.modal(decided)
    at_rest(home, clock)
