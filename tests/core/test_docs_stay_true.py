"""What README and docs say exists: verbs and options, settings, scopes, metrics, and the pages they link to."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from cadence import config
from cadence.adapters.metrics import Metrics
from cadence.adapters.slack.manifest import EVENTS, SCOPES
from cadence.cli import cli
from cadence.portfolio.model.files import contents
from cadence.portfolio.model.written import BetEntry
from cadence.revenue.model import account_file as accounts
from cadence.revenue.model.intake import reading as billing
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.pairs import merges, rates
from cadence.revenue.model.intake.sheet import sheet_of
from cadence.revenue.model.written import IndicatorEntry
from cadence.rituals.model.written import AskEntry, RitualEntry

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")

_COMMAND = re.compile(r"(?<![\w/])cadence((?: +[a-z]+\b| +--[a-z-]+\b(?: +\d+)?)+)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")

ids = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.fixture(params=PAGES, ids=ids)
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


# --- commands ------------------------------------------------------------------------------------


def commands(page: Path) -> Iterator[list[str]]:
    for code in _CODE.findall(page.read_text("utf-8")):
        for found in _COMMAND.finditer(code):
            yield found[1].split()


def missing(said: list[str]) -> str | None:
    """The first word that the command line doesn't know."""
    command: click.Command = cli
    words = iter(said)
    for word in words:
        if word == "--help":  # every command has it
            continue
        if word.startswith("--"):
            option = next((p for p in command.params if word in (*p.opts, *p.secondary_opts)), None)
            if option is None:
                return f"{command.name} {word}"
            if isinstance(option, click.Option) and not option.is_flag:
                next(words, None)
        elif isinstance(command, click.Group):
            inner = command.get_command(click.Context(command), word)
            if inner is None:
                return word
            command = inner
    return None


def test_every_command_that_is_mentioned_exists(page: Path) -> None:
    assert [wrong for said in commands(page) if (wrong := missing(said))] == []


def test_every_command_is_mentioned() -> None:
    mentioned = {word for page in PAGES for said in commands(page) for word in said}
    assert set(cli.list_commands(click.Context(cli))) <= mentioned


# --- settings ------------------------------------------------------------------------------------


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Sections' keys by their path; what a table of its own describes by its name."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def table_under(heading: str, text: str) -> list[str]:
    """What stands in code in the first column."""
    part = text.split(f"{heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("|")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_every_variable_is_documented_and_no_other() -> None:
    documented = table_under("## Environment", CONFIGURATION)
    assert sorted(documented) == sorted((*config.ENVIRONMENT, "CADENCE_CONFIG"))


def test_every_key_of_the_file_is_documented_and_no_other() -> None:
    in_file = {
        key.replace("access", "access.rules")
        for key in keys_of(config.Settings)
        if key.upper() not in config.ENVIRONMENT
    }
    assert set(table_under("## cadence.toml", CONFIGURATION)) == in_file


@pytest.mark.parametrize(
    ("heading", "entry"),
    [
        ("### Access", config.AccessRule),
        ("### Areas", config.AreaEntry),
        ("### Rituals", RitualEntry),
        ("### Rituals", AskEntry),
        ("### Bets", BetEntry),
        ("### Indicators", IndicatorEntry),
    ],
)
def test_every_key_of_an_entry_is_documented(heading: str, entry: type[BaseModel]) -> None:
    assert set(entry.model_fields) <= set(table_under(heading, CONFIGURATION))


def test_every_default_in_the_table_is_the_default() -> None:
    settings = config.Settings()
    part = CONFIGURATION.split("## cadence.toml\n", 1)[1].split("\n### ", 1)[0]
    rows = re.findall(r"^\| `(\w+)\.(\w+)` \| `([^`]+)` \|", part, re.MULTILINE)
    assert len(rows) >= 14
    for section, key, told in rows:
        written = tomllib.loads(f"[{section}]\n{key} = {told}")
        read = config.Settings.model_validate(written)
        assert getattr(getattr(settings, section), key) == getattr(getattr(read, section), key)


def examples(page: Path, kind: str) -> list[str]:
    found: list[str] = re.findall(rf"```{kind}\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return found


def test_every_example_of_the_file_can_be_read(page: Path) -> None:
    for example in examples(page, "toml"):
        assert config.Settings.model_validate(tomllib.loads(example))


def test_every_setting_that_is_mentioned_exists(page: Path) -> None:
    known = set(keys_of(config.Settings))
    sections = {key.partition(".")[0] for key in known if "." in key}
    said = re.findall(r"`([a-z]+)\.([a-z_.]+)`", page.read_text("utf-8"))
    mentioned = {f"{section}.{key}" for section, key in said if section in sections}
    assert mentioned <= known | {"access.rules"}


def test_the_example_file_can_be_read_with_all_its_comments_taken_off() -> None:
    lines = (ROOT / "cadence.toml").read_text("utf-8").splitlines()
    bare = [re.sub(r"^# (?=\[|\w+ = )", "", line) for line in lines]
    values: Mapping[str, Any] = tomllib.loads("\n".join(bare))
    assert config.Settings.model_validate(values).areas


# --- rituals, portfolio, revenue: files and buttons ------------------------------------------------------------


def reads(example: str) -> bool:
    """A CSV file as what its header says it is. Raises what its reader raises."""
    columns = set(example.partition("\n")[0].split(","))
    lines = example.splitlines(keepends=True)
    if columns & {"horizon", "on"}:
        return bool(contents(example, is_toml=False, find=lambda _address: "U012AB3CD"))
    if "active_users" in columns:
        return not accounts.read(lines).wrong
    if "into" in columns:
        return not merges(sheet_of(lines))[1]
    if "rate" in columns:
        return not rates(sheet_of(lines))[1]
    return not billing.read(sheet_of(lines), Reading()).rejections


def test_every_example_of_a_csv_file_can_be_read(page: Path) -> None:
    assert all(map(reads, examples(page, "csv")))


SLACKS_OWN = {"About", "Copy member ID"}


@pytest.mark.parametrize("name", ["rituals", "portfolio", "revenue"])
def test_every_button_that_is_mentioned_exists(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    mentioned = set(re.findall(r"(?<!\*)\*([A-Z][^*\n]*)\*(?!\*)", text)) - SLACKS_OWN
    source = "".join(each.read_text("utf-8") for each in (ROOT / "src").rglob("messages/*.py"))
    assert mentioned
    assert [each for each in sorted(mentioned) if f'"{each.rstrip("…")}' not in source] == []


def test_every_word_after_the_slash_command_is_one_that_it_knows(page: Path) -> None:
    said = set(re.findall(r"`/cadence ([a-z]+)", page.read_text("utf-8")))
    source = "".join(each.read_text("utf-8") for each in (ROOT / "src").rglob("*.py"))
    known = set(re.findall(r'Usage\(\s*typed="([a-z]+)', source))
    assert known
    assert said <= known | {"help"}  # which lists the others


# --- Slack, metrics, links -----------------------------------------------------------------------


def test_every_scope_and_event_is_explained_and_no_other() -> None:
    told = table_under("## The Slack app", CONFIGURATION)
    assert sorted(told) == sorted(scope.name for scope in SCOPES)
    assert all(f"`{event}`" in CONFIGURATION for event in EVENTS)


def test_every_metric_is_explained_and_no_other() -> None:
    told = set(re.findall(r"`(cadence_\w+)(?:\{[^}]*\})?`", OPERATIONS))
    page = Metrics(lambda: {"question": 1}).page().decode()
    exposed = set(re.findall(r"^# HELP (cadence_\w+)", page, re.MULTILINE))
    assert told == {name for name in exposed if not name.endswith("_created")}


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{target} in {page.name}"
        assert not anchor or anchor in anchors(there), f"{target} in {page.name}"
