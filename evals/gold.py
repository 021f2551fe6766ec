"""What the typed questions bring from the real issues, against counts made by hand-written tests of the raw export.

The tests below know nothing of Cadence: they look at the tracker's own JSON. Times are those of the asker's zone.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.query import matches
from cadence.status.model.question import Understood
from evals import sites

Fields = Mapping[str, Any]
_BERLIN = ZoneInfo("Europe/Berlin")


def _named(fields: Fields, field: str) -> str | None:
    return fields[field]["name"] if fields.get(field) else None


def _bug(f: Fields) -> bool:
    return _named(f, "issuetype") == "Bug"


def _open(f: Fields) -> bool:
    return f["resolution"] is None


def _in(f: Fields, *components: str) -> bool:
    return any(each["name"] in components for each in f["components"])


def _day(f: Fields, field: str) -> date | None:
    return datetime.fromisoformat(f[field]).astimezone(_BERLIN).date() if f.get(field) else None


def _between(f: Fields, field: str, first: str, last: str) -> bool:
    day = _day(f, field)
    return day is not None and date.fromisoformat(first) <= day <= date.fromisoformat(last)


def _version(f: Fields, field: str, name: str) -> bool:
    return any(each["name"] == name for each in f[field])


def _priority(f: Fields, *names: str) -> bool:
    return _named(f, "priority") in names


def _resolution(f: Fields, *names: str) -> bool:
    return _named(f, "resolution") in names


def _label(f: Fields, name: str) -> bool:
    return name in [each.casefold() for each in f["labels"]]


def _project(f: Fields, key: str) -> bool:
    return f["project"]["key"] == key


GOLD: Mapping[str, Callable[[Fields], bool]] = {
    "How many open bugs are there in iOS?": lambda f: _bug(f) and _open(f) and _in(f, "iOS"),
    "how many bugs are in the Android component": lambda f: _bug(f) and _in(f, "Android"),
    "how many issues does Alloy have": lambda f: _project(f, "ALOY"),
    "how many critical bugs are open": lambda f: _bug(f) and _open(f) and _priority(f, "Critical"),
    "count open tickets in CLI": lambda f: _open(f) and _in(f, "CLI"),
    "How many bugs were created in 2013?": lambda f: (
        _bug(f) and _between(f, "created", "2013-01-01", "2013-12-31")
    ),
    "How many bugs were reported in October 2013 for iOS?": lambda f: (
        _bug(f) and _in(f, "iOS") and _between(f, "created", "2013-10-01", "2013-10-31")
    ),
    "how many bugs were resolved in Q3 2013": lambda f: (
        _bug(f) and _between(f, "resolutiondate", "2013-07-01", "2013-09-30")
    ),
    "how many bugs got fixed in H1 2014": lambda f: (
        _bug(f)
        and _between(f, "resolutiondate", "2014-01-01", "2014-06-30")
        and _resolution(f, "Fixed", "Done")
    ),
    "how many bugs were closed between 2013-01-01 and 2013-01-31": lambda f: (
        _bug(f) and _between(f, "resolutiondate", "2013-01-01", "2013-01-31")
    ),
    "How many bugs have been closed as Cannot Reproduce?": lambda f: (
        _bug(f) and _resolution(f, "Cannot Reproduce")
    ),
    "How many bugs have the label regression?": lambda f: _bug(f) and _label(f, "regression"),
    "how many open regressions in Android": lambda f: (
        _bug(f) and _label(f, "regression") and _open(f) and _in(f, "Android")
    ),
    "how many bugs affect 3.2.0?": lambda f: _bug(f) and _version(f, "versions", "Release 3.2.0"),
    "How many bugs have fix version 3.1.0": lambda f: (
        _bug(f) and _version(f, "fixVersions", "Release 3.1.0")
    ),
    "How many bugs are unassigned?": lambda f: _bug(f) and not f["assignee"],
    "how many bugs don't have a component?": lambda f: _bug(f) and not f["components"],
    "How many improvements are open in TIMOB?": lambda f: (
        _named(f, "issuetype") == "Improvement" and _open(f) and _project(f, "TIMOB")
    ),
    "How many epics are there?": lambda f: _named(f, "issuetype") == "Epic",
    "how many open bugs in iOS and Android": lambda f: (
        _bug(f) and _open(f) and _in(f, "iOS", "Android")
    ),
    "how many bugs are in both iOS and Android": lambda f: (
        _bug(f) and _in(f, "iOS") and _in(f, "Android")
    ),
    "how many bugs not in iOS are critical": lambda f: (
        _bug(f) and not _in(f, "iOS") and _priority(f, "Critical")
    ),
    "How many open bugs are neither in iOS nor Android?": lambda f: (
        _bug(f) and _open(f) and not _in(f, "iOS", "Android")
    ),
    "how many bugs are in status Reopened": lambda f: _bug(f) and _named(f, "status") == "Reopened",
    "how many bugs are in progress?": lambda f: _bug(f) and _named(f, "status") == "In Progress",
    "how many bugs were created before 2012": lambda f: (
        _bug(f) and _between(f, "created", "2000-01-01", "2011-12-31")
    ),
    "how many bugs were created after 2019": lambda f: (
        _bug(f) and _between(f, "created", "2020-01-01", "2030-12-31")
    ),
    "how many critical and high bugs are still open in Android": lambda f: (
        _bug(f) and _priority(f, "Critical", "High") and _open(f) and _in(f, "Android")
    ),
    "how many bugs have priority Medium or lower": lambda f: (
        _bug(f) and _priority(f, "Medium", "Low", "Trivial", "None")
    ),
    "how many bugs mention crash in the title": lambda f: (
        _bug(f)
        and any(
            word.startswith("crash")
            for word in "".join(c if c.isalnum() else " " for c in f["summary"].casefold()).split()
        )
    ),
    "bugs in Windows except trivial ones": lambda f: (
        _bug(f) and _in(f, "Windows") and not _priority(f, "Trivial")
    ),
    "open bugs in iOS without a fix version": lambda f: (
        _bug(f) and _open(f) and _in(f, "iOS") and not f["fixVersions"]
    ),
    "bugs assigned to Engineer 6085": lambda f: (
        _bug(f) and (f["assignee"] or {}).get("displayName") == "Engineer 6085"
    ),
    "issues reported by Engineer 5859 in 2012": lambda f: (
        (f["reporter"] or {}).get("displayName") == "Engineer 5859"
        and _between(f, "created", "2012-01-01", "2012-12-31")
    ),
    "bugs closed as duplicate in iOS": lambda f: (
        _bug(f) and _in(f, "iOS") and _resolution(f, "Duplicate")
    ),
    "which issues were closed as won't fix in 2014?": lambda f: (
        _resolution(f, "Won't Fix") and _between(f, "resolutiondate", "2014-01-01", "2014-12-31")
    ),
    "bugs found in 3.1.0 on Android": lambda f: (
        _bug(f) and _in(f, "Android") and _version(f, "versions", "Release 3.1.0")
    ),
    "bugs tagged parity": lambda f: _bug(f) and _label(f, "parity"),
    "sub-tasks of TIMOB-500": lambda f: (f.get("parent") or {}).get("key") == "TIMOB-500",
    "bugs reported from 1 May to 15 May 2013": lambda f: (
        _bug(f) and _between(f, "created", "2013-05-01", "2013-05-15")
    ),
    "open bugs in Alloy": lambda f: _bug(f) and _open(f) and _project(f, "ALOY"),
    "non-critical open bugs in Hyperloop": lambda f: (
        _bug(f) and _open(f) and _in(f, "Hyperloop") and not _priority(f, "Critical")
    ),
}


def check(ask: Callable[[str], Understood]) -> list[str]:
    """Prints how many counts agree, and returns what does not."""
    if not sites.has_export():
        print("\nThe real tracker's export is not here: no counts were compared.")
        return []
    raw = list(sites.raw_issues())
    issues = [sites.issue(each) for each in raw]
    wrong: list[str] = []
    for text, holds in GOLD.items():
        wanted = {each["key"] for each in raw if holds(each["fields"])}
        question = ask(text).question
        if question is None:
            wrong.append(f"gold: asked back: {text}")
            continue
        conditions = question.query.conditions
        found = {each.key for each in issues if all(matches(one, each) for one in conditions)}
        if found != wanted:
            wrong.append(f"gold: {text}: {len(found)} found, {len(wanted)} are there")
    print(f"\nreal issues: {len(GOLD) - len(wrong)} of {len(GOLD)} questions bring the very issues")
    return wrong
