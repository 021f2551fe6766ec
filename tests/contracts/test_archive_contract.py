"""What every copy of the tracker holds to: the fake, SQLite and PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from builders import a_project, a_site, a_version, an_issue
from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.tables import mirrored_issues, mirrored_projects, mirrored_site
from cadence.core.calendar import Span
from cadence.core.errors import ArchiveEmpty, IssueNotFound, QueryRefused
from cadence.core.issue import Category, Comment, Issue, Link, StatusChange
from cadence.core.ports import IssueArchive
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
    matches,
)
from cadence.mirror.store import MirrorStore
from fakes.archive import FakeArchive, a_standing
from fakes.clock import NOON, FakeClock
from real_postgres import PostgresServer

OLDEST_FIRST = (Order(OrderBy.CREATED, descending=False),)
SITE = a_site(projects=(a_project("PAY"), a_project("MOB")), read_at=NOON)


@dataclass(frozen=True)
class Copy:
    """One memory from its two sides."""

    store: MirrorStore
    archive: IssueArchive

    def hold(self, *issues: Issue, **histories: tuple[StatusChange, ...]) -> None:
        """Keep these as the whole of their projects. Histories by key, with an underscore for the dash."""
        told = {key.replace("_", "-"): history for key, history in histories.items()}
        self.store.keep(issues, {each.key: told.get(each.key, ()) for each in issues})
        projects = dict.fromkeys(each.project for each in issues)
        self.store.stand([a_standing(project, NOON) for project in projects], SITE)

    def keys(self, *conditions: Condition, order: tuple[Order, ...] = OLDEST_FIRST) -> list[str]:
        query = IssueQuery(conditions, order)
        found = self.archive.search(query, limit=1000)
        assert found.complete
        assert found.total == self.archive.search(query, limit=0).total
        assert [issue.key for issue in self.archive.every(query)] == [i.key for i in found.issues]
        return [issue.key for issue in found.issues]


def _sql(engine: Engine) -> Copy:
    return Copy(SqlMirrorStore(engine), SqlArchive(engine, FakeClock()))


@pytest.fixture(scope="module", params=["fake", "sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine | None]:
    """One database for all tests here, which each find empty; None for the fake."""
    if request.param == "fake":
        yield None
        return
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('archive') / 'cadence.sqlite3'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.create())
    engine = make_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def copy(engine: Engine | None) -> Iterator[Copy]:
    if engine is None:
        fake = FakeArchive()
        yield Copy(fake, fake)
        return
    yield _sql(engine)
    with writing(engine) as connection:
        for table in (mirrored_issues, mirrored_projects, mirrored_site):
            connection.execute(delete(table))


def at(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def moved(day: int, before: str, after: str) -> StatusChange:
    return StatusChange(at=at(day), before=before, after=after)


# --- what is there -------------------------------------------------------------------------------


def test_an_empty_copy_says_so_whatever_it_is_asked(copy: Copy) -> None:
    archive = copy.archive
    for ask in (
        archive.as_of,
        archive.covers,
        archive.site,
        lambda: archive.issue("PAY-1"),
        lambda: archive.search(IssueQuery()),
        lambda: list(archive.every(IssueQuery())),
        lambda: archive.histories(["PAY-1"]),
        lambda: archive.similar("checkout crash"),
    ):
        with pytest.raises(ArchiveEmpty):
            ask()


def test_a_project_that_is_not_yet_wholly_read_is_not_there(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", summary="Checkout crash"))
    begun = replace(a_standing("MOB", NOON), as_of=None)
    copy.store.keep([an_issue("MOB-1", id="9", summary="Checkout crash")], {"MOB-1": ()}, begun)

    assert copy.archive.covers() == {"PAY"}
    assert copy.keys() == ["PAY-1"]
    assert [each.key for each in copy.archive.similar("checkout crash")] == ["PAY-1"]
    assert copy.archive.histories(["MOB-1", "PAY-1"]) == {"PAY-1": ()}
    with pytest.raises(IssueNotFound):
        copy.archive.issue("MOB-1")


def test_the_copy_is_as_old_as_its_oldest_project(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"), an_issue("MOB-1", id="9"))
    copy.store.stand([a_standing("MOB", NOON - timedelta(hours=3))])
    assert copy.archive.as_of() == NOON - timedelta(hours=3)


def test_an_issue_comes_out_as_it_went_in(copy: Copy) -> None:
    issue = an_issue(
        "PAY-1",
        summary="<!channel> 🔥 zero\0width \u202e",
        description="Long. " * 3000,
        priority=None,
        status="Done",
        category=Category.DONE,
        resolution="Fixed",
        resolved_at=at(3, 7).replace(microsecond=123_000),
        due=date(2026, 12, 1),
        components=("iOS", "Checkout"),
        labels=("a", "A"),
        affects=(a_version("4.1", released=True, release_date=date(2026, 10, 1)),),
        fix_versions=(a_version("4.2"),),
        sprints=("Sprint 7", "Sprint 8"),
        assignee="Ada Byron",
        assignee_email="ada@shop.test",
        reporter="Grace Hopper",
        level="Staff",
        parent="PAY-9",
        links=(Link(wording="blocks", kind="Blocks", key="PAY-2"),),
        comments=(Comment(author="Ada Byron", at=at(2), text="Seen.\n\nTwice."),),
    )
    copy.hold(issue)
    assert copy.archive.issue("PAY-1") == issue
    assert copy.archive.issue("pay-1") == issue
    assert copy.archive.search(IssueQuery()).issues == (issue,)
    assert list(copy.archive.every(IssueQuery())) == [issue]


def test_the_site_comes_out_as_it_went_in(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"))
    assert copy.archive.site() == SITE


def test_a_long_history_is_kept_whole(copy: Copy) -> None:
    history = tuple(
        StatusChange(at=NOON + timedelta(minutes=n), before=f"S{n}", after=f"S{n + 1}")
        for n in range(150)
    )
    copy.hold(an_issue("PAY-1"), an_issue("PAY-2"), PAY_1=history)
    assert copy.archive.histories(["PAY-2", "PAY-1", "PAY-3"]) == {"PAY-2": (), "PAY-1": history}


def test_a_release_is_seen_on_issues_that_were_read_before_it(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", fix_versions=(a_version("4.2", id="42"),)))
    released = a_version("4.2", id="42", released=True, release_date=date(2026, 11, 17))
    site = replace(SITE, projects=(a_project("PAY", versions=(released,)),))
    copy.store.stand([], site)
    assert copy.archive.issue("PAY-1").fix_versions == (released,)


# --- writing -------------------------------------------------------------------------------------


def test_a_later_reading_takes_the_place_of_the_one_before(copy: Copy) -> None:
    copy.hold(
        an_issue("PAY-1", components=("iOS",), summary="old words"), PAY_1=(moved(1, "A", "B"),)
    )
    later = an_issue("PAY-1", components=("Web",), summary="new tune", read_at=NOON)
    copy.store.keep([later], {"PAY-1": (moved(1, "A", "B"), moved(2, "B", "C"))})

    assert copy.archive.issue("PAY-1") == later
    assert copy.keys(Among(Field.COMPONENT, ("iOS",))) == []
    assert copy.keys(Among(Field.COMPONENT, ("Web",))) == ["PAY-1"]
    assert copy.keys(Says(("old",))) == []
    assert copy.keys(Says(("tune",))) == ["PAY-1"]
    assert len(copy.archive.histories(["PAY-1"])["PAY-1"]) == 2


def test_an_older_reading_does_not_put_back_the_clock(copy: Copy) -> None:
    later = an_issue("PAY-1", status="Done", read_at=NOON)
    copy.hold(later, PAY_1=(moved(1, "A", "B"),))
    older = an_issue("PAY-1", status="To Do", read_at=NOON - timedelta(seconds=1))
    assert copy.store.keep([older, an_issue("PAY-2")], {"PAY-1": (), "PAY-2": ()}) == 1
    assert copy.archive.issue("PAY-1") == later
    assert len(copy.archive.histories(["PAY-1"])["PAY-1"]) == 1


def test_an_issue_whose_history_was_not_read_keeps_the_one_it_had(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"), PAY_1=(moved(1, "A", "B"),))
    copy.store.keep([an_issue("PAY-1", read_at=NOON)], {})
    assert len(copy.archive.histories(["PAY-1"])["PAY-1"]) == 1


def test_an_issue_that_moves_leaves_nothing_behind(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", id="7"), an_issue("MOB-1", id="8"))
    copy.store.keep([an_issue("MOB-2", id="7", read_at=NOON)], {"MOB-2": ()})
    assert copy.keys() == ["MOB-1", "MOB-2"]
    assert copy.store.held(["PAY"]) == {}
    assert copy.store.held(["MOB"]) == {"8": "MOB-1", "7": "MOB-2"}


def test_a_key_has_one_issue(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", id="7"))
    copy.store.keep([an_issue("PAY-1", id="8")], {"PAY-1": ()})
    assert copy.store.held(["PAY"]) == {"8": "PAY-1"}


def test_an_issue_named_twice_is_kept_once(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"), an_issue("PAY-1", summary="later", read_at=NOON))
    assert [issue.summary for issue in copy.archive.every(IssueQuery())] == ["later"]


def test_what_is_removed_is_found_no_more(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", summary="Checkout crash"), an_issue("PAY-2"))
    assert copy.store.remove(["10001", "404"]) == 1
    assert copy.keys() == ["PAY-2"]
    assert copy.archive.similar("checkout crash") == ()
    assert copy.archive.histories(["PAY-1"]) == {}


def test_a_project_is_forgotten_with_all_that_it_held(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"), an_issue("PAY-2"), an_issue("MOB-1", id="9"))
    assert copy.store.forget(["PAY"]) == 2
    assert copy.archive.covers() == {"MOB"}
    assert copy.keys() == ["MOB-1"]
    assert set(copy.store.standings()) == {"MOB"}


def test_a_standing_comes_out_as_it_went_in(copy: Copy) -> None:
    begun = replace(a_standing("PAY", NOON), filled_to=at(1, 5), updated_to=None, as_of=None)
    copy.store.stand([begun, a_standing("MOB", NOON)])
    assert copy.store.standings() == {"PAY": begun, "MOB": a_standing("MOB", NOON)}
    copy.store.stand([a_standing("PAY", NOON)])
    assert copy.store.standings()["PAY"] == a_standing("PAY", NOON)


def test_an_issue_differs_when_anything_but_its_texts_does(copy: Copy) -> None:
    held = an_issue(
        "PAY-1", description="Long text.", links=(Link(wording="w", kind="k", key="K-1"),)
    )
    copy.hold(held)
    listed = replace(held, description=None, links=(), read_at=NOON)
    assert copy.store.differing([listed]) == frozenset()
    assert copy.store.differing([replace(listed, components=("iOS",))]) == {held.id}
    assert copy.store.differing([replace(listed, key="MOB-5")]) == {held.id}
    assert copy.store.differing([an_issue("PAY-2", id="new")]) == {"new"}


def test_half_a_character_stops_nothing(copy: Copy) -> None:
    broken = an_issue("PAY-1", summary="a \ud800 b", labels=("x\ud800", "nul\0"))
    copy.hold(broken, PAY_1=(StatusChange(at=at(1), before="A\0", after="B\ud800"),))
    assert copy.archive.issue("PAY-1").key == "PAY-1"


# --- asking --------------------------------------------------------------------------------------


def test_a_search_brings_the_first_and_counts_all(copy: Copy) -> None:
    copy.hold(*(an_issue(f"PAY-{n}", created_at=at(1) + timedelta(hours=n)) for n in range(1, 31)))
    found = copy.archive.search(IssueQuery((), OLDEST_FIRST), limit=3)
    assert [issue.key for issue in found.issues] == ["PAY-1", "PAY-2", "PAY-3"]
    assert (found.total, found.exact, found.complete, found.jql) == (30, True, False, "")
    blob = Says(("PAY" + "y" * 80,), negated=True)
    judged = copy.archive.search(IssueQuery((blob,), OLDEST_FIRST), limit=3)
    assert (len(judged.issues), judged.total) == (3, 30)


def test_priorities_are_ordered_as_the_site_ranks_them(copy: Copy) -> None:
    ranked = {"PAY-1": "Low", "PAY-2": None, "PAY-3": "Highest", "PAY-4": "medium", "PAY-5": "High"}
    copy.hold(*(an_issue(key, priority=name) for key, name in ranked.items() if key != "PAY-4"))
    down, up = (Order(OrderBy.PRIORITY),), (Order(OrderBy.PRIORITY, descending=False),)
    assert copy.keys(order=down) == ["PAY-2", "PAY-3", "PAY-5", "PAY-1"]
    assert copy.keys(order=up) == ["PAY-1", "PAY-5", "PAY-3", "PAY-2"]


def test_keys_are_ordered_by_number_and_break_ties(copy: Copy) -> None:
    copy.hold(*(an_issue(key) for key in ("PAY-10", "PAY-9", "PAY-100")))
    assert copy.keys() == ["PAY-9", "PAY-10", "PAY-100"]
    assert copy.keys(order=(Order(OrderBy.KEY),)) == ["PAY-100", "PAY-10", "PAY-9"]


def test_what_has_no_date_comes_last_or_first_when_descending(copy: Copy) -> None:
    copy.hold(
        an_issue("PAY-1"),
        an_issue("PAY-2", due=date(2026, 1, 2)),
        an_issue("PAY-3", due=date(2026, 1, 1)),
    )
    assert copy.keys(order=(Order(OrderBy.DUE, descending=False),)) == ["PAY-3", "PAY-2", "PAY-1"]
    assert copy.keys(order=(Order(OrderBy.DUE),)) == ["PAY-1", "PAY-2", "PAY-3"]


def test_security_levels_can_be_asked_for(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1"), an_issue("PAY-2", level="Staff"))
    assert copy.keys(Empty(Field.LEVEL)) == ["PAY-1"]
    either = AnyOf((Empty(Field.LEVEL), Among(Field.LEVEL, ("staff",))))
    assert copy.keys(either) == ["PAY-1", "PAY-2"]


def test_sprints_that_run_now_are_not_guessed(copy: Copy) -> None:
    copy.hold(an_issue("PAY-1", sprints=("Sprint 7",)))
    with pytest.raises(QueryRefused):
        copy.archive.search(IssueQuery((AnyOf((Unresolved(), InOpenSprint())),)))
    with pytest.raises(QueryRefused):
        copy.archive.every(IssueQuery((InOpenSprint(),)))


def test_moves_are_judged_from_the_history(copy: Copy) -> None:
    copy.hold(
        an_issue("PAY-1", status="Done"),
        an_issue("PAY-2"),
        PAY_1=(moved(3, "To Do", "In Progress"), moved(9, "In Progress", "Done")),
    )
    week = Span(start=at(8), end=at(15))
    assert copy.keys(Moved(week)) == ["PAY-1"]
    assert copy.keys(Moved(week, into=("done",))) == ["PAY-1"]
    assert copy.keys(Moved(week, into=("In Progress",))) == []
    assert copy.keys(Moved(Span(start=at(10)))) == []
    assert copy.keys(Was(("in progress",))) == ["PAY-1"]
    assert copy.keys(Was(("In Progress",), negated=True)) == ["PAY-2"]


# --- similar text --------------------------------------------------------------------------------

BUGS = {
    "PAY-1": (
        "App crashes when rotating the tablet",
        "java.lang.IllegalStateException at OrderFragment",
    ),
    "PAY-2": ("Coupon is not deducted at checkout", "The total stays the same."),
    "PAY-3": ("Export of invoices ends in the middle", "Rows are missing from the CSV."),
    "PAY-4": ("Checkout is slow for large baskets", "It takes ten seconds with 60 rows."),
    "PAY-5": ("Login code never arrives", "No SMS with the code. Größe ist egal."),
}


@pytest.fixture
def bugs(copy: Copy) -> Copy:
    copy.hold(*(an_issue(key, summary=t, description=d) for key, (t, d) in BUGS.items()))
    return copy


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("the application is crashing on rotation of a tablet", "PAY-1"),
        ("discount coupon ignored during checkout", "PAY-2"),
        ("Hi, could you please look at this: invoice export has missing rows", "PAY-3"),
        ("baskets with many items are slow", "PAY-4"),
        ("users don't get the SMS code when they log in", "PAY-5"),
    ],
)
def test_the_likest_issue_comes_first(bugs: Copy, text: str, first: str) -> None:
    assert bugs.archive.similar(text)[0].key == first


def test_no_more_are_brought_than_asked_for(bugs: Copy) -> None:
    assert len(bugs.archive.similar("checkout coupon rows missing slow", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "   ", "the of and", "***", "zzzyx qqqwv", "\0", "🔥"])
def test_a_text_without_telling_words_has_no_likeness(bugs: Copy, text: str) -> None:
    assert bugs.archive.similar(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        'coupon" OR "x',
        "coupon NEAR(a b) * : ^",
        "coupon & | ! <-> ( ) :* '",
        "title: coupon; DROP TABLE mirrored_issues --",
        "{code}\n\tat a.b.C(D.java:12)\n{code} coupon \\",
        "coupon " + "x" * 5000,
        "coupon " + " ".join(f"word{n}" for n in range(3000)),
    ],
)
def test_hostile_text_is_only_text(bugs: Copy, text: str) -> None:
    assert "PAY-2" in [issue.key for issue in bugs.archive.similar(text)]


# --- the rule itself -----------------------------------------------------------------------------

WORDS = [
    "crash",
    "Größe",
    "GRÖSSE",
    "naïve",
    "İstanbul",
    "日本語",
    "ab",
    "a1b2",
    "x" * 70,
    "ﬁle",
    "e\u0301a",
]
NAMES = ["iOS", "ios", "Straße", "STRASSE", "a'b", 'q"q', "Web"]
STATUSES = ["To Do", "In Progress", "Done"]
DAYS = [at(day, hour) for day in (1, 2, 3) for hour in (0, 12, 23)]
PEOPLE = st.none() | st.sampled_from(["Ada", "ada", "Grace"])

some_names = st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple)
some_words = st.lists(st.sampled_from([*WORDS, "cra", "x" * 65, "!!"]), max_size=3)
phrases = some_words.map(" ".join)
dates = st.none() | st.sampled_from([each.date() for each in DAYS])
spans = st.builds(
    lambda a, b: Span(start=a, end=b),
    st.none() | st.sampled_from(DAYS),
    st.none() | st.sampled_from(DAYS),
)
histories = st.lists(
    st.builds(
        StatusChange,
        at=st.sampled_from(DAYS),
        field=st.sampled_from(["status", "resolution"]),
        before=st.none() | st.sampled_from(STATUSES),
        after=st.none() | st.sampled_from(STATUSES),
    ),
    max_size=3,
).map(tuple)


@st.composite
def issues(draw: st.DrawFn, number: int) -> Issue:
    project = draw(st.sampled_from(["PAY", "MOB"]))
    versions = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(
        lambda held: tuple(a_version(name) for name in held)
    )
    resolution = draw(st.none() | st.sampled_from(["Fixed", "fixed", "Duplicate"]))
    return an_issue(
        f"{project}-{number}",
        id=str(number),
        summary=draw(phrases),
        description=draw(st.none() | phrases),
        comments=tuple(Comment(author="x", at=at(1), text=each) for each in draw(some_words)),
        status=draw(st.sampled_from(STATUSES)),
        priority=draw(st.none() | st.sampled_from(["High", "Low", "Odd"])),
        resolution=resolution,
        resolved_at=draw(st.sampled_from(DAYS)) if resolution else None,
        created_at=draw(st.sampled_from(DAYS)),
        updated_at=draw(st.sampled_from(DAYS)),
        due=draw(dates),
        components=draw(some_names),
        labels=draw(some_names),
        affects=draw(versions),
        fix_versions=draw(versions),
        sprints=draw(some_names),
        assignee=draw(PEOPLE),
        assignee_email=draw(PEOPLE),
        reporter=draw(PEOPLE),
        level=draw(PEOPLE),
        parent=draw(PEOPLE),
    )


flags = st.booleans()
values = st.lists(
    st.sampled_from([*NAMES, *STATUSES, "ADA", "grace", "pay", "MOB-3", "bug", "done", "new"]),
    max_size=3,
).map(tuple)
simple: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Among, st.sampled_from(list(Field)), values, flags),
    st.builds(Empty, st.sampled_from(list(Field)), flags),
    st.builds(Within, st.sampled_from(list(Moment)), spans, flags, st.just("Asia/Tokyo")),
    st.builds(Unresolved, flags),
    st.builds(Says, some_words.map(tuple), flags, flags),
    st.builds(Moved, spans, values, values),
    st.builds(Was, values, flags),
)


def _groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(AnyOf, some) | st.builds(AllOf, some)


conditions = st.lists(st.recursive(simple, _groups, max_leaves=4), max_size=3)
copies = st.tuples(*(st.tuples(issues(number), histories) for number in range(1, 7)))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(held=copies, queries=st.lists(conditions, min_size=5, max_size=5))
def test_the_copy_answers_by_the_rule_of_matches(
    copy: Copy,
    held: tuple[tuple[Issue, tuple[StatusChange, ...]], ...],
    queries: list[list[Condition]],
) -> None:
    copy.store.keep([each for each, _ in held], {each.key: past for each, past in held})
    copy.store.stand([a_standing("PAY", NOON), a_standing("MOB", NOON)], SITE)
    for asked in queries:
        by_rule = {
            issue.key
            for issue, past in held
            if all(matches(each, issue, history=past) for each in asked)
        }
        found = copy.archive.search(IssueQuery(tuple(asked)), limit=10)
        assert ({issue.key for issue in found.issues}, found.total) == (by_rule, len(by_rule)), (
            asked
        )
