"""What managing bets, check-ins and the ends of questions change."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cadence.adapters.db.bets import SqlBets
from cadence.adapters.db.engine import make_engine
from cadence.core.agenda import Call, Ended, Given, Known, Outcome
from cadence.core.errors import Overtaken
from cadence.core.message import Choice
from cadence.delivery.job import DONE, Settlement
from cadence.portfolio.model.asks import ASSURANCE, CHANGED, READING, number_of, wrong
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Happened, Stage
from cadence.portfolio.model.draft import as_draft
from cadence.portfolio.model.policy import USUAL
from cadence.portfolio.model.questions import KEEP, SUNSET
from cadence.portfolio.service.answering import Answering
from cadence.portfolio.service.managing import Managing
from cadence.portfolio.store.bets import Bets
from fakes.bets import FakeBets
from portfolio_values import NOON, TODAY, a_draft, a_metric

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


@pytest.fixture(params=["fake", "sqlite"])
def bets(request: pytest.FixtureRequest) -> Iterator[Bets]:
    if request.param == "fake":
        yield FakeBets()
        return
    engine = make_engine(request.getfixturevalue("sqlite_url"))
    yield SqlBets(engine)
    engine.dispose()


@pytest.fixture
def managing(bets: Bets) -> Managing:
    return Managing(bets=bets, zone=BERLIN)


@pytest.fixture
def answering(bets: Bets) -> Answering:
    return Answering(bets=bets, policy=USUAL, zone=BERLIN)


@pytest.fixture
def bet(bets: Bets, managing: Managing) -> Bet:
    draft = a_draft("Wallet", owner="UOLA", metric=a_metric(), capacity=Decimal(15))
    made = managing.made(draft, by="UOLA", at=NOON, key="form:1")
    bets.commit(*made.changes)
    return made.bet


def now(bets: Bets, bet: Bet) -> Bet:
    found = bets.bet(bet.number)
    assert found is not None
    return found


def settle(bets: Bets, settlement: Settlement) -> None:
    assert settlement.jobs == ()
    bets.commit(*settlement.changes)


# --- managing --------------------------------------------------------------------------------------


def test_a_bet_is_made_once_and_its_history_says_by_whom(
    bets: Bets, managing: Managing, bet: Bet
) -> None:
    again = managing.made(a_draft("Other"), by="UOLA", at=NOON, key="form:1")
    bets.commit(*again.changes)
    assert bets.all() == (bet,)
    (event,) = bets.history(bet.number)
    assert (event.what, event.by) == (Happened.MADE, "UOLA")
    assert "name" in [each.field for each in event.changes]


def test_a_change_tells_what_it_changed(bets: Bets, managing: Managing, bet: Bet) -> None:
    draft = replace(as_draft(bet), capacity=Decimal(20))
    made = managing.changed(bet, draft, by="UDANA", at=NOON + DAY, key="form:2")
    bets.commit(*made.changes)
    assert now(bets, bet) == made.bet
    assert made.bet.version == 2
    (change,) = bets.history(bet.number)[0].changes
    assert (change.field, change.before, change.after) == ("capacity", "15 %", "20 %")


def test_what_changes_nothing_stores_nothing(bets: Bets, managing: Managing, bet: Bet) -> None:
    assert managing.changed(bet, as_draft(bet), by="UOLA", at=NOON, key="x").changes == ()
    assert managing.staged(bet, bet.stage, by="UOLA", at=NOON, key="y").changes == ()


def test_two_changes_of_the_same_bet_do_not_overwrite_each_other(
    bets: Bets, managing: Managing, bet: Bet
) -> None:
    mine = managing.changed(bet, replace(as_draft(bet), name="Mine"), by="UA", at=NOON, key="a")
    yours = managing.changed(bet, replace(as_draft(bet), name="Yours"), by="UB", at=NOON, key="b")
    bets.commit(*mine.changes)
    with pytest.raises(Overtaken):
        bets.commit(*yours.changes)
    assert now(bets, bet).name == "Mine"


def test_what_ends_frees_its_capacity(bets: Bets, managing: Managing, bet: Bet) -> None:
    made = managing.staged(
        bet, Stage.ENDED, by="UOLA", at=NOON + DAY, key="end", words="It is done.", decision=12
    )
    bets.commit(*made.changes)
    ended = now(bets, bet)
    assert (ended.stage, ended.capacity, ended.decisions) == (Stage.ENDED, 0, (12,))
    assert ended.stage_since == TODAY + DAY
    event = bets.history(bet.number)[0]
    assert (event.what, event.words, event.decision) == (Happened.STAGE, "It is done.", 12)


def test_a_decision_is_linked_once(bets: Bets, managing: Managing, bet: Bet) -> None:
    bets.commit(*managing.linked(bet, 12, by="UOLA", at=NOON, key="a").changes)
    known = now(bets, bet)
    assert known.decisions == (12,)
    assert managing.linked(known, 12, by="UOLA", at=NOON, key="b").changes == ()


def test_a_reading_is_of_the_day_in_the_companys_zone(
    bets: Bets, managing: Managing, bet: Bet
) -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    bets.commit(*managing.read(bet, Decimal(42), source="Slack", by="UOLA", at=late, key="read"))
    (reading,) = bets.readings([bet.number])[bet.number]
    assert (reading.on, reading.value, reading.metric) == (date(2026, 11, 19), 42, OUTCOME)


# --- answers to check-ins --------------------------------------------------------------------------


def an_answer(bet: Bet, ask: str, value: object, **fields: object) -> Given:
    plain = {"subject": bet.ref, "ask": ask, "value": value, "by": "UOLA", "at": NOON}
    return Given(**(plain | fields))


def a_known(bet: Bet, value: Decimal, source: str) -> Known:
    return Known(subject=bet.ref, ask=READING, value=value, source=source, read_at=NOON)


def test_answers_become_readings_once(bets: Bets, answering: Answering, bet: Bet) -> None:
    given = [
        an_answer(bet, READING, Decimal(42)),
        an_answer(bet, ASSURANCE, Decimal(70)),
        an_answer(bet, CHANGED, "Checkout takes half as long."),
    ]
    for _ in range(2):
        settle(bets, answering.taken(given, key="checkin:x"))
    sure, outcome = bets.readings([bet.number])[bet.number]
    assert (outcome.value, outcome.source, outcome.by) == (42, "check-in", "UOLA")
    assert (sure.metric, sure.value) == (CONFIDENCE, 70)
    assert len(bets.corrections(bet.number, OUTCOME, outcome.on)) == 1


def test_a_corrected_answer_takes_the_place_of_the_one_before(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    first = an_answer(bet, READING, Decimal(42))
    second = an_answer(bet, READING, Decimal(43), at=NOON + timedelta(hours=1))
    settle(bets, answering.taken([first], key="checkin:x"))
    settle(bets, answering.taken([second], key="checkin:x"))
    assert [each.value for each in bets.readings([bet.number])[bet.number]] == [43]
    assert len(bets.corrections(bet.number, OUTCOME, TODAY)) == 2


def test_what_jira_counted_and_its_owner_confirmed_says_so(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    counted = a_known(bet, Decimal(12), "Jira: 12 open bugs")
    settle(bets, answering.taken([an_answer(bet, READING, Decimal(12), known=counted)], key="a"))
    (reading,) = bets.readings([bet.number])[bet.number]
    assert reading.source == "Jira: 12 open bugs, confirmed"
    corrected = an_answer(bet, READING, Decimal(13), known=counted, at=NOON + DAY)
    settle(bets, answering.taken([corrected], key="a"))
    assert bets.readings([bet.number])[bet.number][-1].source == "check-in"
    again = an_answer(
        bet,
        READING,
        Decimal(13),
        known=a_known(bet, Decimal(13), "check-in, 19 Nov 2026"),
        at=NOON + 2 * DAY,
    )
    settle(bets, answering.taken([again], key="a"))
    assert bets.readings([bet.number])[bet.number][-1].source == "check-in"


@pytest.mark.parametrize(
    "stray",
    [
        {"subject": None},
        {"subject": "indicator:1"},
        {"subject": "bet:999"},
        {"ask": "mood"},
        {"value": "many"},
        {"value": Decimal("NaN")},
    ],
    ids=str,
)
def test_what_is_no_answer_about_a_bet_is_left_alone(
    answering: Answering, bet: Bet, stray: dict[str, object]
) -> None:
    given = an_answer(bet, READING, Decimal(1))
    assert answering.taken([replace(given, **stray)], key="x") == DONE


@pytest.mark.parametrize(
    ("ask", "value", "is_wrong"),
    [
        (ASSURANCE, Decimal(0), False),
        (ASSURANCE, Decimal(100), False),
        (ASSURANCE, Decimal(101), True),
        (ASSURANCE, Decimal(-1), True),
        (READING, Decimal("-3.5"), False),
        (READING, Decimal("Infinity"), True),
        (READING, Decimal("1e30"), True),
        (READING, Decimal("1e-30"), True),
        (READING, "3", True),
        (CHANGED, "anything", False),
    ],
)
def test_a_wrong_answer_is_told_why(ask: str, value: Decimal | str, is_wrong: bool) -> None:
    assert (wrong(ask, value) is not None) is is_wrong


@pytest.mark.parametrize(
    ("subject", "number"),
    [("bet:7", 7), ("bet:", None), ("bet:x", None), ("bet:٧", None), (None, None), ("7", None)],
)
def test_a_subject_names_its_bet(subject: str | None, number: int | None) -> None:
    assert number_of(subject) == number


# --- ends of questions -----------------------------------------------------------------------------


def a_call(bet: Bet) -> Call:
    return Call(
        key=f"{bet.ref}:flat",
        source="portfolio",
        subject=bet.ref,
        title="Wallet: stable",
        question="What now?",
        options=(Choice("Sunset", SUNSET), Choice("Keep until a date", KEEP)),
    )


def an_outcome(ended: Ended = Ended.DECIDED, **fields: object) -> Outcome:
    return Outcome(**({"ended": ended, "by": "UCHIEF", "at": NOON} | fields))


def test_a_decision_to_sunset_is_a_stage_a_link_and_a_line_of_history(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    outcome = an_outcome(option=SUNSET, decision=12, words="Nobody uses it.")
    for _ in range(2):
        settle(bets, answering.ended(a_call(bet), outcome, key="call:1"))
    known = now(bets, bet)
    assert (known.stage, known.stage_since, known.decisions) == (Stage.SUNSETTING, TODAY, (12,))
    assert known.capacity == 15, "it winds down by and by"
    event = bets.history(bet.number)[0]
    assert (event.what, event.by, event.decision) == (Happened.ANSWERED, "UCHIEF", 12)
    assert event.words == "Wallet: stable: Sunset. “Nobody uses it.”"
    assert [each.field for each in event.changes] == ["stage", "decisions"]
    assert len(bets.history(bet.number)) == 2


def test_what_is_kept_until_a_date_is_asked_again_on_it(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    outcome = an_outcome(option=KEEP, due_on=date(2027, 2, 1), words="Two big customers try it.")
    settle(bets, answering.ended(a_call(bet), outcome, key="call:1"))
    again = datetime(2027, 1, 31, 23, tzinfo=UTC)
    assert a_call(bet).key in bets.quiet(again - timedelta(seconds=1))
    assert bets.quiet(again) == {}
    assert now(bets, bet) == bet, "only its history says more"
    assert bets.history(bet.number)[0].words == (
        "Wallet: stable: Keep until a date, until 1 Feb 2027. “Two big customers try it.”"
    )


def test_what_stays_as_it_is_is_asked_again_after_a_while(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    settle(bets, answering.ended(a_call(bet), an_outcome(Ended.NO_CHANGE), key="call:1"))
    quiet = bets.quiet(NOON + USUAL.ask_again - DAY)
    assert a_call(bet).key in quiet
    assert f"{bet.ref}:confidence" in quiet, "all about the bet was answered"
    assert bets.quiet(NOON + USUAL.ask_again) == {}
    assert bets.history(bet.number)[0].words == "Wallet: stable: no change."


def test_no_change_that_is_taken_back_may_be_asked_at_once(
    bets: Bets, answering: Answering, bet: Bet
) -> None:
    settle(bets, answering.ended(a_call(bet), an_outcome(Ended.NO_CHANGE), key="call:1"))
    settle(bets, answering.ended(a_call(bet), an_outcome(Ended.OPEN), key="call:2"))
    assert bets.quiet(NOON) == {}
    assert "Wallet: stable: “no change” was taken back." in {
        each.words for each in bets.history(bet.number)
    }


def test_what_somebody_was_given_stays_open(bets: Bets, answering: Answering, bet: Bet) -> None:
    outcome = an_outcome(Ended.GIVEN, owner="UDANA", due_on=date(2026, 12, 1))
    settle(bets, answering.ended(a_call(bet), outcome, key="call:1"))
    assert bets.quiet(NOON) == {}
    assert bets.history(bet.number)[0].words.startswith("Wallet: stable: given")


def test_what_settled_itself_changes_nothing(answering: Answering, bet: Bet) -> None:
    assert answering.ended(a_call(bet), an_outcome(Ended.SETTLED), key="x") == DONE


def test_a_question_about_the_whole_is_quiet_too(bets: Bets, answering: Answering) -> None:
    call = Call(key="portfolio:balance", source="portfolio", title="The mix", question="What now?")
    settle(bets, answering.ended(call, an_outcome(option="mix", decision=3), key="call:2"))
    assert list(bets.quiet(NOON)) == ["portfolio:balance"]


def test_the_end_of_a_question_about_a_bet_that_changed_meanwhile_is_tried_again(
    bets: Bets, managing: Managing, answering: Answering, bet: Bet
) -> None:
    settlement = answering.ended(a_call(bet), an_outcome(option=SUNSET), key="call:1")
    draft = replace(as_draft(bet), name="Renamed")
    bets.commit(*managing.changed(bet, draft, by="UOLA", at=NOON, key="form:2").changes)
    with pytest.raises(Overtaken):
        settle(bets, settlement)
    assert bets.quiet(NOON) == {}
    settle(bets, answering.ended(a_call(bet), an_outcome(option=SUNSET), key="call:1"))
    known = now(bets, bet)
    assert (known.name, known.stage) == ("Renamed", Stage.SUNSETTING)
