"""Bets for the command line: the parts that its verbs need."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cadence.adapters.db.bets import SqlBets
from cadence.assembly import parts
from cadence.assembly.existing import existing_engine
from cadence.config import Settings
from cadence.core.ports import Bugs, Clock
from cadence.portfolio.model.files import Find
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.service.importing import Importing
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.managing import Managing
from cadence.status.service.bugs import StatusBugs


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    store: SqlBets
    policy: Policy
    zone: ZoneInfo
    """Whose days readings are of."""
    bugs: Bugs | None
    """None where no Jira is set up."""

    @property
    def looking(self) -> Looking:
        return Looking(bets=self.store, policy=self.policy, zone=self.zone, bugs=self.bugs)

    @property
    def managing(self) -> Managing:
        return Managing(bets=self.store, zone=self.zone)

    @property
    def importing(self) -> Importing:
        return Importing(bets=self.store, zone=self.zone)


def existing_portfolio(settings: Settings, clock: Clock) -> Portfolio:
    """Looking for it makes no database. Raises NoDatabase and StoreUnavailable."""
    engine = existing_engine(settings)
    bugs = None
    if settings.jira_url is not None:
        tracker = parts.tracker(settings, clock)
        archive = parts.existing_archive(settings, clock)
        bugs = StatusBugs(
            status=parts.status(settings, clock=clock, tracker=tracker, archive=archive)
        )
    return Portfolio(
        store=SqlBets(engine), policy=settings.portfolio.policy, zone=settings.zone, bugs=bugs
    )


def by_address(settings: Settings, clock: Clock) -> Find:
    """Who in Slack has an e-mail address. Raises SettingsError where no Slack is set up, once it is asked."""

    def find(address: str) -> str | None:
        person = parts.messenger(settings, clock).person_by_email(address)
        return person.id if person else None

    return find
