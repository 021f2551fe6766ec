"""Issues to measure with: a real export where there is one, the sample company otherwise; repeated to any number."""

import gzip
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson

from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.shape import PRIORITIES
from cadence.sandbox.jira.data import from_export
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.site import Site

Json = dict[str, Any]

EMAIL, TOKEN = "benchmark@example.com", "benchmark"

SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data"))
EXPORT = SHARED / "jira"

_FURTHER = 1_000_000
"""How far the numbers of one repetition lie from those of the next."""


def has_export() -> bool:
    return (EXPORT / "projects.json").exists()


def issues() -> Sequence[Json]:
    """As Jira's own JSON."""
    return (_export() if has_export() else _company())[1]


def site(most: int) -> tuple[Site, Json]:
    """A site of at most `most` issues, and what is to be known of it to ask about it."""
    projects, issues, ranks = _export() if has_export() else _company()
    repeated = list(islice(_again_and_again(issues), most))
    made = from_export(projects, repeated, shift_to=datetime.now(UTC), priorities=ranks)
    levels = frozenset(level.name for level in made.words.levels.values())
    made.add_account(Account(user_id="benchmark", email=EMAIL, token=TOKEN, levels=levels))
    return made, _told(repeated)


def _export() -> tuple[list[Json], list[Json], Sequence[str]]:
    projects: list[Json] = orjson.loads((EXPORT / "projects.json").read_bytes())
    issues: list[Json] = [
        orjson.loads(line)
        for file in sorted(EXPORT.glob("*.jsonl.gz"), reverse=True)
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]
    return projects, issues, ()


def _company() -> tuple[list[Json], list[Json], Sequence[str]]:
    company = generate(seed=7, now=datetime.now(UTC))
    projects = [dict(each) for each in company.projects]
    return projects, [dict(each) for each in company.issues], tuple(PRIORITIES)


def _again_and_again(issues: Sequence[Json]) -> Iterator[Json]:
    """The issues, then the same under other keys and ids, without their links."""
    yield from issues
    for repetition in count(1):
        for issue in issues:
            project, _, number = issue["key"].rpartition("-")
            yield issue | {
                "id": str(int(issue["id"]) + repetition * _FURTHER),
                "key": f"{project}-{int(number) + repetition * _FURTHER}",
                "fields": issue["fields"] | {"issuelinks": []},
            }


def _told(issues: Sequence[Json]) -> Json:
    """A component that many open bugs are in, one of those, and the projects."""
    used = Counter(
        component["name"]
        for issue in issues
        if _is_open_bug(issue)
        for component in issue["fields"]["components"]
    )
    component = next(name for name, _ in used.most_common() if name.isalpha())
    key = next(
        issue["key"]
        for issue in issues
        if _is_open_bug(issue)
        and component in {each["name"] for each in issue["fields"]["components"]}
    )
    return {
        "issues": len(issues),
        "source": "a real export" if has_export() else "the sample company",
        "projects": sorted({issue["key"].rpartition("-")[0] for issue in issues}),
        "component": component,
        "key": key,
    }


def _is_open_bug(issue: Json) -> bool:
    fields = issue["fields"]
    secret = issue.get("security") or fields.get("security")
    return fields["resolution"] is None and fields["issuetype"]["name"] == "Bug" and not secret
