"""The same reports from every store."""

from random import Random

from sqlalchemy import Engine

from cadence.adapters.db.revenue import SqlRevenue
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.sheet import sheet_of
from cadence.revenue.model.month import Month
from cadence.revenue.model.report import COHORT
from cadence.revenue.service.importing import Importing
from cadence.revenue.service.reporting import Reporting, Unreported
from cadence.revenue.store.revenue import Revenue
from fakes.clock import FakeClock
from fakes.revenue import FakeRevenue
from revenue_builders import DEFINITIONS, a_month, a_rate

FIRST = Month(2023, 1)
CHANCE = 11


def lines(chance: Random, months: int, *, since: int = 0) -> list[str]:
    """Twenty accounts in two currencies and three plans, some of them leaving and coming back."""
    found = ["account,month,mrr,currency,plan\n"]
    for at in range(since, since + months):
        for who in range(20):
            if chance.random() < 0.85:
                currency = "USD" if who % 5 == 0 else "EUR"
                plan = ("Basic", "Pro", "")[who % 3]
                amount = chance.choice((100, 100, 100, 120, 80.55))
                found.append(f"A{who},{FIRST.plus(at)},{amount},{currency},{plan}\n")
    return found


def filled(store: Revenue, clock: FakeClock) -> Reporting:
    """Fifteen months, a correction a week later, a merge, other rates, and two months of movements."""
    importing, chance = Importing(store=store, clock=clock), Random(CHANCE)  # noqa: S311 - a test's
    rates = [a_rate("USD", str(FIRST.plus(at)), f"0.9{at % 10}") for at in range(18)]
    importing.take(sheet_of(lines(chance, 15)), "mrr.csv", reading=Reading())
    importing.rate(rates)
    clock.advance(hours=7 * 24)
    late = lines(chance, 3, since=12)
    importing.take(sheet_of(late), "fix.csv", reading=Reading(), is_whole=True, note="late")
    importing.merge({"A1": "A2", "A7": "A8"}, note="takeover")
    importing.rate([a_rate("USD", str(FIRST.plus(3)), "0.5")])
    moves = ["account,date,amount,currency\n", "N1,2024-04-03,70,EUR\n", "N1,2024-05-09,-20,EUR\n"]
    importing.take(sheet_of(moves), "moves.csv", reading=Reading())
    return Reporting(store=store, home="EUR")


def test_every_store_tells_the_same(database: Engine) -> None:
    clocks = (FakeClock(), FakeClock())
    begun = clocks[0].now()
    stores: tuple[Revenue, ...] = (SqlRevenue(database), FakeRevenue())
    real, fake = (filled(*each) for each in zip(stores, clocks, strict=True))
    for definition in (DEFINITIONS[0], DEFINITIONS[2], DEFINITIONS[-1]):
        found = [
            list(each.reports(definition=definition, dimensions=("plan", COHORT)))
            for each in (real, fake)
        ]
        assert not any(isinstance(each, Unreported) for some in found for each in some)
        assert found[0] == found[1]
        assert len(found[0]) == (17 if definition.months == 1 else 5)
    assert real.levels() == fake.levels()
    restated = [each.restated(begun) for each in (real, fake)]
    assert restated[0] == restated[1]
    causes = {account.cause.value for each in restated[0] for account in each.accounts}
    assert causes == {"came late", "was corrected", "was removed", "was merged"}
    assert any(each.rates for each in restated[0])


def test_what_was_reported_last_week_can_be_reported_again(database: Engine) -> None:
    clock = FakeClock()
    store = SqlRevenue(database)
    importing = Importing(store=store, clock=clock)
    text = ["account,month,mrr\n", "A,2024-01,100\n", "A,2024-02,120\n"]
    importing.take(sheet_of(text), "mrr.csv", reading=Reading())
    reporting = Reporting(store=store)
    before, by = reporting.report(), store.latest()
    clock.advance(hours=7 * 24)
    text[2] = "A,2024-02,90\n"
    importing.take(sheet_of(text), "mrr.csv", reading=Reading())
    assert reporting.report().figures.nrr == 90
    assert reporting.report(a_month("2024-02"), as_of=by) == before
