"""The check of a draft: what of it may be offered, and what was dropped because the thread does not say it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.addressed import is_addressed
from cadence.core.calendar import day_written
from cadence.core.message import Said
from cadence.core.plain import clean
from cadence.decisions.model.decision import Body, Option, Part, Party, Reversibility, Scope
from cadence.decisions.model.draft import Draft, Support
from cadence.decisions.model.drafting.dates import day_ahead
from cadence.decisions.prompts.draft import MOST_DECISIONS, NONE, UTC_ZONE, said_at
from cadence.decisions.prompts.people import people_in
from cadence.decisions.prompts.support import CLAUDE, Lack, Source, confidence, lack, links

MOST_TITLE = 120
MOST_NAME = 80
MOST_TEXT = 2_000
MOST_ITEMS = 12

Json = Mapping[str, Any]

_KEY = re.compile(r"(?<![\w/.-])[A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,6}(?![\w-])")
_UNDONE = re.compile(
    r"revers|undo|roll(?:ed|ing)? ?back|back out|go(?:ing)? back|switch(?:ing)? back|one-way|two-way|permanent|irrevoc"
    r"|lock(?:ed)? in|(?:hard|easy|easily|difficult|simple|trivial|expensive|costly|cheap|painful|impossible) to "
    r"(?:change|swap|move|leave|migrate|get out)|change (?:it|this|that|our minds?) (?:later|back)|no way back",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[.!?;,])\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One thing that a draft said and that is not offered."""

    part: Part
    why: Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    drafts: tuple[Draft, ...]
    dropped: tuple[Dropped, ...]
    """In the order in which they were read. A decision that was dropped altogether is here by its DECIDED."""


def drafts_in(
    reply: Json,
    thread: Sequence[Said],
    names: Mapping[str, str] = NONE,
    areas: Sequence[str] = (),
    *,
    products: Sequence[str] = (),
    zone: ZoneInfo = UTC_ZONE,
) -> tuple[Draft, ...]:
    """The drafts of a reply to `draft_request` that hold, as `checked`."""
    return checked(reply, thread, names, areas, products=products, zone=zone).drafts


def checked(
    reply: Json,
    thread: Sequence[Said],
    names: Mapping[str, str] = NONE,
    areas: Sequence[str] = (),
    *,
    products: Sequence[str] = (),
    zone: ZoneInfo = UTC_ZONE,
) -> Checked:
    """`reply` has the shape that was asked for; everything else about it is checked against the thread.

    A decision stands where the words of `decided` are held by people's messages of the thread; without that it is
    dropped whole. Every other field is held by the messages that it quotes, or left empty. Messages of ours, and those
    that speak to a machine, hold nothing.
    """
    read = _Reading(thread, names, frozenset(areas), frozenset(products), zone)
    found = [read.draft(each) for each in reply["decisions"][:MOST_DECISIONS]]
    drafts = {draft.body.decided: draft for draft in found if draft is not None}
    return Checked(
        drafts=tuple(sorted(drafts.values(), key=lambda draft: read.place(draft.decisive))),
        dropped=tuple(read.dropped),
    )


class _Reading:
    """One reply, held against its thread."""

    def __init__(
        self,
        thread: Sequence[Said],
        names: Mapping[str, str],
        areas: frozenset[str],
        products: frozenset[str],
        zone: ZoneInfo,
    ) -> None:
        self.people = people_in(thread, names)
        self.known = tuple(names.values())
        self.areas, self.products = areas, products
        self.zone = zone
        self.dropped: list[Dropped] = []
        self._places = {said.ts: place for place, said in enumerate(thread)}
        self._said = {
            said.ts: said for said in thread if not said.is_ours and not is_addressed(said.text)
        }
        self._held: dict[Part, set[str]] = {}

    def place(self, ts: str) -> int:
        return self._places[ts]

    def draft(self, told: Json) -> Draft | None:
        self._held = {}
        decided = self._text(Part.DECIDED, told["decided"])
        if not decided:
            return None
        held = self._support(Part.DECIDED)
        self._held[Part.TITLE] = set(held)
        body = Body(
            title=self._title(told["title"], decided),
            decided=decided,
            context=self._text(Part.CONTEXT, told["context"]),
            options=tuple(self._options(told["options"])),
            reasons=tuple(self._texts(Part.REASONS, told["reasons"])),
            consequences=tuple(self._texts(Part.CONSEQUENCES, told["consequences"])),
            decider=self._party(Part.DECIDER, told["decider"]),
            consulted=tuple(self._parties(Part.CONSULTED, told["consulted"])),
            informed=tuple(self._parties(Part.INFORMED, told["informed"])),
            reversibility=self._reversibility(told["reversibility"]),
            review_on=self._review_on(told["review_on"]),
            reopen_if=self._text(Part.REOPEN_IF, told["reopen_if"]),
            scope=self._scope(told["scope"]),
            links=tuple(self._links(told["links"])),
        )
        return Draft(
            body=body,
            support=tuple(
                Support(part=part, said=said) for part in Part if (said := self._support(part))
            ),
            decisive=held[-1],
            score=confidence(told["confidence"]),
            by=CLAUDE,
        )

    # --- what was quoted ------------------------------------------------------------------------------

    def _quoted(self, told: Json) -> tuple[Said, ...]:
        """The messages of the thread that may hold something, in its order."""
        found = {ts for ts in told["said"] if ts in self._said}
        return tuple(self._said[ts] for ts in sorted(found, key=self.place))

    def _source(self, quoted: Sequence[Said]) -> Source:
        return Source(
            texts=tuple(self.people.text(said) for said in quoted),
        )

    def _support(self, part: Part) -> tuple[str, ...]:
        return tuple(sorted(self._held.get(part, ()), key=self.place))

    def _hold(self, part: Part, quoted: Sequence[Said]) -> None:
        self._held.setdefault(part, set()).update(said.ts for said in quoted)

    def _drop(self, part: Part, why: Lack) -> None:
        self.dropped.append(Dropped(part=part, why=why))

    # --- texts ----------------------------------------------------------------------------------------

    def _text(self, part: Part, told: Json, *, name: str = "text") -> str:
        """The text where its messages hold it, and nothing otherwise."""
        text = _tidy(told[name])
        if not text:
            return ""
        quoted = self._quoted(told)
        why = self._lack(text, quoted)
        if why is not None:
            self._drop(part, why)
            return ""
        self._hold(part, quoted)
        return text

    def _lack(self, text: str, quoted: Sequence[Said]) -> Lack | None:
        if not quoted:
            return Lack.MESSAGE
        if is_addressed(text):
            return Lack.WORDS
        return lack(text, self._source(quoted), known=self.known)

    def _texts(self, part: Part, told: Sequence[Json]) -> Iterator[str]:
        for each in told[:MOST_ITEMS]:
            if text := self._text(part, each):
                yield text

    def _title(self, told: str, decided: str) -> str:
        """Held by the messages of what was decided; made from its words where it isn't."""
        title = " ".join(_tidy(told).split())
        quoted = tuple(self._said[ts] for ts in self._support(Part.DECIDED))
        why = self._lack(title, quoted) if title else Lack.EMPTY
        if title and why is None and len(title) <= MOST_TITLE:
            return title
        if title and why is not None:
            self._drop(Part.TITLE, why)
        return shorten(decided, MOST_TITLE, placeholder="…")

    def _options(self, told: Sequence[Json]) -> Iterator[Option]:
        for each in told[:MOST_ITEMS]:
            if text := self._text(Part.OPTIONS, each):
                why = self._text(Part.OPTIONS, each, name="why")
                yield Option(text=text, is_chosen=each["is_chosen"], why=why)

    def _links(self, told: Sequence[Json]) -> Iterator[str]:
        seen: set[str] = set()
        for each in told[:MOST_ITEMS]:
            link, quoted = each["text"].strip(), self._quoted(each)
            if not link or link in seen:
                continue
            texts = [self.people.text(said) for said in quoted]
            if any(link in (*links(text), *_KEY.findall(text)) for text in texts):
                seen.add(link)
                self._hold(Part.LINKS, quoted)
                yield link
            else:
                self._drop(Part.LINKS, Lack.LINK)

    # --- people ---------------------------------------------------------------------------------------

    def _party(self, part: Part, told: Json) -> Party | None:
        label = " ".join(_tidy(told["name"]).split())
        if not label or len(label) > MOST_NAME:
            return None
        party, quoted = self.people.party(label), self._quoted(told)
        if party is not None and self._has_part(party, label, quoted):
            self._hold(part, quoted)
            return party
        if party is None and _is_named(label, [self.people.text(said) for said in quoted]):
            self._hold(part, quoted)
            return Party(name=label.removeprefix("@"))
        self._drop(part, Lack.PERSON if quoted else Lack.MESSAGE)
        return None

    def _has_part(self, party: Party, label: str, quoted: Sequence[Said]) -> bool:
        """Whether the person wrote one of the messages, reacted to it or is named in it."""
        return any(
            said.user == party.user
            or any(party.user in reaction.users for reaction in said.reactions)
            or _is_named(label, [self.people.text(said)])
            for said in quoted
        )

    def _parties(self, part: Part, told: Sequence[Json]) -> Iterator[Party]:
        seen: set[Party] = set()
        for each in told[:MOST_ITEMS]:
            if (party := self._party(part, each)) and party not in seen:
                seen.add(party)
                yield party

    # --- the rest -------------------------------------------------------------------------------------

    def _reversibility(self, told: Json) -> Reversibility | None:
        if not told["value"]:
            return None
        quoted = tuple(said for said in self._quoted(told) if _UNDONE.search(said.text))
        if not quoted:
            self._drop(Part.REVERSIBILITY, Lack.MESSAGE)
            return None
        self._hold(Part.REVERSIBILITY, quoted)
        return Reversibility(told["value"])

    def _review_on(self, told: Json) -> date | None:
        """A day that a quoted message names, reckoned from the day on which it was written."""
        if not told["date"]:
            return None
        wanted = day_written(told["date"])
        quoted = tuple(said for said in self._quoted(told) if wanted in self._days(said))
        if wanted is None or not quoted:
            self._drop(Part.REVIEW_ON, Lack.NUMBER)
            return None
        self._hold(Part.REVIEW_ON, quoted)
        return wanted

    def _days(self, said: Said) -> set[date | None]:
        today = said_at(said.ts).astimezone(self.zone).date()
        clauses = (said.text, *_CLAUSE.split(said.text))
        return {day_ahead(clause, today=today) for clause in clauses}

    def _scope(self, told: Json) -> Scope:
        quoted = self._quoted(told)
        texts = [self.people.text(said) for said in quoted]
        scope = Scope(
            area=self._named(told["area"], self.areas, texts),
            product=self._named(told["product"], self.products, texts),
            project=self._keyed(told["project"], texts),
            epic=self._keyed(told["epic"], texts),
        )
        if scope.epic and not _KEY.fullmatch(scope.epic):
            scope = replace(scope, epic=None)
        if not scope.is_empty:
            self._hold(Part.SCOPE, quoted)
        return scope

    def _named(self, name: str, known: frozenset[str], texts: Sequence[str]) -> str | None:
        if not name:
            return None
        if name in known and _is_named(name, texts):
            return name
        self._drop(Part.SCOPE, Lack.NAME)
        return None

    def _keyed(self, key: str, texts: Sequence[str]) -> str | None:
        """A project's key, also where it begins an issue's; an issue's key itself."""
        key = key.strip()
        if not key:
            return None
        if any(re.search(rf"(?<![\w-]){re.escape(key)}(?!\w)(?!-\D)", text) for text in texts):
            return key
        self._drop(Part.SCOPE, Lack.NUMBER)
        return None


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean(text).splitlines())
    return "\n".join(line for line in lines if line)[:MOST_TEXT].strip()


def _is_named(name: str, texts: Sequence[str]) -> bool:
    bare = re.escape(name.removeprefix("@").strip())
    return bool(bare) and any(
        re.search(rf"(?<!\w){bare}(?!\w)", text, re.IGNORECASE) for text in texts
    )
