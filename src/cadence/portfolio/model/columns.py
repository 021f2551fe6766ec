"""The columns of the board, each with the capacity it holds."""

from dataclasses import dataclass
from decimal import Decimal

from cadence.portfolio.model.bet import Horizon, Stage
from cadence.portfolio.model.board import Board, Standing
from cadence.portfolio.model.figures import percent
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.rules.whole import mix

TITLES = {
    Horizon.H1: "H1 · today's business",
    Horizon.H2: "H2 · the next one",
    Horizon.H3: "H3 · the one after",
}
SUNSETTING = "Sunsetting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    title: str
    note: str
    standings: tuple[Standing, ...]


def piles(board: Board, policy: Policy) -> tuple[Pile, ...]:
    """H1, H2, H3 and, always, what is sunsetting."""
    shares = mix(each.bet for each in board.standings)
    columns = (
        Pile(
            title=TITLES[horizon],
            note=_share(shares.get(horizon), policy.mix.get(horizon, Decimal(0))),
            standings=board.column(horizon),
        )
        for horizon in Horizon
    )
    held = board.capacity(Stage.SUNSETTING)
    leaving = Pile(
        title=SUNSETTING,
        note=f"still holds {percent(held)} of capacity" if held else "",
        standings=board.sunsetting,
    )
    return (*columns, leaving)


def _share(share: Decimal | None, target: Decimal) -> str:
    has = "nothing runs" if share is None else f"{percent(share)} of the mix"
    return f"{has}, target {percent(target)}"
