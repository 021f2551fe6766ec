"""The same decision of the same thread is recorded once, however many record it in the same instant."""

from sqlalchemy import Connection, select

from cadence.adapters.db.decision_rows import LIVE_NAMES, WIRE, read
from cadence.adapters.db.engine import hold
from cadence.adapters.db.tables import decisions
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from cadence.decisions.store.records import RECENT


def refuse_twice(connection: Connection, decision: Decision) -> None:
    """Raises Overtaken. Until this transaction ends nobody else records a decision of this thread."""
    origin = decision.origin
    if origin.channel is None or origin.thread is None:
        return
    # Before the lanes of the jobs that follow, by everybody.
    hold(connection, f"decision of {origin.channel} {origin.thread}")
    held = (
        select(decisions.c.number, decisions.c.origin)
        .where(decisions.c.channel == storable(origin.channel), decisions.c.status.in_(LIVE_NAMES))
        .order_by(decisions.c.number.desc())
        .limit(RECENT)
    )
    beside = [
        each.number
        for each in connection.execute(held)
        if WIRE.load(each.origin).thread == origin.thread and each.number not in decision.supersedes
    ]
    for each in read(connection, beside, Seen(everything=True)):
        if each.body.as_it_reads == decision.body.as_it_reads:
            raise Overtaken(f"{each.ref} says the same already.")
