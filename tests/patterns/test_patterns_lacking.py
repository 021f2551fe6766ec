"""What an area has too little for: said for each kind, and never counted as looked at."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.core.message import Message
from cadence.core.plain import plain
from cadence.patterns.messages.looked import MOST_UNTESTED, not_yet, not_yet_lines
from cadence.patterns.model import detectors
from cadence.patterns.model.case import History
from cadence.patterns.model.detectors import LEAST, lacking
from cadence.patterns.model.detectors.reopened import NOT_TOLD
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.scan import Unlooked
from cadence.patterns.model.verifying import uncountable
from pattern_builders import a_finding, a_pattern, a_scan
from pattern_histories import NOW, a_history, a_release, resolved, steady


def said_of(history: History) -> dict[Kind, str]:
    return dict(lacking(history, detectors.tested(history, NOW), NOW))


def test_a_young_area_lacks_weeks_for_what_needs_more_of_them() -> None:
    lacks = said_of(a_history(resolved(steady(3, weeks=30), after=3)))
    assert lacks[Kind.DRIFT] == "needs 46 weeks, has 29"
    assert lacks[Kind.RECURRENCE] == "needs 32 weeks, has 29"
    assert Kind.SPIKE not in lacks


def test_an_area_with_few_bugs_has_no_service_level() -> None:
    assert said_of(a_history(steady(1, weeks=20)))[Kind.AGEING] == "needs 30 bugs, has 20"


def test_where_nothing_is_resolved_nobody_knows_how_long_it_takes() -> None:
    lacks = said_of(a_history(steady(3)))
    assert lacks[Kind.AGEING] == "needs more resolved bugs to know how long they usually take"
    assert lacks[Kind.REOPENED] == "needs 30 bugs that were resolved before the last 8 weeks"


def test_what_no_tracker_tells_and_no_release_shows_is_not_known() -> None:
    lacks = said_of(a_history(resolved(steady(3), after=3), is_told=False))
    assert lacks == {
        Kind.REOPENED: NOT_TOLD,
        Kind.REGRESSED: "needs a release with a date that fixed a bug",
        Kind.ESCAPES: "needs 4 releases with a date in which bugs were found, has 0",
    }


def test_that_no_release_came_out_lately_is_no_lack() -> None:
    names = ("1", "2", "3", "4", "5")
    releases = [a_release(name, 400 - 50 * int(name)) for name in names]
    bugs = [
        replace(each, affects=(names[place % 5],), fixed_in=(names[place % 5],))
        for place, each in enumerate(resolved(steady(3), after=3))
    ]
    assert said_of(a_history(bugs, releases=releases)) == {}


@settings(max_examples=40, deadline=None)
@given(
    weeks=st.integers(LEAST, 110),
    a_week=st.integers(1, 4),
    after=st.sampled_from([3.0, 60.0, 4000.0]),
    is_told=st.booleans(),
)
def test_whatever_was_not_asked_of_an_area_is_said_to_be_lacking(
    weeks: int, a_week: int, after: float, is_told: bool
) -> None:
    history = a_history(resolved(steady(a_week, weeks=weeks), after), is_told=is_told)
    asked = detectors.tested(history, NOW)
    done = {each.kind for each in asked}
    lacks = {kind for kind, _ in lacking(history, asked, NOW)}
    assert not done & lacks
    assert done | lacks == set(Kind)


def test_what_can_not_be_counted_again_did_not_fall() -> None:
    history = a_history(resolved(steady(1, weeks=10), after=3))

    def why(kind: Kind, history: History = history) -> str | None:
        return uncountable(a_pattern(finding=a_finding(kind=kind)), history, NOW)

    assert why(Kind.REOPENED) is None
    assert why(Kind.REOPENED, replace(history, is_told=False)) == NOT_TOLD
    assert why(Kind.REGRESSED) == "the test needs a release with a date that fixed a bug"
    assert why(Kind.AGEING) == "the test needs 30 bugs, has 10"
    assert why(Kind.ESCAPES) == "its release is not known any more"
    assert (why(Kind.RECURRENCE), why(Kind.SPIKE), why(Kind.DRIFT)) == (None, None, None)


# --- how it is said --------------------------------------------------------------------------------


def lack(area: str, kind: Kind, why: str) -> Unlooked:
    return Unlooked(area=area, why=why, kinds=frozenset({kind}))


def test_an_area_has_one_quiet_line_and_those_that_lack_the_same_share_it() -> None:
    looked = a_scan(
        unlooked=(
            lack("Checkout", Kind.DRIFT, "needs 46 weeks, has 20"),
            lack("Search", Kind.DRIFT, "needs 46 weeks, has 20"),
            lack("Wallet", Kind.DRIFT, "needs 46 weeks, has 40"),
            lack("Wallet", Kind.AGEING, "needs 30 bugs, has 12"),
            Unlooked(area="Mobile", why="3 weeks of history"),
        )
    ).looked
    assert list(not_yet_lines(looked)) == [
        "Not yet tested in Checkout and Search: slow rise (needs 46 weeks, has 20).",
        "Not yet tested in Wallet: slow rise (needs 46 weeks, has 40); growing old (needs 30 bugs, has 12).",
    ]
    assert len(tuple(not_yet(looked))) == 1


def test_many_lines_are_cut_and_the_rest_is_counted() -> None:
    looked = a_scan(
        unlooked=tuple(
            lack(f"Area {each}", Kind.DRIFT, f"needs 46 weeks, has {each}") for each in range(13)
        )
    ).looked
    said = plain(Message(summary="", blocks=tuple(not_yet(looked))))
    assert said.count("Not yet tested") == MOST_UNTESTED
    assert "Something is not yet tested in 3 more areas." in said
