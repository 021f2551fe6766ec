"""Revenue on a terminal."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal

MRR = """account,month,mrr,plan
A,2024-01,100.00,Pro
B,2024-01,50,Basic
C,2024-01-31,25.5,Pro
A,2024-02,120,Pro
C,2024-02,20.00,Pro
D,2024-02,10,Basic
"""
FIGURES = {
    "opening": "175.50",
    "new": "10.00",
    "expansion": "20.00",
    "contraction": "5.50",
    "churn": "50.00",
    "reactivation": "0.00",
    "closing": "150.00",
    "nrr": "79.7721",
    "grr": "68.3761",
}
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with this text, and its path."""

    def written(text: str, name: str = "mrr.csv") -> str:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


@pytest.fixture
def empty(bare: Terminal) -> Terminal:
    bare.run("db", "upgrade")
    return bare


@pytest.fixture
def filled(empty: Terminal, write: Write) -> Terminal:
    done = empty.run("revenue", "import", write(MRR))
    assert done.exit_code == 0, done.output
    return empty


def told(terminal: Terminal, *arguments: str, code: int = 0) -> Any:
    done = terminal.run("revenue", *arguments, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


# --- report ------------------------------------------------------------------------------------------


def test_a_report_has_this_shape_and_its_figures_are_strings(filled: Terminal) -> None:
    found = told(filled, "report", "--month", "2024-02")
    assert list(found) == ["month", "definition", *FIGURES, "segments", "reconciles"]
    assert {name: found[name] for name in FIGURES} == FIGURES
    assert (found["month"], found["reconciles"]) == ("2024-02", True)
    assert found["definition"] == "cohort, monthly, reactivation out"
    assert [(each["dimension"], each["value"], each["accounts"]) for each in found["segments"]] == [
        ("plan", "Basic", 2),
        ("plan", "Pro", 2),
    ]
    assert found["segments"][1]["nrr"] == "111.5538"


def test_the_newest_month_is_the_default_and_an_opening_of_0_has_no_retention(
    filled: Terminal,
) -> None:
    assert told(filled, "report")["month"] == "2024-02"
    first = told(filled, "report", "--month", "2024-01")
    assert (first["opening"], first["nrr"], first["grr"]) == ("0.00", "n/a", "n/a")
    assert first["reconciles"] is True


def test_all_months_are_an_object_a_line(filled: Terminal) -> None:
    done = filled.run("revenue", "report", "--all", "--json")
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    assert [each["month"] for each in lines] == ["2024-01", "2024-02"]
    assert lines[1] == told(filled, "report")
    plain = filled.run("revenue", "report", "--all").output
    assert "All figures: cohort, monthly, reactivation out." in plain
    assert "79.77 %" in plain


def test_a_report_in_words_names_the_definition_of_each_figure(filled: Terminal) -> None:
    plain = filled.run("revenue", "report").output
    assert "NRR (cohort, monthly, reactivation out): 79.77 %" in plain
    assert "GRR (cohort, monthly, reactivation out): 68.38 %" in plain
    assert "3 accounts pay." in plain
    assert (
        "first month that was imported"
        in filled.run("revenue", "report", "--month", "2024-01").output
    )


def test_a_segment_may_be_asked_for_alone(filled: Terminal) -> None:
    pro = told(filled, "report", "--segment", "plan=Pro")["segments"]
    assert [each["value"] for each in pro] == ["Pro"]
    cohorts = told(filled, "report", "--segment", "cohort")["segments"]
    assert [each["value"] for each in cohorts] == ["2024-Q1"]
    wrong = filled.run("revenue", "report", "--segment", "size")
    assert (wrong.exit_code, "there are plan, cohort" in wrong.output) == (1, True)


def test_another_definition_has_another_name(filled: Terminal) -> None:
    found = told(filled, "report", "--basis", "period", "--reactivation", "in")
    assert found["definition"] == "period, monthly, reactivation in"
    year = told(filled, "report", "--trailing", code=1)
    assert year["refused"] == "No revenue was imported for 2023-02, so what moved can't be told."
    assert year["reconciles"] is None


def test_figures_that_do_not_reconcile_are_refused(filled: Terminal, write: Write) -> None:
    moves = write("account,date,amount\nA,2024-02-10,15\nB,2024-02-10,-50\n", "moves.csv")
    assert filled.run("revenue", "import", moves).exit_code == 0
    found = told(filled, "report", code=1)
    assert (found["reconciles"], found["difference"]) == (False, "9.50")
    assert [(each["account"], each["difference"]) for each in found["accounts"]] == [
        ("D", "10.00"),
        ("C", "-5.50"),
        ("A", "5.00"),
    ]
    assert "nrr" not in found
    plain = filled.run("revenue", "report")
    assert (plain.exit_code, "do not reconcile" in plain.output) == (1, True)


def test_a_month_that_is_no_month_is_named(filled: Terminal) -> None:
    wrong = filled.run("revenue", "report", "--month", "October")
    assert wrong.exit_code != 0
    assert "is neither a month" in wrong.output
    assert filled.run("revenue", "report", "--all", "--month", "2024-01").exit_code != 0


def test_without_any_revenue_a_report_says_how_it_begins(empty: Terminal) -> None:
    done = empty.run("revenue", "report")
    assert done.exit_code == 1
    assert "cadence revenue import FILE" in str(done.exception)


@pytest.mark.parametrize("verb", [("report",), ("restated", "--since", "2024-01-01")])
def test_without_a_database_what_only_looks_says_what_to_do(
    bare: Terminal, verb: tuple[str, ...]
) -> None:
    done = bare.run("revenue", *verb)
    assert done.exit_code == 1
    assert "cadence db upgrade" in str(done.exception)
    assert not (bare.folder / "cadence.sqlite3").exists()


# --- import ------------------------------------------------------------------------------------------


def test_the_first_import_makes_the_database_and_says_so(bare: Terminal, write: Write) -> None:
    done = bare.run("revenue", "import", write(MRR))
    assert done.exit_code == 0
    assert "There was no database; it was made." in done.stderr
    assert told(bare, "report")["closing"] == "150.00"
    assert bare.run("revenue", "import", write(MRR)).stderr == ""


def test_a_database_of_an_older_version_is_left_alone(filled: Terminal, write: Write) -> None:
    with sqlite3.connect(filled.folder / "cadence.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '0003'")
    database.close()
    done = filled.run("revenue", "import", write(MRR))
    assert "is at revision 0003 and this version needs" in str(done.exception)


def test_an_import_twice_changes_nothing(filled: Terminal, write: Write) -> None:
    found = told(filled, "import", write(MRR))
    assert (found["import"], found["new"], found["unchanged"]) == (None, 0, 6)
    assert found["complete"] is True


def test_rejected_rows_are_told_and_nothing_is_stored(empty: Terminal, write: Write) -> None:
    file = write("account,month,mrr\nA,2024-01,1\nB,2024-01,x\n")
    done = empty.run("revenue", "import", file)
    assert done.exit_code == 1
    assert "line 3: 'x' is no amount" in done.output
    assert "Nothing was imported: 1 row of 2 rejected." in done.output
    found = told(empty, "import", file, code=1)
    assert (found["stored"], found["rejections"]) == (False, 1)
    assert found["rejected"] == [{"line": 3, "reason": "'x' is no amount"}]
    assert empty.run("revenue", "report").exit_code == 1


def test_columns_may_be_named_otherwise(empty: Terminal, write: Write) -> None:
    file = write("customer;period;acv;tier;who\nA;2024-01;1.200,00;Pro;Zoë\n")
    options = ("--column", "account=customer", "--column", "month=period", "--column", "mrr=acv")
    more = ("--column", "plan=tier", "--annual", "--decimal", ",", "--currency", "eur")
    assert told(empty, "import", file, *options, *more)["new"] == 1
    report = told(empty, "report")
    assert report["closing"] == "100.00"
    assert report["definition"].endswith("in EUR")
    assert [each["dimension"] for each in report["segments"]] == ["plan"]
    for wrong in (("--column", "account"), ("--currency", "euros")):
        assert empty.run("revenue", "import", file, *wrong).exit_code != 0


def test_a_dry_run_stores_nothing(empty: Terminal, write: Write) -> None:
    done = empty.run("revenue", "import", write(MRR), "--dry-run")
    assert (done.exit_code, "Nothing was stored" in done.output) == (0, True)
    assert empty.run("revenue", "report").exit_code == 1


def test_a_file_that_is_none_is_said_plainly(empty: Terminal, tmp_path: Path) -> None:
    missing = empty.run("revenue", "import", str(tmp_path / "no.csv"))
    assert "can't be read" in str(missing.exception)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("account,month,mrr\nZoë,2024-01,1\n".encode("latin-1"))
    assert "is not UTF-8" in str(empty.run("revenue", "import", str(latin)).exception)


def test_part_of_a_month_says_what_it_left(filled: Terminal, write: Write) -> None:
    part = write("account,month,mrr,plan\nA,2024-02,120,Pro\n", "part.csv")
    assert (
        "2 amounts of these months are not in it and stay"
        in filled.run("revenue", "import", part).output
    )
    assert told(filled, "import", part, "--whole")["removed"] == 2
    assert told(filled, "report")["closing"] == "120.00"


# --- merges, rates, restatements ---------------------------------------------------------------------


def test_merged_accounts_are_counted_as_one(filled: Terminal, write: Write) -> None:
    assert told(filled, "merge", write("account,into\nB,D\n", "merges.csv"))["new"] == 1
    assert told(filled, "report")["churn"] == "0.00"
    circle = filled.run("revenue", "merge", write("account,into\nD,B\n", "circle.csv"))
    assert (circle.exit_code, "into itself; nothing was stored" in circle.output) == (1, True)
    wrong = told(filled, "merge", write("account,into\nX,X\n", "wrong.csv"), code=1)
    assert wrong["stored"] is False


def test_other_currencies_are_at_constant_rates(empty: Terminal, write: Write) -> None:
    empty.configure('[revenue]\ncurrency = "EUR"\n')
    text = "account,month,mrr,currency\nA,2024-01,100,USD\nA,2024-02,110,USD\nB,2024-01,1,\n"
    empty.run("revenue", "import", write(text))
    refused = told(empty, "report", code=1)
    assert "no exchange rate of USD for 2024-01" in refused["refused"]
    rates = write("currency,month,rate\nUSD,2024-01,0.9\nUSD,2024-02,1\n", "rates.csv")
    assert told(empty, "rates", rates)["new"] == 2
    found = told(empty, "report")
    assert (found["opening"], found["expansion"], found["closing"]) == ("91.00", "9.00", "99.00")
    assert found["exchange"] == "11.00"
    assert "is worth +11.00" in empty.run("revenue", "report").output


def test_what_is_otherwise_than_it_was_is_told_with_its_cause(
    filled: Terminal, write: Write
) -> None:
    with sqlite3.connect(filled.folder / "cadence.sqlite3") as database:
        database.execute("UPDATE revenue_imports SET at = '2024-03-01 08:00:00.000000'")
    database.close()
    fix = write("account,month,mrr,plan\nA,2024-02,130,Pro\n", "fix.csv")
    filled.run("revenue", "import", fix, "--note", "late credit note")
    found = told(filled, "restated", "--since", "2024-03-02")
    (month,) = found["months"]
    assert (month["month"], month["before"]["closing"], month["now"]["closing"]) == (
        "2024-02",
        "150.00",
        "160.00",
    )
    assert [(each["account"], each["cause"], each["note"]) for each in month["accounts"]] == [
        ("A", "was corrected", "late credit note")
    ]
    plain = filled.run("revenue", "restated", "--since", "2024-03-02").output
    assert "A: 120.00, now 130.00 (was corrected, fix.csv: late credit note)" in plain
    before = filled.run("revenue", "restated", "--since", "2020-01-01")
    assert (before.exit_code, "Nothing had been imported by" in before.output) == (1, True)


# --- the warehouse -----------------------------------------------------------------------------------


def test_a_warehouse_is_pulled(empty: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE takings (customer TEXT, month TEXT, mrr REAL)")
        made.execute("INSERT INTO takings VALUES ('A', '2024-01', 100), ('B', '2024-01', 50)")
    made.close()
    empty.configure(
        '[revenue.warehouse]\nquery = "SELECT customer, month, mrr FROM takings"\n'
        'columns = { account = "customer" }\n'
    )
    unset = empty.run("revenue", "pull")
    assert "REVENUE_URL" in str(unset.exception)
    empty.environment["REVENUE_URL"] = f"sqlite:///{file}"
    found = told(empty, "pull")
    assert (found["source"], found["new"]) == ("warehouse", 2)
    assert told(empty, "pull")["unchanged"] == 2
    assert "2 rows of levels, 2024-01" in empty.run("revenue", "pull").output
