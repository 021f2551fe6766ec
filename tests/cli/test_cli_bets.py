"""The portfolio on a terminal."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cli_terminal import Terminal

from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.jira.server import JiraSandbox

WEEK = timedelta(weeks=1)

BETS = """name,owner,horizon,stage,metric,unit,baseline,target,capacity,exit,jira
Faster checkout,U0OLA,H1,earn,Paid baskets,%,60,80,60,below 50 for 4 weeks; churn above 5,project=PAY;component=Checkout
Wallet \x1b[31m,U0OLA,H2,learn,Users,,0,5000,0,,project = MOB
"""


def today() -> date:
    return datetime.now(UTC).date()


def a_file(terminal: Terminal, text: str, name: str = "bets.csv") -> str:
    path = terminal.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def weekly(key: str, *values: float) -> str:
    first = today() - WEEK * (len(values) - 1)
    rows = (f"{key},{first + WEEK * place},{value}" for place, value in enumerate(values))
    return "\n".join(("bet,on,value", *rows, ""))


def told(terminal: Terminal, *arguments: str) -> Any:
    done = terminal.run("bets", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def migrated(bare: Terminal, sqlite_url: str) -> Terminal:
    bare.environment["DATABASE_URL"] = sqlite_url
    return bare


@pytest.fixture
def filled(migrated: Terminal) -> Terminal:
    """Two bets, the first of which has stood still for twelve weeks."""
    done = migrated.run("bets", "import", a_file(migrated, BETS))
    assert done.exit_code == 0, done.output
    migrated.run("bets", "import", a_file(migrated, weekly("1", *[62] * 12), "r.csv"))
    return migrated


# --- import ----------------------------------------------------------------------------------------


def test_without_a_database_it_is_told_how_one_is_made(bare: Terminal) -> None:
    done = bare.run("bets", "list")
    assert done.exit_code == 1
    assert "cadence db upgrade" in str(done.exception)


def test_an_empty_portfolio_is_told_how_it_begins(migrated: Terminal) -> None:
    assert "cadence bets import" in migrated.run("bets", "list").output
    assert told(migrated, "list") == {"bets": []}


def test_a_rehearsal_stores_nothing(migrated: Terminal) -> None:
    done = migrated.run("bets", "import", "--dry-run", a_file(migrated, BETS))
    assert "Nothing was stored; this would happen: 2 new bets." in done.output
    assert told(migrated, "list") == {"bets": []}


def test_the_same_file_again_changes_nothing(filled: Terminal) -> None:
    again = told(filled, "import", a_file(filled, BETS))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    readings = told(filled, "import", str(filled.folder / "r.csv"))
    assert (readings["readings"], readings["known_readings"]) == (0, 12)


def test_a_changed_file_tells_what_it_changes(filled: Terminal) -> None:
    done = filled.run("bets", "import", a_file(filled, BETS.replace(",80,60,", ",80,55,")))
    assert "capacity: 60 % → 55 %" in done.output
    assert "1 changed bet, 1 unchanged bet" in done.output


def test_faults_are_told_by_file_and_line_and_nothing_is_stored(migrated: Terminal) -> None:
    file = a_file(migrated, BETS.replace("H2", "H7"))
    done = migrated.run("bets", "import", file)
    assert done.exit_code == 1
    assert f"{file}:3: horizon: must be 'H1', 'H2' or 'H3'" in done.stderr
    assert "Nothing was stored." in done.stderr
    refused = migrated.run("bets", "import", file, "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout) == {
        "file": file,
        "complete": False,
        "faults": [{"line": 3, "words": "horizon: must be 'H1', 'H2' or 'H3'"}],
    }
    assert told(migrated, "list") == {"bets": []}


def test_a_toml_file_holds_the_sections_of_the_settings(migrated: Terminal) -> None:
    text = '[bets.wallet]\nname = "Wallet"\nhorizon = "H2"\ndecisions = [12]\n'
    told(migrated, "import", a_file(migrated, text, "more.toml"))
    (bet,) = told(migrated, "list")["bets"]
    assert (bet["key"], bet["decisions"]) == ("wallet", ["D-12"])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None], ids=["no text", "not there"])
def test_a_file_that_can_not_be_read_is_named(migrated: Terminal, content: bytes | None) -> None:
    path = migrated.folder / "x.csv"
    if content is not None:
        path.write_bytes(content)
    done = migrated.run("bets", "import", str(path))
    assert done.exit_code == 1
    assert "x.csv" in done.output


def test_an_address_needs_slack(migrated: Terminal) -> None:
    done = migrated.run("bets", "import", a_file(migrated, BETS.replace("U0OLA", "ola@x.test")))
    assert done.exit_code == 1
    assert "SLACK_BOT_TOKEN" in str(done.exception)


# --- one bet ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["1", "faster-checkout", "FASTER checkout"])
def test_a_bet_is_shown_by_number_key_or_name(filled: Terminal, name: str) -> None:
    done = filled.run("bets", "show", name)
    assert "Paid baskets 62 %" in done.output
    assert "stable, not growing for 42 days" in done.output
    assert "name: nothing → Faster checkout" in done.output


def test_a_bet_as_an_object_has_all_its_readings_and_history(filled: Terminal) -> None:
    bet = told(filled, "show", "1")
    assert (bet["latest"]["outcome"]["value"], len(bet["readings"])) == ("62", 12)
    assert bet["motion"]["course"] == "stable, not growing"
    assert [each["rule"] for each in bet["findings"]] == ["flat"]
    assert bet["exit"][0] == {
        "metric": "outcome",
        "comparison": "below",
        "value": "50",
        "days": 28,
    }
    assert [each["what"] for each in bet["history"]] == ["imported"]


def test_a_name_that_no_bet_has_brings_those_there_are(filled: Terminal) -> None:
    done = filled.run("bets", "show", "checkout")
    assert done.exit_code == 1
    assert "1  Faster checkout" in done.output


def test_nothing_from_outside_commands_the_terminal(filled: Terminal) -> None:
    for verb in (("list",), ("show", "2"), ("board",)):
        assert "\x1b" not in filled.run("bets", *verb).output


# --- readings --------------------------------------------------------------------------------------


def test_a_reading_is_kept_beside_the_one_before(filled: Terminal) -> None:
    day = today().isoformat()
    assert told(filled, "read", "1", "64.5")["on"] == day
    assert told(filled, "show", "1")["latest"]["outcome"]["value"] == "64.5"
    done = filled.run("bets", "read", "1", "7", "--metric", "Churn", "--on", day)
    assert f"churn was 7 on {today().day} " in done.output
    rules = [each["rule"] for each in told(filled, "show", "1")["findings"]]
    assert "exit" in rules


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("x",), "is no number"),
        (("nan",), "is no number"),
        (("101", "--metric", "confidence"), "between 0 and 100"),
        (("1", "--metric", "mood"), "has outcome, confidence, churn, and no mood"),
        (("1", "--on", "2999-01-01"), "still to come"),
    ],
)
def test_what_is_no_reading_is_told_why(
    filled: Terminal, arguments: tuple[str, ...], why: str
) -> None:
    done = filled.run("bets", "read", "1", *arguments)
    assert done.exit_code == 1
    assert why in done.output


def test_a_reading_may_be_below_zero(filled: Terminal) -> None:
    assert told(filled, "read", "1", "-3")["value"] == "-3"


# --- the board -------------------------------------------------------------------------------------


def test_without_jira_the_board_stands_with_its_questions(filled: Terminal) -> None:
    done = filled.run("bets", "board")
    assert done.exit_code == 0, done.output
    assert "H1 · today's business" in done.output
    assert "Sunsetting" in done.output
    assert "Faster checkout: stable, not growing for 42 days" in done.output
    assert "Waiting for capacity: Wallet" in done.output
    assert "Options: Double down, Shift, Sunset, Keep until a date" in done.output


def test_the_board_as_an_object_holds_the_calls(filled: Terminal) -> None:
    board = told(filled, "board")
    assert [each["key"] for each in board["calls"]] == ["bet:1", "portfolio:balance"]
    assert [len(each["bets"]) for each in board["columns"]] == [1, 1, 0, 0]
    assert board["complete"] is True


def test_the_board_counts_the_work_in_jira(
    filled: Terminal, terminal: Terminal, jira: JiraSandbox, company: Company
) -> None:
    load = told(terminal, "board")["columns"][0]["bets"][0]["jira_work"]
    open_bugs = json.loads(terminal.run("ask", "open bugs in Checkout of PAY", "--json").stdout)
    assert load["bugs"] == open_bugs["total"] > 0
    assert load["open"] >= load["bugs"]
    assert "component" in load["jql"]


def test_where_jira_is_away_the_board_says_what_is_missing(
    filled: Terminal, terminal: Terminal, jira: JiraSandbox
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=401, times=None))
    board = told(terminal, "board")
    assert board["complete"] is False
    assert board["gaps"] == ["Jira could not be read, so delivery and bugs are missing."]
    assert board["columns"][0]["bets"][0]["jira_work"] is None
