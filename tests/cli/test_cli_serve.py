"""`cadence serve` as a real process: it answers, tells how it is, and stops when it is told to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from cadence.adapters.slack.manifest import manifest
from cadence.cli.sandbox import EMAIL, TOKEN
from cadence.config import ENVIRONMENT
from cadence.sandbox.company.build import slack_workspace
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from journeys.house import until

PATIENCE = 30.0
SECRETS = (TOKEN, "xoxb-", "xapp-")


@dataclass
class Serving:
    process: "subprocess.Popen[str]"
    port: int
    said: list[str]

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        _, rest = self.process.communicate(timeout=PATIENCE)
        self.said += rest.splitlines()
        return self.process.returncode


@contextmanager
def cadence_serve(environment: dict[str, str], *arguments: str) -> Iterator[Serving]:
    clean = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    command = [sys.executable, "-c", "from cadence.cli import main; main()", "serve", *arguments]
    with subprocess.Popen(
        command, env=clean | environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:  # fmt: skip
        try:
            said: list[str] = []
            assert process.stderr is not None
            for line in process.stderr:
                said.append(line)
                if '"cadence is up"' in line:
                    yield Serving(process=process, port=json.loads(line)["port"], said=said)
                    break
            else:
                pytest.fail("".join(said))
        finally:
            process.kill()


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_it_answers_tells_how_it_is_and_stops_on_sigterm(
    mode: str, company: Company, jira: JiraSandbox, tmp_path: Path
) -> None:
    app = InstalledApp.from_manifest(manifest(), socket_mode=mode == "socket")
    settings = tmp_path / "cadence.toml"
    settings.write_text(company.settings, encoding="utf-8")
    with SlackSandbox(slack_workspace(company, app=app), limits=False) as slack:
        environment = {
            "CADENCE_CONFIG": str(settings),
            "DATABASE_URL": f"sqlite:///{tmp_path}/cadence.sqlite3",
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "JIRA_URL": jira.url,
            "JIRA_EMAIL": EMAIL,
            "JIRA_API_TOKEN": TOKEN,
            "PORT": "0",
        }
        with cadence_serve(environment, f"--{mode}") as serving:
            slack.webhooks.request_url = f"http://127.0.0.1:{serving.port}/slack/events"
            until(lambda: mode == "http" or slack.sockets.connections > 0)
            said = slack.people.say("chloe.martin", "support", "@cadence PAY-337")
            assert said.message is not None
            answer = slack.workspace.wait_for_message(
                "support", after=said.message.ts, thread_ts=said.message.ts, timeout=PATIENCE
            )
            assert "PAY-337 is open" in answer.text

            assert (serving.get("/healthz").status_code, serving.get("/healthz").text) == (
                200,
                "ok\n",
            )
            assert serving.get("/readyz").json() == {"database": "healthy"}
            metrics = serving.get("/metrics").text
            assert 'cadence_deliveries_total{fresh="yes",kind="question"} 1.0' in metrics
            assert 'cadence_job_seconds_count{kind="question",outcome="done"} 1.0' in metrics
            assert serving.get("/nowhere").status_code == 404
            unsigned = requests.post(
                f"http://127.0.0.1:{serving.port}/slack/events", json={"type": "x"}, timeout=10
            )
            assert unsigned.status_code == (401 if mode == "http" else 404)
            assert serving.stop() == 0
        assert '"cadence has stopped"' in serving.said[-1]
        assert "Traceback" not in "".join(serving.said)
        assert not any(secret in line for line in serving.said for secret in SECRETS)
