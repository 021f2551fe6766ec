"""What every `Records` does: both databases, and the fake."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builders import a_body, a_decision, a_party, a_quote, an_origin
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.schema import upgrade
from cadence.core.errors import Overtaken
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.access import NOTHING, Seen, seen_by, seen_in
from cadence.decisions.model.decision import (
    Board,
    Body,
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
from cadence.decisions.store.records import Records, Searched, Wanted
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


STORES = ("fake", "sqlite", "postgresql")


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        yield Kept(FakeRecords(), _made_in_memory)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with _in_database(request.getfixturevalue(name)) as kept:
        yield kept


@pytest.fixture(scope="module", params=STORES)
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """A few decisions that tests read and never change."""
    if request.param == "fake":
        yield _filled(Kept(FakeRecords(), _made_in_memory))
    elif request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('library') / 'cadence.sqlite3'}"
        engine = make_engine(url, connections=1)
        upgrade(engine)
        engine.dispose()
        with _in_database(url) as kept:
            yield _filled(kept)
    else:
        server, migrated = (request.getfixturevalue(each) for each in ("postgres", "migrated"))
        name = server.create(template=migrated)
        with _in_database(server.url(name)) as kept:
            yield _filled(kept)
        server.drop(name)


def _filled(kept: Kept) -> Kept:
    kept.record(*TOLD, *OF_EACH_PLACE)
    return kept


@contextmanager
def _in_database(url: str) -> Iterator[Kept]:
    engine = make_engine(url)

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


def test_what_is_recorded_once_is_refused_where_its_thread_says_the_same(kept: Kept) -> None:
    said = {"decided": "We use Postgres."}
    kept.record(a_decision(1, **said))

    def once(number: int, **fields: Any) -> None:
        made = a_decision(number, **(said | fields))
        kept.make(kept.records.record(made, key=f"k{number}", once=True))

    with pytest.raises(Overtaken):
        once(2, decided="  We use\npostgres. ")
    assert kept.records.recorded("k2") is None
    once(1)  # its own key again
    once(3, decided="We use SQLite.")
    once(4, origin=an_origin(thread="1763380800.000200"))
    once(5, origin=an_origin("COPS"))
    once(6, origin=an_origin(thread=None))
    kept.record(a_decision(7, **said))
    assert [kept.records.recorded(f"k{n}") for n in range(3, 8)] == [3, 4, 5, 6, 7]


def test_what_holds_no_more_may_be_recorded_again(kept: Kept) -> None:
    kept.record(a_decision(1))
    by, at = a_party(), NINE
    kept.make(kept.records.turn(1, Status.REJECTED, was=Status.ACCEPTED, by=by, at=at))
    kept.make(kept.records.record(a_decision(2), key="k2", once=True))
    assert kept.records.recorded("k2") == 2


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
    turned = kept.records.turn(1, status, was=Status.PROPOSED, by=LEE, at=NINE, words="so")
    kept.make(turned)
    with pytest.raises(Overtaken, match=f"D-1 is {status} already"):
        kept.make(turned)
    assert kept.the(1).status is status
    assert kept.history(1) == [Happened.RECORDED, what]
    assert kept.records.history(1)[-1].words == "so"


def test_what_was_superseded_is_not_turned(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2))
    kept.supersede(1, 2)
    deprecate = {"status": Status.DEPRECATED, "was": Status.ACCEPTED, "by": LEE, "at": NINE}
    with pytest.raises(Overtaken, match="D-1 is superseded already"):
        kept.make(kept.records.turn(1, **deprecate))
    with pytest.raises(Overtaken, match=r"There is no D-9\."):
        kept.make(kept.records.turn(9, **deprecate))


def test_of_two_who_turn_it_at_once_the_second_changes_nothing(kept: Kept) -> None:
    kept.record(a_decision(1, status=Status.PROPOSED))
    accepted, rejected = (
        kept.records.turn(1, status, was=Status.PROPOSED, by=LEE, at=NINE)
        for status in (Status.ACCEPTED, Status.REJECTED)
    )
    kept.make(accepted)
    with pytest.raises(Overtaken, match="D-1 is accepted already"):
        kept.make(rejected)
    assert kept.the(1).status is Status.ACCEPTED
    assert kept.history(1) == [Happened.RECORDED, Happened.ACCEPTED]


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.PROPOSED])
def test_nothing_is_turned_to_what_it_can_only_be_otherwise(kept: Kept, status: Status) -> None:
    with pytest.raises(ValueError, match="nothing is turned to"):
        kept.records.turn(1, status, was=Status.ACCEPTED, by=LEE, at=NINE)


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


# --- a channel that became private -----------------------------------------------------------------


def test_what_was_decided_in_a_channel_that_became_private_is_its_members_alone(
    kept: Kept,
) -> None:
    here, there = an_origin("CPAY"), an_origin("COPS")
    kept.record(
        a_decision(1, title="Ledger", origin=here),
        a_decision(2, title="Ledger too", origin=there),
        a_decision(3, title="Ledger as well", origin=an_origin("CPAY", kind=Kind.DIRECT)),
    )
    assert kept.records.public_channels() == ("COPS", "CPAY")
    kept.make(kept.records.narrow("CPAY"))
    assert kept.records.public_channels() == ("COPS",)
    assert [each.number for each in kept.records.every(ANYONE)] == [2]
    found = kept.records.search("ledger", ANYONE)
    assert [each.decision.number for each in found.hits] == [2]
    member = seen_in("CPAY", Kind.PRIVATE)
    assert kept.the(1, member).origin.kind is Kind.PRIVATE
    assert kept.the(3).origin.kind is Kind.DIRECT, "nothing is widened"
    assert {each.decision.number for each in kept.records.search("ledger", member).hits} >= {1}


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


OF_EACH_PLACE = tuple(
    a_decision(number, title="Somewhere", decided="Something.", origin=origin, recorded_by=LEE)
    for number, origin in enumerate(
        (
            an_origin("CPUB"),
            an_origin("CPRIV", kind=Kind.PRIVATE),
            an_origin("DLEE", kind=Kind.DIRECT),
            an_origin("CSHARED", kind=Kind.SHARED),
            an_origin("GGROUP", kind=Kind.GROUP),
            an_origin(None, kind=Kind.TERMINAL, source="0001-x.md"),
        ),
        start=11,
    )
)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (NOTHING, []),
        (ANYONE, [11, 16]),
        (ALL, [11, 12, 13, 14, 15, 16]),
        (seen_in("CPRIV", Kind.PRIVATE), [11, 12, 16]),
        (seen_in("CSHARED", Kind.SHARED), [14]),
        (seen_by("ULEE", member_of=frozenset({"CPUB"}), is_guest=False), [11, 13, 16]),
        (seen_by("UKIM", member_of=frozenset({"GGROUP"}), is_guest=False), [11, 15, 16]),
        (seen_by("UGUEST", member_of=frozenset({"CPUB", "CX"}), is_guest=True), [11]),
    ],
)
def test_each_audience_sees_its_own_in_every_read(
    library: Kept, seen: Seen, found: list[int]
) -> None:
    records = library.records
    places = range(11, 17)
    assert numbers(records.decisions(places, seen)) == found
    assert [n for n in places if records.decision(n, seen)] == found
    assert [n for n in numbers(records.every(seen)) if n in places] == found
    listed = records.listed(Wanted(), seen)
    assert [n for n in numbers(listed.decisions) if n in places] == found[::-1]
    assert listed.total == len(listed.decisions)
    searched = records.search("somewhere", seen)
    assert sorted(each.decision.number for each in searched.hits) == found
    assert searched.total == len(found)
    near = records.near(a_body("Somewhere", decided="?"), seen)
    assert sorted(each.decision.number for each in near) == found


def test_numbers_of_what_may_not_be_seen_are_not_told(kept: Kept) -> None:
    kept.record(a_decision(1), a_decision(2, origin=an_origin("CP", kind=Kind.PRIVATE)))
    kept.record(a_decision(3))
    kept.supersede(1, 2)
    kept.supersede(2, 3)
    old, new = kept.the(1, ANYONE), kept.the(3, ANYONE)
    assert (old.status, old.superseded_by, new.supersedes) == (Status.SUPERSEDED, None, ())
    member = Seen(public=True, channels=frozenset({"CP"}))
    assert (kept.the(1, member).superseded_by, kept.the(3, member).supersedes) == (2, (2,))


# --- searching -------------------------------------------------------------------------------------


def found(searched: Searched) -> list[int]:
    return [each.decision.number for each in searched.hits]


LEDGER = a_decision(
    1,
    title="Use PostgreSQL for the ledger",
    decided="Payments are written to PostgreSQL.",
    reasons=("Transactions across accounts",),
    context="The old store lost writes.",
    options=(Option(text="MongoDB", why="no joins"), Option(text="PostgreSQL", is_chosen=True)),
    consequences=("Operations learn vacuuming",),
    scope=Scope(area="Payments", project="PAY"),
    quotes=(a_quote(text="ok, let us go with elephants"),),
)
KAFKA = a_decision(
    2,
    title="Events go through Kafka",
    decided="Services publish to Kafka; nothing reads another's PostgreSQL.",
    scope=Scope(area="Platform"),
)
WEEKLY = a_decision(3, title="Release weekly", decided="Every Tuesday.", context="Ledger audits")
PRIVATE = a_decision(
    4,
    title="Replace Zebrafish by the end of June",
    decided="Zebrafish goes; PostgreSQL stays.",
    origin=an_origin("CPRIV", kind=Kind.PRIVATE),
)


TOLD = (LEDGER, KAFKA, WEEKLY, PRIVATE)


@pytest.fixture
def told(kept: Kept) -> Kept:
    kept.record(*TOLD)
    return kept


@pytest.mark.parametrize(
    "words",
    [
        "ledger PostgreSQL",
        "payments written",
        "transactions",
        "lost writes",
        "mongodb",
        "joins",
        "vacuuming",
        "elephants",
        "project PAY postgresql",
        "why do we use postgres for the ledger?",
        "WHO decided on MongoDB",
        "elephant",
        "transact",
        "operation",
    ],
)
def test_a_decision_is_found_by_every_part_of_it(library: Kept, words: str) -> None:
    assert found(library.records.search(words, ANYONE))[0] == 1


@pytest.mark.parametrize(
    ("typed", "meant", "number"),
    [
        ("legder", "ledger", 1),
        ("postgrsql", "postgresql", 1),
        ("kafak", "kafka", 2),
        ("mongdb", "mongodb", 1),
        ("elefants", "elephants", 1),
        ("vacumming", "vacuuming", 1),
        ("transactoin", "transactions", 1),
        ("Wekly", "weekly", 3),
    ],
)
def test_a_word_is_found_despite_a_typo_and_says_so(
    library: Kept, typed: str, meant: str, number: int
) -> None:
    searched = library.records.search(f"why {typed}", ANYONE)
    assert found(searched)[0] == number
    assert searched.instead == ((typed.casefold(), meant),)


@pytest.mark.parametrize(
    "words", ["", "  ", "why do we?", "?!", "a", "\x00", "\ud83d", "_", "'\"*"]
)
def test_words_that_mean_nothing_find_nothing(library: Kept, words: str) -> None:
    assert library.records.search(words, ANYONE) == Searched(hits=(), total=0)


@pytest.mark.parametrize(
    "words",
    [
        "ledger AND NOT kafka",
        'title : "ledger" OR',
        "ledger* (",
        "ledger & ! |",
        "ledger:*A",
        "NEAR(ledger kafka)",
        "ledger\x00",
        "-ledger +kafka",
        "' OR 1=1 -- ledger",
    ],
)
def test_no_words_are_taken_for_a_query_language(library: Kept, words: str) -> None:
    assert 1 in found(library.records.search(words, ANYONE))


def test_other_scripts_are_found_as_they_are_written(kept: Kept) -> None:
    kept.record(
        a_decision(1, title="Über Größe entscheiden wir später"),
        a_decision(2, title="Πληρωμές με PostgreSQL"),
        a_decision(3, title="台帳 は PostgreSQL"),
        a_decision(4, title="Café 👩‍🚀 first"),
    )
    for words, number in (("GRÖSSE", 1), ("größe", 1), ("πληρωμές", 2), ("台帳", 3), ("cafe", 4)):
        assert found(kept.records.search(words, ANYONE)) == [number]


def test_what_is_searched_is_the_latest_revision(told: Kept) -> None:
    better = a_body("Use CockroachDB", decided="Payments are written to CockroachDB.")
    told.make(told.records.correct(1, better, revision=2, by=LEE, at=NINE, why=""))
    assert found(told.records.search("cockroach", ANYONE)) == [1]
    assert found(told.records.search("mongodb", ANYONE)) == []
    assert found(told.records.search("elephants", ANYONE)) == [1]


def test_a_decision_that_is_named_comes_first(library: Kept) -> None:
    assert found(library.records.search("d-3", ANYONE)) == [3]
    searched = library.records.search("is D-3 about kafka in the ledger?", ANYONE)
    assert found(searched)[0] == 3
    assert (sorted(found(searched)), searched.total) == ([1, 2, 3], 3)
    assert library.records.search("D-4 D-99", ANYONE) == Searched(hits=(), total=0)


def test_a_hit_tells_by_which_words_it_was_found(library: Kept) -> None:
    first = library.records.search("postgres ledger", ANYONE).hits[0]
    assert first.matched == ("PostgreSQL", "ledger")


def test_only_as_many_are_shown_as_are_wanted_and_all_are_counted(kept: Kept) -> None:
    kept.record(*(a_decision(number, title=f"Ledger {number}") for number in range(1, 6)))
    searched = kept.records.search("ledger", ANYONE, limit=2)
    assert (found(searched), searched.total) == ([5, 4], 5)


# --- in which order --------------------------------------------------------------------------------


def order(kept: Kept, words: str, *decisions: Decision, live: bool = False) -> list[int]:
    kept.record(*decisions)
    return found(kept.records.search(words, ANYONE, live=live))


def plain(number: int, title: str, decided: str = "Yes.", **fields: Any) -> Decision:
    return a_decision(number, title=title, decided=decided, **fields)


def test_a_title_comes_before_a_text(kept: Kept) -> None:
    mentioned = plain(3, "Something", "Cache it. The cache caches caching; cache, cache!")
    titled = (plain(1, "Cache prices"), plain(2, "Something", "We cache prices."), mentioned)
    assert order(kept, "cache", *titled) == [1, 3, 2]


def test_a_rare_word_comes_before_a_common_one(kept: Kept) -> None:
    common = [plain(number, f"Service {number}") for number in range(2, 8)]
    assert order(kept, "service quarkus", plain(1, "Frameworks", "Quarkus."), *common)[0] == 1


def test_all_words_come_before_one_of_them(kept: Kept) -> None:
    one = (plain(2, "Postgres"), plain(3, "Backup postgres postgres"))
    assert order(kept, "postgres failover", plain(1, "X", "Postgres failover"), *one)[0] == 1


def test_the_word_itself_comes_before_one_that_begins_with_it(kept: Kept) -> None:
    longer = (plain(2, "Categories"), plain(3, "Goal setting"))
    assert order(kept, "go", plain(1, "Go services"), *longer) == [1, 3]


def test_what_is_live_comes_before_what_was_superseded(kept: Kept) -> None:
    same = (plain(1, "Ledger"), plain(2, "Ledger"), plain(3, "Ledger", status=Status.REJECTED))
    kept.record(*same)
    kept.supersede(2, 1)
    assert found(kept.records.search("ledger", ANYONE)) == [1, 3, 2]
    live = kept.records.search("ledger", ANYONE, live=True)
    assert (found(live), live.total) == ([1], 1)
    assert found(kept.records.search("D-2 ledger", ANYONE, live=True)) == [1]


def test_a_word_that_only_what_is_over_holds_is_no_typo(kept: Kept) -> None:
    searched = order(
        kept, "legder", plain(1, "Legder", status=Status.DEPRECATED), plain(2, "Ledger")
    )
    assert searched == [1]
    assert kept.records.search("legder", ANYONE, live=True) == Searched(hits=(), total=0)


# --- what a search must not tell -------------------------------------------------------------------


def test_a_search_finds_and_counts_only_what_may_be_seen(library: Kept) -> None:
    member = Seen(public=True, channels=frozenset({"CPRIV"}))
    for seen, numbers_seen in ((ANYONE, [1, 2]), (member, [1, 2, 4]), (NOTHING, [])):
        searched = library.records.search("postgresql", seen)
        assert (sorted(found(searched)), searched.total) == (numbers_seen, len(numbers_seen))


@pytest.mark.parametrize("words", ["zebrafish", "zebrafihs", "zebrafis", "Zebrafsh", "zebraf"])
def test_a_word_that_may_not_be_seen_leaves_no_trace(library: Kept, words: str) -> None:
    assert library.records.search(words, ANYONE) == Searched(hits=(), total=0)
    member = Seen(channels=frozenset({"CPRIV"}))
    assert found(library.records.search(words, member)) == [4]


def test_what_may_not_be_seen_changes_neither_the_choice_nor_the_order(kept: Kept) -> None:
    hidden = an_origin("CPRIV", kind=Kind.PRIVATE)
    public = (plain(1, "Ledgers grow"), plain(2, "Badger care"), plain(3, "Cache", "ledgers"))
    kept.record(*public)
    asked_before = [
        kept.records.search(each, ANYONE) for each in ("badgre", "ledgre", "ledger cache")
    ]
    kept.record(
        *(plain(number, "Badgre ledgre cache cache", origin=hidden) for number in range(4, 9))
    )
    asked_after = [
        kept.records.search(each, ANYONE) for each in ("badgre", "ledgre", "ledger cache")
    ]
    for before, after in zip(asked_before, asked_after, strict=True):
        assert (found(after), after.total, after.instead) == (
            found(before),
            before.total,
            before.instead,
        )


# --- what is near ----------------------------------------------------------------------------------


def nearby(kept: Kept, body: Body, seen: Seen = ANYONE) -> list[int]:
    return [each.decision.number for each in kept.records.near(body, seen)]


def test_near_is_what_shares_a_scope_or_words(told: Kept) -> None:
    told.record(
        plain(5, "Unrelated", "Nothing at all.", scope=Scope(project="pay")),
        plain(6, "Unrelated", "Nothing whatsoever."),
        plain(7, "Unrelated", "Gone.", scope=Scope(project="PAY"), status=Status.DEPRECATED),
    )
    body = a_body("Move the ledger to MongoDB", decided="MongoDB.", scope=Scope(project="PAY"))
    near = nearby(told, body)
    assert near[0] == 1
    assert set(near) == {1, 3, 5}


def test_near_shows_nothing_that_may_not_be_seen(library: Kept) -> None:
    body = a_body("Keep Zebrafish", decided="Zebrafish stays.", scope=Scope(area="Payments"))
    assert nearby(library, body) == [1]
    assert 4 in nearby(library, body, Seen(channels=frozenset({"CPRIV"})))
    assert nearby(library, body, NOTHING) == []


def test_near_is_cut_to_the_best(kept: Kept) -> None:
    kept.record(*(plain(number, "Other", scope=Scope(area="Shop")) for number in range(1, 6)))
    kept.record(plain(6, "Ledger in shops", scope=Scope(area="Shop")))
    body = a_body("Ledger", decided="Ledger.", scope=Scope(area="shop"))
    near = kept.records.near(body, ANYONE, limit=3)
    assert [each.decision.number for each in near] == [6, 5, 4]
    assert near[0].matched == ("Ledger",)
    assert near[0].score > near[1].score
