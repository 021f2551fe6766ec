"""The decision log on a terminal."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal
from sqlalchemy import Engine

from builders import a_decision, a_quote, an_event, an_origin
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.slack.manifest import manifest
from cadence.core.message import Kind
from cadence.decisions.model.decision import Happened, Status
from cadence.sandbox.company.build import slack_workspace
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox

ADR = """# 3. Use tabs

Date: 2024-05-06

## Status

Accepted

## Decision

Tabs.
"""


@pytest.fixture
def log(bare: Terminal) -> Iterator[Engine]:
    """A log that holds nothing."""
    bare.run("db", "upgrade")
    engine = make_engine(str(bare.environment["DATABASE_URL"]), connections=1)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(log: Engine) -> Engine:
    """D-1, which D-2 took the place of, and D-3 of a private channel."""
    records = SqlRecords(log)
    private = an_origin("CSECRET", kind=Kind.PRIVATE)
    with writing(log) as connection:
        for each in (
            a_decision(1, title="Use Redis", quotes=(a_quote(text="redis \x1b[31mit is"),)),
            a_decision(2, title="Use cookies", status=Status.PROPOSED),
            a_decision(3, title="Buy the rival", origin=private),
        ):
            records.record(each, key=str(each.number))(connection)
        records.supersede(1, 2, by=None, at=a_decision(1).recorded_at)(connection)
    return log


def told(terminal: Terminal, *arguments: str) -> Any:
    done = terminal.run("decisions", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


# --- reading ---------------------------------------------------------------------------------------


def test_a_list_shows_what_everybody_may_see(bare: Terminal, filled: Engine) -> None:
    done = bare.run("decisions", "list")
    assert "D-2" in done.output
    assert "Buy the rival" not in done.output
    assert "2 of 2 shown." in done.output
    found = told(bare, "list", "--limit", "1")
    assert [each["ref"] for each in found["decisions"]] == ["D-2"]
    assert (found["total"], found["complete"]) == (2, False)
    assert [each["ref"] for each in told(bare, "list", "--status", "superseded")["decisions"]] == [
        "D-1"
    ]


def test_the_operator_sees_everything_by_saying_so(bare: Terminal, filled: Engine) -> None:
    assert told(bare, "list", "--everything")["total"] == 3
    assert told(bare, "show", "D-3", "--everything")["title"] == "Buy the rival"
    assert told(bare, "search", "rival", "--everything")["total"] == 1
    assert told(bare, "search", "rival")["total"] == 0


def test_a_channels_members_see_its_own(bare: Terminal, filled: Engine) -> None:
    assert told(bare, "show", "D-3", "--channel", "CSECRET")["number"] == 3
    refused = bare.run("decisions", "show", "D-3", "--channel", "COTHER")
    assert refused.exit_code == 1
    assert "There is no D-3 that may be shown." in refused.output


def test_a_decision_is_shown_with_its_quotes_and_its_history(
    bare: Terminal, filled: Engine
) -> None:
    shown = bare.run("decisions", "show", "1").output
    for words in ("D-1 · Use Redis", "In its place: D-2 · Use cookies", "recorded by Dana"):
        assert words in shown
    assert "\x1b" not in shown
    found = told(bare, "show", "d-1")
    assert (found["status"], found["superseded_by"]) == ("superseded", "D-2")
    assert found["quotes"][0]["text"] == "redis \x1b[31mit is"
    assert [each["what"] for each in found["history"]] == ["recorded", "superseded"]
    assert found["revisions"][0]["body"]["title"] == "Use Redis"


def test_what_a_reader_may_not_see_is_not_in_a_history_either(
    bare: Terminal, filled: Engine
) -> None:
    records = SqlRecords(filled)
    with writing(filled) as connection:
        records.supersede(2, 3, by=None, at=a_decision(1).recorded_at)(connection)
        for what in (Happened.KEPT, Happened.LINKED):
            records.happened(an_event(2, what, words="for the merger", other=3))(connection)
    found = told(bare, "show", "D-2")
    assert (found["status"], found["superseded_by"]) == ("superseded", None)
    assert all(each["other"] != "D-3" for each in found["history"])
    assert "linked" not in [each["what"] for each in found["history"]]
    assert "merger" not in str(found)
    plain = bare.run("decisions", "show", "D-2").output
    assert "D-3" not in plain
    assert "merger" not in plain


def test_a_number_that_is_not_there_is_said_plainly(bare: Terminal, filled: Engine) -> None:
    done = bare.run("decisions", "show", "D-99")
    assert done.exit_code == 1
    assert "There is no D-99" in done.output
    assert "is no decision's number" in bare.run("decisions", "show", "sessions").output


def test_a_search_finds_despite_a_typo_and_says_so(bare: Terminal, filled: Engine) -> None:
    done = bare.run("decisions", "search", "cookeis")
    assert "searched for “cookies” instead" in done.output
    found = told(bare, "search", "cookeis")
    assert found["instead"] == {"cookeis": "cookies"}
    assert found["hits"][0]["decision"]["ref"] == "D-2"
    assert "No decision was found" in bare.run("decisions", "search", "kubernetes").output


def test_somebody_elses_rights_are_asked_of_slack(
    bare: Terminal, filled: Engine, company: Company
) -> None:
    app = InstalledApp.from_manifest(manifest())
    with SlackSandbox(slack_workspace(company, app=app), limits=False) as slack:
        bare.environment |= {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.workspace.app.bot_token,
        }
        email = next(each.email for each in slack.workspace.users.values() if each.email)
        assert told(bare, "list", "--as", email)["total"] == 2
        nobody = bare.run("decisions", "list", "--as", "nobody@company.test")
        assert nobody.exit_code == 1
        assert "knows nobody" in str(nobody.exception or nobody.output)


def test_two_audiences_at_once_are_refused(bare: Terminal, filled: Engine) -> None:
    done = bare.run("decisions", "list", "--everything", "--channel", "C1")
    assert (done.exit_code, "Give one of" in done.output) == (1, True)


# --- where there is nothing yet ----------------------------------------------------------------------


def test_an_empty_log_says_how_it_begins(bare: Terminal, log: Engine) -> None:
    assert "is empty. It begins in Slack" in bare.run("decisions", "list").output
    assert told(bare, "list") == {"decisions": [], "total": 0, "complete": True}


def test_a_log_of_private_decisions_alone_says_so_to_the_operator(
    bare: Terminal, log: Engine
) -> None:
    private = an_origin("CSECRET", kind=Kind.PRIVATE)
    with writing(log) as connection:
        SqlRecords(log).record(a_decision(1, origin=private), key="1")(connection)
    assert "--everything shows 1 more" in bare.run("decisions", "list").output
    assert bare.run("decisions", "list", "--channel", "C1").output.strip() == (
        "There is no decision to show."
    )


@pytest.mark.parametrize("verb", [("list",), ("search", "x"), ("show", "D-1"), ("export", "out")])
def test_without_a_database_each_verb_says_what_to_do(
    bare: Terminal, verb: tuple[str, ...]
) -> None:
    done = bare.run("decisions", *verb)
    assert done.exit_code == 1
    assert "cadence db upgrade" in str(done.exception)
    assert not (bare.folder / "cadence.sqlite3").exists()


def test_a_database_of_an_older_version_is_named(bare: Terminal, log: Engine) -> None:
    with sqlite3.connect(bare.folder / "cadence.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '0003'")
    done = bare.run("decisions", "list")
    assert "is at revision 0003 and this version needs" in str(done.exception)


# --- out and in --------------------------------------------------------------------------------------


def test_an_export_says_how_much_was_left_out(
    bare: Terminal, filled: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    done = bare.run("decisions", "export", str(folder))
    assert "2 decisions written to" in done.output
    assert "1 from private channels left out." in done.output
    assert told(bare, "export", str(folder), "--channel", "CSECRET") == {
        "folder": str(folder),
        "decisions": 3,
        "left_out": 0,
        "changed": ["0003-buy-the-rival.md", "README.md"],
        "removed": [],
        "in_the_way": [],
        "complete": True,
    }
    assert "1 removed" in bare.run("decisions", "export", str(folder)).output
    assert told(bare, "export", str(folder), "--everything")["decisions"] == 3


def test_an_export_into_a_file_is_refused(bare: Terminal, filled: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = bare.run("decisions", "export", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "is not a folder" in str(done.exception)


def test_a_file_in_the_way_makes_the_export_fail(
    bare: Terminal, filled: Engine, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("# Mine\n")
    done = bare.run("decisions", "export", str(tmp_path))
    assert done.exit_code == 1
    assert "README.md is not a file of ours" in done.output


def test_an_import_reads_a_folder_once(bare: Terminal, log: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "payments" / "docs" / "adr"
    folder.mkdir(parents=True)
    (tmp_path / "payments" / ".git").mkdir()
    (folder / "0003-use-tabs.md").write_text(ADR)
    rehearsed = bare.run("decisions", "import", str(folder), "--dry-run")
    assert "0003-use-tabs.md: new as D-3" in rehearsed.output
    assert "Nothing was stored" in rehearsed.output
    assert told(bare, "list")["total"] == 0
    done = told(bare, "import", str(folder))
    assert (done["new"], done["complete"]) == (1, True)
    assert done["files"] == [
        {"file": "0003-use-tabs.md", "fate": "new", "decision": "D-3", "notes": []}
    ]
    assert told(bare, "import", str(folder))["unchanged"] == 1
    origin = told(bare, "show", "D-3")["origin"]
    assert (origin["source"], origin["channel"]) == ("payments/docs/adr/0003-use-tabs.md", None)


def test_an_import_that_is_not_whole_says_so_and_fails(
    bare: Terminal, log: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "adr"
    folder.mkdir()
    (folder / "0003-use-tabs.md").write_text(ADR)
    (folder / "how-to.md").write_text("# How to\n\nRun make.\n")
    done = bare.run("decisions", "import", str(folder))
    assert done.exit_code == 1
    assert "how-to.md:1: it is no decision record" in done.output
    assert "NOT everything was read in" in done.output
    assert told(bare, "list")["total"] == 1
    assert bare.run("decisions", "import", str(tmp_path / "nowhere")).exit_code == 1


def test_a_log_moves_to_another_database_by_files(
    bare: Terminal, filled: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    before = [told(bare, "show", f"D-{each}", "--everything") for each in (1, 2, 3)]
    bare.run("decisions", "export", str(folder), "--everything")
    bare.environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/other.sqlite3"
    bare.run("db", "upgrade")
    assert told(bare, "import", str(folder))["new"] == 3
    assert [told(bare, "show", f"D-{each}", "--everything") for each in (1, 2, 3)] == before
