"""What is seen of the portfolio, and by whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from builders import an_issue
from cadence.core.errors import QueryRefused, StoreUnavailable
from cadence.core.issue import Category, Issue
from cadence.core.message import Audience, Kind
from cadence.core.ports import Figure
from cadence.core.query import Condition
from cadence.portfolio.model.asks import ASSURANCE, READING
from cadence.portfolio.model.bet import CONFIDENCE, Stage
from cadence.portfolio.model.board import Rule
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.jira import JiraFilter, jira_filter
from cadence.portfolio.model.policy import USUAL
from cadence.portfolio.model.trend import Course
from cadence.portfolio.service.loads import JIRA_IS_AWAY
from cadence.portfolio.service.looking import Looking
from fakes.bets import FakeBets
from fakes.bugs import FakeBugs
from portfolio_values import NOON, TODAY, a_bet, a_metric, a_reading, weekly

HERE = Audience(user="UOLA", channel="CPORTFOLIO", kind=Kind.PUBLIC)
PAY = JiraFilter(projects=("PAY",))
DAY = timedelta(days=1)


@pytest.fixture
def bets() -> FakeBets:
    return FakeBets()


@pytest.fixture
def bugs() -> FakeBugs:
    return FakeBugs()


@pytest.fixture
def looking(bets: FakeBets, bugs: FakeBugs) -> Looking:
    return Looking(bets=bets, bugs=bugs, policy=USUAL, zone=ZoneInfo("UTC"))


def put(bugs: FakeBugs, *issues: Issue) -> None:
    for each in issues:
        bugs.put(each)


def work(count: int, project: str = "PAY", **fields: object) -> list[Issue]:
    """So many bugs in progress."""
    doing = {"category": Category.IN_PROGRESS, "status": "In Progress"}
    return [
        an_issue(f"{project}-{number}", **(doing | fields)) for number in range(100, 100 + count)
    ]


def done(key: str, days: int, **fields: object) -> Issue:
    return an_issue(
        key,
        status="Done",
        category=Category.DONE,
        resolution="Fixed",
        resolved_at=NOON - days * DAY,
        **fields,
    )


# --- the board -------------------------------------------------------------------------------------


def test_the_board_says_where_each_bet_stands(looking: Looking, bets: FakeBets) -> None:
    bets.put_in(a_bet(1), a_bet(2, stage=Stage.ENDED))
    sure = (a_reading(70, TODAY - 7 * DAY, metric=CONFIDENCE), a_reading(60, metric=CONFIDENCE))
    bets.given += [*weekly(range(25, 37)), *sure, a_reading(99, TODAY + DAY)]
    board = looking.board(at=NOON, audience=HERE)
    (standing,) = board.standings
    assert standing.motion.course is Course.GROWING
    assert (standing.latest(CONFIDENCE), standing.before(CONFIDENCE)) == (sure[1], sure[0])
    latest = standing.latest("outcome")
    assert latest is not None
    assert latest.value == 36, "what is to come is not known"
    assert standing.findings == ()
    assert board.gaps == ()


def test_bets_stand_in_their_horizons_and_what_sunsets_apart(
    looking: Looking, bets: FakeBets
) -> None:
    small, large = a_bet(1, capacity=Decimal(5)), a_bet(2, capacity=Decimal(30))
    leaving = a_bet(3, stage=Stage.SUNSETTING)
    waiting = a_bet(4, capacity=Decimal(0))
    bets.put_in(small, large, leaving, waiting)
    board = looking.board(at=NOON, audience=None)
    h1 = board.column(large.horizon)
    assert [each.bet for each in h1] == [large, small, waiting]
    assert [each.bet for each in board.sunsetting] == [leaving]
    assert [each.bet for each in board.waiting] == [waiting]
    assert (board.capacity(), board.capacity(Stage.SUNSETTING)) == (35, 15)


def test_days_are_those_of_the_companys_zone(bets: FakeBets) -> None:
    auckland = Looking(bets=bets, policy=USUAL, zone=ZoneInfo("Pacific/Auckland"))
    assert auckland.day(NOON) == TODAY + DAY


def test_what_the_rules_find_stands_with_the_bet(looking: Looking, bets: FakeBets) -> None:
    bets.put_in(a_bet(1, exits=criteria("outcome below 31 for 4 weeks")))
    bets.given += weekly([30] * 12)
    (standing,) = looking.board(at=NOON, audience=None).standings
    assert [each.rule for each in standing.findings] == [Rule.EXIT, Rule.FLAT]
    assert looking.standing(standing.bet, at=NOON) == standing


def test_while_the_database_is_away_nothing_is_said(looking: Looking, bets: FakeBets) -> None:
    bets.is_down = True
    with pytest.raises(StoreUnavailable):
        looking.board(at=NOON, audience=HERE)


# --- work in Jira ----------------------------------------------------------------------------------


def test_delivery_and_bugs_are_counted_by_the_bets_filter(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, jira=jira_filter("project = PAY; component = Checkout")))
    here = {"components": ("Checkout",)}
    put(
        bugs,
        an_issue("PAY-1", created_at=NOON - 3 * DAY, **here),
        an_issue("PAY-2", created_at=NOON - 29 * DAY, **here),
        an_issue("PAY-3", type="Task", category=Category.IN_PROGRESS, **here),
        done("PAY-4", 27, type="Task", **here),
        done("PAY-5", 29, type="Task", **here),
        an_issue("PAY-6", components=("Wallet",)),
        an_issue("MOB-7", **here),
    )
    load = looking.board(at=NOON, audience=HERE).standings[0].load
    assert load is not None
    assert (load.open, load.in_progress, load.delivered) == (3, 1, 1)
    assert (load.bugs, load.new_bugs, load.days) == (2, 1, 28)


def test_what_an_audience_may_not_see_all_of_is_not_counted_in_part(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, jira=JiraFilter(projects=("PAY", "SEC"))), a_bet(2, jira=PAY))
    put(bugs, an_issue("PAY-1"), an_issue("SEC-1"))
    bugs.may_see = lambda audience, project: project != "SEC"
    board = looking.board(at=NOON, audience=HERE)
    secret, seen = board.standings
    assert secret.load is None
    assert seen.load is not None
    assert board.gaps == (), "it does not tell that there is something"


def test_without_an_audience_jira_is_not_asked(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, jira=PAY))
    board = looking.board(at=NOON, audience=None)
    assert board.standings[0].load is None
    assert (bugs.asked, board.gaps) == ([], ())


def test_where_jira_is_away_the_board_says_so_once_and_stands(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, jira=PAY), a_bet(2, jira=PAY), a_bet(3))
    bugs.is_down = True
    board = looking.board(at=NOON, audience=HERE)
    assert board.gaps == (JIRA_IS_AWAY,)
    assert [each.load for each in board.standings] == [None, None, None]


class Refusing(FakeBugs):
    """Jira refuses what names a component that it doesn't know."""

    def count(self, *conditions: Condition, audience: Audience, bugs_only: bool = False) -> Figure:
        if "Gone" in str(conditions):
            raise QueryRefused("The value 'Gone' does not exist for the field 'component'.")
        return super().count(*conditions, audience=audience, bugs_only=bugs_only)


def test_a_filter_that_jira_refuses_is_named_and_stops_no_other(bets: FakeBets) -> None:
    looking = Looking(bets=bets, bugs=Refusing(), policy=USUAL, zone=ZoneInfo("UTC"))
    gone = jira_filter("project = PAY; component = Gone")
    bets.put_in(a_bet(1, name="Wallet", jira=gone), a_bet(2, jira=PAY))
    board = looking.board(at=NOON, audience=HERE)
    assert board.standings[0].load is None
    assert board.standings[1].load is not None
    (gap,) = board.gaps
    assert gap.startswith("Jira's work on Wallet could not be counted: The value 'Gone'")


# --- work with no bet ------------------------------------------------------------------------------


def stray(bets: FakeBets, bugs: FakeBugs, projects: Sequence[str] = ("PAY",)) -> Looking:
    policy = replace(USUAL, projects=tuple(projects))
    return Looking(bets=bets, bugs=bugs, policy=policy, zone=ZoneInfo("UTC"))


def test_work_that_matches_no_bets_filter_is_counted(bets: FakeBets, bugs: FakeBugs) -> None:
    bets.put_in(a_bet(1, jira=jira_filter("project = PAY; component = Checkout")))
    put(
        bugs,
        *work(8, components=("Checkout",)),
        *(done(f"PAY-{number}", 3) for number in range(1, 5)),
        done("PAY-6", 60),
        an_issue("PAY-7"),
    )
    board = stray(bets, bugs).board(at=NOON, audience=HERE)
    assert board.work is not None
    assert (board.work.all, board.work.in_bets) == (12, 8)
    assert [each.rule for each in board.findings] == [Rule.BALANCE, Rule.STRAY]


def test_without_bets_all_work_has_none(bets: FakeBets, bugs: FakeBugs) -> None:
    put(bugs, *work(10))
    board = stray(bets, bugs).board(at=NOON, audience=HERE)
    assert [each.says for each in board.findings] == ["100 % of the work belongs to no bet"]


def test_work_that_may_not_be_seen_whole_is_not_looked_for(bets: FakeBets, bugs: FakeBugs) -> None:
    put(bugs, *work(10))
    bugs.may_see = lambda audience, project: project != "SEC"
    board = stray(bets, bugs, ("PAY", "SEC")).board(at=NOON, audience=HERE)
    assert (board.work, board.findings) == (None, ())


# --- what is filled in -----------------------------------------------------------------------------


def test_what_was_said_last_is_filled_in_with_its_source_and_day(
    looking: Looking, bets: FakeBets
) -> None:
    bets.put_in(a_bet(1))
    bets.given += [*weekly([30, 31]), a_reading(70, metric=CONFIDENCE, source="terminal")]
    reading, sure = looking.known([1, 2], at=NOON, audience=HERE)
    assert (reading.subject, reading.ask, reading.value) == ("bet:1", READING, 31)
    assert reading.source == "check-in, 18 Nov 2026"
    assert (sure.ask, sure.value, sure.source) == (ASSURANCE, 70, "terminal, 18 Nov 2026")


def test_what_jira_counts_is_filled_in_live(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, metric=a_metric(counted="open P1 bugs")))
    bets.given += weekly([30])
    bugs.counts["open P1 bugs"] = 12
    (known,) = looking.known([1], at=NOON, audience=HERE)
    assert (known.value, known.source) == (12, "Jira: open P1 bugs")
    assert known.read_at == bugs.read_at


def test_where_jira_can_not_count_what_was_said_last_is_filled_in(
    looking: Looking, bets: FakeBets, bugs: FakeBugs
) -> None:
    bets.put_in(a_bet(1, metric=a_metric(counted="open P1 bugs")))
    bets.given += weekly([30])
    bugs.is_down = True
    (known,) = looking.known([1], at=NOON, audience=HERE)
    assert (known.value, known.source) == (30, "check-in, 18 Nov 2026")
