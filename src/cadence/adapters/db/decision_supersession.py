"""One decision takes the place of another.

A step leads from a lower to a higher decision: that is all by which the database itself knows that there are no loops.
Any decision can be raised above any other, as long as it does not come before it in the same chain.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, and_, insert, select, update

from cadence.adapters.db.decision_numbering import locked
from cadence.adapters.db.decision_rows import LIVE_NAMES, status_of
from cadence.adapters.db.tables import decision_supersessions, decisions
from cadence.core.errors import Overtaken
from cadence.decisions.model.decision import Status


def supersede(connection: Connection, old: int, new: int) -> None:
    """Raises Overtaken."""
    # One supersession at a time: what is looked at here stays so until it is done.
    locked(connection)
    height = _lay_down(connection, old)
    chain = _chain(connection, new)
    if old in chain:
        raise Overtaken(f"D-{old} can't be superseded by D-{new}, whose place it took.")
    _lift(connection, chain, above=height)
    _step(connection, old, new)


def _lay_down(connection: Connection, number: int) -> int:
    """Turn a live decision into a superseded one; brings its height. Raises Overtaken."""
    live = and_(decisions.c.number == number, decisions.c.status.in_(LIVE_NAMES))
    laid = update(decisions).where(live).values(status=Status.SUPERSEDED.value)
    height: int | None = connection.execute(laid.returning(decisions.c.height)).scalar()
    if height is not None:
        return height
    status = status_of(connection, number)
    if status is Status.SUPERSEDED:
        raise Overtaken(f"D-{number} has been superseded already.")
    raise Overtaken(f"D-{number} is {status}, so nothing can take its place.")


def _chain(connection: Connection, number: int) -> dict[int, int]:
    """The decision and all that came to follow it, in order, each with its height."""
    status_of(connection, number)
    chain: dict[int, int] = {}
    onward: int | None = number
    steps = decision_supersessions.c
    while onward is not None:
        height = select(decisions.c.height).where(decisions.c.number == onward)
        chain[onward] = connection.execute(height).scalar_one()
        onward = connection.execute(select(steps.new).where(steps.old == onward)).scalar()
    return chain


def _lift(connection: Connection, chain: Mapping[int, int], *, above: int) -> None:
    """Raise as much of a chain as is needed for its first decision to stand higher than `above`."""
    lifted = []
    for number, height in chain.items():
        if height > above:
            break
        above += 1
        lifted.append((number, above))
    for number, height in reversed(lifted):
        connection.execute(
            update(decisions).where(decisions.c.number == number).values(height=height)
        )


def _step(connection: Connection, old: int, new: int) -> None:
    heights = select(decisions.c.number, decisions.c.height).where(
        decisions.c.number.in_([old, new])
    )
    height = {each.number: each.height for each in connection.execute(heights)}
    connection.execute(
        insert(decision_supersessions).values(
            old=old, old_height=height[old], new=new, new_height=height[new]
        )
    )
