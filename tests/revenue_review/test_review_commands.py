"""`/cadence revenue` and `/cadence indicators`: for the asker alone, and only for who may see it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from cadence.core.errors import Overtaken
from cadence.revenue.messages.indicators import CHANGE, key_of
from cadence.revenue.model.access import Access
from cadence.revenue.model.indicator import Better, Origin
from revenue_review.review_builders import TODAY, a_lead, an_account_reading, an_indicator, weekly
from revenue_review.review_room import EMMA, GUEST, OWEN, ReviewRoom

MakeRoom = Callable[..., ReviewRoom]


@pytest.fixture
def room(make_room: MakeRoom) -> ReviewRoom:
    room = make_room(in_file=(an_indicator("activation", origin=Origin.FILE),))
    rows = {"Acme": (900, 1000, 800), "Bolt": (100, 100, 100)}
    segments = {"Acme": (("plan", "Pro"),), "Bolt": (("plan", "Free"), ("region", "EMEA"))}
    room.pays(rows, segments=segments)
    return room


# --- revenue -------------------------------------------------------------------------------------


def test_the_last_month_is_answered_with_its_definition(room: ReviewRoom) -> None:
    told = room.command("revenue").text
    assert "NRR 81.8 %, GRR 81.8 % in October 2026" in told
    assert "cohort, monthly, reactivation out, in EUR" in told
    assert "plan: Pro" in told


def test_another_month_is_answered_by_its_name(room: ReviewRoom) -> None:
    assert "NRR 110.0 %, GRR 100.0 % in September 2026" in room.command("revenue 2026-09").text


def test_a_month_that_was_not_imported_is_said(room: ReviewRoom) -> None:
    told = room.command("revenue 2025-01").text
    assert told.startswith("No figures. No revenue of January 2025 or before was imported")


def test_one_kind_of_segment_is_shown_where_it_is_asked_for(room: ReviewRoom) -> None:
    told = room.command("revenue by region").text
    assert "region: EMEA" in told
    assert "plan: Pro" not in told


def test_segments_are_all_kinds_of_them(room: ReviewRoom) -> None:
    told = room.command("revenue segments").text
    assert "region: EMEA" in told
    assert "plan: Pro" in told


@pytest.mark.parametrize(
    "words", ["revenue by colour", "revenue yesterday", "revenue 0001-01", "revenue 9999-12"]
)
def test_what_is_not_understood_is_said_with_what_there_is(room: ReviewRoom, words: str) -> None:
    told = room.command(words).text
    assert "neither a month" in told
    assert "by plan, region" in told


def test_accounts_are_listed_with_their_reasons_and_open_leads(room: ReviewRoom) -> None:
    room.uses(an_account_reading("Bolt", active_users=1, seats=10, owner=OWEN))
    room.make(room.leads.raise_(a_lead()))
    told = room.command("revenue accounts").text
    assert "Bolt (EUR 100.00): 1 of 10 seats used" in told
    assert "Suggested: Owen, who owns the account." in told
    assert "Open leads" in told
    assert "Acme: uses 96 % of its seats limit" in told


def test_help_says_what_can_be_typed(room: ReviewRoom) -> None:
    assert "/cadence revenue by plan" in room.command("revenue help").text


@pytest.mark.parametrize("words", ["revenue", "revenue accounts", "indicators"])
def test_who_may_not_see_revenue_is_told_where_that_is_set(make_room: MakeRoom, words: str) -> None:
    room = make_room(access=Access(users=frozenset({OWEN})))
    room.pays({"Acme": (1, 1)})
    for user in (EMMA, GUEST):
        assert "[revenue] in cadence.toml" in room.command(words, user).text
    assert "cadence.toml" not in room.command(words, OWEN).text


def test_a_group_may_be_allowed(make_room: MakeRoom) -> None:
    room = make_room(access=Access(users=frozenset(), groups=frozenset({"@Leadership"})))
    room.pays({"Acme": (1, 1)})
    room.messenger.groups[OWEN] = frozenset({"SLEAD", "leadership"})
    assert "NRR 100.0 %" in room.command("revenue", OWEN).text
    assert "NRR" not in room.command("revenue", EMMA).text


# --- indicators: readings ------------------------------------------------------------------------


def test_indicators_are_listed_with_where_they_stand(room: ReviewRoom) -> None:
    room.reads(*weekly(50, 52, 54, 57, indicator="activation"))
    told = room.command("indicators").text
    assert "Activation: 57 %, target ≥ 60 %, not met" in told
    assert "rising, +9.3 a month (4 readings)" in told
    assert "Owner: Emma." in told
    assert "Time to value: no reading yet, no target" in told


def test_a_reading_by_hand_is_recorded_with_who_and_why(room: ReviewRoom) -> None:
    said = room.command("indicators")
    view = room.press(said, "Record…", EMMA)
    assert "no reading yet, target ≥ 60 %" in room.shown(view)
    told = room.submit(view, EMMA, value="61.5", on=TODAY.isoformat(), note="new onboarding")
    assert told == "Recorded. Activation: 61.5 %, target ≥ 60 %, met."
    (reading,) = room.indicators.readings(since=TODAY)
    assert (reading.value, reading.by, reading.note) == (Decimal("61.5"), EMMA, "new onboarding")


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"value": "a lot", "on": "2026-11-23"}, {"value": "Write a number, such as 62.5."}),
        ({"value": "101", "on": "2026-11-23"}, {"value": "A share is 100 % at most."}),
        ({"value": "-1", "on": "2026-11-23"}, {"value": "A reading is a number of 0 or more."}),
        (
            {"value": "1e400", "on": "2026-11-23"},
            {"value": "This number is too large to be right."},
        ),
        (
            {"value": "1e-400", "on": "2026-11-23"},
            {"value": "Give at most 9 digits behind the point."},
        ),
        ({"value": "5", "on": "2026-11-25"}, {"on": "Choose a day that is not ahead."}),
        ({"value": "5", "on": None}, {"on": "Choose a day that is not ahead."}),
    ],
)
def test_a_wrong_reading_is_told_in_the_form(
    room: ReviewRoom, answers: dict[str, str], errors: dict[str, str]
) -> None:
    view = room.press(room.command("indicators"), "Record…", EMMA)
    assert room.desk.errors(room.submission(view, EMMA, **answers)) == errors


def test_a_comma_is_read_as_people_write_it(room: ReviewRoom) -> None:
    view = room.press(room.command("indicators"), "Record…", EMMA)
    assert "61.5 %" in room.submit(view, EMMA, value="61,5", on=TODAY.isoformat())


def test_a_form_that_did_not_open_is_said(room: ReviewRoom) -> None:
    room.press(room.command("indicators"), "Record…", EMMA, opens=False)
    assert "did not open the form" in room.messenger.posted_messages[-1].text


def test_a_guest_s_press_finds_nothing(room: ReviewRoom) -> None:
    view = room.press(room.command("indicators"), "Record…", GUEST)
    assert room.shown(view) == "I know of no such indicator."


# --- indicators: definitions ---------------------------------------------------------------------

REFERRALS = {
    "name": "Référral rate",
    "definition": "accounts won by a recommendation",
    "unit": "",
    "better": "higher",
    "target": "6",
    "owner": OWEN,
}


def new(room: ReviewRoom, **answers: str) -> str:
    view = room.press(room.command("indicators"), "New indicator…", EMMA)
    return room.submit(view, EMMA, **(REFERRALS | answers))


def test_an_indicator_of_the_company_s_own_is_asked_about_from_then_on(room: ReviewRoom) -> None:
    assert new(room) == "Saved. Référral rate, target ≥ 6."
    found = {each.key: each for each in room.source.subjects(room.clock.now())}
    assert found["indicator:referral-rate"].owner == OWEN


def test_a_name_that_is_taken_is_told(room: ReviewRoom) -> None:
    new(room)
    assert new(room) == ("There is an indicator called Référral rate already. Nothing was changed.")
    assert "already" in new(room, name="Activation")


def test_a_built_in_one_gets_a_target_and_keeps_its_history(room: ReviewRoom) -> None:
    said = room.command("indicators")
    view = room.choose(said, CHANGE, "time-to-value", EMMA)
    filled = {"name": "Time to value", "definition": "days", "unit": "days", "better": "lower"}
    assert "target ≤ 12 days" in room.submit(view, EMMA, target="12", owner=EMMA, **filled)
    view = room.choose(said, CHANGE, "time-to-value", EMMA)
    assert "target ≤ 9 days" in room.submit(view, EMMA, target="9", owner=EMMA, **filled)
    ((indicator, number),) = room.indicators.defined()
    assert (indicator.target, indicator.better, number) == (9, Better.LOWER, 2)


def test_what_the_file_defines_is_changed_there(room: ReviewRoom) -> None:
    view = room.choose(room.command("indicators"), CHANGE, "activation", EMMA)
    assert "defined in cadence.toml" in room.shown(view)


def test_of_two_who_change_it_at_once_the_second_is_told(room: ReviewRoom) -> None:
    new(room)
    said = room.command("indicators")
    views = [room.choose(said, CHANGE, "referral-rate", user) for user in (EMMA, OWEN)]
    room.submit(views[0], EMMA, **(REFERRALS | {"target": "7"}))
    told = room.submit(views[1], OWEN, **(REFERRALS | {"target": "8"}))
    assert "was changed by somebody else meanwhile" in told
    ((indicator, _),) = room.indicators.defined()
    assert indicator.target == 7


def test_a_change_that_was_overtaken_while_it_was_stored_stores_nothing(room: ReviewRoom) -> None:
    new(room)
    late = room.indicators.define(an_indicator("referral-rate"), 1, by=OWEN, at=room.clock.now())
    with pytest.raises(Overtaken):
        room.make(late)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Référral rate", "referral-rate"),
        ("  NPS (30 days) ", "nps-30-days"),
        ("続ける", ""),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize("target", ["1e999999", "-1", "1e-400", "NaN"])
def test_a_target_that_nobody_could_read_is_told(room: ReviewRoom, target: str) -> None:
    view = room.press(room.command("indicators"), "New indicator…", EMMA)
    wrong = REFERRALS | {"target": target}
    assert set(room.desk.errors(room.submission(view, EMMA, **wrong))) == {"target"}


def test_a_form_without_a_name_or_with_a_target_that_is_none_is_told(room: ReviewRoom) -> None:
    view = room.press(room.command("indicators"), "New indicator…", EMMA)
    wrong = REFERRALS | {"name": "…", "definition": "", "target": "soon"}
    assert set(room.desk.errors(room.submission(view, EMMA, **wrong))) == {
        "name",
        "definition",
        "target",
    }
