"""What every `Records` does: both databases, and the fake."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builders import a_body, a_decision, a_party, a_quote, an_origin
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.core.errors import Overtaken
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.access import NOTHING, Seen, seen_by, seen_in
from cadence.decisions.model.decision import (
    Board,
    Decision,
    Event,
    Happened,
    Option,
    Part,
    Reversibility,
    Scope,
    Shown,
    Standing,
    Status,
)
from cadence.decisions.store.records import Records, Wanted
from fakes.decision_records import FakeRecords

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
ANYONE = Seen(public=True)
ALL = Seen(everything=True)
LEE = a_party("Lee", "ULEE")


@dataclass
class Kept:
    """A store, and what makes its changes: one transaction for all of them."""

    records: Records
    make: Callable[..., None]

    def record(self, *decisions: Decision) -> None:
        self.make(*(self.records.record(each, key=f"k{each.number}") for each in decisions))

    def the(self, number: int, seen: Seen = ALL) -> Decision:
        found = self.records.decision(number, seen)
        assert found is not None
        return found

    def history(self, number: int) -> list[Happened]:
        return [each.what for each in self.records.history(number)]

    def supersede(self, old: int, new: int) -> None:
        self.make(self.records.supersede(old, new, by=LEE, at=NINE))


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Any:
    if request.param == "fake":
        yield Kept(FakeRecords(), _made_in_memory)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    yield Kept(SqlRecords(engine), make)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


WHOLE = a_decision(
    1,
    title="x\x00y <!channel> \ud83d \u202e 👩‍🚀",
    context="because",
    options=(Option(text="a", is_chosen=True, why="fast"), Option(text="b")),
    reasons=("r1", "r2"),
    consequences=("c",),
    decider=LEE,
    consulted=(a_party("Kim\x00", None),),
    informed=(a_party(),),
    reversibility=Reversibility.IRREVERSIBLE,
    review_on=date(2027, 1, 4),
    reopen_if="it is slow",
    scope=Scope(area="Payments", product="Shop\x00", project="PAY", epic="PAY-7"),
    links=("https://example.org", "PAY-12"),
    status=Status.PROPOSED,
    decided_at=NINE,
    recorded_at=NINE + timedelta(microseconds=1),
    recorded_by=a_party("Dana \ud83d", "UDANA"),
    origin=an_origin("CPAY", team="T1", permalink="https://x/p1", source="a\udce4.md"),
    quotes=(
        a_quote(Part.DECIDED, "1.1", text="yes\x00 \ud83d", permalink="https://x/p2"),
        a_quote(Part.OPTIONS, "1.1", user=None, standing=Standing.EDITED),
        a_quote(Part.DECIDED, "0.9"),
    ),
    shown=(Shown(board=Board.LOG, channel="CLOG", ts="2.1"),),
)


# --- recording -------------------------------------------------------------------------------------


def test_a_decision_comes_back_as_it_was_with_all_that_it_holds(kept: Kept) -> None:
    kept.record(WHOLE)
    assert kept.the(1) == WHOLE
    assert kept.records.decision(2, ALL) is None


def test_its_first_revision_and_the_first_line_of_its_history_come_with_it(kept: Kept) -> None:
    kept.record(WHOLE)
    (first,) = kept.records.revisions(1)
    assert (first.revision, first.body, first.by) == (1, WHOLE.body, WHOLE.recorded_by)
    assert first.at == WHOLE.recorded_at
    (line,) = kept.records.history(1)
    assert (line.what, line.at, line.by) == (Happened.RECORDED, WHOLE.recorded_at, first.by)
    assert kept.records.revisions(2) == kept.records.history(2) == ()


def test_recording_twice_under_one_key_changes_nothing(kept: Kept) -> None:
    kept.make(kept.records.record(a_decision(1, title="first"), key="k"))
    kept.make(kept.records.record(a_decision(1, title="second"), key="k"))
    kept.make(kept.records.record(a_decision(2, title="third"), key="k"))
    assert kept.the(1).body.title == "first"
    assert kept.history(1) == [Happened.RECORDED]
    assert kept.records.decision(2, ALL) is None


def test_a_key_has_one_number_and_a_number_one_key(kept: Kept) -> None:
    first = kept.records.number_for("a")
    second = kept.records.number_for("b")
    assert (first, second) == (1, 2)
    assert kept.records.number_for("a") == first
    assert kept.records.recorded("a") is None
    kept.make(kept.records.record(a_decision(1), key="a"))
    assert kept.records.recorded("a") == 1
    assert kept.records.number_for("a") == 1


def test_a_number_that_was_given_to_another_key_is_refused(kept: Kept) -> None:
    assert kept.records.number_for("a") == 1
    with pytest.raises(Overtaken, match="D-1 is the number of another record"):
        kept.make(kept.records.record(a_decision(1), key="b"))
    assert kept.records.number_for("b") == 2
    with pytest.raises(Overtaken, match="D-3"):
        kept.make(kept.records.record(a_decision(3), key="b"))
    assert kept.records.decision(3, ALL) is None


def test_later_numbers_are_higher_than_one_that_came_with_its_record(kept: Kept) -> None:
    kept.make(kept.records.record(a_decision(42), key="imported"))
    assert kept.records.number_for("imported") == 42
    assert kept.records.number_for("new") == 43


def test_a_record_begins_with_its_first_revision(kept: Kept) -> None:
    with pytest.raises(ValueError, match="first revision"):
        kept.records.record(a_decision(1, revision=2), key="k")


def test_supersessions_are_not_recorded_with_a_decision(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2, supersedes=(1,)), a_decision(3, superseded_by=2))
    assert kept.the(2).supersedes == ()
    assert kept.the(3).superseded_by is None


# --- correcting ------------------------------------------------------------------------------------


def test_a_correction_is_a_new_revision_and_the_old_one_stays(kept: Kept) -> None:
    kept.record(a_decision(1))
    better = a_body("Use PostgreSQL 18", decider=LEE, review_on=date(2027, 2, 1))
    kept.make(kept.records.correct(1, better, revision=2, by=LEE, at=NINE, why="a version"))
    now = kept.the(1)
    assert (now.revision, now.body) == (2, better)
    first, second = kept.records.revisions(1)
    assert first.body == a_decision(1).body
    assert (second.revision, second.body, second.by, second.why) == (2, better, LEE, "a version")
    last = kept.records.history(1)[-1]
    assert (last.what, last.by, last.words) == (Happened.CORRECTED, LEE, "a version")


def test_a_correction_of_what_was_corrected_meanwhile_is_refused(kept: Kept) -> None:
    kept.record(a_decision(1))
    kept.make(kept.records.correct(1, a_body("one"), revision=2, by=LEE, at=NINE, why=""))
    with pytest.raises(Overtaken, match="D-1 was corrected meanwhile and is now at revision 2"):
        kept.make(kept.records.correct(1, a_body("two"), revision=2, by=LEE, at=NINE, why=""))
    assert kept.the(1).body.title == "one"
    with pytest.raises(Overtaken, match=r"There is no D-9\."):
        kept.make(kept.records.correct(9, a_body("x"), revision=2, by=LEE, at=NINE, why=""))


def test_a_field_that_was_emptied_loses_its_quotes_and_the_others_keep_theirs(kept: Kept) -> None:
    quotes = (a_quote(Part.REASONS, "1.1"), a_quote(Part.SCOPE, "1.2"), a_quote(ts="1.3"))
    kept.record(a_decision(1, reasons=("r",), scope=Scope(area="Shop"), quotes=quotes))
    kept.make(kept.records.correct(1, a_body("new"), revision=2, by=LEE, at=NINE, why=""))
    assert kept.the(1).quotes == quotes[2:]


# --- supersession ----------------------------------------------------------------------------------


def test_a_supersession_shows_on_both_sides_and_in_both_histories(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2))
    kept.supersede(1, 2)
    old, new = kept.the(1), kept.the(2)
    assert (old.status, old.superseded_by, old.supersedes) == (Status.SUPERSEDED, 2, ())
    assert (new.status, new.superseded_by, new.supersedes) == (Status.ACCEPTED, None, (1,))
    assert kept.records.history(1)[-1] == Event(
        number=1, at=NINE, what=Happened.SUPERSEDED, by=LEE, other=2
    )
    assert kept.records.history(2)[-1] == Event(
        number=2, at=NINE, what=Happened.SUPERSEDES, by=LEE, other=1
    )


def test_one_decision_may_take_the_place_of_several_and_a_chain_may_grow(kept: Kept) -> None:
    kept.record(*(a_decision(number) for number in range(1, 5)))
    kept.supersede(1, 3)
    kept.supersede(2, 3)
    kept.supersede(3, 4)
    assert kept.the(3).supersedes == (1, 2)
    assert kept.the(3).superseded_by == 4


def test_an_older_decision_may_take_the_place_of_a_newer_one(kept: Kept) -> None:
    kept.record(*(a_decision(number) for number in range(1, 6)))
    kept.supersede(2, 1)
    kept.supersede(4, 3)
    kept.supersede(3, 2)
    assert [kept.the(number).superseded_by for number in (1, 2, 3, 4)] == [None, 1, 2, 3]
    kept.supersede(1, 5)
    assert kept.the(5).supersedes == (1,)


def test_nothing_has_two_successors(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2), a_decision(3))
    kept.supersede(1, 2)
    for new in (2, 3):
        with pytest.raises(Overtaken, match="D-1 has been superseded already"):
            kept.supersede(1, new)
    assert kept.the(1).superseded_by == 2
    assert kept.history(3) == [Happened.RECORDED]


def test_nothing_comes_to_follow_itself(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2), a_decision(3))
    kept.supersede(1, 2)
    kept.supersede(2, 3)
    for old, new in ((3, 1), (3, 2), (3, 3)):
        with pytest.raises(Overtaken, match=f"D-{old} can't be superseded by D-{new}"):
            kept.supersede(old, new)
    assert kept.the(3).status is Status.ACCEPTED


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DEPRECATED])
def test_what_is_not_live_is_not_superseded(kept: Kept, status: Status) -> None:
    kept.record(a_decision(1, status=status), a_decision(2))
    with pytest.raises(Overtaken, match=f"D-1 is {status}"):
        kept.supersede(1, 2)


def test_a_supersession_needs_both(kept: Kept) -> None:
    kept.record(a_decision(1))
    with pytest.raises(Overtaken, match=r"There is no D-2\."):
        kept.supersede(1, 2)
    with pytest.raises(Overtaken, match=r"There is no D-2\."):
        kept.supersede(2, 1)
    assert kept.the(1).status is Status.ACCEPTED


# --- turning, extending, marking -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (Status.ACCEPTED, Happened.ACCEPTED),
        (Status.REJECTED, Happened.REJECTED),
        (Status.DEPRECATED, Happened.DEPRECATED),
    ],
)
def test_a_decision_is_turned_once(kept: Kept, status: Status, what: Happened) -> None:
    kept.record(a_decision(1, status=Status.PROPOSED))
    for _ in range(2):
        kept.make(kept.records.turn(1, status, by=LEE, at=NINE, words="so"))
    assert kept.the(1).status is status
    assert kept.history(1) == [Happened.RECORDED, what]
    assert kept.records.history(1)[-1].words == "so"


def test_what_was_superseded_is_not_turned(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2))
    kept.supersede(1, 2)
    with pytest.raises(Overtaken, match="D-1 has been superseded already"):
        kept.make(kept.records.turn(1, Status.DEPRECATED, by=LEE, at=NINE))
    with pytest.raises(Overtaken, match=r"There is no D-9\."):
        kept.make(kept.records.turn(9, Status.DEPRECATED, by=LEE, at=NINE))


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.PROPOSED])
def test_nothing_is_turned_to_what_it_can_only_be_otherwise(kept: Kept, status: Status) -> None:
    with pytest.raises(ValueError, match="nothing is turned to"):
        kept.records.turn(1, status, by=LEE, at=NINE)


def test_a_review_date_changes_without_a_new_revision(kept: Kept) -> None:
    kept.record(a_decision(1, review_on=date(2027, 1, 1)))
    kept.make(kept.records.extend(1, date(2027, 6, 1), revision=1))
    assert kept.the(1).body.review_on == date(2027, 6, 1)
    assert kept.the(1).revision == 1
    assert kept.records.revisions(1)[0].body.review_on == date(2027, 1, 1)
    kept.make(kept.records.extend(1, None, revision=1))
    assert kept.the(1).body.review_on is None
    with pytest.raises(Overtaken, match="revision 1"):
        kept.make(kept.records.extend(1, None, revision=2))


def test_history_reads_in_the_order_in_which_things_happened(kept: Kept) -> None:
    kept.record(a_decision(1, recorded_at=NINE))
    late = Event(
        number=1, at=NINE + timedelta(days=2), what=Happened.DOUBTED, by=LEE, words="\x00?"
    )
    early = Event(number=1, at=NINE + timedelta(days=1), what=Happened.CONFIRMED, by=None)
    kept.make(kept.records.happened(late), kept.records.happened(early))
    assert kept.records.history(1)[1:] == (early, late)


def test_a_board_shows_a_decision_once(kept: Kept) -> None:
    kept.record(a_decision(1))
    thread = Shown(board=Board.THREAD, channel="CPAY", ts="1.1")
    for shown in (thread, Shown(board=Board.LOG, channel="CLOG", ts="1.2")):
        kept.make(kept.records.show(1, shown))
    again = Shown(board=Board.LOG, channel="CLOG2", ts="1.3")
    kept.make(kept.records.show(1, again))
    assert kept.the(1).shown == (again, thread)


def test_a_mark_changes_only_what_became_of_the_message(kept: Kept) -> None:
    quotes = (a_quote(ts="1.1"), a_quote(Part.REASONS, "1.1"), a_quote(ts="1.2"))
    kept.record(a_decision(1, quotes=quotes, reasons=("r",)), a_decision(2, quotes=quotes))
    kept.make(kept.records.mark(1, "1.1", Standing.DELETED))
    first, second, third = kept.the(1).quotes
    assert first == replace(quotes[0], standing=Standing.DELETED)
    assert second.standing is Standing.DELETED
    assert third == quotes[2]
    assert kept.the(2).quotes == quotes


def test_what_is_not_there_is_neither_shown_nor_marked_nor_told_of(kept: Kept) -> None:
    shown = Shown(board=Board.LOG, channel="C", ts="1.1")
    event = Event(number=9, at=NINE, what=Happened.CONFIRMED, by=None)
    for change in (
        kept.records.show(9, shown),
        kept.records.mark(9, "1.1", Standing.EDITED),
        kept.records.happened(event),
    ):
        with pytest.raises(Overtaken, match=r"There is no D-9\."):
            kept.make(change)


# --- counting drafts -------------------------------------------------------------------------------


def test_drafts_are_counted_by_what_became_of_them(kept: Kept) -> None:
    monday = date(2026, 11, 16)
    for outcome, on in (
        ("offered", monday),
        ("offered", monday),
        ("confirmed", monday),
        ("offered", monday + timedelta(days=1)),
        ("dismissed", monday - timedelta(days=1)),
    ):
        kept.make(kept.records.count(outcome, on=on))
    assert kept.records.counted(since=monday) == (("confirmed", 1), ("offered", 3))
    assert kept.records.counted(since=monday + timedelta(days=2)) == ()


# --- listing ---------------------------------------------------------------------------------------


def numbers(found: Any) -> list[int]:
    return [each.number for each in found]


def test_a_list_is_newest_first_and_goes_on_where_it_ended(kept: Kept) -> None:
    kept.record(*(a_decision(number) for number in range(1, 6)))
    first = kept.records.listed(Wanted(), ANYONE, limit=2)
    assert (numbers(first.decisions), first.total) == ([5, 4], 5)
    onward = kept.records.listed(Wanted(before=4), ANYONE, limit=2)
    assert (numbers(onward.decisions), onward.total) == ([3, 2], 5)
    assert kept.records.listed(Wanted(), ANYONE, limit=0).total == 5


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(statuses=frozenset({Status.PROPOSED, Status.REJECTED})), [3, 2]),
        (Wanted(scope=Scope(area="pay\x00ments")), [4]),
        (Wanted(scope=Scope(area="PAYMENTS", project="pay")), [4]),
        (Wanted(scope=Scope(area="Payments", project="SHOP")), []),
        (Wanted(channel="COTHER"), [5]),
        (Wanted(decider="ULEE"), [1]),
    ],
)
def test_a_list_holds_what_is_wanted(kept: Kept, wanted: Wanted, found: list[int]) -> None:
    kept.record(
        a_decision(1, decider=LEE),
        a_decision(2, status=Status.PROPOSED, decider=a_party("Lee", None)),
        a_decision(3, status=Status.REJECTED),
        a_decision(4, scope=Scope(area="Payments", project="PAY", epic="PAY-1")),
        a_decision(5, origin=an_origin("COTHER")),
    )
    listed = kept.records.listed(wanted, ANYONE)
    assert (numbers(listed.decisions), listed.total) == (found, len(found))


def test_decisions_come_in_the_order_they_were_asked_for(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2), a_decision(3))
    assert numbers(kept.records.decisions([3, 9, 1], ANYONE)) == [3, 1]
    assert kept.records.decisions([], ANYONE) == ()


def test_every_decision_is_gone_through_by_number(kept: Kept) -> None:
    kept.record(a_decision(7), a_decision(2), a_decision(5, origin=an_origin(kind=Kind.PRIVATE)))
    assert numbers(kept.records.every(ANYONE)) == [2, 7]
    assert numbers(kept.records.every(ALL)) == [2, 5, 7]


def test_live_decisions_with_sources_are_those_that_quote(kept: Kept) -> None:
    kept.record(
        a_decision(1, recorded_at=NINE, quotes=(a_quote(),)),
        a_decision(2, recorded_at=NINE),
        a_decision(3, recorded_at=NINE, quotes=(a_quote(),), status=Status.DEPRECATED),
        a_decision(4, recorded_at=NINE - timedelta(days=1), quotes=(a_quote(),)),
        a_decision(5, recorded_at=NINE + timedelta(days=1), quotes=(a_quote(),)),
    )
    assert kept.records.live_with_sources(recorded_after=NINE) == (1, 5)


# --- who sees what ---------------------------------------------------------------------------------


@pytest.fixture
def mixed(kept: Kept) -> Kept:
    """One of each kind of place."""
    origins = (
        an_origin("CPUB"),
        an_origin("CPRIV", kind=Kind.PRIVATE),
        an_origin("DLEE", kind=Kind.DIRECT),
        an_origin("CSHARED", kind=Kind.SHARED),
        an_origin("GGROUP", kind=Kind.GROUP),
        an_origin(None, kind=Kind.TERMINAL, source="0001-x.md"),
    )
    for number, origin in enumerate(origins, start=1):
        kept.record(a_decision(number, origin=origin, recorded_by=LEE))
    return kept


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (NOTHING, []),
        (ANYONE, [1, 6]),
        (ALL, [1, 2, 3, 4, 5, 6]),
        (seen_in("CPRIV", Kind.PRIVATE), [1, 2, 6]),
        (seen_in("CSHARED", Kind.SHARED), [4]),
        (seen_by("ULEE", member_of=frozenset({"CPUB"}), is_guest=False), [1, 3, 6]),
        (seen_by("UKIM", member_of=frozenset({"GGROUP"}), is_guest=False), [1, 5, 6]),
        (seen_by("UGUEST", member_of=frozenset({"CPUB", "CX"}), is_guest=True), [1]),
    ],
)
def test_each_audience_sees_its_own_in_every_read(
    mixed: Kept, seen: Seen, found: list[int]
) -> None:
    records = mixed.records
    listed = records.listed(Wanted(), seen)
    assert (numbers(listed.decisions), listed.total) == (found[::-1], len(found))
    assert numbers(records.every(seen)) == found
    assert numbers(records.decisions(range(1, 7), seen)) == found
    assert [n for n in range(1, 7) if records.decision(n, seen)] == found


def test_numbers_of_what_may_not_be_seen_are_not_told(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2, origin=an_origin("CP", kind=Kind.PRIVATE)))
    kept.record(a_decision(3))
    kept.supersede(1, 2)
    kept.supersede(2, 3)
    old, new = kept.the(1, ANYONE), kept.the(3, ANYONE)
    assert (old.status, old.superseded_by, new.supersedes) == (Status.SUPERSEDED, None, ())
    member = Seen(public=True, channels=frozenset({"CP"}))
    assert (kept.the(1, member).superseded_by, kept.the(3, member).supersedes) == (2, (2,))
