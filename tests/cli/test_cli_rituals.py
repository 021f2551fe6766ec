"""Rituals on a terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal
from sqlalchemy import Engine, select

from builders import a_definition, a_ritual, an_occurrence
from cadence import config
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.adapters.db.tables import jobs
from cadence.adapters.slack.manifest import manifest
from cadence.rituals.model.occurrence import Entry, Stage, Step
from cadence.rituals.model.ritual import Origin, State
from cadence.rituals.service.seeding import seed
from cadence.sandbox.company.build import slack_workspace
from cadence.sandbox.company.model import Company
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox

NOW = datetime.now(UTC)
FILE = """
[rituals.pre-mortem]
channel = "C1"
zone = "Europe/Berlin"
people = ["U1"]
when = "every weekday"
pauses = [{ from = 2020-01-01, until = 2020-02-01, why = "long ago" }]
"""


@pytest.fixture
def database(bare: Terminal) -> Iterator[Engine]:
    bare.run("db", "upgrade")
    engine = make_engine(str(bare.environment["DATABASE_URL"]), connections=1)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(database: Engine) -> SqlDefinitions:
    """The weekly review, of Slack, in its second version, held once; and one of the file."""
    definitions, occurrences = SqlDefinitions(database), SqlOccurrences(database)
    weekly = a_ritual()
    renamed = a_ritual(title="Our week")
    held = an_occurrence(date(2026, 11, 16), stage=Stage.PUBLISHED)
    entries = [
        _entry(held.on, Step.OPENED, done=True),
        _entry(held.on, Step.FAILED, done=False, why="Jira did not answer"),
    ]
    version = a_definition(a_ritual("filed", title="Filed"), origin=Origin.FILE, by=None)
    with writing(database) as connection:
        for change in (
            definitions.define(a_definition(weekly), next_at=NOW),
            definitions.define(a_definition(renamed, 2, note="title"), next_at=NOW),
            definitions.define(version, next_at=NOW),
            occurrences.create(held),
            occurrences.note(*entries),
        ):
            change(connection)
    return definitions


def _entry(on: date, step: Step, *, done: bool, why: str = "") -> Entry:
    return Entry(ritual="weekly", on=on, step=step, at=NOW, process="web.1:7", done=done, why=why)


def told(terminal: Terminal, *arguments: str) -> Any:
    done = terminal.run("rituals", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


# --- the file ----------------------------------------------------------------------------------------


def test_the_file_is_checked_without_a_database(bare: Terminal) -> None:
    bare.configure(FILE)
    done = bare.run("rituals", "check")
    assert done.exit_code == 0, done.output
    assert "pre-mortem  “Pre-mortem”, every weekday at 10:00, Europe/Berlin" in done.output
    (found,) = told(bare, "check")["rituals"]
    assert (found["key"], len(found["coming"])) == ("pre-mortem", 4)
    assert all(each["held"] for each in found["coming"])


def test_what_is_wrong_in_the_file_is_told_with_its_line(bare: Terminal) -> None:
    bare.configure(FILE.replace("Europe/Berlin", "Mars").replace("people", "peple"))
    done = bare.run("rituals", "check")
    assert done.exit_code == 1
    assert "cadence.toml:4: rituals.pre-mortem.zone: “Mars” is no IANA time zone" in str(
        done.exception
    )
    assert "cadence.toml:5: rituals.pre-mortem.peple: there is no such setting" in str(
        done.exception
    )


def test_templates_are_listed_and_printed_as_the_file_takes_them(bare: Terminal) -> None:
    done = bare.run("rituals", "templates")
    assert "roadmap-review" in done.output
    assert set(told(bare, "templates")["templates"]) >= {"nrr-review", "portfolio-review"}
    printed = bare.run("rituals", "templates", "customer-debrief").output
    own = printed.replace("[[asks]]", "[[rituals.talks.asks]]")
    own = "\n".join(line for line in own.splitlines() if not line.startswith("about"))
    mine = 'channel = "C1"\nzone = "UTC"\npeople = ["U1"]\n'
    bare.configure(f"[rituals.talks]\n{mine}{own}")
    assert told(bare, "check")["rituals"][0]["title"] == "Customer debrief"
    assert "there are customer-debrief" in bare.run("rituals", "templates", "x").output


def test_a_start_takes_the_file_in_and_a_change_is_a_version(
    bare: Terminal, database: Engine
) -> None:
    definitions = SqlDefinitions(database)
    for text in (FILE, FILE, FILE.replace("weekday", "Monday"), ""):
        bare.configure(text)
        settings = config.read({}, file=bare.folder / "cadence.toml")
        seed(definitions, settings.rituals.values(), at=NOW)
    notes = [each.note for each in definitions.versions("pre-mortem")]
    assert notes == [
        "when: every weekday at 10:00, Europe/Berlin → every Monday at 10:00, Europe/Berlin",
        "from cadence.toml",
    ]
    standing = definitions.standing("pre-mortem")
    assert standing is not None
    assert standing.state is State.ENDED


# --- reading -------------------------------------------------------------------------------------------


def test_without_a_database_it_is_said_how_to_begin(bare: Terminal) -> None:
    done = bare.run("rituals", "list")
    assert done.exit_code == 1
    assert "cadence db upgrade" in str(done.exception)
    bare.run("db", "upgrade")
    assert "There is no ritual yet." in bare.run("rituals", "list").output
    assert "There is no ritual yet." in bare.run("rituals", "show", "x").output


def test_rituals_are_listed_with_when_each_is_next(bare: Terminal, filled: SqlDefinitions) -> None:
    done = bare.run("rituals", "list")
    assert "Our week" in done.output
    assert "every Monday" in done.output
    found = told(bare, "list")["rituals"]
    assert [each["key"] for each in found] == ["filed", "weekly"]
    assert found[1]["definition"]["asks"][0]["label"] == "What changed?"
    assert datetime.fromisoformat(found[1]["next_at"]).weekday() == 0


def test_one_is_shown_by_its_key_or_its_title(bare: Terminal, filled: SqlDefinitions) -> None:
    for said in ("weekly", "our week", "our"):
        done = bare.run("rituals", "show", said)
        assert "1. What changed?  text" in done.output, done.output
    assert told(bare, "show", "weekly")["version"] == 2
    done = bare.run("rituals", "show", "nothing")
    assert done.exit_code == 1
    assert "weekly  Our week" in done.output


def test_history_and_ledger_tell_what_became_of_it(bare: Terminal, filled: SqlDefinitions) -> None:
    done = bare.run("rituals", "history", "weekly")
    assert "2026-11-16" in done.output
    assert "published" in done.output
    found = told(bare, "history", "weekly")
    assert [each["version"] for each in found["versions"]] == [2, 1]
    done = bare.run("rituals", "ledger", "weekly")
    assert "Jira did not answer" in done.output
    failed = told(bare, "ledger", "--failed")
    assert [each["step"] for each in failed["entries"]] == ["failed"]
    assert failed["complete"]
    assert told(bare, "ledger", "weekly", "--on", "2026-11-09")["entries"] == []
    cut = bare.run("rituals", "ledger", "--limit", "1").output
    assert "The newest 1; --limit shows more." in cut


# --- turning -------------------------------------------------------------------------------------------


def test_a_pause_is_told_in_the_channel(
    bare: Terminal, filled: SqlDefinitions, database: Engine
) -> None:
    done = told(bare, "pause", "weekly", "--why", "a move")
    assert (done["state"], done["version"]) == ("paused", 2)
    with database.connect() as connection:
        said = [row.args for row in connection.execute(select(jobs.c.args))]
    assert "is paused by an administrator: a move." in str(said)
    again = bare.run("rituals", "pause", "weekly")
    assert again.exit_code == 1
    assert "“Our week” is paused already." in again.output
    assert "“Our week” is on; next" in bare.run("rituals", "resume", "weekly").output


def test_an_earlier_version_counts_again(bare: Terminal, filled: SqlDefinitions) -> None:
    assert (
        "Version 3: rolled back to version 1"
        in bare.run("rituals", "rollback", "weekly", "1").output
    )
    standing = filled.standing("weekly")
    assert standing is not None
    assert standing.version.ritual.title == "Weekly review"


def test_what_the_file_defines_is_ended_there(bare: Terminal, filled: SqlDefinitions) -> None:
    done = bare.run("rituals", "end", "filed")
    assert done.exit_code == 1
    assert "[rituals.filed] in cadence.toml" in done.output
    assert "is ended" in bare.run("rituals", "end", "weekly").output
    assert "is on; next" in bare.run("rituals", "resume", "weekly").output


# --- preview -------------------------------------------------------------------------------------------


@pytest.fixture
def slack(terminal: Terminal, company: Company) -> Iterator[SlackSandbox]:
    """The local Slack is configured too."""
    app = InstalledApp.from_manifest(manifest(), socket_mode=True)
    with SlackSandbox(slack_workspace(company, app=app), limits=False) as server:
        terminal.environment |= {
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_API_URL": server.api_url,
        }
        yield server


def test_a_preview_shows_check_in_and_digest_and_sends_nothing(
    terminal: Terminal, slack: SlackSandbox, company: Company
) -> None:
    terminal.run("db", "upgrade")
    channel = next(each.id for each in company.cast.channels if each.name == "checkout-payments")
    user = slack.workspace.user("hannah.weiss")
    terminal.configure(
        f'[rituals.pre-mortem]\nchannel = "{channel}"\nzone = "UTC"\npeople = ["{user.id}"]\n'
    )
    found = told(terminal, "preview", "pre-mortem", "--on", "2027-01-01")
    check_in, *digest = found["messages"]
    assert "It has failed. What happened?" in check_in
    assert "Here: " in check_in
    assert "Nothing was sent" in digest[0]
    assert (found["on"], found["pictures"]) == ("2027-01-01", [])
    assert not any(each.messages for each in slack.workspace.channels.values())
    mine = terminal.run("rituals", "preview", "pre-mortem", "--as", str(user.email))
    assert "It has failed. What happened?" in mine.output
    nobody = terminal.run("rituals", "preview", "pre-mortem", "--as", "x@example.com")
    assert "Slack knows nobody" in nobody.output


ONE_BET = """
[bets.checkout]
name = "One-page checkout"
horizon = "H1"
stage = "earn"
metric = "Checkout conversion"
unit = "%"
baseline = 58
target = 66
capacity = 30
"""


def test_a_preview_writes_its_pictures_as_files(
    terminal: Terminal, slack: SlackSandbox, company: Company, tmp_path: Path
) -> None:
    terminal.run("db", "upgrade")
    channel = next(each.id for each in company.cast.channels)
    terminal.configure(f'[rituals.portfolio-review]\nchannel = "{channel}"\nzone = "UTC"\n')
    file = tmp_path / "bets.toml"
    file.write_text(ONE_BET, encoding="utf-8")
    assert terminal.run("bets", "import", str(file)).exit_code == 0
    folder = tmp_path / "pictures"
    found = told(terminal, "preview", "portfolio-review", "--pictures", str(folder))
    assert "One-page checkout" in str(found["messages"])
    assert found["pictures"] == [str(each) for each in folder.iterdir()]
    assert [each.read_bytes()[:4] for each in folder.iterdir()] == [b"\x89PNG"]


def test_a_preview_needs_slack(terminal: Terminal) -> None:
    terminal.run("db", "upgrade")
    terminal.configure(FILE)
    done = terminal.run("rituals", "preview", "pre-mortem")
    assert "SLACK_BOT_TOKEN" in str(done.exception)
