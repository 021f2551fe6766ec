import gzip
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_conditions import unhurried

from cadence.adapters.jira.fields import FULL, FieldIds, ids_in, ids_of_schema
from cadence.adapters.jira.parse import LONG_AGO, Parser, category, changes_in, moment
from cadence.core.errors import TrackerUnavailable
from cadence.core.issue import Category, Issue, Link
from cadence.core.ports import Detail

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
IDS = FieldIds(sprint="customfield_10020", epic="customfield_10014")
SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data"))


def parsed(fields: object = None, *, detail: Detail = Detail.FULL, **rest: Any) -> Issue:
    raw = {"id": "1", "key": "PAY-1", "fields": fields} | rest
    return Parser(ids=IDS, detail=detail).issue(raw, NOW)


def test_an_issue_without_any_field_is_still_that_issue() -> None:
    issue = parsed({})

    assert (issue.key, issue.project, issue.summary) == ("PAY-1", "PAY", "")
    assert issue.created_at == LONG_AGO
    assert issue.is_open


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"key": None}, {"key": 5}])
def test_what_has_no_key_is_no_issue(raw: object) -> None:
    with pytest.raises(TrackerUnavailable):
        Parser(ids=IDS, detail=Detail.BRIEF).issue(raw, NOW)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "key",
                    "id",
                    "displayName",
                    "statusCategory",
                    "comments",
                    "type",
                    "inwardIssue",
                    "releaseDate",
                    "startDate",
                    "created",
                    "body",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@unhurried
@given(st.dictionaries(st.sampled_from([*FULL, IDS.sprint, IDS.epic]), json))
def test_no_shape_of_a_field_is_an_error(fields: dict[str, Any]) -> None:
    issue = parsed(fields)

    assert issue.key == "PAY-1"
    assert isinstance(issue.summary, str)
    assert all(isinstance(name, str) for name in (*issue.components, *issue.labels))


@unhurried
@given(json)
def test_no_history_is_an_error(history: object) -> None:
    assert list(changes_in(history, frozenset({"status"}))) == []


def test_fields_that_are_null_are_empty() -> None:
    names = ["priority", "resolution", "components", "assignee", "status", "security", "comment"]
    issue = parsed(dict.fromkeys(names))

    assert (issue.priority, issue.assignee, issue.level, issue.components) == (None, None, None, ())
    assert issue.category is Category.TO_DO


@pytest.mark.parametrize(
    ("status", "resolved", "expected"),
    [
        ({"statusCategory": {"key": "indeterminate"}}, False, Category.IN_PROGRESS),
        ({"statusCategory": {"id": 3, "key": "completed"}}, False, Category.DONE),
        ({"statusCategory": {"key": "undefined", "id": 1}}, False, Category.TO_DO),
        ({"name": "Closed"}, True, Category.DONE),
        (None, False, Category.TO_DO),
    ],
)
def test_a_category_is_told_by_key_then_id_then_resolution(
    status: object, resolved: bool, expected: Category
) -> None:
    assert category(status, resolved=resolved) is expected


@pytest.mark.parametrize(
    "told",
    [
        "2017-04-13T08:00:29.000+0000",
        "2017-04-13T10:00:29.000+0200",
        "2017-04-13T08:00:29Z",
        "2017-04-13T08:00:29",
        1492070429,
        1492070429000,
    ],
)
def test_an_instant_is_read_in_every_way_that_jira_writes_it(told: object) -> None:
    assert moment(told) == datetime(2017, 4, 13, 8, 0, 29, tzinfo=UTC)


@pytest.mark.parametrize("told", [None, "", "soon", True, [], 10**30, float("nan")])
def test_what_is_no_instant_is_none(told: object) -> None:
    assert moment(told) is None


def test_both_sides_of_a_link_are_worded_from_here() -> None:
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    links = [
        {"type": kind, "inwardIssue": {"key": "PAY-2"}},
        {"type": kind, "outwardIssue": {"key": "PAY-3"}},
        {"type": kind},
    ]

    assert parsed({"issuelinks": links}).links == (
        Link(wording="is blocked by", kind="Blocks", key="PAY-2"),
        Link(wording="blocks", kind="Blocks", key="PAY-3"),
    )


def test_sprints_are_read_from_both_flavours_oldest_first() -> None:
    cloud = [
        {"id": 2, "name": "Two", "state": "active", "startDate": "2026-11-10T09:00:00.000Z"},
        {"id": 1, "name": "One", "state": "closed", "startDate": "2026-10-27T09:00:00.000Z"},
        {"id": 3, "name": "Three", "state": "future"},
    ]
    java = "com.atlassian.greenhopper.service.sprint.Sprint"
    server = [
        f"{java}@1f[id=2,state=ACTIVE,name=Two, too,startDate=2026-11-10T09:00:00.000Z,endDate=<null>]",
        f"{java}@2f[id=1,state=CLOSED,name=One,startDate=2026-10-27T09:00:00.000Z,goal=]",
        f"{java}@3f[id=3,startDate=<null>,name=Three]",
    ]

    assert parsed({IDS.sprint: cloud}).sprints == ("One", "Two", "Three")
    assert parsed({IDS.sprint: server}).sprints == ("One", "Two, too", "Three")


def test_an_epic_stands_for_the_parent_where_there_is_none() -> None:
    assert parsed({IDS.epic: "PAY-9"}).parent == "PAY-9"
    assert parsed({IDS.epic: "PAY-9", "parent": {"key": "PAY-8"}}).parent == "PAY-8"


def test_the_latest_comments_are_kept_oldest_first() -> None:
    comments = [
        {"body": f"{day}", "created": f"2026-11-{day:02d}T00:00:00Z", "author": None}
        for day in range(28, 0, -1)
    ]

    told = parsed({"comment": {"comments": comments}}).comments

    assert [each.text for each in told] == [str(day) for day in range(9, 29)]


def test_a_brief_issue_has_no_text() -> None:
    fields = {"description": "long", "comment": {"comments": [{"body": "x"}]}}
    issue = parsed(fields, detail=Detail.BRIEF)

    assert (issue.description, issue.comments) == (None, ())


def test_custom_fields_are_found_by_their_type() -> None:
    schema = {"type": "array", "custom": "com.pyxis.greenhopper.jira:gh-sprint", "customId": 7}
    listed = [
        {"id": "summary", "schema": {"type": "string"}},
        {"id": "customfield_7", "name": "Iteration", "schema": schema},
        {"id": "customfield_8"},
        None,
    ]

    assert ids_in(listed) == FieldIds(sprint="customfield_7")
    assert ids_of_schema({"customfield_7": schema, "x": None}) == FieldIds(sprint="customfield_7")
    assert ids_in("nonsense") == FieldIds()


def test_changes_of_other_fields_are_passed_over() -> None:
    history = {
        "created": "2026-11-01T00:00:00Z",
        "items": [
            {"field": "status", "fromString": "Open", "toString": "Done"},
            {"field": "assignee", "fromString": "A", "toString": "B"},
            {"field": "Lösung", "fieldId": "resolution", "fromString": "", "toString": "Fixed"},
        ],
    }

    told = list(changes_in(history, frozenset({"status", "resolution"})))

    assert [(each.field, each.before, each.after) for each in told] == [
        ("status", "Open", "Done"),
        ("resolution", None, "Fixed"),
    ]


def _examples(value: object) -> Iterator[dict[str, Any]]:
    """Everything in the specification's examples that is an issue."""
    if isinstance(value, dict):
        if isinstance(value.get("key"), str) and isinstance(value.get("fields"), dict):
            yield value
        for each in value.values():
            yield from _examples(each)
    elif isinstance(value, list):
        for each in value:
            yield from _examples(each)
    elif isinstance(value, str) and value.startswith(("{", "[")):
        try:
            yield from _examples(orjson.loads(value))
        except orjson.JSONDecodeError:
            return


@pytest.mark.real_data
def test_every_issue_among_the_specifications_examples_is_read() -> None:
    path = SHARED / "specs" / "jira-cloud-v3.json.gz"
    if not path.exists():
        pytest.skip("the specification is not here")
    examples = list(_examples(orjson.loads(gzip.decompress(path.read_bytes()))))
    parser = Parser(ids=IDS, detail=Detail.FULL)

    issues = [parser.issue(each, NOW) for each in examples]

    assert len(issues) >= 4
    assert any(issue.summary for issue in issues)


@pytest.mark.real_data
def test_every_issue_of_a_real_project_is_read_whole() -> None:
    path = SHARED / "jira" / "aloy.jsonl.gz"
    if not path.exists():
        pytest.skip("the export is not here")
    with gzip.open(path) as lines:
        raws = [orjson.loads(line) for line in lines]
    parser = Parser(ids=IDS, detail=Detail.FULL)

    issues = [parser.issue(raw, NOW) for raw in raws]

    assert len(issues) == 1499
    assert sum(issue.type == "Bug" for issue in issues) == 623
    assert all(issue.summary and issue.status and issue.type for issue in issues)
    assert all(LONG_AGO < issue.created_at <= issue.updated_at for issue in issues)
    for raw, issue in zip(raws, issues, strict=True):
        fields = raw["fields"]
        assert issue.is_open is (fields["resolution"] is None)
        assert len(issue.fix_versions) == len(fields["fixVersions"])
        assert len(issue.links) == len(fields["issuelinks"])
        assert len(issue.comments) == len(fields["comment"]["comments"])
        assert (issue.due is None) is (fields["duedate"] is None)
    assert any(issue.sprints for issue in issues)
    assert any(issue.parent for issue in issues)
    dates = [version.release_date for issue in issues for version in issue.fix_versions]
    assert all(isinstance(day, date | None) for day in dates)
