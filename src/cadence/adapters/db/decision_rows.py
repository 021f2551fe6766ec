"""A decision as rows and back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    false,
    or_,
    select,
    true,
)

from cadence.adapters.db.tables import (
    decision_quotes,
    decision_revisions,
    decision_shown,
    decision_supersessions,
    decisions,
)
from cadence.adapters.db.texts import comparable, storable
from cadence.core import message
from cadence.core.message import Kind
from cadence.decisions.model import decision as model
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import (
    Board,
    Body,
    Decision,
    Part,
    Quote,
    Revision,
    Scope,
    Shown,
    Standing,
    Status,
)
from cadence.delivery.wire import Wire, types_in

WIRE = Wire(*types_in(model), message.Kind)
"""For what is decided, and where."""

LIVE_NAMES = sorted(each.value for each in model.LIVE)


def visible(seen: Seen, rows: FromClause = decisions) -> ColumnElement[bool]:
    """`Seen.allows` as SQL, over `decisions` or an alias of it."""
    if seen.everything:
        return true()
    column = rows.c
    allowed: list[ColumnElement[bool]] = []
    if seen.channels:
        allowed.append(column.channel.in_(sorted(map(storable, seen.channels))))
    if seen.public:
        allowed.append(or_(column.channel.is_(None), column.kind == Kind.PUBLIC.value))
    if seen.user is not None:
        own = column.recorder == storable(seen.user)
        allowed.append(and_(column.channel.is_not(None), column.kind == Kind.DIRECT.value, own))
    return or_(false(), *allowed)


def row(decision: Decision, key: str) -> dict[str, Any]:
    """For `decisions`, at its first revision."""
    origin = decision.origin
    return {
        "number": decision.number,
        "key": storable(key),
        "revision": 1,
        "status": decision.status.value,
        "height": 0,
        "channel": _maybe(origin.channel),
        "kind": origin.kind.value,
        "recorder": _maybe(decision.recorded_by.user),
        "decided_at": decision.decided_at,
        "recorded_at": decision.recorded_at,
        "origin": WIRE.dump(origin),
        "recorded_by": WIRE.dump(decision.recorded_by),
        **asked_by(decision.body),
    }


def asked_by(body: Body) -> dict[str, Any]:
    """Columns of `decisions` that follow the latest revision."""
    return {
        "decider": _maybe(body.decider.user) if body.decider else None,
        "review_on": body.review_on,
        **scope_columns(body.scope),
    }


def scope_columns(scope: Scope) -> dict[str, str | None]:
    return {
        name: comparable(said) if (said := getattr(scope, name)) else None
        for name in ("area", "product", "project", "epic")
    }


def quote_rows(number: int, quotes: Sequence[Quote]) -> Iterator[dict[str, Any]]:
    for place, quote in enumerate(quotes):
        yield {
            "decision": number,
            "place": place,
            "ts": storable(quote.ts),
            "part": quote.part.value,
            "body": WIRE.dump(replace(quote, standing=Standing.AS_SAID)),
            "standing": quote.standing.value,
        }


def shown_rows(number: int, shown: Sequence[Shown]) -> Iterator[dict[str, Any]]:
    for each in shown:
        yield {"decision": number} | shown_columns(each)


def shown_columns(shown: Shown) -> dict[str, Any]:
    return {"board": shown.board.value, "channel": shown.channel, "ts": shown.ts}


def emptied(body: Body) -> list[str]:
    """The parts of which it says nothing."""
    said = {part: getattr(body, part.value) for part in Part} | {
        Part.SCOPE: not body.scope.is_empty
    }
    return [part.value for part, each in said.items() if not each]


def read(connection: Connection, numbers: Sequence[int], seen: Seen) -> tuple[Decision, ...]:
    """Those that are there and may be seen, in the given order."""
    if not numbers:
        return ()
    latest = and_(
        decision_revisions.c.decision == decisions.c.number,
        decision_revisions.c.revision == decisions.c.revision,
    )
    rows = connection.execute(
        select(decisions, decision_revisions.c.body)
        .join_from(decisions, decision_revisions, latest)
        .where(decisions.c.number.in_(numbers), visible(seen))
    )
    held = {each.number: each for each in rows}
    parts = _Parts.read(connection, list(held), seen)
    return tuple(_decision(held[number], parts) for number in numbers if number in held)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to some decisions, by their numbers."""

    quotes: Mapping[int, Sequence[Quote]]
    before: Mapping[int, Sequence[int]]
    after: Mapping[int, int]
    shown: Mapping[int, Sequence[Shown]]

    @staticmethod
    def read(connection: Connection, numbers: Sequence[int], seen: Seen) -> "_Parts":
        before, after = _neighbours(connection, numbers, seen)
        return _Parts(_quotes(connection, numbers), before, after, _shown(connection, numbers))


def _quotes(connection: Connection, numbers: Sequence[int]) -> Mapping[int, Sequence[Quote]]:
    table = decision_quotes.c
    held: dict[int, list[Quote]] = defaultdict(list)
    for each in connection.execute(
        select(table.decision, table.body, table.standing)
        .where(table.decision.in_(numbers), table.until.is_(None))
        .order_by(table.decision, table.place)
    ):
        quote: Quote = WIRE.load(each.body)
        held[each.decision].append(replace(quote, standing=Standing(each.standing)))
    return held


def _neighbours(
    connection: Connection, numbers: Sequence[int], seen: Seen
) -> tuple[Mapping[int, Sequence[int]], Mapping[int, int]]:
    """What each took the place of, and what took its place, as far as that may be seen."""
    steps, other = decision_supersessions.c, decisions.alias("other")
    before: dict[int, list[int]] = defaultdict(list)
    known = other.c.number == steps.old
    for each in connection.execute(
        select(steps.old, steps.new)
        .join_from(decision_supersessions, other, known)
        .where(steps.new.in_(numbers), visible(seen, other))
        .order_by(steps.old)
    ):
        before[each.new].append(each.old)
    known = other.c.number == steps.new
    after = connection.execute(
        select(steps.old, steps.new)
        .join_from(decision_supersessions, other, known)
        .where(steps.old.in_(numbers), visible(seen, other))
    )
    return before, {each.old: each.new for each in after}


def _shown(connection: Connection, numbers: Sequence[int]) -> Mapping[int, Sequence[Shown]]:
    table = decision_shown.c
    held: dict[int, list[Shown]] = defaultdict(list)
    for each in connection.execute(
        select(decision_shown).where(table.decision.in_(numbers)).order_by(table.board)
    ):
        held[each.decision].append(Shown(board=Board(each.board), channel=each.channel, ts=each.ts))
    return held


def _decision(row: Row[Any], parts: _Parts) -> Decision:
    revision: Revision = WIRE.load(row.body)
    return Decision(
        number=row.number,
        body=replace(revision.body, review_on=row.review_on),
        revision=row.revision,
        status=Status(row.status),
        decided_at=row.decided_at,
        recorded_at=row.recorded_at,
        recorded_by=WIRE.load(row.recorded_by),
        origin=WIRE.load(row.origin),
        quotes=tuple(parts.quotes.get(row.number, ())),
        supersedes=tuple(parts.before.get(row.number, ())),
        superseded_by=parts.after.get(row.number),
        shown=tuple(parts.shown.get(row.number, ())),
    )


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)
