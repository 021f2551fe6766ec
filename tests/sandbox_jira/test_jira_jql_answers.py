# ruff: noqa: E501, ISC004 - tables of queries are read across
"""What JQL finds, judged over the small Jira of `jira_support`."""

from datetime import UTC, datetime

import pytest
from jira_support import a_site, an_export, found, with_account

from cadence.sandbox.jira import Site
from cadence.sandbox.jira.jql.errors import JqlError


@pytest.fixture(scope="module")
def shop() -> Site:
    """Only read by these tests."""
    return a_site()


ALL_PAY = {"PAY-1", "PAY-2", "PAY-3", "PAY-4", "PAY-5", "PAY-6", "PAY-10"}

CASES = (
    ("project = PAY", ALL_PAY),
    ("project = payments", ALL_PAY),
    ("project != PAY", {"WEB-1", "WEB-2"}),
    ("key = pay-1", {"PAY-1"}),
    ("id = 10002", {"PAY-2"}),
    ("issuekey in (PAY-1, WEB-1)", {"PAY-1", "WEB-1"}),
    ("key > PAY-4", {"PAY-5", "PAY-6", "PAY-10"}),
    ("key <= PAY-2", {"PAY-1", "PAY-2"}),
    ("project = PAY and key not in (PAY-1, PAY-2)", ALL_PAY - {"PAY-1", "PAY-2"}),
    # names, without regard to case
    ("component = IOS", {"PAY-1", "PAY-2"}),
    ('component = "web SHOP"', {"WEB-1"}),
    ("component = 12", {"PAY-2", "PAY-3"}),
    ("component in (iOS, Android)", {"PAY-1", "PAY-2", "PAY-3"}),
    # negative operators leave out what is empty
    ("component != iOS", {"PAY-3", "WEB-1"}),
    ("component not in (iOS, Android)", {"WEB-1"}),
    ("not component = iOS", {"PAY-3", "WEB-1"}),
    ("component not in (iOS, EMPTY)", {"PAY-3", "WEB-1"}),
    ("project = PAY and component is empty", {"PAY-4", "PAY-5", "PAY-6", "PAY-10"}),
    ("component in (Android, EMPTY) and project = PAY and priority = Low", {"PAY-3"}),
    ("component = EMPTY and project = WEB", {"WEB-2"}),
    ("component is not empty", {"PAY-1", "PAY-2", "PAY-3", "WEB-1"}),
    ("assignee is not null", {"PAY-1", "PAY-2", "PAY-6"}),
    ('assignee = "Ada Byron"', {"PAY-1", "PAY-6"}),
    ("assignee = ada@shop.test", None),
    ('assignee = "ada@shop.test"', {"PAY-1", "PAY-6"}),
    ("assignee = aaaa1111", {"PAY-1", "PAY-6"}),
    ("assignee != aaaa1111", {"PAY-2"}),
    ("assignee in membersOf(shop-devs)", {"PAY-1", "PAY-6"}),
    ("assignee = currentUser()", set()),
    # De Morgan: NOT turns operators round, which is not a plain complement
    ("project = PAY and not (component = iOS or priority = Low)", set()),
    ("project = PAY and not (component = iOS and priority = Critical)", {"PAY-2", "PAY-3"} | {"PAY-5", "PAY-6", "PAY-10"}),
    ("not not component = iOS", {"PAY-1", "PAY-2"}),
    ("! resolution is empty", {"PAY-2", "WEB-2"}),
    # binding: AND before OR
    ("key = PAY-1 or key = PAY-2 and component = nothing-like-it", None),
    ("key = PAY-1 or key = PAY-2 and component = iOS", {"PAY-1", "PAY-2"}),
    ("(key = PAY-1 or key = PAY-3) and component = iOS", {"PAY-1"}),
    # resolutions, statuses, categories
    ("resolution = Unresolved and project = WEB", {"WEB-1"}),
    ("resolution != Unresolved", {"PAY-2", "WEB-2"}),
    ("resolution = Fixed", {"PAY-2"}),
    ("resolution != Fixed", {"WEB-2"}),
    ("resolution in (Unresolved, \"Won't Fix\") and project = WEB", {"WEB-1", "WEB-2"}),
    ("status = 'in progress'", {"PAY-5"}),
    ("statusCategory = Done", {"PAY-2", "WEB-2"}),
    ("statusCategory = 'To Do' and component is not empty", {"PAY-1", "PAY-3", "WEB-1"}),
    ("statusCategory = indeterminate", {"PAY-5"}),
    ("statusCategory = 3", {"PAY-2", "WEB-2"}),
    ("statusCategory not in (Done, new)", {"PAY-5"}),
    ("statusCategory = Complete", {"PAY-2", "WEB-2"}),
    # priorities rank
    ("priority > High", {"PAY-1"}),
    ("priority <= Low", {"PAY-3"}),
    ("priority < Critical and project = PAY", ALL_PAY - {"PAY-1", "PAY-4"}),
    ("priority is empty", {"PAY-4"}),
    # versions: by sequence, in their own project
    ("fixVersion = 2.0", {"PAY-1", "PAY-2"}),
    ("fixVersion > 1.0", {"PAY-1", "PAY-2"}),
    ("fixVersion < 1.1", {"PAY-3"}),
    ("fixVersion in releasedVersions()", {"PAY-2", "PAY-3"}),
    ("fixVersion in unreleasedVersions(PAY)", {"PAY-1", "PAY-2"}),
    ("fixVersion = latestReleasedVersion(PAY)", {"PAY-2"}),
    ("fixVersion = earliestUnreleasedVersion(WEB)", {"WEB-1"}),
    ("fixVersion ~ '1.*'", {"PAY-2", "PAY-3"}),
    ("fixVersion !~ '1.*'", {"PAY-1", "WEB-1"}),
    ("affectedVersion = 1.1", {"PAY-1"}),
    # labels: nobody's label is simply nobody's
    ("labels = hot", {"PAY-1"}),
    ("labels in (payments, none-has-it)", {"PAY-1", "PAY-2"}),
    ("labels = none-has-it", set()),
    # sprints, epics, parents, types, links
    ("sprint in openSprints()", {"PAY-1"}),
    ("Sprint in (futureSprints(), 'Sprint 1')", {"PAY-1", "PAY-3"}),
    ("cf[10020] = 1", {"PAY-1"}),
    ("sprint is empty and project = WEB", {"WEB-1", "WEB-2"}),
    ('"Epic Link" = PAY-5', {"PAY-10"}),
    ('"Epic Link" = "faster checkout"', {"PAY-10"}),
    ('"Epic Name" ~ "fast*"', {"PAY-5"}),
    ("parent = PAY-5", {"PAY-6"}),
    ("issuetype in subtaskIssueTypes()", {"PAY-6"}),
    ("type not in (Bug, Sub-task)", {"PAY-5"}),
    ("issue in linkedIssues(PAY-1)", {"PAY-2"}),
    ("issue in linkedIssues(PAY-1, 'is blocked by')", set()),
    ("issue in linkedIssues(PAY-2, 'is blocked by')", {"PAY-1"}),
    ("issueLinkType = blocks", {"PAY-1", "PAY-2"}),
    ("issueLinkType = 'is blocked by'", {"PAY-2"}),
    ("component in componentsLeadByUser('ada@shop.test')", {"PAY-1", "PAY-2"}),
    # text: stems, all words, phrases, wildcards
    ("text ~ crash", {"PAY-1", "WEB-2"}),
    ("text ~ crashing", {"PAY-1", "WEB-2"}),
    ("summary ~ 'checkout crash'", {"PAY-1"}),
    ("summary ~ 'crash checkout'", {"PAY-1"}),
    ("summary ~ '\"crash checkout\"'", set()),
    ("summary ~ '\"checkout crashes\"'", {"PAY-1"}),
    ("summary ~ 'check*'", {"PAY-1"}),
    ("summary ~ 'ch?ckout'", {"PAY-1"}),
    ("summary ~ crash and summary !~ checkout", {"WEB-2"}),
    ("summary ~ 'crash -checkout'", {"WEB-2"}),
    ("summary ~ 'receipt OR cart'", {"PAY-2", "WEB-1"}),
    ("summary ~ ash", set()),
    ("comment ~ ipad", {"PAY-1"}),
    ("description ~ 'empty'", {"PAY-1"}),
    ("description is not empty", {"PAY-1"}),
    # dates, in UTC
    ("created >= -1d", {"PAY-10"}),
    ("created < 2026-02-01", {"PAY-4"}),
    ("created > '2026/03/11 11:58'", {"PAY-10"}),
    ("created > '2026-03-11 12:00'", set()),
    ("updated >= startOfDay()", {"PAY-1"}),
    ("updated >= startOfDay(-1) and updated < startOfDay()", {"PAY-2"}),
    ("resolved >= startOfWeek()", {"PAY-2"}),
    ("resolved is empty and project = WEB", {"WEB-1", "WEB-2"}),
    ("resolved <= 2026-03-10", set()),
    ("due = 2026-03-13", {"PAY-1"}),
    ("due <= endOfWeek()", {"PAY-1"}),
    ("due < now()", set()),
    ("created < startOfYear()", set()),
    ("updated >= '-1w 2d' and updated < -4h", {"PAY-2"}),
    # history
    ("status was Done", {"PAY-1", "PAY-2", "WEB-2"}),
    ("status was not Done and project = WEB", {"WEB-1"}),
    ("status was in ('In Progress', Reopened)", {"PAY-1", "PAY-4", "PAY-5"}),
    ("status was Done before 2026-03-06", {"PAY-1"} | {"WEB-2"}),
    ("status was Done on 2026-03-10", {"PAY-2", "WEB-2"}),
    ("status was 'In Progress' during (2026-03-04, 2026-03-05) and project = PAY", {"PAY-1", "PAY-5"}),
    ("status was Done by aaaa1111", {"PAY-1"}),
    ("status changed", {"PAY-1", "PAY-2"}),
    ("status changed to Done after 2026-03-06", {"PAY-2"}),
    ("status changed from Done to Open by bbbb2222", {"PAY-1"}),
    ("status changed on 2026-03-03", {"PAY-1"}),
    ("not status changed and component is not empty", {"PAY-3", "WEB-1"}),
    ("resolution changed to Fixed", {"PAY-1", "PAY-2"}),
    ("resolution was EMPTY and resolution is not empty", {"PAY-2"}),
)  # fmt: skip


@pytest.mark.parametrize(("jql", "keys"), CASES, ids=[jql for jql, _ in CASES])
def test_it_finds_what_jira_would_find(shop: Site, jql: str, keys: set[str] | None) -> None:
    if keys is None:
        with pytest.raises(JqlError):
            found(shop, jql)
    else:
        assert set(found(shop, jql)) == keys


REFUSED = (
    ("foo = 1", "Field 'foo' does not exist or you do not have permission to view it."),
    ("cf[99] = 1", "Field 'cf[99]' does not exist or you do not have permission to view it."),
    ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
    ("project = SEC", "The value 'SEC' does not exist for the field 'project'."),
    ("component = X", "The value 'X' does not exist for the field 'component'."),
    ("fixVersion = 9.9", "The value '9.9' does not exist for the field 'fixVersion'."),
    ("status = Nope", "The value 'Nope' does not exist for the field 'status'."),
    ("status was Nope", "The value 'Nope' does not exist for the field 'status'."),
    ("level = Internal", "The value 'Internal' does not exist for the field 'level'."),
    ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
    ("key = PAY-99", "An issue with key 'PAY-99' does not exist for field 'key'."),
    ("key = PAY-7", "An issue with key 'PAY-7' does not exist for field 'key'."),
    ("key = SEC-1", "An issue with key 'SEC-1' does not exist for field 'key'."),
    ("key = 'what'", "The issue key 'what' for field 'key' is invalid."),
    ("sprint = 99", "Sprint with name '99' does not exist or you do not have permission to view it."),
    ("summary = crash", "The operator '=' is not supported by the 'summary' field."),
    ("status ~ open", "The operator '~' is not supported by the 'status' field."),
    ("text !~ open", "The operator '!~' is not supported by the 'text' field."),
    ("component > iOS", "The operator '>' is not supported by the 'component' field."),
    ("summary was x", "The operator 'WAS' is not supported by the 'summary' field."),
    ("component changed", "The operator 'CHANGED' is not supported by the 'component' field."),
    ("assignee = nope()", "Unable to find JQL function 'nope()'."),
    ("issue in issueHistory()", "Function 'issueHistory' is known to Jira, but this sandbox does not serve it."),
    ("watcher = currentUser()", "Field 'watcher' is known to Jira, but this sandbox does not serve it."),
    ("assignee in membersOf()", "Function 'membersOf' expected '1' arguments but received '0'."),
    ("fixVersion in openSprints()", "A value provided by the function 'openSprints' is invalid for the field 'fixVersion'."),
    ("comment ~ currentUser()", "A value provided by a function is invalid for the field 'comment'."),
    ("sprint = openSprints()", "Operator '=' does not support the list value 'openSprints()' provided for field 'sprint'."),
    ("assignee in currentUser()", "Operator 'in' does not support the non-list value 'currentUser()' provided for field 'assignee'."),
    ("summary ~ ''", "The field 'summary' does not support searching for an empty string."),
    ("summary ~ '*rash'", "The text query '*rash' for field 'summary' is not allowed to start with character '*'."),
    ("project = PAY order by text", "Not able to sort using field 'text'."),
    ("project = PAY order by foo", "Field 'foo' does not exist or you do not have permission to view it."),
    ("created > soon", "Date value 'soon' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."),
    ("created > 2026-02-30", "Date value '2026-02-30' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."),
    ("created > startOfDay(-1x)", "Date value '-1x' for function 'startOfDay' is invalid. Valid formats are: 'nn(y|M|w|d|h|m)'."),
    ("status = user", "Error in the JQL Query: 'user' is a reserved JQL word. You must surround it in quotation marks to "
        "use it in a query. (line 1, character 10)"),
    ("project = PAY\nstatus = Open", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'status'. (line 2, character 1)"),
    ("status open", "Error in the JQL Query: Expecting operator but got 'open'. The valid operators are '=', '!=', '<', '>', "
        "'<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character 8)"),
    ("summary ~ 50%", "Error in the JQL Query: The character '%' is a reserved JQL character. You must enclose it in a "
        "string or use the escape '\\u0025' instead. (line 1, character 13)"),
    ('summary ~ "oops', "Error in the JQL Query: The quoted string 'oops' has not been completed. (line 1, character 11)"),
    ("issue.property[a].b = 1", "Field 'issue.property' is an entity property, which this sandbox does not serve."),
)  # fmt: skip


@pytest.mark.parametrize(("jql", "message"), REFUSED, ids=[jql for jql, _ in REFUSED])
def test_what_it_does_not_know_it_refuses_in_jiras_words(
    shop: Site, jql: str, message: str
) -> None:
    with pytest.raises(JqlError) as refusal:
        found(shop, jql)
    assert refusal.value.messages == (message,)


def test_everything_that_is_wrong_is_told_at_once(shop: Site) -> None:
    with pytest.raises(JqlError) as refusal:
        found(shop, "foo = 1 and (component = X or not status = Nope) order by bar")
    assert len(refusal.value.messages) == 4


ORDERS = (
    ("project = PAY and priority is not empty order by priority desc, key", ["PAY-1", "PAY-2", "PAY-5", "PAY-6", "PAY-10", "PAY-3"]),
    ("key in (PAY-1, PAY-3, PAY-2) order by priority", ["PAY-1", "PAY-2", "PAY-3"]),
    ("key in (PAY-1, PAY-3, PAY-2) order by priority asc", ["PAY-3", "PAY-2", "PAY-1"]),
    ("project = PAY and key > PAY-4 order by key", ["PAY-5", "PAY-6", "PAY-10"]),
    ("project = PAY and key > PAY-4", ["PAY-10", "PAY-6", "PAY-5"]),
    ("key in (PAY-1, PAY-2, PAY-10) order by updated", ["PAY-1", "PAY-2", "PAY-10"]),
    ("key in (PAY-1, PAY-2, PAY-3) order by fixVersion asc", ["PAY-3", "PAY-2", "PAY-1"]),
    ("key in (PAY-1, PAY-3, PAY-6) order by assignee asc, key desc", ["PAY-6", "PAY-1", "PAY-3"]),
    ("key in (PAY-1, PAY-3) order by due asc", ["PAY-1", "PAY-3"]),
    ("key in (PAY-1, PAY-3) order by due desc", ["PAY-3", "PAY-1"]),
    ("key in (PAY-3, PAY-1, PAY-5, PAY-2) order by status asc, rank asc", ["PAY-1", "PAY-3", "PAY-2", "PAY-5"]),
)  # fmt: skip


@pytest.mark.parametrize(("jql", "keys"), ORDERS, ids=[jql for jql, _ in ORDERS])
def test_it_orders_as_jira_does(shop: Site, jql: str, keys: list[str]) -> None:
    assert found(shop, jql) == keys


def test_an_account_with_the_level_and_the_project_sees_more() -> None:
    site = a_site()
    insider = with_account(site, levels=frozenset({"Internal"}))
    assert found(site, "level = Internal", insider) == ["PAY-7"]
    assert found(site, "project = SEC", insider) == ["SEC-1"]
    assert "PAY-7" not in found(site, "project = PAY")


def test_dates_are_those_of_the_callers_zone() -> None:
    site = a_site()
    tokyo = with_account(site, zone="Asia/Tokyo")
    jql = "project = PAY and created >= 2026-01-16 and created < 2026-01-17"
    assert found(site, jql) == []
    assert found(site, jql, tokyo) == ["PAY-4"]


def test_a_folded_hour_is_read_as_its_first_one() -> None:
    issue = an_export("PAY-1", created="2026-10-25T00:30:00.000+0000")
    site = a_site(issues=(issue,), now=datetime(2026, 11, 1, tzinfo=UTC))
    berlin = with_account(site, zone="Europe/Berlin")
    assert found(site, "created >= '2026-10-25 02:30'", berlin) == ["PAY-1"]
    assert found(site, "created > '2026-10-25 02:30'", berlin) == []
