"""A file of accounts: what is taken, and how what is wrong is told."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.revenue.model.account_file import read

HEADER = "account,date,owner,started_on,active_users,seats"


def told(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.why) for each in read(io.StringIO(text)).wrong]


def test_a_row_is_an_account_on_a_day() -> None:
    (found,) = read(io.StringIO(f"{HEADER}\nAcme,2026-11-20,UEMMA,2026-01-02,12,50.5\n")).readings
    assert (found.account, found.on, found.owner) == ("Acme", date(2026, 11, 20), "UEMMA")
    assert found.days == (("started_on", date(2026, 1, 2)),)
    assert found.measures == (("active_users", Decimal(12)), ("seats", Decimal("50.5")))


def test_an_empty_cell_was_not_read() -> None:
    (found,) = read(io.StringIO(f"{HEADER}\nAcme,2026-11-20,,,,0\n\n")).readings
    assert (found.measures, found.days) == ((("seats", Decimal(0)),), ())


def test_the_header_may_stand_behind_a_byte_order_mark_and_in_capitals() -> None:
    assert read(io.StringIO("\ufeffAccount,DATE\nAcme,2026-11-20\n")).readings


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",2026-11-20,,,,", "names no account"),
        ("Acme,20.11.2026,,,,", "date: “20.11.2026” is no date, such as 2026-11-20"),
        ("Acme,2026-11-31,,,,", "date: “2026-11-31” is no date, such as 2026-11-20"),
        ("Acme,2026-11-20,,soon,,", "started_on: “soon” is no date, such as 2026-11-20"),
        ("Acme,2026-11-20,,,many,", "active_users: “many” is no number, such as 1250 or 12.5"),
        ("Acme,2026-11-20,,,-3,", "active_users: “-3” is no number, such as 1250 or 12.5"),
        ("Acme,2026-11-20,,,NaN,", "active_users: “NaN” is no number, such as 1250 or 12.5"),
        ("Acme,2026-11-20,,,1e400,", "active_users: “1e400” is no number, such as 1250 or 12.5"),
        ("Acme,2026-11-20", "has 2 cells under 6 columns"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_taken(row: str, why: str) -> None:
    found = read(io.StringIO(f"{HEADER}\nGood,2026-11-20,,,1,2\n{row}\n"))
    assert [(each.line, each.why) for each in found.wrong] == [(3, why)]
    assert found.readings == ()


def test_every_wrong_row_is_told() -> None:
    assert [line for line, _ in told("account,date\n,2026-11-20\nAcme,never\n")] == [2, 3]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the header names no column “account”"),
        ("account\nAcme\n", "the header names no column “date”"),
        ("account,date,a b\n", "“a b” is no name of a column"),
        ("account,date,x,x\n", "two columns are named “x”"),
        ("account,date\n", "there is no row below the header"),
        ('account,date\n"Acme"x,2026-11-20\n', "this is no CSV"),
    ],
)
def test_a_file_that_is_none_of_ours_says_why(text: str, why: str) -> None:
    assert why in told(text)[0][1]


def test_the_same_row_twice_is_one_and_two_that_differ_are_refused() -> None:
    twice = "account,date,seats\nAcme,2026-11-20,5\nAcme,2026-11-20,5\n"
    assert len(read(io.StringIO(twice)).readings) == 1
    assert told(twice + "Acme,2026-11-20,6\n") == [
        (4, "Acme was given for 2026-11-20 before, with other values")
    ]


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_file_is_either_taken_whole_or_told_what_is_wrong(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["account", "date", "seats"], *rows])
    found = read(io.StringIO(out.getvalue(), newline=""))
    assert bool(found.readings) is not bool(found.wrong)


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_a_fault(text: str) -> None:
    found = read(io.StringIO(text, newline=""))
    assert bool(found.readings) is not bool(found.wrong)
