"""A real product's bugs, asked about through real Bolt: the figures are what plain Python counts in the export."""

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.data import load
from journeys.house import House, house

FOLDER = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data")) / "jira"
EXPORTS = (FOLDER / "timob.jsonl.gz", FOLDER / "aloy.jsonl.gz")
ASKER = "hannah.weiss"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not all(each.exists() for each in EXPORTS), reason="no export is here"),
]

Row = dict[str, Any]
Condition = Callable[[Row], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What the files say, read without any of our code, and by how much its dates are moved."""

    rows: tuple[Row, ...]
    shift: timedelta

    def all(self, *conditions: Condition) -> list[Row]:
        return [row for row in self.rows if all(holds(row) for holds in conditions)]

    def moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(UTC) + self.shift

    def resolved_since(self, start: datetime) -> Condition:
        return lambda row: (
            row["resolutiondate"] is not None and self.moment(row["resolutiondate"]) >= start
        )


def is_bug(row: Row) -> bool:
    return row["issuetype"]["name"] == "Bug"


def is_open(row: Row) -> bool:
    return row["resolution"] is None


def in_component(name: str) -> Condition:
    return lambda row: name in [each["name"] for each in row["components"]]


def of_priority(name: str) -> Condition:
    return lambda row: row["priority"] is not None and row["priority"]["name"] == name


def in_project(key: str) -> Condition:
    return lambda row: row["project"]["key"] == key


def resolved_as(*names: str) -> Condition:
    return lambda row: row["resolution"] is not None and row["resolution"]["name"] in names


def fixed_in(version: str) -> Condition:
    return lambda row: version in [each["name"] for each in row["fixVersions"]]


def nobody_assigned(row: Row) -> bool:
    return row["assignee"] is None


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def export(now: datetime) -> Export:
    rows = []
    for path in EXPORTS:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += [{"key": each["key"]} | each["fields"] for each in map(json.loads, lines)]
    last = max(datetime.fromisoformat(row["updated"]) for row in rows)
    return Export(rows=tuple(rows), shift=timedelta(days=(now - last) // timedelta(days=1)))


@pytest.fixture(scope="module")
def home(
    company: Company, now: datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("real")
    site = load(EXPORTS, FOLDER / "projects.json", shift_to=now)
    url = f"sqlite:///{folder}/cadence.sqlite3"
    with house(site, company, folder, database_url=url, settings="") as each:
        yield each


def asked(home: House, question: str, *, thread: str | None = None) -> str:
    return home.shown(home.ask(ASKER, "general", f"@cadence {question}", thread=thread))


def figure(text: str) -> int:
    """The first figure of the sentence that answers."""
    found = re.search(r"\b(no|\d[\d,]*)\b", text.splitlines()[1], re.IGNORECASE)
    assert found, text
    return 0 if found[1].lower() == "no" else int(found[1].replace(",", ""))


def keys_of(text: str) -> list[str]:
    return re.findall(r"^\s+((?:TIMOB|ALOY)-\d+)\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("how many bugs are open?", (is_bug, is_open)),
        (
            "how many critical bugs are open in Android?",
            (is_bug, is_open, in_component("Android"), of_priority("Critical")),
        ),
        ("how many open bugs are there in ALOY?", (is_bug, is_open, in_project("ALOY"))),
        (
            "how many open bugs in iOS are unassigned?",
            (is_bug, is_open, in_component("iOS"), nobody_assigned),
        ),
        ("what still blocks Release 10.2.0?", (is_bug, is_open, fixed_in("Release 10.2.0"))),
        (
            "how many bugs in Hyperloop were resolved as won't fix?",
            (is_bug, in_component("Hyperloop"), resolved_as("Won't Fix")),
        ),
    ],
)
def test_a_figure_is_the_exports_own(
    home: House, export: Export, question: str, conditions: tuple[Condition, ...]
) -> None:
    assert figure(asked(home, question)) == len(export.all(*conditions))


def test_a_follow_up_narrows_the_count(home: House, export: Export) -> None:
    first = home.ask(ASKER, "general", "@cadence how many bugs are open in Tooling?")
    narrowed = asked(home, "only high", thread=first.thread_ts)
    expected = export.all(is_bug, is_open, in_component("Tooling"), of_priority("High"))
    assert figure(narrowed) == len(expected)


def test_a_breakdown_adds_up_row_by_row(home: House, export: Export) -> None:
    text = asked(home, "open bugs by priority")
    expected = Counter(
        row["priority"]["name"] if row["priority"] else "no priority"
        for row in export.all(is_bug, is_open)
    )
    shown = re.findall(r"^\s+(\w[\w ]*?)\s+│\s+([\d,]+) │", text, re.MULTILINE)
    assert {name: int(count.replace(",", "")) for name, count in shown} == expected


def test_what_got_fixed_in_a_window_is_what_the_export_says(home: House, export: Export) -> None:
    window, minute = timedelta(days=60), timedelta(minutes=1)
    before = datetime.now(UTC) - window - minute
    text = asked(home, "what got fixed in the past 60 days?")
    after = datetime.now(UTC) - window
    most, least = (
        len(export.all(is_bug, resolved_as("Fixed", "Done"), export.resolved_since(start)))
        for start in (before, after)
    )
    assert least <= figure(text) <= most


def test_one_issue_stands_as_it_does_in_the_export(home: House, export: Export) -> None:
    row = next(row for row in reversed(export.rows) if is_bug(row) and is_open(row))
    text = asked(home, row["key"])
    assert f"{row['key']} is open: {row['status']['name']}" in text


def test_the_oldest_are_the_oldest_in_their_order(home: House, export: Export) -> None:
    text = asked(home, "the 5 oldest open bugs in Android")
    rows = export.all(is_bug, is_open, in_component("Android"))
    oldest = sorted(rows, key=lambda row: export.moment(row["created"]))[:5]
    assert keys_of(text) == [row["key"] for row in oldest]


def test_a_version_that_there_is_not_is_asked_back(home: House) -> None:
    text = asked(home, "what still blocks Release 99.1.0?")
    assert "99.1.0" in text
    assert not keys_of(text)
