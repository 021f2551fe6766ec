"""The decisions, in memory."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cadence.adapters.db.full_text import STOP_WORDS
from cadence.adapters.db.texts import comparable
from cadence.core.errors import Overtaken, StoreUnavailable
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
        known = [each for each in self._seen(seen) if each.is_live or not live]
        vocabulary = sorted({word for each in self._seen(seen) for word in _words(_text(each))})
        terms: list[str] = []
        instead: list[tuple[str, str]] = []
        for word in _asked(words):
            nearest = _nearest(word, vocabulary)
            if nearest not in {None, word}:
                instead.append((word, str(nearest)))
            terms.append(nearest or word)
        numbers = {int(each) for each in re.findall(r"\bD-(\d+)\b", words, re.IGNORECASE)}
        hits = _hits(known, terms, numbers)
        return Searched(hits=hits[:limit], total=len(hits), instead=tuple(instead))

    def near(self, body: Body, seen: Seen, *, limit: int = 50) -> tuple[Hit, ...]:
        known = [each for each in self._seen(seen) if each.is_live]
        by_words = {each.decision.number: each for each in _hits(known, _asked(_said(body)), set())}
        found = []
        for each in known:
            hit = by_words.get(each.number, Hit(decision=each, score=0.0))
            shared = _overlap(each.body.scope, body.scope)
            if shared or hit.matched:
                found.append(replace(hit, score=hit.score + shared))
        return tuple(sorted(found, key=_best_first)[:limit])

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

    # --- changes -----------------------------------------------------------------------------------

    def record(self, decision: Decision, *, key: str) -> Change:
        number = decision.number
        if decision.revision != 1:
            raise ValueError("a record begins with its first revision")
        first = replace(decision, supersedes=(), superseded_by=None)

        def change(_: object) -> None:
            self._reach()
            if key in self.recorded_keys:
                return
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
        self, number: int, status: Status, *, by: Party | None, at: datetime, words: str = ""
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
            if known.status is status:
                return
            if known.status is Status.SUPERSEDED:
                raise Overtaken(f"D-{number} has been superseded already.")
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


def _said(body: Body) -> str:
    options = (text for each in body.options for text in (each.text, each.why))
    said = (body.decided, *body.reasons, body.context, *options, *body.consequences)
    return "\n".join((body.title, *said, *(each for each in _parts(body.scope) if each)))


def _text(decision: Decision) -> str:
    return "\n".join((_said(decision.body), *(each.text for each in decision.quotes)))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _asked(text: str) -> list[str]:
    return [each for each in dict.fromkeys(_words(text)) if each not in STOP_WORDS]


def _nearest(word: str, vocabulary: Sequence[str]) -> str | None:
    """The word itself where some word begins like it."""
    if any(each.startswith(word) for each in vocabulary):
        return word
    nearest = process.extractOne(
        word, vocabulary, scorer=OSA.distance, score_cutoff=1 if len(word) < 6 else 2
    )
    return nearest[0] if nearest and len(word) > 3 else None


def _hits(known: Sequence[Decision], terms: Sequence[str], numbers: set[int]) -> tuple[Hit, ...]:
    cut = {each.number: set(_words(_text(each))) for each in known}
    held = {
        term: {
            number for number, words in cut.items() if any(word.startswith(term) for word in words)
        }
        for term in terms
    }
    hits = []
    for each in known:
        matched = [term for term in terms if each.number in held[term]]
        title = _words(each.body.title)
        score = sum(
            math.log(1 + len(known) / len(held[term]))
            * (4 if any(word.startswith(term) for word in title) else 1)
            for term in matched
        )
        if matched or each.number in numbers:
            more = 1000 * (each.number in numbers)
            hits.append(Hit(decision=each, score=score + more, matched=tuple(matched)))
    return tuple(sorted(hits, key=_best_first))


def _best_first(hit: Hit) -> tuple[float, bool, int]:
    return -hit.score, not hit.decision.is_live, -hit.decision.number


def _overlap(scope: Scope, other: Scope) -> int:
    pairs = zip(_parts(scope), _parts(other), strict=True)
    return sum(bool(one and two and one.casefold() == two.casefold()) for one, two in pairs)


def _parts(scope: Scope) -> tuple[str | None, ...]:
    return scope.area, scope.product, scope.project, scope.epic
