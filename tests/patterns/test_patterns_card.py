"""What a lead reads of a pattern, state by state, and what they can press."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadence.core.agenda import Drawn
from cadence.core.chart import Control
from cadence.core.message import Actions, Menu
from cadence.core.plain import plain
from cadence.patterns.messages import actions
from cadence.patterns.messages.card import brief, card
from cadence.patterns.model.evidence import Past, Since, most_telling
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Cause, Pattern, State, Verdict
from pattern_builders import DAY, NIGHT, a_finding, a_pattern
from pattern_evidence import (
    ANA,
    MORNING,
    NO_CHANGE,
    OWNED,
    STATES,
    an_exhibit,
    evidence,
    pressable,
    said,
    setting,
    some_exhibits,
)

# --- what it says -----------------------------------------------------------------------------------


def test_the_first_line_that_counts_is_the_sentence_with_its_figures() -> None:
    words = said(a_pattern(12))
    assert words.splitlines()[0] == "P-12 · Checkout · similar bugs coming back"
    assert words.splitlines()[2] == "Payment retries: 9 similar bugs in 6 weeks, usually 1.4"


def test_every_figure_comes_with_its_window_its_baseline_and_when_the_copy_was_read() -> None:
    words = said(a_pattern())
    assert "Counted 12 Oct to 23 Nov 2026. Usual: 1.4 in as long a time" in words
    assert "As of 23 Nov 2026, 08:40 UTC" in words
    assert "Test: exact Poisson. Of findings this sure about one in 1,000 is a false alarm" in words
    assert "6.4 times the usual; by chance alone about once in 50,000 windows this long" in words


def test_marks_of_trouble_are_counted_over_the_bugs_of_the_window_alone() -> None:
    counted = (
        an_exhibit("PAY-1", reopened_at=(MORNING,), is_customers=True),
        an_exhibit("PAY-2", days=41, is_customers=True),
        an_exhibit("PAY-3", days=50, resolution="Fixed", resolved_at=MORNING - 45 * DAY),
    )
    earlier = some_exhibits(4, first=90, is_customers=True, reopened_at=(MORNING,))
    words = said(a_pattern(), evidence=evidence(counted=counted, earlier=earlier))
    assert "1 of 3 reopened, 2 customers’ escalations" in words
    assert "2 still open, the oldest for 41 days" in words
    assert "Fixed after 5 days" in words


def test_versions_are_counted_most_first() -> None:
    counted = (
        *some_exhibits(3, affects=("4.2", "4.1")),
        an_exhibit("PAY-1", affects=("4.2",), fixed_in=("4.3",), resolution="Fixed"),
        an_exhibit("PAY-2", fixed_in=("4.4",)),
    )
    assert "Found in 4.2 (4) and 4.1 (3); fixed in 4.3" in said(
        a_pattern(), evidence=evidence(counted=counted)
    )


def test_five_bugs_are_shown_and_the_others_stand_behind_a_button() -> None:
    message = card(
        a_pattern(4),
        evidence(counted=some_exhibits(9), earlier=some_exhibits(3, first=50)),
        setting(),
        picture=None,
    )
    words = plain(message)
    assert sum(f"PAY-{number} " in words for number in (*range(101, 110), 50, 49, 48)) == 5
    assert "[and 7 more]" in words


def test_customers_and_reopened_bugs_come_first_then_open_ones_the_latest_first() -> None:
    bugs = (
        an_exhibit("PAY-1", days=1, resolution="Fixed", resolved_at=MORNING),
        an_exhibit("PAY-2", days=2),
        an_exhibit("PAY-3", days=3),
        an_exhibit("PAY-4", days=4, reopened_at=(MORNING,)),
        an_exhibit("PAY-5", days=5, is_customers=True),
    )
    keys = [each.key for each in most_telling(bugs)]
    assert keys == ["PAY-5", "PAY-4", "PAY-2", "PAY-3", "PAY-1"]


def test_what_changed_since_it_was_told_is_said_by_key() -> None:
    since = Since(
        at=NIGHT - 11 * DAY, new=("PAY-9", "PAY-8", "PAY-7", "PAY-6"), resolved=("PAY-2",)
    )
    assert (
        "Since it was told on 12 Nov 2026: 4 new (PAY-9, PAY-8, PAY-7 and 1 more), 1 resolved (PAY-2)."
        in said(a_pattern(), evidence=evidence(since=since))
    )


def test_nothing_is_said_of_no_change_since_this_morning() -> None:
    just_now = Since(at=MORNING - timedelta(hours=3))
    long_ago = Since(at=MORNING - 3 * DAY)
    assert "Since it was told" not in said(a_pattern(), evidence=evidence(since=just_now))
    assert "no bug is new, resolved or reopened" in said(
        a_pattern(), evidence=evidence(since=long_ago)
    )


def test_a_similar_pattern_says_what_was_done_about_it_and_whether_it_helped() -> None:
    refunds = Past(
        number=3,
        name="Refund timeouts",
        state=State.CLOSED,
        changed_at=NIGHT - 110 * DAY,
        cause=Cause.DEPENDENCY,
        action="A second provider",
        verdict=Verdict.FELL,
    )
    assert (
        "P-3 Refund timeouts: closed since 5 Aug 2026; the rate fell; cause: dependency; “A second provider”"
        in said(a_pattern(), evidence=evidence(past=(refunds,)))
    )


def test_a_decision_whose_title_the_reader_may_not_see_is_a_number() -> None:
    words = said(a_pattern(), evidence=evidence(decisions=((12, "Idempotent retries"), (13, ""))))
    assert "• D-12 Idempotent retries\n\nAlso decided: D-13.\n" in words


def test_an_old_copy_and_a_project_that_is_not_copied_are_said_aloud() -> None:
    words = said(a_pattern(), evidence=evidence(as_of=MORNING - 3 * DAY, uncovered=("PAY",)))
    assert "The copy of the tracker is old. What happened after 20 Nov 2026, 09:00 UTC" in words
    assert "PAY is not copied any more." in words


def test_bugs_that_may_not_be_looked_at_any_more_are_counted_and_not_named() -> None:
    assert "2 bugs of it are not in the copy any more." in said(
        a_pattern(), evidence=evidence(unseen=("PAY-7", "PAY-8"))
    )


def test_without_a_bug_to_look_at_the_card_still_stands() -> None:
    words = said(a_pattern(), evidence=evidence(counted=(), unseen=("PAY-7",)))
    assert "Payment retries: 9 similar bugs" in words
    assert "1 bug of it is not in the copy any more." in words


@pytest.mark.parametrize(
    ("occasion", "fields", "words"),
    [
        (Occasion.FOUND, {}, ""),
        (
            Occasion.WORSE,
            {"told_at": NIGHT - 11 * DAY, "told_rate": 6, "told_days": 42},
            "Worse than when it was told on 12 Nov 2026, 02:00 UTC: 9 now, 6 then.",
        ),
        (
            Occasion.WORSE,
            {"told_at": NIGHT - 11 * DAY, "told_rate": 6, "told_days": 28},
            "Worse than when it was told on 12 Nov 2026, 02:00 UTC: 9 in 6 weeks now, 6 in 4 weeks then.",
        ),
        (Occasion.WORSE, {}, "It got worse."),
        (Occasion.AGAIN, {"again": 1}, "Again: it was closed, and is back."),
        (Occasion.AGAIN, {"again": 3}, "Again: it was closed, and is back for the 3rd time."),
        (Occasion.ONE_UP, {}, "One level up: no answer came in the agreed working time."),
        (
            Occasion.DUE,
            {"state": State.OWNED, "ownership": OWNED, "verified": NO_CHANGE},
            (
                "The action’s date is here. No change yet: 5 in 4 weeks since it was taken on, "
                "6 in as long (9 in 6 weeks) before."
            ),
        ),
    ],
)
def test_why_it_is_told_now_is_the_second_thing_said(
    occasion: Occasion, fields: dict[str, Any], words: str
) -> None:
    parts = said(a_pattern(**fields), occasion).split("\n\n")
    assert parts[2] == words if words else parts[2].startswith("• ")


@pytest.mark.parametrize(
    ("occasion", "summary"),
    [
        (Occasion.FOUND, "P-1 Payment retries: 9 similar"),
        (Occasion.WORSE, "Worse: P-1 Payment retries"),
        (Occasion.ONE_UP, "One level up: P-1 Payment retries"),
    ],
)
def test_a_notification_says_why_it_comes_and_the_figures(occasion: Occasion, summary: str) -> None:
    message = card(a_pattern(), evidence(), setting(occasion), picture=None)
    assert message.summary.startswith(summary)
    assert message.summary.endswith("9 similar bugs in 6 weeks, usually 1.4")


def test_who_handed_it_on_and_their_words_are_said() -> None:
    words = said(a_pattern(), Occasion.HANDED, by="U2", words="The client is yours since May.")
    assert "Handed on by Lena Vogt: “The client is yours since May”." in words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (
            STATES[2],
            (
                "Owned by Ana Ruiz since 26 Oct 2026, 02:00 UTC. Cause: code health. “One owner for retries”. "
                "The rate is tested on 11 Dec 2026."
            ),
        ),
        (
            STATES[4],
            "Snoozed until it gets worse: it is told again when it is clearly more than 9.",
        ),
        (STATES[5], "Closed 23 Nov 2026, 02:00 UTC: it is no longer found."),
        (
            STATES[6],
            "Closed: the rate fell: 1 in 4 weeks since it was taken on, 6 in as long (9 in 6 weeks) before.",
        ),
        (
            STATES[7],
            "Not a pattern: this many were expected. It takes more now to be told again.",
        ),
        (STATES[8], "Merged into P-7, which has its bugs now."),
    ],
)
def test_how_it_stands_is_said_in_a_sentence(pattern: Pattern, words: str) -> None:
    assert words in said(pattern)


def test_a_question_with_its_time_stands_before_the_presses() -> None:
    assert (
        "Who takes it on? An answer is awaited until 25 Nov 2026, 02:00 UTC, then it goes one level up, once."
        in said(a_pattern(escalated=ANA))
    )
    assert said(a_pattern(escalated=replace(ANA, level=1))).count("one level up") == 0


def test_what_nobody_was_told_of_says_so_where_it_is_shown() -> None:
    words = said(a_pattern(12), pressable=False)
    assert (
        "Nobody was told of it yet. Once that was tried, “/cadence patterns ledger P-12” says why."
        in words
    )


# --- what can be pressed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "occasion", "labels"),
    [
        (
            STATES[0],
            Occasion.FOUND,
            ["I own it…", "Snooze until worse", "Hand on…", "Not a pattern…", "menu"],
        ),
        (STATES[2], Occasion.SHOWN, ["Change action…", "Hand on…", "Give it back", "menu"]),
        (STATES[4], Occasion.SHOWN, ["I own it…", "Wake it", "menu"]),
        (STATES[5], Occasion.SHOWN, ["What happened"]),
        (STATES[7], Occasion.SHOWN, ["It is one after all", "What happened"]),
        (
            STATES[8],
            Occasion.SHOWN,
            ["Show P-7", "Take it out again", "What happened"],
        ),
    ],
)
def test_what_can_be_pressed_follows_from_how_it_stands(
    pattern: Pattern, occasion: Occasion, labels: list[str]
) -> None:
    assert pressable(card(pattern, evidence(), setting(occasion), picture=None)) == labels


def test_whoever_may_not_press_is_shown_nothing_to_press_nor_asked() -> None:
    message = card(STATES[0], evidence(), setting(pressable=False), picture=None)
    assert pressable(message) == []
    assert "Who takes it on?" not in plain(message)


def test_the_menu_carries_what_a_button_of_its_own_would() -> None:
    message = card(a_pattern(12), evidence(), setting(), picture=None)
    (menu,) = (
        each
        for block in message.blocks
        if isinstance(block, Actions)
        for each in block.elements
        if isinstance(each, Menu)
    )
    assert [actions.more_in(each.value) for each in menu.choices] == [
        (actions.MERGE, 12),
        (actions.SPLIT, 12),
    ]


@pytest.mark.parametrize(
    "value", ["", "12", "merge", "a:b:c", ":", "patterns.open.merge:-1", "x:²"]
)
def test_a_value_that_is_none_of_ours_names_no_pattern(value: str) -> None:
    _, number = actions.more_in(value)
    assert number is None or value == "12"


# --- pictures ---------------------------------------------------------------------------------------


def test_a_picture_that_was_not_painted_stands_there_in_words() -> None:
    chart = Control(title="x", unit="", counts=(), centre="")
    drawn = Drawn(chart=chart, title="Similar bugs", alt="0, 0, 1, 3")
    assert "0, 0, 1, 3" in plain(card(a_pattern(), evidence(), setting(), picture=drawn))


# --- kinds and marks ---------------------------------------------------------------------------------


def test_an_earlier_card_says_that_there_is_a_newer_one() -> None:
    words = plain(brief(a_pattern(12), setting()))
    assert "A newer message has its figures." in words
    assert "[" not in words


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_told_in_its_own_words(kind: Kind) -> None:
    pattern = a_pattern(kind=kind, finding=a_finding(kind=kind))
    head = said(pattern).splitlines()[0]
    assert len(head.split(" · ")[2]) > 5


def test_a_share_is_held_against_the_usual_share() -> None:
    finding = a_finding(kind=Kind.REOPENED, rate=5, out_of=14, share=0.09, baseline=1.26)
    words = said(a_pattern(kind=Kind.REOPENED, finding=finding))
    assert "Usual: 9 % of what was resolved" in words


def test_of_ageing_the_usual_share_is_that_of_bugs_as_old() -> None:
    finding = a_finding(kind=Kind.AGEING, rate=11, out_of=36, share=0.07)
    words = said(a_pattern(kind=Kind.AGEING, finding=finding))
    assert "Usual: 7 % of bugs of that age" in words


def test_many_open_bugs_have_a_usual_age_and_an_oldest() -> None:
    bugs = tuple(an_exhibit(f"PAY-{days}", days=days) for days in (2, 9, 20, 30, 41))
    words = said(a_pattern(), evidence=evidence(counted=bugs))
    assert "5 still open: half of them for 20 days or more, the oldest for 41 days" in words


def test_what_is_counted_for_being_reopened_is_not_said_to_be() -> None:
    bugs = some_exhibits(3, reopened_at=(MORNING,))
    finding = a_finding(kind=Kind.REOPENED, rate=3, out_of=14, share=0.09)
    pattern = a_pattern(kind=Kind.REOPENED, finding=finding)
    assert "3 of 3 reopened" not in said(pattern, evidence=evidence(counted=bugs))
    assert "3 of 3 reopened" in said(a_pattern(), evidence=evidence(counted=bugs))


def test_a_version_that_an_open_bug_is_planned_for_did_not_fix_it() -> None:
    bugs = (an_exhibit("PAY-1", fixed_in=("4.4",)),)
    words = said(a_pattern(), evidence=evidence(counted=bugs))
    assert "planned for 4.4" in words
    assert "fixed in" not in words.casefold()


def test_of_a_resolution_without_its_moment_no_time_is_made_up() -> None:
    words = said(a_pattern(), evidence=evidence(counted=(an_exhibit(resolution="Won't do"),)))
    assert "Won't do" in words
    assert "Won't do after" not in words
