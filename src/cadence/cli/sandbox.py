"""`cadence sandbox`: a local Slack and a local Jira to try everything in, with no account anywhere."""

import logging
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import requests
from rich.console import Console

from cadence import config
from cadence.adapters.slack.manifest import manifest
from cadence.assembly.whole import Cadence, assemble
from cadence.cli.demo import Play
from cadence.cli.months import OVER, Months
from cadence.cli.script import DIRECT, script
from cadence.cli.stock import stock
from cadence.cli.weeks import SCENES, Weeks
from cadence.core.errors import CadenceError
from cadence.sandbox.company.build import jira_site, slack_workspace
from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.model import Company
from cadence.sandbox.company.onward import Onward
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.data import load
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.server import JiraSandbox
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox

SLACK_PORT, JIRA_PORT, WEB_PORT = 8701, 8702, 8703

WATCH_EVERY = timedelta(seconds=2)
"""In the sandbox nobody waits a minute to be told of a change that they made themselves."""

WIDEST = 110
"""Cells that a transcript fills at most, so that lines stay readable."""

EMAIL, TOKEN = "cadence@fernhill.example", "sandbox"
"""Of Cadence's account in the local Jira."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Both servers, running."""

    slack: SlackSandbox
    jira: JiraSandbox
    company: Company
    """Whose people are in Slack."""
    clock: SandboxClock
    """Of both, and of Cadence beside them."""
    has_export: bool = False
    """Whether Jira serves an export, and not the company's own bugs."""

    def environment(self) -> dict[str, str]:
        """What makes Cadence talk to them: nothing but addresses and keys."""
        app = self.slack.workspace.app
        return {
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "JIRA_URL": self.jira.url,
            "JIRA_EMAIL": EMAIL,
            "JIRA_API_TOKEN": TOKEN,
        }


@click.group(invoke_without_command=True)
@click.option(
    "--slack-port", type=int, default=SLACK_PORT, show_default=True, help="0: any free one."
)
@click.option(
    "--jira-port", type=int, default=JIRA_PORT, show_default=True, help="0: any free one."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Of the sample company.")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Serve this Jira export (.jsonl or .jsonl.gz) instead, its dates moved to end now.",
)
@click.option(
    "--projects",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --data: the projects.json beside it, with components and versions.",
)
@click.option("--bot/--no-bot", default=True, show_default=True, help="Run Cadence with it.")
@click.pass_context
def sandbox(
    ctx: click.Context,
    *,
    slack_port: int,
    jira_port: int,
    seed: int,
    data: tuple[Path, ...],
    projects: Path | None,
    bot: bool,
) -> None:
    """A local Slack and a local Jira that speak the real protocols, and a sample company in them."""
    if data and ctx.invoked_subcommand == "demo":
        raise click.UsageError("The demo plays in the sample company; leave --data away.")
    ctx.obj = lambda: running(
        slack_port=slack_port, jira_port=jira_port, seed=seed, data=data, projects=projects
    )
    if ctx.invoked_subcommand is None:
        _serve(ctx.obj, bot=bot)


@sandbox.command()
@click.option("--keep/--no-keep", default=True, help="Keep serving afterwards.")
@click.option(
    "--pictures",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-pictures"),
    show_default=True,
    help="The folder for the pictures that people see.",
)
@click.pass_obj
def demo(start: Any, *, keep: bool, pictures: Path) -> None:
    """Play a conversation, a week of reviews and a pattern, print them as people would see them, and keep serving."""
    click.echo("Starting a local Slack, a local Jira with a sample company, and Cadence…")
    click.echo("Everybody sees times in their own zone; [buttons] are what they can press.")
    with start() as sandbox, serving(sandbox) as cadence:
        console = Console(width=_width(), highlight=False, soft_wrap=True)
        play = Play(slack=sandbox.slack, jira=sandbox.jira, width=_width())
        scenes = script(sandbox.company)
        for each in play.scenes(scenes):
            console.print(each)
        click.echo("\nNow time is moved on, to the next Monday and through that week.")
        weeks = Weeks(
            play=play,
            cadence=cadence,
            clock=sandbox.clock,
            onward=Onward(sandbox.company, sandbox.jira.site, rates=OVER),
            pictures=pictures,
        )
        told = len(scenes)
        for each in weeks.scenes(told + 1):
            console.print(each)
        click.echo("\nAnd two months on, with what is found in the bugs.")
        for each in Months(weeks=weeks).scenes(told + SCENES + 1):
            console.print(each)
        if keep:
            click.echo(_how_to_go_on(sandbox))
            _until_interrupted()


@sandbox.command()
@click.argument("text")
@click.option("--as", "user", default="hannah.weiss", show_default=True, help="Who says it.")
@click.option(
    "--channel",
    default="dm",
    show_default=True,
    help="A channel's name; dm is a direct message to Cadence.",
)
@click.option("--thread", "thread_ts", help="The ts of a thread to say it in.")
@click.option("--port", type=int, default=SLACK_PORT, show_default=True, help="Of the local Slack.")
@click.option("--wait", type=float, default=30, show_default=True, help="Seconds for an answer.")
def say(
    *, text: str, user: str, channel: str, thread_ts: str | None, port: int, wait: float
) -> None:
    """Say something in the running sandbox, and print what comes back.

    In a channel Cadence hears what mentions it, so @cadence is put before the text; in a direct message to it, the
    default, everything.
    """
    there = Other(f"http://127.0.0.1:{port}/sandbox")
    channel = DIRECT if channel == "dm" else channel
    if channel != DIRECT and "@cadence" not in text:
        text = f"@cadence {text}"
    said = there.do("say", user=user, channel=channel, text=text, thread_ts=thread_ts)
    place, ts = said["channel"], said["ts"]
    bot = there.do("state")["state"]["bot"]
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        answers = there.do("messages", channel=place)["messages"]
        if any(each["ts"] > ts and each.get("user") == bot for each in answers):
            break
        time.sleep(0.1)
    else:
        raise CadenceError(f"no answer within {wait:.0f} s; is Cadence running with the sandbox?")
    before = f"{float(ts) - 0.000001:.6f}"
    shown = there.do("transcript", channel=place, reader=user, after=before, width=_width())
    click.echo(shown["transcript"])
    click.echo(f"\nTo go on in this thread: --thread {thread_ts or ts}")


@dataclass(frozen=True, slots=True)
class Other:
    """A sandbox in another process, driven over HTTP."""

    url: str

    def do(self, what: str, **given: Any) -> Mapping[str, Any]:
        """Raises CadenceError, in plain words."""
        try:
            answer = requests.post(f"{self.url}/{what}", json=given, timeout=30).json()
        except requests.ConnectionError as error:
            raise CadenceError(
                f"no sandbox answers at {self.url}; start one with `cadence sandbox`"
            ) from error
        if not answer.get("ok"):
            raise CadenceError(f"the sandbox says: {answer.get('error')}")
        found: Mapping[str, Any] = answer
        return found


@contextmanager
def running(
    *,
    slack_port: int = 0,
    jira_port: int = 0,
    seed: int = 7,
    data: tuple[Path, ...] = (),
    projects: Path | None = None,
) -> Iterator[Sandbox]:
    """Both servers, until the block ends. Port 0 lets the system choose."""
    company = generate(seed=seed, now=datetime.now(UTC))
    clock = SandboxClock()
    site = (
        load(list(data), projects, shift_to=datetime.now(UTC), clock=clock)
        if data
        else jira_site(company, clock=clock)
    )
    levels = frozenset(level.name for level in site.words.levels.values())
    site.add_account(Account(user_id="cadence", email=EMAIL, token=TOKEN, levels=levels))
    app = InstalledApp.from_manifest(manifest())
    workspace = slack_workspace(company, app=app, now=clock.now)
    slack = SlackSandbox(workspace, port=slack_port)
    jira = JiraSandbox(site, port=jira_port)
    with slack, jira:
        yield Sandbox(slack=slack, jira=jira, company=company, clock=clock, has_export=bool(data))


@contextmanager
def serving(sandbox: Sandbox, *, port: int = 0) -> Iterator[Cadence]:
    """Cadence itself beside the sandbox, with a database of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="cadence-") as folder:
        file = Path(folder, "cadence.toml")
        file.write_text("" if sandbox.has_export else sandbox.company.settings, encoding="utf-8")
        environment = sandbox.environment() | {
            "DATABASE_URL": f"sqlite:///{folder}/cadence.sqlite3",
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
            "LOG_FORMAT": "text",
        }
        settings = _watchful(config.read(environment, file=file))
        cadence = assemble(settings, clock=sandbox.clock)
        cadence.start()
        if not sandbox.has_export:
            stock(sandbox.company, settings, sandbox.clock)
        try:
            yield cadence
        finally:
            # What comes in while the connection closes can't be acknowledged any more. Slack would send it again.
            logging.getLogger("slack_bolt.App").disabled = True
            cadence.stop()
            logging.getLogger("slack_bolt.App").disabled = False


def _serve(start: Any, *, bot: bool) -> None:
    with start() as sandbox:
        if not bot:
            click.echo(_environment(sandbox))
            _until_interrupted()
            return
        with serving(sandbox, port=WEB_PORT):
            click.echo(_how_to_go_on(sandbox))
            _until_interrupted()


def _environment(sandbox: Sandbox) -> str:
    lines = [f"export {name}={value}" for name, value in sandbox.environment().items()]
    return "\n".join(
        [
            "A local Slack and a local Jira are running. In another terminal:",
            "",
            *lines,
            "",
            "cadence serve",
        ]
    )


def _how_to_go_on(sandbox: Sandbox) -> str:
    first, second = (
        ("open bugs by component", "what got fixed last week?")
        if sandbox.has_export
        else ("how many bugs are open in Payments?", "what changed since Monday?")
    )
    port = sandbox.slack.url.rpartition(":")[2]
    there = "" if port == str(SLACK_PORT) else f" --port {port}"
    return "\n".join(
        (
            "",
            "Cadence is listening. In another terminal, go on talking:",
            f'  .venv/bin/cadence sandbox say "{first}"{there}',
            f'  .venv/bin/cadence sandbox say "{second}" --channel support --as chloe.martin{there}',
            f"The local Jira is at {sandbox.jira.url}, the local Slack at {sandbox.slack.url}. Ctrl-C ends it.",
        )
    )


def _watchful(settings: config.Settings) -> config.Settings:
    status = settings.status.model_copy(update={"watch_every": WATCH_EVERY})
    return settings.model_copy(update={"status": status})


def _width() -> int:
    return min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)


def _until_interrupted() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\nBye.")
