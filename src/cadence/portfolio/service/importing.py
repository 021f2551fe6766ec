"""Takes what files say of bets: all of a file, or nothing of it, and the same file again changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from cadence.core.ports import Change
from cadence.portfolio.model.bet import Bet, Changed, Event, Happened, Reading
from cadence.portfolio.model.draft import Draft, applied, as_draft, changes, merged
from cadence.portfolio.model.files import Contents, Fault, Faulty, Named, Read
from cadence.portfolio.store.bets import Bets


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one bet of a file."""

    bet: Bet
    fate: Fate
    event: Event | None = None
    """None where it is unchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    bets: tuple[Taken, ...] = ()
    readings: int = 0
    """Those that were not known."""
    known: int = 0
    """Readings that were there already, as they are in the file."""

    def count(self, fate: Fate) -> int:
        return sum(each.fate is fate for each in self.bets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """Raises StoreUnavailable; Overtaken, where somebody changed a bet at the same moment, and nothing was stored."""

    bets: Bets
    zone: ZoneInfo
    """Whose days readings are of."""

    def take_in(
        self, found: Contents, *, source: str, at: datetime, is_rehearsal: bool = False
    ) -> Imported:
        """`source` is the file's name, which readings and history tell. Raises Faulty, for readings of no bet and of
        days to come. A rehearsal stores nothing, so what would be new has no number yet."""
        run = _Run(bets=self.bets, zone=self.zone, source=source, at=at, is_rehearsal=is_rehearsal)
        taken = run.bets_of(found.bets)
        readings = run.readings_of(found.readings)
        new = tuple(each for each in readings if not run.is_known(each))
        if not is_rehearsal:
            self.bets.commit(
                *(change for _, made in taken for change in made),
                *(self.bets.read(each, key=_reading_key(each)) for each in new),
            )
        return Imported(
            bets=tuple(each for each, _ in taken),
            readings=len(new),
            known=len(readings) - len(new),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One file, at one moment."""

    bets: Bets
    zone: ZoneInfo
    source: str
    at: datetime
    is_rehearsal: bool

    # --- bets --------------------------------------------------------------------------------------

    def bets_of(self, named: Sequence[Named]) -> list[tuple[Taken, tuple[Change, ...]]]:
        imported = self.bets.imported() if named else {}
        return [self._bet(each, imported) for each in named]

    def _bet(
        self, named: Named, imported: Mapping[str, tuple[int, Draft]]
    ) -> tuple[Taken, tuple[Change, ...]]:
        if named.key not in imported:
            return self._new(named)
        number, said_before = imported[named.key]
        now = self.bets.bet(number)
        if now is None or said_before == named.draft:
            return Taken(bet=now or self._made(named), fate=Fate.UNCHANGED), ()
        return self._changed(named, said_before, now)

    def _new(self, named: Named) -> tuple[Taken, tuple[Change, ...]]:
        key = f"file:{named.key}"
        bet = self._made(named)
        event = self._event(bet, changes(None, bet))
        made = self.bets.make(bet, event, key=key, draft=named.draft)
        return Taken(bet=bet, fate=Fate.NEW, event=event), (made,)

    def _changed(
        self, named: Named, said_before: Draft, now: Bet
    ) -> tuple[Taken, tuple[Change, ...]]:
        said = merged(named.draft, said_before, as_draft(now))
        after = applied(said, number=now.number, on=self.today, was=now)
        told = changes(now, after)
        event = self._event(after, told)
        put = self.bets.put(
            after,
            *((event,) if told else ()),
            was=now.version,
            key=f"file:{now.version}:{_digest(named.draft)}",
            draft=named.draft,
        )
        fate = Fate.CHANGED if told else Fate.UNCHANGED
        return Taken(bet=after, fate=fate, event=event if told else None), (put,)

    def _made(self, named: Named) -> Bet:
        number = 0 if self.is_rehearsal else self.bets.number_for(f"file:{named.key}")
        return applied(named.draft, number=number, on=self.today, key=named.key)

    # --- readings ----------------------------------------------------------------------------------

    def readings_of(self, rows: Sequence[Read]) -> tuple[Reading, ...]:
        if not rows:
            return ()
        called = dict(_names(self.bets.all(ended=True)))
        faults = [
            Fault(line=row.line, words=words)
            for row in rows
            if (words := _wrong(row, called, self.today))
        ]
        if faults:
            raise Faulty(*faults)
        return tuple(
            Reading(
                bet=called[row.bet.casefold()].number,
                metric=row.metric,
                on=row.on,
                value=row.value,
                source=self.source,
                at=self.at,
            )
            for row in rows
        )

    def is_known(self, reading: Reading) -> bool:
        """Whether this file's last word on that day was the same, whatever was said elsewhere since."""
        given = self.bets.corrections(reading.bet, reading.metric, reading.on)
        last = next((each for each in reversed(given) if each.source == self.source), None)
        return last is not None and last.value == reading.value

    # --- inside ------------------------------------------------------------------------------------

    def _event(self, bet: Bet, told: tuple[Changed, ...]) -> Event:
        return Event(
            bet=bet.number,
            what=Happened.IMPORTED,
            at=self.at,
            words=self.source,
            changes=told,
        )

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


def _names(bets: Sequence[Bet]) -> Iterator[tuple[str, Bet]]:
    """By whatever a file may call them; a name that several have calls none."""
    by_name: dict[str, list[Bet]] = {}
    for bet in bets:
        by_name.setdefault(bet.name.casefold(), []).append(bet)
    yield from ((name, held[0]) for name, held in by_name.items() if len(held) == 1)
    yield from ((bet.key, bet) for bet in bets if bet.key)
    for bet in bets:
        yield from ((str(bet.number), bet), (bet.ref, bet))


def _wrong(row: Read, called: Mapping[str, Bet], today: date) -> str | None:
    bet = called.get(row.bet.casefold())
    if bet is None:
        return f"bet: there is no bet “{row.bet[:60]}”, by key, number or name"
    if row.metric not in bet.metrics():
        return f"metric: {bet.name} has {', '.join(bet.metrics())}, and no {row.metric[:40]}"
    if row.on > today:
        return f"on: {row.on} is still to come"
    return None


def _digest(draft: Draft) -> str:
    return sha256(repr(draft).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _reading_key(each: Reading) -> str:
    return f"file:{each.bet}:{each.metric}:{each.on}:{each.source}:{each.at.isoformat()}"
