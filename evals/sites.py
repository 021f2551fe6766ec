"""Two vocabularies to ask against: a sample company's, and that of a real tracker where its export is at hand."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cadence.core.issue import Category, Issue, Version
from cadence.core.site import IssueType, Project, Site, Status

SHARED = Path(
    os.environ.get("CADENCE_SHARED_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")
)
EXPORT = SHARED / "jira"
_READ_AT = datetime(2026, 11, 18, tzinfo=UTC)
_PROJECTS = ("timob", "aloy")


def has_export() -> bool:
    return (EXPORT / "projects.json").exists()


def company() -> Site:
    """A company of three products, written here."""
    return Site(
        url="https://jira.example.com",
        flavour="cloud",
        projects=(
            _project("PAY", "Payments platform", "Checkout|Payments|Refunds|Invoices"),
            _project("MOB", "Mobile apps", "iOS|Android|Push notifications|Login"),
            _project("PLAT", "Platform", "API|Webhooks|Search|Reporting|Infrastructure"),
        ),
        priorities=("P1", "P2", "P3", "P4"),
        statuses=(
            Status(name="To Do", category=Category.TO_DO),
            Status(name="In Progress", category=Category.IN_PROGRESS),
            Status(name="In Review", category=Category.IN_PROGRESS),
            Status(name="Waiting for customer", category=Category.IN_PROGRESS),
            Status(name="Reopened", category=Category.TO_DO),
            Status(name="Done", category=Category.DONE),
        ),
        resolutions=("Fixed", "Done", "Duplicate", "Cannot Reproduce", "Won't Do", "By Design"),
        types=_types("Bug", "Task", "Story", "Epic", subtask="Sub-task"),
        labels=("regression", "security", "customer-reported", "flaky", "tech-debt", "crash"),
        sprint_field=True,
        read_at=_READ_AT,
    )


def _project(key: str, name: str, components: str) -> Project:
    days = {"4.1": date(2026, 8, 3), "4.2": date(2026, 10, 5), "4.3": date(2026, 12, 1)}
    return Project(
        key=key,
        name=name,
        components=tuple(components.split("|")),
        versions=tuple(
            Version(
                id=name, name=name, project=key, released=day < _READ_AT.date(), release_date=day
            )
            for name, day in days.items()
        ),
    )


def _types(*names: str, subtask: str) -> tuple[IssueType, ...]:
    return (*(IssueType(name=name) for name in names), IssueType(name=subtask, subtask=True))


def titanium() -> Site:
    """The real tracker's names where the export is there; else a small part of them, enough for the questions."""
    projects = _real_projects() if has_export() else _small_projects()
    labels = _real_labels() if has_export() else _SMALL_LABELS
    return Site(
        url="https://tracker.example.org",
        flavour="cloud",
        projects=projects,
        priorities=("Critical", "High", "Medium", "Low", "Trivial", "None"),
        statuses=(
            Status(name="Open", category=Category.TO_DO),
            Status(name="In Progress", category=Category.IN_PROGRESS),
            Status(name="In Review", category=Category.IN_PROGRESS),
            Status(name="Reopened", category=Category.TO_DO),
            Status(name="Resolved", category=Category.DONE),
            Status(name="Closed", category=Category.DONE),
        ),
        resolutions=(
            "Fixed",
            "Won't Fix",
            "Duplicate",
            "Invalid",
            "Cannot Reproduce",
            "Not Our Bug",
            "Done",
            "Won't Do",
            "Hold",
            "Needs more info",
        ),
        types=(
            *(
                IssueType(name=name)
                for name in ("Bug", "Improvement", "New Feature", "Story", "Epic", "Test")
            ),
            IssueType(name="Sub-task", subtask=True),
            IssueType(name="Technical task", subtask=True),
        ),
        labels=labels,
        sprint_field=True,
        read_at=_READ_AT,
    )


def _real_projects() -> tuple[Project, ...]:
    raw = json.loads((EXPORT / "projects.json").read_text(encoding="utf-8"))
    return tuple(
        Project(
            key=each["key"],
            name=each["name"],
            components=tuple(part["name"] for part in each["components"]),
            versions=tuple(_version(part, each["key"]) for part in each["versions"]),
            types=tuple(
                IssueType(name=part["name"], subtask=part["subtask"]) for part in each["issueTypes"]
            ),
        )
        for each in raw
    )


def _version(raw: dict[str, Any], project: str = "") -> Version:
    day = raw.get("releaseDate")
    return Version(
        id=raw["id"],
        name=raw["name"],
        project=project,
        released=raw["released"],
        archived=raw["archived"],
        release_date=date.fromisoformat(day) if day else None,
    )


def raw_issues() -> Iterator[dict[str, Any]]:
    for name in _PROJECTS:
        with gzip.open(EXPORT / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def _real_labels() -> tuple[str, ...]:
    found = re.compile(r'"labels": ?\[([^\]]*)\]')
    labels: set[str] = set()
    for name in _PROJECTS:
        with gzip.open(EXPORT / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                held = found.search(line)
                if held and held.group(1):
                    labels.update(json.loads(f"[{held.group(1)}]"))
    return tuple(sorted(labels))


def issue(raw: dict[str, Any]) -> Issue:
    """A line of the export as an issue, for the rules under test."""
    fields = raw["fields"]

    def name(field: str) -> str | None:
        return fields[field]["name"] if fields.get(field) else None

    resolved = fields.get("resolutiondate")
    return Issue(
        id=raw["id"],
        key=raw["key"],
        project=fields["project"]["key"],
        type=fields["issuetype"]["name"],
        summary=fields["summary"] or "",
        status=fields["status"]["name"],
        category=Category(fields["status"]["statusCategory"]["key"]),
        priority=name("priority"),
        resolution=name("resolution"),
        resolved_at=datetime.fromisoformat(resolved) if resolved else None,
        created_at=datetime.fromisoformat(fields["created"]),
        updated_at=datetime.fromisoformat(fields["updated"]),
        components=tuple(each["name"] for each in fields["components"]),
        labels=tuple(fields["labels"]),
        affects=tuple(_version(each) for each in fields["versions"]),
        fix_versions=tuple(_version(each) for each in fields["fixVersions"]),
        assignee=(fields.get("assignee") or {}).get("displayName"),
        reporter=(fields.get("reporter") or {}).get("displayName"),
        parent=(fields.get("parent") or {}).get("key"),
        read_at=_READ_AT,
    )


def _small_projects() -> tuple[Project, ...]:
    components = (
        "360|Android|Anvil|BlackBerry|CLI|Cloud|Code Processor|Core|Hyperloop|iOS|iPad|LiveView|MobileWeb|Release|"
        "Templates|TiAPI|Tizen|Tooling|Windows|Windows Hybrid"
    )
    alloy = (
        "Builtins|Documentation|Models|Runtime|Styling|Testing|Themes|"
        "Titanium SDK|Titanium Studio|Tooling|Widgets|XML"
    )
    releases = (
        "1.7.0|2.0.0|2.1.0|3.0.0|3.0.2|3.1.0|3.1.1|3.1.2|3.1.3|3.2.0|3.2.1|3.2.2|3.2.3|"
        "5.0.0|5.1.0|5.2.0|8.0.0|10.2.0|11.0.0"
    )
    timob = [f"Release {each.strip()}" for each in releases.split("|")]
    timob += ["Hyperloop 3.1.0", "Hyperloop 4.0.0", "2013 Sprint 15", "Backlog"]
    versions = ["Alloy 1.2.0", "Alloy 1.4.0", "Alloy 1.4.1", "7.5"]
    return (
        _small("TIMOB", "Titanium SDK/CLI", components, timob),
        _small("ALOY", "Alloy", alloy, versions),
    )


def _small(key: str, name: str, components: str, versions: list[str]) -> Project:
    return Project(
        key=key,
        name=name,
        components=tuple(components.split("|")),
        versions=tuple(Version(id=each, name=each, project=key) for each in versions),
    )


_SMALL_LABELS = (
    "android", "ios", "api", "community", "crash", "look1", "parity", "qe-3.1.1", "qe-manualtest", "qe-testadded",
    "regression", "SupportTeam", "TCSupport", "module_network", "engSchedule", "memory", "performance",
)  # fmt: skip
