"""Settings: every variable and section, errors that name the key and the fix, secrets that never show."""

import traceback
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence import config
from cadence.config import ENVIRONMENT, Settings, read
from cadence.core.calendar import WorkingTime
from cadence.core.errors import SettingsError

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-hush",
    "SLACK_APP_TOKEN": "xapp-hush",
    "SLACK_SIGNING_SECRET": "signing-hush",
    "JIRA_API_TOKEN": "jira-hush",
    "JIRA_PAT": "pat-hush",
    "ANTHROPIC_API_KEY": "claude-hush",
    "REVENUE_URL": "postgresql://reader:warehouse-hush@db.example/finance",
    "DATABASE_URL": "postgres://cadence:db-hush@db.example/cadence",
}
PLAIN = {
    "SLACK_API_URL": "http://127.0.0.1:8701/api",
    "JIRA_URL": "https://x.atlassian.net/",
    "JIRA_EMAIL": "me@x.example",
    "JIRA_BROWSE_URL": "https://browse.example",
    "ANTHROPIC_BASE_URL": "https://claude.example",
    "PORT": "9000",
    "LOG_LEVEL": "DEBUG",
    "LOG_FORMAT": "text",
}
JIRA = {"JIRA_URL": "https://x.example", "JIRA_EMAIL": "me@x.example", "JIRA_API_TOKEN": "t"}

WHOLE = """
[jira]
flavour = "datacenter"
projects = ["PAY", "MOB"]
deadline = "5s"
[mirror]
projects = ["PAY"]
every = 90
reconcile_every = "1d"
[status]
time_zone = "Europe/Berlin"
watch_every = "2m"
shown = 7
[decisions]
log_channel = "CLOG"
review_patience = 5
working_days = ["sun", "mon"]
days_off = [2026-12-25]
owners = { C0 = "U012" }
look_every = "10m"
[serve]
mode = "http"
host = "0.0.0.0"
port = 0
workers = 3
[[access.rules]]
channels = ["*"]
groups = ["@security"]
users = ["U1", "a@x.example"]
projects = ["PAY"]
levels = ["Staff"]
[areas.Checkout]
projects = ["PAY"]
components = ["Checkout"]
labels = ["money"]
lead = { name = "Amara", user = "U012" }
next_level = { name = "Marcus" }
channel = "C0"
[areas.Mobile]
projects = ["MOB"]
lead = { user = "U9" }
[words.priority]
P1 = "Critical"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cadence.toml"


def in_file(file: Path, text: str, **environment: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return read(environment, file=file)


def refused(file: Path, text: str, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        in_file(file, text, **environment)
    return str(caught.value)


def test_every_variable_is_read(file: Path) -> None:
    found = in_file(file, "", **SECRETS, **PLAIN)
    assert set(ENVIRONMENT) == set(SECRETS) | set(PLAIN)
    for name, value in SECRETS.items():
        held = getattr(found, name.lower())
        if name != "DATABASE_URL":
            assert held.get_secret_value() == value
    assert found.database_url == "postgresql+psycopg://cadence:db-hush@db.example/cadence"
    assert found.slack_api_url == "http://127.0.0.1:8701/api/"
    assert found.jira_url == "https://x.atlassian.net"
    assert (found.port, found.log_level, found.log_format) == (9000, "DEBUG", "text")


def test_every_section_is_read(file: Path) -> None:
    found = in_file(file, WHOLE)
    assert (found.jira.flavour, found.jira.projects) == ("datacenter", ("PAY", "MOB"))
    assert found.jira.deadline == timedelta(seconds=5)
    assert found.mirror.every == timedelta(seconds=90)
    assert found.mirror.reconcile_every == timedelta(days=1)
    assert found.mirrored == ("PAY",)
    assert (found.zone.key, found.status.shown) == ("Europe/Berlin", 7)
    assert found.status.watch_every == timedelta(minutes=2)
    assert (found.serve.mode, found.serve.host, found.serve.port) == ("http", "0.0.0.0", 0)
    assert (found.decisions.log_channel, found.decisions.review_patience) == ("CLOG", 5)
    assert found.decisions.owners == {"C0": "U012"}
    assert found.decisions.look_every == timedelta(minutes=10)
    assert found.working_time == WorkingTime(
        weekdays=frozenset({6, 0}), days_off=frozenset({date(2026, 12, 25)})
    )
    assert found.access is not None
    assert found.access.rules[0].levels == ("Staff",)
    checkout, mobile = found.owned
    assert (checkout.name, checkout.lead.user, checkout.channel) == ("Checkout", "U012", "C0")
    assert checkout.next_level is not None
    assert checkout.labels == frozenset({"money"})
    assert (mobile.lead.name, mobile.next_level) == ("the lead", None)


def test_the_example_that_is_shipped_is_valid_also_with_every_line_in_use(file: Path) -> None:
    example = (Path(__file__).parents[2] / "cadence.toml").read_text("utf-8")
    assert in_file(file, example) == in_file(file, "")
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and ("=" in line or line.startswith("# [")) else line
        for line in example.splitlines()
    ]  # fmt: skip
    used = "\n".join(line for line in lines if not line.startswith("#") and "==" not in line)
    prose = [
        line for line in used.splitlines() if line and not line.startswith("[") and "=" not in line
    ]
    found = in_file(file, "\n".join(line for line in used.splitlines() if line not in prose))
    assert found.access is not None
    assert found.owned


def test_with_nothing_set_the_defaults_hold_and_nothing_is_looked_up(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CADENCE_CONFIG names this file"):
        read({}, file=tmp_path / "absent.toml")
    found = read({"CADENCE_CONFIG": " "})
    assert found.database_url == "sqlite:///cadence.sqlite3"
    assert (found.access, found.jira_url, found.mirrored) == (None, None, ())


def test_the_file_is_the_one_that_the_variable_names(file: Path) -> None:
    file.write_text("[status]\nshown = 3", encoding="utf-8")
    assert read({"CADENCE_CONFIG": f" {file} "}).status.shown == 3


def test_no_section_and_an_empty_one_are_not_the_same(file: Path) -> None:
    assert in_file(file, "").access is None
    empty = in_file(file, "[access]").access
    assert empty is not None
    assert empty.rules == ()


def test_a_blank_variable_is_one_that_is_not_set(file: Path) -> None:
    assert in_file(file, "", PORT="", LOG_LEVEL="  ").port is None
    assert in_file(file, "", PORT=" 7 ").port == 7


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[jira]\nprojcts = []", "jira.projcts: there is no such setting; see docs/configuration.md"),
        ("[jra]\nprojects = []", "jra: there is no such setting; see docs/configuration.md"),
        ("jira = 'x'", "jira: must be a section of its own, in [brackets]"),
        ("[jira]\nprojects = 'PAY'", 'jira.projects: must be a list, such as ["PAY", "MOB"]'),
        ("[jira]\nprojects = [1]", "jira.projects.0: must be text, in quotes"),
        ("[jira]\nflavour = 'server'", "jira.flavour: must be 'auto', 'cloud' or 'datacenter'"),
        ("[jira]\ndeadline = '5 parsecs'", "jira.deadline: must be a number of seconds, or such as"),
        ("[jira]\ndeadline = true", "jira.deadline: must be a number of seconds, or such as"),
        ("[jira]\ndeadline = '٣s'", "jira.deadline: must be a number of seconds, or such as"),
        ("[jira]\ndeadline = '99999999999999d'", "jira.deadline: is longer than any time"),
        ("[jira]\ndeadline = inf", "jira.deadline: is longer than any time"),
        ("[jira]\ndeadline = nan", "jira.deadline: is longer than any time"),
        ("[jira]\ndeadline = 0", "jira.deadline: must be greater than"),
        ("[jira]\ndeadline = -5", "jira.deadline: must be greater than"),
        ("[status]\ntime_zone = 'Mars/Base'", "status.time_zone: 'Mars/Base' is no IANA time zone"),
        ("[decisions]\nworking_days = []", "decisions.working_days: must not be empty"),
        ("[decisions]\nworking_days = ['monday']", "decisions.working_days.0: must be 'mon', 'tue'"),
        ("[decisions]\ndays_off = ['May']", "decisions.days_off.0: must be a date, such as 2026-12-25"),
        ("[status]\nshown = 'x'", "status.shown: must be a whole number"),
        ("[status]\nshown = 0", "status.shown: must be greater than or equal to 1"),
        ("[serve]\nport = 70000", "serve.port: must be less than or equal to 65535"),
        ("[serve]\nmode = 'carrier pigeon'", "serve.mode: must be 'socket' or 'http'"),
        ("[areas.X]\nprojects = ['P']", "areas.X.lead: is missing"),
        ("[areas.X]\nlead = {name = 'A'}", "areas.X: an area needs projects, components or labels"),
        ("[areas.X]\nprojects = ['P']\nlead = {}", "areas.X.lead: a lead needs a name or a Slack user id"),
        ("[[access.rules]]\nprojects = ['P']", "access.rules.0: a rule needs channels, users or groups"),
        ("jira_url = 'https://x'", "jira_url belongs in the environment, as JIRA_URL"),
        ("slack_bot_token = 'xoxb-hush'", "slack_bot_token belongs in the environment, as SLACK_BOT"),
        ("[bets.A]\nname = 'A'\nhorizon = 'H1'", "bets.A: “A” must be of small letters"),
        ("[bets.a]\nname = 'A'\nhorizon = 'H4'", ":3: bets.a.horizon: must be 'H1', 'H2' or 'H3'"),
        ("[bets.a]\nhorizon = 'H1'\nname = 'A'\nexit = 'soon'", ":4: bets.a.exit: “soon” is no crit"),
        ("[bets.a]\nname = 'A'\nhorizon = 'H1'\ntarget = 3", "bets.a: target is given but no metric"),
        ("[portfolio]\nmix = {H1 = 60, H2 = 20}", "portfolio: mix: the horizons' shares must be 100"),
        ("[portfolio]\nowners = 'dana'", "portfolio.owners.0: must be a person's id"),
        ("[jira\n", "is not valid TOML"),
        ('[patterns]\nhistory = "10d"', "patterns.history: must be greater than or equal to 365"),
        ('[patterns]\nat = "25:00"', 'patterns.at: must be a time of day, such as "02:00"'),
    ],
)  # fmt: skip
def test_an_error_in_the_file_names_the_key_and_the_fix(file: Path, text: str, said: str) -> None:
    assert said in refused(file, text)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"JIRA_URL": "x.atlassian.net"}, "JIRA_URL: must start with https://"),
        ({"JIRA_URL": "https://"}, "JIRA_URL: names no server"),
        ({"JIRA_URL": "https://x:port"}, "JIRA_URL: names no server"),
        ({"JIRA_URL": "https://me:hush@x.example"}, "JIRA_URL: must not hold a name or password"),
        ({"JIRA_URL": "https://x.example"}, "JIRA_API_TOKEN: JIRA_URL is set but no credentials"),
        ({"JIRA_API_TOKEN": "hush"}, "JIRA_EMAIL: JIRA_API_TOKEN is set but not whose it is"),
        ({"PORT": "http"}, "PORT: must be a whole number"),
        ({"PORT": "99999"}, "PORT: must be less than or equal to 65535"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ({"DATABASE_URL": "mysql://hush@x"}, "DATABASE_URL: must start with sqlite:/// or postgresql://"),
        ({"SLACK_API_URL": "localhost"}, "SLACK_API_URL: must start with https://"),
        ({"CADENCE_CONFIG": "/nowhere/cadence.toml"}, "CADENCE_CONFIG names this file"),
        ({"CADENCE_CONFIG": "/"}, "could not be read"),
    ],
)  # fmt: skip
def test_an_error_in_a_variable_names_it_and_the_fix(
    environment: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(environment)
    assert said in str(caught.value)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


def test_every_error_is_told_at_once(file: Path) -> None:
    text = refused(file, "[status]\nshown = 0\n[serve]\nport = -1", PORT="x")
    assert len(text.splitlines()) == 3


def test_a_file_that_is_no_text_is_said_to_be_none(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        read({}, file=file)


# --- secrets -------------------------------------------------------------------------------------


def test_no_secret_shows_in_the_settings_however_they_are_printed(file: Path) -> None:
    found = in_file(file, "", **SECRETS, **PLAIN)
    for shown in (repr(found), str(found), f"{found}", f"{found!r:.9999}"):
        assert "hush" not in shown


@pytest.mark.parametrize("wrong", [{"PORT": "x"}, {"LOG_LEVEL": "x"}, {"JIRA_URL": "x"}])
def test_no_secret_shows_in_an_error(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read(SECRETS | PLAIN | wrong)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


# --- durations and addresses ---------------------------------------------------------------------


@given(st.integers(1, 10_000), st.sampled_from("smhd"), st.sampled_from(["", " "]))
def test_a_duration_is_a_number_with_its_unit(count: int, unit: str, between: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[unit]
    found = config.MirrorSection.model_validate({"every": f"{count}{between}{unit}"})
    assert found.every == timedelta(seconds=count * seconds)


@given(st.text(max_size=8))
def test_any_other_text_is_refused_and_never_a_crash(text: str) -> None:
    try:
        found = config.MirrorSection.model_validate({"every": text})
    except ValueError:
        return
    assert found.every > timedelta(0)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_what_heroku_says_is_rewritten(scheme: str) -> None:
    found = read({"DATABASE_URL": f"{scheme}://u:p@h:5432/d?sslmode=require"})
    assert found.database_url == "postgresql+psycopg://u:p@h:5432/d?sslmode=require"
    assert read({"DATABASE_URL": "sqlite:////tmp/x"}).database_url == "sqlite:////tmp/x"
