"""Leads for expansion: each is raised once, told to one person, and answered by a press."""

from collections.abc import Callable

import pytest

from cadence.revenue.model.access import Access
from cadence.revenue.model.customer import Owners
from cadence.revenue.model.expansion import LeadState
from revenue_review.review_builders import WEEK, an_account_reading
from revenue_review.review_room import EMMA, GUEST, OWEN, PRIYA, ReviewRoom

MakeRoom = Callable[..., ReviewRoom]


def full(account: str = "Acme", seats: int = 50, **fields: object) -> object:
    return an_account_reading(account, active_users=seats, seats=seats, **fields)


@pytest.fixture
def room(make_room: MakeRoom) -> ReviewRoom:
    room = make_room(owners=Owners(by_segment={}, default=EMMA))
    room.pays({"Acme": (100, 100), "Bolt": (50, 50)})
    return room


@pytest.fixture
def raised(room: ReviewRoom) -> ReviewRoom:
    room.uses(full(owner=OWEN), full("Bolt", owner=OWEN))
    room.look_for_leads()
    return room


def state(room: ReviewRoom, key: str = "Acme:limit:seats:50") -> LeadState:
    found = room.leads.lead(key)
    assert found is not None
    return found.state


def test_one_message_tells_one_person_of_all_their_new_leads(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    assert "2 accounts are ready for more." in said.text
    assert "Acme: uses 100 % of its seats limit (50 of 50 on 23 November)" in said.text
    assert "Bolt" in said.text


def test_a_lead_is_raised_once_however_often_it_is_looked_for(raised: ReviewRoom) -> None:
    for _ in range(3):
        raised.clock.advance(WEEK / 7)
        raised.look_for_leads()
    assert len(raised.to(OWEN)) == 1


def test_a_higher_limit_that_is_reached_is_another_lead(raised: ReviewRoom) -> None:
    raised.clock.advance(WEEK)
    raised.uses(full(seats=100, owner=OWEN, on=raised.clock.now().date()))
    raised.look_for_leads()
    assert [each.text.splitlines()[0] for each in raised.to(OWEN)][
        1
    ] == "1 account is ready for more."


def test_two_limits_of_one_account_are_one_thing_to_answer(room: ReviewRoom) -> None:
    more = {"api_calls_used": 95, "api_calls_limit": 100}
    room.uses(full(owner=OWEN, **more), full("Bolt", owner=OWEN))
    room.look_for_leads()
    (said,) = room.to(OWEN)
    assert "2 accounts are ready for more." in said.text
    assert "uses 95 % of its api calls limit" in said.text
    room.press(said, "I take it", OWEN)
    taken = {each.key for each in room.leads.leads(LeadState.TAKEN)}
    assert taken == {"Acme:limit:seats:50", "Acme:limit:api_calls:100"}
    assert "Owen took it." in room.to(OWEN)[0].text
    assert [each.account for each in room.leads.leads(LeadState.OPEN)] == ["Bolt"]


def test_who_takes_it_has_it_and_the_message_says_so(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    raised.press(said, "I take it", OWEN)
    assert state(raised) is LeadState.TAKEN
    (now,) = raised.to(OWEN)
    assert "Owen took it." in now.text
    assert state(raised, "Bolt:limit:seats:50") is LeadState.OPEN


def test_what_is_no_lead_is_never_raised_again(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    raised.press(said, "Not a lead", OWEN)
    assert state(raised) is LeadState.DECLINED
    raised.look_for_leads()
    assert "Owen says that this is no lead." in raised.to(OWEN)[0].text
    assert len(raised.to(OWEN)) == 1


def test_of_two_presses_the_second_is_told_what_came_of_the_first(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    raised.press(said, "I take it", OWEN)
    raised.press(said, "Not a lead", OWEN)
    assert state(raised) is LeadState.TAKEN
    assert raised.messenger.posted_messages[-1].text == "Owen took it."


def test_a_lead_is_given_to_somebody_who_is_told(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    view = raised.press(said, "Give to…", OWEN)
    assert "Owen gave it to Emma." in raised.submit(view, OWEN, to=EMMA)
    (told,) = raised.to(EMMA)
    assert "Owen gave you a lead: Acme is ready for more." in told.text
    assert "Owen gave it to Emma." in raised.to(OWEN)[0].text


def test_nobody_can_be_given_what_they_may_not_see(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    view = raised.press(said, "Give to…", OWEN)
    assert "may not see revenue" in raised.submit(view, OWEN, to=GUEST)
    assert state(raised) is LeadState.OPEN
    assert raised.to(GUEST) == []


def test_a_form_that_slack_did_not_open_is_said(raised: ReviewRoom) -> None:
    (said,) = raised.to(OWEN)
    raised.press(said, "Give to…", OWEN, opens=False)
    assert "did not open the form" in raised.messenger.posted_messages[-1].text


def test_who_is_not_in_slack_is_told_nothing_and_the_lead_stands(room: ReviewRoom) -> None:
    room.uses(full(owner="UGONE"))
    room.look_for_leads()
    lead = room.leads.lead("Acme:limit:seats:50")
    assert lead is not None
    assert (lead.owner, lead.why_owner) == (None, "UGONE is not in Slack")
    assert room.messenger.posted_messages == []
    assert "A lead that nobody has taken yet." in room.read()


def test_an_owner_who_may_not_see_revenue_gets_no_lead(make_room: MakeRoom) -> None:
    room = make_room(access=Access(users=frozenset({"emma@fernhill.example"})))
    room.pays({"Acme": (100, 100), "Bolt": (1, 1)})
    room.uses(full(owner=OWEN), full("Bolt", owner="emma@fernhill.example"))
    room.look_for_leads()
    assert room.to(OWEN) == []
    assert len(room.to(EMMA)) == 1


def test_a_person_out_of_reach_leaves_the_leads_open_and_nobody_s(room: ReviewRoom) -> None:
    room.messenger.refuse[OWEN] = "account_inactive"
    room.uses(full(owner=OWEN), full("Bolt", owner=EMMA))
    room.look_for_leads()
    lead = room.leads.lead("Acme:limit:seats:50")
    assert lead is not None
    assert (lead.state, lead.owner) == (LeadState.OPEN, None)
    assert lead.why_owner == "could not be reached in Slack"
    assert len(room.to(EMMA)) == 1


def test_without_figures_no_lead_is_raised(make_room: MakeRoom) -> None:
    room = make_room()
    room.uses(full(owner=OWEN))
    room.look_for_leads()
    assert room.leads.leads(*LeadState) == ()


def test_fifteen_leads_go_out_at_once_and_the_others_with_the_next_round(
    make_room: MakeRoom,
) -> None:
    room = make_room(owners=Owners(by_segment={}, default=PRIYA))
    names = [f"A{each:02}" for each in range(17)]
    room.pays(dict.fromkeys(names, (100, 100)))
    room.uses(*(full(name) for name in names))
    room.look_for_leads()
    room.clock.advance(WEEK / 7)
    room.look_for_leads()
    first, second = room.to(PRIYA)
    assert "15 accounts are ready" in first.text
    assert "2 accounts are ready" in second.text
