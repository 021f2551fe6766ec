"""What every store of indicators, accounts, leads and resting calls does: both databases, and the fakes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.adapters.db.accounts import SqlAccounts, SqlLeads
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.indicators import SqlIndicators, SqlRests
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.revenue.model.expansion import LeadState
from cadence.revenue.model.indicator import Better, Origin
from cadence.revenue.model.resting import Rest
from cadence.revenue.store.accounts import Accounts, LastPut, Put
from cadence.revenue.store.indicators import Indicators
from cadence.revenue.store.leads import Leads
from cadence.revenue.store.rests import Rests
from fakes.accounts import FakeAccounts, FakeLeads
from fakes.indicators import FakeIndicators, FakeRests
from revenue_review.review_builders import (
    DAY,
    NOON,
    TODAY,
    WEEK,
    a_lead,
    a_reading,
    an_account_reading,
    an_indicator,
)


@dataclass
class Kept:
    """The stores, and what makes their changes: one transaction for all of them."""

    indicators: Indicators
    rests: Rests
    accounts: Accounts
    leads: Leads
    make: Callable[..., None]


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        yield Kept(FakeIndicators(), FakeRests(), FakeAccounts(), FakeLeads(), _made_in_memory)
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    yield Kept(SqlIndicators(engine), SqlRests(engine), SqlAccounts(engine), SqlLeads(engine), make)
    engine.dispose()


def _made_in_memory(*changes: Change) -> None:
    for change in changes:
        change(None)


# --- indicators ----------------------------------------------------------------------------------


def test_an_indicator_comes_back_as_it_was_defined_last(kept: Kept) -> None:
    first = an_indicator("referrals", better=Better.LOWER, target=Decimal("2.50"), owner=None)
    second = replace(first, name="Références <!here>", target=None, origin=Origin.SLACK)
    kept.make(kept.indicators.define(first, 1, by="UEMMA", at=NOON))
    assert kept.indicators.defined() == ((first, 1),)
    kept.make(kept.indicators.define(second, 2, by="UEMMA", at=NOON + DAY))
    other = an_indicator("activation")
    kept.make(kept.indicators.define(other, 1, by="UEMMA", at=NOON))
    assert kept.indicators.defined() == ((other, 1), (second, 2))


@pytest.mark.parametrize("number", [1, 3])
def test_who_changes_an_older_version_is_told(kept: Kept, number: int) -> None:
    kept.make(kept.indicators.define(an_indicator(), 1, by="UEMMA", at=NOON))
    with pytest.raises(Overtaken, match="was changed by somebody else"):
        kept.make(kept.indicators.define(an_indicator(name="B"), number, by="UDANA", at=NOON))
    assert kept.indicators.defined() == ((an_indicator(), 1),)


def test_readings_come_back_by_day_and_then_by_when_they_were_taken(kept: Kept) -> None:
    late = a_reading("12.345", by="UEMMA", accounts=7, note="näh", taken_at=NOON + DAY)
    early, older = a_reading(12), a_reading(9, TODAY - WEEK)
    kept.make(kept.indicators.take(late, key="b"), kept.indicators.take(early, older, key="a"))
    assert kept.indicators.readings(since=TODAY - WEEK) == (older, early, late)
    assert kept.indicators.readings(since=TODAY) == (early, late)


def test_the_same_key_takes_nothing_twice(kept: Kept) -> None:
    for value in (50, 99):
        kept.make(kept.indicators.take(a_reading(value), key="answer:1"))
    assert [each.value for each in kept.indicators.readings(since=TODAY)] == [50]


def test_a_call_rests_as_it_was_answered_last(kept: Kept) -> None:
    rest = Rest(call="indicator:activation:off", mark="60", until=TODAY, at=NOON)
    later = replace(rest, mark="70", until=TODAY + WEEK)
    kept.make(kept.rests.rest(rest))
    kept.make(kept.rests.rest(later))
    assert kept.rests.resting() == {rest.call: later}


# --- accounts ------------------------------------------------------------------------------------


def test_accounts_come_back_with_their_days_in_order(kept: Kept) -> None:
    newer = an_account_reading(active_users="12.50", started_on=TODAY - 9 * DAY, owner="UEMMA")
    older = an_account_reading(on=TODAY - WEEK, active_users=10)
    other = an_account_reading("Zeta <@U1>")
    put = kept.accounts.put([newer, other, older], source="accounts.csv", at=NOON)
    assert put == Put(new=3, changed=0, same=0)
    acme, zeta = kept.accounts.accounts(since=TODAY - WEEK)
    assert (acme.name, acme.readings, zeta.readings) == ("Acme", (older, newer), (other,))
    assert kept.accounts.accounts(since=TODAY)[0].readings == (newer,)
    assert kept.accounts.last_put() == LastPut(at=NOON, source="accounts.csv")


def test_the_same_file_twice_changes_nothing(kept: Kept) -> None:
    rows = [an_account_reading(str(each), active_users=each) for each in range(1200)]
    kept.accounts.put(rows, source="a.csv", at=NOON)
    again = kept.accounts.put(rows, source="b.csv", at=NOON + DAY)
    assert again == Put(new=0, changed=0, same=1200)
    assert kept.accounts.last_put() == LastPut(at=NOON, source="a.csv")


def test_what_is_measured_on_accounts_is_kept_with_them_or_not_at_all(kept: Kept) -> None:
    def put(*, also: Change) -> None:
        kept.accounts.put([an_account_reading()], source="a.csv", at=NOON, also=(also,))

    put(also=kept.indicators.take(a_reading(50), key="first"))
    put(also=kept.indicators.take(a_reading(99), key="again"))
    assert [each.value for each in kept.indicators.readings(since=TODAY)] == [50]


def test_what_was_read_for_the_same_day_is_replaced(kept: Kept) -> None:
    kept.accounts.put([an_account_reading(active_users=1)], source="a.csv", at=NOON)
    put = kept.accounts.put([an_account_reading(seats=2)], source="b.csv", at=NOON + DAY)
    assert put == Put(new=0, changed=1, same=0)
    assert kept.accounts.accounts(since=TODAY)[0].readings == (an_account_reading(seats=2),)


def test_before_anything_was_put_there_is_nothing(kept: Kept) -> None:
    assert kept.accounts.accounts(since=TODAY) == ()
    assert kept.accounts.last_put() is None


# --- leads ---------------------------------------------------------------------------------------


def test_a_lead_comes_back_as_it_was_raised(kept: Kept) -> None:
    lead = a_lead(owner=None, why_owner="nobody answers for it")
    kept.make(kept.leads.raise_(lead))
    assert kept.leads.lead(lead.key) == lead
    assert kept.leads.lead("other") is None
    assert kept.leads.raised([lead.key, "other"]) == {lead.key}


def test_a_lead_is_raised_once(kept: Kept) -> None:
    kept.make(kept.leads.raise_(a_lead()))
    with pytest.raises(Overtaken, match="was raised meanwhile"):
        kept.make(kept.leads.raise_(a_lead("Zeta:growth:9"), a_lead(words="again")))
    assert kept.leads.raised(["Zeta:growth:9"]) == frozenset()
    assert kept.leads.lead(a_lead().key) == a_lead()


def test_leads_are_listed_newest_first_in_the_states_that_are_asked_for(kept: Kept) -> None:
    old, new = a_lead("a"), a_lead("b", raised_at=NOON + timedelta(seconds=1))
    taken = a_lead("c", state=LeadState.TAKEN)
    kept.make(kept.leads.raise_(old, new, taken))
    assert kept.leads.leads(LeadState.OPEN) == (new, old)
    assert kept.leads.leads(*LeadState, limit=2) == (new, old)


def test_leads_that_one_person_was_told_of_together_are_found_by_one_of_them(kept: Kept) -> None:
    mine, too = a_lead("b", told_to="UEMMA"), a_lead("a", told_to="UEMMA")
    other = a_lead("c", told_to="UOWEN")
    later = a_lead("d", told_to="UEMMA", raised_at=NOON + DAY)
    untold = a_lead("e")
    kept.make(kept.leads.raise_(mine, too, other, later, untold))
    assert kept.leads.told_with(mine) == (too, mine)
    assert kept.leads.told_with(untold) == ()


def test_of_two_answers_to_a_lead_the_second_is_told(kept: Kept) -> None:
    kept.make(kept.leads.raise_(a_lead()))
    done = {"answered_by": "UDANA", "answered_at": NOON}
    taken = a_lead(state=LeadState.TAKEN, owner="UDANA", why_owner="took it", **done)
    kept.make(kept.leads.answer(taken, was=LeadState.OPEN))
    declined = a_lead(state=LeadState.DECLINED, **done)
    with pytest.raises(Overtaken, match="was answered meanwhile"):
        kept.make(kept.leads.answer(declined, was=LeadState.OPEN))
    assert kept.leads.lead(taken.key) == taken


def test_a_fake_that_is_down_says_so() -> None:
    for read in (
        lambda: FakeIndicators(is_down=True).defined(),
        lambda: FakeAccounts(is_down=True).last_put(),
    ):
        with pytest.raises(StoreUnavailable):
            read()
