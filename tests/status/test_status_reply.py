"""A question in, a reply out, for every kind of question."""

from datetime import date, timedelta

import pytest
from status_support import (
    AREAS,
    CHECKOUT,
    CRASH,
    ISSUES,
    MOBILE,
    REFUNDS,
    V41,
    V42,
    a_desk,
    days_ago,
    done,
    keys,
    moved,
)

from builders import a_version, an_issue
from cadence.core.message import Audience, Kind
from cadence.status.model.answer import Answer, Source
from cadence.status.model.question import Dimension
from cadence.status.service.status import spelt_out
from fakes.clock import NOON


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("PAY-1", "PAY-1 is open: In Progress since 17 Nov 2026, 12:00 UTC, with no fix version."),
        ("https://jira.test/browse/PAY-2?x=1", "PAY-2 is open: To Do, planned for 4.2."),
        ("is pay-4 fixed?", "PAY-4 is resolved: Done (Fixed) since 16 Nov 2026, 12:00 UTC."),
        ("PAY-1 and PAY-4", "1 of these 2 is open."),
        ("PAY-1, PAY-2, PAY-777", "2 of these 2 are open. There is no PAY-777 that I may show here."),
        ("PAY-777", "There is no PAY-777 that I may show here."),
        ("PAY-777 or PAY-778", "There is no PAY-777 or PAY-778 that I may show here."),
        ("open bugs", "5 open bugs."),
        ("how many bugs are open in Checkout?", "2 open bugs where component is Checkout."),
        ("bugs in Refunds with priority Low", "No bugs where component is Refunds and priority is Low."),
        ("the oldest open bug", "The oldest of 5 open bugs:"),
        ("the two oldest open bugs", "The 2 oldest of 5 open bugs:"),
        ("open bugs by component", "5 open bugs, by component. Most: Checkout (2)."),
        ("bugs in Refunds by priority", "1 bug where component is Refunds, by priority. Most: Medium (1)."),
        ("open bugs with priority Low by component", "No open bugs where priority is Low."),
        ("what changed since Monday?", "2 bugs touched since Mon 16 Nov: 0 reported and 1 resolved."),
        ("what got fixed this month?", "1 bug fixed this month (1–30 Nov)."),
        ("what got fixed last week?", "No bugs fixed last week (9–15 Nov)."),
        ("what still blocks 4.2?", "1 bug still open for 4.2; 1 of 2 done."),
        ("what still blocks 4.3?", "I looked and found no bug in Jira for 4.3."),
        ("what hasn't been touched in 30 days?", "4 open bugs not updated for 30 days."),
        ("reopened bugs", "1 bug that was reopened."),
        ("what was reopened in the last 14 days?", "1 bug reopened in the past 14 days."),
        ("bugs about zebra", "1 bug whose text mentions “zebra”."),
        ("when will PAY-2 be fixed?", "PAY-2 is planned for 4.2, which Jira dates 7 Dec 2026."),
        ("when will PAY-3 be fixed?", "PAY-3 is due on 30 Nov 2026."),
        ("when will PAY-4 be fixed?", "PAY-4 is resolved: Done (Fixed) since 16 Nov 2026, 12:00 UTC."),
        ("who do I talk to about Checkout?", "Checkout: ask Amara Okafor in #C0CHECKOUT."),
        ("who owns PAY-2?", "Refunds: ask Rahul Menon."),
        ("help", "Ask me about bugs in plain words; I answer straight from Jira."),
    ],
)  # fmt: skip
def test_the_first_line_answers(text: str, sentence: str) -> None:
    assert a_desk().says(text).splitlines()[0] == sentence


def test_an_issue_by_key_costs_two_calls_and_a_count_three_at_most() -> None:
    desk = a_desk()
    desk.answer("PAY-1")
    assert desk.calls() == ["issue", "histories"]
    desk = a_desk()
    desk.answer("how many bugs are open in Checkout?")
    assert [name for name in desk.calls() if name != "jql"] == ["site", "search", "site"]


def test_a_moved_issue_is_told_under_its_new_key() -> None:
    desk = a_desk()
    desk.tracker.moved["OLD-1"] = "PAY-1"
    assert desk.says("OLD-1").startswith("PAY-1 is open")
    assert desk.says("OLD-1 and PAY-2").startswith("2 of these 2 are open.\n")


# --- an issue by what it is about ----------------------------------------------------------------


def test_a_description_that_stands_out_is_the_one_issue_it_means() -> None:
    answer = a_desk().answer("crashes on an expired card")
    assert (keys(answer), answer.closest, answer.complete) == (["PAY-1"], False, True)


def test_a_description_that_fits_several_brings_the_closest_and_says_so() -> None:
    twins = [an_issue(f"PAY-{n}", summary=f"Login crash on page {n}") for n in range(20, 24)]
    desk = a_desk((*ISSUES, *twins))
    answer = desk.answer("the login crash")
    assert answer.closest
    assert set(keys(answer)) == {each.key for each in twins}
    assert desk.says("the login crash").startswith("I can't tell which issue “login crash” means.")


def test_no_issue_is_singled_out_where_not_all_candidates_were_compared() -> None:
    many = [
        an_issue(
            f"PAY-{n}",
            summary=f"Payment page {n} is slow",
            updated_at=days_ago(n),
            description="login crash",
        )
        for n in range(20, 200)
    ]
    far_down = an_issue("PAY-500", summary="Login crash", updated_at=days_ago(900))
    named = an_issue("PAY-501", summary="The login crash", updated_at=days_ago(0))
    answer = a_desk((*many, far_down, named)).answer("the login crash")
    assert answer.closest
    assert not answer.complete


def test_a_description_that_the_search_misses_is_looked_for_in_the_copy_and_read_from_jira() -> (
    None
):
    desk = a_desk(copied=ISSUES)
    desk.tracker.put(done("PAY-1", summary="Checkout crashes on an expired card"))
    answer = desk.answer("the expiry card crashing")
    assert "PAY-1" in keys(answer)
    assert answer.basis.source is Source.JIRA
    assert not answer.issues[keys(answer).index("PAY-1")].is_open


def test_a_description_of_nothing_says_that_it_was_looked_for() -> None:
    desk = a_desk()
    assert desk.says("the unicorn rainbow crash").startswith("I looked and found no issue about")
    desk.archive.is_down = True
    assert desk.says("the unicorn rainbow crash").startswith("I looked and found no issue about")


# --- lists and counts ----------------------------------------------------------------------------


def many_bugs(n: int) -> list:
    return [an_issue(f"PAY-{each}", components=("Checkout",)) for each in range(1, n + 1)]


def test_n_of_n_tells_what_is_shown_and_what_there_is() -> None:
    desk = a_desk(many_bugs(37))
    assert "10 of 37 shown." in desk.says("open bugs")
    assert "5 of 37 shown." in desk.says("how many open bugs?")
    assert "37 of 37 shown." in desk.says("how many open bugs?", shown=50)


def test_an_estimate_of_the_tracker_is_called_one() -> None:
    desk = a_desk(many_bugs(37))
    desk.tracker.counts = False
    text = desk.says("how many open bugs?")
    assert text.startswith("About 37 open bugs.")
    assert "5 of about 37 shown." in text
    answer = desk.answer("open bugs")
    assert not answer.complete
    assert desk.says("what changed this year?").startswith("About 37 bugs touched")


def test_the_trackers_own_warnings_are_passed_on() -> None:
    desk = a_desk()
    desk.tracker.warnings = ("The value 'x' does not exist.",)
    assert "⚠ The value 'x' does not exist." in desk.says("open bugs")


# --- breakdowns ----------------------------------------------------------------------------------


def test_a_breakdown_counts_every_issue_and_says_where_rows_overlap() -> None:
    answer = a_desk().answer("open bugs by component")
    assert answer.question.by is Dimension.COMPONENT
    assert {row.name: row.count for row in answer.counts} == {
        "Checkout": 2,
        "Refunds": 1,
        "iOS": 1,
        "Android": 1,
        "Vault": 1,
    }
    assert (answer.total, answer.overlapping) == (5, True)


def test_priorities_stand_in_the_sites_order() -> None:
    answer = a_desk().answer("bugs by priority")
    assert [(row.name, row.count) for row in answer.counts] == [("High", 1), ("Medium", 5)]


def test_a_breakdown_that_broke_off_brings_no_figures() -> None:
    desk = a_desk()
    desk.tracker.breaks_after = 2
    assert desk.unread("open bugs by component").why == (
        "Jira broke off in the middle of the answer."
    )


# --- time ----------------------------------------------------------------------------------------


def test_changes_come_with_what_happened_in_the_window() -> None:
    answer = a_desk().answer("what changed since Monday?")
    assert keys(answer) == ["PAY-1", "PAY-4"]
    assert dict(answer.histories)["PAY-4"] == (moved(days_ago(2), "To Do", "Done"),)
    assert [(row.name, row.count) for row in answer.counts] == [("created", 0), ("resolved", 1)]


def test_news_are_what_happened_since_this_person_last_asked() -> None:
    desk = a_desk()
    answer = desk.answer("what's new since I last asked?", since=days_ago(1.5))
    assert keys(answer) == ["PAY-1"]
    text = desk.says("what's new since I last asked?", since=days_ago(1.5))
    assert text.startswith("Since you last asked (17 Nov 2026, 00:00 UTC): 1 ")


def test_who_never_asked_gets_the_news_of_a_week_and_is_told_so() -> None:
    text = a_desk().says("what's new since I last asked?")
    assert text.startswith("You had not asked before, so this is of the last 7 days. 2 ")


def test_a_release_with_nothing_open_is_said_to_be_done() -> None:
    desk = a_desk([done("PAY-1", fix_versions=(V42,))])
    assert desk.says("what still blocks 4.2?").startswith(
        "Nothing open is left for 4.2: the only bug is done."
    )
    desk = a_desk([done(f"PAY-{n}", fix_versions=(V42,)) for n in (1, 2)])
    assert "all 2 bugs are done." in desk.says("what still blocks 4.2?")


# --- when ----------------------------------------------------------------------------------------


def test_a_date_that_has_passed_is_said_to_have_passed() -> None:
    late = an_issue("PAY-5", due=date(2026, 11, 1))
    slipped = an_issue("PAY-6", fix_versions=(a_version("4.2", release_date=date(2026, 11, 1)),))
    missed = an_issue("PAY-7", fix_versions=(V41,))
    desk = a_desk([late, slipped, missed])
    assert desk.says("when will PAY-5 be fixed?").startswith(
        "PAY-5 was due on 1 Nov 2026: that day has passed."
    )
    assert "that day has passed and it is not released." in desk.says("when will PAY-6 be fixed?")
    assert "4.1, which Jira dates 1 Oct 2026 and has already released without it." in desk.says(
        "when will PAY-7 be fixed?"
    )


def test_without_a_date_it_is_what_similar_bugs_took_and_never_a_promise() -> None:
    similar = [
        done(f"PAY-{n}", after=n - 100, ago=30, components=("Checkout",)) for n in range(101, 121)
    ]
    others = [done(f"MOB-{n}", after=500, ago=30) for n in range(101, 121)]
    answer = a_desk((CRASH, *similar, *others)).answer("when will PAY-1 be fixed?")
    expected = answer.expectation
    assert expected is not None
    assert (expected.n, expected.like) == (21, "bugs in PAY, component Checkout")
    # Of 21 the open one outlasts twenty days: half are done at the 11th, 85 % at the 18th.
    assert (expected.half, expected.most) == (timedelta(days=11), timedelta(days=18))
    text = a_desk((CRASH, *similar)).says("when will PAY-1 be fixed?")
    assert "half are done within 11 days, 85 % within 3 weeks; n = 21." in text
    assert "not a promise" in text


def test_too_few_similar_bugs_are_said_to_be_too_few() -> None:
    text = a_desk().says("when will PAY-1 be fixed?")
    assert "has no date in Jira" in text
    assert "Too few similar bugs to say what is usual (n = 3)." in text


# --- who -----------------------------------------------------------------------------------------


def test_an_issue_belongs_to_the_first_area_that_matches_it() -> None:
    answer = a_desk().answer("who do I talk to about PAY-1?")
    assert answer.areas == (CHECKOUT,)
    assert a_desk().answer("who do I talk to about iOS?").areas == (MOBILE,)
    assert a_desk().answer("who do I talk to about Refunds?").areas == (REFUNDS,)


def test_what_nobody_owns_is_said_to_be_owned_by_nobody() -> None:
    assert a_desk().says("who owns SEC-1?").startswith("No area in cadence.toml owns this")
    assert a_desk().says("who owns PAY-777?").startswith("There is no PAY-777")


def test_the_owners_of_a_question_are_by_its_names_else_by_its_issues() -> None:
    status = a_desk(areas=AREAS).status
    question = a_desk().answer("open bugs in Refunds").question
    assert status.owners_of(question) == (REFUNDS,)
    assert status.owners_of(None, ("MOB-7",)) == (MOBILE,)
    assert status.owners_of(None) == ()


# --- asked back ----------------------------------------------------------------------------------


def test_what_cannot_be_read_is_asked_back_with_the_nearest_names() -> None:
    desk = a_desk()
    back = desk.back("how many bugs are open in Chekcuot Svc?")
    assert back.understood.why
    assert not [name for name in desk.calls() if name in {"search", "every"}]
    assert desk.back("").understood.why.startswith("There was no question in that.")


def test_a_slight_misspelling_is_told() -> None:
    assert a_desk().answer("bugs in Chekout").corrected


def test_a_question_that_is_understood_already_is_answered_anew() -> None:
    desk = a_desk()
    question = desk.answer("open bugs in Checkout").question
    again = desk.status.again(question.without(0), desk.asked(""))
    assert isinstance(again, Answer)
    assert again.total == 5


# --- "it" ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("when will it be fixed?", "when will PAY-1 be fixed?"),
        ("It is fixed?", "PAY-1 is fixed?"),
        ("is this fixed?", "is PAY-1 fixed?"),
        ("what about that bug?", "what about PAY-1?"),
        ("bugs in IT", "bugs in IT"),
        ("is PAY-2 like it?", "is PAY-2 like it?"),
        ("this week", "this week"),
    ],
)
def test_it_is_the_one_issue_that_was_spoken_of(text: str, spelt: str) -> None:
    assert spelt_out(text, ("PAY-1",)) == spelt


def test_of_several_issues_it_means_none() -> None:
    assert spelt_out("when will it be fixed?", ("PAY-1", "PAY-2")) == "when will it be fixed?"


def test_a_terminal_without_a_name_asks_with_the_accounts_rights() -> None:
    nobody = Audience(user=None, channel=None, kind=Kind.TERMINAL)
    assert a_desk(rules=()).answer("PAY-1", audience=nobody).issues[0].key == "PAY-1"
    assert a_desk(rules=()).unread("PAY-1").why.startswith("Nothing from Jira may be shown here.")
    assert a_desk().clock.now() == NOON
