"""`/cadence patterns`: what is listed to whom, and what is said where there is nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadence.core.message import Message
from cadence.core.plain import plain
from cadence.patterns.messages import actions
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import (
    Cause,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Step,
)
from cadence.patterns.model.scan import Unlooked
from cadence.patterns.service.showing import NOT_OURS
from pattern_builders import NIGHT, a_finding, a_pattern, an_entry
from patterns_surfaces import ELSE, GUEST, LENA, MARK, MORNING, Room


def told(to: str | None = LENA, *, days: int = 2, level: int = 0) -> Escalated:
    name = {LENA: "Lena Ito", MARK: "Mark Roy"}.get(to or "", "Lena Ito")
    due = MORNING + timedelta(days=days)
    return Escalated(to=to, name=name, level=level, at=NIGHT, answer_by=due)


def owned(until: date = date(2026, 12, 15)) -> Ownership:
    return Ownership(
        by=LENA, at=NIGHT, cause=Cause.CODE_HEALTH, action="Contract tests", until=until
    )


def other(number: int = 2, **fields: object) -> Pattern:
    """Of another kind, so that it is another pattern."""
    finding = a_finding(kind=Kind.AGEING, rate=12)
    sentence = "Bugs grow old: 12 open for too long, usually 4"
    plain: dict[str, object] = {"finding": finding, "name": "Old bugs", "sentence": sentence}
    return a_pattern(number, **(plain | fields))


@pytest.fixture
def room() -> Room:
    made = Room()
    made.scanned()
    made.patterns.put_in(a_pattern(1, escalated=told()))
    return made


# --- what is listed ---------------------------------------------------------------------------------


def test_live_patterns_are_listed_by_what_is_to_be_done_about_them(room: Room) -> None:
    room.patterns.put_in(
        other(2, state=State.OWNED, ownership=owned()),
        replace(other(3, escalated=told(days=-1)), subject="3"),
        replace(other(4), subject="4"),
        replace(other(5, state=State.SNOOZED), subject="5"),
        replace(other(6, state=State.OWNED, ownership=owned(date(2026, 11, 20))), subject="6"),
    )
    text = room.reads(ELSE)
    places = [
        text.index(each)
        for each in (
            "6 live patterns",
            "Unanswered",
            "P-3 ·",
            "Waiting for an answer",
            "P-1 · Checkout",
            "Nobody’s",
            "P-4 ·",
            "Past the date of its action",
            "P-6 ·",
            "Owned",
            "P-2 ·",
            "Quiet until it gets worse",
            "P-5 ·",
        )
    ]
    assert places == sorted(places)
    assert "Payment retries: 9 similar bugs in 6 weeks, usually 1.4" in text
    assert "Lena Ito was told 23 Nov 2026, 02:00 UTC, an answer is awaited until" in text
    assert "Owned by Lena Ito" in text


def test_what_is_over_is_not_among_the_live_ones_but_among_all(room: Room) -> None:
    room.patterns.put_in(
        other(2, state=State.NO_PATTERN, no_pattern=NoPattern.EXPECTED, changed_at=MORNING)
    )
    assert "P-2" not in room.reads(ELSE)
    text = room.reads(ELSE, "all")
    assert text.index("P-2") < text.index("P-1")
    assert "2 patterns, what changed last first" in text


def test_mine_are_those_of_my_areas_and_those_that_i_was_told_of_or_own(room: Room) -> None:
    room.patterns.put_in(
        replace(other(2, escalated=told(MARK, level=1)), area="Search"),
        replace(other(3, state=State.OWNED, ownership=owned()), area="Mobile"),
    )
    assert [each in room.reads(LENA, "mine") for each in ("P-1", "P-2", "P-3")] == [
        True,
        False,
        True,
    ]
    assert [each in room.reads(MARK, "mine") for each in ("P-1", "P-2", "P-3")] == [
        False,
        True,
        False,
    ]
    assert "No live pattern is of an area that you lead" in room.reads(ELSE, "mine")


def test_an_area_is_found_by_a_part_of_its_name(room: Room) -> None:
    room.patterns.put_in(replace(other(2), area="PAY / Invoices"))
    assert "P-2" in room.reads(ELSE, "area invoices")
    assert "P-1" not in room.reads(ELSE, "area invoices")
    text = room.reads(ELSE, "area payroll")
    assert "no area “payroll” that I may show you. There are: Checkout and PAY / Invoices" in text
    assert "Say which area" in room.reads(ELSE, "area")


def test_many_are_cut_and_the_rest_is_counted(room: Room) -> None:
    room.patterns.put_in(*(replace(other(n), subject=str(n)) for n in range(2, 27)))
    assert "… and 6 more" in room.reads(ELSE)
    assert "… and 6 more" in room.reads(ELSE, "all")


def test_help_tells_what_can_be_typed(room: Room) -> None:
    text = room.reads(ELSE, "help")
    for typed in ("patterns", "patterns P-3", "patterns area NAME", "patterns scan"):
        assert f"/cadence {typed} " in text


# --- one of them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["P-1", "p1", "show P-1", "#1", "1", "payment", "Payment retries"]
)
def test_one_is_shown_by_its_number_or_a_part_of_its_name(room: Room, words: str) -> None:
    assert room.reads(ELSE, words) == "card of P-1, to be read"


def test_only_those_whose_it_is_see_what_can_be_pressed(room: Room) -> None:
    assert room.reads(LENA, "P-1") == "card of P-1, to be pressed"
    assert room.reads(MARK, "P-1") == "card of P-1, to be read"
    room.patterns.put_in(a_pattern(1, escalated=told(MARK, level=1)))
    assert room.reads(MARK, "P-1") == "card of P-1, to be pressed"


def test_what_was_told_in_a_channel_may_be_pressed_by_whoever_is_in_it(room: Room) -> None:
    room.patterns.put_in(a_pattern(1, escalated=told(None)))
    assert room.reads(ELSE, "P-1") == "card of P-1, to be read"
    room.messenger.memberships[ELSE] = frozenset({"C0CHECKOUT"})
    assert room.reads(ELSE, "P-1") == "card of P-1, to be pressed"


def test_words_that_fit_several_list_them(room: Room) -> None:
    room.patterns.put_in(other(2, name="Payment timeouts"))
    text = room.reads(ELSE, "payment")
    assert "“payment” may be one of these" in text
    assert "P-1" in text
    assert "P-2" in text


def test_a_press_shows_it_to_whoever_pressed(room: Room) -> None:
    settlement = room.presses(LENA, actions.SHOW, "1")
    (job,) = settlement.jobs
    assert job.args["place"]["only_for"] == LENA
    assert "card of P-1" in job.args["message"]["summary"]


def test_the_ledger_tells_what_happened_and_who_of_the_leads_did_it(room: Room) -> None:
    room.patterns.written += [
        an_entry(1),
        an_entry(1, step=Step.OWNED, by=LENA, at=MORNING, says="code health"),
        an_entry(2, says="of another"),
    ]
    text = room.reads(ELSE, "ledger P-1")
    assert "P-1 Payment retries: what happened" in text
    assert "23 Nov 2026, 02:00 UTC found: 9 in 6 weeks, usually 1.4" in text
    assert "owned: code health (Lena Ito)" in text
    assert "of another" not in text


def test_of_a_long_ledger_the_latest_lines_are_shown(room: Room) -> None:
    room.patterns.written += [an_entry(1, says=f"line {n}.") for n in range(40)]
    text = room.reads(ELSE, "ledger P-1")
    assert "15 earlier lines" in text
    assert "line 39." in text
    assert "line 14." not in text


# --- who sees what ------------------------------------------------------------------------------------


def test_a_guest_is_shown_nothing(room: Room) -> None:
    for words in ("", "all", "P-1", "ledger P-1", "area Checkout", "scan"):
        settlement = room.types(GUEST, words)
        assert room.reads(GUEST, words) == NOT_OURS
        assert len(settlement.jobs) == 1
    assert room.showing.at_home(GUEST) == ()


@pytest.mark.parametrize("words", ["P-{}", "ledger P-{}", "show {}"])
def test_what_may_not_be_seen_looks_as_if_it_were_not_there(room: Room, words: str) -> None:
    room.patterns.put_in(
        replace(other(2, name="Secret leaks"), area="SEC", projects=("PAY", "SEC"))
    )
    room.hidden("SEC", LENA)
    hidden, missing = room.reads(ELSE, words.format(2)), room.reads(ELSE, words.format(9))
    assert hidden.replace("2", "9", 1) == missing
    assert "card of" in room.reads(LENA, "P-2")


@pytest.mark.parametrize("words", ["", "all", "mine", "area Checkout", "P-1", "ledger P-1"])
def test_figures_that_count_a_hidden_project_are_shown_to_nobody_who_may_not_see_it(
    room: Room, words: str
) -> None:
    """Its bugs are all of PAY, its baseline and its chart also of SEC."""
    room.hidden("SEC", MARK)
    room.patterns.put_in(a_pattern(1, escalated=told(), counted_in=("PAY", "SEC")))
    assert "usually 1.4" not in room.reads(LENA, words)
    assert "P-1 Payment" not in room.reads(LENA, words)
    assert "P-1" not in str(room.showing.at_home(LENA))
    assert "usually 1.4" in room.reads(MARK)


def test_one_hidden_project_hides_a_pattern_of_several(room: Room) -> None:
    room.patterns.put_in(
        replace(other(2, name="Secret leaks"), area="SEC", projects=("PAY", "SEC"))
    )
    room.scanned(
        areas=2,
        projects=(("Checkout", ("PAY",)), ("SEC", ("PAY", "SEC"))),
        unlooked=(Unlooked(area="SEC", why="only 3 weeks of history"),),
    )
    room.hidden("SEC", LENA)
    for words in ("", "all", "area x", "mine", "secret"):
        assert "SEC" not in room.reads(ELSE, words)
        assert "Secret leaks" not in room.reads(ELSE, words)
    assert "1 area scanned" in room.reads(ELSE)
    assert "2 areas scanned" in room.reads(LENA)
    assert "SEC: only 3 weeks of history" in room.reads(LENA)


# --- where there is nothing ------------------------------------------------------------------------------


def test_nothing_found_says_when_was_scanned_and_what_could_not_be_tested() -> None:
    room = Room()
    room.scanned(
        areas=3,
        projects=(("Checkout", ("PAY",)), ("Mobile", ("MOB",)), ("Search", ("SRC",))),
        unlooked=tuple(
            Unlooked(area=each, why="only 3 weeks of history.") for each in ("Mobile", "Search")
        ),
    )
    text = room.reads(ELSE)
    assert "No live pattern: nothing that was tested stands out" in text
    assert "3 areas scanned 23 Nov 2026, 02:00 UTC, from the copy of Jira as of" in text
    assert "2 areas could not be tested, which is not “nothing found”" in text
    assert "• Mobile and Search: only 3 weeks of history" in text


def test_never_scanned_is_not_nothing_found() -> None:
    room = Room()
    text = room.reads(ELSE)
    assert text.startswith("Bugs were never scanned yet.")
    assert "No live pattern" not in text
    uncopied = Room(is_copied=False).reads(ELSE)
    assert uncopied == (
        "Bugs were never scanned: no project is copied from Jira. Name some under [mirror] projects in cadence.toml."
    )


def test_an_old_copy_and_a_missed_night_are_told(room: Room) -> None:
    room.patterns.scans.clear()
    room.scanned(as_of=NIGHT - timedelta(days=3))
    assert "That copy was 3 days old: what came later is not in it." in room.reads(ELSE)
    room.clock.advance(days=4)
    assert "No scan was stored for 4 days, though one is due every night." in room.reads(ELSE)


def test_without_areas_it_is_said_that_nobody_is_told() -> None:
    room = Room(areas=())
    room.scanned()
    assert "No [areas] are set, so nobody is told of patterns" in room.reads(ELSE)


# --- at home ------------------------------------------------------------------------------------------


def home(room: Room, user: str) -> str:
    blocks = room.showing.at_home(user)
    return plain(Message(summary="", blocks=blocks)) if blocks else ""


def test_a_lead_has_the_patterns_of_their_areas_at_home(room: Room) -> None:
    room.patterns.put_in(replace(other(2), area="Search"))
    text = home(room, LENA)
    assert text.startswith("Patterns in your areas")
    assert "P-1" in text
    assert "P-2" not in text
    assert home(room, ELSE) == ""


def test_who_was_told_one_level_up_has_it_at_home_too(room: Room) -> None:
    assert home(room, MARK) == ""
    room.patterns.put_in(a_pattern(1, escalated=told(MARK, level=1)))
    assert "P-1" in home(room, MARK)


def test_at_home_what_needs_somebody_comes_first_and_the_rest_is_counted(room: Room) -> None:
    room.patterns.put_in(
        *(replace(other(n, state=State.SNOOZED), subject=str(n)) for n in range(2, 8)),
        replace(other(9, escalated=told(days=-1)), subject="9"),
    )
    text = home(room, LENA)
    assert text.index("P-9") < text.index("P-1 ") < text.index("P-2")
    assert "… and 3 more" in text


def test_a_lead_without_patterns_reads_whether_their_area_was_tested() -> None:
    room = Room()
    assert "never scanned" in home(room, LENA)
    room.scanned()
    assert "No live pattern in Checkout." in home(room, LENA)
    room.clock.advance(days=1)
    room.scanned(at=NIGHT + timedelta(days=1), unlooked=(Unlooked(area="Checkout", why="new"),))
    assert "Checkout is not tested yet, which is not “nothing found”" in home(room, LENA)
