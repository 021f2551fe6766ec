"""Leading indicators and accounts on a terminal."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_terminal import Terminal

TODAY = datetime.now(UTC).date()
LAST, BEFORE = (
    (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1),
    ((TODAY.replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)),
)
SETTINGS = """
[indicators.adoption-depth]
target = 60
owner = "UEMMA"
"""


def accounts_file(folder: Path, *rows: str) -> str:
    file = folder / "accounts.csv"
    header = "account,date,owner,active_users,seats"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def ready(bare: Terminal) -> Terminal:
    bare.configure(SETTINGS)
    bare.run("db", "upgrade")
    return bare


def filled(ready: Terminal) -> None:
    rows = [f"A{each},{TODAY},owen@fernhill.example,{10 * each},50" for each in range(1, 6)]
    done = ready.run("indicators", "import", accounts_file(ready.folder, *rows))
    assert done.output == "5 new, 0 changed, 0 known already.\n"
    revenue = ready.folder / "revenue.csv"
    lines = [f"A{each},{month:%Y-%m},{each}00" for each in range(1, 6) for month in (BEFORE, LAST)]
    revenue.write_text("\n".join(("account,month,mrr", *lines)) + "\n", encoding="utf-8")
    assert ready.run("revenue", "import", str(revenue)).exit_code == 0


def test_the_built_in_indicators_are_measured_on_what_is_imported(ready: Terminal) -> None:
    filled(ready)
    told = json.loads(ready.run("indicators", "list", "--json").output)
    found = {each["key"]: each for each in told["indicators"]}
    assert found["adoption-depth"]["reading"]["value"] == "60"
    assert found["adoption-depth"]["reading"]["source"] == "5 accounts in accounts.csv"
    assert found["adoption-depth"]["state"] == "on target"
    assert found["expansion-readiness"]["reading"]["value"] == "40"
    assert found["activation"]["reading"] is None, "nobody's start was given"


def test_the_list_is_a_table_with_its_definitions(ready: Terminal) -> None:
    filled(ready)
    shown = ready.run("indicators", "list").output
    assert "Adoption depth" in shown
    assert "≥ 60 %" in shown
    assert "median share of an account's seats" in shown.replace("\n", " ")


def test_the_same_file_again_changes_nothing(ready: Terminal) -> None:
    filled(ready)
    file = str(ready.folder / "accounts.csv")
    told = json.loads(ready.run("indicators", "import", file, "--json").output)
    assert told == {"new": 0, "changed": 0, "same": 5, "rejected": []}


def test_wrong_rows_are_told_by_line_and_nothing_is_stored(ready: Terminal) -> None:
    file = accounts_file(ready.folder, f"Acme,{TODAY},,1,2", "Bolt,soon,,1,2", f",{TODAY},,1,2")
    done = ready.run("indicators", "import", file)
    assert done.exit_code == 1
    assert "line 3: date: “soon” is no date, such as 2026-11-20" in done.output
    assert "line 4: names no account" in done.output
    told = json.loads(ready.run("indicators", "import", file, "--json").output)
    assert [each["line"] for each in told["rejected"]] == [3, 4]
    again = ready.run("indicators", "import", accounts_file(ready.folder, f"Acme,{TODAY},,1,2"))
    assert again.output == "1 new, 0 changed, 0 known already.\n"


def test_a_reading_by_hand_is_recorded(ready: Terminal) -> None:
    done = ready.run("indicators", "record", "activation", "62.5", "--note", "by survey")
    assert done.output == f"Recorded: Activation, 62.5 on {TODAY}.\n"
    told = json.loads(ready.run("indicators", "list", "--json").output)
    assert told["indicators"][0]["reading"]["value"] == "62.5"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nothing", "5"), "There is no indicator “nothing”; there are activation, time-to-value"),
        (("activation", "many"), "“many” is no number, such as 62.5."),
        (("activation", "101"), "A share is 100 % at most."),
        (("activation", "5", "--on", "2999-01-01"), "2999-01-01 is ahead."),
    ],
)
def test_what_can_not_be_recorded_is_told(
    ready: Terminal, arguments: tuple[str, ...], why: str
) -> None:
    done = ready.run("indicators", "record", *arguments)
    assert done.exit_code == 1
    assert why in done.output


def test_accounts_are_told_with_reasons_and_whose_they_are(ready: Terminal) -> None:
    filled(ready)
    told = json.loads(ready.run("indicators", "accounts", "--json").output)
    assert [each["account"] for each in told["at_risk"]] == ["A1"]
    assert told["at_risk"][0]["suggested_owner"] == "owen@fernhill.example"
    assert told["at_risk"][0]["mrr"] == "100.00"
    assert [each["account"] for each in told["ready"]] == ["A5"]
    shown = ready.run("indicators", "accounts").output
    assert "Accounts at risk: 1 account" in shown
    assert "10 of 50 seats used" in shown


def test_without_a_database_it_is_said_how_to_make_one(bare: Terminal) -> None:
    done = bare.run("indicators", "list")
    assert done.exit_code == 1
    assert "cadence db upgrade" in str(done.exception)


def test_a_file_that_is_not_there_is_said_plainly(ready: Terminal) -> None:
    done = ready.run("indicators", "import", "nowhere.csv")
    assert "nowhere.csv can't be read" in str(done.exception)


@pytest.mark.parametrize("command", [("list",), ("accounts",), ("record", "activation", "60")])
def test_a_day_before_anything_is_known_is_refused_plainly(
    ready: Terminal, command: tuple[str, ...]
) -> None:
    refused = ready.run("indicators", *command, "--on", "0001-01-01")
    assert refused.exit_code == 1
    assert "Nothing is known of before 1970." in refused.output
