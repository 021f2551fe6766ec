"""Digests as they were said."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from cadence.adapters.db.call_tables import (
    ritual_digest_calls,
    ritual_digest_pages,
    ritual_digests,
)
from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.texts import storable
from cadence.core.message import Message
from cadence.core.ports import Change
from cadence.delivery.wire import MESSAGES
from cadence.rituals.store.digests import Page, Said


@dataclass(frozen=True, slots=True)
class SqlDigests:
    """`Digests` on SQLAlchemy."""

    engine: Engine

    def digest(self, occurrence: str) -> Said | None:
        calls, pages = ritual_digest_calls.c, ritual_digest_pages.c
        with reading(self.engine) as connection:
            row = connection.execute(
                select(ritual_digests).where(ritual_digests.c.occurrence == occurrence)
            ).first()
            if row is None:
                return None
            numbers = connection.execute(
                select(calls.number).where(calls.occurrence == occurrence).order_by(calls.place)
            ).scalars()
            shown = connection.execute(
                select(pages.message, pages.ts)
                .where(pages.occurrence == occurrence)
                .order_by(pages.page)
            ).all()
            return _said(row, tuple(numbers), tuple(_page(each) for each in shown))

    def showing(self, ritual: str, number: int) -> tuple[str, ...]:
        calls = ritual_digest_calls.c
        wanted = (
            select(calls.occurrence)
            .join(ritual_digests, ritual_digests.c.occurrence == calls.occurrence)
            .where(calls.ritual == ritual, calls.number == number)
            .order_by(ritual_digests.c.held_on.desc())
        )
        with reading(self.engine) as connection:
            return tuple(connection.execute(wanted).scalars())

    # --- changes -----------------------------------------------------------------------------------

    def keep(self, said: Said) -> Change:
        def change(connection: Connection) -> None:
            made = connection.execute(
                insert_into(self.engine, ritual_digests)
                .values(**_columns(said))
                .on_conflict_do_nothing()
                .returning(ritual_digests.c.occurrence)
            )
            if made.first() is None:
                return
            for place, number in enumerate(said.calls):
                connection.execute(
                    insert(ritual_digest_calls).values(
                        occurrence=said.occurrence,
                        ritual=said.ritual,
                        number=number,
                        place=place,
                    )
                )
            for place, page in enumerate(said.pages, 1):
                connection.execute(
                    insert(ritual_digest_pages).values(
                        occurrence=said.occurrence,
                        page=place,
                        message=MESSAGES.dump(page.message),
                        ts=page.ts,
                    )
                )

        return change

    def stands(self, occurrence: str, page: int, *, ts: str) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(
                update(ritual_digest_pages)
                .where(
                    ritual_digest_pages.c.occurrence == occurrence,
                    ritual_digest_pages.c.page == page,
                )
                .values(ts=ts)
            )

        return change

    def put(self, occurrence: str, page: int, message: Message) -> Change:
        written = MESSAGES.dump(message)

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, ritual_digest_pages)
                .values(occurrence=occurrence, page=page, message=written)
                .on_conflict_do_update(
                    index_elements=["occurrence", "page"], set_={"message": written}
                )
            )

        return change


def _columns(said: Said) -> dict[str, Any]:
    return {
        "occurrence": said.occurrence,
        "ritual": said.ritual,
        "held_on": said.on,
        "version": said.version,
        "channel": said.channel,
        "title": storable(said.title),
        "headline": storable(said.headline),
        "blocks": MESSAGES.dump(said.blocks),
        "at": said.at,
    }


def _said(row: Row[Any], calls: tuple[int, ...], pages: tuple[Page, ...]) -> Said:
    return Said(
        occurrence=row.occurrence,
        ritual=row.ritual,
        on=row.held_on,
        version=row.version,
        channel=row.channel,
        title=row.title,
        headline=row.headline,
        blocks=MESSAGES.load(row.blocks),
        calls=calls,
        at=row.at,
        pages=pages,
    )


def _page(row: Row[Any, Any]) -> Page:
    return Page(message=MESSAGES.load(row.message), ts=row.ts)
