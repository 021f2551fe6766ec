"""Takes the sample company's figures in, as its own people would from their files."""

from cadence.assembly.bets import existing_portfolio
from cadence.assembly.figures import existing_figures
from cadence.assembly.revenue import existing_inputs
from cadence.config import Settings
from cadence.core.ports import Clock
from cadence.portfolio.model.files import contents
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.sheet import sheet_of
from cadence.sandbox.company.model import Company


def stock(company: Company, settings: Settings, clock: Clock) -> None:
    """Readings of its bets, what its customers pay, and how they use it. The database must be there."""
    _bets(company, settings, clock)
    _revenue(company, settings, clock)


def _bets(company: Company, settings: Settings, clock: Clock) -> None:
    read = contents(company.bet_readings, is_toml=False, find=lambda _address: None)
    importing = existing_portfolio(settings, clock).importing
    importing.take_in(read, source="readings.csv", at=clock.now())


def _revenue(company: Company, settings: Settings, clock: Clock) -> None:
    billing = sheet_of(company.revenue.months.splitlines(keepends=True))
    existing_figures(settings, clock).importing.take(billing, "billing.csv", reading=Reading())
    accounts = company.revenue.accounts.splitlines(keepends=True)
    existing_inputs(settings, clock).importing.take(accounts, source="accounts.csv")
