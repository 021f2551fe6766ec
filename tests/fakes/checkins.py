"""Check-ins, answers and absences, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.rituals.model.checkin import Answering, Away, CheckIn, Response
from cadence.rituals.model.occurrence import ritual_and_date

UNANSWERED = (Answering.ASKED, Answering.AWAY, Answering.UNREACHED)


@dataclass
class FakeCheckIns:
    """`CheckIns` in memory. While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    held: dict[tuple[str, str], CheckIn] = field(default_factory=dict)
    is_closed: set[str] = field(default_factory=set)
    """Occurrences."""
    words: list[Response] = field(default_factory=list)
    """Everything that was ever answered."""
    absences: dict[str, Away] = field(default_factory=dict)

    def check_in(self, occurrence: str, person: str) -> CheckIn | None:
        self._reach()
        return self.held.get((occurrence, person))

    def of(self, occurrence: str) -> tuple[CheckIn, ...]:
        self._reach()
        mine = [each for each in self.held.values() if each.occurrence == occurrence]
        return tuple(sorted(mine, key=lambda each: each.person))

    def waiting_for(self, person: str) -> tuple[CheckIn, ...]:
        self._reach()
        return tuple(
            each
            for each in self._newest(person)
            if each.standing in UNANSWERED and each.occurrence not in self.is_closed
        )

    def missed_by(self, person: str, *, since: date) -> tuple[CheckIn, ...]:
        self._reach()
        return tuple(
            each
            for each in self._newest(person)
            if each.standing in (*UNANSWERED, Answering.MISSED)
            and each.occurrence in self.is_closed
            and ritual_and_date(each.occurrence)[1] >= since
        )

    def _newest(self, person: str) -> list[CheckIn]:
        mine = [each for each in self.held.values() if each.person == person]
        mine.sort(key=lambda each: each.occurrence)
        mine.sort(key=lambda each: ritual_and_date(each.occurrence)[1], reverse=True)
        return mine

    def ask(self, *checkins: CheckIn) -> Change:
        def change(_: Any) -> None:
            for each in checkins:
                self.held.setdefault((each.occurrence, each.person), each)

        return change

    def stands(
        self, occurrence: str, person: str, *, channel: str, ts: str, at: datetime
    ) -> Change:
        return self._altered(
            occurrence, person, lambda it: replace(it, channel=channel, ts=ts, asked_at=at)
        )

    def put(
        self,
        occurrence: str,
        person: str,
        standing: Answering,
        *,
        was: Collection[Answering],
        why: str = "",
    ) -> Change:
        return self._altered(
            occurrence,
            person,
            lambda it: replace(it, standing=standing, why=why) if it.standing in was else it,
        )

    def close(self, occurrence: str) -> Change:
        return lambda _: self.is_closed.add(occurrence)

    def reminded(self, occurrence: str, person: str) -> Change:
        return self._altered(occurrence, person, lambda it: replace(it, reminded=it.reminded + 1))

    def response(self, occurrence: str, person: str) -> Response | None:
        self._reach()
        mine = [
            each for each in self.words if (each.occurrence, each.person) == (occurrence, person)
        ]
        return mine[-1] if mine else None

    def responses(self, occurrence: str) -> tuple[Response, ...]:
        self._reach()
        latest = {each.person: each for each in self.words if each.occurrence == occurrence}
        return tuple(sorted(latest.values(), key=lambda each: each.at))

    def answered_before(self, ritual: str, person: str, *, before: datetime) -> Response | None:
        self._reach()
        earlier = [
            each
            for each in self.words
            if each.person == person
            and each.at < before
            and ritual_and_date(each.occurrence)[0] == ritual
        ]
        return max(enumerate(earlier), key=lambda it: (it[1].at, it[0]))[1] if earlier else None

    def respond(self, response: Response) -> Change:
        def change(_: Any) -> None:
            last = self.response(response.occurrence, response.person)
            if response.edits != (last.edits + 1 if last else 0):
                raise Overtaken("These answers were changed meanwhile.")
            self.words.append(response)

        return change

    def away(self, people: Sequence[str], at: datetime) -> dict[str, Away]:
        self._reach()
        return {
            user: away
            for user, away in self.absences.items()
            if user in people and away.start <= at and (away.end is None or at < away.end)
        }

    def leave(self, away: Away) -> Change:
        return lambda _: self.absences.update({away.person: away})

    def back(self, person: str, *, at: datetime) -> Change:
        def change(_: Any) -> None:
            held = self.absences.get(person)
            if held and held.start <= at:
                del self.absences[person]

        return change

    def _altered(self, occurrence: str, person: str, how: Callable[[CheckIn], CheckIn]) -> Change:
        def change(_: Any) -> None:
            held = self.held.get((occurrence, person))
            if held:
                self.held[occurrence, person] = how(held)

        return change

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
