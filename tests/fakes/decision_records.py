"""The decisions, in memory. What is found is weighed as in the databases; only the index is another."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.adapters.db.decision_search import all_texts, own_texts, searched
from cadence.adapters.db.finding import LIMITS, TITLE, Found, find, find_near, matched, numbers_in
from cadence.adapters.db.full_text import Term, Words, unspelt
from cadence.adapters.db.spelling import is_spelt
from cadence.adapters.db.texts import comparable
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Party,
    Quote,
    Revision,
    Scope,
    Shown,
    Standing,
    Status,
)
from cadence.decisions.store.records import Hit, Listed, Searched, Wanted


@dataclass
class FakeRecords:
    """`Records`. While it `is_down`, every call raises StoreUnavailable. A change is made when it is called."""

    is_down: bool = False
    held: dict[int, Decision] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    """Numbers that were given, by key."""
    recorded_keys: dict[str, int] = field(default_factory=dict)
    every_revision: dict[int, list[Revision]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    drafts: list[tuple[date, str]] = field(default_factory=list)

    def decision(self, number: int, seen: Seen) -> Decision | None:
        return next(iter(self.decisions([number], seen)), None)

    def decisions(self, numbers: Sequence[int], seen: Seen) -> tuple[Decision, ...]:
        known = {each.number: each for each in self._seen(seen)}
        return tuple(known[number] for number in numbers if number in known)

    def listed(self, wanted: Wanted, seen: Seen, *, limit: int = 20) -> Listed:
        found = [each for each in self._seen(seen) if _is_wanted(each, wanted)]
        found.sort(key=lambda each: -each.number)
        onward = [each for each in found if wanted.before is None or each.number < wanted.before]
        return Listed(decisions=tuple(onward[:limit]), total=len(found))

    def every(self, seen: Seen) -> Iterator[Decision]:
        yield from self._seen(seen)

    def search(self, words: str, seen: Seen, *, live: bool = False, limit: int = 10) -> Searched:
        known = self.decisions(numbers_in(words), seen)
        named = [each.number for each in known if each.is_live or not live]
        index = _Index(self._seen(seen), self._last)
        found = find(index, words, named=named, live=live, limits=LIMITS)
        return Searched(
            hits=self._hits(found, seen, limit), total=found.total, instead=found.instead
        )

    def near(self, body: Body, seen: Seen, *, limit: int = 50) -> tuple[Hit, ...]:
        index = _Index(self._seen(seen), self._last)
        overlapping = {
            each.number: shared
            for each in self._seen(seen)
            if each.is_live and (shared := _overlap(each.body.scope, body.scope))
        }
        found = find_near(index, "\n".join(own_texts(body)), overlapping, limits=LIMITS)
        return self._hits(found, seen, limit)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        self._reach()
        return tuple(self.every_revision.get(number, ()))

    def history(self, number: int) -> tuple[Event, ...]:
        self._reach()
        mine = (each for each in self.events if each.number == number)
        return tuple(sorted(mine, key=lambda each: each.at))

    def number_for(self, key: str) -> int:
        self._reach()
        return self.keys.setdefault(key, self._last + 1)

    def recorded(self, key: str) -> int | None:
        self._reach()
        return self.recorded_keys.get(key)

    def live_with_sources(self, *, recorded_after: datetime) -> tuple[int, ...]:
        return tuple(
            each.number
            for each in self._seen(Seen(everything=True))
            if each.is_live and each.quotes and each.recorded_at >= recorded_after
        )

    def public_channels(self) -> tuple[str, ...]:
        origins = (each.origin for each in self._seen(Seen(everything=True)))
        return tuple(sorted({o.channel for o in origins if o.channel and o.kind is Kind.PUBLIC}))

    # --- changes -----------------------------------------------------------------------------------

    def narrow(self, channel: str) -> Change:
        def change(_: object) -> None:
            self._reach()
            for number, each in self.held.items():
                if each.origin.channel == channel and each.origin.kind is Kind.PUBLIC:
                    origin = replace(each.origin, kind=Kind.PRIVATE)
                    self.held[number] = replace(each, origin=origin)

        return change

    def record(self, decision: Decision, *, key: str, once: bool = False) -> Change:
        number = decision.number
        if decision.revision != 1:
            raise ValueError("a record begins with its first revision")
        first = replace(decision, supersedes=(), superseded_by=None)

        def change(_: object) -> None:
            self._reach()
            if key in self.recorded_keys:
                return
            if once and self._is_there(decision):
                raise Overtaken("Another one says the same already.")
            given = {held: under for under, held in self.keys.items()}
            if given.get(number, key) != key or self.keys.get(key, number) != number:
                raise Overtaken(f"D-{number} is the number of another record.")
            self.keys[key] = self.recorded_keys[key] = number
            self.held[number] = first
            self.every_revision[number] = [
                Revision(
                    revision=1,
                    body=decision.body,
                    at=decision.recorded_at,
                    by=decision.recorded_by,
                )
            ]
            self._tell(number, decision.recorded_at, Happened.RECORDED, decision.recorded_by)

        return change

    def _is_there(self, decision: Decision) -> bool:
        of = (decision.origin.channel, decision.origin.thread)
        return None not in of and any(
            each.is_live
            and (each.origin.channel, each.origin.thread) == of
            and each.number not in decision.supersedes
            and each.body.as_it_reads == decision.body.as_it_reads
            for each in self.held.values()
        )

    def correct(
        self, number: int, body: Body, *, revision: int, by: Party, at: datetime, why: str
    ) -> Change:
        def change(_: object) -> None:
            known = self._known(number)
            if known.revision != revision - 1:
                raise Overtaken(
                    f"D-{number} was corrected meanwhile and is now at revision {known.revision}."
                )
            kept = tuple(each for each in known.quotes if getattr(body, each.part))
            if body.scope.is_empty:
                kept = tuple(each for each in kept if each.part != "scope")
            self.held[number] = replace(known, body=body, revision=revision, quotes=kept)
            self.every_revision[number].append(
                Revision(revision=revision, body=body, at=at, by=by, why=why)
            )
            self._tell(number, at, Happened.CORRECTED, by, words=why)

        return change

    def supersede(self, old: int, new: int, *, by: Party | None, at: datetime) -> Change:
        def change(_: object) -> None:
            before, after = self._known(old), self._known(new)
            if before.superseded_by is not None or before.status is Status.SUPERSEDED:
                raise Overtaken(f"D-{old} has been superseded already.")
            if not before.is_live:
                raise Overtaken(f"D-{old} is {before.status}, so nothing can take its place.")
            if old in self._successors(new):
                raise Overtaken(f"D-{old} can't be superseded by D-{new}, whose place it took.")
            self.held[old] = replace(before, status=Status.SUPERSEDED, superseded_by=new)
            self.held[new] = replace(after, supersedes=tuple(sorted({*after.supersedes, old})))
            self._tell(old, at, Happened.SUPERSEDED, by, other=new)
            self._tell(new, at, Happened.SUPERSEDES, by, other=old)

        return change

    def turn(
        self,
        number: int,
        status: Status,
        *,
        was: Status,
        by: Party | None,
        at: datetime,
        words: str = "",
    ) -> Change:
        what = {
            Status.ACCEPTED: Happened.ACCEPTED,
            Status.REJECTED: Happened.REJECTED,
            Status.DEPRECATED: Happened.DEPRECATED,
        }.get(status)
        if what is None:
            raise ValueError(f"nothing is turned to {status}")

        def change(_: object) -> None:
            known = self._known(number)
            if known.status is not was:
                raise Overtaken(f"D-{number} is {known.status} already.")
            self.held[number] = replace(known, status=status)
            self._tell(number, at, what, by, words=words)

        return change

    def extend(self, number: int, review_on: date | None, *, revision: int) -> Change:
        def change(_: object) -> None:
            known = self._known(number)
            if known.revision != revision:
                raise Overtaken(
                    f"D-{number} was corrected meanwhile and is now at revision {known.revision}."
                )
            self.held[number] = replace(known, body=replace(known.body, review_on=review_on))

        return change

    def happened(self, event: Event) -> Change:
        def change(_: object) -> None:
            self._known(event.number)
            self.events.append(event)

        return change

    def show(self, number: int, shown: Shown) -> Change:
        def change(_: object) -> None:
            known = self._known(number)
            others = [each for each in known.shown if each.board is not shown.board]
            boards = sorted([*others, shown], key=lambda each: each.board)
            self.held[number] = replace(known, shown=tuple(boards))

        return change

    def mark(self, number: int, ts: str, standing: Standing) -> Change:
        def marked(quote: Quote) -> Quote:
            return replace(quote, standing=standing) if quote.ts == ts else quote

        def change(_: object) -> None:
            known = self._known(number)
            self.held[number] = replace(known, quotes=tuple(map(marked, known.quotes)))

        return change

    def count(self, outcome: str, *, on: date) -> Change:
        def change(_: object) -> None:
            self._reach()
            self.drafts.append((on, outcome))

        return change

    def counted(self, *, since: date) -> tuple[tuple[str, int], ...]:
        self._reach()
        return tuple(sorted(Counter(each for on, each in self.drafts if on >= since).items()))

    # --- inside ------------------------------------------------------------------------------------

    @property
    def _last(self) -> int:
        return max(self.keys.values(), default=0)

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")

    def _known(self, number: int) -> Decision:
        self._reach()
        if number not in self.held:
            raise Overtaken(f"There is no D-{number}.")
        return self.held[number]

    def _seen(self, seen: Seen) -> list[Decision]:
        """By number, naming no other decision that this audience may not see."""
        self._reach()
        allowed = {
            number: each
            for number, each in sorted(self.held.items())
            if seen.allows(each.origin, each.recorded_by)
        }
        return [
            replace(
                each,
                supersedes=tuple(number for number in each.supersedes if number in allowed),
                superseded_by=each.superseded_by if each.superseded_by in allowed else None,
            )
            for each in allowed.values()
        ]

    def _hits(self, found: Found, seen: Seen, limit: int) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                decision=each,
                score=found.scores[each.number],
                matched=matched(all_texts(each.body, each.quotes), found.beginnings),
            )
            for each in self.decisions([*found.scores][:limit], seen)
        )

    def _successors(self, number: int) -> list[int]:
        """The number itself, and all that came after it."""
        chain = [number]
        while (after := self.held[chain[-1]].superseded_by) is not None:
            chain.append(after)
        return chain

    def _tell(
        self,
        number: int,
        at: datetime,
        what: Happened,
        by: Party | None,
        *,
        words: str = "",
        other: int | None = None,
    ) -> None:
        self.events.append(Event(number=number, at=at, what=what, by=by, words=words, other=other))


def _is_wanted(decision: Decision, wanted: Wanted) -> bool:
    decider = decision.body.decider
    return (
        (not wanted.statuses or decision.status in wanted.statuses)
        and (wanted.channel is None or decision.origin.channel == wanted.channel)
        and (wanted.decider is None or (decider is not None and decider.user == wanted.decider))
        and _is_within(decision.body.scope, wanted.scope)
    )


def _is_within(scope: Scope, wanted: Scope) -> bool:
    return all(
        asked is None or (said is not None and comparable(said) == comparable(asked))
        for said, asked in zip(_parts(scope), _parts(wanted), strict=True)
    )


class _Index:
    """`finding.Index` without a database. Misspelt words are looked for among all there are."""

    def __init__(self, decisions: Sequence[Decision], last: int) -> None:
        self._live = {each.number: each.is_live for each in reversed(decisions)}
        self._said = {each.number: _searched(each) for each in decisions}
        self._last = last

    def last(self) -> int:
        return self._last

    def counts(self, terms: Sequence[Term], *, most: int) -> Sequence[int]:
        return [min(most, self.holding([each], live=False, most=0)[1]) for each in terms]

    def best(
        self, weights: Mapping[Term, int], *, live: bool, most: int
    ) -> tuple[Sequence[int], int]:
        scores = {}
        for number, is_live in self._live.items():
            found = [each for each in weights if self._holds(number, each)]
            if found and (is_live or not live):
                titled = [each for each in found if self._holds(number, each, title_only=True)]
                held = sum(weights[each] for each in found)
                scores[number] = held * (held + (TITLE - 1) * sum(map(weights.__getitem__, titled)))
        return sorted(scores, key=lambda each: (-scores[each], -each))[:most], len(scores)

    def holding(self, terms: Sequence[Term], *, live: bool, most: int) -> tuple[Sequence[int], int]:
        held = [
            number
            for number, is_live in self._live.items()
            if (is_live or not live) and all(self._holds(number, each) for each in terms)
        ]
        return held[:most], len(held)

    def titled(self, terms: Sequence[Term], *, live: bool, most: int) -> Sequence[int]:
        held, _ = self.holding(terms, live=live, most=len(self._live))
        return [
            number
            for number in held
            if all(self._holds(number, each, title_only=True) for each in terms)
        ][:most]

    def live(self, numbers: Collection[int]) -> frozenset[int]:
        return frozenset(each for each in numbers if self._live[each])

    def said(
        self, numbers: Sequence[int], beginnings: Sequence[str]
    ) -> Mapping[int, Mapping[str, Words]]:
        return {
            number: {each: self._beginning(number, each) for each in beginnings}
            for number in numbers
        }

    def spelt_like(self, clues: Collection[str]) -> Iterable[str]:
        held = (word for each in self._said.values() for word in (*each.title, *each.text))
        return {word for word in map(unspelt, held) if is_spelt(word)}

    def _holds(self, number: int, term: Term, *, title_only: bool = False) -> bool:
        held = self._beginning(number, term.spelt)
        said = held.title if title_only else [*held.title, *held.text]
        return term.spelt in said if term.is_whole else bool(said)

    def _beginning(self, number: int, beginning: str) -> Words:
        said = self._said[number]
        return Words(
            [each for each in said.title if each.startswith(beginning)],
            [each for each in said.text if each.startswith(beginning)],
        )


def _searched(decision: Decision) -> Words:
    return searched(decision.body, decision.quotes, decision.origin, decision.recorded_by)


def _overlap(scope: Scope, other: Scope) -> int:
    pairs = zip(_parts(scope), _parts(other), strict=True)
    return sum(bool(one and two and one.casefold() == two.casefold()) for one, two in pairs)


def _parts(scope: Scope) -> tuple[str | None, ...]:
    return scope.area, scope.product, scope.project, scope.epic
