"""Check-ins, what was answered, and who is away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from cadence.adapters.db.checkin_tables import absences, check_in_responses, check_ins
from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.texts import storable
from cadence.core import agenda, message
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Wire, types_in
from cadence.rituals.model.checkin import Answering, Away, CheckIn, Response
from cadence.rituals.model.occurrence import ritual_and_date

_WIRE = Wire(*types_in(agenda, message))

_UNANSWERED = (Answering.ASKED, Answering.AWAY, Answering.UNREACHED)
_NEWEST = (check_ins.c.on.desc(), check_ins.c.occurrence)


@dataclass(frozen=True, slots=True)
class SqlCheckIns:
    """`CheckIns` on SQLAlchemy."""

    engine: Engine

    # --- check-ins ---------------------------------------------------------------------------------

    def check_in(self, occurrence: str, person: str) -> CheckIn | None:
        found = self._check_ins(select(check_ins).where(_this(occurrence, person)))
        return next(iter(found), None)

    def of(self, occurrence: str) -> tuple[CheckIn, ...]:
        mine = select(check_ins).where(check_ins.c.occurrence == occurrence)
        return self._check_ins(mine.order_by(check_ins.c.person))

    def waiting_for(self, person: str) -> tuple[CheckIn, ...]:
        mine = and_(check_ins.c.person == person, check_ins.c.is_open)
        waits = and_(mine, check_ins.c.standing.in_(_UNANSWERED))
        return self._check_ins(select(check_ins).where(waits).order_by(*_NEWEST))

    def missed_by(self, person: str, *, since: date) -> tuple[CheckIn, ...]:
        mine = and_(check_ins.c.person == person, ~check_ins.c.is_open, check_ins.c.on >= since)
        missed = and_(mine, check_ins.c.standing.in_((*_UNANSWERED, Answering.MISSED)))
        return self._check_ins(select(check_ins).where(missed).order_by(*_NEWEST))

    def ask(self, *checkins: CheckIn) -> Change:
        rows = [_columns(each) for each in checkins]

        def change(connection: Connection) -> None:
            if rows:
                taken = insert_into(self.engine, check_ins).on_conflict_do_nothing()
                connection.execute(taken, rows)

        return change

    def stands(
        self, occurrence: str, person: str, *, channel: str, ts: str, at: datetime
    ) -> Change:
        return _changed(_this(occurrence, person), channel=channel, ts=ts, asked_at=at)

    def put(
        self,
        occurrence: str,
        person: str,
        standing: Answering,
        *,
        was: Collection[Answering],
        why: str = "",
    ) -> Change:
        still = and_(_this(occurrence, person), check_ins.c.standing.in_(sorted(was)))
        return _changed(still, standing=standing, why=storable(why))

    def close(self, occurrence: str) -> Change:
        return _changed(check_ins.c.occurrence == occurrence, is_open=False)

    def reminded(self, occurrence: str, person: str) -> Change:
        return _changed(_this(occurrence, person), reminded=check_ins.c.reminded + 1)

    # --- answers -----------------------------------------------------------------------------------

    def response(self, occurrence: str, person: str) -> Response | None:
        mine = and_(
            check_in_responses.c.occurrence == occurrence, check_in_responses.c.person == person
        )
        last = check_in_responses.c.edits.desc()
        found = self._responses(select(check_in_responses).where(mine).order_by(last).limit(1))
        return next(iter(found), None)

    def responses(self, occurrence: str) -> tuple[Response, ...]:
        latest = (
            select(check_in_responses.c.person, func.max(check_in_responses.c.edits))
            .where(check_in_responses.c.occurrence == occurrence)
            .group_by(check_in_responses.c.person)
        )
        wanted = select(check_in_responses).where(
            check_in_responses.c.occurrence == occurrence,
            tuple_(check_in_responses.c.person, check_in_responses.c.edits).in_(latest),
        )
        order = (check_in_responses.c.at, check_in_responses.c.id)
        return self._responses(wanted.order_by(*order))

    def answered_before(self, ritual: str, person: str, *, before: datetime) -> Response | None:
        earlier = and_(
            check_in_responses.c.ritual == ritual,
            check_in_responses.c.person == person,
            check_in_responses.c.at < before,
        )
        last = (check_in_responses.c.at.desc(), check_in_responses.c.id.desc())
        found = self._responses(select(check_in_responses).where(earlier).order_by(*last).limit(1))
        return next(iter(found), None)

    def respond(self, response: Response) -> Change:
        row = _response_columns(response)

        def change(connection: Connection) -> None:
            last = connection.execute(
                select(func.max(check_in_responses.c.edits)).where(
                    check_in_responses.c.occurrence == response.occurrence,
                    check_in_responses.c.person == response.person,
                )
            ).scalar()
            if response.edits != (0 if last is None else last + 1):
                raise Overtaken("These answers were changed meanwhile.")
            made = connection.execute(
                insert_into(self.engine, check_in_responses)
                .values(**row)
                .on_conflict_do_nothing()
                .returning(check_in_responses.c.id)
            )
            if made.first() is None:
                raise Overtaken("These answers were changed meanwhile.")

        return change

    # --- absences ----------------------------------------------------------------------------------

    def away(self, people: Sequence[str], at: datetime) -> dict[str, Away]:
        lasts = or_(absences.c.end.is_(None), absences.c.end > at)
        wanted = select(absences).where(
            absences.c.person.in_(people), absences.c.start <= at, lasts
        )
        with reading(self.engine) as connection:
            found = [_away(row) for row in connection.execute(wanted)]
        return {each.person: each for each in found}

    def leave(self, away: Away) -> Change:
        said = {"start": away.start, "end": away.end, "said_by": away.said_by}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, absences)
                .values(person=away.person, **said)
                .on_conflict_do_update(index_elements=["person"], set_=said)
            )

        return change

    def back(self, person: str, *, at: datetime) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(
                delete(absences).where(absences.c.person == person, absences.c.start <= at)
            )

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _check_ins(self, wanted: Select[Any]) -> tuple[CheckIn, ...]:
        with reading(self.engine) as connection:
            return tuple(_check_in(row) for row in connection.execute(wanted))

    def _responses(self, wanted: Select[Any]) -> tuple[Response, ...]:
        with reading(self.engine) as connection:
            return tuple(_response(row) for row in connection.execute(wanted))


def _this(occurrence: str, person: str) -> ColumnElement[bool]:
    return and_(check_ins.c.occurrence == occurrence, check_ins.c.person == person)


def _changed(which: ColumnElement[bool], **values: Any) -> Change:
    def change(connection: Connection) -> None:
        connection.execute(update(check_ins).where(which).values(**values))

    return change


def _columns(checkin: CheckIn) -> dict[str, Any]:
    body = {
        "subjects": _WIRE.dump(checkin.subjects),
        "known": _WIRE.dump(checkin.known),
        "gaps": _WIRE.dump(checkin.gaps),
    }
    return {
        "occurrence": checkin.occurrence,
        "person": checkin.person,
        "on": ritual_and_date(checkin.occurrence)[1],
        "standing": checkin.standing,
        "is_open": True,
        "body": body,
        "why": storable(checkin.why),
        "asked_at": checkin.asked_at,
        "reminded": checkin.reminded,
        "channel": checkin.channel,
        "ts": checkin.ts,
    }


def _check_in(row: Row[Any]) -> CheckIn:
    return CheckIn(
        occurrence=row.occurrence,
        person=row.person,
        standing=Answering(row.standing),
        subjects=_WIRE.load(row.body["subjects"]),
        known=_WIRE.load(row.body["known"]),
        gaps=_WIRE.load(row.body["gaps"]),
        why=row.why,
        asked_at=row.asked_at,
        reminded=row.reminded,
        channel=row.channel,
        ts=row.ts,
    )


def _response_columns(response: Response) -> dict[str, Any]:
    return {
        "occurrence": response.occurrence,
        "person": response.person,
        "edits": response.edits,
        "ritual": ritual_and_date(response.occurrence)[0],
        "at": response.at,
        "confirmed": response.confirmed,
        "body": _WIRE.dump(response.given),
    }


def _response(row: Row[Any]) -> Response:
    return Response(
        occurrence=row.occurrence,
        person=row.person,
        given=_WIRE.load(row.body),
        at=row.at,
        edits=row.edits,
        confirmed=row.confirmed,
    )


def _away(row: Row[Any]) -> Away:
    return Away(person=row.person, start=row.start, end=row.end, said_by=row.said_by)
