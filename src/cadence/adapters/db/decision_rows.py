"""A decision as rows and back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
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
from cadence.core.errors import Overtaken
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


def status_of(connection: Connection, number: int) -> Status:
    """Raises Overtaken where there is no such decision."""
    held = select(decisions.c.status).where(decisions.c.number == number)
    status = connection.execute(held).scalar()
    if status is None:
        raise Overtaken(f"There is no D-{number}.")
    return Status(status)


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
    rows = connection.execute(_rows_seen(seen), {"numbers": list(numbers)})
    held = {each.number: each for each in rows}
    parts = _Parts.read(connection, list(held), seen)
    return tuple(_decision(held[number], parts) for number in numbers if number in held)


_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)


# A statement is built once for each audience: building it takes as long as running it.
@lru_cache(maxsize=256)
def _rows_seen(seen: Seen) -> Select[Any]:
    latest = and_(
        decision_revisions.c.decision == decisions.c.number,
        decision_revisions.c.revision == decisions.c.revision,
    )
    return (
        select(decisions, decision_revisions.c.body)
        .join_from(decisions, decision_revisions, latest)
        .where(decisions.c.number.in_(_NUMBERS), visible(seen))
    )


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


_QUOTES = (
    select(decision_quotes.c.decision, decision_quotes.c.body, decision_quotes.c.standing)
    .where(decision_quotes.c.decision.in_(_NUMBERS), decision_quotes.c.until.is_(None))
    .order_by(decision_quotes.c.decision, decision_quotes.c.place)
)


def _quotes(connection: Connection, numbers: Sequence[int]) -> Mapping[int, Sequence[Quote]]:
    held: dict[int, list[Quote]] = defaultdict(list)
    for each in connection.execute(_QUOTES, {"numbers": numbers}):
        quote: Quote = WIRE.load(each.body)
        if each.standing != Standing.AS_SAID:
            quote = replace(quote, standing=Standing(each.standing))
        held[each.decision].append(quote)
    return held


@lru_cache(maxsize=256)
def _steps_seen(seen: Seen) -> Select[Any]:
    """Supersessions of which both sides may be seen."""
    steps = decision_supersessions.c
    old, new = decisions.alias("older"), decisions.alias("newer")
    return (
        select(steps.old, steps.new)
        .join_from(decision_supersessions, old, old.c.number == steps.old)
        .join(new, new.c.number == steps.new)
        .where(
            or_(steps.old.in_(_NUMBERS), steps.new.in_(_NUMBERS)),
            visible(seen, old),
            visible(seen, new),
        )
        .order_by(steps.old)
    )


def _neighbours(
    connection: Connection, numbers: Sequence[int], seen: Seen
) -> tuple[Mapping[int, Sequence[int]], Mapping[int, int]]:
    """What each took the place of, and what took its place, as far as that may be seen."""
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, int] = {}
    for each in connection.execute(_steps_seen(seen), {"numbers": numbers}):
        before[each.new].append(each.old)
        after[each.old] = each.new
    return before, after


_SHOWN = (
    select(decision_shown)
    .where(decision_shown.c.decision.in_(_NUMBERS))
    .order_by(decision_shown.c.board)
)


def _shown(connection: Connection, numbers: Sequence[int]) -> Mapping[int, Sequence[Shown]]:
    held: dict[int, list[Shown]] = defaultdict(list)
    for each in connection.execute(_SHOWN, {"numbers": numbers}):
        held[each.decision].append(Shown(board=Board(each.board), channel=each.channel, ts=each.ts))
    return held


def _decision(row: Row[Any], parts: _Parts) -> Decision:
    revision: Revision = WIRE.load(row.body)
    return Decision(
        number=row.number,
        body=_as_of_now(revision.body, row.review_on),
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


def _as_of_now(body: Body, review_on: date | None) -> Body:
    return body if body.review_on == review_on else replace(body, review_on=review_on)


def _maybe(text: str | None) -> str | None:
    return None if text is None else storable(text)
