from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_conditions import queries, spans, text, unhurried

from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.jql import Writer
from cadence.adapters.jira.quoting import quoted, wording
from cadence.core.calendar import Span
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Empty,
    Field,
    InOpenSprint,
    IssueQuery,
    Moment,
    Moved,
    Order,
    OrderBy,
    Says,
    Unresolved,
    Was,
    Within,
)
from cadence.sandbox.jira.jql import ast
from cadence.sandbox.jira.jql.parser import parse

TAIL = " ORDER BY updated DESC, key ASC"
BERLIN = ZoneInfo("Europe/Berlin")


def writer(*, zone: str = "UTC", flavour: Flavour = Flavour.CLOUD) -> Writer:
    return Writer(
        flavour=flavour, zone=lambda: ZoneInfo(zone), account=lambda said: f"id of {said}"
    )


def where(*conditions: Condition, zone: str = "UTC", flavour: Flavour = Flavour.CLOUD) -> str:
    return writer(zone=zone, flavour=flavour).query(IssueQuery(conditions)).removesuffix(TAIL)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 16, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("condition", "jql"),
    [
        (Among(Field.PROJECT, ("PAY", "WEB")), 'project IN ("PAY", "WEB")'),
        (Among(Field.TYPE, ("Bug",), negated=True), 'issuetype NOT IN ("Bug")'),
        (
            Among(Field.COMPONENT, ("iOS",), negated=True),
            '(component NOT IN ("iOS") OR component IS EMPTY)',
        ),
        (Among(Field.LABEL, ("a b",)), 'labels IN ("a b")'),
        (Among(Field.CATEGORY, ("new", "done")), 'statusCategory IN ("To Do", "Done")'),
        (Among(Field.ASSIGNEE, ("Ada",)), 'assignee IN ("id of Ada")'),
        (Among(Field.FIX_VERSION, ("4.2",)), 'fixVersion IN ("4.2")'),
        (Among(Field.LEVEL, ()), "project IS EMPTY"),
        (Among(Field.LEVEL, (), negated=True), "project IS NOT EMPTY"),
        (Empty(Field.FIX_VERSION), "fixVersion IS EMPTY"),
        (Empty(Field.ASSIGNEE, negated=True), "assignee IS NOT EMPTY"),
        (Empty(Field.STATUS), "project IS EMPTY"),
        (Unresolved(), "resolution IS EMPTY"),
        (Unresolved(negated=True), "resolution IS NOT EMPTY"),
        (Says(("crash", "dark mode")), r'text ~ "crash" AND text ~ "\"dark mode\""'),
        (Says(("node.js",), summary_only=True), r'summary ~ "\"node.js\""'),
        (
            Says(("a", "b"), summary_only=True, negated=True),
            '(summary !~ "a" OR summary !~ "b")',
        ),
        (
            Says(("a",), negated=True),
            '((summary !~ "a" AND (description !~ "a" OR description IS EMPTY)))',
        ),
        (Says(("this OR that",)), r'text ~ "\"this or that\""'),
        (Says(("?!",)), "project IS NOT EMPTY"),
        (Was(("Done", "Closed")), 'status WAS IN ("Done", "Closed")'),
        (Was(("Done",), negated=True), 'status WAS NOT IN ("Done")'),
        (InOpenSprint(), "sprint IN openSprints()"),
        (InOpenSprint(negated=True), "(sprint NOT IN openSprints() OR sprint IS EMPTY)"),
        (
            AnyOf((Unresolved(), AllOf((Was(("A",)), Was(("B",)))))),
            '(resolution IS EMPTY OR (status WAS IN ("A") AND status WAS IN ("B")))',
        ),
    ],
)
def test_each_condition_has_its_jql(condition: Condition, jql: str) -> None:
    assert where(condition) == jql


def test_times_are_written_in_the_accounts_zone() -> None:
    span = Span(start=at(0), end=at(23))

    assert where(Within(Moment.CREATED, span), zone="Europe/Berlin") == (
        'created >= "2026-11-16 01:00" AND created < "2026-11-17 00:00"'
    )


def test_bounds_with_seconds_are_rounded_outward() -> None:
    span = Span(start=at(9, 5, 30), end=at(9, 7, 1))

    assert where(Within(Moment.UPDATED, span)) == (
        'updated >= "2026-11-16 09:05" AND updated < "2026-11-16 09:08"'
    )


def test_a_range_that_is_negated_keeps_what_lies_outside_and_has_a_time() -> None:
    span = Span(start=at(9), end=at(10))

    assert where(Within(Moment.RESOLVED, span, negated=True)) == (
        '(resolved < "2026-11-16 09:00" OR resolved >= "2026-11-16 10:00")'
    )


def test_a_range_without_bounds_asks_for_any_time() -> None:
    assert where(Within(Moment.RESOLVED, Span())) == "resolved IS NOT EMPTY"
    assert where(Within(Moment.RESOLVED, Span(), negated=True)) == "project IS EMPTY"


def test_due_dates_are_days_of_the_asker() -> None:
    """23:00 UTC on the 15th is midnight of the 16th in Berlin."""
    span = Span(start=at(0) - timedelta(hours=1), end=at(23))

    assert where(Within(Moment.DUE, span, zone_name="Europe/Berlin")) == (
        'duedate >= "2026-11-16" AND duedate < "2026-11-17"'
    )


def test_a_day_that_a_span_ends_in_counts_as_due() -> None:
    assert where(Within(Moment.DUE, Span(end=at(12)))) == 'duedate < "2026-11-17"'


def test_moves_name_both_ends_and_the_window() -> None:
    moved = Moved(Span(start=at(9), end=at(10)), into=("Done",), out_of=("Review", "Test"))

    assert where(moved) == (
        'status CHANGED FROM ("Review", "Test") TO ("Done") '
        'DURING ("2026-11-16 09:00", "2026-11-16 10:00")'
    )
    assert where(Moved(Span(start=at(9)))) == 'status CHANGED AFTER "2026-11-16 09:00"'
    assert where(Moved(Span(end=at(9)))) == 'status CHANGED BEFORE "2026-11-16 09:00"'


def test_data_center_knows_parents_by_the_type_of_issue() -> None:
    datacenter = Flavour.DATACENTER

    assert where(Empty(Field.PARENT), flavour=datacenter) == (
        "issuetype NOT IN subTaskIssueTypes()"
    )
    assert where(Empty(Field.PARENT, negated=True), flavour=datacenter) == (
        "issuetype IN subTaskIssueTypes()"
    )


def test_a_query_without_conditions_is_bounded_all_the_same() -> None:
    assert writer().query(IssueQuery()) == f"project IS NOT EMPTY{TAIL}"


def test_every_order_ends_with_the_key() -> None:
    order = (Order(OrderBy.PRIORITY), Order(OrderBy.DUE, descending=False))

    assert (
        writer()
        .query(IssueQuery((), order))
        .endswith("ORDER BY priority DESC, duedate ASC, key ASC")
    )
    assert writer().query(IssueQuery((), (Order(OrderBy.KEY),))).endswith("ORDER BY key DESC")


@unhurried
@given(queries)
def test_whatever_is_asked_is_a_query_that_jira_can_read(query: IssueQuery) -> None:
    tree = parse(writer(zone="America/St_Johns").query(query))

    assert tree.where is not None
    assert tree.order


def _values(clause: object) -> list[str]:
    match clause:
        case ast.Terminal(operand=operand):
            return _values(operand)
        case ast.Many(operands=operands):
            return list(chain.from_iterable(map(_values, operands)))
        case ast.Value(text=told):
            return [told]
        case ast.And(clauses=clauses) | ast.Or(clauses=clauses):
            return list(chain.from_iterable(map(_values, clauses)))
        case _:
            return []


@unhurried
@given(st.lists(text, min_size=1, max_size=4))
def test_a_value_comes_back_as_it_was_and_never_as_more(values: list[str]) -> None:
    condition = Among(Field.COMPONENT, tuple(values))

    tree = parse(where(condition))

    assert isinstance(tree.where, ast.Terminal)
    assert _values(tree.where) == values


@unhurried
@given(text)
def test_a_quoted_value_is_printable_and_has_no_loose_quote(value: str) -> None:
    literal = quoted(value)

    assert "\n" not in literal
    assert literal.encode()
    inner = literal[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inner


@unhurried
@given(st.text(max_size=30))
def test_a_phrase_has_no_operator_of_the_text_search(words: str) -> None:
    literal = wording(words)

    if literal is None:
        assert not any(character.isalnum() for character in words)
        return
    tree = parse(f"text ~ {literal}")
    assert isinstance(tree.where, ast.Terminal)
    (said,) = _values(tree.where)
    assert said.isalnum() or (said[0] == said[-1] == '"' and '"' not in said[1:-1])
    assert "\\" not in said
    assert said not in {"AND", "OR", "NOT"}


@unhurried
@given(spans, st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]))
def test_a_range_is_never_narrower_than_asked(span: Span, zone: str) -> None:
    tree = parse(where(Within(Moment.CREATED, span), zone=zone))

    terminals = tree.where.clauses if isinstance(tree.where, ast.And) else (tree.where,)
    for terminal in terminals:
        assert isinstance(terminal, ast.Terminal)
        if terminal.operator == ">=":
            assert span.start is not None
            gap = span.start - _read(terminal, zone)
            assert timedelta(0) <= gap < timedelta(minutes=1) or _is_repeated(span.start, zone)
        elif terminal.operator == "<":
            assert span.end is not None
            gap = _read(terminal, zone) - span.end
            assert timedelta(0) <= gap < timedelta(minutes=1) or _is_repeated(span.end, zone)


def _read(terminal: ast.Terminal, zone: str) -> datetime:
    assert isinstance(terminal.operand, ast.Value)
    local = datetime.strptime(terminal.operand.text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - see next
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _is_repeated(moment: datetime, zone: str) -> bool:
    """Within the hours around the end of summer time a local time can mean two instants."""
    local = moment.astimezone(ZoneInfo(zone))
    return any(
        (local + timedelta(minutes=minutes)).replace(fold=0).utcoffset()
        != (local + timedelta(minutes=minutes)).replace(fold=1).utcoffset()
        for minutes in (0, 1)
    )
