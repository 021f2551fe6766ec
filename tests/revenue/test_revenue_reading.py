"""What is understood of a table, and what is rejected with its line and the reason."""

import csv
import io
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.revenue.model.figures import Kind
from cadence.revenue.model.intake import cells
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.pairs import merges, rates
from cadence.revenue.model.intake.sheet import SheetRefused, sheet_of
from cadence.revenue.model.level import Form
from cadence.revenue.model.merging import resolved
from cadence.revenue.model.money import CENT, cents, converted, money
from cadence.revenue.model.month import Month, months_between
from revenue_builders import a_level, a_month, levels, read_csv


def rejected(text: str, reading: Reading | None = None) -> dict[int, str]:
    found = read_csv(text, reading)
    assert found.levels == ()
    assert found.changes == ()
    return {each.line: each.reason for each in found.rejected}


# --- what accounts pay a month ---------------------------------------------------------------------


def test_a_file_with_our_own_header_needs_no_mapping() -> None:
    found = read_csv("account,month,mrr\nA,2024-01,100\nB,2024-01-31,50.25\n")
    assert found.form is Form.LEVELS
    assert found.levels == (a_level("A", "2024-01", 100), a_level("B", "2024-01", "50.25"))
    assert (found.rows, found.rejections, found.rounded) == (2, 0, 0)


def test_a_currency_and_any_other_column_are_optional() -> None:
    found = read_csv("account,month,mrr,currency,Plan,region\nA,2024-01,100,eur,Pro,\n")
    assert found.levels == (a_level("A", "2024-01", 100, currency="EUR", plan="Pro"),)


def test_a_mapping_names_columns_and_leaves_the_others_out() -> None:
    text = "customer_id,contact,period,amount,tier\nA,Zoë,2024-01,100,Pro\n"
    columns = {"account": "Customer_ID", "month": "period", "mrr": "amount", "plan": "tier"}
    found = read_csv(text, Reading(columns=columns))
    assert found.levels == (a_level("A", "2024-01", 100, plan="Pro"),)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(separator: str) -> None:
    text = "\ufeffaccount,month,mrr\r\nA,2024-01,100\r\n\r\n".replace(",", separator)
    assert read_csv(text).levels == levels("2024-01 A=100")


def test_a_years_amount_is_divided_by_twelve() -> None:
    assert read_csv("account,month,arr\nA,2024-01,1200\n").levels == levels("2024-01 A=100")
    annual = read_csv("account,month,mrr\nA,2024-01,100\n", Reading(is_annual=True))
    assert annual.levels == levels("2024-01 A=8.33")
    assert annual.rounded == 1


def test_amounts_are_read_as_they_are_written() -> None:
    text = 'account,month,mrr\nA,2024-01,"1,234,567.89"\nB,2024-01,0\nC,2024-01,+5.005\n'
    found = read_csv(text)
    assert found.levels == levels("2024-01 A=1234567.89 B=0 C=5.00")
    assert found.rounded == 1
    german = "account;month;mrr\nA;2024-01;1.234,50\nB;2024-01;7,5\n"
    assert read_csv(german, Reading(decimal=",")).levels == levels("2024-01 A=1234.50 B=7.5")


def test_each_row_that_is_wrong_is_rejected_with_its_line_and_reason() -> None:
    text = (
        "account,month,mrr\n"
        "A,2024-01,x\n"
        ",2024-01,5\n"
        "A,2024-13,5\n"
        "A,January,5\n"
        "A,2024-01,-5\n"
        "A,2024-02\n"
        '"two\nlines",2024-01,5\n'
        "B,2024-01,1e5\n"
        "C,2024-01,NaN\n"
        "D,2024-01,99999999999999\n"
        "E,2024-01,\n"
        "F,2024-01,12,5\n"
        "fine,2024-01,5\n"
    )
    assert rejected(text) == {
        2: "'x' is no amount",
        3: "it names no account",
        4: "there is no '2024-13' in the calendar",
        5: "'January' is neither a month (2026-11) nor a date (2026-11-30)",
        6: "-5.00 is below 0: what an account pays a month can't be",
        7: "it has 2 cells and the header has 3",
        8: "the account holds characters that can't be shown",
        10: "'1e5' is no amount",
        11: "'NaN' is no amount",
        12: "'99999999999999' is more than any account pays",
        13: "it has no amount",
        14: "it has 4 cells and the header has 3",
    }


def test_two_rows_for_one_month_are_not_guessed_about() -> None:
    text = "account,month,mrr\nA,2024-01,100\nB,2024-01,1\nA,2024-01-15,20\n"
    assert rejected(text) == {
        4: "A has an amount for 2024-01 already, in line 2; if several add up, say --add-up"
    }
    assert read_csv(text, Reading(adds_up=True)).levels == levels("2024-01 A=120 B=1")


def test_two_currencies_of_an_account_are_two_amounts() -> None:
    text = "account,month,mrr,currency\nA,2024-01,100,EUR\nA,2024-01,20,USD\n"
    assert [each.currency for each in read_csv(text).levels] == ["EUR", "USD"]
    assert rejected("account,month,mrr,currency\nA,2024-01,1,euros\n") == {
        2: "'euros' is no currency, such as EUR"
    }


def test_a_comma_that_may_be_a_decimal_mark_is_asked_about() -> None:
    assert rejected("account;month;mrr\nA;2024-01;12,5\n") == {
        2: "'12,5' is no amount; is the comma its decimal mark?"
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        ("\n", "The file is empty"),
        ("customer,month,mrr\n", "no column account"),
        ("account,month\n", "no column mrr or arr"),
        ("account,month,mrr,MRR\n", "twice"),
    ],
)
def test_a_header_that_lacks_something_is_refused(text: str, said: str) -> None:
    with pytest.raises(SheetRefused, match=said):
        read_csv(text)


def test_a_mapping_to_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(SheetRefused, match="There is no column 'customer' for account"):
        read_csv("account,month,mrr\n", Reading(columns={"account": "customer"}))


def test_a_column_of_names_is_no_segment() -> None:
    rows = "".join(f"A{each},2024-01,1,Person {each}\n" for each in range(201))
    with pytest.raises(SheetRefused, match="contact has more than 200 values"):
        read_csv(f"account,month,mrr,contact\n{rows}")


def test_many_wrong_rows_are_counted_and_the_first_are_told() -> None:
    found = read_csv("account,month,mrr\n" + "A,2024-01,x\n" * 1500)
    assert (found.rejections, len(found.rejected)) == (1500, 1000)


# --- subscriptions -----------------------------------------------------------------------------------


def test_a_subscription_counts_in_months_on_whose_last_day_it_runs() -> None:
    text = (
        "account,start,end,mrr\n"
        "A,2024-01-15,2024-03-30,100\n"
        "B,2024-02-29,2024-03-31,50\n"
        "C,2024-03-01,,7\n"
    )
    found = read_csv(text)
    assert found.form is Form.PERIODS
    assert set(found.levels) == set(
        levels("2024-01 A=100", "2024-02 A=100 B=50", "2024-03 B=50 C=7")
    )


@pytest.mark.parametrize("never", ["9999-12-31", "2999-12-31T00:00:00"])
def test_an_end_that_a_database_writes_for_never_is_none(never: str) -> None:
    found = read_csv(f"account,start,end,mrr\nA,2024-01-15,{never},100\nB,2024-02-01,,7\n")
    assert set(found.levels) == set(levels("2024-01 A=100", "2024-02 A=100 B=7"))


def test_what_is_of_no_time_that_revenue_is_kept_for_is_rejected() -> None:
    assert rejected("account,start,end,mrr\nA,0001-01-01,,1\n") == {
        2: "0001-01-01 is not between 1970 and 2199"
    }
    assert rejected("account,month,mrr\nA,9999-12,1\nB,0202-01,1\n") == {
        2: "'9999-12' is not between 1970 and 2199",
        3: "'0202-01' is not between 1970 and 2199",
    }


def test_subscriptions_after_one_another_are_one_account() -> None:
    text = "account,start,end,mrr\nA,2024-01-01,2024-01-31,100\nA,2024-02-01,,120\n"
    assert set(read_csv(text).levels) == set(levels("2024-01 A=100", "2024-02 A=120"))


def test_subscriptions_at_the_same_time_need_a_rule() -> None:
    text = "account,start,end,mrr\nA,2024-01-01,,100\nA,2024-01-15,,20\nB,2024-01-01,,1\n"
    told = rejected(text)
    assert told.keys() == {3}
    assert told[3].startswith("A has 2 subscriptions at the same time in 2024-01 (lines 2, 3)")
    added = read_csv(text, Reading(adds_up=True))
    assert added.levels == levels("2024-01 A=120 B=1")


def test_a_subscription_does_not_end_before_it_starts() -> None:
    assert rejected("account,start,end,mrr\nA,2024-02-01,2024-01-01,1\nB,soon,,1\n") == {
        2: "it ends on 2024-01-01, before it starts on 2024-02-01",
        3: "'soon' is no date, such as 2026-11-30",
    }


# --- movements ---------------------------------------------------------------------------------------


def test_movements_are_read_in_the_order_of_their_dates() -> None:
    text = (
        "account,date,amount,kind\n"
        "A,2024-02-01,20,contraction\n"
        "A,2024-01-10T08:00:00Z,100,new\n"
        "B,2024-01-09,-5,\n"
    )
    found = read_csv(text)
    assert found.form is Form.MOVEMENTS
    assert [(each.account, each.on, each.change, each.kind) for each in found.changes] == [
        ("B", date(2024, 1, 9), Decimal(-5), None),
        ("A", date(2024, 1, 10), Decimal(100), Kind.NEW),
        ("A", date(2024, 2, 1), Decimal(-20), Kind.CONTRACTION),
    ]


def test_a_movement_whose_sign_contradicts_its_kind_is_rejected() -> None:
    assert rejected("account,date,amount,kind\nA,2024-01-01,-5,new\nA,2024-01-01,5,upsell\n") == {
        2: "-5.00 is below 0, but it is called new",
        3: "'upsell' is no kind of movement: it is new, expansion, contraction, churn, reactivation",
    }


# --- merges and rates --------------------------------------------------------------------------------


def test_merges_are_read_and_contradictions_rejected() -> None:
    found, wrong = merges(sheet_of(["account,into\n", "A,B\n", "A,C\n", "D,D\n", "E,\n"]))
    assert found["A"] == "B"
    assert {each.line: each.reason for each in wrong} == {
        3: "A is merged into B already",
        4: "D would be merged into itself",
        5: "it names no account",
    }
    with pytest.raises(SheetRefused, match="no column into"):
        merges(sheet_of(["account,target\n"]))


def test_rates_are_read_and_nonsense_rejected() -> None:
    lines = ["currency,month,rate\n", "usd,2024-01,0.9173\n", "USD,2024-01,1\n", "GBP,2024-01,0\n"]
    found, wrong = rates(sheet_of([*lines, ",2024-01,1\n"]))
    assert [(each.currency, each.month, each.rate) for each in found] == [
        ("USD", a_month("2024-01"), Decimal("0.9173"))
    ]
    assert {each.line: each.reason for each in wrong} == {
        3: "USD has the rate 0.9173 for 2024-01 already",
        4: "0 is no rate: what a currency costs is above 0",
        5: "it names no currency",
    }


def test_a_chain_of_merges_ends_where_it_ends() -> None:
    assert resolved({"A": "B", "B": "C"}) == {"A": "C", "B": "C"}
    with pytest.raises(ValueError, match="into itself"):
        resolved({"A": "B", "B": "A"})


# --- anything at all ---------------------------------------------------------------------------------

SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
NAMES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20
)
MONTHS = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))


@given(st.lists(st.tuples(NAMES, MONTHS, st.integers(0, 10**12)), max_size=8), SEPARATORS)
def test_whatever_a_spreadsheet_writes_is_read_back(
    rows: list[tuple[str, Month, int]], separator: str
) -> None:
    once = {(account, month): money(amount) for account, month, amount in rows}
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(("account", "month", "mrr"))
    writer.writerows((account, month, amount) for (account, month), amount in once.items())
    found = read_csv(written.getvalue())
    assert found.rejected == ()
    assert {(each.account, each.month): each.mrr for each in found.levels} == once


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read_or_refused_in_plain_words(text: str, adds_up: bool) -> None:
    try:
        found = read_csv("account,month,mrr\n" + text, Reading(adds_up=adds_up))
    except SheetRefused:
        return
    assert (not found.rejections) or found.levels == ()
    assert all(each.line >= 2 and each.reason for each in found.rejected)


@given(st.text(max_size=60))
def test_any_header_is_understood_or_refused(text: str) -> None:
    with suppress(SheetRefused):
        assert read_csv(text).rejected == ()


@given(st.decimals(-(10**12), 10**12, places=6))
def test_an_amount_is_within_half_a_cent_of_what_was_written(amount: Decimal) -> None:
    assert abs(money(cents(amount)) - amount) <= CENT / 2
    assert cents(cells.amount(str(money(cents(amount))))) == cents(amount)


@given(st.integers(0, 10**12), st.decimals("0.0001", "10000", places=4))
def test_a_conversion_is_within_half_a_cent(amount: int, rate: Decimal) -> None:
    assert abs(converted(amount, rate) - amount * rate) <= Decimal("0.5")


@given(MONTHS, st.integers(0, 60))
def test_months_are_as_far_apart_as_they_are_counted(month: Month, far: int) -> None:
    if month.ordinal + far > Month(9999, 12).ordinal:
        return
    later = month.plus(far)
    assert len(list(months_between(month, later))) == far + 1
    assert later.plus(-far) == month
    assert Month.read(str(month)) == month
    assert (later > month) == (far > 0)
