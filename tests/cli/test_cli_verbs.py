"""The other verbs: doctor, sync, manifest, db, and the sandbox."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal

from cadence.adapters.slack.manifest import manifest
from cadence.cli.sandbox import EMAIL, TOKEN, running, serving
from cadence.config import ENVIRONMENT
from cadence.sandbox.company.build import jira_site, slack_workspace
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox

ROOT = Path(__file__).parents[2]


# --- doctor --------------------------------------------------------------------------------------


def checks(terminal: Terminal) -> tuple[int, dict[str, dict[str, Any]]]:
    done = terminal.run("doctor", "--json")
    found = json.loads(done.stdout)["checks"]
    for each in found:
        assert set(each) == {"connector", "health", "why", "fix", "facts"}
        assert each["why"]
        assert each["health"] == "healthy" or each["connector"]
    return done.exit_code, {each["connector"]: each for each in found}


def health(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: each["health"] for name, each in found.items()}


@pytest.fixture(scope="module")
def slack(company: Company) -> Iterator[SlackSandbox]:
    app = InstalledApp.from_manifest(manifest())
    with SlackSandbox(slack_workspace(company, app=app), limits=False) as server:
        yield server


@pytest.fixture
def whole(terminal: Terminal, slack: SlackSandbox) -> Terminal:
    app = slack.workspace.app
    terminal.environment |= {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
    }
    return terminal


def test_where_all_is_well_every_connector_is_healthy(whole: Terminal) -> None:
    whole.run("db", "upgrade")
    code, found = checks(whole)
    assert set(health(found).values()) == {"healthy"}
    assert set(found) == {
        "Slack", "Slack scopes", "Slack Socket Mode", "Clock",
        "Jira", "Jira account", "Jira permissions", "database",
    }  # fmt: skip
    assert code == 0
    assert found["Jira"]["facts"]["flavour"] == "cloud"
    shown = whole.run("doctor").output
    assert shown.count("✓") == len(found)


def test_what_will_fail_soon_is_degraded_and_no_failure(whole: Terminal, company: Company) -> None:
    site = jira_site(company)
    site.add_account(Account(user_id="cadence", email=EMAIL, token=TOKEN, levels=frozenset()))
    soon = datetime.now(UTC) + timedelta(days=5)
    with JiraSandbox(site, token_expires=soon) as expiring:
        whole.environment["JIRA_URL"] = expiring.url
        code, found = checks(whole)
    assert code == 0
    assert health(found)["Jira account"] == "degraded"
    assert soon.date().isoformat() in found["Jira account"]["why"]
    assert "JIRA_API_TOKEN" in found["Jira account"]["fix"]
    assert health(found)["database"] == "degraded"
    assert found["database"]["fix"] == "cadence db upgrade"
    assert not (whole.folder / "cadence.sqlite3").exists()


def test_what_does_not_work_fails_and_says_what_mends_it(
    whole: Terminal, jira: JiraSandbox
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=401, times=None))
    whole.environment["SLACK_BOT_TOKEN"] = "xoxb-wrong"
    whole.environment["DATABASE_URL"] = "postgresql://cadence:hush@127.0.0.1:1/nowhere"
    done = whole.run("doctor", "--json")
    code, found = checks(whole)
    assert code == 1
    assert {name for name, state in health(found).items() if state == "failing"} == {
        "Slack",
        "Jira",
        "database",
    }
    assert all(each["fix"] for each in found.values() if each["health"] == "failing")
    assert "hush" not in done.output
    assert "xoxb-wrong" not in done.output
    shown = whole.run("doctor").output
    assert "✗ Slack: failing." in shown
    assert "→ " in shown


def test_a_project_that_the_account_may_not_browse_is_told(whole: Terminal) -> None:
    whole.configure('[jira]\nprojects = ["PAY", "NOPE"]')
    _, found = checks(whole)
    assert health(found)["Jira permissions"] == "degraded"
    assert "NOPE" in found["Jira permissions"]["why"]


def test_with_nothing_configured_every_variable_is_named(bare: Terminal) -> None:
    code, found = checks(bare)
    assert code == 1
    assert "SLACK_BOT_TOKEN" in found["Slack"]["fix"]
    assert "JIRA_URL" in found["Jira"]["fix"]


def test_settings_that_are_wrong_are_the_one_finding(bare: Terminal) -> None:
    bare.environment["PORT"] = "http"
    code, found = checks(bare)
    assert (code, set(found)) == (1, {"settings"})
    assert found["settings"]["why"] == "PORT: must be a whole number"


def test_a_file_that_is_no_database_fails(whole: Terminal) -> None:
    (whole.folder / "cadence.sqlite3").write_text("this is a letter, not a database" * 100)
    _, found = checks(whole)
    assert health(found)["database"] == "failing"


# --- sync ----------------------------------------------------------------------------------------


def test_sync_says_what_is_true_now_and_the_second_time_has_little_to_do(
    terminal: Terminal, company: Company
) -> None:
    terminal.configure('[mirror]\nprojects = ["PAY"]')
    bugs = sum(
        issue["fields"]["project"]["key"] == "PAY" and not issue.get("security")
        for issue in company.issues
    )
    first = terminal.run("sync")
    assert first.exit_code == 0
    told = re.search(
        r"The copy of PAY is complete up to .* UTC: ([\d,]+) issues stored", first.stdout
    )
    assert told is not None
    assert 0 < int(told[1].replace(",", "")) <= bugs
    again = terminal.run("sync")
    assert "The copy of PAY is complete" in again.stdout


def test_a_project_that_jira_does_not_show_is_named(terminal: Terminal) -> None:
    terminal.configure('[mirror]\nprojects = ["MOB", "NOPE"]')
    done = terminal.run("sync")
    assert done.exit_code == 1
    assert "The copy of MOB is complete" in done.stdout
    assert "Jira shows us no project NOPE" in done.stdout


def test_with_no_project_to_copy_sync_says_what_to_set(terminal: Terminal) -> None:
    done = terminal.run("sync")
    assert "mirror.projects: names no project to copy" in str(done.exception)
    assert not (terminal.folder / "cadence.sqlite3").exists()


# --- manifest and db -----------------------------------------------------------------------------


def test_the_manifest_is_the_one_in_the_repository(bare: Terminal) -> None:
    printed = bare.run("manifest").stdout
    assert json.loads(printed) == json.loads((ROOT / "manifest.json").read_text("utf-8"))


def test_upgrading_twice_is_as_good_as_once(bare: Terminal) -> None:
    first, second = bare.run("db", "upgrade"), bare.run("db", "upgrade")
    assert (first.exit_code, second.exit_code) == (0, 0)
    revision = first.stdout.removeprefix("The database is at revision ").strip().rstrip(".")
    assert second.stdout == f"The database is at revision {revision} already.\n"


def test_a_database_that_cannot_be_made_is_a_plain_error(bare: Terminal) -> None:
    (bare.folder / "file").write_text("x")
    bare.environment["DATABASE_URL"] = f"sqlite:///{bare.folder}/file/cadence.sqlite3"
    done = bare.run("db", "upgrade")
    assert done.exception is not None
    assert "DATABASE_URL" in str(done.exception)


# --- sandbox -------------------------------------------------------------------------------------


@pytest.mark.timeout(300)
def test_the_demo_is_played_to_the_end(bare: Terminal) -> None:
    ports = ("--slack-port", "0", "--jira-port", "0")
    pictures = bare.folder / "pictures"
    done = bare.run("sandbox", *ports, "demo", "--no-keep", "--pictures", str(pictures))
    assert done.exit_code == 0, done.output
    assert "#support" in done.output
    assert "Read from Jira" in done.output
    assert "This says otherwise than an earlier decision that holds." in done.output
    assert "It takes the place of D-1." in done.output
    assert "Superseded by D-2: this no longer holds." in done.output
    assert "11 similar bugs in 6 weeks, usually" in done.output
    assert "the rate fell." in done.output
    assert (pictures / "pattern-tested.png").exists()
    assert "Traceback" not in done.output


def test_one_can_talk_to_a_sandbox_that_runs(bare: Terminal) -> None:
    with running() as sandbox, serving(sandbox):
        port = sandbox.slack.url.rpartition(":")[2]
        done = bare.run("sandbox", "say", "--port", port, "how many bugs are open in Webhooks?")
        assert done.exit_code == 0, done.exception
        assert "open bugs where component is Webhooks" in done.output
        thread = re.search(r"--thread (\S+)", done.output)
        assert thread is not None
        more = bare.run("sandbox", "say", "--port", port, "--thread", thread[1], "only P1")
        assert "priority is P1" in more.output
        wrong = bare.run("sandbox", "say", "--port", port, "--channel", "nowhere", "hello")
        assert "the sandbox says: " in str(wrong.exception)


def test_where_no_sandbox_runs_it_says_how_to_start_one(bare: Terminal) -> None:
    done = bare.run("sandbox", "say", "--port", "1", "hello")
    assert "start one with `cadence sandbox`" in str(done.exception)


def test_an_error_of_ours_is_one_plain_line_and_no_traceback(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    command = [sys.executable, "-c", "from cadence.cli import main; main()", "ask", "open bugs"]
    done = subprocess.run(
        command, env=clean, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("cadence: JIRA_URL: is not set")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
