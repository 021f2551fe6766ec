"""Accounts at risk and accounts ready to expand: each rule at its edge."""

from decimal import Decimal

import pytest

from cadence.core.message import Text
from cadence.revenue.model import expansion, risk
from cadence.revenue.model.account import Account
from cadence.revenue.model.customer import Customer, Owners, Reason, Suggested, suggested
from revenue_review.review_builders import DAY, NOON, TODAY, a_customer, an_account, weekly_account

OWNERS = Owners(by_segment={("plan", "Pro"): "UPRO", ("region", "EMEA"): "UEMEA"}, default="UHEAD")


def said(reason: Reason | None) -> str | None:
    if reason is None:
        return None
    return "".join(each.text for each in reason.words if isinstance(each, Text))


def using(account: Account) -> Customer:
    return a_customer("Acme", usage=account)


# --- at risk -------------------------------------------------------------------------------------


def test_who_pays_a_tenth_less_is_at_risk() -> None:
    assert risk.pays_less(a_customer(pays=901, before=1000), TODAY) is None
    assert said(risk.pays_less(a_customer(pays=900, before=1000), TODAY)) == (
        "paid 10 % less in October 2026 than three months before"
    )


def test_an_exchange_rate_is_no_loss() -> None:
    assert risk.pays_less(a_customer(pays=800, before=1000, since=Decimal(1000)), TODAY) is None


def test_who_was_not_there_three_months_before_does_not_pay_less() -> None:
    assert risk.pays_less(a_customer(before=None), TODAY) is None
    assert risk.pays_less(a_customer(before=0), TODAY) is None


def test_a_fall_in_use_is_against_what_is_usual_for_the_account() -> None:
    assert risk.uses_less(using(weekly_account("active_users", (40, 38, 42, 29))), TODAY) is None
    found = risk.uses_less(using(weekly_account("active_users", (40, 38, 42, 28))), TODAY)
    assert said(found) == "28 active users on 23 November, usually 40"


def test_three_readings_don_t_tell_what_is_usual() -> None:
    assert risk.uses_less(using(weekly_account("active_users", (40, 40, 1))), TODAY) is None


def test_what_was_read_long_ago_says_nothing_about_today() -> None:
    old = weekly_account("active_users", (40, 40, 40, 1), until=TODAY - 36 * DAY)
    assert risk.reasons(using(old), TODAY) == ()


def test_empty_seats_are_a_reason_below_two_fifths() -> None:
    assert risk.seats_are_empty(using(an_account(active_users=20, seats=50)), TODAY) is None
    found = risk.seats_are_empty(using(an_account(active_users=19, seats=50)), TODAY)
    assert said(found) == "19 of 50 seats used on 23 November"
    assert risk.seats_are_empty(using(an_account(active_users=0, seats=0)), TODAY) is None


def test_who_was_not_activated_after_thirty_days_is_at_risk() -> None:
    for days, is_at_risk in ((30, False), (31, True)):
        begun = an_account(started_on=TODAY - days * DAY)
        assert bool(risk.was_never_activated(using(begun), TODAY)) is is_at_risk
    activated = an_account(started_on=TODAY - 90 * DAY, activated_on=TODAY - DAY)
    assert risk.was_never_activated(using(activated), TODAY) is None


@pytest.mark.parametrize(
    ("tickets", "is_at_risk"),
    [((1, 1, 1, 4), False), ((1, 1, 1, 5), True), ((3, 3, 3, 5), False), ((3, 3, 3, 6), True)],
)
def test_many_tickets_are_five_and_twice_the_usual(
    tickets: tuple[int, ...], is_at_risk: bool
) -> None:
    found = risk.asks_for_help(using(weekly_account("open_tickets", tickets)), TODAY)
    assert bool(found) is is_at_risk


def test_a_near_renewal_comes_first_then_more_reasons_then_more_revenue() -> None:
    lost_use = {"active_users": 1, "seats": 50}
    near = a_customer(
        "Near", 10, None, usage=an_account("Near", renews_on=TODAY + 90 * DAY, **lost_use)
    )
    far = a_customer(
        "Far", 900, None, usage=an_account("Far", renews_on=TODAY + 91 * DAY, **lost_use)
    )
    worse = a_customer("Worse", 100, 1000, usage=an_account("Worse", **lost_use))
    found = risk.at_risk([far, worse, near], TODAY)
    assert [each.account for each in found] == ["Near", "Worse", "Far"]
    assert [bool(each.renews_on) for each in found] == [True, False, False]


def test_a_renewal_alone_is_no_risk_and_who_is_gone_is_not_at_risk() -> None:
    fine = a_customer("Fine", usage=an_account("Fine", renews_on=TODAY + DAY))
    gone = a_customer("Gone", 0, 500, usage=an_account("Gone", active_users=0, seats=50))
    assert risk.at_risk([fine, gone], TODAY) == ()


def test_an_account_whose_use_was_not_read_is_not_called_healthy_or_ill() -> None:
    unread = a_customer("Unread")
    assert risk.at_risk([unread], TODAY) == ()
    assert expansion.ready([unread], TODAY) == ()


# --- ready to expand -----------------------------------------------------------------------------


def test_a_limit_is_reached_from_nine_tenths_on() -> None:
    assert expansion.ready([using(an_account(active_users=44, seats=50))], TODAY) == ()
    (found,) = expansion.ready([using(an_account(active_users=45, seats=50))], TODAY)
    assert said(found.reasons[0]) == "uses 90 % of its seats limit (45 of 50 on 23 November)"


def test_what_uses_almost_all_is_not_said_to_use_all() -> None:
    (found,) = expansion.ready(
        [using(an_account(api_calls_used="99999", api_calls_limit=100000))], TODAY
    )
    assert "uses 99 % of its api calls limit (99,999 of 100,000" in (said(found.reasons[0]) or "")


def test_steady_growth_into_four_fifths_of_the_seats_is_a_reason() -> None:
    grown = weekly_account("active_users", (30, 34, 38, 42), seats=50)
    (found,) = expansion.ready([using(grown)], TODAY)
    assert found.reasons[0].key == "growth:50"
    wavering = weekly_account("active_users", (42, 34, 44, 42), seats=50)
    assert expansion.ready([using(wavering)], TODAY) == ()


def test_who_is_at_risk_gets_no_offer() -> None:
    full = weekly_account("open_tickets", (1, 1, 1, 9), active_users=50, seats=50)
    assert expansion.ready([using(full)], TODAY) == ()


def test_a_raised_limit_that_is_reached_again_is_another_lead() -> None:
    def keys(seats: int, users: int) -> list[str]:
        found = expansion.ready([using(an_account(active_users=users, seats=seats))], TODAY)
        whose = {"whose": lambda _: Suggested(owner="UEMMA", why="owns the account"), "at": NOON}
        return [each.key for each in expansion.leads(found, **whose)]

    assert keys(50, 48) == keys(50, 50) == ["Acme:limit:seats:50"]
    assert keys(100, 97) == ["Acme:limit:seats:100"]


# --- whose it is ---------------------------------------------------------------------------------


def test_the_account_s_own_owner_goes_first_then_a_segment_s_then_the_default() -> None:
    own = a_customer("Acme", usage=an_account(owner="UOWN"), segments=(("plan", "Pro"),))
    assert suggested(own, OWNERS) == Suggested(owner="UOWN", why="owns the account")
    by_plan = a_customer("Acme", segments=(("region", "EMEA"), ("plan", "Pro")))
    assert suggested(by_plan, OWNERS) == Suggested(owner="UPRO", why="answers for plan Pro")
    assert suggested(a_customer("Acme"), OWNERS).owner == "UHEAD"
    assert suggested(a_customer("Acme"), Owners(by_segment={})).owner == ""


def test_limits_are_told_by_their_pairs() -> None:
    account = an_account(api_calls_used=5, api_calls_limit=10, storage_used=3, active_users=1)
    assert [(each.name, each.share) for each in account.limits()] == [("api_calls", Decimal("0.5"))]
