"""The review of revenue in a digest: what is told to whom, and what is said instead where nothing can be told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.core.agenda import Drawn, Ended, Outcome
from cadence.core.chart import Trend, Waterfall
from cadence.core.errors import StoreUnavailable
from cadence.core.message import Kind, Message, Paragraph, Table, line
from cadence.core.plain import plain
from cadence.revenue.model.access import Access
from cadence.revenue.model.customer import Owners
from cadence.revenue.model.level import Batch, Form, Level, Stated
from cadence.revenue.model.month import Month
from fakes.revenue import FakeRevenue
from revenue_review.review_builders import (
    DAY,
    NOON,
    TODAY,
    WEEK,
    an_account_reading,
    an_indicator,
    weekly,
)
from revenue_review.review_room import (
    EDITION,
    EMMA,
    GUEST,
    OCTOBER,
    OWEN,
    PUBLIC,
    SHARED,
    ReviewRoom,
    as_text,
    in_channel,
)

MakeRoom = Callable[..., ReviewRoom]
TWO_MONTHS = {
    "Acme": (1000, 1200),
    "Bolt": (500, 400),
    "Cedar": (300, 0),
    "Dune": (0, 250),
}


def in_public(**fields: object) -> object:
    return replace(EDITION, audience=in_channel(PUBLIC, Kind.PUBLIC), **fields)


def a_month_ago(room: ReviewRoom) -> None:
    """What follows was known before the review was last told."""
    room.clock.set(NOON - timedelta(days=30))


def now_again(room: ReviewRoom) -> None:
    room.clock.set(NOON)


# --- figures -------------------------------------------------------------------------------------


def test_the_figures_stand_with_the_name_of_their_definition(room: ReviewRoom) -> None:
    room.pays(TWO_MONTHS)
    read = room.read()
    assert "NRR 88.9 %, GRR 77.8 % in October 2026" in read
    assert "Monthly figures: cohort, monthly, reactivation out, in EUR." in read
    for amount in ("EUR 1,800.00", "+EUR 250.00", "+EUR 200.00", "−EUR 100.00", "−EUR 300.00"):
        assert amount in read


def test_inputs_come_before_results(room: ReviewRoom) -> None:
    room.pays(TWO_MONTHS)
    heads = [
        plain(Message(summary="", blocks=(each,)))
        for each in room.told().parts
        if isinstance(each, Paragraph)
    ]
    assert heads[0].startswith("Inputs")
    assert heads.index("Results") > 0


def test_the_waterfall_adds_up_and_says_all_of_it_in_words(room: ReviewRoom) -> None:
    room.pays(TWO_MONTHS)
    drawn = next(
        each
        for each in room.told().parts
        if isinstance(each, Drawn) and isinstance(each.chart, Waterfall)
    )
    opening, *moves, closing = drawn.chart.steps
    assert opening.amount + sum(each.amount for each in moves) == closing.amount == 1850
    assert [each.shown for each in drawn.chart.steps] == [
        "1,800", "+250", "0", "+200", "−100", "−300", "1,850",
    ]  # fmt: skip
    assert "opening EUR 1,800.00, new +EUR 250.00" in drawn.alt


def test_a_month_without_figures_is_a_gap_in_the_trend_and_no_zero(room: ReviewRoom) -> None:
    room.pays({"Acme": (100, 100, 90)}, until=Month(2026, 6))
    room.pays({"Acme": (100, 100)})
    drawn = [each for each in room.told().parts if isinstance(each, Drawn)]
    chart = drawn[1].chart
    assert isinstance(chart, Trend)
    assert chart.x == ("May 26", "Jun 26", "Jul 26", "Aug 26", "Sep 26", "Oct 26")
    nrr = chart.series[0].values
    assert [None if each is None else int(each) for each in nrr] == [100, 90, None, None, None, 100]
    assert "Aug 26 n/a" in drawn[1].alt


def test_of_one_month_there_is_no_trend(room: ReviewRoom) -> None:
    room.pays({"Acme": (100, 100)})
    assert len([each for each in room.told().parts if isinstance(each, Drawn)]) == 1


def test_an_opening_of_nothing_has_no_retention(room: ReviewRoom) -> None:
    room.pays({"Acme": (100,)})
    assert "NRR n/a, GRR n/a in October 2026" in room.read()


def unreconciled(room: ReviewRoom) -> None:
    """The levels say more than the movements."""
    september, october = Month(2026, 9), OCTOBER
    levels = tuple(
        Level(account="Acme", month=month, mrr=Decimal(amount))
        for month, amount in ((september, "100.00"), (october, "150.00"))
    )
    stated = (Stated(account="Acme", month=october, change=Decimal("20.00")),)
    room.revenue.take(
        Batch(source="a.csv", form=Form.LEVELS, levels=levels, whole=(september, october)),
        at=NOON - DAY,
    )
    room.revenue.take(
        Batch(source="b.csv", form=Form.MOVEMENTS, stated=stated, stated_months=(october,)),
        at=NOON,
    )


def test_figures_that_do_not_reconcile_are_refused_with_the_difference(room: ReviewRoom) -> None:
    """Nothing is published but why."""
    unreconciled(room)
    told = room.told()
    assert any("do not reconcile" in each and "30.00" in each for each in told.gaps)
    assert any("Acme: its revenue changed by 50.00" in each for each in told.gaps)
    assert "NRR" not in as_text(replace(told, gaps=()))
    assert not any(isinstance(each, Drawn) for each in told.parts)


def test_a_refusal_names_no_account_where_none_may_be_named(room: ReviewRoom) -> None:
    unreconciled(room)
    (gap,) = room.told(in_public()).gaps
    assert gap.startswith("The figures of 2026-10 do not reconcile: what one account paid")
    for secret in ("Acme", "50.00", "20.00", "30.00"):
        assert secret not in as_text(room.told(in_public()))


def test_an_amount_that_may_be_there_twice_is_said_once_and_named_in_private_alone(
    room: ReviewRoom,
) -> None:
    """In euros and without a currency, so that neither figures nor accounts at risk can be told."""
    levels = tuple(
        Level(account="Acme", month=OCTOBER, mrr=Decimal(100), currency=currency)
        for currency in ("EUR", "")
    )
    room.revenue.take(Batch(source="a.csv", form=Form.LEVELS, levels=levels), at=NOON - DAY)
    (named,) = room.told().gaps
    (unnamed,) = room.told(in_public()).gaps
    assert named.startswith(
        "Which accounts are at risk can't be told: Acme has amounts for 2026-10"
    )
    assert unnamed == named.replace("Acme", "An account")


def test_nothing_imported_is_said_and_is_not_zero(room: ReviewRoom) -> None:
    told = room.told()
    assert told.gaps == (
        "No revenue of October 2026 or before was imported, so there are no figures.",
    )
    assert "EUR" not in as_text(told)


def test_figures_of_an_older_month_say_that_they_are(room: ReviewRoom) -> None:
    room.pays({"Acme": (100, 90)}, until=Month(2026, 9))
    told = room.told()
    assert told.gaps == (
        "The revenue of October 2026 was not imported yet; these are the figures of September 2026.",
    )
    assert "in September 2026" in as_text(told)


def test_the_running_month_is_not_told(room: ReviewRoom) -> None:
    room.pays({"Acme": (100, 90, 1)}, until=Month(2026, 11))
    assert "NRR 90.0 %, GRR 90.0 % in October 2026" in room.read()


# --- what changed --------------------------------------------------------------------------------


def test_a_month_that_came_in_since_is_news_and_one_that_was_known_is_not(
    room: ReviewRoom,
) -> None:
    room.pays(TWO_MONTHS)
    assert "The figures of October 2026 are in: NRR 88.9 %" in room.read()
    later = replace(EDITION, since=NOON + DAY)
    assert "No new month since last time: the figures are those of October 2026." in room.read(
        later
    )


def test_the_first_review_tells_of_no_changes(room: ReviewRoom) -> None:
    room.pays(TWO_MONTHS)
    room.reads(*weekly(40, 50))
    (only,) = room.told(replace(EDITION, since=None)).changes
    assert only == line("This is the first review, so there is nothing to hold it against yet.")


def test_an_indicator_that_crossed_its_target_comes_first(make_room: MakeRoom) -> None:
    room = make_room(
        in_file=(an_indicator("activation", target=Decimal(50)), an_indicator(target=Decimal(90)))
    )
    room.reads(*weekly(60, 70), *weekly(40, 55, indicator="activation"))
    first, second = room.read().splitlines()[1:3]
    assert first == "Activation: 55 %, was 40 %; it reached its target of 50 %"
    assert second == "Adoption depth: 70 %, was 60 %"


def test_restatements_stand_apart_with_their_cause(room: ReviewRoom) -> None:
    a_month_ago(room)
    room.pays({"Acme": (100, 100, 100)}, until=OCTOBER)
    now_again(room)
    room.pays({"Acme": (100, 80, 100)}, source="fix.csv", note="booked twice")
    read = room.read()
    assert "Restated, and shown apart: September 2026, October 2026" in read
    assert "Acme was corrected by fix.csv: 80.00 instead of 100.00 (booked twice)" in read


def test_the_group_that_lost_is_named_with_what_had_been_seen_of_it(room: ReviewRoom) -> None:
    small = {f"S{each}": (100, 0 if each < 2 else 100) for each in range(6)}
    large = {f"L{each}": (1000, 1000) for each in range(6)}
    rows = small | large
    segments = {
        name: (("plan", "Starter" if name[0] == "S" else "Pro"), ("size", name[0])) for name in rows
    }
    room.pays(rows, segments=segments)
    opened = TODAY.replace(month=9, day=28)
    room.uses(
        *(
            an_account_reading(name, opened - place * WEEK, active_users=40 if place else 5)
            for name in ("S0", "S1")
            for place in range(4)
        )
    )
    read = room.read()
    assert "Churn −EUR 200.00 in plan Starter: 100 % of all churn, with 9 % of the revenue" in read
    assert "in size S" not in read, "it is the same accounts"
    assert "2 of the 2 accounts that left or pay less had used it less before" in read


def test_what_is_spread_as_revenue_is_names_no_group(room: ReviewRoom) -> None:
    rows = {f"A{each}": (100, 90) for each in range(10)}
    room.pays(rows, segments=dict.fromkeys(rows, (("plan", "Pro"),)))
    assert "What changed, and where" not in room.read()


# --- who sees what -------------------------------------------------------------------------------


@pytest.fixture
def with_accounts(room: ReviewRoom) -> ReviewRoom:
    rows = {f"Big{each}": (1000, 1000) for each in range(6)} | {
        "Tiny1": (10, 10),
        "Tiny2": (10, 10),
    }
    plans = {name: (("plan", "Pro" if name.startswith("Big") else "Rare"),) for name in rows}
    room.pays(rows, segments=plans)
    room.uses(
        an_account_reading("Tiny1", active_users=1, seats=50),
        an_account_reading("Big1", active_users=50, seats=50),
    )
    return room


def test_a_private_channel_sees_accounts_and_every_segment(with_accounts: ReviewRoom) -> None:
    read = with_accounts.read()
    assert "plan: Rare" in read
    assert "Tiny1 (EUR 10.00): 1 of 50 seats used on 23 November" in read
    assert "Big1 (EUR 1,000.00): uses 100 % of its seats limit" in read


def test_a_public_channel_sees_counts_and_no_account(with_accounts: ReviewRoom) -> None:
    read = with_accounts.read(in_public())
    assert "Accounts at risk: 1 account, EUR 10.00 MRR" in read
    for secret in ("Tiny1", "Big1", "Rare"):
        assert secret not in read
    assert "2 segments are not shown here" in read


def test_a_channel_can_be_trusted_by_name(make_room: MakeRoom) -> None:
    room = make_room(access=Access(accounts_in=frozenset({PUBLIC})))
    room.pays({"Acme": (10, 10)})
    room.uses(an_account_reading("Acme", active_users=1, seats=50))
    assert "Acme (EUR 10.00)" in room.read(in_public())


def test_a_channel_shared_with_another_company_sees_nothing_unless_named(
    make_room: MakeRoom,
) -> None:
    shared = replace(EDITION, audience=in_channel(SHARED, Kind.SHARED))
    room = make_room()
    room.pays(TWO_MONTHS)
    told = room.told(shared)
    assert (told.parts, told.changes, told.calls) == ((), (), ())
    assert "may not be shown here" in told.gaps[0]
    named = make_room(access=Access(channels=frozenset({SHARED})))
    named.revenue = room.revenue
    read = replace(room.source, people=named.people).told(shared)
    assert "NRR 88.9 %" in as_text(read)
    assert "Acme" not in as_text(read)


def test_a_guest_is_told_nothing_in_a_preview(room: ReviewRoom) -> None:
    room.pays(TWO_MONTHS)
    audience = replace(in_channel(None, Kind.DIRECT), user=GUEST)
    assert room.told(replace(EDITION, audience=audience)).parts == ()
    mine = replace(audience, user=EMMA)
    assert room.told(replace(EDITION, audience=mine)).parts


def test_use_that_was_read_too_long_ago_is_a_gap_and_nobody_passes_for_healthy(
    room: ReviewRoom,
) -> None:
    room.pays({"Acme": (100, 100)})
    room.uses(an_account_reading("Acme", TODAY - 36 * DAY, active_users=1, seats=50))
    (gap,) = room.told().gaps
    assert gap == (
        "How accounts use the product was last read for 18 October, "
        "so it says nothing about who is at risk now."
    )
    later = replace(EDITION, on=TODAY + 200 * DAY)
    assert any("was not read for months" in each for each in room.told(later).gaps)


def test_accounts_whose_use_was_not_read_are_counted(room: ReviewRoom) -> None:
    room.pays({"Acme": (100, 100), "Bolt": (100, 100), "Gone": (100, 0)})
    room.uses(an_account_reading("Acme", active_users=40, seats=50))
    assert "Of 1 paying account no use was read lately." in room.read()
    assert room.told().gaps == ()


def test_hostile_names_stay_literal_text(room: ReviewRoom) -> None:
    room.pays({"<!channel> *Acme*": (1000, 500)})
    room.uses(an_account_reading("<!channel> *Acme*", active_users=1, seats=50))
    assert "<!channel> *Acme* (EUR 500.00)" in room.read()


# --- calls ---------------------------------------------------------------------------------------


def falling(make_room: MakeRoom, **fields: object) -> ReviewRoom:
    room = make_room(in_file=(an_indicator(**fields),))
    room.pays(TWO_MONTHS)
    room.reads(*weekly(58, 56, 53, 50))
    return room


def test_an_owner_who_may_not_see_revenue_is_sent_no_question_with_its_figures(
    make_room: MakeRoom,
) -> None:
    room = falling(make_room, owner=GUEST)
    told = room.told()
    assert told.calls == ()
    assert told.gaps[-1].startswith("1 question can't be asked: who owns the indicator")


def test_the_owner_of_an_indicator_that_falls_short_is_asked(make_room: MakeRoom) -> None:
    (call,) = falling(make_room).told().calls
    assert call.key == "indicator:adoption-depth:off"
    assert call.to == (EMMA,)
    assert "short of its target of 60 % and is getting worse" in call.title
    why = " ".join(getattr(span, "text", "") for each in call.why for span in each)
    assert "50 % on 23 Nov 2026, target 60 %" in why
    assert "Source: an answer, taken" in why


@pytest.mark.parametrize(
    "fields", [{"target": None}, {"owner": None}, {"target": Decimal(50)}], ids=str
)
def test_without_a_target_an_owner_or_a_shortfall_nobody_is_asked(
    make_room: MakeRoom, fields: dict[str, object]
) -> None:
    assert falling(make_room, **fields).told().calls == ()


def test_what_gets_better_is_not_asked_about(make_room: MakeRoom) -> None:
    room = make_room(in_file=(an_indicator(),))
    room.reads(*weekly(50, 52, 54, 57))
    assert room.told().calls == ()


def at_risk(make_room: MakeRoom, **settings: object) -> ReviewRoom:
    room = make_room(**settings)
    room.pays({"Acme": (100, 100)})
    room.uses(
        an_account_reading("Acme", active_users=1, seats=50, renews_on=TODAY + 30 * DAY, owner=OWEN)
    )
    return room


def test_an_account_that_renews_soon_is_asked_about_in_a_channel_that_may_see_it(
    make_room: MakeRoom,
) -> None:
    (call,) = at_risk(make_room).told().calls
    assert (call.key, call.to) == ("account:Acme:risk", ())
    assert call.title == "Acme is at risk: seats are empty"


def test_five_accounts_are_asked_about_at_once_and_the_others_wait_their_turn(
    make_room: MakeRoom,
) -> None:
    room = make_room()
    names = [f"A{number}" for number in range(7)]
    room.pays(dict.fromkeys(names, (100, 100)))
    for days, name in enumerate(names, start=30):
        renews = TODAY + days * DAY
        room.uses(an_account_reading(name, active_users=1, seats=50, renews_on=renews))
    told = room.told()
    keys = [f"account:{each}:risk" for each in names]
    assert [each.key for each in told.calls] == keys[:5]
    assert told.waiting == frozenset(keys[5:])
    for call in told.calls:
        outcome = Outcome(ended=Ended.NO_CHANGE, by=EMMA, at=NOON)
        room.make(*room.source.ended(call, outcome, key=call.key).changes)
    assert [each.key for each in room.told().calls] == keys[5:]


def test_elsewhere_it_goes_to_who_should_take_it_alone(make_room: MakeRoom) -> None:
    room = at_risk(make_room)
    (call,) = room.told(in_public()).calls
    assert (call.to, call.is_private) == ((OWEN,), True)
    del room.messenger.people[OWEN]
    told = room.told(in_public())
    assert told.calls == ()
    assert told.gaps == (
        "1 question about accounts can't be asked here, and nobody is known to ask instead.",
    )


def test_an_answer_rests_until_its_date_or_until_the_reasons_are_others(
    make_room: MakeRoom,
) -> None:
    room = at_risk(make_room)
    (call,) = room.told().calls
    outcome = Outcome(ended=Ended.DECIDED, by=EMMA, at=NOON, due_on=TODAY + WEEK)
    room.make(*room.source.ended(call, outcome, key="x").changes)
    assert room.told().calls == ()
    assert room.told(replace(EDITION, on=TODAY + WEEK)).calls == (call,)
    room.pays({"Acme": (100, 100, 100, 50)}, source="again.csv")
    (again,) = room.told().calls
    assert again.title == "Acme is at risk: pays less, seats are empty"


def test_no_change_rests_for_four_weeks(make_room: MakeRoom) -> None:
    room = falling(make_room)
    (call,) = room.told().calls
    outcome = Outcome(ended=Ended.NO_CHANGE, by=EMMA, at=NOON)
    room.make(*room.source.ended(call, outcome, key="x").changes)
    assert room.told(replace(EDITION, on=TODAY + 27 * DAY)).calls == ()
    assert len(room.told(replace(EDITION, on=TODAY + 28 * DAY)).calls) == 1
    back = Outcome(ended=Ended.OPEN, by=EMMA, at=NOON)
    room.make(*room.source.ended(call, back, key="y").changes)
    assert len(room.told().calls) == 1, "taken back, it is asked again at once"


def test_suggestions_name_people_and_why(make_room: MakeRoom) -> None:
    room = make_room(owners=Owners(by_segment={("plan", "Pro"): OWEN}, default=EMMA))
    rows = {"Acme": (100, 50), "Bolt": (100, 50)}
    room.pays({**rows, "Zeta": (0, 0)}, segments={"Acme": (("plan", "Pro"),)})
    room.uses(*(an_account_reading(each, active_users=1, seats=50) for each in rows))
    read = room.read()
    assert "Suggested: Owen, who answers for plan Pro." in read
    assert "Suggested: Emma, who answers for accounts without an owner." in read


def test_the_definitions_of_indicators_stand_below_their_table(room: ReviewRoom) -> None:
    parts = room.told().parts
    assert isinstance(parts[1], Table)
    assert [row[0][0].text for row in parts[1].rows if hasattr(row[0][0], "text")] == [
        "Activation", "Time to value", "Adoption depth", "Expansion readiness",
    ]  # fmt: skip
    assert "Activation: share of the accounts that started" in room.read()
    assert "Nobody owns Activation, Time to value" in room.read()


def test_a_database_that_is_away_is_no_empty_review() -> None:
    room = ReviewRoom()
    assert isinstance(room.revenue, FakeRevenue)
    room.revenue.is_down = True
    with pytest.raises(StoreUnavailable):
        room.told()
