"""The portfolio room, wired."""

from cadence.adapters.charts.painter import ChartPainter
from cadence.adapters.db.bets import SqlBets
from cadence.assembly.added import Added
from cadence.assembly.outside import Outside
from cadence.core.errors import Overtaken
from cadence.delivery.between import DecisionLog
from cadence.portfolio.model.files import Contents, Named
from cadence.portfolio.service.answering import Answering
from cadence.portfolio.service.importing import Importing
from cadence.portfolio.service.keeping import Keeping
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.managing import Managing
from cadence.portfolio.service.readers import Readers
from cadence.portfolio.service.showing import Showing
from cadence.portfolio.service.source import PortfolioSource
from cadence.status.service.bugs import StatusBugs

SETTINGS = "cadence.toml"
"""What the history of a bet that settings define names as its source."""


def portfolio(outside: Outside, *, decisions: DecisionLog) -> Added:
    settings, clock = outside.settings, outside.clock
    bets, policy, zone = SqlBets(outside.engine), settings.portfolio.policy, settings.zone
    bugs = StatusBugs(status=outside.status)
    looking = Looking(bets=bets, policy=policy, zone=zone, bugs=bugs)
    readers = Readers(messenger=outside.messenger, policy=policy, decisions=decisions)
    keeping = Keeping(
        looking=looking, managing=Managing(bets=bets, zone=zone), readers=readers, clock=clock
    )
    showing = Showing(
        looking=looking,
        keeping=keeping,
        readers=readers,
        messenger=outside.messenger,
        painter=ChartPainter(),
        clock=clock,
    )
    answering = Answering(bets=bets, policy=policy, zone=zone)

    def seeded() -> None:
        named = (Named(key=key, draft=each.draft) for key, each in settings.bets.items())
        said = Contents(bets=tuple(named))
        importing = Importing(bets=bets, zone=zone)
        try:
            importing.take_in(said, source=SETTINGS, at=clock.now())
        except (
            Overtaken
        ):  # by another replica that starts, or by somebody who changes a bet just now
            importing.take_in(said, source=SETTINGS, at=clock.now())

    return Added(
        flows=(showing, keeping),
        sources=(PortfolioSource(looking=looking, answering=answering, readers=readers),),
        at_start=(seeded,),
        at_home=(showing.at_home,),
    )
