from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from builders import a_version, an_issue
from cadence.status.model.breakdown import Table, breakdown
from cadence.status.model.question import Dimension

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def rows(table: Table) -> list[tuple[str | None, int]]:
    return [(row.name, row.count) for row in table.rows]


def test_the_largest_row_comes_first_and_those_with_nothing_last() -> None:
    issues = [
        an_issue("PAY-1", components=("A",)),
        an_issue("PAY-2", components=("B",)),
        an_issue("PAY-3", components=("B",)),
        *(an_issue(f"PAY-{n}") for n in (4, 5, 6)),
    ]
    table = breakdown(issues, by=Dimension.COMPONENT, now=NOW)

    assert rows(table) == [("B", 2), ("A", 1), (None, 3)]
    assert not table.overlapping


def test_an_issue_in_two_rows_is_counted_in_both_and_said_so() -> None:
    issues = [an_issue(components=("A", "B"))]
    table = breakdown(issues, by=Dimension.COMPONENT, now=NOW)

    assert rows(table) == [("A", 1), ("B", 1)]
    assert (table.total, table.overlapping) == (1, True)


def test_an_overlap_is_not_hidden_by_rows_without_a_name() -> None:
    issues = [an_issue("PAY-1", components=("A", "B")), an_issue("PAY-2")]

    assert breakdown(issues, by=Dimension.COMPONENT, now=NOW).overlapping


def test_priorities_stand_in_the_sites_own_order() -> None:
    issues = [
        an_issue(f"PAY-{n}", priority=name)
        for n, name in enumerate(("Low", "Low", "High"), start=1)
    ]
    table = breakdown(issues, by=Dimension.PRIORITY, now=NOW, ranked=("High", "Medium", "Low"))

    assert rows(table) == [("High", 1), ("Low", 2)]


def test_ages_stand_in_the_order_of_time_with_none_left_out() -> None:
    ages = (timedelta(days=2), timedelta(days=7), timedelta(days=100), timedelta(days=400))
    issues = [an_issue(f"PAY-{n}", created_at=NOW - age) for n, age in enumerate(ages, start=1)]

    assert rows(breakdown(issues, by=Dimension.AGE, now=NOW)) == [
        ("under a week", 1),
        ("1–4 weeks", 1),
        ("1–3 months", 0),
        ("3–12 months", 1),
        ("over a year", 1),
    ]


def test_months_without_an_issue_are_there_with_nothing() -> None:
    moments = (datetime(2025, 11, 30, 23, 30, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    issues = [an_issue(f"PAY-{n}", created_at=at) for n, at in enumerate(moments, start=1)]
    table = breakdown(issues, by=Dimension.CREATED_MONTH, now=NOW, zone=ZoneInfo("Europe/Berlin"))

    assert rows(table) == [("2025-12", 1), ("2026-01", 0), ("2026-02", 1)]


def test_weeks_begin_on_monday() -> None:
    issues = [an_issue(created_at=datetime(2026, 11, 15, 12, tzinfo=UTC))]

    assert rows(breakdown(issues, by=Dimension.CREATED_WEEK, now=NOW)) == [("2026-11-09", 1)]


def test_nothing_has_no_rows() -> None:
    for by in Dimension:
        table = breakdown([], by=by, now=NOW)
        assert sum(row.count for row in table.rows) == table.total == 0


@given(st.lists(st.sets(st.sampled_from("ABCD")), max_size=20))
def test_every_row_is_the_number_of_those_that_hold_it(held: list[set[str]]) -> None:
    issues = [
        an_issue(f"PAY-{n}", fix_versions=tuple(a_version(name) for name in sorted(names)))
        for n, names in enumerate(held, start=1)
    ]
    table = breakdown(issues, by=Dimension.VERSION, now=NOW)

    expected = Counter(name for names in held for name in names)
    expected.update({None: sum(not names for names in held)})
    assert {row.name: row.count for row in table.rows} == {n: c for n, c in expected.items() if c}
